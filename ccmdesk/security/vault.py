"""The vault of a practice: opening it, and every change of who may open it.

Each change needs the data key, first proves that the vault in hand is the unaltered one, and returns a new
vault; `write_vault` puts it on the disk.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace

from ccmdesk.security.errors import DamagedVault, VaultRuleBroken, WrongPassphrase, WrongRecoveryKey
from ccmdesk.security.kdf import SALT_BYTES, KdfParameters, stretch
from ccmdesk.security.keys import KeyLabel, new_data_key, same, subkey, wipe
from ccmdesk.security.vault_file import (
    MOST_USERS,
    Vault,
    authenticated_bytes,
    check_owner,
    decode_vault,
    encode_vault,
    old_vault_path,
    read_vault,
    replace_vault,
    write_vault,
)
from ccmdesk.security.vault_slots import (
    make_recovery_slot,
    make_user_slot,
    open_recovery_slot,
    open_user_slot,
    reseal,
)
from ccmdesk.security.vault_values import Binding, RecoverySlot, SlotOwner, UserSlot

__all__ = [
    "Binding",
    "SlotOwner",
    "Vault",
    "add_user_slot",
    "change_passphrase",
    "create_vault",
    "decode_vault",
    "encode_vault",
    "old_vault_path",
    "open_with_passphrase",
    "open_with_recovery_key",
    "read_vault",
    "remove_user_slot",
    "replace_recovery_key",
    "replace_vault",
    "reseal_all",
    "update_owner",
    "write_vault",
]

_KEPT = "Nothing was changed."


def create_vault(
    *, database_id: str, owner: SlotOwner, passphrase: str, recovery_key: bytearray, kdf: KdfParameters
) -> tuple[Vault, bytearray]:
    """Return the first vault of a practice and its new data key, which the caller wipes.

    `database_id` is the 32 hexadecimal digits that the database holds too; `recovery_key` is 32 bytes.
    """
    check_owner(owner)
    data_key = new_data_key()
    binding = Binding(database_id, 1)
    user = make_user_slot(owner, passphrase=passphrase, kdf=kdf, data_key=data_key, binding=binding)
    recovery = make_recovery_slot(recovery_key, data_key=data_key, binding=binding)
    return _signed(Vault(binding, (user,), recovery), data_key), data_key


def open_with_passphrase(vault: Vault, *, user_id: int, passphrase: str) -> bytearray:
    """Return the data key, which the caller wipes.

    Raises WrongPassphrase for a wrong passphrase and, with the same words after the same time, for an
    unknown user; DamagedVault when the slot opens and the vault was altered.
    """
    slot = _slot_of(vault, user_id)
    if slot is None:
        wipe(stretch(passphrase, salt=bytes(SALT_BYTES), parameters=vault.users[0].kdf))
        raise WrongPassphrase
    data_key = open_user_slot(slot, passphrase=passphrase, binding=vault.binding)
    if data_key is None:
        raise WrongPassphrase
    return _proved(vault, data_key)


def open_with_recovery_key(vault: Vault, *, recovery_key: bytearray) -> bytearray:
    """Return the data key, which the caller wipes.

    Raises WrongRecoveryKey, or DamagedVault when the slot opens and the vault was altered.
    """
    data_key = open_recovery_slot(vault.recovery, recovery_key=recovery_key, binding=vault.binding)
    if data_key is None:
        raise WrongRecoveryKey
    return _proved(vault, data_key)


def add_user_slot(
    vault: Vault, *, data_key: bytearray, owner: SlotOwner, passphrase: str, kdf: KdfParameters
) -> Vault:
    """Return the vault with one more user; raises VaultRuleBroken when the id or the login is taken."""
    _require_unaltered(vault, data_key)
    check_owner(owner)
    if _slot_of(vault, owner.user_id) is not None:
        raise VaultRuleBroken(
            "This user already has a passphrase.", kept=_KEPT, todo="Change the passphrase instead."
        )
    _require_free_login(vault, owner)
    if len(vault.users) >= MOST_USERS:
        raise VaultRuleBroken(f"A practice has at most {MOST_USERS} users.", kept=_KEPT)
    slot = make_user_slot(owner, passphrase=passphrase, kdf=kdf, data_key=data_key, binding=vault.binding)
    return _signed(replace(vault, users=(*vault.users, slot)), data_key)


def change_passphrase(
    vault: Vault, *, data_key: bytearray, user_id: int, passphrase: str, kdf: KdfParameters
) -> Vault:
    """Return the vault in which a user has a new slot; the old passphrase opens it no more.

    The caller has asked for the old passphrase, or is an administrator who sets a new one.
    """
    _require_unaltered(vault, data_key)
    owner = _required_slot(vault, user_id).owner
    slot = make_user_slot(owner, passphrase=passphrase, kdf=kdf, data_key=data_key, binding=vault.binding)
    return _signed(_with_slot(vault, slot), data_key)


def update_owner(vault: Vault, *, data_key: bytearray, owner: SlotOwner) -> Vault:
    """Return the vault in which the user of the same id has other names, role words or credential."""
    _require_unaltered(vault, data_key)
    check_owner(owner)
    slot = _required_slot(vault, owner.user_id)
    _require_free_login(vault, owner)
    return _signed(_with_slot(vault, replace(slot, owner=owner)), data_key)


def remove_user_slot(vault: Vault, *, data_key: bytearray, user_id: int) -> Vault:
    """Return the vault without a user; raises VaultRuleBroken for the last one.

    What she may have copied stays readable with the old data key: follow it by `reseal_all`.
    """
    _require_unaltered(vault, data_key)
    gone = _required_slot(vault, user_id)
    if len(vault.users) == 1:
        raise VaultRuleBroken(
            "The last user of a practice cannot be removed.", kept=_KEPT, todo="Add another user first."
        )
    return _signed(replace(vault, users=tuple(slot for slot in vault.users if slot is not gone)), data_key)


def replace_recovery_key(vault: Vault, *, data_key: bytearray, recovery_key: bytearray) -> Vault:
    """Return the vault that opens with another recovery key; the printed sheet before it is void."""
    _require_unaltered(vault, data_key)
    recovery = make_recovery_slot(recovery_key, data_key=data_key, binding=vault.binding)
    return _signed(replace(vault, recovery=recovery), data_key)


def reseal_all(vault: Vault, *, data_key: bytearray, new_data_key: bytearray) -> Vault:
    """Return the vault of a new data key, given to every user and to recovery without their secrets.

    It belongs to a database that was written anew under the new key: the two are swapped as a pair.
    """
    _require_unaltered(vault, data_key)
    binding = Binding(vault.binding.database_id, vault.binding.generation + 1)
    users = tuple(
        replace(slot, pair=reseal(slot.pair, data_key=new_data_key, binding=binding)) for slot in vault.users
    )
    recovery = RecoverySlot(reseal(vault.recovery.pair, data_key=new_data_key, binding=binding))
    return _signed(Vault(binding, users, recovery), new_data_key)


def _signed(vault: Vault, data_key: bytearray) -> Vault:
    return replace(vault, mac=_mac(vault, data_key))


def _mac(vault: Vault, data_key: bytearray) -> bytes:
    key = subkey(data_key, KeyLabel.VAULT)
    try:
        return hmac.new(key, authenticated_bytes(vault), hashlib.sha256).digest()
    finally:
        wipe(key)


def _require_unaltered(vault: Vault, data_key: bytearray) -> None:
    if not same(_mac(vault, data_key), vault.mac):
        raise DamagedVault("MAC of the vault")


def _proved(vault: Vault, data_key: bytearray) -> bytearray:
    try:
        _require_unaltered(vault, data_key)
    except DamagedVault:
        wipe(data_key)
        raise
    return data_key


def _slot_of(vault: Vault, user_id: int) -> UserSlot | None:
    return next((slot for slot in vault.users if slot.owner.user_id == user_id), None)


def _required_slot(vault: Vault, user_id: int) -> UserSlot:
    slot = _slot_of(vault, user_id)
    if slot is None:
        raise VaultRuleBroken("This user has no passphrase in this practice.", kept=_KEPT)
    return slot


def _with_slot(vault: Vault, changed: UserSlot) -> Vault:
    user_id = changed.owner.user_id
    users = tuple(changed if slot.owner.user_id == user_id else slot for slot in vault.users)
    return replace(vault, users=users)


def _require_free_login(vault: Vault, owner: SlotOwner) -> None:
    wanted = owner.login.casefold()
    if any(other.login.casefold() == wanted and other.user_id != owner.user_id for other in vault.owners):
        raise VaultRuleBroken("This login is taken.", kept=_KEPT, todo="Choose another login.")
