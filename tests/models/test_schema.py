"""The frozen migrations make what the tables declare, and nothing of a newer program is touched."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hatchling.builders.wheel import WheelBuilder
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

import ccmdesk.models.migrations
from ccmdesk.models.creation import build_schema
from ccmdesk.models.errors import NewerFile
from ccmdesk.models.migrate import current_revision, newest_revision, require_known_schema, upgrade
from ccmdesk.models.migrations import statements
from ccmdesk.models.migrations.statements import statements_of
from ccmdesk.models.schema import metadata
from ccmdesk.models.sqlite_opening import engine_on, new_database_file
from ccmdesk.models.sqlite_triggers import APPEND_ONLY, NEVER_DELETED
from tests.models.making import key

VERSIONS = Path(ccmdesk.models.migrations.__file__).parent / "versions"
Shape = dict[str, Any]


def empty(path: Path) -> Engine:
    new_database_file(path)
    return engine_on(path, key(), new=True)


def shape(connection: Connection) -> Shape:
    """Return everything that a database declares: SQL as stored, and what SQLite understood of it."""

    def rows(sql: str) -> list[tuple[Any, ...]]:
        return sorted((tuple(row) for row in connection.exec_driver_sql(sql)), key=repr)

    stored = rows("SELECT type, name, tbl_name, sql FROM sqlite_master")
    tables = [name for kind, name, _, _ in stored if kind == "table"]
    return {
        "sql": {(kind, name, of): re.sub(r"\s+", " ", sql or "").strip() for kind, name, of, sql in stored},
        "kinds": rows("SELECT name, type, ncol, strict FROM pragma_table_list WHERE schema = 'main'"),
        "columns": {table: rows(f"SELECT * FROM pragma_table_xinfo('{table}')") for table in tables},
        "references": {table: rows(f"SELECT * FROM pragma_foreign_key_list('{table}')") for table in tables},
        "indexes": {
            index: rows(f"SELECT * FROM pragma_index_xinfo('{index}')")
            for kind, index, _, _ in stored
            if kind == "index"
        },
    }


def migrated_and_fresh(folder: Path) -> tuple[Shape, Shape]:
    migrated, fresh = empty(folder / "migrated.db"), empty(folder / "fresh.db")
    with migrated.connect() as connection, connection.begin():
        upgrade(connection)
        first = shape(connection)
    build_schema(fresh)
    with fresh.connect() as connection, connection.begin():
        second = shape(connection)
    migrated.dispose()
    fresh.dispose()
    return first, second


def test_a_migrated_file_is_what_a_fresh_one_is(tmp_path: Path) -> None:
    migrated, fresh = migrated_and_fresh(tmp_path)
    assert migrated["sql"].keys() == fresh["sql"].keys(), "run python tools/schema.py, or write a migration"
    for part in fresh:
        assert migrated[part] == fresh[part], (
            f"{part} differ: run python tools/schema.py, or write a migration"
        )


def test_a_fresh_file_has_strict_tables_named_checks_and_all_triggers(tmp_path: Path) -> None:
    _, fresh = migrated_and_fresh(tmp_path)
    strict = {name for name, kind, _, is_strict in fresh["kinds"] if kind == "table" and is_strict}
    assert strict == set(metadata().tables)
    everything = " ".join(fresh["sql"].values())
    assert "CONSTRAINT ck_time_piece_seconds CHECK (seconds > 0)" in everything
    assert len(re.findall(r"CHECK \(", everything)) == len(
        re.findall(r"CONSTRAINT ck_\w+ CHECK \(", everything)
    )
    triggers = {name for kind, name, _ in fresh["sql"] if kind == "trigger"}
    expected = {f"{table}_no_{verb}" for table in APPEND_ONLY for verb in ("update", "delete")}
    expected |= {f"{table}_no_delete" for table in NEVER_DELETED}
    expected |= {"care_plan_version_no_update", "consent_no_update", "time_piece_no_overlap"}
    expected |= {"contact_is_last"}
    assert triggers == expected


def test_a_fresh_and_a_migrated_file_bear_the_newest_number_and_migrating_again_does_nothing(
    tmp_path: Path,
) -> None:
    engine = empty(tmp_path / "p.db")
    with engine.connect() as connection, connection.begin():
        assert current_revision(connection) is None
        upgrade(connection)
        assert current_revision(connection) == newest_revision() == "0010"
        before = shape(connection)
        upgrade(connection)
        assert shape(connection) == before
        require_known_schema(connection)
    engine.dispose()


def test_a_migration_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "versions"
    broken.mkdir()
    (broken / "m0010_first.sql").write_text(
        "CREATE TABLE half (id INTEGER)\n;;\nCREATE TABLE half (id TEXT)\n;;\n"
    )
    monkeypatch.setattr(statements, "_FOLDER", broken)
    engine = empty(tmp_path / "p.db")
    with pytest.raises(DatabaseError), engine.connect() as connection, connection.begin():
        upgrade(connection)
    with engine.connect() as connection, connection.begin():
        assert shape(connection)["sql"] == {}
    engine.dispose()


def test_a_file_of_a_newer_program_is_refused_and_not_touched(tmp_path: Path) -> None:
    engine = empty(tmp_path / "p.db")
    build_schema(engine)
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9990'")
    with engine.connect() as connection, connection.begin():
        before = shape(connection)
        for refused in (require_known_schema, upgrade):
            with pytest.raises(NewerFile) as error:
                refused(connection)
            assert str(error.value) == (
                "This practice file has schema 9990, and this program knows up to 0010. "
                "The file was not touched. Install the newest ccmdesk."
            )
        assert shape(connection) == before
        assert current_revision(connection) == "9990"
    engine.dispose()


def test_an_installation_without_migrations_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alembic.script.ScriptDirectory.get_current_head", lambda _: None)
    with pytest.raises(NewerFile, match="holds no migrations"):
        newest_revision()


def test_batch_mode_is_banned_for_it_drops_triggers_and_checks() -> None:
    for file in VERSIONS.parent.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert "batch_alter_table" not in text, f"{file.name}: write the statements out in SQL"
    env = (VERSIONS.parent / "env.py").read_text(encoding="utf-8")
    assert "render_as_batch=False" in env


def test_migrations_are_numbered_in_tens_each_with_its_statements() -> None:
    names = sorted(file.stem for file in VERSIONS.glob("m*.py"))
    assert [int(name[1:5]) for name in names] == [10 * number for number in range(1, len(names) + 1)]
    for name in names:
        assert statements_of(f"{name}.sql")


def test_the_statements_are_part_of_an_installation() -> None:
    wheel = WheelBuilder(str(VERSIONS.parents[3]))
    packed = {file.distribution_path for file in wheel.recurse_included_files()}
    for file in VERSIONS.glob("*.sql"):
        assert f"ccmdesk/models/migrations/versions/{file.name}" in packed
