"""Import records: read files, preview what they would add, commit them in one go; taking back is beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from ccmdesk.domain.changes import ChangeKind, Done, changed
from ccmdesk.domain.chart import Fact, Patient
from ccmdesk.domain.imports import (
    FACT_FIELDS,
    FileStatus,
    InputFile,
    ParsedFile,
    Progress,
    Skipped,
    SourceKey,
    no_progress,
)
from ccmdesk.domain.matching import Candidate, MatchKind
from ccmdesk.domain.practice import Actor
from ccmdesk.importers.reading import read_files
from ccmdesk.models import facts as fact_rows
from ccmdesk.models import import_history as history
from ccmdesk.models import imports as rows
from ccmdesk.models.codec import to_json
from ccmdesk.models.facts import KIND_OF, NewFact
from ccmdesk.models.imports import ImportBatch
from ccmdesk.models.patients import Recording, insert_patients, load_patient, update_patient
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import UnitOfWork, reading, writing
from ccmdesk.security.audit_chain import AuditKind
from ccmdesk.services.import_plan import plan_import
from ccmdesk.services.import_undo import TakenBack, take_back
from ccmdesk.services.import_values import Answers, ImportPlan, PersonPlan, PlannedFact, source_of
from ccmdesk.services.permissions import UseCase, require

__all__ = [
    "ImportBatch",
    "ImportOutcome",
    "ImportPreview",
    "PersonPreview",
    "TakenBack",
    "batches",
    "commit",
    "preview",
    "questions_in",
    "read",
    "take_back",
]

_FIELD_OF_KIND = dict(
    zip(
        (
            "condition",
            "medication",
            "allergy",
            "observation",
            "care_team",
            "goal",
            "encounter",
            "procedure",
            "coverage",
        ),
        FACT_FIELDS,
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class PersonPreview:
    """Hold what an import would do for one person.

    `subject` names the person in answers; `patient` is who the files say it is, `stored` who is here when
    it is the same. `new` and `changed` count facts by kind as in ParsedFile.counts; `differing` names
    details that are not overwritten; `candidates` are look-alikes to choose from.
    """

    subject: SourceKey
    patient: Patient
    stored: Patient | None
    match: MatchKind
    patient_id: int | None
    candidates: tuple[Candidate, ...]
    files: tuple[str, ...]
    new: dict[str, int]
    changed: dict[str, int]
    known: int
    kept_by_hand: int
    filled: bool
    differing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """Hold the files as read, the persons, and what belongs to nobody."""

    files: tuple[ParsedFile, ...]
    people: tuple[PersonPreview, ...]
    nobody: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """Hold what an import did; `people` were written, each with the patient's id.

    `asked` are persons left out because only a person can tell who they are.
    """

    batch_id: int
    patients_added: int
    patients_found: int
    facts_added: int
    facts_changed: int
    facts_known: int
    people: tuple[PersonPreview, ...]
    asked: tuple[PersonPreview, ...]
    files: tuple[ParsedFile, ...]


def read(files: Sequence[InputFile], *, progress: Progress = no_progress) -> tuple[ParsedFile, ...]:
    """Read files of any known kind; nothing is written."""
    return read_files(files, progress=progress)


def preview(
    store: Store,
    actor: Actor,
    files: Sequence[ParsedFile],
    *,
    answers: Answers | None = None,
    progress: Progress = no_progress,
) -> ImportPreview:
    """Return what an import of these files would add, change and leave out; nothing is written."""
    require(store, actor, UseCase.IMPORT_RECORDS)
    with reading(store) as connection:
        plan = plan_import(connection, files, answers=answers or {}, progress=progress)
    people = tuple(_preview(person, plan) for person in plan.people)
    return ImportPreview(plan.files, people, plan.nobody)


def commit(
    store: Store,
    actor: Actor,
    files: Sequence[ParsedFile],
    *,
    answers: Answers | None = None,
    progress: Progress = no_progress,
) -> Done[ImportOutcome]:
    """Write everything new in these files in one transaction, or nothing at all.

    Persons who must be asked about and have no answer are left out and named in the outcome. A Cancelled
    raised by `progress` leaves nothing half done.
    """
    require(store, actor, UseCase.IMPORT_RECORDS)
    with writing(store, actor) as work:
        plan = plan_import(work.connection, files, answers=answers or {}, progress=progress)
        writes = [person for person in plan.people if person.writes]
        added = sum(len(person.adds) for person in writes)
        new = sum(person.match.kind is MatchKind.NEW for person in writes)
        batch_id = rows.insert_batch(work.connection, at=work.now, by=actor.name, added=added + new)
        file_ids = rows.insert_files(work.connection, batch_id, plan.files)
        _write_people(work, writes, batch_id, file_ids)
        _write_facts(work, writes, batch_id, file_ids, progress)
        work.audit(
            AuditKind.CREATE,
            object_kind="import",
            object_id=batch_id,
            reason=f"{len(files)} files, {new} patients, {added} facts added",
        )
        progress(1, 1)
    outcome = ImportOutcome(
        batch_id=batch_id,
        patients_added=new,
        patients_found=len(writes) - new,
        facts_added=added,
        facts_changed=sum(len(person.changes) for person in writes),
        facts_known=sum(person.known + person.kept_by_hand for person in writes),
        people=tuple(_preview(person, plan) for person in writes),
        asked=tuple(_preview(p, plan) for p in plan.people if not p.writes),
        files=plan.files,
    )
    return Done(outcome, changed(ChangeKind.IMPORT, ChangeKind.PATIENT, ChangeKind.CHART))


def batches(store: Store, actor: Actor) -> tuple[ImportBatch, ...]:
    """Return all imports, the newest first."""
    require(store, actor, UseCase.READ_IMPORTS)
    with reading(store) as connection:
        return rows.load_batches(connection)


def questions_in(outcome: ImportOutcome) -> tuple[ParsedFile, ...]:
    """Return the files of an outcome, those with a person left out marked partial with the reason."""
    open_names = {name for person in outcome.asked for name in person.files}
    return tuple(
        replace(
            file,
            status=FileStatus.PARTIAL,
            reason="A person looks like a patient who is already here; say in the window who it is.",
        )
        if file.name in open_names and file.status is not FileStatus.REJECTED
        else file
        for file in outcome.files
    )


def _preview(person: PersonPlan, plan: ImportPlan) -> PersonPreview:
    shown = person.patient or person.stored
    if shown is None:
        shown = person.match.candidates[0].patient if person.match.candidates else Patient("", "")
    return PersonPreview(
        subject=person.subjects[0],
        patient=shown,
        stored=person.stored,
        match=person.match.kind,
        patient_id=person.match.patient_id,
        candidates=person.match.candidates,
        files=tuple(plan.files[number].name for number in sorted(person.files)),
        new=_counted([planned.fact.value for planned in person.adds]),
        changed=_counted([planned.fact.value for planned in person.changes]),
        known=person.known,
        kept_by_hand=person.kept_by_hand,
        filled=person.filled is not None,
        differing=person.differing,
    )


def _counted(facts: Sequence[Fact]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for fact in facts:
        name = _FIELD_OF_KIND[KIND_OF[type(fact)]]
        counts[name] = counts.get(name, 0) + 1
    return counts


def _write_people(
    work: UnitOfWork, people: Sequence[PersonPlan], batch_id: int, file_ids: Sequence[int]
) -> None:
    new = [person for person in people if person.match.kind is MatchKind.NEW and person.patient is not None]
    recorded = [
        (cast(Patient, p.patient), Recording(work.now, work.actor.name, batch_id, file_ids[min(p.files)]))
        for p in new
    ]
    for person, patient_id in zip(new, insert_patients(work.connection, recorded), strict=True):
        person.match = replace(person.match, patient_id=patient_id)
    for person in people:
        if person.filled is None or person.match.patient_id is None:
            continue
        stored = load_patient(work.connection, person.match.patient_id)
        work.keep_history(
            object_kind="patient",
            object_id=stored.id,
            patient_id=stored.id,
            version=stored.version,
            body=to_json(stored.value),
            reason=history.replaced_reason(batch_id),
        )
        update_patient(work.connection, stored.id, person.filled, version=stored.version + 1)
    sources = [
        (person.match.patient_id, source_of(subject))
        for person in people
        for subject in person.subjects
        if person.match.patient_id is not None
    ]
    rows.insert_sources(work.connection, sources, batch_id=batch_id)


def _write_facts(
    work: UnitOfWork,
    people: Sequence[PersonPlan],
    batch_id: int,
    file_ids: Sequence[int],
    progress: Progress,
) -> None:
    for number, person in enumerate(people):
        progress(number, len(people))
        patient_id = cast(int, person.match.patient_id)
        fact_rows.insert_facts(
            work.connection,
            [
                NewFact(
                    patient_id=patient_id,
                    value=planned.fact.value,
                    recording=Recording(work.now, work.actor.name, batch_id, file_ids[planned.file]),
                    source_system=planned.fact.key.system,
                    source_id=planned.fact.key.id,
                    author=planned.fact.author,
                )
                for planned in person.adds
            ],
        )
        for planned in person.changes:
            origin = history.FactOrigin(batch_id, file_ids[planned.file], planned.fact.author)
            _replace_fact(work, planned, patient_id=patient_id, origin=origin)
        kind = AuditKind.CREATE if person.match.kind is MatchKind.NEW else AuditKind.AMEND
        work.audit(
            kind,
            object_kind="chart",
            object_id=patient_id,
            patient_id=patient_id,
            reason=f"import {batch_id}: {len(person.adds)} added, {len(person.changes)} changed",
        )


def _replace_fact(
    work: UnitOfWork, planned: PlannedFact, *, patient_id: int, origin: history.FactOrigin
) -> None:
    stored = planned.stored
    if stored is None:
        return
    before = history.origin_of(work.connection, stored.id)
    work.keep_history(
        object_kind=stored.kind,
        object_id=stored.id,
        patient_id=patient_id,
        version=stored.version,
        body=history.with_origin(to_json(stored.value), before),
        reason=history.replaced_reason(cast(int, origin.batch_id)),
    )
    fact_rows.update_fact(
        work.connection, stored.id, planned.fact.value, version=stored.version + 1, by_hand=False
    )
    history.set_origin(work.connection, stored.id, origin)
