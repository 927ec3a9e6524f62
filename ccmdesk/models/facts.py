"""Read and write the facts of a chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, insert, select, update

from ccmdesk.domain.chart import (
    Allergy,
    CareTeamMember,
    Condition,
    Coverage,
    Encounter,
    Fact,
    FactStatus,
    Medication,
    Observation,
    Origin,
    Procedure,
    Recorded,
    RecordedGoal,
)
from ccmdesk.domain.dates import PartialDate
from ccmdesk.domain.errors import NotFound
from ccmdesk.models import codec
from ccmdesk.models.patients import Recording
from ccmdesk.models.rows_chart import ChartFactRow, ImportFileRow
from ccmdesk.models.sqlite_ids import reserve

F = TypeVar("F", bound=Fact)

KIND_OF: dict[type[Fact], str] = {
    Condition: "condition",
    Medication: "medication",
    Allergy: "allergy",
    Observation: "observation",
    CareTeamMember: "care_team",
    RecordedGoal: "goal",
    Encounter: "encounter",
    Procedure: "procedure",
    Coverage: "coverage",
}
CLASS_OF: dict[str, type[Fact]] = {kind: cls for cls, kind in KIND_OF.items()}


@dataclass(frozen=True, slots=True)
class NewFact:
    """Hold a fact to be stored, with the key and author that its source gave."""

    patient_id: int
    value: Fact
    recording: Recording
    source_system: str = ""
    source_id: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class StoredFact:
    """Hold what merging needs to know of a stored fact."""

    id: int
    kind: str
    source_system: str
    source_id: str
    value: Fact
    version: int
    by_hand: bool


def insert_facts(connection: Connection, facts: Sequence[NewFact]) -> list[int]:
    """Write new facts and return their ids in order."""
    if not facts:
        return []
    ids = reserve(connection, "chart_fact", len(facts))
    connection.execute(
        insert(ChartFactRow),
        [
            {
                "id": fact_id,
                "patient_id": fact.patient_id,
                "version": 1,
                **_drawn(fact.value),
                "batch_id": fact.recording.batch_id,
                "file_id": fact.recording.file_id,
                "by_hand": fact.recording.batch_id is None,
                "source_system": fact.source_system,
                "source_id": fact.source_id,
                "author": fact.author,
                "recorded_at": fact.recording.at,
                "recorded_by": fact.recording.by,
                "voided_at": None,
                "void_reason": "",
            }
            for fact_id, fact in zip(ids, facts, strict=True)
        ],
    )
    return ids


def update_fact(
    connection: Connection, fact_id: int, value: Fact, *, version: int, by_hand: bool = True
) -> None:
    """Write a fact's new value and version, and whether a person gave it."""
    connection.execute(
        update(ChartFactRow)
        .where(ChartFactRow.id == fact_id)
        .values(version=version, by_hand=by_hand, **_drawn(value))
    )


def void_fact(connection: Connection, fact_id: int, *, recording: Recording, reason: str) -> None:
    """Mark a fact as entered in error; it stays readable."""
    connection.execute(
        update(ChartFactRow)
        .where(ChartFactRow.id == fact_id)
        .values(voided_at=recording.at, void_reason=reason, version=ChartFactRow.version + 1)
    )


def load_fact(connection: Connection, fact_id: int) -> Recorded[Fact]:
    """Return one fact; raise NotFound when it is gone or void."""
    for recorded in _recorded(connection, ChartFactRow.id == fact_id):
        return recorded
    raise NotFound("This entry is no longer in the chart.", todo="Look at the chart again.")


def load_facts(connection: Connection, patient_id: int) -> dict[str, list[Recorded[Any]]]:
    """Return the facts of a patient by kind: current ones first, then the newest first."""
    by_kind: dict[str, list[Recorded[Any]]] = {kind: [] for kind in CLASS_OF}
    for recorded in _recorded(connection, ChartFactRow.patient_id == patient_id):
        by_kind[KIND_OF[type(recorded.value)]].append(recorded)
    return by_kind


def stored_facts(connection: Connection, patient_id: int) -> list[StoredFact]:
    """Return every fact of a patient that is not void, as merging sees them."""
    c = ChartFactRow
    rows = connection.execute(
        select(c.id, c.kind, c.source_system, c.source_id, c.body, c.version, c.by_hand)
        .where(c.patient_id == patient_id, c.voided_at.is_(None))
        .order_by(c.id)
    )
    return [
        StoredFact(
            row.id,
            row.kind,
            row.source_system,
            row.source_id,
            _value(row.kind, row.body),
            row.version,
            row.by_hand,
        )
        for row in rows
    ]


def _recorded(connection: Connection, condition: Any) -> list[Recorded[Fact]]:
    c, f = ChartFactRow, ImportFileRow
    rows = connection.execute(
        select(
            c.id,
            c.patient_id,
            c.version,
            c.kind,
            c.body,
            c.author,
            c.recorded_at,
            c.recorded_by,
            f.name,
            f.written,
        )
        .outerjoin(f, f.id == c.file_id)
        .where(condition, c.voided_at.is_(None))
        .order_by(c.status != FactStatus.ACTIVE.value, c.on_date.desc(), c.id)
    )
    return [
        Recorded(
            row.id,
            row.patient_id,
            row.version,
            Origin(
                kind="import" if row.name else "hand",
                file=row.name or "",
                file_date=PartialDate.parse(row.written) if row.written else None,
                author=row.author,
                recorded_at=row.recorded_at,
                recorded_by=row.recorded_by,
            ),
            _value(row.kind, row.body),
        )
        for row in rows
    ]


def _value(kind: str, body: str) -> Fact:
    return codec.from_json(CLASS_OF[kind], body)


def _drawn(value: Fact) -> dict[str, object]:
    name, code, when = _summary(value)
    return {
        "kind": KIND_OF[type(value)],
        "name": name,
        "code": code,
        "status": getattr(value, "status", "") or "",
        "on_date": None if when is None else when.iso(),
        "body": codec.to_json(value),
    }


def _summary(value: Fact) -> tuple[str, str, PartialDate | None]:
    match value:
        case Condition():
            return value.name, value.icd10 or _first_code(value.codings), value.onset
        case Medication():
            return value.name, _first_code(value.codings), value.start
        case Allergy():
            return value.substance, _first_code(value.codings), value.onset
        case Observation():
            return value.name, _first_code(value.codings), value.date
        case CareTeamMember():
            return value.name, "", None
        case RecordedGoal():
            return value.text, "", value.start
        case Encounter():
            return value.kind, value.class_code, value.start
        case Procedure():
            return value.name, _first_code(value.codings), value.date
        case Coverage():
            return value.payer, "", value.start


def _first_code(codings: Sequence[Any]) -> str:
    return str(codings[0].code) if codings else ""
