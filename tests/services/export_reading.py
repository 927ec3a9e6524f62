"""Read an export back with other readers: the csv module, the manifest's sums, our own importer."""

from __future__ import annotations

import csv
import hashlib
import json
import stat
from pathlib import Path
from typing import Any

from ccmdesk.exporters.csv_tables import text_of
from ccmdesk.models.base import Base
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import reading


def rows_in(folder: Path, table: str) -> list[dict[str, str]]:
    """Return the rows of an exported table, texts as they were."""
    with (folder / "tables" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return [
            {name: text_of(shown) for name, shown in row.items()}
            for row in csv.DictReader(stream, strict=True)
        ]


def counts_of(store: Store) -> dict[str, int]:
    """Return how many rows each table of the file itself has, whether our models know the table or not."""
    with reading(store) as connection:
        found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = {name for (name,) in found if not name.startswith("sqlite_")} - {"alembic_version"}
        assert names == set(Base.metadata.tables)
        return {
            name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one() for name in names
        }


def stored(store: Store, table: str) -> list[dict[str, Any]]:
    """Return the rows of a table as the database has them."""
    with reading(store) as connection:
        rows = connection.exec_driver_sql(f'SELECT * FROM "{table}"')
        return [dict(row._mapping) for row in rows]


def files_in(folder: Path) -> dict[str, Path]:
    """Return the files of an export by their paths inside it."""
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


def check_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest, once every file but itself was found in it with its size and sum, and private."""
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
    files = files_in(folder)
    listed = {file["path"]: file for file in manifest["files"]}
    assert set(files) == {*listed, "manifest.json"}
    for path, file in listed.items():
        data = files[path].read_bytes()
        assert file["size"] == len(data)
        assert file["sha256"] == hashlib.sha256(data).hexdigest()
    for inside in (folder, *folder.rglob("*")):
        assert stat.S_IMODE(inside.stat().st_mode) == (0o700 if inside.is_dir() else 0o600)
    return manifest
