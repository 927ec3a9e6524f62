"""Take an import back whole: its facts, its patients, and what it put in place of other values."""

from __future__ import annotations

from dataclasses import dataclass

from ccmdesk.domain.changes import ChangeKind, Done, changed
from ccmdesk.domain.errors import NotFound
from ccmdesk.domain.practice import Actor
from ccmdesk.models import facts as fact_rows
from ccmdesk.models import import_history as history
from ccmdesk.models import imports as rows
from ccmdesk.models.patients import update_patient
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import Connection, UnitOfWork, writing
from ccmdesk.security.audit_chain import AuditKind
from ccmdesk.services.permissions import UseCase, require


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Hold what taking an import back did; some patients stay because the practice worked on them."""

    facts: int
    patients: int
    patients_kept: int


def take_back(store: Store, actor: Actor, batch_id: int) -> Done[TakenBack]:
    """Take an import back whole: its facts, its patients, and what it put in place of other values.

    Facts corrected by hand since, and patients on whom the practice has worked, stay; the result says how
    many.
    """
    require(store, actor, UseCase.IMPORT_RECORDS)
    with writing(store, actor) as work:
        if not rows.mark_taken_back(work.connection, batch_id, at=work.now, by=actor.name):
            raise NotFound("This import was already taken back.", kept="Nothing was changed.")
        _restore_replaced(work, batch_id)
        facts = rows.take_back_facts(work.connection, batch_id, at=work.now)
        patients = rows.patients_of_batch(work.connection, batch_id)
        kept = rows.worked_on(work.connection, patients)
        kept |= rows.facts_from_elsewhere(work.connection, patients, batch_id)
        gone = [patient_id for patient_id in patients if patient_id not in kept]
        rows.take_back_patients(work.connection, gone, at=work.now)
        rows.forget_sources(work.connection, batch_id, kept=kept)
        work.audit(
            AuditKind.VOID,
            object_kind="import",
            object_id=batch_id,
            reason=f"{facts} facts, {len(gone)} patients taken back, {len(kept)} kept",
        )
    taken = TakenBack(facts, len(gone), len(kept))
    return Done(taken, changed(ChangeKind.IMPORT, ChangeKind.PATIENT, ChangeKind.CHART))


def _restore_replaced(work: UnitOfWork, batch_id: int) -> None:
    for replaced in history.replaced_by_batch(work.connection, batch_id):
        current = history.version_of(work.connection, replaced.kind, replaced.object_id)
        if current != replaced.version + 1:
            continue  # void, or changed again since: that counts
        if replaced.kind == "patient":
            before = history.patient_of(replaced.body)
            update_patient(work.connection, replaced.object_id, before, version=current + 1)
            rows.forget_identifiers(work.connection, replaced.object_id, but=before.identifiers)
        else:
            _restore_fact(work.connection, replaced, version=current + 1)


def _restore_fact(connection: Connection, replaced: history.Replaced, *, version: int) -> None:
    standing = _standing(connection, replaced)
    if standing is None or standing.origin is None:
        return  # what stood here before was taken back too: the fact goes with this import
    value = history.fact_of(standing.kind, standing.body)
    fact_rows.update_fact(connection, standing.object_id, value, version=version, by_hand=False)
    history.set_origin(connection, standing.object_id, standing.origin)


def _standing(connection: Connection, replaced: history.Replaced) -> history.Replaced | None:
    """Return the latest value before this one whose own import was not taken back."""
    batch_id = None if replaced.origin is None else replaced.origin.batch_id
    if batch_id is None or not history.is_taken_back(connection, batch_id):
        return replaced
    before = history.fact_before(connection, replaced.kind, replaced.object_id, batch_id=batch_id)
    return None if before is None else _standing(connection, before)
