"""Ask the database whether it is whole."""

from __future__ import annotations

from typing import Any

from sqlcipher3 import dbapi2

from ccmdesk.models.migrate import current_revision, newest_revision
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import reading


def cipher_faults(store: Store) -> list[str]:
    """Return what the page authentication finds wrong; the write-ahead log is folded in first."""
    # A copy in the making keeps the log from being folded in, and the check gives false alarms with it.
    with store.spare.lock, store.engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return [str(row[0]) for row in raw.execute("PRAGMA cipher_integrity_check").fetchall()]


def structure_faults(store: Store) -> list[str]:
    """Return what SQLite finds wrong in pages, indexes and references."""
    with reading(store) as connection:
        found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check(20)")]
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    faults = [line for line in found if line != "ok"]
    return faults + [f"a reference in {row[0]} leads nowhere" for row in broken[:20]]


def schema_of(store: Store) -> tuple[str | None, str]:
    """Return the schema number of the file and the newest that this program knows."""
    with reading(store) as connection:
        return current_revision(connection), newest_revision()


def library_versions() -> tuple[str, str]:
    """Return the versions of SQLCipher and of SQLite in use."""
    connection: Any = dbapi2.connect(":memory:")  # an open practice file lets no pragma of the cipher through
    try:
        return str(connection.execute("PRAGMA cipher_version").fetchone()[0]), str(dbapi2.sqlite_version)
    finally:
        connection.close()
