"""Enrol patients, record and revoke consent, and change where a patient stands in a program."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from ccmdesk.domain.changes import ChangeKind, Done, changed
from ccmdesk.domain.clock import local_date
from ccmdesk.domain.enrolment import (
    Consent,
    ConsentState,
    Enrolment,
    EnrolmentState,
    Program,
    check_consent,
    consent_state,
)
from ccmdesk.domain.errors import InvalidValue, NotFound, StaleVersion
from ccmdesk.domain.practice import Actor
from ccmdesk.models import care
from ccmdesk.models.codec import to_json
from ccmdesk.models.patients import load_patient
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import UnitOfWork, reading, writing
from ccmdesk.security.audit_chain import AuditKind
from ccmdesk.services.permissions import UseCase, require

OVER = frozenset(
    {
        EnrolmentState.REVOKED,
        EnrolmentState.TRANSFERRED,
        EnrolmentState.DECEASED,
        EnrolmentState.ENDED,
    }
)
"""States after which a patient may be enrolled anew."""


@dataclass(frozen=True, slots=True)
class EnrolmentView:
    """Hold a patient's enrolments and consent conversations, the latest first, and the state today."""

    enrolments: tuple[Enrolment, ...]
    consents: tuple[Consent, ...]
    consent: ConsentState

    @property
    def current(self) -> Enrolment | None:
        """Return the latest enrolment, or None."""
        return self.enrolments[0] if self.enrolments else None


def enrolment(store: Store, actor: Actor, patient_id: int) -> EnrolmentView:
    """Return where a patient stands (part of an opened chart, whose view is audited there)."""
    require(store, actor, UseCase.READ_CHART, patient_id=patient_id)
    today = local_date(store.clock.wall(), store.zone)
    with reading(store) as connection:
        consents = care.load_consents(connection, patient_id)
        return EnrolmentView(
            care.load_enrolments(connection, patient_id), consents, consent_state(consents, on=today)
        )


def enrol(store: Store, actor: Actor, new: Enrolment, consent: Consent | None) -> Done[int]:
    """Enrol a patient, with the consent conversation where it took place, and return the enrolment's id.

    A patient may be enrolled before consent: the worklist says that it is missing, and no time counts.
    """
    require(store, actor, UseCase.ENROL, patient_id=new.patient_id)
    with writing(store, actor) as work:
        patient = load_patient(work.connection, new.patient_id)
        if patient.value.deceased:
            raise InvalidValue("patient", "This patient has died and cannot be enrolled.")
        for known in care.load_enrolments(work.connection, new.patient_id):
            if known.program is new.program and known.state not in OVER:
                raise InvalidValue("program", f"The patient is already enrolled in {new.program}.")
        started = replace(
            new, state=EnrolmentState.ACTIVE, started_on=new.started_on or _today(work), version=1
        )
        enrolment_id = care.insert_enrolment(work.connection, started)
        work.audit(
            AuditKind.CREATE,
            object_kind="enrolment",
            object_id=enrolment_id,
            patient_id=new.patient_id,
            after=to_json(started),
        )
        if consent is not None:
            _record(work, consent)
    return Done(enrolment_id, changed(ChangeKind.ENROLMENT, patient_id=new.patient_id))


def record_consent(store: Store, actor: Actor, consent: Consent) -> Done[int]:
    """Record a consent conversation, accepted or declined, and return its id."""
    require(store, actor, UseCase.ENROL, patient_id=consent.patient_id)
    with writing(store, actor) as work:
        consent_id = _record(work, consent)
    return Done(consent_id, changed(ChangeKind.ENROLMENT, patient_id=consent.patient_id))


def revoke_consent(
    store: Store, actor: Actor, patient_id: int, *, program: Program, on: date, reason: str
) -> Done[date]:
    """Record that a patient stops, and return the day until which consent still holds (RULES.md 3.4)."""
    require(store, actor, UseCase.ENROL, patient_id=patient_id)
    with writing(store, actor) as work:
        given = [
            consent
            for consent in care.load_consents(work.connection, patient_id)
            if consent.program is program and consent.accepted and consent.revoked_on is None
        ]
        if not given:
            raise NotFound("There is no consent to revoke.", kept="Nothing was changed.")
        if on < given[0].given_on or on > _today(work):
            raise InvalidValue("on", "The day must lie between the consent and today.")
        revoked = replace(given[0], revoked_on=on)
        care.revoke_consent(work.connection, revoked)
        work.audit(
            AuditKind.AMEND,
            object_kind="consent",
            object_id=revoked.id,
            patient_id=patient_id,
            reason=reason,
            before=to_json(given[0]),
            after=to_json(revoked),
        )
        for known in care.load_enrolments(work.connection, patient_id):
            if known.program is program and known.state not in OVER:
                ended = replace(known, state=EnrolmentState.REVOKED, ended_on=revoked.revocation_effective)
                _change(work, known, ended, reason or "consent revoked")
    effective = revoked.revocation_effective or on
    return Done(effective, changed(ChangeKind.ENROLMENT, patient_id=patient_id))


def change_state(
    store: Store, actor: Actor, known: Enrolment, *, state: EnrolmentState, on: date, reason: str
) -> Done[Enrolment]:
    """Pause, resume, transfer or end an enrolment from a day on, with the reason.

    One that is over stays so: the patient is enrolled anew.
    """
    require(store, actor, UseCase.ENROL, patient_id=known.patient_id)
    with writing(store, actor) as work:
        if known.state in OVER:
            raise InvalidValue("state", "This enrolment is over.", todo="Enrol the patient anew.")
        if on > _today(work) or (known.started_on is not None and on < known.started_on):
            raise InvalidValue("on", "The day must lie between the enrolment and today.")
        ended_on = on if state in OVER else None
        saved = _change(work, known, replace(known, state=state, ended_on=ended_on), reason)
    return Done(saved, changed(ChangeKind.ENROLMENT, patient_id=known.patient_id))


def assign(
    store: Store, actor: Actor, known: Enrolment, *, nurse_id: int | None, risk: str
) -> Done[Enrolment]:
    """Say which nurse calls a patient, and the risk tier."""
    require(store, actor, UseCase.ENROL, patient_id=known.patient_id)
    with writing(store, actor) as work:
        saved = _change(work, known, replace(known, nurse_id=nurse_id, risk=risk), "assigned")
    return Done(saved, changed(ChangeKind.ENROLMENT, patient_id=known.patient_id))


def _record(work: UnitOfWork, consent: Consent) -> int:
    patient = load_patient(work.connection, consent.patient_id)
    check_consent(consent, today=_today(work), birth_date=patient.value.birth_date)
    recorded = replace(consent, recorded_at=work.now, id=0)
    consent_id = care.insert_consents(work.connection, [recorded], now=work.now)[0]
    work.audit(
        AuditKind.CREATE,
        object_kind="consent",
        object_id=consent_id,
        patient_id=consent.patient_id,
        after=to_json(recorded),
    )
    return consent_id


def _change(work: UnitOfWork, known: Enrolment, wanted: Enrolment, reason: str) -> Enrolment:
    current = next(
        (e for e in care.load_enrolments(work.connection, known.patient_id) if e.id == known.id), None
    )
    if current is None:
        raise NotFound("This enrolment is not in the practice file.")
    if current.version != known.version:
        raise StaleVersion(mine=wanted, theirs=current, their_version=current.version)
    before = to_json(current)
    work.keep_history(
        object_kind="enrolment",
        object_id=current.id,
        patient_id=current.patient_id,
        version=current.version,
        body=before,
        reason=reason,
    )
    saved = replace(wanted, version=current.version + 1)
    care.update_enrolment(work.connection, saved)
    work.audit(
        AuditKind.AMEND,
        object_kind="enrolment",
        object_id=current.id,
        patient_id=current.patient_id,
        reason=reason,
        before=before,
        after=to_json(saved),
    )
    return saved


def _today(work: UnitOfWork) -> date:
    return local_date(work.now, work.zone)
