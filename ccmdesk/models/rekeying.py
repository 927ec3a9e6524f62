"""Write the practice database anew under another key, and prove that it is the same before it is trusted."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, insert, select
from sqlcipher3 import dbapi2

from ccmdesk.models.audit_log import chain_rows
from ccmdesk.models.errors import StorageFailed, StorageFull
from ccmdesk.models.integrity import cipher_faults, structure_faults
from ccmdesk.models.rows_practice import AuditRow, SecretRow
from ccmdesk.models.sqlite_opening import copy_target
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import reading
from ccmdesk.security.audit_chain import GENESIS, verify

_PREVIOUS_ANCHOR_KEY = "previous_anchor_key"


class Contents(NamedTuple):
    """Hold how many rows each table has, and the number and MAC of the last audit record."""

    rows: tuple[tuple[str, int], ...]
    records: int
    head: bytes


def copy_under(store: Store, path: Path, *, key: bytearray) -> None:
    """Write the whole database into a new file under another key, which is wiped.

    One step, so nothing is written in between. Raises StorageFull or StorageFailed; the file may be left.
    """
    try:
        target = copy_target(path, key)
        try:
            with store.engine.connect() as connection:
                source: Any = connection.connection.driver_connection
                source.backup(target)
        finally:
            target.close()
    except (dbapi2.Error, OSError) as error:
        raise _refused(error) from None


def contents(store: Store) -> Contents:
    """Return what a database holds."""
    with reading(store) as connection:
        names = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        ).scalars()
        rows = tuple(
            (str(name), int(connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()))  # noqa: S608 - names of our own tables
            for name in names.all()
        )
        last = connection.execute(
            select(AuditRow.id, AuditRow.mac).order_by(AuditRow.id.desc()).limit(1)
        ).first()
    return Contents(rows, 0, GENESIS) if last is None else Contents(rows, last.id, last.mac)


def copy_faults(copy: Store, *, wanted: Contents) -> list[str]:
    """Return what is wrong with a copy: pages, structure, rows, or the audit chain from its first record."""
    faults = cipher_faults(copy) + structure_faults(copy)
    if contents(copy) != wanted:
        faults.append("it does not hold what the practice file holds")
    with reading(copy) as connection:
        verdict = verify(copy.audit_key, chain_rows(connection), start_previous=GENESIS)
    if not verdict.holds or verdict.head != wanted.head:
        faults.append("its audit chain is not the one of the practice file")
    return faults


def store_previous_anchor_key(connection: Connection, key: bytearray) -> None:
    """Remember the anchor key of before a change of the data key, until the anchors are written anew."""
    forget_previous_anchor_key(connection)
    connection.execute(insert(SecretRow).values(name=_PREVIOUS_ANCHOR_KEY, value=bytes(key)))


def previous_anchor_key(connection: Connection) -> bytearray | None:
    """Return the anchor key that anchors may still be written with, or None."""
    value = connection.execute(
        select(SecretRow.value).where(SecretRow.name == _PREVIOUS_ANCHOR_KEY)
    ).scalar_one_or_none()
    return None if value is None else bytearray(value)


def forget_previous_anchor_key(connection: Connection) -> None:
    """Forget the anchor key of before: the anchors are written with the new one."""
    connection.execute(delete(SecretRow).where(SecretRow.name == _PREVIOUS_ANCHOR_KEY))


def _refused(error: Exception) -> StorageFull | StorageFailed:
    text = str(error).lower()
    if "full" in text or "no space" in text or "quota" in text:
        return StorageFull(
            "There is no room for the new practice file on this disk.",
            kept="The old one is still in use.",
            todo="Free some space, then try again.",
        )
    return StorageFailed(
        "The disk did not take the new practice file.",
        kept="The old one is still in use.",
        todo="Have the disk checked, then try again.",
    )
