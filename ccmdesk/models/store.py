"""The open practice file: its engine, the clock and the audit key, held for as long as it is open."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from ccmdesk.domain.clock import Clock


@dataclass(frozen=True, slots=True)
class Store:
    """Hold what every use case needs; `zone` is the practice's IANA zone, `database` the file."""

    engine: Engine
    clock: Clock
    audit_key: bytes
    zone: str
    database: Path

    def close(self) -> None:
        """Close the connection; the write-ahead log is folded in by the last close."""
        self.engine.dispose()
