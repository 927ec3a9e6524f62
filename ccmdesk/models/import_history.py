"""Keep what an import replaced, with where it was from, and read what charts said before."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, select, update

from ccmdesk.domain.chart import Fact, Patient
from ccmdesk.domain.dates import PartialDate
from ccmdesk.models.codec import from_json
from ccmdesk.models.facts import CLASS_OF, StoredFact
from ccmdesk.models.imports import TAKEN_BACK
from ccmdesk.models.rows_chart import ChartFactRow, ImportBatchRow, ImportFileRow, PatientRow
from ccmdesk.models.rows_practice import HistoryRow

_ORIGIN = "_origin"


@dataclass(frozen=True, slots=True)
class FactOrigin:
    """Hold from which batch and file a fact's value is, and its author."""

    batch_id: int | None
    file_id: int | None
    author: str


@dataclass(frozen=True, slots=True)
class Replaced:
    """Hold a value that a batch replaced: its kind, id and version, its text, and where a fact was from."""

    kind: str
    object_id: int
    version: int
    body: str
    origin: FactOrigin | None


def origin_of(connection: Connection, fact_id: int) -> FactOrigin:
    """Return where a fact's value is from."""
    c = ChartFactRow
    row = connection.execute(select(c.batch_id, c.file_id, c.author).where(c.id == fact_id)).one()
    return FactOrigin(row.batch_id, row.file_id, row.author)


def set_origin(connection: Connection, fact_id: int, origin: FactOrigin) -> None:
    """Write where a fact's value is from."""
    c = ChartFactRow
    connection.execute(
        update(c)
        .where(c.id == fact_id)
        .values(batch_id=origin.batch_id, file_id=origin.file_id, author=origin.author)
    )


def with_origin(body: str, origin: FactOrigin) -> str:
    """Return a fact's stored text with its origin beside the value, for the history."""
    return json.dumps({**json.loads(body), _ORIGIN: asdict(origin)}, ensure_ascii=False)


def replaced_by_batch(connection: Connection, batch_id: int) -> list[Replaced]:
    """Return the values that a batch replaced, the latest first."""
    h = HistoryRow
    rows = connection.execute(
        select(h.object_kind, h.object_id, h.version, h.body)
        .where(h.reason == replaced_reason(batch_id))
        .order_by(h.id.desc())
    )
    return [_replaced(row.object_kind, row.object_id, version=row.version, body=row.body) for row in rows]


def fact_before(connection: Connection, kind: str, fact_id: int, *, batch_id: int) -> Replaced | None:
    """Return what a batch replaced in one fact, or None when it was new with this batch."""
    h = HistoryRow
    row = connection.execute(
        select(h.version, h.body).where(
            h.object_kind == kind, h.object_id == fact_id, h.reason == replaced_reason(batch_id)
        )
    ).first()
    return None if row is None else _replaced(kind, fact_id, version=row.version, body=row.body)


def _replaced(kind: str, object_id: int, *, version: int, body: str) -> Replaced:
    origin = json.loads(body).get(_ORIGIN)
    return Replaced(kind, object_id, version, body, None if origin is None else FactOrigin(**origin))


def version_of(connection: Connection, kind: str, object_id: int) -> int | None:
    """Return the version of a patient or fact, or None when it is void."""
    rows: type[PatientRow | ChartFactRow] = PatientRow if kind == "patient" else ChartFactRow
    return connection.execute(
        select(rows.version).where(rows.id == object_id, rows.voided_at.is_(None))
    ).scalar_one_or_none()


def is_taken_back(connection: Connection, batch_id: int) -> bool:
    """Tell whether a batch was taken back."""
    b = ImportBatchRow
    query = select(b.id).where(b.id == batch_id, b.taken_back_at.is_not(None))
    return connection.execute(query).first() is not None


def written_dates(connection: Connection, patient_id: int) -> dict[int, PartialDate]:
    """Return when the files of a patient's facts were written, by the fact's id, where it is known."""
    c, f = ChartFactRow, ImportFileRow
    rows = connection.execute(
        select(c.id, f.written)
        .join(f, f.id == c.file_id)
        .where(c.patient_id == patient_id, c.voided_at.is_(None), f.written.is_not(None))
    )
    return {row.id: PartialDate.parse(row.written) for row in rows}


def refused_facts(connection: Connection, patient_id: int) -> list[StoredFact]:
    """Return the facts of a patient that a person marked as entered in error."""
    c = ChartFactRow
    rows = connection.execute(
        select(c.id, c.kind, c.source_system, c.source_id, c.body, c.version, c.by_hand).where(
            c.patient_id == patient_id, c.voided_at.is_not(None), c.void_reason != TAKEN_BACK
        )
    )
    return [
        StoredFact(
            row.id,
            row.kind,
            row.source_system,
            row.source_id,
            fact_of(row.kind, row.body),
            row.version,
            row.by_hand,
        )
        for row in rows
    ]


def earlier_values(connection: Connection, patient_id: int) -> dict[int, list[Fact]]:
    """Return what the facts of a patient said before they were changed, by the fact's id."""
    h = HistoryRow
    rows = connection.execute(
        select(h.object_kind, h.object_id, h.body)
        .where(h.patient_id == patient_id, h.object_kind.in_(list(CLASS_OF)))
        .order_by(h.id)
    )
    values: dict[int, list[Fact]] = {}
    for row in rows:
        values.setdefault(row.object_id, []).append(fact_of(row.object_kind, row.body))
    return values


def replaced_reason(batch_id: int) -> str:
    """Return the reason under which the history keeps what a batch replaced."""
    return f"import {batch_id}"


def fact_of(kind: str, body: str) -> Fact:
    """Return the fact that a history text holds."""
    return from_json(CLASS_OF[kind], body)


def patient_of(body: str) -> Patient:
    """Return the patient that a history text holds."""
    return from_json(Patient, body)
