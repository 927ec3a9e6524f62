"""Read and write enrolments, consents, follow-ups and contacts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, false, func, insert, select, update

from ccmdesk.domain.enrolment import Consent, Enrolment, Statement
from ccmdesk.domain.follow_up import FollowUp
from ccmdesk.domain.time_log import Contact
from ccmdesk.models.rows_care import ConsentRow, ContactRow, EnrolmentRow, FollowUpRow, TimePieceRow


def _enrolment_values(enrolment: Enrolment) -> dict[str, object]:
    return {
        "patient_id": enrolment.patient_id,
        "version": enrolment.version,
        "program": enrolment.program,
        "state": enrolment.state,
        "started_on": enrolment.started_on,
        "ended_on": enrolment.ended_on,
        "practitioner_id": enrolment.practitioner_id,
        "nurse_id": enrolment.nurse_id,
        "risk": enrolment.risk,
        "note": enrolment.note,
    }


def insert_enrolments(connection: Connection, enrolments: Sequence[Enrolment]) -> None:
    """Write new enrolments."""
    if enrolments:
        connection.execute(insert(EnrolmentRow), [_enrolment_values(e) for e in enrolments])


def insert_enrolment(connection: Connection, enrolment: Enrolment) -> int:
    """Write a new enrolment and return its id."""
    values = _enrolment_values(enrolment)
    return connection.execute(insert(EnrolmentRow).values(**values).returning(EnrolmentRow.id)).scalar_one()


def update_enrolment(connection: Connection, enrolment: Enrolment) -> None:
    """Write an enrolment's new state and version."""
    connection.execute(
        update(EnrolmentRow).where(EnrolmentRow.id == enrolment.id).values(**_enrolment_values(enrolment))
    )


def load_enrolments(connection: Connection, patient_id: int) -> tuple[Enrolment, ...]:
    """Return a patient's enrolments, the newest first."""
    e = EnrolmentRow
    rows = connection.execute(
        select(
            e.patient_id,
            e.program,
            e.state,
            e.started_on,
            e.ended_on,
            e.practitioner_id,
            e.nurse_id,
            e.risk,
            e.note,
            e.id,
            e.version,
        )
        .where(e.patient_id == patient_id)
        .order_by(e.id.desc())
    )
    return tuple(Enrolment(*row) for row in rows)


def insert_consents(connection: Connection, consents: Sequence[Consent], *, now: datetime) -> list[int]:
    """Write consent conversations and return their ids."""
    return [
        connection.execute(
            insert(ConsentRow)
            .values(
                patient_id=consent.patient_id,
                program=consent.program,
                given_on=consent.given_on,
                method=consent.method,
                accepted=consent.accepted,
                statements=",".join(sorted(consent.statements)),
                obtained_by=consent.obtained_by,
                practitioner_id=consent.practitioner_id,
                note=consent.note,
                recorded_at=consent.recorded_at or now,
                revoked_on=consent.revoked_on,
                effective_until=consent.revocation_effective,
            )
            .returning(ConsentRow.id)
        ).scalar_one()
        for consent in consents
    ]


def revoke_consent(connection: Connection, consent: Consent) -> None:
    """Write the day on which a consent was revoked, and until when it still holds."""
    connection.execute(
        update(ConsentRow)
        .where(ConsentRow.id == consent.id)
        .values(revoked_on=consent.revoked_on, effective_until=consent.revocation_effective)
    )


def load_consents(connection: Connection, patient_id: int) -> tuple[Consent, ...]:
    """Return a patient's consent conversations, the latest first."""
    c = ConsentRow
    rows = connection.execute(
        select(
            c.patient_id,
            c.program,
            c.given_on,
            c.method,
            c.accepted,
            c.statements,
            c.obtained_by,
            c.practitioner_id,
            c.note,
            c.id,
            c.recorded_at,
            c.revoked_on,
        )
        .where(c.patient_id == patient_id)
        .order_by(c.given_on.desc(), c.id.desc())
    )
    return tuple(
        Consent(
            patient_id=row.patient_id,
            program=row.program,
            given_on=row.given_on,
            method=row.method,
            accepted=row.accepted,
            statements=frozenset(Statement(word) for word in row.statements.split(",") if word),
            obtained_by=row.obtained_by,
            practitioner_id=row.practitioner_id,
            note=row.note,
            id=row.id,
            recorded_at=row.recorded_at,
            revoked_on=row.revoked_on,
        )
        for row in rows
    )


def insert_follow_ups(connection: Connection, follow_ups: Sequence[FollowUp]) -> list[int]:
    """Write promised contacts and return their ids."""
    return [
        connection.execute(
            insert(FollowUpRow)
            .values(patient_id=f.patient_id, due_on=f.due_on, due_at=f.due_at, reason=f.reason, done=f.done)
            .returning(FollowUpRow.id)
        ).scalar_one()
        for f in follow_ups
    ]


def finish_follow_up(connection: Connection, follow_up_id: int) -> int | None:
    """Mark a promised contact as done and return its patient, or None when it is not open."""
    return connection.execute(
        update(FollowUpRow)
        .where(FollowUpRow.id == follow_up_id, FollowUpRow.done.is_(false()))
        .values(done=True)
        .returning(FollowUpRow.patient_id)
    ).scalar_one_or_none()


def load_follow_ups(connection: Connection, patient_id: int) -> tuple[FollowUp, ...]:
    """Return a patient's open promised contacts, the earliest first."""
    f = FollowUpRow
    rows = connection.execute(
        select(f.patient_id, f.due_on, f.reason, f.due_at, f.id, f.done)
        .where(f.patient_id == patient_id, f.done.is_(false()))
        .order_by(f.due_on, f.due_at, f.id)
    )
    return tuple(FollowUp(*row) for row in rows)


def _contact_values(contact: Contact) -> dict[str, object]:
    return {
        "patient_id": contact.patient_id,
        "at": contact.at,
        "mode": contact.mode,
        "outcome": contact.outcome,
        "with_whom": contact.with_whom,
        "note": contact.note,
        "by": contact.by,
        "entry_id": contact.entry_id,
    }


def insert_contacts(connection: Connection, contacts: Sequence[Contact]) -> None:
    """Write many contacts."""
    if contacts:
        connection.execute(insert(ContactRow), [_contact_values(c) for c in contacts])


def insert_contact(connection: Connection, contact: Contact) -> int:
    """Write a contact and return its id."""
    values = _contact_values(contact)
    return connection.execute(insert(ContactRow).values(**values).returning(ContactRow.id)).scalar_one()


def load_contacts(connection: Connection, patient_id: int, *, limit: int) -> tuple[Contact, ...]:
    """Return a patient's contacts, the latest first, with the seconds of the entry each belongs to."""
    c, p = ContactRow, TimePieceRow
    seconds = (
        select(func.coalesce(func.sum(p.seconds), 0))
        .where(p.entry_id == c.entry_id)
        .correlate(c)
        .scalar_subquery()
    )
    query = (
        select(c.patient_id, c.at, c.mode, c.outcome, c.with_whom, c.note, c.by, c.entry_id, seconds, c.id)
        .where(c.patient_id == patient_id)
        .order_by(c.at.desc(), c.id.desc())
        .limit(limit)
    )
    return tuple(Contact(*row) for row in connection.execute(query))
