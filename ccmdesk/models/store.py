"""The open practice file: its engine, the clock and the keys, held for as long as it is open."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Engine

from ccmdesk.domain.clock import Clock
from ccmdesk.models.anchoring import Anchorage
from ccmdesk.security.keys import KeyLabel, subkey, wipe


@dataclass(frozen=True, slots=True)
class FileKeys:
    """Hold the sub-keys that an open practice file needs (32 bytes each); the database key goes first."""

    database: bytearray
    anchor: bytearray
    backup: bytearray

    def wipe(self) -> None:
        """Overwrite all of them."""
        for key in (self.database, self.anchor, self.backup):
            wipe(key)


def file_keys(data_key: bytearray) -> FileKeys:
    """Return the sub-keys made from a data key; the caller wipes them."""
    labels = (KeyLabel.DATABASE, KeyLabel.ANCHOR, KeyLabel.BACKUP)
    return FileKeys(*(subkey(data_key, label) for label in labels))


@dataclass(frozen=True, slots=True)
class SpareConnection:
    """Hold a second, reading connection to the file, so that a copy of one moment is made while others write.

    Whoever uses it takes the lock; the key of the file is wiped and no third connection can be made.
    """

    raw: Any
    lock: Lock


@dataclass(frozen=True, slots=True)
class Store:
    """Hold what every use case needs.

    `zone` is the practice's IANA zone, `database` the file, `database_id` its 32 hexadecimal digits;
    of `keys` the database key is wiped already, the others are wiped when it is closed. `anchorage` follows
    the audit chain outside the file.
    """

    engine: Engine
    clock: Clock
    audit_key: bytes
    zone: str
    database: Path
    database_id: str
    keys: FileKeys
    spare: SpareConnection
    anchorage: Anchorage

    def close(self) -> None:
        """Flush the anchors, close the connections and wipe the keys.

        The write-ahead log is folded in by the last close. Waits for a copy that is being made.
        """
        if any(self.keys.anchor):  # closed already: its key is wiped, and others may have the file open
            self.anchorage.flush()
        with self.spare.lock:
            self.spare.raw.close()  # first: a connection that only reads cannot fold in the log
        self.engine.dispose()
        self.keys.wipe()
