"""Find, add and correct patients, and open their charts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ccmdesk.domain.changes import ChangeKind, Done, changed
from ccmdesk.domain.chart import Chart, Patient, Recorded
from ccmdesk.domain.clock import local_date
from ccmdesk.domain.errors import InvalidValue, StaleVersion
from ccmdesk.domain.practice import Actor
from ccmdesk.models import facts as fact_rows
from ccmdesk.models import patients as patient_rows
from ccmdesk.models.codec import to_json
from ccmdesk.models.patients import FoundPatient, Recording
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import writing
from ccmdesk.security.audit_chain import AuditKind
from ccmdesk.services.permissions import UseCase, require

PatientHit = FoundPatient


def search(store: Store, actor: Actor, text: str, *, limit: int | None = 20) -> tuple[PatientHit, ...]:
    """Return patients by any part of name, birth date, phone or record number; the search is audited."""
    require(store, actor, UseCase.FIND_PATIENTS)
    with writing(store, actor) as work:
        rows = patient_rows.find_patients(work.connection, text, limit=limit)
        work.audit(AuditKind.VIEW, object_kind="search", reason=f"{len(rows)} shown")
    return rows


def chart(store: Store, actor: Actor, patient_id: int) -> Chart:
    """Return a patient's chart; that it was opened is audited."""
    require(store, actor, UseCase.READ_CHART, patient_id=patient_id)
    with writing(store, actor) as work:
        patient = patient_rows.load_patient(work.connection, patient_id)
        by_kind = fact_rows.load_facts(work.connection, patient_id)
        work.audit(AuditKind.VIEW, object_kind="chart", object_id=patient_id, patient_id=patient_id)
    return Chart(
        patient=patient,
        conditions=tuple(by_kind["condition"]),
        medications=tuple(by_kind["medication"]),
        allergies=tuple(by_kind["allergy"]),
        observations=tuple(by_kind["observation"]),
        care_team=tuple(by_kind["care_team"]),
        goals=tuple(by_kind["goal"]),
        encounters=tuple(by_kind["encounter"]),
        procedures=tuple(by_kind["procedure"]),
        coverages=tuple(by_kind["coverage"]),
    )


def check_patient(patient: Patient, *, today: date) -> None:
    """Raise InvalidValue, naming the field, for a patient that cannot be right."""
    if not patient.family.strip():
        raise InvalidValue("family", "The family name is missing.")
    born = patient.birth_date
    if born is not None and born > today:
        raise InvalidValue("birth_date", "The birth date lies in the future.", todo="Check the year.")
    if born is not None and born.year < 1880:
        raise InvalidValue("birth_date", "The birth date is too long ago.", todo="Check the year.")
    if born is not None and patient.deceased_on is not None and patient.deceased_on < born:
        raise InvalidValue("deceased_on", "The date of death lies before birth.", todo="Check both dates.")


def add_patient(store: Store, actor: Actor, patient: Patient) -> Done[int]:
    """Add a patient by hand and return the new id."""
    require(store, actor, UseCase.CHANGE_PATIENT)
    with writing(store, actor) as work:
        check_patient(patient, today=local_date(work.now, work.zone))
        recording = Recording(work.now, actor.name)
        patient_id = patient_rows.insert_patients(work.connection, [(patient, recording)])[0]
        work.audit(
            AuditKind.CREATE,
            object_kind="patient",
            object_id=patient_id,
            patient_id=patient_id,
            after=to_json(patient),
        )
    return Done(patient_id, changed(ChangeKind.PATIENT, patient_id=patient_id))


def save_patient(
    store: Store, actor: Actor, recorded: Recorded[Patient], patient: Patient
) -> Done[Recorded[Patient]]:
    """Correct a patient's details; the value before stays readable in the history.

    `recorded` is what the editor started from; raises StaleVersion when someone saved since.
    """
    require(store, actor, UseCase.CHANGE_PATIENT, patient_id=recorded.id)
    with writing(store, actor) as work:
        check_patient(patient, today=local_date(work.now, work.zone))
        current = patient_rows.load_patient(work.connection, recorded.id)
        if current.version != recorded.version:
            raise StaleVersion(mine=patient, theirs=current.value, their_version=current.version)
        before = to_json(current.value)
        work.keep_history(
            object_kind="patient",
            object_id=current.id,
            patient_id=current.id,
            version=current.version,
            body=before,
            reason="corrected",
        )
        patient_rows.update_patient(work.connection, current.id, patient, version=current.version + 1)
        work.audit(
            AuditKind.AMEND,
            object_kind="patient",
            object_id=current.id,
            patient_id=current.id,
            before=before,
            after=to_json(patient),
        )
    saved = replace(current, version=current.version + 1, value=patient)
    return Done(saved, changed(ChangeKind.PATIENT, patient_id=current.id))
