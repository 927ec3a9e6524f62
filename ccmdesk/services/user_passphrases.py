"""Passphrases of users and the recovery key: changed by oneself, reset by an administrator, printed anew."""

from __future__ import annotations

from dataclasses import replace

from ccmdesk.domain.changes import ChangeKind, Done, changed
from ccmdesk.domain.practice import Actor, User
from ccmdesk.models import people
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import reading, writing
from ccmdesk.security import recovery_key as paper
from ccmdesk.security.audit_chain import AuditKind
from ccmdesk.security.errors import MistypedRecoveryKey, WeakPassphrase
from ccmdesk.security.kdf import KdfParameters, machine_memory, parameters_for, spelled
from ccmdesk.security.keys import same, wipe
from ccmdesk.security.passphrase import generate_passphrase
from ccmdesk.security.vault import add_user_slot, change_passphrase
from ccmdesk.security.vault import replace_recovery_key as with_recovery_key
from ccmdesk.services.admission import actor_of
from ccmdesk.services.permissions import UseCase, require
from ccmdesk.services.practice_file import owner_of
from ccmdesk.services.user_rules import user_of
from ccmdesk.services.users import record, require_good_for
from ccmdesk.services.vault_pair import Proof, proved, stage, write_pending

_NOTICE = changed(ChangeKind.PRACTICE)


def reset_passphrase(
    store: Store, actor: Actor, user_id: int, *, admin_passphrase: str, kdf: KdfParameters | None = None
) -> Done[str]:
    """Give a user a temporary passphrase of six words, which is returned to be told to her, and nowhere kept.

    The one before is void; at her next login she must choose her own. Raises UserError for a disabled user.
    """
    require(store, actor, UseCase.MANAGE_USERS)
    current = _user(store, user_id)
    if current.disabled:
        raise WeakPassphrase(
            "This user is disabled.", kept="Nothing was changed.", todo="Enable the user instead."
        )
    saved = replace(current, version=current.version + 1, must_change=True)
    words = generate_passphrase()
    with proved(store, actor, admin_passphrase) as proof:
        _give(store, actor, proof, before=current, after=saved, passphrase=words, kdf=kdf)
    return Done(words, _NOTICE)


def change_own_passphrase(
    store: Store, actor: Actor, *, old: str, new: str, kdf: KdfParameters | None = None
) -> Done[Actor]:
    """Replace one's own passphrase; the actor returned is who she is from now on.

    After a login with a temporary passphrase the actor of before may do nothing else. `old` may be the
    recovery key as printed. Raises WrongPassphrase or WeakPassphrase; then the old one is still in force.
    """
    require(store, actor, UseCase.CHANGE_OWN_PASSPHRASE)
    current = _user(store, actor.user_id)
    if spelled(new) == spelled(old):
        raise WeakPassphrase(
            "The new passphrase is the old one.", kept="Nothing was changed.", todo="Choose another one."
        )
    require_good_for(store, current, new)
    saved = replace(current, version=current.version + 1, must_change=False)
    with proved(store, actor, old) as proof:
        _give(store, actor, proof, before=current, after=saved, passphrase=new, kdf=kdf)
    return Done(actor_of(saved), _NOTICE)


def new_recovery_key(store: Store, actor: Actor) -> str:
    """Return a new recovery key to print; the old sheet holds until `replace_recovery_key`."""
    require(store, actor, UseCase.REPLACE_KEYS)
    with writing(store, actor) as work:
        work.audit(AuditKind.PRIVILEGE, object_kind="vault", reason="recovery sheet made, not yet in force")
    key = paper.new_recovery_key()
    try:
        return paper.printed(key)
    finally:
        wipe(key)


def replace_recovery_key(
    store: Store, actor: Actor, *, recovery_key: str, typed: str, admin_passphrase: str
) -> Done[None]:
    """Put a printed recovery key in force, once it was typed back from the sheet; the old sheet is void.

    Raises MistypedRecoveryKey, naming the group where it can; then the old sheet still holds.
    """
    require(store, actor, UseCase.REPLACE_KEYS)
    key = paper.parse_recovery_key(recovery_key)
    try:
        _require_typed(key, typed)
        with proved(store, actor, admin_passphrase) as proof:
            with writing(store, actor) as work:
                stage(work, with_recovery_key(proof.vault, data_key=proof.data_key, recovery_key=key))
                work.audit(AuditKind.PRIVILEGE, object_kind="vault", reason=f"new recovery key{proof.how}")
            write_pending(store, actor)
    finally:
        wipe(key)
    return Done(None, _NOTICE)


def _give(
    store: Store,
    actor: Actor,
    proof: Proof,
    *,
    before: User,
    after: User,
    passphrase: str,
    kdf: KdfParameters | None,
) -> None:
    cost = kdf or parameters_for(machine_memory())
    if any(owner.user_id == after.id for owner in proof.vault.owners):
        vault = change_passphrase(
            proof.vault, data_key=proof.data_key, user_id=after.id, passphrase=passphrase, kdf=cost
        )
    else:  # a key file put back by hand may lack her
        vault = add_user_slot(
            proof.vault, data_key=proof.data_key, owner=owner_of(after), passphrase=passphrase, kdf=cost
        )
    what = "temporary passphrase given" if after.must_change else "passphrase changed"
    with writing(store, actor) as work:
        people.store_user(work.connection, after)
        stage(work, vault)
        record(work, before=before, after=after, reason=f"{what}{proof.how}")
    write_pending(store, actor)


def _require_typed(key: bytearray, typed: str) -> None:
    again = paper.parse_recovery_key(typed)
    try:
        if not same(again, key):
            raise MistypedRecoveryKey("This is the key of another recovery sheet.")
    finally:
        wipe(again)


def _user(store: Store, user_id: int) -> User:
    with reading(store) as connection:
        return user_of(people.load_users(connection), user_id)
