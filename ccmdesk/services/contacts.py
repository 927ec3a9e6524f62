"""Log contacts with patients, and promise the next one."""

from __future__ import annotations

from dataclasses import replace

from ccmdesk.domain.changes import ChangeKind, Done, changed
from ccmdesk.domain.errors import InvalidValue, NotFound
from ccmdesk.domain.follow_up import FollowUp
from ccmdesk.domain.practice import Actor
from ccmdesk.domain.time_log import Contact
from ccmdesk.models import care
from ccmdesk.models.patients import load_patient
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import reading, writing
from ccmdesk.security.audit_chain import AuditKind
from ccmdesk.services.permissions import UseCase, require


def contacts(store: Store, actor: Actor, patient_id: int, *, limit: int = 50) -> tuple[Contact, ...]:
    """Return a patient's contacts, the latest first (part of an opened chart)."""
    require(store, actor, UseCase.READ_CHART, patient_id=patient_id)
    with reading(store) as connection:
        return care.load_contacts(connection, patient_id, limit=limit)


def log_contact(store: Store, actor: Actor, contact: Contact) -> Done[int]:
    """Record a contact that took place and return its id; no time is counted by it."""
    require(store, actor, UseCase.LOG_CONTACTS, patient_id=contact.patient_id)
    with writing(store, actor) as work:
        load_patient(work.connection, contact.patient_id)
        if contact.at > work.now:
            raise InvalidValue("at", "The contact lies in the future.", todo="Plan it as a follow-up.")
        recorded = replace(contact, by=actor.titled, entry_id=None)
        contact_id = care.insert_contact(work.connection, recorded)
        work.audit(
            AuditKind.CREATE, object_kind="contact", object_id=contact_id, patient_id=contact.patient_id
        )
    return Done(contact_id, changed(ChangeKind.CONTACT, patient_id=contact.patient_id))


def follow_ups(store: Store, actor: Actor, patient_id: int) -> tuple[FollowUp, ...]:
    """Return what was promised to a patient and is still open, the earliest first."""
    require(store, actor, UseCase.READ_CHART, patient_id=patient_id)
    with reading(store) as connection:
        return care.load_follow_ups(connection, patient_id)


def plan_follow_up(store: Store, actor: Actor, follow_up: FollowUp) -> Done[int]:
    """Promise the next contact on a day and return its id."""
    require(store, actor, UseCase.LOG_CONTACTS, patient_id=follow_up.patient_id)
    if not follow_up.reason.strip():
        raise InvalidValue("reason", "Say what the contact is for.", todo="A few words are enough.")
    with writing(store, actor) as work:
        load_patient(work.connection, follow_up.patient_id)
        follow_up_id = care.insert_follow_ups(work.connection, [follow_up])[0]
        work.audit(
            AuditKind.CREATE, object_kind="follow_up", object_id=follow_up_id, patient_id=follow_up.patient_id
        )
    return Done(follow_up_id, changed(ChangeKind.CONTACT, patient_id=follow_up.patient_id))


def finish_follow_up(store: Store, actor: Actor, follow_up_id: int) -> Done[None]:
    """Mark a promised contact as done."""
    require(store, actor, UseCase.LOG_CONTACTS)
    with writing(store, actor) as work:
        patient_id = care.finish_follow_up(work.connection, follow_up_id)
        if patient_id is None:
            raise NotFound("This follow-up is already done.", kept="Nothing was changed.")
        work.audit(AuditKind.AMEND, object_kind="follow_up", object_id=follow_up_id, patient_id=patient_id)
    return Done(None, changed(ChangeKind.CONTACT, patient_id=patient_id))
