"""The fence round an open practice file: no statement takes the data out, or its key or set-up away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from ccmdesk.models.store import Store
from tests.models.making import new_store
from tests.models.test_opening import PRAGMAS, reopen

LIST = "SELECT name FROM pragma_pragma_list ORDER BY name"
CIPHER = (
    "cipher",
    "cipher_add_random",
    "cipher_compatibility",
    "cipher_default_kdf_iter",
    "cipher_default_page_size",
    "cipher_default_plaintext_header_size",
    "cipher_default_use_hmac",
    "cipher_fips_status",
    "cipher_hmac_algorithm",
    "cipher_hmac_pgno",
    "cipher_hmac_salt_mask",
    "cipher_kdf_algorithm",
    "cipher_log",
    "cipher_memory_security",
    "cipher_migrate",
    "cipher_page_size",
    "cipher_plaintext_header_size",
    "cipher_profile",
    "cipher_salt",
    "cipher_settings",
    "cipher_test_on",
    "cipher_use_hmac",
    "fast_kdf_iter",
    "kdf_iter",
)


@pytest.fixture(params=[False, True], ids=["new", "reopened"])
def fenced(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Store]:
    store = new_store(tmp_path)
    if request.param:
        store.close()
        store = reopen(store.database)
    yield store
    store.close()


def run(store: Store, sql: str) -> list[Any]:
    with store.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        return list(driver.execute(sql).fetchall())


@pytest.mark.parametrize("pragma", CIPHER)
@pytest.mark.parametrize("form", ["PRAGMA {} = 1", "PRAGMA {}", "PRAGMA MAIN.{}('x')"])
def test_no_cipher_pragma_passes(fenced: Store, pragma: str, form: str) -> None:
    with pytest.raises(dbapi2.DatabaseError, match="not authorized"):
        run(fenced, form.format(pragma.upper()))


@pytest.mark.parametrize(
    "sql",
    [
        "PRAGMA writable_schema = ON",
        "PRAGMA writable_schema(1)",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA journal_mode = OFF",
        "PRAGMA synchronous = NORMAL",
        "PRAGMA synchronous = 0",
        "PRAGMA foreign_keys = OFF",
        "PRAGMA recursive_triggers = OFF",
        "PRAGMA trusted_schema = ON",
        "PRAGMA cell_size_check = OFF",
        "PRAGMA ignore_check_constraints = ON",
        "PRAGMA temp_store = FILE",
        "PRAGMA temp_store_directory",
        "PRAGMA temp_store_directory = 'elsewhere'",
        "PRAGMA mmap_size = 1000000",
        "PRAGMA locking_mode = EXCLUSIVE",
        "PRAGMA secure_delete = OFF",
        "PRAGMA user_version = 7",
        "PRAGMA application_id = 7",
        "PRAGMA schema_version = 7",
        "DETACH DATABASE main",
        "SELECT fts3_tokenizer('x')",
    ],
)
def test_no_statement_changes_the_set_up(fenced: Store, sql: str) -> None:
    with pytest.raises(dbapi2.DatabaseError, match=r"not authorized|prohibited"):
        run(fenced, sql)
    for name, wanted in PRAGMAS.items():
        found = run(fenced, f"PRAGMA {name}")
        assert not found or found[0][0] == wanted


def test_every_pragma_that_sqlite_knows_is_denied_a_value_or_only_asks(fenced: Store) -> None:
    """A new SQLite may bring new pragmas: whatever takes a value here changed nothing of the set-up."""
    names = [row[0] for row in run(fenced, LIST)]
    assert {"writable_schema", "journal_mode", "synchronous"} <= set(names)
    passed = set()
    for name in names:
        try:
            run(fenced, f"PRAGMA {name} = 0")
        except dbapi2.DatabaseError as error:
            if "not authorized" in str(error):
                continue
            assert "no such table: 0" in str(error), name
        passed.add(name)
    assert passed == {
        "foreign_key_check",
        "foreign_key_list",
        "index_info",
        "index_list",
        "index_xinfo",
        "integrity_check",
        "optimize",
        "quick_check",
        "table_info",
        "table_list",
        "table_xinfo",
        "wal_checkpoint",
    }


@pytest.mark.parametrize(
    "sql",
    [
        "PRAGMA cipher_integrity_check",
        "PRAGMA wal_checkpoint(TRUNCATE)",
        "PRAGMA integrity_check(20)",
        "PRAGMA foreign_key_check",
        "PRAGMA quick_check",
        "PRAGMA journal_mode",
        "SELECT count(*) FROM sqlite_master",
    ],
)
def test_what_the_program_asks_passes(fenced: Store, sql: str) -> None:
    run(fenced, sql)
