"""The work of the keeper, off the window's thread: make the copies that are due, try the newest one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ccmdesk.domain.backups import EVERY as EVERY_HOURS
from ccmdesk.domain.backups import Backup, BackupReason, BackupState, LastDrill, drill_due, due
from ccmdesk.domain.errors import UserError
from ccmdesk.domain.imports import Progress
from ccmdesk.domain.practice import Actor
from ccmdesk.services.backup_state import backup_state
from ccmdesk.services.backups import back_up
from ccmdesk.services.restore_drill import drill
from ccmdesk.services.store import Store

_HUNDRED = 100
_LEAVING = (BackupReason.LOCK, BackupReason.EXIT)
_FORCED = (BackupReason.MANUAL, BackupReason.BEFORE_RESTORE)


@dataclass(frozen=True, slots=True)
class Copied:
    """Hold what came of it: the copies made, how things stand now, a sentence for what failed."""

    made: tuple[Backup, ...]
    state: BackupState
    trouble: str = ""
    drill: LastDrill | None = None


def make_copies(store: Store, actor: Actor, reason: BackupReason, progress: Progress) -> Copied:
    """Make the copies that are wanted for a reason, in each place by itself: one failing spares the other."""
    now = store.clock.wall()
    places = _wanted(backup_state(store, actor), reason, now)
    made: list[Backup] = []
    troubles: list[str] = []
    for number, place in enumerate(places):
        told = _part(progress, number, len(places))
        try:
            made.append(back_up(store, actor, to=place, reason=reason, progress=told).value)
        except UserError as error:
            troubles.append(str(error))
    return Copied(tuple(made), backup_state(store, actor), " ".join(dict.fromkeys(troubles)))


def make_copies_and_try(store: Store, actor: Actor, reason: BackupReason, progress: Progress) -> Copied:
    """Make the copies that are due, and restore the newest for trial where a month has gone."""
    copied = make_copies(store, actor, reason, progress)
    if not drill_due(copied.state, store.clock.wall()):
        return copied
    return try_newest(store, actor, progress, before=copied)


def try_newest(store: Store, actor: Actor, progress: Progress, before: Copied | None = None) -> Copied:
    """Restore the newest copy for trial; a copy that fails is trouble, with what was found."""
    trouble = "" if before is None else before.trouble
    result: LastDrill | None = None
    try:
        result = drill(store, actor, progress=progress).value
    except UserError as error:
        trouble = f"{trouble} {error}".strip()
    made = () if before is None else before.made
    return Copied(made, backup_state(store, actor), trouble, result)


def _wanted(state: BackupState, reason: BackupReason, now: datetime) -> list[Path | None]:
    """Return the places that want a copy, None for beside the practice; a stick that is out wants none."""
    leaving, forced = reason in _LEAVING, reason in _FORCED
    places: list[Path | None] = [None] if forced or due(state, now, leaving=leaving) else []
    second = state.second_place
    if second is None or not second.is_dir():
        return places
    copy = state.second
    behind = copy is None or copy.behind_since is not None
    old = copy is None or not now - EVERY_HOURS < copy.made_at <= now
    if forced or (behind and (leaving or old)):
        places.append(second)
    return places


def _part(progress: Progress, number: int, of: int) -> Progress:
    def told(done: int, total: int) -> None:
        progress(number * _HUNDRED + done * _HUNDRED // max(total, 1), of * _HUNDRED)

    return told
