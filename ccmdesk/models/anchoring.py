"""Keep the anchors of an open practice file up to the last commit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ccmdesk.security.anchor import Anchor, write_anchor


class Anchorage:
    """Write where the audit chain stands to every place given, and remember the places that failed.

    Without places it does nothing, for files that are looked at and not worked on. `key` is the anchor key
    of the open file; whoever wipes it calls `flush` before.
    """

    def __init__(self, places: Sequence[Path], *, key: bytearray, database_id: str) -> None:
        self.places = tuple(places)
        self.failed: tuple[Path, ...] = ()
        self._key = key
        self._database_id = database_id
        self._last: Anchor | None = None

    def write(self, count: int, head: bytes, *, durable: bool = False) -> None:
        """Write that the chain has `count` records and ends in the MAC `head`; durable: flush to the disk.

        The commit has happened already: a place that cannot be written is kept in `failed`, not raised.
        """
        self._last = Anchor(self._database_id, count, head)
        self.failed = write_anchor(self._last, paths=self.places, key=self._key, durable=durable)

    def flush(self) -> None:
        """Write the last anchor again and flush it; nothing when none was written since opening.

        A place that is gone, with the folder of a practice that was taken away, is not made again.
        """
        if self._last is not None:
            there = [place for place in self.places if place.exists()]
            self.failed = write_anchor(self._last, paths=there, key=self._key, durable=True)
