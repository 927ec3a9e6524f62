"""Find out who the persons of an import are: stored, met earlier in the import, new, or to be asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ccmdesk.domain.chart import Patient, Sex
from ccmdesk.domain.imports import SourceKey
from ccmdesk.domain.matching import Candidate, Known, Match, MatchKind, match, plausible
from ccmdesk.domain.words import folded
from ccmdesk.models.patients import (
    KnownPerson,
    load_patient,
    people_born_on,
    people_named,
    people_with_identifiers,
)
from ccmdesk.models.unit_of_work import Connection
from ccmdesk.services.import_values import ANYWHERE, Answers, NumberedCharts, PersonPlan, source_of

_COMPARED = (
    "family",
    "given",
    "sex",
    "preferred_name",
    "suffix",
    "pronouns",
    "language",
    "interpreter",
    "birth_date",
)


class PersonFinder:
    """Give every subject of an import the plan of its person; several subjects may share one."""

    def __init__(self, connection: Connection, answers: Answers) -> None:
        self._connection = connection
        self._answers = answers
        self._by_number: dict[int, PersonPlan] = {}
        self._by_patient: dict[int, PersonPlan] = {}
        self._near: dict[object, set[int]] = {}

    def person(self, number: int, subject: SourceKey, *, charts: NumberedCharts) -> PersonPlan | None:
        """Return the plan of the person that these charts are about, or None when nobody can tell.

        `number` is the place of the subject in the import.
        """
        patient = combined([chart.patient for _, chart in charts if chart.patient is not None])
        found = self._by_source(subject) if patient is None else self._match(subject, patient)
        if found is None:
            return None
        plan = self._planned(found)
        if plan is None:
            if found.patient_id is not None and found.patient_id < 0:
                found = Match(MatchKind.ASK)  # answered for other files than these
            plan = PersonPlan(number, [subject], patient, found, list(charts))
        else:
            plan.subjects.append(subject)
            plan.charts += charts
            plan.patient = combined([each for each in (plan.patient, patient) if each is not None])
        self._by_number[number] = plan
        if found.kind is MatchKind.SAME and plan.match.patient_id is not None:
            self._by_patient[plan.match.patient_id] = plan
        if plan.patient is not None:
            for key in [*_near_keys(plan.patient), source_of(subject)]:
                self._near.setdefault(key, set()).add(plan.number)
        self._fill(plan)
        return plan

    def _planned(self, found: Match) -> PersonPlan | None:
        if found.kind is not MatchKind.SAME or found.patient_id is None:
            return None
        if found.patient_id < 0:
            return self._by_number.get(-found.patient_id - 1)
        return self._by_patient.get(found.patient_id)

    def _match(self, subject: SourceKey, patient: Patient) -> Match:
        if subject in self._answers:
            answer = self._answers[subject]
            return Match(MatchKind.NEW if answer is None else MatchKind.SAME, answer)
        source = source_of(subject)
        sharers = self._known_by(source)
        trusted = source.system not in ANYWHERE
        if trusted and len(sharers) == 1 and plausible(patient, sharers[0].patient):
            return Match(MatchKind.SAME, sharers[0].patient_id)
        sharing = {person.patient_id for person in sharers} if trusted else set()
        stored = self._stored(patient, sharers)
        known = [replace(each, shares_key=each.patient_id in sharing) for each in stored]
        return match(patient, [*known, *self._met_like(source, patient)])

    def _known_by(self, source: SourceKey) -> list[KnownPerson]:
        return people_with_identifiers(self._connection, [(source.system, source.id)])

    def _stored(self, patient: Patient, sharers: list[KnownPerson]) -> list[Known]:
        wanted = [(i.system, i.value) for i in patient.identifiers if i.system and i.value]
        people = [*sharers, *people_with_identifiers(self._connection, wanted)]
        if patient.birth_date is not None:
            people += people_born_on(self._connection, patient.birth_date)
        people += people_named(self._connection, patient.family)
        return [Known(p.patient_id, p.patient) for p in {p.patient_id: p for p in people}.values()]

    def _met_like(self, source: SourceKey, patient: Patient) -> list[Known]:
        near: set[int] = set()
        for key in [*_near_keys(patient), source]:
            near |= self._near.get(key, set())
        known = []
        for number in sorted(near):
            met = self._by_number[number]
            if met.patient is not None and met.match.kind is not MatchKind.ASK:
                stored_id = met.match.patient_id
                met_id = -number - 1 if stored_id is None else stored_id
                shares = source.system not in ANYWHERE and source in map(source_of, met.subjects)
                known.append(Known(met_id, met.patient, shares))
        return known

    def _by_source(self, subject: SourceKey) -> Match | None:
        answer = self._answers.get(subject)
        if answer is not None:
            return Match(MatchKind.SAME, answer)
        people = self._known_by(subject)
        if not people:
            return None
        if len(people) == 1 and subject.system not in ANYWHERE:
            return Match(MatchKind.SAME, people[0].patient_id)
        why = "the same id in another export, and the files do not say who this is"
        candidates = tuple(Candidate(p.patient_id, p.patient, why) for p in people)
        return Match(MatchKind.ASK, None, candidates)

    def _fill(self, plan: PersonPlan) -> None:
        if plan.match.kind is not MatchKind.SAME or plan.match.patient_id is None:
            return
        if plan.stored is None:
            plan.stored = load_patient(self._connection, plan.match.patient_id).value
        if plan.patient is not None:
            filled, plan.differing = filled_in(plan.stored, plan.patient)
            plan.filled = None if filled == plan.stored else filled


def filled_in(stored: Patient, imported: Patient) -> tuple[Patient, tuple[str, ...]]:
    """Return a stored patient with what was empty filled from an imported one, and the fields that differ.

    What differs is never overwritten; identifiers, telecoms and addresses that are new are added.
    """
    changes: dict[str, object] = {}
    differing = []
    for name in _COMPARED:
        mine, theirs = getattr(stored, name), getattr(imported, name)
        if _says(theirs) and not _says(mine):
            changes[name] = theirs
        elif _says(theirs) and folded(str(mine)) != folded(str(theirs)):
            differing.append(name)
    if imported.deceased and not stored.deceased:
        changes |= {"deceased": True, "deceased_on": imported.deceased_on}
    for name in ("identifiers", "telecoms", "addresses"):
        mine = getattr(stored, name)
        new = tuple(each for each in getattr(imported, name) if each not in mine)
        if new:
            changes[name] = (*mine, *new)
    return replace(stored, **changes), tuple(differing)  # type: ignore[arg-type]  # names are Patient's


def combined(patients: Sequence[Patient]) -> Patient | None:
    """Return one patient of what several records say; the first counts where they differ."""
    whole: Patient | None = None
    for patient in patients:
        whole = patient if whole is None else filled_in(whole, patient)[0]
    return whole


def _says(value: object) -> bool:
    return bool(value) and value is not Sex.UNKNOWN


def _near_keys(patient: Patient) -> list[object]:
    keys: list[object] = [(i.system, i.value) for i in patient.identifiers if i.system and i.value]
    if patient.birth_date is not None:
        keys.append(patient.birth_date)
    keys.append(folded(patient.family))
    return keys
