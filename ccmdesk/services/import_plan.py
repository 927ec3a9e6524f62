"""Work out what an import would add: who each person is, which facts are new, changed or known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ccmdesk.domain.chart import Fact, Patient
from ccmdesk.domain.imports import (
    FACT_FIELDS,
    ImportedChart,
    ParsedFile,
    Progress,
    Skipped,
    Sourced,
    SourceKey,
    no_progress,
)
from ccmdesk.domain.matching import Candidate, Known, Match, MatchKind, match, plausible
from ccmdesk.domain.merging import KnownFacts, alike
from ccmdesk.domain.words import folded
from ccmdesk.models.facts import StoredFact, stored_facts
from ccmdesk.models.patients import (
    load_patient,
    people_born_on,
    people_named,
    people_with_identifiers,
)
from ccmdesk.models.unit_of_work import Connection

Answers = Mapping[SourceKey, int | None]
"""What a person answered about look-alikes: the patient's id, or None for someone new."""

ANYWHERE = frozenset({"fhir", "csv", ""})
"""Source systems whose ids are not unique beyond one export, so that a stored one proves nothing."""


@dataclass(frozen=True, slots=True)
class PlannedFact:
    """Hold a fact to be added (`stored` None) or to replace a stored one, and the file it is from."""

    fact: Sourced[Fact]
    file: int
    stored: StoredFact | None = None


@dataclass(slots=True)
class PersonPlan:
    """Gather what an import would do for one person; `patient_id` is None for someone new."""

    subjects: list[SourceKey]
    patient: Patient | None
    match: Match
    files: set[int]
    stored: Patient | None = None
    filled: Patient | None = None
    differing: tuple[str, ...] = ()
    adds: list[PlannedFact] = field(default_factory=list)
    changes: list[PlannedFact] = field(default_factory=list)
    known: int = 0
    kept_by_hand: int = 0

    @property
    def writes(self) -> bool:
        """Tell whether this person is clear enough to be written."""
        return self.match.kind is not MatchKind.ASK and (
            self.patient is not None or self.match.patient_id is not None
        )


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """Hold the persons of an import in the order of the files."""

    files: tuple[ParsedFile, ...]
    people: tuple[PersonPlan, ...]
    nobody: tuple[Skipped, ...] = ()


def plan_import(
    connection: Connection,
    files: Sequence[ParsedFile],
    *,
    answers: Answers,
    progress: Progress = no_progress,
) -> ImportPlan:
    """Return what an import of these files would do now, given the answers about look-alikes."""
    people: list[PersonPlan] = []
    finder = _Finder(connection, answers)
    groups = _grouped(files)
    nobody = []
    for number, (subject, charts) in enumerate(groups.items()):
        progress(number, len(groups))
        person = finder.person(subject, charts)
        if person is None:
            nobody += _nobody(charts, files)
            continue
        if not any(person is other for other in people):
            people.append(person)
        if person.writes:
            finder.add_facts(person, charts)
    return ImportPlan(tuple(files), tuple(people), tuple(nobody))


_Charts = list[tuple[int, ImportedChart]]


def _grouped(files: Sequence[ParsedFile]) -> dict[SourceKey, _Charts]:
    groups: dict[SourceKey, _Charts] = {}
    for number, file in enumerate(files):
        for chart in file.charts:
            groups.setdefault(chart.subject, []).append((number, chart))
    return groups


def _nobody(charts: _Charts, files: Sequence[ParsedFile]) -> list[Skipped]:
    return [
        Skipped(
            f"{files[number].name}: {chart.subject.id}",
            "The files do not say who this is; import them together with the patient's own record.",
        )
        for number, chart in charts
    ]


class _Finder:
    """Find persons and facts, stored or met earlier in this import."""

    def __init__(self, connection: Connection, answers: Answers) -> None:
        self._connection = connection
        self._answers = answers
        self._met: list[PersonPlan] = []
        self._met_by: dict[object, set[int]] = {}
        self._facts: dict[int, tuple[KnownFacts, dict[SourceKey, StoredFact]]] = {}

    def person(self, subject: SourceKey, charts: _Charts) -> PersonPlan | None:
        """Return the plan of the person that these charts are about, or None when nobody can tell."""
        patient = _combined([chart.patient for _, chart in charts if chart.patient is not None])
        files = {number for number, _ in charts}
        if patient is None:
            return self._by_source(subject, files)
        found = self._match(subject, patient)
        if found.kind is MatchKind.SAME and found.patient_id is not None and found.patient_id < 0:
            met = self._met[-found.patient_id - 1]
            met.subjects.append(subject)
            met.files |= files
            met.patient = _combined([met.patient, patient]) if met.patient else patient
            self._remember(met, -found.patient_id - 1)
            self._fill(met)
            return met
        plan = PersonPlan([subject], patient, found, files)
        self._fill(plan)
        self._met.append(plan)
        self._remember(plan, len(self._met) - 1)
        return plan

    def add_facts(self, person: PersonPlan, charts: _Charts) -> None:
        """Sort the facts of these charts into new, changed and known ones."""
        known, by_source = self._known_facts(person)
        for number, chart in charts:
            for name in FACT_FIELDS:
                for sourced in getattr(chart, name):
                    _sort_fact(person, PlannedFact(sourced, number), known, by_source)

    def _match(self, subject: SourceKey, patient: Patient) -> Match:
        if subject in self._answers:
            answer = self._answers[subject]
            return Match(MatchKind.NEW if answer is None else MatchKind.SAME, answer)
        if subject.system not in ANYWHERE:
            known = people_with_identifiers(self._connection, [(subject.system, subject.id)])
            if len(known) == 1 and plausible(patient, known[0].patient):
                return Match(MatchKind.SAME, known[0].patient_id)
        return match(patient, [*self._stored(subject, patient), *self._met_like(patient)])

    def _stored(self, subject: SourceKey, patient: Patient) -> list[Known]:
        wanted = [(i.system, i.value) for i in patient.identifiers if i.system and i.value]
        people = people_with_identifiers(self._connection, [*wanted, (subject.system, subject.id)])
        if patient.birth_date is not None:
            people += people_born_on(self._connection, patient.birth_date)
        people += people_named(self._connection, patient.family)
        return [Known(p.patient_id, p.patient) for p in {p.patient_id: p for p in people}.values()]

    def _met_like(self, patient: Patient) -> list[Known]:
        near: set[int] = set()
        for key in _near_keys(patient):
            near |= self._met_by.get(key, set())
        known = []
        for number in sorted(near):
            met = self._met[number]
            if met.patient is not None and met.match.kind is not MatchKind.ASK:
                stored_id = met.match.patient_id
                known.append(Known(-number - 1 if stored_id is None else stored_id, met.patient))
        return known

    def _remember(self, plan: PersonPlan, number: int) -> None:
        if plan.patient is not None:
            for key in _near_keys(plan.patient):
                self._met_by.setdefault(key, set()).add(number)

    def _by_source(self, subject: SourceKey, files: set[int]) -> PersonPlan | None:
        people = people_with_identifiers(self._connection, [(subject.system, subject.id)])
        if subject in self._answers and self._answers[subject] is not None:
            found = Match(MatchKind.SAME, self._answers[subject])
        elif not people:
            return None
        elif len(people) == 1 and subject.system not in ANYWHERE:
            found = Match(MatchKind.SAME, people[0].patient_id)
        else:
            why = "the same id in another export, and the files do not say who this is"
            candidates = tuple(Candidate(p.patient_id, p.patient, why) for p in people)
            found = Match(MatchKind.ASK, None, candidates)
        plan = PersonPlan([subject], None, found, files)
        self._met.append(plan)
        return plan

    def _fill(self, plan: PersonPlan) -> None:
        if plan.match.kind is not MatchKind.SAME or plan.patient is None or plan.match.patient_id is None:
            return
        if plan.stored is None:
            plan.stored = self._patient(plan.match.patient_id)
        filled, plan.differing = filled_in(plan.stored, plan.patient)
        plan.filled = None if filled == plan.stored else filled

    def _patient(self, patient_id: int) -> Patient:
        return load_patient(self._connection, patient_id).value

    def _known_facts(self, person: PersonPlan) -> tuple[KnownFacts, dict[SourceKey, StoredFact]]:
        key = person.match.patient_id if person.match.patient_id is not None else -id(person)
        if key not in self._facts:
            known = KnownFacts()
            by_source: dict[SourceKey, StoredFact] = {}
            if person.match.patient_id is not None:
                for stored in stored_facts(self._connection, person.match.patient_id):
                    known.add(stored.value)
                    by_source[SourceKey(stored.source_system, stored.source_id)] = stored
            self._facts[key] = (known, by_source)
        return self._facts[key]


def _sort_fact(
    person: PersonPlan,
    planned: PlannedFact,
    known: KnownFacts,
    by_source: dict[SourceKey, StoredFact],
) -> None:
    sourced = planned.fact
    stored = by_source.get(sourced.key)
    if stored is not None and (sourced.key.system not in ANYWHERE or alike(stored.value, sourced.value)):
        if stored.value == sourced.value:
            person.known += 1
        elif stored.by_hand:
            person.kept_by_hand += 1
        else:
            person.changes.append(replace(planned, stored=stored))
        return
    if sourced.value in known:
        person.known += 1
        return
    person.adds.append(planned)
    known.add(sourced.value)


def filled_in(stored: Patient, imported: Patient) -> tuple[Patient, tuple[str, ...]]:
    """Return a stored patient with what was empty filled from an imported one, and the fields that differ.

    What differs is never overwritten; identifiers, telecoms and addresses that are new are added.
    """
    changes: dict[str, object] = {}
    differing = []
    for name in ("preferred_name", "suffix", "pronouns", "language", "interpreter", "birth_date"):
        mine, theirs = getattr(stored, name), getattr(imported, name)
        if theirs and not mine:
            changes[name] = theirs
        elif theirs and mine and mine != theirs and folded(str(mine)) != folded(str(theirs)):
            differing.append(name)
    if imported.deceased and not stored.deceased:
        changes |= {"deceased": True, "deceased_on": imported.deceased_on}
    for name in ("identifiers", "telecoms", "addresses"):
        mine = getattr(stored, name)
        new = tuple(each for each in getattr(imported, name) if each not in mine)
        if new:
            changes[name] = (*mine, *new)
    return replace(stored, **changes), tuple(differing)  # type: ignore[arg-type]  # names are Patient's


def _combined(patients: Sequence[Patient]) -> Patient | None:
    combined: Patient | None = None
    for patient in patients:
        combined = patient if combined is None else filled_in(combined, patient)[0]
    return combined


def _near_keys(patient: Patient) -> list[object]:
    keys: list[object] = [(i.system, i.value) for i in patient.identifiers if i.system and i.value]
    if patient.birth_date is not None:
        keys.append(patient.birth_date)
    keys.append(folded(patient.family))
    return keys
