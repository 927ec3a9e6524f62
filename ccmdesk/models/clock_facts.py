"""Read and write clock facts, and which run of a user is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from ccmdesk.domain.time_log import ClockFact, Subject
from ccmdesk.models.rows_care import ClockFactRow, OpenRunRow


@dataclass(frozen=True, slots=True)
class Beat:
    """Hold the last sign of life of an open run."""

    run: str
    at: datetime
    boot_ns: int
    boot_id: str


def append_fact(connection: Connection, fact: ClockFact) -> None:
    """Write one fact; nothing ever changes it."""
    subject = fact.subject
    connection.execute(
        insert(ClockFactRow).values(
            run=fact.run,
            user_id=fact.user_id,
            kind=fact.kind,
            at=fact.at,
            zone=fact.zone,
            monotonic_ns=fact.monotonic_ns,
            boot_ns=fact.boot_ns,
            boot_id=fact.boot_id,
            patient_id=None if subject is None else subject.patient_id,
            program=None if subject is None else subject.program,
            activity=None if subject is None else subject.activity,
            mode=None if subject is None else subject.mode,
            note=fact.note,
            cause=fact.cause,
        )
    )


def load_run(connection: Connection, run: str) -> tuple[ClockFact, ...]:
    """Return the facts of one run in order."""
    c = ClockFactRow
    rows = connection.execute(select(c.__table__).where(c.run == run).order_by(c.id))
    return tuple(
        ClockFact(
            run=row.run,
            user_id=row.user_id,
            kind=row.kind,
            at=row.at,
            zone=row.zone,
            monotonic_ns=row.monotonic_ns,
            boot_ns=row.boot_ns,
            boot_id=row.boot_id,
            subject=None
            if row.patient_id is None
            else Subject(row.patient_id, row.program, row.activity, row.mode),
            note=row.note,
            cause=row.cause,
            id=row.id,
        )
        for row in rows
    )


def open_run(connection: Connection, user_id: int) -> Beat | None:
    """Return the open run of a user with its last sign of life."""
    o = OpenRunRow
    row = connection.execute(
        select(o.run, o.beat_at, o.beat_boot_ns, o.boot_id).where(o.user_id == user_id)
    ).first()
    return None if row is None else Beat(*row)


def set_open_run(connection: Connection, user_id: int, beat: Beat) -> None:
    """Write down the open run of a user, or its newest sign of life."""
    o = OpenRunRow
    values = {"run": beat.run, "beat_at": beat.at, "beat_boot_ns": beat.boot_ns, "boot_id": beat.boot_id}
    if not connection.execute(update(o).where(o.user_id == user_id).values(**values)).rowcount:
        connection.execute(insert(o).values(user_id=user_id, **values))


def clear_open_run(connection: Connection, user_id: int) -> None:
    """Note that a user has no open run."""
    connection.execute(delete(OpenRunRow).where(OpenRunRow.user_id == user_id))
