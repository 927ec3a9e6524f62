"""At opening: bring a practice file of an earlier program to the present schema, on a copy.

A backup is made and the file is copied to `practice.db.migrating`; migrations, checks and records are done
there. Then the file becomes `practice.db.before-migration` and the copy takes its name. Killed in between,
the next opening gives the file its name back. The file of before goes once the new one was opened.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ccmdesk.domain.backups import BackupPlace, BackupReason
from ccmdesk.domain.clock import Clock
from ccmdesk.domain.imports import Progress, no_progress
from ccmdesk.domain.practice import Actor
from ccmdesk.models.backup import as_storage_error, contents_of, copy_of_now, prove_copy
from ccmdesk.models.creation import open_store
from ccmdesk.models.errors import DamagedFile, MigrationRefused, OlderFile
from ccmdesk.models.migrate import PRESENT, Ladder
from ccmdesk.models.migration_run import migrate_in_place
from ccmdesk.models.people import load_users
from ccmdesk.models.store import Store, file_keys
from ccmdesk.models.unit_of_work import reading, writing
from ccmdesk.security.audit_chain import AuditKind
from ccmdesk.security.backup_manifest import Contents
from ccmdesk.security.errors import DamagedBackup
from ccmdesk.security.keys import KeyLabel, subkey
from ccmdesk.security.safe_files import require_free_space, sync_file, sync_folder
from ccmdesk.services.backup_folders import default_place, require_backup_place
from ccmdesk.services.backups import Made, record_backup, write_backup
from ccmdesk.services.key_swap import carry_anchors
from ccmdesk.services.opening_check import Acceptance, check_opening, require_as_left

_NEXT = ".migrating"
_BEFORE = ".before-migration"
_ROOM = 16 * 2**20
_HUNDRED = 100


def _silent(_old: str, _new: str) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Migrating:
    """Hold how an older file is brought up: by which migrations, and who is told.

    `begun` hears the schema of the file and the newest, `progress` percents; a Cancelled that either raises
    ends it and leaves the file as it was.
    """

    ladder: Ladder = PRESENT
    begun: Callable[[str, str], None] = _silent
    progress: Progress = no_progress


QUIETLY = Migrating()


@dataclass(frozen=True, slots=True)
class Coming:
    """Hold the database that someone is about to open, its keys and anchors, and who it is.

    Without `migrating` an older file is opened as it is, to be looked at. The data key is the caller's.
    """

    database: Path
    database_id: str
    data_key: bytearray
    anchors: tuple[Path, ...]
    clock: Clock
    user_id: int
    acceptance: Acceptance | None = None
    migrating: Migrating | None = QUIETLY

    def open(self, path: Path, *, ladder: Ladder | None, anchors: tuple[Path, ...] = ()) -> Store:
        """Return an open store on a file that these keys open."""
        keys = file_keys(self.data_key)
        try:
            return open_store(
                path,
                keys=keys,
                clock=self.clock,
                database_id=self.database_id,
                anchors=anchors,
                ladder=ladder,
            )
        except BaseException:
            keys.wipe()
            raise

    def key(self) -> bytearray:
        """Return the database key, which whoever is given it wipes."""
        return subkey(self.data_key, KeyLabel.DATABASE)


def open_brought_up(coming: Coming) -> Store:
    """Open a practice database, brought to the present schema first where it is older.

    The folder is locked by the caller. Raises NewerFile, DamagedFile, MigrationRefused, NotEnoughSpace,
    StorageFull, StorageFailed or one of the FileNotAsLeft family; then the file is as it was.
    """
    database, anchors, migrating = coming.database, coming.anchors, coming.migrating
    _settle(database)
    if migrating is None:
        return coming.open(database, ladder=None, anchors=anchors)
    try:
        return coming.open(database, ladder=migrating.ladder, anchors=anchors)
    except OlderFile as older:
        migrating.begun(older.revision, older.newest)
    except DamagedFile:
        if not _undo(database):
            raise
        raise MigrationRefused("the new file could not be opened again") from None
    _bring_up(coming, migrating)
    try:
        return coming.open(database, ladder=migrating.ladder, anchors=anchors)
    except DamagedFile:
        _undo(database)
        raise MigrationRefused("the new file could not be opened") from None


def forget_before(database: Path) -> None:
    """Remove the file of before a migration, now that the new one was opened; raise OSError."""
    before = _beside(database, _BEFORE)
    if before.exists():
        before.unlink()
        sync_folder(database.parent)


def migrate_copy(
    coming: Coming, path: Path, *, held: Contents, ladder: Ladder, made: Made | None, progress: Progress
) -> None:
    """Bring a copy that holds `held` to the newest schema, record it there, and prove the outcome.

    `made` is the backup made before, None for a copy that came from one. Raises MigrationRefused or
    StorageFull.
    """
    old, new = migrate_in_place(path, key=coming.key(), held=held, ladder=ladder)
    progress(1, 6)
    store = coming.open(path, ladder=ladder)
    try:
        actor = _actor(store, coming.user_id)
        if made is not None:
            record_backup(store, made, actor=actor, where=BackupPlace.HERE)
        with writing(store, actor) as work:
            work.audit(AuditKind.AMEND, object_kind="schema", object_id=new, reason=f"from {old} to {new}")
        with reading(store) as connection:
            outcome = contents_of(connection)
    finally:
        store.close()
    sync_file(path)
    try:
        prove_copy(
            path,
            key=coming.key(),
            database_id=coming.database_id,
            contents=outcome,
            whole_chain=True,
            progress=lambda done, total: progress(1 + 5 * done // total, 6),
        )
    except DamagedBackup as found:
        raise MigrationRefused(found.detail) from None
    if outcome.months != held.months:
        raise MigrationRefused("the time of somebody's month would change")


def _bring_up(coming: Coming, migrating: Migrating) -> None:
    database, path = coming.database, _beside(coming.database, _NEXT)
    try:
        made, held = _copied(coming, path, migrating.progress)
        migrate_copy(
            coming,
            path,
            held=held,
            ladder=migrating.ladder,
            made=made,
            progress=lambda done, total: migrating.progress(50 + 45 * done // total, _HUNDRED),
        )
        _swap(database, path)
    except OSError as error:
        raise as_storage_error(error) from None
    finally:
        _remove(path)
    migrating.progress(_HUNDRED, _HUNDRED)


def _copied(coming: Coming, path: Path, progress: Progress) -> tuple[Made, Contents]:
    """Check the older file, back it up and copy it; close it, so that no log is left beside it."""
    database = coming.database
    store = coming.open(database, ladder=None, anchors=coming.anchors)
    try:
        carry_anchors(store)
        require_as_left(check_opening(store), coming.acceptance)
        place = default_place(database.parent)
        require_backup_place(place, practice_folder=database.parent)
        require_free_space(database.parent, 2 * database.stat().st_size + _ROOM)
        made = write_backup(
            store,
            place,
            reason=BackupReason.BEFORE_MIGRATION,
            progress=lambda done, total: progress(40 * done // total, _HUNDRED),
        )
        held = copy_of_now(store, path, key=coming.key())
    finally:
        store.close()
    progress(50, _HUNDRED)
    return made, held


def _actor(store: Store, user_id: int) -> Actor:
    with reading(store) as connection:
        users = load_users(connection)
    user = next((user for user in users if user.id == user_id), users[0])
    return Actor(user.id, user.name, user.credential, user.roles)


def _swap(database: Path, path: Path) -> None:
    log = _beside(database, "-wal")
    if log.exists() and log.stat().st_size:
        raise MigrationRefused("another program holds it open")
    before = _beside(database, _BEFORE)
    database.replace(before)
    try:
        sync_folder(database.parent)
        path.replace(database)
    except OSError:
        before.replace(database)
        raise
    sync_folder(database.parent)


def _settle(database: Path) -> None:
    """Give the file its name back after a swap that was cut off, and throw an unfinished copy away."""
    before = _beside(database, _BEFORE)
    if before.exists() and not database.exists():
        before.replace(database)
        sync_folder(database.parent)
    _remove(_beside(database, _NEXT))


def _undo(database: Path) -> bool:
    before = _beside(database, _BEFORE)
    if not before.exists():
        return False
    for suffix in ("-wal", "-shm"):
        _beside(database, suffix).unlink(missing_ok=True)
    before.replace(database)
    sync_folder(database.parent)
    return True


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        _beside(path, suffix).unlink(missing_ok=True)


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)
