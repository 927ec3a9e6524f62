"""Read and write import batches."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, false, func, insert, select, true, update

from ccmdesk.domain.chart import Identifier
from ccmdesk.domain.imports import FileOutcome, FileStatus, ParsedFile, SourceKey
from ccmdesk.models.rows_care import (
    CarePlanDraftRow,
    CarePlanVersionRow,
    ClockFactRow,
    ConsentRow,
    ContactRow,
    EnrolmentRow,
    FollowUpRow,
    TimeEntryRow,
)
from ccmdesk.models.rows_chart import (
    ChartFactRow,
    ImportBatchRow,
    ImportFileRow,
    PatientIdentifierRow,
    PatientRow,
)

SOURCE = "source"
"""The kind of identifier that names a patient's record in the system it came from."""

TAKEN_BACK = "import taken back"
"""Why a fact is void when its import was taken back, and not because a person marked it as an error."""


@dataclass(frozen=True, slots=True)
class ImportBatch:
    """Hold one import: when, by whom, its files as they ended, what it added, and when it was taken back."""

    id: int
    at: datetime
    by: str
    files: tuple[FileOutcome, ...]
    added: int
    taken_back_at: datetime | None
    taken_back_by: str | None


def insert_batch(connection: Connection, *, at: datetime, by: str, added: int) -> int:
    """Write a new batch and return its id."""
    return connection.execute(
        insert(ImportBatchRow)
        .values(at=at, by=by, added=added, taken_back_at=None, taken_back_by=None)
        .returning(ImportBatchRow.id)
    ).scalar_one()


def insert_files(connection: Connection, batch_id: int, files: Sequence[ParsedFile]) -> list[int]:
    """Write the files of a batch with their outcomes, and return their ids in order."""
    return [
        connection.execute(
            insert(ImportFileRow)
            .values(
                batch_id=batch_id,
                name=file.name,
                kind=file.kind.value,
                status=file.status.value,
                reason=file.reason,
                written=None if file.written is None else file.written.iso(),
                summary=json.dumps(
                    {"counts": file.counts(), "skipped": [asdict(skipped) for skipped in file.skipped]}
                ),
            )
            .returning(ImportFileRow.id)
        ).scalar_one()
        for file in files
    ]


def insert_sources(
    connection: Connection, sources: Iterable[tuple[int, SourceKey]], *, batch_id: int
) -> None:
    """Remember under which keys other systems know these patients."""
    rows = [
        {
            "patient_id": patient_id,
            "system": key.system,
            "value": key.id,
            "kind": SOURCE,
            "batch_id": batch_id,
        }
        for patient_id, key in sources
        if not _has_source(connection, patient_id, key)
    ]
    if rows:
        connection.execute(insert(PatientIdentifierRow), rows)


def _has_source(connection: Connection, patient_id: int, key: SourceKey) -> bool:
    i = PatientIdentifierRow
    found = connection.execute(
        select(i.id)
        .where(i.system == key.system, i.value == key.id, i.patient_id == patient_id, i.kind == SOURCE)
        .limit(1)
    )
    return found.first() is not None


def load_batches(connection: Connection) -> tuple[ImportBatch, ...]:
    """Return all imports, the newest first."""
    f = ImportFileRow
    files: dict[int, list[FileOutcome]] = {}
    for row in connection.execute(select(f.batch_id, f.name, f.status, f.reason).order_by(f.id)):
        ended = FileOutcome(row.name, FileStatus(row.status), row.reason)
        files.setdefault(row.batch_id, []).append(ended)
    b = ImportBatchRow
    batches = connection.execute(
        select(b.id, b.at, b.by, b.added, b.taken_back_at, b.taken_back_by).order_by(b.id.desc())
    )
    return tuple(
        ImportBatch(r.id, r.at, r.by, tuple(files.get(r.id, ())), r.added, r.taken_back_at, r.taken_back_by)
        for r in batches
    )


def patients_of_batch(connection: Connection, batch_id: int) -> list[int]:
    """Return the patients whom a batch added and who are still there."""
    p = PatientRow
    query = select(p.id).where(p.batch_id == batch_id, p.voided_at.is_(None)).order_by(p.id)
    return list(connection.execute(query).scalars())


def worked_on(connection: Connection, patient_ids: Sequence[int]) -> set[int]:
    """Return those of these patients for whom the practice has done or recorded something itself."""
    found: set[int] = set()
    for rows in (
        EnrolmentRow,
        ConsentRow,
        ContactRow,
        FollowUpRow,
        TimeEntryRow,
        ClockFactRow,
        CarePlanDraftRow,
        CarePlanVersionRow,
    ):
        column = rows.patient_id
        ids = connection.execute(select(column).where(column.in_(patient_ids)).distinct()).scalars()
        found.update(patient_id for patient_id in ids if patient_id is not None)
    return found


def facts_from_elsewhere(connection: Connection, patient_ids: Sequence[int], batch_id: int) -> set[int]:
    """Return those of these patients who have facts by hand or from other imports."""
    c = ChartFactRow
    query = select(c.patient_id).where(
        c.patient_id.in_(patient_ids),
        c.voided_at.is_(None),
        c.by_hand.is_(true()) | (func.coalesce(c.batch_id, 0) != batch_id),
    )
    return set(connection.execute(query).scalars())


def take_back_facts(connection: Connection, batch_id: int, *, at: datetime) -> int:
    """Void the facts that a batch added and nobody corrected since, and return their number."""
    c = ChartFactRow
    return connection.execute(
        update(c)
        .where(c.batch_id == batch_id, c.voided_at.is_(None), c.by_hand.is_(false()))
        .values(voided_at=at, void_reason=TAKEN_BACK)
    ).rowcount


def take_back_patients(connection: Connection, patient_ids: Sequence[int], *, at: datetime) -> None:
    """Void patients whom a batch added."""
    connection.execute(update(PatientRow).where(PatientRow.id.in_(patient_ids)).values(voided_at=at))


def forget_sources(connection: Connection, batch_id: int, *, kept: Iterable[int]) -> None:
    """Take back what a batch said about the keys and numbers of patients, but for those who are kept."""
    i = PatientIdentifierRow
    connection.execute(delete(i).where(i.batch_id == batch_id, i.patient_id.not_in(list(kept))))


def forget_identifiers(connection: Connection, patient_id: int, *, but: Iterable[Identifier]) -> None:
    """Remove a patient's identifiers that her record does not hold, the keys of other systems apart."""
    i = PatientIdentifierRow
    held = {(identifier.system, identifier.value) for identifier in but}
    rows = connection.execute(
        select(i.id, i.system, i.value).where(i.patient_id == patient_id, i.kind != SOURCE)
    )
    gone = [row.id for row in rows if (row.system, row.value) not in held]
    connection.execute(delete(i).where(i.id.in_(gone)))


def mark_taken_back(connection: Connection, batch_id: int, *, at: datetime, by: str) -> bool:
    """Write down that a batch was taken back; return False when it was before or does not exist."""
    b = ImportBatchRow
    done = connection.execute(
        update(b)
        .where(b.id == batch_id, b.taken_back_at.is_(None))
        .values(taken_back_at=at, taken_back_by=by)
    )
    return done.rowcount == 1
