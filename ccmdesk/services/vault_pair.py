"""Keep the key file (vault.json) and the users in the database a pair, whatever happens in between.

A change is committed to the database first, with the new key file inside the same transaction; then the file
is written and the commit is ticked off. A program that ends in between finds the new key file at the next
opening, before anyone is let in, and writes it. So whatever was committed is what holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ccmdesk.domain.practice import Actor, User
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import UnitOfWork, reading, writing
from ccmdesk.models.vault_record import load_vault_record, store_pending_vault, store_vault_digest
from ccmdesk.security.audit_chain import AuditKind
from ccmdesk.security.errors import MistypedRecoveryKey, PassphraseReplaced, VaultNotWritten
from ccmdesk.security.keys import wipe
from ccmdesk.security.recovery_key import parse_recovery_key
from ccmdesk.security.vault import (
    Vault,
    decode_vault,
    encode_vault,
    open_with_recovery_key,
    read_vault,
    remove_user_slot,
    replace_vault,
)
from ccmdesk.services.attempts import key_by_passphrase
from ccmdesk.services.lock_screen import VAULT

ON_PAPER = " (with the recovery key)"


@dataclass(frozen=True, slots=True)
class Proof:
    """Hold the vault in force, the data key that a secret opened (wiped at the end), and how it did.

    `how` is empty for a passphrase, and goes into the reason of the audit record.
    """

    vault: Vault
    data_key: bytearray
    how: str = ""


def vault_path(store: Store) -> Path:
    """Return where the key file of an open practice is: beside its database."""
    return store.database.with_name(VAULT)


@contextmanager
def proved(store: Store, actor: Actor, secret: str) -> Iterator[Proof]:
    """Give the vault in force and its data key, opened by a secret of the one who acts.

    `secret` is her passphrase or the recovery key as printed. Raises WrongPassphrase, TooManyTries,
    WrongRecoveryKey, or VaultNotWritten when an earlier change cannot be finished.
    """
    write_pending(store, actor)
    vault = read_vault(vault_path(store))
    data_key, how = _opened(store, vault, user_id=actor.user_id, secret=secret)
    try:
        yield Proof(vault, data_key, how)
    finally:
        wipe(data_key)


def stage(work: UnitOfWork, vault: Vault) -> None:
    """Commit a new key file with the change of users that it belongs to; `write_pending` follows it."""
    store_pending_vault(work.connection, encode_vault(vault))


def write_pending(store: Store, actor: Actor) -> Vault | None:
    """Write the key file that was committed and not yet written, and return it; None when there is none.

    Raises VaultNotWritten; it is then still to be written.
    """
    with reading(store) as connection:
        pending = load_vault_record(connection).pending
    if pending is None:
        return None
    vault = decode_vault(pending)
    try:
        replace_vault(vault_path(store), vault)
    except OSError as error:
        raise VaultNotWritten(error.strerror or type(error).__name__) from None
    with writing(store, actor) as work:
        store_vault_digest(work.connection, sha256(pending).digest())
    return vault


def settle(store: Store, actor: Actor, *, opened: Proof, users: tuple[User, ...]) -> Vault:
    """Make the key file agree with the database at opening, and return the one in force.

    `opened` is the vault found on the disk and its data key, `users` those of the database. A change that
    was cut off is finished. A key file that was exchanged for another is recorded, and slots of users who
    are disabled or unknown are taken out of it.
    """
    finished = write_pending(store, actor)
    if finished is not None:
        return finished
    with reading(store) as connection:
        digest = load_vault_record(connection).digest
    active = {user.id for user in users if not user.disabled}
    strangers = [owner.user_id for owner in opened.vault.owners if owner.user_id not in active]
    exchanged = digest is not None and digest != sha256(encode_vault(opened.vault)).digest()
    if not exchanged and not strangers:
        return opened.vault
    vault = opened.vault
    for user_id in strangers[: len(vault.users) - 1]:  # a vault has one user at least
        vault = remove_user_slot(vault, data_key=opened.data_key, user_id=user_id)
    with writing(store, actor) as work:
        stage(work, vault)
        work.audit(AuditKind.PRIVILEGE, object_kind="vault", reason=_found(exchanged, strangers))
    write_pending(store, actor)
    return vault


def require_same_slot(user_id: int, *, before: Vault, settled: Vault) -> None:
    """Raise PassphraseReplaced when the passphrase that opened the vault before does so no more."""
    old, new = (
        next((slot.pair.public for slot in vault.users if slot.owner.user_id == user_id), None)
        for vault in (before, settled)
    )
    if old != new:
        raise PassphraseReplaced


def _found(exchanged: bool, strangers: list[int]) -> str:
    what = ["it was not the one written last"] if exchanged else []
    if strangers:
        what.append(f"it let in users who are disabled or unknown ({', '.join(map(str, strangers))})")
    return f"the key file was mended: {' and '.join(what)}"


def _opened(store: Store, vault: Vault, *, user_id: int, secret: str) -> tuple[bytearray, str]:
    try:
        key = parse_recovery_key(secret)
    except MistypedRecoveryKey:  # no recovery key at all: a passphrase
        return key_by_passphrase(vault, user_id=user_id, passphrase=secret, clock=store.clock), ""
    try:
        return open_with_recovery_key(vault, recovery_key=key), ON_PAPER
    finally:
        wipe(key)
