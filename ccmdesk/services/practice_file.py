"""Make, open and close a practice file."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from ccmdesk.domain.clock import Clock
from ccmdesk.domain.errors import InvalidValue, UserError
from ccmdesk.domain.imports import Progress, no_progress
from ccmdesk.domain.practice import Actor, BillingPractitioner, Practice, Role, User
from ccmdesk.models.creation import NewFile, create_store
from ccmdesk.models.errors import DamagedFile
from ccmdesk.models.people import (
    load_users,
    store_new_user,
    store_practitioner,
)
from ccmdesk.models.store import Store, file_keys
from ccmdesk.models.unit_of_work import reading, writing
from ccmdesk.security.audit_chain import AuditKind
from ccmdesk.security.errors import WrongPassphrase
from ccmdesk.security.instance_lock import InstanceLock, acquire_instance_lock
from ccmdesk.security.kdf import KdfParameters, machine_memory, parameters_for
from ccmdesk.security.keys import wipe
from ccmdesk.security.pair_swap import Pair
from ccmdesk.security.passphrase import require_good_passphrase
from ccmdesk.security.recovery_key import new_recovery_key, parse_recovery_key, printed
from ccmdesk.security.safe_files import make_private_directory
from ccmdesk.security.safe_places import refuse_unsafe_place
from ccmdesk.security.vault import (
    SlotOwner,
    Vault,
    create_vault,
    open_with_recovery_key,
    replace_recovery_key,
    write_vault,
)
from ccmdesk.services.admission import (
    Entry,
    actor_of,
    admit,
    await_confirmation,
    confirmed,
)
from ccmdesk.services.attempts import key_by_passphrase
from ccmdesk.services.audit import ChainReport, chain_report
from ccmdesk.services.key_swap import finish_key_change, forget_old_pair, undo_key_change
from ccmdesk.services.lock_screen import SUFFIX, VAULT, vault_of, vault_or_kept_copy
from ccmdesk.services.migration import QUIETLY, Coming, Migrating, forget_before, open_brought_up
from ccmdesk.services.opening_check import Acceptance, anchor_places, require_silently
from ccmdesk.services.permissions import UseCase
from ccmdesk.services.vault_pair import Proof

DATABASE = "practice.db"

ROLE_WORDS = {
    Role.CARE_MANAGER: "care manager",
    Role.BILLING_PRACTITIONER: "billing practitioner",
    Role.BILLER: "biller",
    Role.ADMINISTRATOR: "administrator",
    Role.AUDITOR: "auditor",
}


@dataclass(frozen=True, slots=True)
class OpenPractice:
    """Hold an open practice file: who is at work, and the lock that keeps others out.

    `must_change` says that she came with a temporary passphrase: her actor has no role before
    `change_own_passphrase` returns the one that has.
    """

    folder: Path
    store: Store
    actor: Actor
    practice_name: str
    lock: InstanceLock
    remarks: tuple[str, ...] = ()
    """What the check at opening put right or found worth a word."""
    must_change: bool = False
    broke_glass: bool = False
    """Whether the recovery key opened it, which stays in view for as long as it is open."""


@dataclass(frozen=True, slots=True)
class NewPractice:
    """Hold a practice file just made, open, and its recovery key as printed on paper."""

    opened: OpenPractice
    recovery_key: str


@dataclass(frozen=True, slots=True)
class FirstDay:
    """Hold what a practice file is made from, and whether its recovery key is still to be confirmed."""

    practice: Practice
    practitioners: tuple[BillingPractitioner, ...]
    first_user: User
    to_confirm: bool = False


def create_practice(
    folder: Path,
    *,
    practice: Practice,
    practitioners: tuple[BillingPractitioner, ...],
    first_user: User,
    passphrase: str,
    clock: Clock,
    kdf: KdfParameters | None = None,
    to_confirm: bool = False,
    state_folder: Path | None = None,
) -> NewPractice:
    """Make the folder `NAME.ccmdesk` with its database and vault, and return it open.

    With `to_confirm` it cannot be used before `finish_set_up` has seen its recovery key. The first user is
    an administrator whatever else. `state_folder` is where this computer keeps its anchor, left out: this
    user's own. Raises a sentence when the place is unsafe or taken, or the passphrase too weak; then nothing
    is left behind.
    """
    _require_name(folder)
    refuse_unsafe_place(folder.parent)
    require_good_passphrase(passphrase, familiar=(first_user.name, practice.name))
    if folder.exists():
        raise UserError(
            "There is already something with this name.",
            kept="It was not touched.",
            todo="Choose another name or folder.",
        )
    make_private_directory(folder)
    try:
        return _filled(
            _At(folder, clock, state_folder),
            FirstDay(practice, practitioners, first_user, to_confirm),
            passphrase=passphrase,
            kdf=kdf or parameters_for(machine_memory()),
        )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


@dataclass(frozen=True, slots=True)
class _At:
    """Hold where a practice file lies, what time it is, and where this computer keeps its anchors."""

    folder: Path
    clock: Clock
    state_folder: Path | None
    migrating: Migrating | None = QUIETLY

    def anchors(self, database_id: str) -> tuple[Path, Path]:
        """Return the two anchor files."""
        return anchor_places(self.folder, database_id=database_id, state_folder=self.state_folder)


def _filled(at: _At, day: FirstDay, *, passphrase: str, kdf: KdfParameters) -> NewPractice:
    folder, clock = at.folder, at.clock
    user = replace(day.first_user, id=1, roles=day.first_user.roles | {Role.ADMINISTRATOR})
    with ExitStack() as undo:
        lock = acquire_instance_lock(folder, user=day.first_user.name, since=clock.wall())
        undo.callback(lock.release)
        recovery_key = new_recovery_key()
        on_paper = printed(recovery_key)
        database_id = secrets.token_hex(16)
        vault, data_key = create_vault(
            database_id=database_id,
            owner=owner_of(user),
            passphrase=passphrase,
            recovery_key=recovery_key,
            kdf=kdf,
        )
        wipe(recovery_key)
        try:
            keys = file_keys(data_key)
        finally:
            wipe(data_key)
        undo.callback(keys.wipe)
        store = create_store(
            folder / DATABASE,
            keys=keys,
            clock=clock,
            new=NewFile(database_id, day.practice),
            anchors=at.anchors(database_id),
        )
        undo.callback(store.close)
        actor = _first_records(store, day, user)
        write_vault(folder / VAULT, vault)
        undo.pop_all()
    return NewPractice(OpenPractice(folder, store, actor, day.practice.name, lock), on_paper)


def _first_records(store: Store, day: FirstDay, user: User) -> Actor:
    actor = actor_of(user)
    with writing(store, actor) as work:
        user_id = store_new_user(work.connection, user)
        if user_id != user.id:
            raise RuntimeError("the first user is not number one")
        await_confirmation(work, wanted=day.to_confirm)
        work.audit(AuditKind.CREATE, object_kind="practice", object_id=1)
        work.audit(AuditKind.PRIVILEGE, object_kind="user", object_id=user_id, reason="first user")
        for practitioner in day.practitioners:
            stored = store_practitioner(work.connection, practitioner)
            work.audit(AuditKind.CREATE, object_kind="billing_practitioner", object_id=stored)
        work.flush_anchor()
    return actor


def confirm_recovery_key(folder: Path, *, typed: str) -> None:
    """Check that the recovery key on paper opens this practice.

    Raises MistypedRecoveryKey naming the group, or WrongRecoveryKey.
    """
    key = parse_recovery_key(typed)
    try:
        wipe(open_with_recovery_key(vault_or_kept_copy(folder), recovery_key=key))
    finally:
        wipe(key)


def finish_set_up(opened: OpenPractice, *, typed: str) -> None:
    """Check the recovery key typed back from the paper; from then on the practice can be used.

    Raises as `confirm_recovery_key` does.
    """
    confirm_recovery_key(opened.folder, typed=typed)
    with writing(opened.store, opened.actor) as work:
        confirmed(work)


def resume_set_up(
    folder: Path, *, login: str, passphrase: str, clock: Clock, state_folder: Path | None = None
) -> NewPractice:
    """Open a practice file whose set-up was not finished, with a new recovery key in place of the first.

    Raises as `open_practice` does.
    """
    vault = vault_of(folder)
    user_id = _user_id(vault, login)
    data_key = key_by_passphrase(
        vault, user_id=user_id, passphrase=passphrase, clock=clock, state_folder=state_folder
    )
    recovery_key = new_recovery_key()
    on_paper = printed(recovery_key)
    renewed = replace_recovery_key(vault, data_key=data_key, recovery_key=recovery_key)
    wipe(recovery_key)
    entry = Entry(user_id, AuditKind.LOGIN, "the set-up is resumed", to_write=renewed, resumes=True)
    return NewPractice(_opened(_At(folder, clock, state_folder), vault, data_key, entry=entry), on_paper)


def open_practice(
    folder: Path,
    *,
    login: str | None,
    passphrase: str,
    clock: Clock,
    kept_copy: bool = False,
    state_folder: Path | None = None,
    acceptance: Acceptance | None = None,
    migrating: Migrating = QUIETLY,
) -> OpenPractice:
    """Open a practice file as one of its users; without a login, as the user who made it.

    With `kept_copy`, a missing vault.json is put back from vault.json.old once that has opened everything.
    A file of an earlier program is brought up first, as `migrating` says.
    `state_folder` is where this computer keeps its anchor, left out: this user's own. Raises WrongPassphrase
    (the same for an unknown user), InUse when another program holds it, SetUpUnfinished, a sentence about
    damage, or one of the FileNotAsLeft family, unless an administrator brings an acceptance.
    """

    def opening() -> OpenPractice:
        vault = vault_or_kept_copy(folder) if kept_copy else vault_of(folder)
        user_id = _user_id(vault, login)
        data_key = key_by_passphrase(
            vault, user_id=user_id, passphrase=passphrase, clock=clock, state_folder=state_folder
        )
        entry = Entry(user_id, AuditKind.LOGIN, to_write=_missing(folder, vault), acceptance=acceptance)
        return _opened(_At(folder, clock, state_folder, migrating), vault, data_key, entry=entry)

    return _with_its_pair(folder, opening, clock=clock)


def open_practice_with_recovery_key(
    folder: Path,
    *,
    recovery_key: str,
    reason: str,
    clock: Clock,
    kept_copy: bool = False,
    state_folder: Path | None = None,
    acceptance: Acceptance | None = None,
) -> OpenPractice:
    """Open a practice file with the key on paper, as its first administrator; recorded as breaking the glass.

    The reason is required and kept in the record; the rest is as for `open_practice`.
    """
    if not reason.strip():
        raise InvalidValue("reason", "Say why the recovery key is used.", todo="A few words are enough.")

    def opening() -> OpenPractice:
        vault = vault_or_kept_copy(folder) if kept_copy else vault_of(folder)
        key = parse_recovery_key(recovery_key)
        try:
            data_key = open_with_recovery_key(vault, recovery_key=key)
        finally:
            wipe(key)
        entry = Entry(
            vault.owners[0].user_id,
            AuditKind.BREAK_GLASS,
            reason.strip(),
            to_write=_missing(folder, vault),
            acceptance=acceptance,
        )
        return _opened(_At(folder, clock, state_folder), vault, data_key, entry=entry)

    return _with_its_pair(folder, opening, clock=clock)


def _with_its_pair(folder: Path, opening: Callable[[], OpenPractice], *, clock: Clock) -> OpenPractice:
    """Open once a change of the data key that was cut off is finished, or undone when its file is damaged."""
    pair = Pair(folder / DATABASE, folder / VAULT)
    finish_key_change(pair, clock=clock)
    try:
        opened = opening()
    except DamagedFile:
        if not undo_key_change(pair, clock=clock):
            raise
        opened = opening()
    forget_old_pair(pair)
    return opened


def _missing(folder: Path, vault: Vault) -> Vault | None:
    return None if (folder / VAULT).exists() else vault


def _opened(at: _At, vault: Vault, data_key: bytearray, *, entry: Entry) -> OpenPractice:
    with ExitStack() as undo:
        undo.callback(wipe, data_key)
        lock, store = _unlocked(at, vault, data_key, entry=entry, undo=undo)
        who = admit(store, Proof(vault, data_key), entry)
        undo.pop_all()
    with suppress(OSError):  # it goes the next time
        forget_before(store.database)
    wipe(data_key)
    temporary = who.user.must_change and entry.kind is AuditKind.LOGIN
    actor = actor_of(replace(who.user, roles=frozenset()) if temporary else who.user)
    return OpenPractice(
        at.folder,
        store,
        actor,
        who.practice_name,
        lock,
        remarks=who.remarks,
        must_change=temporary,
        broke_glass=entry.kind is AuditKind.BREAK_GLASS,
    )


def _unlocked(
    at: _At, vault: Vault, data_key: bytearray, *, entry: Entry, undo: ExitStack
) -> tuple[InstanceLock, Store]:
    """Lock the folder and open the database; `undo` closes both again."""
    owner = next(owner for owner in vault.owners if owner.user_id == entry.user_id)
    lock = acquire_instance_lock(at.folder, user=owner.display_name, since=at.clock.wall())
    undo.callback(lock.release)
    database_id = vault.binding.database_id
    coming = Coming(
        at.folder / DATABASE,
        database_id,
        data_key,
        at.anchors(database_id),
        at.clock,
        entry.user_id,
        entry.acceptance,
        at.migrating,
    )
    store = open_brought_up(coming)
    undo.callback(store.close)
    return lock, store


def examine_practice(
    folder: Path,
    *,
    login: str | None,
    passphrase: str,
    clock: Clock,
    state_folder: Path | None = None,
    progress: Progress = no_progress,
) -> ChainReport:
    """Return whether the audit trail of a closed practice file holds, without leaving a trace in it.

    For a file that does not open any more because it is not as it was left: it stays as it is, as evidence.
    """
    vault = vault_of(folder)
    user_id = _user_id(vault, login)
    data_key = key_by_passphrase(
        vault, user_id=user_id, passphrase=passphrase, clock=clock, state_folder=state_folder
    )
    with ExitStack() as undo:
        undo.callback(wipe, data_key)
        _, store = _unlocked(
            _At(folder, clock, state_folder, migrating=None),
            vault,
            data_key,
            entry=Entry(user_id, AuditKind.VIEW),
            undo=undo,
        )
        with reading(store) as connection:
            user = next((u for u in load_users(connection) if u.id == user_id and not u.disabled), None)
        if user is None:
            raise WrongPassphrase
        require_silently(actor_of(user), UseCase.READ_AUDIT)
        return chain_report(store, progress=progress)


def close_practice(opened: OpenPractice) -> None:
    """Flush the anchors, close the database and let others open the practice file."""
    opened.store.close()
    opened.lock.release()


def owner_of(user: User) -> SlotOwner:
    """Return a user as the vault names her on the lock screen."""
    words = ", ".join(ROLE_WORDS[role] for role in Role if role in user.roles)
    return SlotOwner(user.id, user.login, user.name, words, user.credential)


def _user_id(vault: Vault, login: str | None) -> int:
    if login is None:
        return vault.owners[0].user_id
    return next((owner.user_id for owner in vault.owners if owner.login == login), 0)


def _require_name(folder: Path) -> None:
    if folder.suffix != SUFFIX or not folder.stem.strip():
        raise InvalidValue(
            "folder", "A practice file is a folder whose name ends in .ccmdesk.", todo="Add the ending."
        )
