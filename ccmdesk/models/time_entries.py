"""Read and write saved time: entries and their pieces by local day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, select

from ccmdesk.domain.time_log import Interval, TimeEntry, split_by_day
from ccmdesk.models.rows_care import TimeEntryRow, TimePieceRow
from ccmdesk.models.rows_chart import PatientRow
from ccmdesk.models.sqlite_ids import reserve


@dataclass(frozen=True, slots=True)
class StoredPiece:
    """Hold one piece of an entry as stored."""

    entry_id: int
    day: date
    start: datetime
    end: datetime
    seconds: int


def insert_entries(connection: Connection, entries: Sequence[TimeEntry], *, zone: str) -> list[int]:
    """Write entries with their pieces cut at local midnights, and return their ids."""
    if not entries:
        return []
    ids = reserve(connection, "time_entry", len(entries))
    numbered = list(zip(ids, entries, strict=True))
    connection.execute(
        insert(TimeEntryRow), [_entry_values(entry_id, entry, zone=zone) for entry_id, entry in numbered]
    )
    pieces = [
        {
            "entry_id": entry_id,
            "patient_id": entry.patient_id,
            "user_id": entry.user_id,
            "month": piece.month.iso(),
            "day": piece.day,
            "start_at": piece.interval.start,
            "end_at": piece.interval.end,
            "seconds": piece.interval.seconds,
        }
        for entry_id, entry in numbered
        for piece in split_by_day(entry.intervals, zone)
    ]
    if pieces:
        connection.execute(insert(TimePieceRow), pieces)
    return ids


def _entry_values(entry_id: int, entry: TimeEntry, *, zone: str) -> dict[str, object]:
    return {
        "id": entry_id,
        "patient_id": entry.patient_id,
        "user_id": entry.user_id,
        "user_name": entry.user_name,
        "credential": entry.credential,
        "program": entry.program,
        "activity": entry.activity,
        "mode": entry.mode,
        "interactive": entry.interactive,
        "note": entry.note,
        "run": entry.run,
        "zone": zone,
    }


def month_seconds(connection: Connection, patient_id: int, month: str) -> int:
    """Return the seconds saved for a patient in a service month `YYYY-MM`."""
    p = TimePieceRow
    total = connection.execute(
        select(func.sum(p.seconds)).where(p.month == month, p.patient_id == patient_id)
    ).scalar_one()
    return int(total or 0)


def pieces_of_month(connection: Connection, patient_id: int, month: str) -> tuple[StoredPiece, ...]:
    """Return the pieces of a patient's service month in order of time."""
    p = TimePieceRow
    rows = connection.execute(
        select(p.entry_id, p.day, p.start_at, p.end_at, p.seconds)
        .where(p.month == month, p.patient_id == patient_id)
        .order_by(p.start_at, p.id)
    )
    return tuple(StoredPiece(*row) for row in rows)


def pieces_of_day(connection: Connection, user_id: int, *, start: datetime, end: datetime) -> tuple[int, ...]:
    """Return the ids of a user's entries that have time between two instants, the latest first."""
    p = TimePieceRow
    rows = connection.execute(
        select(p.entry_id, func.max(p.start_at))
        .where(p.user_id == user_id, p.start_at >= start, p.start_at < end)
        .group_by(p.entry_id)
        .order_by(func.max(p.start_at).desc())
    )
    return tuple(row.entry_id for row in rows)


def last_entry(connection: Connection, user_id: int) -> int | None:
    """Return the id of the entry of a user that ended last, or None."""
    p = TimePieceRow
    return connection.execute(
        select(p.entry_id).where(p.user_id == user_id).order_by(p.start_at.desc()).limit(1)
    ).scalar_one_or_none()


def load_entries(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[TimeEntry, str]]:
    """Return entries by id, each with the patient's name, given name first."""
    e, t = TimeEntryRow, PatientRow
    intervals = _intervals(connection, ids)
    named = connection.execute(
        select(
            e.patient_id,
            e.user_id,
            e.user_name,
            e.credential,
            e.program,
            e.activity,
            e.mode,
            e.interactive,
            e.note,
            e.run,
            e.id,
            t.family,
            t.given,
        )
        .join(t, t.id == e.patient_id)
        .where(e.id.in_(ids))
    )
    found = {}
    for row in named:
        entry = TimeEntry(
            patient_id=row.patient_id,
            user_id=row.user_id,
            user_name=row.user_name,
            credential=row.credential,
            program=row.program,
            activity=row.activity,
            mode=row.mode,
            interactive=row.interactive,
            note=row.note,
            intervals=_joined(intervals.get(row.id, [])),
            run=row.run,
            id=row.id,
        )
        found[row.id] = (entry, f"{row.given} {row.family}".strip())
    return found


def _intervals(connection: Connection, ids: Sequence[int]) -> dict[int, list[Interval]]:
    p = TimePieceRow
    intervals: dict[int, list[Interval]] = {}
    for span in connection.execute(
        select(p.entry_id, p.start_at, p.end_at).where(p.entry_id.in_(ids)).order_by(p.start_at)
    ):
        intervals.setdefault(span.entry_id, []).append(Interval(span.start_at, span.end_at))
    return intervals


def _joined(intervals: list[Interval]) -> tuple[Interval, ...]:
    joined: list[Interval] = []
    for interval in intervals:
        if joined and joined[-1].end == interval.start:
            joined[-1] = Interval(joined[-1].start, interval.end)
        else:
            joined.append(interval)
    return tuple(joined)
