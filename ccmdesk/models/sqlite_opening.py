"""Make and open the encrypted database file (SQLCipher, raw key), in the order that SAFETY asks for."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Engine, QueuePool, create_engine, event
from sqlcipher3 import dbapi2

from ccmdesk.domain.errors import UserError
from ccmdesk.models.errors import DamagedFile, NewerFile
from ccmdesk.models.schema import APPLICATION_ID
from ccmdesk.models.sqlite_fence import put_fence
from ccmdesk.models.store import SpareConnection

PAGE = 4096


class PracticeExists(UserError):
    """Refuse to make a practice file where one is."""


def new_database_file(path: Path) -> None:
    """Make an empty file with mode 0600; raise PracticeExists when there is one already."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise PracticeExists(
            "There is already a practice file here.",
            kept="It was not touched.",
            todo="Choose another name or folder, or open the one that is there.",
        ) from None


def engine_on(path: Path, key: bytearray, *, new: bool = False) -> Engine:
    """Return an engine on one encrypted file with one connection, its key already proved.

    `key` is the 32-byte database key; it is wiped. Raises DamagedFile when the file cannot be read with
    it, NewerFile when it is not a practice file of this program.
    """
    try:
        if len(key) != 32:
            raise ValueError("the database key has 32 bytes")
        if not new:
            _check_shape(path)
        connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False, timeout=5.0)
        _give_key(connection, key)
    finally:
        key[:] = bytes(len(key))
    try:
        if not new:
            _prove(connection)
        _set_up(connection)
    except dbapi2.DatabaseError:
        connection.close()
        raise DamagedFile("the database cannot be read with its key") from None
    except UserError:
        connection.close()
        raise
    return _engine(path, connection)


def spare_on(path: Path, key: bytearray) -> SpareConnection:
    """Return a second, read-only connection to a file that an engine has proved; the key is wiped."""
    try:
        connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False, timeout=5.0)
        _give_key(connection, key)
    finally:
        key[:] = bytes(len(key))
    for pragma in ("query_only = ON", "cache_size = -16000", "cell_size_check = ON", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    put_fence(connection)
    return SpareConnection(connection, Lock())


def copy_target(path: Path, key: bytearray) -> Any:
    """Return a raw connection to a new, empty file that a copy is poured into; the key is wiped.

    It keeps no journal and flushes nothing: a copy that was not finished is thrown away.
    """
    new_database_file(path)
    try:
        connection = dbapi2.connect(str(path), isolation_level=None)
        _give_key(connection, key)
    finally:
        key[:] = bytes(len(key))
    for pragma in ("journal_mode = OFF", "synchronous = OFF"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    return connection


def copy_engine(path: Path, key: bytearray) -> Engine:
    """Return an engine that only reads a finished copy, also on a read-only disk; wipes the key.

    Raises DamagedFile when the file cannot be read with the key.
    """
    try:
        _check_shape(path)
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        connection = dbapi2.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        _give_key(connection, key)
    finally:
        key[:] = bytes(len(key))
    try:
        _prove(connection)
        for pragma in ("cache_size = -64000", "cell_size_check = ON", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
    except dbapi2.DatabaseError:
        connection.close()
        raise DamagedFile("the database cannot be read with its key") from None
    except UserError:
        connection.close()
        raise
    put_fence(connection)
    return _engine(path, connection)


def fence(engine: Engine) -> None:
    """Deny on the connection, from now on, whatever takes data out or the set-up away."""
    raw = engine.raw_connection()
    try:
        put_fence(raw.driver_connection)
    finally:
        raw.close()


def _engine(path: Path, connection: Any) -> Engine:
    waiting = [connection]

    def creator() -> Any:
        if not waiting:
            raise DamagedFile("the connection was lost")
        return waiting.pop()

    engine = create_engine(
        f"sqlite+pysqlite:///{path}",
        module=dbapi2,
        creator=creator,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        pool_reset_on_return="rollback",
        hide_parameters=True,
        query_cache_size=800,
    )

    @event.listens_for(engine, "begin")
    def _begin(conn: Any) -> None:
        mode = conn.get_execution_options().get("begin", "DEFERRED")
        conn.exec_driver_sql(f"BEGIN {mode}")

    return engine


def _check_shape(path: Path) -> None:
    try:
        size = path.stat().st_size
    except OSError:
        raise DamagedFile("the database file is missing") from None
    if size == 0:
        raise DamagedFile("the database file is empty")
    if size % PAGE:
        raise DamagedFile("the database file ends in the middle of a page")
    with path.open("rb") as file:
        if file.read(16) == b"SQLite format 3\x00":
            raise DamagedFile("the database file is not encrypted")


def _give_key(connection: Any, key: bytearray) -> None:
    digits = bytearray(b"x'" + b"0" * 64 + b"'")
    try:
        for place, byte in enumerate(key):
            digits[2 + 2 * place] = b"0123456789abcdef"[byte >> 4]
            digits[3 + 2 * place] = b"0123456789abcdef"[byte & 15]
        connection.set_key(digits)
    finally:
        digits[:] = bytes(len(digits))


def _prove(connection: Any) -> None:
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise NewerFile("This is not a practice file of ccmdesk.")


def _set_up(connection: Any) -> None:
    for pragma in (
        "foreign_keys = ON",
        "journal_mode = WAL",
        "synchronous = FULL",
        "cache_size = -64000",
        "recursive_triggers = ON",  # or REPLACE would delete past the triggers
        "trusted_schema = OFF",
        "cell_size_check = ON",
        "busy_timeout = 5000",
        "mmap_size = 0",
        "temp_store = MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    if sys.platform == "darwin":
        connection.execute("PRAGMA fullfsync = ON").fetchall()
