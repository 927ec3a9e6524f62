"""What is said of backups: how old, where, why, and how well the practice is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from ccmdesk.domain.backups import Alarm, Backup, BackupPlace, BackupReason, BackupState, LastCopy, LastDrill
from ccmdesk.ui.common.say import moment

translate = QCoreApplication.translate
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def since_words(at: datetime, *, now: datetime) -> str:
    """Return how long ago an instant was: just now, 12 min ago, 2 h ago, 3 days ago."""
    age = now - at
    if age < _MINUTE:
        return translate("backup", "just now")
    if age < _HOUR:
        return translate("backup", "%n min ago").replace("%n", str(age // _MINUTE))
    if age < _DAY:
        return translate("backup", "%n h ago").replace("%n", str(age // _HOUR))
    if age < 2 * _DAY:
        return translate("backup", "1 day ago")
    return translate("backup", "%n days ago").replace("%n", str(age // _DAY))


def foot_words(state: BackupState, *, now: datetime, trouble: bool) -> str:
    """Return the few words at the foot of the rail."""
    copies = [copy for copy in (state.here, state.second) if copy is not None]
    if trouble:
        return translate("backup", "Backup failed")
    if not copies:
        return translate("backup", "No backup yet")
    if state.second is None:
        return translate("backup", "No second copy")
    if state.alarm(now) is not Alarm.NONE:
        return translate("backup", "Copy %s").replace("%s", since_words(state.second.made_at, now=now))
    newest = max(copy.made_at for copy in copies)
    return translate("backup", "Backed up %s").replace("%s", since_words(newest, now=now))


def state_words(state: BackupState, *, now: datetime) -> str:
    """Return the sentence that heads the page: the newest verified copy in each place."""
    parts = []
    if state.here is not None:
        words = translate("backup", "%1 on this disk")
        parts.append(_with_presence(state.here, words, now=now))
    if state.second is not None and state.second_place is not None:
        words = translate("backup", "%1 on %2").replace("%2", place_words(state.second_place))
        parts.append(_with_presence(state.second, words, now=now))
    if not parts:
        return translate("backup", "There is no verified copy of this practice yet.")
    return translate("backup", "Last verified copy %s.").replace("%s", "; ".join(parts))


def _with_presence(copy: LastCopy, words: str, *, now: datetime) -> str:
    told = words.replace("%1", since_words(copy.made_at, now=now))
    return told if copy.present else translate("backup", "%s (not there now)").replace("%s", told)


def place_words(place: Path) -> str:
    """Return a folder by the last part of its path, as a stick is called."""
    return f"“{place.name or place}”"


def alarm_words(state: BackupState, *, now: datetime) -> str:
    """Return what is wrong and what to do, or nothing when all is well."""
    if state.second_place is None:
        return translate(
            "backup",
            "No second place is chosen. If this computer is stolen or its disk fails, the copies on it are"
            " lost with it. Choose a USB stick.",
        )
    place = place_words(state.second_place)
    if state.second is None:
        words = translate("backup", "There is no copy on %1 yet. Put the stick in and press Back up now.")
        return words.replace("%1", place)
    if state.alarm(now) is Alarm.NONE:
        return ""
    if state.here is None or state.second.behind_since is not None:
        words = translate(
            "backup", "Work of %2 or later is not on %1 yet. Put the stick in and press Back up now."
        )
        since = state.second.behind_since or now
        return words.replace("%1", place).replace("%2", since_words(since, now=now))
    return translate("backup", "The newest work is only on the stick. Press Back up now.")


def unsaved_words(state: BackupState) -> str:
    """Return whether everything is in a copy on this disk."""
    if state.unsaved:
        return translate("backup", "Some work is not in a copy on this disk yet.")
    return translate("backup", "All work is in the copy on this disk.")


def drill_words(drill: LastDrill | None, *, now: datetime, zone: str) -> str:
    """Return when the newest copy was last restored for trial, and with what result."""
    if drill is None:
        return translate("backup", "No copy was restored for trial yet; it is done by itself once a month.")
    local = ZoneInfo(zone)
    when = moment(drill.at.astimezone(local), now=now.astimezone(local))
    if drill.passed:
        words = translate("backup", "Restored for trial %1: everything was there.")
        return words.replace("%1", when)
    words = translate(
        "backup", "Restored for trial %1, and it failed: %2. Press Back up now, then try again."
    )
    return words.replace("%1", when).replace("%2", drill.words)


def reason_words(reason: BackupReason) -> str:
    """Return why a copy was made."""
    return {
        BackupReason.MANUAL: translate("backup", "Asked for"),
        BackupReason.SCHEDULE: translate("backup", "By itself, every 4 h"),
        BackupReason.LOCK: translate("backup", "When the window locked"),
        BackupReason.EXIT: translate("backup", "On closing"),
        BackupReason.BEFORE_MIGRATION: translate("backup", "Before an update"),
        BackupReason.BEFORE_RESTORE: translate("backup", "Before a restore"),
        BackupReason.BEFORE_KEY_CHANGE: translate("backup", "Before a key change"),
    }[reason]


def where_words(backup: Backup) -> str:
    """Return where a copy lies: on this disk, or the name of the stick's folder."""
    if backup.place is BackupPlace.HERE:
        return translate("backup", "This disk")
    place = backup.folder.parent
    return place.name or str(place)


def size_words(size: int) -> str:
    """Return a size as people say it: 0.4 MB, 12 MB."""
    megabytes = size / 1_000_000
    return f"{megabytes:.1f} MB" if megabytes < 10 else f"{megabytes:.0f} MB"
