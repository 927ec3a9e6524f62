"""Read what leaves with a full export: every row of every table, and the whole record of a patient."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from ccmdesk.domain.chart import Origin
from ccmdesk.domain.dates import PartialDate, ServiceMonth
from ccmdesk.domain.export import ExportedFact, PatientRecord
from ccmdesk.models import care, care_plans, codec
from ccmdesk.models.facts import CLASS_OF
from ccmdesk.models.patients import load_patient
from ccmdesk.models.rows_care import TimePieceRow
from ccmdesk.models.rows_chart import ChartFactRow, ImportFileRow, PatientRow
from ccmdesk.models.schema import metadata

_ALL = 1_000_000_000
_AT_A_TIME = 2_000


def table_names() -> tuple[str, ...]:
    """Return the names of all tables, in the order in which they refer to each other."""
    return tuple(table.name for table in metadata().sorted_tables)


def column_names(table: str) -> tuple[str, ...]:
    """Return the names of a table's columns."""
    return tuple(column.name for column in metadata().tables[table].columns)


def rows_of(connection: Connection, table: str) -> Iterator[Sequence[Any]]:
    """Yield the rows of a table as Python values, in the order of its key."""
    found = metadata().tables[table]
    query = select(found).order_by(*found.primary_key.columns)
    yield from connection.execution_options(yield_per=_AT_A_TIME).execute(query)


def patient_ids(connection: Connection) -> tuple[int, ...]:
    """Return the ids of the patients in the practice; those whose import was taken back are not."""
    query = select(PatientRow.id).where(PatientRow.voided_at.is_(None)).order_by(PatientRow.id)
    return tuple(connection.execute(query).scalars())


def patient_count(connection: Connection) -> int:
    """Return how many patients the file holds, those taken back included."""
    return connection.execute(select(func.count()).select_from(PatientRow)).scalar_one()


def months_with_time(connection: Connection, patient_id: int) -> tuple[ServiceMonth, ...]:
    """Return the service months in which a patient has saved time, the earliest first."""
    p = TimePieceRow
    query = select(p.month).where(p.patient_id == patient_id).distinct().order_by(p.month)
    return tuple(ServiceMonth.parse(month) for month in connection.execute(query).scalars())


def load_record(connection: Connection, patient_id: int) -> PatientRecord:
    """Return the whole record of a patient, entries marked as entered in error included."""
    versions = care_plans.version_numbers(connection, patient_id)
    plans = (care_plans.load_version(connection, patient_id, number) for number in versions)
    return PatientRecord(
        patient=load_patient(connection, patient_id),
        facts=_facts(connection, patient_id),
        plans=tuple(plan for plan in plans if plan is not None),
        draft=care_plans.load_draft(connection, patient_id),
        consents=care.load_consents(connection, patient_id),
        enrolments=care.load_enrolments(connection, patient_id),
        contacts=care.load_contacts(connection, patient_id, limit=_ALL),
    )


def _facts(connection: Connection, patient_id: int) -> tuple[ExportedFact, ...]:
    c, f = ChartFactRow, ImportFileRow
    rows = connection.execute(
        select(c.__table__, f.name.label("file"), f.written)
        .outerjoin(f, f.id == c.file_id)
        .where(c.patient_id == patient_id)
        .order_by(c.id)
    )
    return tuple(
        ExportedFact(
            id=row.id,
            value=codec.from_json(CLASS_OF[row.kind], row.body),
            origin=Origin(
                kind="import" if row.file else "hand",
                file=row.file or "",
                file_date=PartialDate.parse(row.written) if row.written else None,
                author=row.author,
                recorded_at=row.recorded_at,
                recorded_by=row.recorded_by,
            ),
            source_system=row.source_system,
            source_id=row.source_id,
            voided=row.voided_at is not None,
        )
        for row in rows
    )
