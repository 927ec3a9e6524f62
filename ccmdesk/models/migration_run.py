"""Run the missing migrations on a copy of the practice database, and refuse what they may not change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic.util import CommandError
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from ccmdesk.models.backup import contents_of
from ccmdesk.models.errors import MigrationRefused, StorageFull, as_user_error
from ccmdesk.models.migrate import Ladder, current_revision, upgrade
from ccmdesk.models.sqlite_opening import engine_on
from ccmdesk.security.backup_manifest import Contents


def migrate_in_place(path: Path, *, key: bytearray, held: Contents, ladder: Ladder) -> tuple[str, str]:
    """Bring a copy to the newest schema in one transaction, and return its schema before and after.

    The file is one that may be thrown away, and `held` what was copied into it. The key is wiped.
    Raises MigrationRefused when a row, a record or a second of anybody's month went missing, StorageFull,
    DamagedFile, NewerFile.
    """
    engine = engine_on(path, key)
    try:
        return _migrate(engine, held, ladder)
    except DBAPIError as error:
        told = as_user_error(error)
        if isinstance(told, StorageFull):
            raise told from None
        raise MigrationRefused("a step of it failed") from None
    except CommandError:
        raise MigrationRefused("its steps do not lead on from this file") from None
    finally:
        engine.dispose()


def _migrate(engine: Engine, held: Contents, ladder: Ladder) -> tuple[str, str]:
    with engine.connect().execution_options(begin="IMMEDIATE") as connection:
        # A table that is made anew is missing for a moment; all references are checked after.
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            old = current_revision(connection)
            if contents_of(connection) != held:
                raise MigrationRefused("the copy of it is not whole")
            changing = upgrade(connection, ladder)
            _require_kept(held, contents_of(connection), changing)
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise MigrationRefused("a reference would lead nowhere")
            return str(old), str(current_revision(connection))


def _require_kept(before: Contents, after: Contents, changing: frozenset[str]) -> None:
    """Raise MigrationRefused unless all rows, the audit trail and every month are as before."""
    counts = dict(after.counts)
    for table, rows in before.counts:
        if table not in changing and counts.get(table) != rows:
            raise MigrationRefused(f"{table} had {rows} rows and would have {counts.get(table, 0)}")
    if (before.audit_count, before.head) != (after.audit_count, after.head):
        raise MigrationRefused("the record of who did what would be another")
    if before.months != after.months:
        raise MigrationRefused("the time of somebody's month would change")
