"""What is said of a backup: why it was made, where it is, and how far behind the practice it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

WARN_AFTER = timedelta(hours=24)
BANNER_AFTER = timedelta(hours=48)
EVERY = timedelta(hours=4)
DRILL_EVERY = timedelta(days=30)


class BackupReason(StrEnum):
    """Name why a backup was made; the words are stored."""

    MANUAL = "manual"
    SCHEDULE = "schedule"
    LOCK = "lock"
    EXIT = "exit"
    BEFORE_MIGRATION = "before_migration"
    BEFORE_RESTORE = "before_restore"
    BEFORE_KEY_CHANGE = "before_key_change"


class BackupPlace(StrEnum):
    """Name where a backup lies: beside the practice, in the second place, or where someone chose once."""

    HERE = "here"
    SECOND = "second"
    ELSEWHERE = "elsewhere"


class Alarm(StrEnum):
    """Name how loudly the window speaks of backups."""

    NONE = "none"
    WARNING = "warning"
    BANNER = "banner"


@dataclass(frozen=True, slots=True)
class Backup:
    """Hold one verified backup: its folder, when it was made (UTC), bytes, and the audit records in it."""

    folder: Path
    place: BackupPlace
    reason: BackupReason
    made_at: datetime
    size: int
    audit_count: int


@dataclass(frozen=True, slots=True)
class LastCopy:
    """Hold the newest verified copy in one place: when it was made, and whether it is seen there now.

    `behind_since` is when the first work was done that it does not hold, None when it holds all.
    """

    made_at: datetime
    folder: Path
    present: bool
    behind_since: datetime | None


@dataclass(frozen=True, slots=True)
class LastDrill:
    """Hold when the newest backup was last restored for trial, and with what result in words."""

    at: datetime
    passed: bool
    words: str


@dataclass(frozen=True, slots=True)
class BackupState:
    """Hold all that is said of the backups of a practice.

    `here` and `second` are the newest verified copies, None when there is none; `second_place` is the
    folder chosen for the second, None when none was chosen. `unsaved` says that work was done since `here`.
    """

    place: Path
    here: LastCopy | None
    second_place: Path | None
    second: LastCopy | None
    drill: LastDrill | None
    unsaved: bool
    kept: int

    def alarm(self, now: datetime) -> Alarm:
        """Return how loudly to speak: of work that lies in no second place, or in no backup at all.

        Nothing is said of an old copy that holds all there is: a practice closed over a weekend is safe.
        """
        if self.second_place is None:
            return Alarm.WARNING
        if self.second is None:
            return Alarm.BANNER
        behind = [copy.behind_since for copy in (self.here, self.second) if copy is not None]
        oldest = min((since for since in behind if since is not None), default=now)
        if now - oldest > BANNER_AFTER:
            return Alarm.BANNER
        return Alarm.WARNING if now - oldest > WARN_AFTER else Alarm.NONE


def due(state: BackupState, now: datetime, *, leaving: bool = False) -> bool:
    """Tell whether a backup is to be made by itself now.

    While at work: when something changed and the last one is four hours old; on leaving (exit, hard lock):
    whenever something changed since the last one.
    """
    if not state.unsaved:
        return False
    return leaving or state.here is None or not timedelta(0) <= now - state.here.made_at < EVERY


def drill_due(state: BackupState, now: datetime) -> bool:
    """Tell whether the monthly trial restore is to be made; never without a backup."""
    if state.here is None:
        return False
    return state.drill is None or not timedelta(0) <= now - state.drill.at < DRILL_EVERY


@dataclass(frozen=True, slots=True)
class Loss:
    """Hold what restoring a backup would take from the practice that is there.

    `records` are audit records of work done after the backup, `since` when the first was made (UTC); both
    are None when the practice there cannot be read. `same_history` is false when the backup is no earlier
    state of that practice, so that everything in it would be set aside.
    """

    records: int | None
    since: datetime | None
    same_history: bool
