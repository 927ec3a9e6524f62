"""The worklist and the card of the patient to call."""

from __future__ import annotations

from dataclasses import dataclass

from ccmdesk.domain.chart import FactStatus, Patient
from ccmdesk.domain.clock import local_date
from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.domain.errors import NotFound
from ccmdesk.domain.follow_up import FollowUp
from ccmdesk.domain.practice import Actor
from ccmdesk.domain.time_log import Contact
from ccmdesk.domain.worklist import WorklistRow
from ccmdesk.models import care
from ccmdesk.models.facts import load_facts
from ccmdesk.models.patients import load_patient
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import UnitOfWork, writing
from ccmdesk.models.worklist_query import load_worklist
from ccmdesk.security.audit_chain import AuditKind
from ccmdesk.services.permissions import UseCase, require

_CONTACTS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Card:
    """Hold what a nurse needs beside the phone: who, how to speak, allergies, reasons and promises."""

    row: WorklistRow
    patient: Patient
    allergies: tuple[str, ...]
    conditions: tuple[str, ...]
    last_contacts: tuple[Contact, ...]
    promised: tuple[FollowUp, ...]


def worklist(store: Store, actor: Actor, *, month: ServiceMonth | None = None) -> tuple[WorklistRow, ...]:
    """Return one row a patient for a service month (this one unless named), the most urgent first.

    The view of the list is audited as one record.
    """
    require(store, actor, UseCase.SEE_WORKLIST)
    with writing(store, actor) as work:
        today = local_date(work.now, work.zone)
        rows = load_worklist(
            work.connection, month=month or ServiceMonth.of(today), today=today, zone=work.zone
        )
        work.audit(AuditKind.VIEW, object_kind="worklist", reason=f"{len(rows)} patients")
    return rows


def worklist_row(store: Store, actor: Actor, patient_id: int) -> WorklistRow:
    """Return the row of one patient anew after a change."""
    require(store, actor, UseCase.SEE_WORKLIST, patient_id=patient_id)
    with writing(store, actor) as work:
        return _row(work, patient_id)


def card(store: Store, actor: Actor, patient_id: int) -> Card:
    """Return the card of one patient; that it was shown is audited."""
    require(store, actor, UseCase.SEE_WORKLIST, patient_id=patient_id)
    with writing(store, actor) as work:
        row = _row(work, patient_id)
        patient = load_patient(work.connection, patient_id).value
        facts = load_facts(work.connection, patient_id)
        found = Card(
            row=row,
            patient=patient,
            allergies=tuple(
                f.value.substance for f in facts["allergy"] if f.value.status is not FactStatus.ENDED
            ),
            conditions=tuple(
                f.value.name for f in facts["condition"] if f.value.status is not FactStatus.ENDED
            ),
            last_contacts=care.load_contacts(work.connection, patient_id, limit=_CONTACTS_SHOWN),
            promised=care.load_follow_ups(work.connection, patient_id),
        )
        work.audit(AuditKind.VIEW, object_kind="card", object_id=patient_id, patient_id=patient_id)
    return found


def _row(work: UnitOfWork, patient_id: int) -> WorklistRow:
    today = local_date(work.now, work.zone)
    rows = load_worklist(
        work.connection, month=ServiceMonth.of(today), today=today, zone=work.zone, patient_id=patient_id
    )
    if not rows:
        raise NotFound("This patient is not in the practice file.", todo="Search again.")
    return rows[0]
