"""Read and write patients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert, select, update

from ccmdesk.domain.chart import Origin, Patient, Recorded
from ccmdesk.domain.dates import PartialDate
from ccmdesk.domain.errors import NotFound
from ccmdesk.domain.words import folded
from ccmdesk.models import codec
from ccmdesk.models.rows_chart import ImportFileRow, PatientIdentifierRow, PatientRow
from ccmdesk.models.sqlite_ids import reserve


@dataclass(frozen=True, slots=True)
class Recording:
    """Say who records, when, and from which import batch and file where there is one."""

    at: datetime
    by: str
    batch_id: int | None = None
    file_id: int | None = None


def search_words(patient: Patient) -> str:
    """Return the folded words by which a patient is found: names, birth date, phones, record numbers."""
    parts = [patient.family, patient.given, patient.preferred_name]
    if patient.birth_date is not None:
        day = patient.birth_date
        parts += [day.isoformat(), f"{day.month}/{day.day}/{day.year}", f"{day:%m%d%Y}"]
    for telecom in patient.telecoms:
        digits = "".join(c for c in telecom.value if c.isdigit())
        parts += [digits, digits[-7:], digits[-4:]] if len(digits) >= 7 else [digits]
    parts += [identifier.value for identifier in patient.identifiers if identifier.kind != "SS"]
    return folded(" ".join(part for part in parts if part))


def columns_of(patient: Patient) -> dict[str, object]:
    """Return the columns that are drawn from a patient's value."""
    return {
        "family": patient.family,
        "given": patient.given,
        "preferred_name": patient.preferred_name,
        "birth_date": patient.birth_date,
        "sex": patient.sex.value,
        "phone": patient.phone,
        "mrn": patient.mrn,
        "language": patient.language,
        "deceased": patient.deceased,
        "search_key": search_words(patient),
        "body": codec.to_json(patient),
    }


def insert_patients(connection: Connection, patients: Sequence[tuple[Patient, Recording]]) -> list[int]:
    """Write new patients with their identifiers, and return their ids in order."""
    if not patients:
        return []
    ids = reserve(connection, "patient", len(patients))
    connection.execute(
        insert(PatientRow),
        [
            {
                "id": patient_id,
                "version": 1,
                "batch_id": recording.batch_id,
                "file_id": recording.file_id,
                "recorded_at": recording.at,
                "recorded_by": recording.by,
                "voided_at": None,
                **columns_of(patient),
            }
            for patient_id, (patient, recording) in zip(ids, patients, strict=True)
        ],
    )
    identifiers = [
        {
            "patient_id": patient_id,
            "system": identifier.system,
            "value": identifier.value,
            "kind": identifier.kind,
            "batch_id": recording.batch_id,
        }
        for patient_id, (patient, recording) in zip(ids, patients, strict=True)
        for identifier in patient.identifiers
    ]
    if identifiers:
        connection.execute(insert(PatientIdentifierRow), identifiers)
    return ids


def update_patient(connection: Connection, patient_id: int, patient: Patient, *, version: int) -> None:
    """Write a patient's new value and version, and identifiers not known before."""
    connection.execute(
        update(PatientRow).where(PatientRow.id == patient_id).values(version=version, **columns_of(patient))
    )
    known = {
        (row.system, row.value)
        for row in connection.execute(
            select(PatientIdentifierRow.system, PatientIdentifierRow.value).where(
                PatientIdentifierRow.patient_id == patient_id
            )
        )
    }
    new = [
        {
            "patient_id": patient_id,
            "system": identifier.system,
            "value": identifier.value,
            "kind": identifier.kind,
            "batch_id": None,
        }
        for identifier in patient.identifiers
        if (identifier.system, identifier.value) not in known
    ]
    if new:
        connection.execute(insert(PatientIdentifierRow), new)


def load_patient(connection: Connection, patient_id: int) -> Recorded[Patient]:
    """Return a patient; raise NotFound when there is none with this id."""
    p, f = PatientRow, ImportFileRow
    row = connection.execute(
        select(p.id, p.version, p.body, p.recorded_at, p.recorded_by, f.name, f.written)
        .outerjoin(f, f.id == p.file_id)
        .where(p.id == patient_id, p.voided_at.is_(None))
    ).first()
    if row is None:
        raise NotFound("This patient is not in the practice file.", todo="Search again.")
    origin = Origin(
        kind="import" if row.name else "hand",
        file=row.name or "",
        file_date=PartialDate.parse(row.written) if row.written else None,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
    )
    return Recorded(row.id, row.id, row.version, origin, codec.from_json(Patient, row.body))


def find_patients(connection: Connection, typed: str, *, limit: int | None) -> tuple[FoundPatient, ...]:
    """Return the patients whose search words hold every typed word somewhere; family names first.

    Without a word everyone is returned.

    Ten thousand patients are read through in a few milliseconds, so no index of parts of words is kept.
    """
    words = folded(typed).split()
    p = PatientRow
    first = [p.search_key.startswith(words[0], autoescape=True).desc()] if words else []
    rows = connection.execute(
        select(p.id, p.family, p.given, p.birth_date, p.sex, p.phone, p.mrn)
        .where(p.voided_at.is_(None), *(p.search_key.contains(word, autoescape=True) for word in words))
        .order_by(*first, p.search_key, p.id)
        .limit(limit)
    )
    return tuple(FoundPatient(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class FoundPatient:
    """Hold one patient that a search found."""

    patient_id: int
    family: str
    given: str
    birth_date: date | None
    sex: str
    phone: str
    mrn: str


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Hold what matching needs to know of a stored patient."""

    patient_id: int
    patient: Patient


def people_with_identifiers(
    connection: Connection, identifiers: Sequence[tuple[str, str]]
) -> list[KnownPerson]:
    """Return the stored patients who have one of these (system, value) identifiers."""
    i = PatientIdentifierRow
    found: set[int] = set()
    for system, value in identifiers:
        found.update(
            connection.execute(select(i.patient_id).where(i.system == system, i.value == value)).scalars()
        )
    return _people(connection, found)


def people_born_on(connection: Connection, day: date) -> list[KnownPerson]:
    """Return the stored patients with this birth date."""
    ids = connection.execute(
        select(PatientRow.id).where(PatientRow.birth_date == day, PatientRow.voided_at.is_(None))
    ).scalars()
    return _people(connection, set(ids))


def people_named(connection: Connection, family: str) -> list[KnownPerson]:
    """Return the stored patients whose family name is the same but for case and accents."""
    wanted = folded(family)
    rows = connection.execute(
        select(PatientRow.id, PatientRow.family).where(
            PatientRow.search_key.startswith(wanted, autoescape=True)
        )
    )
    return _people(connection, {row.id for row in rows if folded(row.family) == wanted})


def _people(connection: Connection, ids: set[int]) -> list[KnownPerson]:
    if not ids:  # as for most persons of a first import; the question would cost more than the answer
        return []
    rows = connection.execute(
        select(PatientRow.id, PatientRow.body)
        .where(PatientRow.id.in_(ids), PatientRow.voided_at.is_(None))
        .order_by(PatientRow.id)
    )
    return [KnownPerson(row.id, codec.from_json(Patient, row.body)) for row in rows]
