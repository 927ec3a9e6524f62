"""Read the audit trail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, bindparam, func, select, type_coerce

from ccmdesk.domain.audit_trail import AuditFilter, Looker, StoredRecord
from ccmdesk.domain.dates import start_of_day
from ccmdesk.models.column_types import Whole
from ccmdesk.models.rows_chart import PatientRow
from ccmdesk.models.rows_practice import AuditRow
from ccmdesk.security.audit_chain import GENESIS, AuditFields, ChainRow

_NEWEST = 100
_LATELY = 100_000


def chain_head(connection: Connection) -> tuple[int, bytes]:
    """Return how many records the chain has and the MAC of the last, (0, GENESIS) when it is empty.

    Records count from 1 without holes, so the last number is their count; the chain check sees holes.
    """
    found = connection.exec_driver_sql(_HEAD).first()
    return (0, GENESIS) if found is None else (found[0], bytes(found[1]))


def last_record_at(connection: Connection) -> datetime | None:
    """Return the latest instant that any of the newest records names, None when there is none."""
    newest = select(AuditRow.at).order_by(AuditRow.id.desc()).limit(_NEWEST).subquery()
    found: datetime | None = connection.execute(select(func.max(newest.c.at))).scalar_one()
    return found


def mac_at(connection: Connection, sequence: int) -> bytes | None:
    """Return the stored MAC of a record, GENESIS before the first, None when there is no such record."""
    if sequence == 0:
        return GENESIS
    return connection.execute(select(AuditRow.mac).where(AuditRow.id == sequence)).scalar_one_or_none()


def moment_at(connection: Connection, sequence: int) -> datetime | None:
    """Return the UTC instant of the last record up to a number, None when there is none."""
    query = select(AuditRow.at).where(AuditRow.id <= sequence).order_by(AuditRow.id.desc()).limit(1)
    return connection.execute(query).scalar_one_or_none()


def chain_rows(
    connection: Connection, *, patient_id: int | None = None, after: int = 0, until: int | None = None
) -> Iterator[ChainRow]:
    """Yield the records after a number and up to another, in order.

    Those of one patient, where asked, are no whole chain.
    """
    query = _FIELDS.where(AuditRow.id > after).order_by(AuditRow.id)
    if patient_id is not None:
        query = query.where(AuditRow.patient_id == patient_id)
    if until is not None:
        query = query.where(AuditRow.id <= until)
    for row in connection.execution_options(yield_per=5000).execute(query):
        values = tuple(row)
        yield ChainRow(AuditFields(*values[:-1]), values[-1])


def last_of(connection: Connection, object_kind: str, *, after: int) -> int | None:
    """Return the number of the last record about a kind of object, among those after a number."""
    query = select(AuditRow.id).where(AuditRow.id > after, AuditRow.object_kind == object_kind)
    return connection.execute(query.order_by(AuditRow.id.desc()).limit(1)).scalar_one_or_none()


def acceptance_of(connection: Connection, object_kind: str, sequence: int) -> int | None:
    """Return the number of the last record after a bad one with which somebody accepted it, or None."""
    query = select(AuditRow.id).where(
        AuditRow.id > sequence, AuditRow.object_kind == object_kind, AuditRow.object_id == str(sequence)
    )
    return connection.execute(query.order_by(AuditRow.id.desc()).limit(1)).scalar_one_or_none()


def find_lookers(connection: Connection, patient_id: int) -> tuple[Looker, ...]:
    """Return who left records about a patient, the last first, under the name of the last record."""
    a = AuditRow
    query = (
        select(a.user_id, func.count(), func.min(a.at), func.max(a.at), func.max(a.id))
        .where(a.patient_id == patient_id)
        .group_by(a.user_id)
        .order_by(func.max(a.id).desc())
    )
    return tuple(
        Looker(user_id, connection.execute(_NAME_IN, {"number": last}).scalar_one(), times, start, end)
        for user_id, times, start, end, last in connection.execute(query).all()
    )


def find_last_logins(connection: Connection) -> dict[int, datetime]:
    """Return when each user last logged in, by id, among the newest hundred thousand records."""
    count, _ = chain_head(connection)
    a = AuditRow
    query = (
        select(a.user_id, func.max(a.at))
        .where(a.id > count - _LATELY, a.kind == "login", a.object_kind == "user")
        .group_by(a.user_id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def find_records(connection: Connection, wanted: AuditFilter, *, zone: str) -> Iterator[StoredRecord]:
    """Yield the records that a filter lets through, newest first, with today's names of their patients."""
    query = select(AuditRow, PatientRow.family, PatientRow.given).join_from(
        AuditRow, PatientRow, PatientRow.id == AuditRow.patient_id, isouter=True
    )
    query = query.where(*_limits(wanted, zone)).order_by(AuditRow.id.desc()).limit(wanted.limit)
    for row in connection.execution_options(yield_per=2000).execute(query):
        yield StoredRecord(
            sequence=row.id,
            at=row.at,
            zone=row.zone,
            user_id=row.user_id,
            user_name=row.user_name,
            roles=row.roles,
            kind=row.kind,
            patient_id=row.patient_id,
            patient_name=None if row.family is None else f"{row.given} {row.family}".strip(),
            object_kind=row.object_kind,
            object_id=row.object_id,
            reason=row.reason,
        )


def _limits(wanted: AuditFilter, zone: str) -> Iterator[ColumnElement[bool]]:
    if wanted.patient_id is not None:
        yield AuditRow.patient_id == wanted.patient_id
    if wanted.user_id is not None:
        yield AuditRow.user_id == wanted.user_id
    if wanted.kinds:
        yield AuditRow.kind.in_(sorted(wanted.kinds))
    if wanted.before is not None:
        yield AuditRow.id < wanted.before
    if wanted.first_day is not None:
        yield AuditRow.at >= start_of_day(wanted.first_day, zone)
    if wanted.last_day is not None:
        yield AuditRow.at < start_of_day(wanted.last_day + timedelta(days=1), zone)


_NAME_IN = select(AuditRow.user_name).where(AuditRow.id == bindparam("number"))
_HEAD = "SELECT id, mac FROM audit ORDER BY id DESC LIMIT 1"  # every record asks: as text it costs half
_FIELDS = select(
    AuditRow.id,
    type_coerce(AuditRow.at, Whole),
    AuditRow.zone,
    AuditRow.user_id,
    AuditRow.user_name,
    AuditRow.roles,
    AuditRow.kind,
    AuditRow.patient_id,
    AuditRow.object_kind,
    AuditRow.object_id,
    AuditRow.reason,
    AuditRow.before_hash,
    AuditRow.after_hash,
    AuditRow.mac,
)
