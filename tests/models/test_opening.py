"""Opening a practice database: the key is raw, the file is private, and what is wrong is told apart."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import DatabaseError
from sqlcipher3 import dbapi2

from ccmdesk.domain.clock import SettableClock
from ccmdesk.models.creation import open_store
from ccmdesk.models.errors import DamagedFile, NewerFile
from ccmdesk.models.sqlite_opening import PracticeExists, engine_on, new_database_file
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import reading, writing
from tests.models.making import DATABASE_ID, KEY, SARA, key, keys, new_store, opened_by_hand, raw
from tests.practice_files import MONDAY, PRACTICE


def reopen(path: Path, *, with_key: bytearray | None = None, database_id: str = DATABASE_ID) -> Store:
    return open_store(
        path, keys=keys(database=with_key), clock=SettableClock(MONDAY), database_id=database_id
    )


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """Return the path of a whole database that nobody holds open."""
    store = new_store(tmp_path)
    store.close()
    return store.database


def truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 4096)


def cut_in_a_page(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 100)


def one_byte_flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)


def plain(path: Path) -> None:
    path.unlink()
    connection = dbapi2.connect(str(path))
    connection.execute("CREATE TABLE patient (id INTEGER)")
    connection.commit()
    connection.close()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def noise(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 64)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (empty, "the database file is empty"),
        (cut_in_a_page, "the database file ends in the middle of a page"),
        (plain, "the database file is not encrypted"),
        (Path.unlink, "the database file is missing"),
        (one_byte_flipped, "the database cannot be read with its key"),
        (noise, "the database cannot be read with its key"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_damaged_file_is_named_and_not_changed(
    closed: Path, damage: Callable[[Path], None], words: str
) -> None:
    damage(closed)
    before = closed.read_bytes() if closed.exists() else None
    given = key()
    with pytest.raises(DamagedFile) as error:
        reopen(closed, with_key=given)
    assert str(error.value).startswith(f"The practice file is damaged: {words}. It was not changed.")
    assert (closed.read_bytes() if closed.exists() else None) == before
    assert given == bytes(32), "the key is wiped whatever happens"
    assert error.value.__cause__ is None


def test_a_file_that_lost_its_end_is_damaged(closed: Path) -> None:
    truncated(closed)
    with pytest.raises(DamagedFile):
        reopen(closed)


def test_damage_in_any_page_is_a_sentence_or_is_found_by_the_checks(closed: Path) -> None:
    whole = closed.read_bytes()
    refused = 0
    for page in range(len(whole) // 4096):
        damaged = bytearray(whole)
        damaged[page * 4096 + 2000] ^= 1
        closed.write_bytes(damaged)
        try:
            reopen(closed).close()
        except DamagedFile as error:
            refused += 1
            assert "Restore the last verified backup" in str(error)
    assert refused >= 3


def test_another_key_opens_nothing(closed: Path) -> None:
    with pytest.raises(DamagedFile):
        reopen(closed, with_key=bytearray(os.urandom(32)))
    reopen(closed).close()


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_key_of_another_length_is_refused_before_the_file_is_touched(closed: Path, length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        engine_on(closed, bytearray(length))


def test_the_database_of_another_vault_is_refused_and_let_go(closed: Path) -> None:
    with pytest.raises(DamagedFile, match="belongs to another practice file"):
        reopen(closed, database_id="f" * 32)
    assert not closed.with_name("practice.db-wal").exists(), "the refused connection was left open"


def test_a_database_without_its_schema_is_refused_and_let_go(tmp_path: Path) -> None:
    path = tmp_path / "practice.db"
    new_database_file(path)
    engine = engine_on(path, key(), new=True)
    with engine.connect() as connection:
        raw(connection, f"PRAGMA application_id = {0x43434D44}")
        connection.commit()
    engine.dispose()
    with pytest.raises(NewerFile, match="has schema None"):
        reopen(path)
    assert not path.with_name("practice.db-wal").exists()


def test_an_encrypted_database_of_another_program_is_no_practice_file(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = opened_by_hand(path)
    connection.execute("CREATE TABLE t (x)")
    connection.close()
    with pytest.raises(NewerFile, match="not a practice file of ccmdesk"):
        reopen(path)


def test_a_new_file_never_takes_the_place_of_another(closed: Path) -> None:
    before = closed.read_bytes()
    with pytest.raises(PracticeExists, match="already a practice file here"):
        new_store(closed.parent)
    assert closed.read_bytes() == before


def test_the_key_is_raw_and_given_once(closed: Path) -> None:
    connection = opened_by_hand(closed)
    assert connection.execute("SELECT zone FROM practice").fetchone() == (PRACTICE.zone,)
    connection.close()
    stretched = dbapi2.connect(str(closed))
    stretched.execute(f"PRAGMA key = '{KEY.hex()}'")
    with pytest.raises(dbapi2.DatabaseError):
        stretched.execute("SELECT count(*) FROM sqlite_master")
    stretched.close()


def test_nothing_on_disk_is_readable(store: Store) -> None:
    with writing(store, SARA) as work:
        raw(work.connection, "INSERT INTO preference VALUES (0, 'k', '\"Zanzibarowitz\"')")
    for file in store.database.parent.iterdir():
        if file.is_file():
            data = file.read_bytes()
            assert b"SQLite format" not in data
            assert b"Zanzibarowitz" not in data and b"Lakeview" not in data


def test_the_files_are_for_the_user_alone(store: Store) -> None:
    with writing(store, SARA) as work:
        raw(work.connection, "INSERT INTO preference VALUES (0, 'k', '1')")
    files = {file.name: file.stat().st_mode & 0o777 for file in store.database.parent.glob("practice.db*")}
    assert files.keys() == {"practice.db", "practice.db-wal", "practice.db-shm"}
    assert set(files.values()) == {0o600}


PRAGMAS = {
    "foreign_keys": 1,
    "journal_mode": "wal",
    "synchronous": 2,
    "recursive_triggers": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "busy_timeout": 5000,
    "mmap_size": 0,
    "temp_store": 2,
    "cache_size": -64000,
}


@pytest.mark.parametrize("again", [False, True], ids=["new", "reopened"])
def test_the_connection_is_set_up_the_same_new_or_opened(tmp_path: Path, again: bool) -> None:
    store = new_store(tmp_path)
    if again:
        store.close()
        store = reopen(store.database)
    with reading(store) as connection:
        found: dict[str, Any] = {name: raw(connection, f"PRAGMA {name}") for name in PRAGMAS}
    store.close()
    assert {name: rows[0][0] for name, rows in found.items() if rows} == {
        name: value for name, value in PRAGMAS.items() if found[name]
    }
    assert {name for name, rows in found.items() if not rows} <= {"mmap_size"}


@pytest.mark.parametrize(
    "sql",
    [
        "ATTACH DATABASE '{aside}' AS aside",
        "ATTACH DATABASE '{aside}' AS aside KEY ''",
        "PRAGMA rekey = ''",
        "PRAGMA key = 'x'",
        "PRAGMA cipher_plaintext_header_size = 32",
        "SELECT load_extension('{aside}')",
        "SELECT sqlcipher_export('main')",
        "VACUUM INTO '{aside}'",
    ],
)
@pytest.mark.parametrize("again", [False, True], ids=["new", "reopened"])
def test_no_statement_takes_the_data_out_or_the_key_away(tmp_path: Path, sql: str, again: bool) -> None:
    store = new_store(tmp_path)
    if again:
        store.close()
        store = reopen(store.database)
    aside = tmp_path / "aside.db"
    with (
        pytest.raises(DatabaseError),
        store.engine.connect().execution_options(begin="DEFERRED") as connection,
    ):
        driver: Any = connection.connection.driver_connection
        try:
            driver.execute(sql.format(aside=aside))
        except dbapi2.DatabaseError as error:
            raise DatabaseError(sql, None, error) from None
    store.close()
    assert not aside.exists()
    reopen(store.database).close()


def test_one_file_has_one_connection_and_a_lost_one_is_not_replaced(store: Store) -> None:
    with store.engine.connect() as connection:
        connection.invalidate()
    with pytest.raises(DamagedFile, match="the connection was lost"), reading(store):
        pass


def test_a_copied_file_opens_elsewhere(closed: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(closed, tmp_path / "copy.db"))
    store = reopen(copy)
    assert store.zone == PRACTICE.zone
    assert len(store.audit_key) == 32
    store.close()
