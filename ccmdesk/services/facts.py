"""Add, correct, end and void the facts of a chart by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ccmdesk.domain.changes import ChangeKind, Done, changed
from ccmdesk.domain.chart import Allergy, Condition, Fact, FactStatus, Medication, Recorded
from ccmdesk.domain.clock import local_date
from ccmdesk.domain.dates import PartialDate
from ccmdesk.domain.errors import InvalidValue, StaleVersion
from ccmdesk.domain.practice import Actor
from ccmdesk.models import facts as rows
from ccmdesk.models.codec import to_json
from ccmdesk.models.facts import KIND_OF, NewFact
from ccmdesk.models.patients import Recording, load_patient
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import UnitOfWork, writing
from ccmdesk.security.audit_chain import AuditKind
from ccmdesk.services.permissions import UseCase, require


def add_fact(store: Store, actor: Actor, patient_id: int, fact: Fact) -> Done[int]:
    """Add a problem, medicine, allergy, value or other fact by hand and return its id."""
    require(store, actor, UseCase.CHANGE_CHART, patient_id=patient_id)
    check_fact(fact)
    with writing(store, actor) as work:
        load_patient(work.connection, patient_id)
        new = NewFact(patient_id, fact, Recording(work.now, actor.name), author=actor.name)
        fact_id = rows.insert_facts(work.connection, [new])[0]
        work.audit(
            AuditKind.CREATE,
            object_kind=KIND_OF[type(fact)],
            object_id=fact_id,
            patient_id=patient_id,
            after=to_json(fact),
        )
    return Done(fact_id, changed(ChangeKind.CHART, patient_id=patient_id))


def correct_fact(
    store: Store, actor: Actor, recorded: Recorded[Fact], fact: Fact, *, reason: str
) -> Done[None]:
    """Put a corrected value in place of a fact; the one before stays readable in the history."""
    require(store, actor, UseCase.CHANGE_CHART, patient_id=recorded.patient_id)
    check_fact(fact)
    if type(fact) is not type(recorded.value):
        raise TypeError("a fact is corrected by one of its own kind")
    with writing(store, actor) as work:
        _replace(work, recorded, fact, reason=reason or "corrected")
    return Done(None, changed(ChangeKind.CHART, patient_id=recorded.patient_id))


def end_fact(
    store: Store, actor: Actor, recorded: Recorded[Fact], *, on: date, reason: str = ""
) -> Done[None]:
    """End a problem, medicine or allergy on a day: resolved, stopped or no longer so."""
    require(store, actor, UseCase.CHANGE_CHART, patient_id=recorded.patient_id)
    with writing(store, actor) as work:
        if on > local_date(work.now, work.zone):
            raise InvalidValue("on", "The day lies in the future.", todo="Enter it when it has come.")
        _replace(work, recorded, _ended(recorded.value, on), reason=reason or "ended")
    return Done(None, changed(ChangeKind.CHART, patient_id=recorded.patient_id))


def void_fact(store: Store, actor: Actor, recorded: Recorded[Fact], *, reason: str) -> Done[None]:
    """Mark a fact as entered in error; it leaves the chart and stays readable in the record."""
    require(store, actor, UseCase.CHANGE_CHART, patient_id=recorded.patient_id)
    if not reason.strip():
        raise InvalidValue("reason", "Say why this was wrong.", todo="A few words are enough.")
    with writing(store, actor) as work:
        current = _current(work, recorded)
        rows.void_fact(
            work.connection,
            current.id,
            recording=Recording(work.now, actor.name),
            reason=reason.strip(),
        )
        work.audit(
            AuditKind.VOID,
            object_kind=KIND_OF[type(current.value)],
            object_id=current.id,
            patient_id=current.patient_id,
            reason=reason.strip(),
            before=to_json(current.value),
        )
    return Done(None, changed(ChangeKind.CHART, patient_id=recorded.patient_id))


def check_fact(fact: Fact) -> None:
    """Raise InvalidValue, naming the field, for a fact without its name."""
    names = {Condition: "name", Medication: "name", Allergy: "substance"}
    field = names.get(type(fact))
    if field is not None and not getattr(fact, field).strip():
        raise InvalidValue(field, "The name is missing.")


def _ended(fact: Fact, on: date) -> Fact:
    day = PartialDate.of(on)
    match fact:
        case Condition():
            return replace(fact, status=FactStatus.ENDED, clinical_status="resolved", ended=day)
        case Medication():
            return replace(fact, status=FactStatus.ENDED, stop=day)
        case Allergy():
            return replace(fact, status=FactStatus.ENDED)
        case _:
            raise InvalidValue("fact", "Only problems, medicines and allergies can be ended.")


def _current(work: UnitOfWork, recorded: Recorded[Fact]) -> Recorded[Fact]:
    current = rows.load_fact(work.connection, recorded.id)
    if current.version != recorded.version:
        raise StaleVersion(mine=recorded.value, theirs=current.value, their_version=current.version)
    return current


def _replace(work: UnitOfWork, recorded: Recorded[Fact], fact: Fact, *, reason: str) -> None:
    current = _current(work, recorded)
    kind, before = KIND_OF[type(current.value)], to_json(current.value)
    work.keep_history(
        object_kind=kind,
        object_id=current.id,
        patient_id=current.patient_id,
        version=current.version,
        body=before,
        reason=reason,
    )
    rows.update_fact(work.connection, current.id, fact, version=current.version + 1)
    work.audit(
        AuditKind.AMEND,
        object_kind=kind,
        object_id=current.id,
        patient_id=current.patient_id,
        reason=reason,
        before=before,
        after=to_json(fact),
    )
