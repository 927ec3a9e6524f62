"""Reserve row ids ahead of a bulk insert (SQLite)."""

from __future__ import annotations

from sqlalchemy import Connection, text

_READ = text("SELECT seq FROM sqlite_sequence WHERE name = :table")
_RAISE = text("UPDATE sqlite_sequence SET seq = :seq WHERE name = :table")
_ADD = text("INSERT INTO sqlite_sequence(name, seq) VALUES (:table, :seq)")


def reserve(connection: Connection, table: str, number: int) -> list[int]:
    """Return so many ids that no row has had, and mark them as used; call it inside a write."""
    last = connection.execute(_READ, {"table": table}).scalar_one_or_none()
    values = {"table": table, "seq": (last or 0) + number}
    connection.execute(_ADD if last is None else _RAISE, values)
    return list(range((last or 0) + 1, (last or 0) + number + 1))
