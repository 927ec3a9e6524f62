"""List the backups of the open practice, here and in the second place, as their seals tell them."""

from __future__ import annotations

from typing import NamedTuple

from ccmdesk.domain.backups import Backup, BackupPlace, BackupReason
from ccmdesk.domain.practice import Actor
from ccmdesk.models.store import Store
from ccmdesk.services.backup_folders import backups_in, default_place, looks_whole
from ccmdesk.services.backup_state import second_place_of
from ccmdesk.services.permissions import UseCase, require


class ListedBackup(NamedTuple):
    """Hold a backup that is there, and whether its seal and size are still those it was verified with."""

    backup: Backup
    sound: bool


def list_backups(store: Store, actor: Actor) -> tuple[ListedBackup, ...]:
    """Return the backups of this practice in both places, the newest first; their bytes are not read."""
    require(store, actor, UseCase.SEE_BACKUPS)
    places = [(default_place(store.database.parent), BackupPlace.HERE)]
    second = second_place_of(store, actor)
    if second is not None:
        places.append((second, BackupPlace.SECOND))
    found: list[ListedBackup] = []
    for place, where in places:
        for folder, sealed in backups_in(place, database_id=store.database_id):
            told = sealed.manifest
            sound = sealed.authentic(store.keys.backup) and looks_whole(folder, sealed)
            reason = told.reason if told.reason in set(BackupReason) else BackupReason.MANUAL
            backup = Backup(
                folder, where, BackupReason(reason), told.made_at, told.size, told.contents.audit_count
            )
            found.append(ListedBackup(backup, sound))
    return tuple(sorted(found, key=lambda one: one.backup.made_at, reverse=True))
