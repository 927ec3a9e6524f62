"""Papers as PDF bytes: care plan, month time sheet, consent and recovery sheet; none touches a file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ccmdesk.domain.care_plan import CarePlanDocument, CarePlanDraft, SignedCarePlan
from ccmdesk.domain.chart import Allergy, CareTeamMember, FactStatus, Medication, Observation, Patient
from ccmdesk.domain.clock import Clock
from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.domain.errors import NotFound
from ccmdesk.domain.practice import Actor, BillingPractitioner, Practice
from ccmdesk.models import care, care_plans, people
from ccmdesk.models.errors import StorageFailed
from ccmdesk.models.facts import load_facts
from ccmdesk.models.patients import load_patient
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import Connection, reading, writing
from ccmdesk.security.audit_chain import AuditKind
from ccmdesk.security.safe_files import atomic_write
from ccmdesk.services.permissions import UseCase, require
from ccmdesk.services.time_sheets import month_sheet


class Leaving(StrEnum):
    """Name how a paper left the practice file."""

    PRINTED = "print"
    SAVED = "save"
    PROTECTED = "save with a password"


@dataclass(frozen=True, slots=True)
class _Sheet:
    practice: Practice
    practitioner: BillingPractitioner | None
    patient: Patient
    medications: tuple[Medication, ...]
    allergies: tuple[Allergy, ...]
    care_team: tuple[CareTeamMember, ...]
    observations: tuple[Observation, ...]


def care_plan_pdf(store: Store, actor: Actor, patient_id: int, *, number: int | None = None) -> bytes:
    """Return the PDF of a signed version, of the one in force when none is named, else of the draft.

    Raises NotFound when there is no such version, or no plan at all.
    """
    require(store, actor, UseCase.PREVIEW_PAPERS, patient_id=patient_id)
    with reading(store) as connection:
        plan = _plan(connection, patient_id, number)
        sheet = _sheet(connection, patient_id)
    return _care_plan(store, sheet, plan)


def draft_pdf(
    store: Store, actor: Actor, patient_id: int, document: CarePlanDocument, *, number: int
) -> bytes:
    """Return the PDF of a draft as it stands in the editor, saved or not."""
    require(store, actor, UseCase.PREVIEW_PAPERS, patient_id=patient_id)
    with reading(store) as connection:
        sheet = _sheet(connection, patient_id)
    return _care_plan(store, sheet, CarePlanDraft(patient_id, number, document, 1))


def time_sheet_pdf(store: Store, actor: Actor, patient_id: int, month: ServiceMonth) -> bytes:
    """Return the PDF of a patient's service month."""
    from ccmdesk.reports.time_sheet import time_sheet_pdf as make

    require(store, actor, UseCase.PREVIEW_PAPERS, patient_id=patient_id)
    sheet = month_sheet(store, actor, patient_id, month)
    with reading(store) as connection:
        patient = load_patient(connection, patient_id).value
        practice, practitioner = _practice(connection, patient_id)
    entries = {line.entry.id: line.entry for line in sheet.lines}
    return make(
        practice=practice,
        practitioner=practitioner,
        patient=patient,
        month=month,
        entries=tuple(entries.values()),
        contacts=sheet.contacts,
        printed_at=store.clock.wall(),
    )


def consent_pdf(store: Store, actor: Actor, patient_id: int, *, consent_id: int | None = None) -> bytes:
    """Return the PDF of a consent conversation, the latest when none is named, or a form to sign.

    The form is for a patient with whom there was no conversation yet.
    """
    from ccmdesk.reports.consent import consent_pdf as make

    require(store, actor, UseCase.PREVIEW_PAPERS, patient_id=patient_id)
    with reading(store) as connection:
        patient = load_patient(connection, patient_id).value
        practice, practitioner = _practice(connection, patient_id)
        consents = care.load_consents(connection, patient_id)
    return make(
        practice=practice,
        practitioner=practitioner,
        patient=patient,
        consent=next((c for c in consents if consent_id in (None, c.id)), None),
        printed_at=store.clock.wall(),
    )


def recovery_sheet(*, practice_name: str, recovery_key: str, clock: Clock, zone: str) -> bytes:
    """Return the PDF of a recovery key; it names no patient."""
    from ccmdesk.reports.recovery_sheet import recovery_sheet_pdf as make

    return make(practice_name=practice_name, recovery_key=recovery_key, printed_at=clock.wall(), zone=zone)


@dataclass(frozen=True, slots=True)
class Paper:
    """Hold a finished paper: its neutral name, whose it is, and the PDF."""

    name: str
    patient_id: int | None
    pdf: bytes


def save_paper(store: Store, actor: Actor, paper: Paper, path: Path, *, password: str = "") -> None:
    """Write a paper to the path that a person chose, readable by that person alone, and record it.

    With a password the file is encrypted (AES-256) before it is written; the password is kept nowhere.
    Raises StorageFailed when the disk refuses; then nothing was written.
    """
    require(store, actor, UseCase.PRINT_PAPERS, patient_id=paper.patient_id)
    pdf = _protected(paper.pdf, password) if password else paper.pdf
    how = Leaving.PROTECTED if password else Leaving.SAVED
    record_leaving(store, actor, paper=paper.name, patient_id=paper.patient_id, how=how)
    try:
        atomic_write(path, pdf)
    except OSError as error:
        raise StorageFailed(
            f"The file could not be written: {error.strerror or 'the disk refused'}.",
            kept="Nothing was saved.",
            todo="Choose another folder.",
        ) from None


def _protected(pdf: bytes, password: str) -> bytes:
    from ccmdesk.reports.protection import protected_pdf

    return protected_pdf(pdf, password)


def record_leaving(store: Store, actor: Actor, *, paper: str, patient_id: int | None, how: Leaving) -> None:
    """Record that a paper was printed or saved; `paper` is its neutral name."""
    require(store, actor, UseCase.PRINT_PAPERS, patient_id=patient_id)
    kind = AuditKind.PRINT if how is Leaving.PRINTED else AuditKind.EXPORT
    with writing(store, actor) as work:
        work.audit(kind, object_kind=paper, object_id=patient_id, patient_id=patient_id, reason=how.value)


def _plan(connection: Connection, patient_id: int, number: int | None) -> SignedCarePlan | CarePlanDraft:
    numbers = care_plans.version_numbers(connection, patient_id)
    wanted = number if number is not None else (numbers[0] if numbers else None)
    if wanted is not None:
        signed = care_plans.load_version(connection, patient_id, wanted)
        if signed is None:
            raise NotFound(f"There is no signed version {wanted} of this plan.")
        return signed
    draft = care_plans.load_draft(connection, patient_id)
    if draft is None:
        raise NotFound("There is no care plan for this patient yet.", todo="Start one in the chart.")
    return draft


def _sheet(connection: Connection, patient_id: int) -> _Sheet:
    practice, practitioner = _practice(connection, patient_id)
    facts = load_facts(connection, patient_id)
    return _Sheet(
        practice=practice,
        practitioner=practitioner,
        patient=load_patient(connection, patient_id).value,
        medications=tuple(r.value for r in facts["medication"] if r.value.status is not FactStatus.ENDED),
        allergies=tuple(r.value for r in facts["allergy"] if r.value.status is not FactStatus.ENDED),
        care_team=tuple(r.value for r in facts["care_team"]),
        observations=tuple(r.value for r in facts["observation"]),
    )


def _practice(connection: Connection, patient_id: int) -> tuple[Practice, BillingPractitioner | None]:
    practitioners = {p.id: p for p in people.load_practitioners(connection)}
    enrolments = care.load_enrolments(connection, patient_id)
    chosen = practitioners.get(enrolments[0].practitioner_id or 0) if enrolments else None
    if chosen is None and len(practitioners) == 1:
        chosen = next(iter(practitioners.values()))
    return people.load_practice(connection), chosen


def _care_plan(store: Store, sheet: _Sheet, plan: SignedCarePlan | CarePlanDraft) -> bytes:
    from ccmdesk.reports.care_plan import PlanPaper
    from ccmdesk.reports.care_plan import care_plan_pdf as make
    from ccmdesk.reports.readings import last_values

    now = store.clock.wall()
    if isinstance(plan, SignedCarePlan):
        status = PlanPaper(
            number=plan.number,
            signed=True,
            printed_at=now,
            zone=store.zone,
            signed_by=plan.signed_by,
            signed_at=plan.signed_at,
            copy_given_on=plan.copy_given_on,
            digest=plan.digest,
        )
    else:
        status = PlanPaper(number=plan.number, signed=False, printed_at=now, zone=store.zone)
    return make(
        practice=sheet.practice,
        practitioner=sheet.practitioner,
        patient=sheet.patient,
        document=plan.document,
        status=status,
        medications=sheet.medications,
        allergies=sheet.allergies,
        care_team=sheet.care_team,
        values=last_values(sheet.observations, zone=store.zone),
    )
