"""Say how safe the practice file is on this computer, and what to do where it is not."""

from __future__ import annotations

import platform
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from ccmdesk import __version__
from ccmdesk.domain.backups import Alarm, BackupState
from ccmdesk.domain.errors import UserError
from ccmdesk.domain.practice import Actor
from ccmdesk.models.audit_log import last_record_at
from ccmdesk.models.integrity import library_versions
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import reading
from ccmdesk.security.machine_facts import Encryption, disk_encryption, swap_encryption
from ccmdesk.security.safe_places import refuse_unsafe_place
from ccmdesk.services.backup_state import backup_state
from ccmdesk.services.permissions import UseCase, require

_RELEASED = datetime(2026, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(minutes=5)


class Standing(StrEnum):
    """Name how a point stands."""

    GOOD = "good"
    ACT = "act"
    UNKNOWN = "unknown"


class Point(NamedTuple):
    """Hold one point of the check: its stable name, how it stands, what is so, and what to do."""

    name: str
    standing: Standing
    words: str
    todo: str = ""


def security_check(store: Store, actor: Actor) -> tuple[Point, ...]:
    """Return the points of the check: disk, swap, place, clock, backup, versions."""
    require(store, actor, UseCase.CHECK_FILE)
    return (
        _disk(disk_encryption(store.database.resolve())),
        _swap(swap_encryption()),
        _place(store),
        _clock(store),
        _backup(backup_state(store, actor), now=store.clock.wall()),
        _versions(),
    )


def _disk(found: Encryption) -> Point:
    todo = "Ask whoever looks after this computer to turn on disk encryption (LUKS, BitLocker, FileVault)."
    match found:
        case Encryption.YES:
            return Point("disk", Standing.GOOD, "The disk of the practice file is encrypted.")
        case Encryption.NO:
            words = "The disk of the practice file is not encrypted: other programs' files on it can be read."
            return Point("disk", Standing.ACT, words, todo)
        case _:
            words = "Whether the disk is encrypted cannot be told here. The practice file itself is."
            return Point("disk", Standing.UNKNOWN, words, todo)


def _swap(found: Encryption) -> Point:
    todo = "Ask whoever looks after this computer to encrypt the swap space or to turn it off."
    match found:
        case Encryption.YES | Encryption.NOTHING:
            return Point("swap", Standing.GOOD, "Nothing of the memory reaches a disk in the clear.")
        case Encryption.NO:
            words = "When memory is short, what is on the screen may be written to the disk in the clear."
            return Point("swap", Standing.ACT, words, todo)
        case Encryption.UNKNOWN:
            return Point("swap", Standing.UNKNOWN, "Whether the swap is encrypted cannot be told here.", todo)


def _place(store: Store) -> Point:
    try:
        refuse_unsafe_place(store.database.parent.parent)
    except UserError as error:
        todo = "Close the program, move the practice folder to this computer's own disk, and open it there."
        return Point("place", Standing.ACT, error.what, todo)
    return Point(
        "place", Standing.GOOD, "The practice file is on this computer's own disk; nobody copies it."
    )


def _clock(store: Store) -> Point:
    now = store.clock.wall()
    with reading(store) as connection:
        last = last_record_at(connection)
    todo = "Set date, time and time zone of this computer, best by a time server."
    if now < _RELEASED or (last is not None and now + _AHEAD < last):
        words = "The clock of this computer is behind: the practice file holds records of a later time."
        return Point("clock", Standing.ACT, words, todo)
    return Point("clock", Standing.GOOD, "The clock agrees with what was recorded.")


def _backup(state: BackupState, *, now: datetime) -> Point:
    todo = "Put the USB stick in and back up on the Backup page."
    if state.here is None and state.second is None:
        return Point("backup", Standing.ACT, "There is no verified backup yet.", todo)
    if state.second_place is None:
        words = "Backups lie on this computer alone: they are lost with it."
        return Point("backup", Standing.ACT, words, "Choose a second place, such as a USB stick.")
    if state.alarm(now) is not Alarm.NONE:
        return Point("backup", Standing.ACT, "The newest work is in no backup away from this computer.", todo)
    return Point("backup", Standing.GOOD, "The newest work is in verified backups, here and elsewhere.")


def _versions() -> Point:
    cipher, sqlite = library_versions()
    words = (
        f"CCM Desk {__version__}, SQLCipher {cipher}, SQLite {sqlite}, Python {platform.python_version()},"
        f" {platform.system()} {platform.release()}."
    )
    return Point("versions", Standing.GOOD, words)
