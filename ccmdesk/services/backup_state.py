"""Say how far behind the backups of a practice are, from what is seen on the disks and what is remembered."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from ccmdesk.domain.backups import BackupPlace, BackupState, LastCopy, LastDrill
from ccmdesk.domain.practice import Actor
from ccmdesk.models import people
from ccmdesk.models.backup import first_work_after, record_at
from ccmdesk.models.column_types import from_microseconds, to_microseconds
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import reading
from ccmdesk.services.backup_folders import backups_in, default_place, looks_whole
from ccmdesk.services.permissions import UseCase, require

SECOND_PLACE = "backup.second_place"
LAST = "backup.last."
DRILL = "backup.drill"
PRACTICE = 0
"""Stands for the practice where preferences have the number of a user."""


def backup_state(store: Store, actor: Actor) -> BackupState:
    """Return the newest verified copies, the second place, the last drill, and whether work lies in none."""
    require(store, actor, UseCase.SEE_BACKUPS)
    place = default_place(store.database.parent)
    second_place = second_place_of(store, actor)
    here, kept = _last_copy(store, place, BackupPlace.HERE)
    second = None if second_place is None else _last_copy(store, second_place, BackupPlace.SECOND)[0]
    unsaved = here is None or not here.present or here.behind_since is not None
    return BackupState(place, here, second_place, second, _last_drill(store), unsaved, kept)


class _Copy(NamedTuple):
    """Hold a copy that is seen or remembered, in the order in which they are compared."""

    records: int
    made_at_us: int
    head: str
    folder: Path
    present: bool


def _last_copy(store: Store, place: Path, where: BackupPlace) -> tuple[LastCopy | None, int]:
    """Return the newest copy in a place, seen there or remembered, and how many are there.

    A copy counts when its seal is right and its last record is one of this practice's own.
    """
    found: list[_Copy] = []
    for folder, sealed in backups_in(place, database_id=store.database_id):
        held = sealed.manifest.contents
        if sealed.authentic(store.keys.backup) and looks_whole(folder, sealed):
            at = to_microseconds(sealed.manifest.made_at)
            found.append(_Copy(held.audit_count, at, held.head, folder, present=True))
    kept = len(found)
    told = _remembered(store, LAST + where.value)
    if told and not any(copy.folder.name == Path(str(told["folder"])).name for copy in found):
        absent = Path(str(told["folder"]))
        if not place.is_dir():  # the stick is out; a place that is there and lacks it has lost it
            at, count = int(str(told["at"])), int(str(told["count"]))
            found.append(_Copy(count, at, str(told["head"]), absent, present=False))
    ours = (copy for copy in sorted(found, reverse=True) if record_at(store, copy.records) == copy.head)
    newest = next(ours, None)
    if newest is None:
        return None, kept
    behind = first_work_after(store, newest.records)
    return LastCopy(from_microseconds(newest.made_at_us), newest.folder, newest.present, behind), kept


def _last_drill(store: Store) -> LastDrill | None:
    told = _remembered(store, DRILL)
    if not told:
        return None
    return LastDrill(from_microseconds(int(str(told["at"]))), bool(told["passed"]), str(told["words"]))


def second_place_of(store: Store, actor: Actor) -> Path | None:
    """Return the folder that was chosen for the second copies, None when none was."""
    require(store, actor, UseCase.SEE_BACKUPS)
    with reading(store) as connection:
        text = people.load_preference(connection, PRACTICE, SECOND_PLACE)
    return Path(text) if isinstance(text, str) else None


def _remembered(store: Store, key: str) -> Mapping[str, object]:
    with reading(store) as connection:
        value = people.load_preference(connection, PRACTICE, key)
    return value if isinstance(value, dict) else {}
