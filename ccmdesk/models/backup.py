"""Copy the practice database of one moment to another key, and prove a copy in a connection of its own."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from ccmdesk.domain.imports import Progress, no_progress
from ccmdesk.models.audit_log import acceptance_of, chain_head, chain_rows, mac_at
from ccmdesk.models.errors import StorageFailed, StorageFull
from ccmdesk.models.rows_care import TimePieceRow
from ccmdesk.models.rows_practice import AuditRow, SecretRow
from ccmdesk.models.sqlite_opening import copy_engine, copy_target
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import reading
from ccmdesk.security.audit_chain import AuditKind, verify
from ccmdesk.security.backup_manifest import Contents
from ccmdesk.security.errors import DamagedBackup
from ccmdesk.security.safe_files import sync_file

_TAIL = 10_000
_STEPS = 5
_ACCEPTED = "opening"  # the object kind of the record with which someone went on with a broken chain
_NO_WORK = tuple(kind.value for kind in (AuditKind.BACKUP, AuditKind.LOGIN, AuditKind.LOCK, AuditKind.DENIED))
"""Records that tell of no work on the practice: a copy that lacks them lacks nothing."""
_STRAY_LAST_CONTACT = (
    "SELECT count(*) FROM (SELECT patient_id, max(at) AS at,"
    " max(iif(outcome = 'reached', at, NULL)) AS reached_at FROM contact GROUP BY patient_id) AS told"
    " FULL JOIN last_contact AS kept ON kept.patient_id = told.patient_id"
    " WHERE kept.at IS NOT told.at OR kept.reached_at IS NOT told.reached_at"
)


def copy_of_now(store: Store, path: Path, *, key: bytearray) -> Contents:
    """Write the practice as it is at this moment into a new file under another key; others go on writing.

    The counts come from the very state that is copied. The copy is one step: in several a busy practice
    would never let it end. The key is wiped. Raises StorageFull or StorageFailed.
    """
    with store.spare.lock:
        source = store.spare.raw
        source.execute("BEGIN")
        try:
            contents = _contents_on(source)
            _pour(source, path, key)
        finally:
            source.execute("ROLLBACK")
    return contents


def copy_of_copy(source: Path, path: Path, *, source_key: bytearray, key: bytearray) -> None:
    """Write a finished copy into a new file under another key; both keys are wiped.

    Raises DamagedFile, StorageFull or StorageFailed.
    """
    engine = copy_engine(source, source_key)
    try:
        with engine.connect() as connection:
            _pour(connection.connection.driver_connection, path, key)
    finally:
        engine.dispose()


def prove_copy(
    path: Path,
    *,
    key: bytearray,
    database_id: str,
    contents: Contents,
    whole_chain: bool = False,
    progress: Progress = no_progress,
) -> None:
    """Check every page, reference and index of a copy, and that it holds just these contents; wipes the key.

    Of the audit chain the last 10,000 records, or all. A Cancelled raised by `progress` ends it.
    Raises DamagedBackup with what was found.
    """
    with reading_copy(path, key=key) as connection:
        steps = enumerate(
            _faults(connection, database_id=database_id, contents=contents, whole_chain=whole_chain), start=1
        )
        for number, found in steps:
            if found:
                raise DamagedBackup(found)
            progress(number, _STEPS)


@contextmanager
def reading_copy(path: Path, *, key: bytearray) -> Iterator[Connection]:
    """Give a connection that only reads a finished copy; wipes the key; raises DamagedBackup."""
    engine: Engine | None = None
    try:
        engine = copy_engine(path, key)
        with engine.connect() as connection, connection.begin():
            yield connection
    except DBAPIError:
        raise DamagedBackup("a part of its database cannot be read") from None
    finally:
        if engine is not None:
            engine.dispose()


def contents_of(connection: Connection) -> Contents:
    """Return what a database holds as the transaction of a connection sees it."""
    return _contents_on(connection.connection.driver_connection)


def record_at(store: Store, number: int) -> str | None:
    """Return the MAC of an audit record in hexadecimal digits, None when there is no such record."""
    with reading(store) as connection:
        link = connection.execute(select(AuditRow.mac).where(AuditRow.id == number)).scalar_one_or_none()
    return None if link is None else link.hex()


def first_work_after(store: Store, number: int) -> datetime | None:
    """Return when the first work was done that a copy with so many audit records does not hold, or None."""
    with reading(store) as connection:
        return connection.execute(
            select(AuditRow.at)
            .where(AuditRow.id > number, AuditRow.kind.not_in(_NO_WORK))
            .order_by(AuditRow.id)
            .limit(1)
        ).scalar_one_or_none()


def work_after(store: Store, number: int) -> tuple[int, datetime | None]:
    """Return how many records tell of work that a copy with so many audit records lacks, and since when."""
    with reading(store) as connection:
        count = connection.execute(
            select(func.count()).where(AuditRow.id > number, AuditRow.kind.not_in(_NO_WORK))
        ).scalar_one()
    return count, first_work_after(store, number)


def strayed_months(store: Store, copy: Connection) -> int:
    """Return for how many patients and months a copy and the practice disagree about the time both hold."""
    t = TimePieceRow
    newest = copy.execute(select(func.max(t.id))).scalar_one() or 0
    sums = select(t.patient_id, t.month, func.sum(t.seconds)).group_by(t.patient_id, t.month)
    with reading(store) as connection:
        here = {tuple(row) for row in connection.execute(sums.where(t.id <= newest))}
    there = {tuple(row) for row in copy.execute(sums)}
    return len({(patient, month) for patient, month, _ in here ^ there})


def _faults(
    connection: Connection, *, database_id: str, contents: Contents, whole_chain: bool
) -> Iterator[str]:
    """Yield the outcome of each check in turn: what is wrong, or nothing."""
    raw: Any = connection.connection.driver_connection
    yield "a page is not authentic" if raw.execute("PRAGMA cipher_integrity_check").fetchall() else ""
    sound = raw.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
    yield "" if sound else "the structure of its database is broken"
    yield "a reference leads nowhere" if raw.execute("PRAGMA foreign_key_check").fetchall() else ""
    if _secret(connection, "database_id") != database_id.encode("ascii"):
        yield "it belongs to another practice"
    elif contents_of(connection) != contents:
        yield "it does not hold what it says"
    else:
        yield _broken_chain(connection, whole=whole_chain)
    yield _broken_drawn(connection)


def _broken_chain(connection: Connection, *, whole: bool) -> str:
    """Return what is wrong with the chain; a break that an administrator accepted is no fault of the copy."""
    key = _secret(connection, "audit_key")
    count, _ = chain_head(connection)
    done = 0 if whole else max(0, count - _TAIL)
    while True:
        previous = mac_at(connection, done)
        if previous is None:
            return f"its record of who did what is broken at number {done}"
        rows = chain_rows(connection, after=done)
        verdict = verify(key, rows, start_previous=previous, start_sequence=done + 1)
        if verdict.bad_sequence is None:
            return ""
        accepted = acceptance_of(connection, _ACCEPTED, verdict.bad_sequence)
        if accepted is None:
            return f"its record of who did what is broken at number {verdict.bad_sequence}"
        done = accepted - 1


def _broken_drawn(connection: Connection) -> str:
    """Return what is wrong with the table that is drawn from the contacts."""
    stray = connection.exec_driver_sql(_STRAY_LAST_CONTACT).scalar_one()
    return "its last contacts do not agree with its contacts" if stray else ""


def _secret(connection: Connection, name: str) -> bytes:
    found = connection.execute(select(SecretRow.value).where(SecretRow.name == name)).scalar_one_or_none()
    return found or b""


def _pour(source: Any, path: Path, key: bytearray) -> None:
    try:
        target = copy_target(path, key)
        try:
            source.backup(target)
            # One file, readable from a disk that may not be written: no log beside it.
            target.execute("PRAGMA journal_mode = DELETE").fetchall()
        finally:
            target.close()
        sync_file(path)
    except (dbapi2.Error, OSError) as error:
        raise as_storage_error(error) from None


def as_storage_error(error: Exception) -> StorageFull | StorageFailed:
    """Return the sentence for a disk that did not take a copy."""
    text = str(error).lower()
    unchanged = "Nothing was changed."
    if "full" in text or "no space" in text or "quota" in text or "too large" in text:
        return StorageFull(
            "There is no room for the copy on this disk.",
            kept=unchanged,
            todo="Free some space, then try again.",
        )
    return StorageFailed(
        "The disk did not take the copy.",
        kept=unchanged,
        todo="Check that it is connected and not write-protected.",
    )


def _contents_on(raw: Any) -> Contents:
    """Return what a database holds, read on a raw connection inside its transaction."""
    tables = raw.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).fetchall()
    counts = tuple(
        (str(name), int(raw.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]))  # noqa: S608 - names of our own tables
        for (name,) in tables
    )
    head = raw.execute("SELECT id, mac FROM audit ORDER BY id DESC LIMIT 1").fetchone()
    key = raw.execute("SELECT value FROM secret WHERE name = 'audit_key'").fetchone()
    schema = raw.execute("SELECT version_num FROM alembic_version").fetchone()
    return Contents(
        counts=counts,
        audit_count=0 if head is None else head[0],
        head="" if head is None else head[1].hex(),
        months=_months(raw, b"" if key is None else key[0]),
        schema="none" if schema is None else str(schema[0]),
    )


def _months(raw: Any, key: bytes) -> str:
    """Return a keyed digest of the seconds of every patient in every service month."""
    digest = hmac.new(key, b"ccmdesk months 1", hashlib.sha256)
    sums = raw.execute(
        "SELECT month, patient_id, sum(seconds) FROM time_piece GROUP BY month, patient_id ORDER BY 1, 2"
    )
    for month, patient_id, seconds in sums:
        digest.update(f"|{month} {patient_id} {seconds}".encode())
    return digest.hexdigest()
