"""The monthly trial: restore the newest backup where nobody sees it, compare it, remove it."""

from __future__ import annotations

import secrets
from pathlib import Path
from tempfile import TemporaryDirectory

from ccmdesk.domain.backups import LastDrill
from ccmdesk.domain.changes import ChangeKind, Done, changed
from ccmdesk.domain.errors import NotFound
from ccmdesk.domain.imports import Progress, no_progress
from ccmdesk.domain.practice import Actor
from ccmdesk.models import people
from ccmdesk.models.backup import (
    as_storage_error,
    copy_of_copy,
    prove_copy,
    reading_copy,
    record_at,
    strayed_months,
)
from ccmdesk.models.column_types import to_microseconds
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import writing
from ccmdesk.security.audit_chain import AuditKind
from ccmdesk.security.errors import DamagedBackup
from ccmdesk.security.safe_files import hash_file, require_free_space
from ccmdesk.services.backup_folders import COPY, read_manifest
from ccmdesk.services.backup_state import DRILL, PRACTICE, backup_state
from ccmdesk.services.permissions import UseCase, require

_HUNDRED = 100


def drill(
    store: Store, actor: Actor, *, scratch: Path | None = None, progress: Progress = no_progress
) -> Done[LastDrill]:
    """Restore the newest backup on this disk into a private folder, compare it, and record the result.

    Compared are every row count, the time of every patient in every month, and the record of who did what.
    The copy is under a key that is forgotten with it. A backup that fails is a result, not an error; raises
    NotFound without a backup, and a sentence when the temporary folder has no room.
    """
    require(store, actor, UseCase.TRY_BACKUP)
    newest = backup_state(store, actor).here
    if newest is None or not newest.present:
        raise NotFound("There is no backup that could be tried.", todo="Make a backup first.")
    fault = ""
    try:
        _try(store, newest.folder, scratch=scratch, progress=progress)
    except DamagedBackup as error:
        fault = error.detail
    except OSError as error:
        raise as_storage_error(error) from None
    return _recorded(store, actor, newest.folder, fault)


def _try(store: Store, folder: Path, *, scratch: Path | None, progress: Progress) -> None:
    sealed = read_manifest(folder)
    manifest = sealed.manifest
    if not sealed.authentic(store.keys.backup):
        raise DamagedBackup("its seal is broken")
    if hash_file(folder / COPY) != manifest.sha256:
        raise DamagedBackup("its database is not the one that was sealed")
    with TemporaryDirectory(prefix="ccmdesk-", dir=scratch) as private:
        require_free_space(Path(private), manifest.size)
        key = bytearray(secrets.token_bytes(32))
        copy = Path(private) / COPY
        copy_of_copy(folder / COPY, copy, source_key=bytearray(store.keys.backup), key=bytearray(key))

        def told(done: int, total: int) -> None:
            progress(30 + 60 * done // total, _HUNDRED)

        prove_copy(
            copy,
            key=bytearray(key),
            database_id=store.database_id,
            contents=manifest.contents,
            whole_chain=True,
            progress=told,
        )
        with reading_copy(copy, key=key) as connection:
            strayed = strayed_months(store, connection)
    if strayed:
        raise DamagedBackup(f"the time of {strayed} months is not that of the practice")
    if record_at(store, manifest.contents.audit_count) != manifest.contents.head:
        raise DamagedBackup("its record of who did what is not that of the practice")


def _recorded(store: Store, actor: Actor, folder: Path, fault: str) -> Done[LastDrill]:
    words = fault or "everything was there"
    result = LastDrill(store.clock.wall(), not fault, words)
    value = {"at": to_microseconds(result.at), "passed": result.passed, "words": words}
    with writing(store, actor) as work:
        people.store_preference(work.connection, PRACTICE, DRILL, value=value)
        work.audit(
            AuditKind.BACKUP,
            object_kind="restore_drill",
            object_id=folder.name,
            reason=f"failed: {words}" if fault else "passed",
        )
    return Done(result, changed(ChangeKind.BACKUP))
