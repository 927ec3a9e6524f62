"""A new data key for everyone: the database is written anew, proved, and swapped with its key file as a pair.

Nobody's passphrase changes and the printed recovery sheet stays good. What somebody copied before, or a user
who left may still know, opens the new practice file no more. Backups of before keep their own key file.
"""

from __future__ import annotations

from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from hashlib import sha256

from ccmdesk.domain.errors import UserError
from ccmdesk.domain.imports import Progress, no_progress
from ccmdesk.domain.practice import Actor
from ccmdesk.models.backup import copy_of_now, prove_copy
from ccmdesk.models.creation import open_store
from ccmdesk.models.store import FileKeys, Store, file_keys
from ccmdesk.models.unit_of_work import writing
from ccmdesk.models.vault_record import store_previous_anchor_key, store_vault_digest
from ccmdesk.security.audit_chain import AuditKind
from ccmdesk.security.backup_manifest import Contents
from ccmdesk.security.errors import DamagedBackup
from ccmdesk.security.keys import new_data_key, wipe
from ccmdesk.security.pair_swap import Pair, decide_swap, discard_next, finish_swap
from ccmdesk.security.safe_files import atomic_write, require_free_space, sync_file
from ccmdesk.security.vault import Vault, encode_vault, reseal_all
from ccmdesk.services.key_swap import carry_anchors, forget_old_pair
from ccmdesk.services.permissions import UseCase, require
from ccmdesk.services.practice_file import OpenPractice
from ccmdesk.services.vault_pair import proved, vault_path

_STEPS = 4
_SPARE = 16 * 2**20


class KeyChangeFailed(UserError):
    """Say that the new practice file was not good enough to take the place of the old one."""


class ClosedByKeyChange(UserError):
    """Say that the practice had to be closed: the window shows its lock screen."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            f"The practice was closed while its key was changed: {detail}.",
            kept="Nothing was lost.",
            todo="Unlock it again; a change that was not finished is finished or undone then.",
        )


def change_key(
    opened: OpenPractice, *, admin_passphrase: str, reason: str, progress: Progress = no_progress
) -> OpenPractice:
    """Give the practice file a new data key and return it open under it; the store of before is closed.

    Raises WrongPassphrase, NotEnoughSpace, StorageFull or KeyChangeFailed: nothing was changed and the
    practice is open as before. Raises ClosedByKeyChange when it is open no more.
    """
    store, actor = opened.store, opened.actor
    require(store, actor, UseCase.REPLACE_KEYS)
    pair = Pair(store.database, vault_path(store))
    require_free_space(pair.folder, 2 * store.database.stat().st_size + _SPARE)
    new_key = new_data_key()
    with ExitStack() as undo:
        undo.callback(wipe, new_key)
        proof = undo.enter_context(proved(store, actor, admin_passphrase))
        vault = reseal_all(proof.vault, data_key=proof.data_key, new_data_key=new_key)
        why = f"new data key: {reason.strip() or 'no reason given'}{proof.how}"
        _prepared_or_nothing(store, actor, pair, new=_New(vault, new_key, why), progress=progress)
        _swap(opened, pair)
        return _opened_anew(opened, vault, new_key)


@dataclass(frozen=True, slots=True)
class _New:
    """Hold what the new pair is made from."""

    vault: Vault
    data_key: bytearray
    why: str


def _prepared_or_nothing(store: Store, actor: Actor, pair: Pair, *, new: _New, progress: Progress) -> None:
    try:
        _prepare(store, actor, pair, new=new, progress=progress)
    except OSError as error:
        _discarded_if_it_can_be(pair)
        raise KeyChangeFailed(
            f"The new practice file cannot be written: {error.strerror or type(error).__name__}.",
            kept="Nothing was changed, and the old one is still in use.",
            todo="Make room on the disk or have it checked, then try again.",
        ) from None
    except BaseException:
        _discarded_if_it_can_be(pair)
        raise


def _discarded_if_it_can_be(pair: Pair) -> None:
    with suppress(OSError):  # what a failing disk keeps is cleared away at the next opening
        discard_next(pair)


def _prepare(store: Store, actor: Actor, pair: Pair, *, new: _New, progress: Progress) -> None:
    """Write the new pair beside the old one, flushed, and prove it."""
    forget_old_pair(pair)
    discard_next(pair)
    with ExitStack() as undo:
        for_copy, for_proof, for_record = (file_keys(new.data_key) for _ in range(3))
        for keys in (for_copy, for_proof, for_record):
            undo.callback(keys.wipe)
        held = copy_of_now(store, pair.next_database, key=for_copy.database)
        progress(1, _STEPS)
        _prove(store, pair, held, key=for_proof.database)
        progress(2, _STEPS)
        copy = open_store(
            pair.next_database, keys=for_record, clock=store.clock, database_id=store.database_id
        )
        undo.callback(copy.close)
        with writing(copy, actor) as work:
            work.audit(AuditKind.PRIVILEGE, object_kind="vault", reason=new.why)
            store_vault_digest(work.connection, sha256(encode_vault(new.vault)).digest())
            store_previous_anchor_key(work.connection, store.keys.anchor)
    progress(3, _STEPS)
    sync_file(pair.next_database)
    atomic_write(pair.next_vault, encode_vault(new.vault))
    progress(4, _STEPS)


def _prove(store: Store, pair: Pair, held: Contents, *, key: bytearray) -> None:
    try:
        prove_copy(
            pair.next_database, key=key, database_id=store.database_id, contents=held, whole_chain=True
        )
    except DamagedBackup as found:
        raise KeyChangeFailed(
            f"The new practice file is not good: {found.detail}.",
            kept="The old one is still in use.",
            todo="Check the disk, then try again.",
        ) from None


def _swap(opened: OpenPractice, pair: Pair) -> None:
    opened.store.close()
    try:
        decide_swap(pair)
        finish_swap(pair)
    except OSError as error:
        opened.lock.release()
        raise ClosedByKeyChange(error.strerror or type(error).__name__) from None


def _opened_anew(opened: OpenPractice, vault: Vault, data_key: bytearray) -> OpenPractice:
    store = opened.store
    keys: FileKeys = file_keys(data_key)
    try:
        again = open_store(
            store.database,
            keys=keys,
            clock=store.clock,
            database_id=vault.binding.database_id,
            anchors=store.anchorage.places,
        )
    except UserError as error:
        keys.wipe()
        opened.lock.release()
        raise ClosedByKeyChange(error.what) from None
    carry_anchors(again)
    with suppress(OSError):  # forgotten at the next opening then
        forget_old_pair(Pair(store.database, vault_path(store)))
    return replace(opened, store=again)
