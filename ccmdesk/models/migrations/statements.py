"""Read the SQL that a migration keeps beside it."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent / "versions"
SEPARATOR = ";;\n"


def statements_of(name: str) -> list[str]:
    """Return the statements of a file of versions/, which are set apart by a double semicolon."""
    text = (_FOLDER / name).read_text(encoding="utf-8")
    return [part.strip() for part in text.split(SEPARATOR) if part.strip()]
