"""Make verified backups of the open practice, thin them out, and say how far behind they are."""

from __future__ import annotations

import hashlib
import secrets
import shutil
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ccmdesk import __version__
from ccmdesk.domain.backup_retention import Stored, dropped
from ccmdesk.domain.backups import (
    Backup,
    BackupPlace,
    BackupReason,
)
from ccmdesk.domain.changes import ChangeKind, Done, changed
from ccmdesk.domain.errors import UserError
from ccmdesk.domain.imports import Progress, no_progress
from ccmdesk.domain.practice import Actor
from ccmdesk.models import people
from ccmdesk.models.backup import as_storage_error, copy_of_now, prove_copy
from ccmdesk.models.column_types import to_microseconds
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import writing
from ccmdesk.security.audit_chain import AuditKind
from ccmdesk.security.backup_manifest import Contents, Manifest, encode
from ccmdesk.security.errors import DamagedBackup, DamagedVault
from ccmdesk.security.safe_files import (
    PRIVATE_FOLDER,
    atomic_write,
    hash_file,
    require_free_space,
    sync_folder,
)
from ccmdesk.security.vault_file import decode_vault
from ccmdesk.services.backup_folders import (
    COPY,
    MANIFEST,
    VAULT_COPY,
    backups_in,
    default_place,
    finished,
    looks_whole,
    remove_backup,
    require_backup_place,
    sweep,
    unfinished,
)
from ccmdesk.services.backup_state import LAST, PRACTICE, SECOND_PLACE, second_place_of
from ccmdesk.services.lock_screen import VAULT, practice_name_of
from ccmdesk.services.permissions import UseCase, require

_ROOM = 16 * 2**20
"""Bytes beyond the size of the practice that a disk must have free before a backup is begun."""
_HUNDRED = 100


class UnprovenBackup(UserError):
    """Say that a copy just made did not pass its checks and was removed."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            f"The backup just made did not pass its check: {detail}.",
            kept="It was removed; earlier backups are untouched.",
            todo="Try once more to another disk; if it fails again, have the practice file checked.",
        )


class Made(NamedTuple):
    """Hold a backup just made: its list of contents and its folder."""

    manifest: Manifest
    folder: Path


def back_up(
    store: Store,
    actor: Actor,
    *,
    to: Path | None = None,
    reason: BackupReason = BackupReason.MANUAL,
    progress: Progress = no_progress,
) -> Done[Backup]:
    """Make a backup in a folder (left out: beside the practice), verify it, and thin out the old ones there.

    Others may go on writing meanwhile, and it may run in another thread than they. `progress` is told
    percents; a Cancelled raised by it ends the backup. Whatever ends it, the old backups are untouched and
    nothing is left that looks like one. Raises UnsafePlace, NotEnoughSpace, StorageFull, StorageFailed,
    DamagedVault, or UnprovenBackup when the copy did not pass its checks.
    """
    require(store, actor, UseCase.BACK_UP)
    practice_folder = store.database.parent
    home = default_place(practice_folder)
    place = home if to is None else to
    require_backup_place(place, practice_folder=practice_folder)
    second = second_place_of(store, actor)
    made = write_backup(store, place, reason=reason, progress=progress)
    where = BackupPlace.ELSEWHERE
    if place == home:
        where = BackupPlace.HERE
    elif place == second:
        where = BackupPlace.SECOND
    backup = record_backup(store, made, actor=actor, where=where)
    if where is not BackupPlace.ELSEWHERE:
        prune(store, actor, place)
    progress(_HUNDRED, _HUNDRED)
    return Done(backup, changed(ChangeKind.BACKUP))


def write_backup(store: Store, place: Path, *, reason: BackupReason, progress: Progress) -> Made:
    """Write a verified backup into a place and nothing into the practice; `record_backup` tells of it.

    Raises as `back_up` does.
    """
    try:
        place.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        sweep(place, database_id=store.database_id)
        require_free_space(place, store.database.stat().st_size + _ROOM)
        return _made(store, place, reason=reason, progress=progress)
    except OSError as error:
        raise as_storage_error(error) from None
    except DamagedBackup as error:
        raise UnprovenBackup(error.detail) from None


def prune(store: Store, actor: Actor, place: Path) -> int:
    """Remove the backups of this practice in a place that need not be kept any more, and return how many.

    What cannot be read or removed stays. The newest verified one is never removed.
    """
    require(store, actor, UseCase.BACK_UP)
    zone = ZoneInfo(store.zone)
    found = {folder.name: sealed for folder, sealed in backups_in(place, database_id=store.database_id)}
    stored = [
        Stored(
            name,
            sealed.manifest.made_at.astimezone(zone),
            sealed.authentic(store.keys.backup) and looks_whole(place / name, sealed),
        )
        for name, sealed in found.items()
    ]
    gone = 0
    for name in dropped(stored):
        try:
            remove_backup(place / name, database_id=store.database_id, token=secrets.token_hex(6))
        except OSError:
            break
        gone += 1
    if gone:
        with writing(store, actor) as work:
            work.audit(AuditKind.BACKUP, object_kind="old_backups", object_id=gone, reason="thinned out")
    return gone


def choose_second_place(store: Store, actor: Actor, place: Path | None) -> Done[Path | None]:
    """Keep in which folder (a USB stick) the second copies go, None for nowhere.

    Raises UnsafePlace for a folder in which no backup may lie.
    """
    require(store, actor, UseCase.PLAN_BACKUPS)
    if place is not None:
        require_backup_place(place, practice_folder=store.database.parent)
    with writing(store, actor) as work:
        text = None if place is None else str(place.absolute())
        people.store_preference(work.connection, PRACTICE, SECOND_PLACE, value=text)
        work.audit(AuditKind.AMEND, object_kind="second_backup_place", after=text or "")
    return Done(place, changed(ChangeKind.BACKUP))


def _made(store: Store, place: Path, *, reason: BackupReason, progress: Progress) -> Made:
    token = secrets.token_hex(6)
    folder = unfinished(place, database_id=store.database_id, token=token)
    folder.mkdir(mode=PRIVATE_FOLDER)
    with ExitStack() as undo:
        undo.callback(shutil.rmtree, folder, ignore_errors=True)
        progress(1, _HUNDRED)
        vault, generation = _whole_vault(store)
        made_at = store.clock.wall()
        contents = copy_of_now(store, folder / COPY, key=bytearray(store.keys.backup))
        progress(40, _HUNDRED)
        atomic_write(folder / VAULT_COPY, vault)
        manifest = Manifest(
            name=practice_name_of(store.database.parent),
            database_id=store.database_id,
            generation=generation,
            program=__version__,
            made_at=made_at,
            zone=store.zone,
            reason=reason.value,
            contents=contents,
            size=(folder / COPY).stat().st_size,
            sha256=hash_file(folder / COPY),
            vault_sha256=hashlib.sha256(vault).hexdigest(),
        )
        atomic_write(folder / MANIFEST, encode(manifest, store.keys.backup))
        progress(50, _HUNDRED)
        _prove(store, folder, contents, progress)
        sync_folder(folder)
        final = finished(place, name=manifest.name, at=made_at, zone=store.zone)
        folder.rename(final)
        undo.pop_all()
        sync_folder(place)
    return Made(manifest, final)


def _prove(store: Store, folder: Path, contents: Contents, progress: Progress) -> None:
    def told(done: int, total: int) -> None:
        progress(50 + 49 * done // total, _HUNDRED)

    prove_copy(
        folder / COPY,
        key=bytearray(store.keys.backup),
        database_id=store.database_id,
        contents=contents,
        progress=told,
    )


def _whole_vault(store: Store) -> tuple[bytes, int]:
    """Return the bytes of the vault as it is now, and the how-manieth data key it leads to."""
    data = (store.database.parent / VAULT).read_bytes()
    vault = decode_vault(data)
    if vault.binding.database_id != store.database_id:
        raise DamagedVault("vault of another practice")
    return data, vault.binding.generation


def record_backup(store: Store, made: Made, *, actor: Actor, where: BackupPlace) -> Backup:
    """Write down that a backup was made, and remember the newest of each place."""
    manifest = made.manifest
    with writing(store, actor) as work:
        work.audit(
            AuditKind.BACKUP,
            object_kind=f"backup_{where.value}",
            object_id=made.folder.name,
            reason=manifest.reason,
            after=manifest.sha256,
        )
        if where is not BackupPlace.ELSEWHERE:
            value = {
                "at": to_microseconds(manifest.made_at),
                "folder": str(made.folder.absolute()),
                "count": manifest.contents.audit_count,
                "head": manifest.contents.head,
            }
            people.store_preference(work.connection, PRACTICE, LAST + where.value, value=value)
    return Backup(
        made.folder,
        where,
        BackupReason(manifest.reason),
        manifest.made_at,
        manifest.size,
        manifest.contents.audit_count,
    )
