"""The anchor: a small file outside the database that remembers how far the audit chain had come.

A folder that is set back to an older state then contradicts the anchor in the user's state folder. It is one
sector of 512 bytes, overwritten in place by a single write and, after ordinary commits, not flushed:
replacing the file would cost 4 ms on ext4. A power cut can bring back an older anchor, which is harmless
(BEHIND), or leave an empty file, which counts as none. Sign-in, exit and month close flush it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ccmdesk.security.errors import DamagedAnchor
from ccmdesk.security.safe_files import atomic_write, make_private_directory, read_bounded

_SECTOR = 512
_FORM = re.compile(
    rb'\{"format":"ccmdesk-anchor","version":1,"database_id":"([0-9a-f]{32})","count":(0|[1-9][0-9]{0,17}),'
    rb'"head":"([0-9a-f]{64})","mac":"([0-9a-f]{64})"\} *\n'
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """Hold how many records the audit chain of a database had, and the MAC of the last one (32 bytes)."""

    database_id: str
    count: int
    head: bytes


class AnchorState(StrEnum):
    """Name how a database stands to an anchor."""

    AGREES = "agrees"
    BEHIND = "behind"  # the anchor is of an earlier moment of this same chain: the program ended in between
    SET_BACK = "set_back"  # the database has fewer records than the anchor saw
    ALTERED = "altered"  # the record that the anchor saw has another MAC now
    NONE = "none"  # there is no anchor: a new machine, or it was removed


def anchor_paths(practice_folder: Path, *, state_folder: Path, database_id: str) -> tuple[Path, Path]:
    """Return where the two anchors of a practice are: beside the database and in the user's state folder."""
    return practice_folder / "anchor.json", state_folder / "anchors" / f"{database_id}.json"


def announced_path(path: Path) -> Path:
    """Return where, beside an anchor, that of a practice is which is being restored.

    It is written before the restored practice takes its place and goes with the next opening. Killed in
    between, the program finds in it that the practice it opens is the one that was being restored.
    """
    return path.with_suffix(".restoring.json")


def write_anchor(
    anchor: Anchor, *, paths: Sequence[Path], key: bytearray, durable: bool = False
) -> tuple[Path, ...]:
    """Write the anchor in each place and return the places where that failed.

    The commit that it tells of has already happened, so a full disk is something to warn of, not to fail on.
    """
    data = _encode(anchor, key)
    failed: list[Path] = []
    for path in paths:
        try:
            _put(path, data, durable=durable)
        except OSError:
            failed.append(path)
    return tuple(failed)


def read_anchor(path: Path, *, database_id: str, key: bytearray) -> Anchor | None:
    """Return the anchor in a file, or None when there is none or a power cut left it empty.

    Raises DamagedAnchor when it was altered or belongs to another database or data key.
    """
    try:
        data = read_bounded(path, _SECTOR)
    except FileNotFoundError:
        return None
    if not data.strip(b"\0"):
        return None
    match = _FORM.fullmatch(data)
    if match is None:
        raise DamagedAnchor("form of the anchor")
    anchor = Anchor(match[1].decode("ascii"), int(match[2]), bytes.fromhex(match[3].decode("ascii")))
    if not hmac.compare_digest(_encode(anchor, key), data):
        raise DamagedAnchor("MAC of the anchor")
    if anchor.database_id != database_id:
        raise DamagedAnchor("anchor of another database")
    return anchor


def compare_anchor(
    anchor: Anchor | None, *, count: int, mac_at: Callable[[int], bytes | None]
) -> AnchorState:
    """Tell how a database with so many audit records stands to an anchor.

    `mac_at` returns the stored MAC of a record by its sequence number, None when there is no such record.
    """
    if anchor is None:
        return AnchorState.NONE
    if anchor.count > count:
        return AnchorState.SET_BACK
    if anchor.count and mac_at(anchor.count) != anchor.head:
        return AnchorState.ALTERED
    return AnchorState.AGREES if anchor.count == count else AnchorState.BEHIND


def _encode(anchor: Anchor, key: bytearray) -> bytes:
    fields = {
        "format": "ccmdesk-anchor",
        "version": 1,
        "database_id": anchor.database_id,
        "count": anchor.count,
        "head": anchor.head.hex(),
    }
    covered = json.dumps(fields, separators=(",", ":")).encode("ascii")
    fields["mac"] = hmac.new(key, covered, hashlib.sha256).hexdigest()
    return json.dumps(fields, separators=(",", ":")).encode("ascii").ljust(_SECTOR - 1) + b"\n"


def _put(path: Path, data: bytes, *, durable: bool) -> None:
    try:
        descriptor = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        if not path.parent.is_dir():
            make_private_directory(path.parent)
        atomic_write(path, data)
        return
    try:
        os.write(descriptor, data)
        os.ftruncate(descriptor, _SECTOR)
        if durable:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
