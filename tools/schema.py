"""Write the SQL of the first migration from the tables as the program declares them now.

After the first release its SQL is frozen: later changes are migrations of their own, and this only shows
what a fresh practice file has, with `python tools/schema.py -`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sqlalchemy.dialects import sqlite  # noqa: E402 - the checkout is put on the path first
from sqlalchemy.schema import CreateIndex, CreateTable  # noqa: E402 - as above, after the path

from ccmdesk.models.migrations.statements import SEPARATOR  # noqa: E402 - as above, after the path
from ccmdesk.models.schema import metadata  # noqa: E402 - as above, after the path
from ccmdesk.models.sqlite_triggers import trigger_statements  # noqa: E402 - as above, after the path

FIRST = ROOT / "ccmdesk" / "models" / "migrations" / "versions" / "m0010_first.sql"


def statements() -> Iterator[str]:
    """Yield the statements that make every table, index and trigger of a fresh practice file."""
    dialect = sqlite.dialect()
    for table in metadata().sorted_tables:
        yield str(CreateTable(table).compile(dialect=dialect)).strip()
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            yield str(CreateIndex(index).compile(dialect=dialect)).strip()
    yield from trigger_statements()


def script() -> str:
    """Return all statements as one text, set apart as the migrations read them."""
    lines = (line.rstrip() for statement in statements() for line in f"{statement}\n{SEPARATOR}".split("\n"))
    return "\n".join(lines)


if __name__ == "__main__":
    if sys.argv[1:] == ["-"]:
        sys.stdout.write(script())
    else:
        FIRST.write_text(script(), encoding="utf-8")
