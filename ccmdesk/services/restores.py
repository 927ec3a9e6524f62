"""Open a backup, say what restoring it would lose, and put it in the place of the practice there."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ccmdesk import settings
from ccmdesk.domain.backups import Loss
from ccmdesk.domain.clock import Clock
from ccmdesk.domain.errors import UserError
from ccmdesk.domain.imports import Progress, no_progress
from ccmdesk.models.backup import as_storage_error, copy_of_copy, prove_copy, record_at, work_after
from ccmdesk.models.creation import open_store
from ccmdesk.models.people import load_users
from ccmdesk.models.store import FileKeys, Store, file_keys
from ccmdesk.models.unit_of_work import reading, writing
from ccmdesk.security.anchor import Anchor, anchor_paths, announced_path, write_anchor
from ccmdesk.security.audit_chain import AuditKind
from ccmdesk.security.errors import DamagedBackup, InUse
from ccmdesk.security.instance_lock import acquire_instance_lock
from ccmdesk.security.keys import KeyLabel, subkey, wipe
from ccmdesk.security.safe_files import PRIVATE_FOLDER, atomic_write, hash_file, require_free_space, sync_file
from ccmdesk.security.safe_places import refuse_unsafe_place
from ccmdesk.services.admission import actor_of
from ccmdesk.services.backup_folders import COPY
from ccmdesk.services.backup_opening import OpenedBackup, data_key_of
from ccmdesk.services.lock_screen import SUFFIX, VAULT, vault_of
from ccmdesk.services.practice_file import DATABASE
from ccmdesk.services.restore_swap import new_stage, put_in_place, sweep_stages

_ROOM = 16 * 2**20
_HUNDRED = 100


class Restored(NamedTuple):
    """Hold where a practice was restored to, and where the one that was there is kept, None when none was."""

    folder: Path
    replaced: Path | None


@dataclass(frozen=True, slots=True)
class RestorePlan:
    """Hold where a backup would be restored to, and what the practice there would lose, if one is."""

    folder: Path
    loss: Loss | None


def plan_restore(backup: OpenedBackup, *, to: Path, clock: Clock) -> RestorePlan:
    """Return what restoring into a folder would do; nothing is changed.

    `to` is the practice folder itself (`NAME.ccmdesk`) or the folder to hold it. Raises InUse when the
    practice there is open, UnsafePlace.
    """
    folder = _target(backup, to)
    refuse_unsafe_place(folder.parent)
    if not folder.exists():
        return RestorePlan(folder, None)
    with acquire_instance_lock(folder, user="a restore", since=clock.wall()):
        return RestorePlan(folder, _loss(backup, folder, clock))


def restore(
    backup: OpenedBackup,
    *,
    to: Path,
    clock: Clock,
    state_folder: Path | None = None,
    progress: Progress = no_progress,
) -> Restored:
    """Restore a backup to new files, prove them, and only then put them in place of the practice there.

    The practice there is kept beside it under a name with the date. The anchor is renewed too, in
    `state_folder` (left out: this user's own). `progress` is told percents; a Cancelled raised by it
    before the last step ends it with nothing changed. Raises InUse, UnsafePlace, NotEnoughSpace,
    DamagedBackup, or a sentence of the disk; then what was there is there.
    """
    folder = _target(backup, to)
    refuse_unsafe_place(folder.parent)
    try:
        state = state_folder or settings.state_folder()
        return _restored(backup, folder, clock=clock, state=state, progress=progress)
    except OSError as error:
        raise as_storage_error(error) from None


def _restored(
    backup: OpenedBackup, folder: Path, *, clock: Clock, state: Path, progress: Progress
) -> Restored:
    folder.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    sweep_stages(folder, at=clock.wall(), zone=backup.manifest.zone)
    with ExitStack() as undo:
        if folder.exists():
            undo.enter_context(acquire_instance_lock(folder, user="a restore", since=clock.wall()))
        require_free_space(folder.parent, backup.manifest.size + _ROOM)
        keys = file_keys(backup.data_key)
        undo.callback(keys.wipe)
        with new_stage(folder, since=clock.wall()) as stage:
            anchor = _filled(backup, stage.folder, keys=keys, clock=clock, progress=progress)
            here, remembered = anchor_paths(
                stage.folder, state_folder=state, database_id=backup.manifest.database_id
            )
            write_anchor(anchor, paths=(here,), key=keys.anchor, durable=True)
            progress(99, _HUNDRED)
            write_anchor(anchor, paths=(announced_path(remembered),), key=keys.anchor, durable=True)
            replaced = put_in_place(stage, folder, at=clock.wall(), zone=backup.manifest.zone)
            write_anchor(anchor, paths=(remembered,), key=keys.anchor, durable=True)
            announced_path(remembered).unlink(missing_ok=True)
    progress(_HUNDRED, _HUNDRED)
    return Restored(folder, replaced)


def _filled(backup: OpenedBackup, stage: Path, *, keys: FileKeys, clock: Clock, progress: Progress) -> Anchor:
    """Write the restored practice into a folder, prove it, record the restore in it; return its anchor."""
    manifest = backup.manifest
    database = stage / DATABASE
    progress(1, _HUNDRED)
    copy_of_copy(
        backup.folder / COPY,
        database,
        source_key=subkey(backup.data_key, KeyLabel.BACKUP),
        key=bytearray(keys.database),
    )
    progress(30, _HUNDRED)
    if hash_file(backup.folder / COPY) != manifest.sha256:
        raise DamagedBackup("it changed while it was read")

    def told(done: int, total: int) -> None:
        progress(30 + 65 * done // total, _HUNDRED)

    prove_copy(
        database,
        key=bytearray(keys.database),
        database_id=manifest.database_id,
        contents=manifest.contents,
        whole_chain=True,
        progress=told,
    )
    atomic_write(stage / VAULT, backup.vault_bytes)
    store = open_store(
        database, keys=file_keys(backup.data_key), clock=clock, database_id=manifest.database_id
    )
    try:
        anchor = _record(store, backup)
    finally:
        store.close()
    sync_file(database)
    return anchor


def _record(store: Store, backup: OpenedBackup) -> Anchor:
    """Write into the restored practice by whom and from what it was restored."""
    with reading(store) as connection:
        actor = actor_of(next(user for user in load_users(connection) if user.id == backup.user_id))
    way = "recovery key" if backup.by_recovery_key else "passphrase"
    with writing(store, actor) as work:
        work.audit(
            AuditKind.RESTORE,
            object_kind="practice",
            object_id=backup.folder.name,
            reason=f"backup of {backup.manifest.made_at:%Y-%m-%d %H:%M} UTC, opened with the {way}",
            after=backup.manifest.sha256,
        )
    count = backup.manifest.contents.audit_count + 1
    head = record_at(store, count)
    if head is None:
        raise DamagedBackup("its record of who did what cannot be continued")
    return Anchor(store.database_id, count, bytes.fromhex(head))


def _target(backup: OpenedBackup, to: Path) -> Path:
    to = to.absolute()
    if to.suffix == SUFFIX:
        return to
    name = backup.manifest.name
    if Path(name).name != name or name.startswith(".") or "\\" in name:
        raise DamagedBackup("the name of its practice is no name")
    return to / f"{name}{SUFFIX}"


def _loss(backup: OpenedBackup, folder: Path, clock: Clock) -> Loss:
    try:
        vault = vault_of(folder)
        if vault.binding == (backup.manifest.database_id, backup.manifest.generation):
            data_key = bytearray(backup.data_key)
        else:
            data_key, _ = data_key_of(vault, backup.secret)
        store = open_store(
            folder / DATABASE,
            keys=file_keys(data_key),
            clock=clock,
            database_id=vault.binding.database_id,
        )
        wipe(data_key)
    except InUse:
        raise
    except (UserError, OSError):
        return Loss(None, None, same_history=False)
    try:
        held = backup.manifest.contents
        same = store.database_id == backup.manifest.database_id
        same = same and record_at(store, held.audit_count) == held.head
        records, since = work_after(store, held.audit_count if same else 0)
    finally:
        store.close()
    return Loss(records, since, same_history=same)
