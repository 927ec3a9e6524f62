"""Make the tables of a new practice file, and open one that is there."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import DBAPIError

from ccmdesk.domain.clock import Clock
from ccmdesk.domain.practice import Practice
from ccmdesk.models import codec
from ccmdesk.models.anchoring import Anchorage
from ccmdesk.models.errors import DamagedFile
from ccmdesk.models.migrate import PRESENT, Ladder, newest_revision, require_known_schema, stamp
from ccmdesk.models.rows_practice import PracticeRow, SecretRow
from ccmdesk.models.schema import APPLICATION_ID, metadata
from ccmdesk.models.sqlite_opening import engine_on, fence, new_database_file, spare_on
from ccmdesk.models.sqlite_triggers import trigger_statements
from ccmdesk.models.store import FileKeys, Store
from ccmdesk.security.keys import wipe

_AUDIT_KEY = "audit_key"
_DATABASE_ID = "database_id"


@dataclass(frozen=True, slots=True)
class NewFile:
    """Hold what a new database needs beside its key."""

    database_id: str
    practice: Practice


def create_store(
    path: Path, *, keys: FileKeys, clock: Clock, new: NewFile, anchors: Sequence[Path] = ()
) -> Store:
    """Make an encrypted database with all tables and return it open; the database key is wiped.

    `anchors` are the files in which commits are anchored.
    """
    new_database_file(path)
    spare_key = bytearray(keys.database)
    engine = engine_on(path, keys.database, new=True)
    build_schema(engine)
    audit_key = secrets.token_bytes(32)
    with engine.connect().execution_options(begin="IMMEDIATE") as connection, connection.begin():
        connection.execute(
            insert(SecretRow),
            [
                {"name": _AUDIT_KEY, "value": audit_key},
                {"name": _DATABASE_ID, "value": new.database_id.encode("ascii")},
            ],
        )
        body = codec.to_json(new.practice)
        connection.execute(
            insert(PracticeRow), [{"id": 1, "version": 1, "zone": new.practice.zone, "body": body}]
        )
    fence(engine)
    spare = spare_on(path, spare_key)
    anchorage = Anchorage(anchors, key=keys.anchor, database_id=new.database_id)
    return Store(engine, clock, audit_key, new.practice.zone, path, new.database_id, keys, spare, anchorage)


def build_schema(engine: Engine) -> None:
    """Make all tables and the triggers on an empty database."""
    with engine.connect().execution_options(begin="IMMEDIATE") as connection:
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.commit()
        with connection.begin():
            metadata().create_all(connection)
            for statement in trigger_statements():
                connection.exec_driver_sql(statement)
            stamp(connection, newest_revision())


def open_store(
    path: Path,
    *,
    keys: FileKeys,
    clock: Clock,
    database_id: str,
    anchors: Sequence[Path] = (),
    ladder: Ladder | None = PRESENT,
) -> Store:
    """Open an existing practice database; the database key is wiped.

    `anchors` are the files in which commits are anchored; whether they agree is for the caller to check.
    Without a `ladder` the schema is not looked at: for an older file of which only what no migration changes
    is read. Raises DamagedFile when it cannot be read or belongs to another vault, NewerFile when a newer
    program wrote it, OlderFile when migrations lead on from it.
    """
    with ExitStack() as undo:
        spare_key = bytearray(keys.database)
        undo.callback(wipe, spare_key)
        engine = engine_on(path, keys.database)
        undo.callback(engine.dispose)
        try:
            audit_key, zone = _proved(engine, database_id, ladder)
        except DBAPIError:
            raise DamagedFile("a part of the database cannot be read") from None
        fence(engine)
        spare = spare_on(path, spare_key)
        undo.pop_all()
    anchorage = Anchorage(anchors, key=keys.anchor, database_id=database_id)
    return Store(engine, clock, audit_key, zone, path, database_id, keys, spare, anchorage)


def _proved(engine: Engine, database_id: str, ladder: Ladder | None) -> tuple[bytes, str]:
    """Return the audit key and the zone of a database that has our schema and belongs to this vault."""
    with engine.connect() as connection, connection.begin():
        if ladder is not None:
            require_known_schema(connection, ladder)
        secret = {row.name: row.value for row in connection.execute(select(SecretRow.name, SecretRow.value))}
        if secret.get(_DATABASE_ID) != database_id.encode("ascii"):
            raise DamagedFile("the key file belongs to another practice file")
        zone = connection.execute(select(PracticeRow.zone)).scalar_one()
    return secret[_AUDIT_KEY], zone
