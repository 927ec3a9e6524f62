"""Work out what an import would add: who each person is, which facts are new, changed or known."""

from __future__ import annotations

from collections.abc import Sequence

from ccmdesk.domain.chart import Patient
from ccmdesk.domain.imports import ParsedFile, Progress, Skipped, SourceKey, no_progress
from ccmdesk.domain.matching import plausible
from ccmdesk.models.unit_of_work import Connection
from ccmdesk.services.import_facts import sort_facts
from ccmdesk.services.import_people import PersonFinder, filled_in
from ccmdesk.services.import_values import Answers, ImportPlan, NumberedCharts, PersonPlan, apart


def plan_import(
    connection: Connection,
    files: Sequence[ParsedFile],
    *,
    answers: Answers,
    progress: Progress = no_progress,
) -> ImportPlan:
    """Return what an import of these files would do now, given the answers about look-alikes."""
    people: dict[int, PersonPlan] = {}
    finder = PersonFinder(connection, answers)
    groups = _grouped(files)
    nobody: list[Skipped] = []
    for number, (subject, charts) in enumerate(groups.items()):
        progress(number, 2 * len(groups))
        person = finder.person(number, subject, charts=charts)
        if person is None:
            nobody += _nobody(charts, files)
            continue
        people.setdefault(person.number, person)
    written = [file.written for file in files]
    for number, person in enumerate(people.values()):
        progress(len(groups) + number, 2 * len(groups))
        if person.writes:
            sort_facts(connection, person, written=written)
    return ImportPlan(tuple(files), tuple(people.values()), tuple(nobody))


def _grouped(files: Sequence[ParsedFile]) -> dict[SourceKey, NumberedCharts]:
    groups: dict[SourceKey, NumberedCharts] = {}
    for number, file in enumerate(files):
        for chart in file.charts:
            groups.setdefault(chart.subject, []).append((number, chart))
    return {
        apart(subject, number): charts
        for subject, group in groups.items()
        for number, charts in enumerate(_told_apart(group))
    }


def _told_apart(group: NumberedCharts) -> list[NumberedCharts]:
    """Return the charts of one key by person: files of two persons may give both the same key.

    Charts that do not say who they are about belong to the only person, or to none of several.
    """
    people: list[tuple[Patient, NumberedCharts]] = []
    for number, chart in group:
        if chart.patient is None:
            continue
        at = next((at for at, (met, _) in enumerate(people) if plausible(met, chart.patient)), None)
        if at is None:
            people.append((chart.patient, [(number, chart)]))
        else:
            met, charts = people[at]
            people[at] = (filled_in(met, chart.patient)[0], [*charts, (number, chart)])
    if len(people) < 2:
        return [group]
    unsaid = [(number, chart) for number, chart in group if chart.patient is None]
    return [charts for _, charts in people] + ([unsaid] if unsaid else [])


def _nobody(charts: NumberedCharts, files: Sequence[ParsedFile]) -> list[Skipped]:
    return [
        Skipped(
            f"{files[number].name}: {chart.subject.id}",
            "The files do not say who this is; import them together with the patient's own record.",
        )
        for number, chart in charts
    ]
