"""The vault: who opens it, every change of that, and that nothing altered gets by."""

from __future__ import annotations

import statistics
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccmdesk.security.errors import DamagedVault, VaultRuleBroken, WrongPassphrase, WrongRecoveryKey
from ccmdesk.security.kdf import SMALL_MACHINE, STANDARD, KdfParameters
from ccmdesk.security.keys import new_data_key
from ccmdesk.security.vault import (
    SlotOwner,
    Vault,
    add_user_slot,
    change_passphrase,
    create_vault,
    open_with_passphrase,
    open_with_recovery_key,
    remove_user_slot,
    replace_recovery_key,
    reseal_all,
    update_owner,
)
from ccmdesk.security.vault_file import MOST_USERS
from ccmdesk.security.vault_values import Box, KeyPair, RecoverySlot
from tests.security.vaulted import VaultedPractice

CHEAP = KdfParameters(memory_kib=16, passes=1, lanes=1)
BEA = SlotOwner(2, "bea", "Dr. Bea Chan", "Billing practitioner", "MD")
BEAS = "violet harbor ladder seven"
DATABASE_ID = "f" * 32


def with_bea(practice: VaultedPractice) -> Vault:
    return add_user_slot(practice.vault, data_key=practice.data_key, owner=BEA, passphrase=BEAS, kdf=CHEAP)


def test_the_passphrase_and_the_recovery_key_open_the_same_key(practice: VaultedPractice) -> None:
    assert len(practice.data_key) == 32
    opened = open_with_passphrase(practice.vault, user_id=1, passphrase=practice.passphrase)
    assert opened == practice.data_key
    assert open_with_recovery_key(practice.vault, recovery_key=practice.recovery_key) == practice.data_key


def test_a_wrong_passphrase_and_an_unknown_user_get_the_same_words(practice: VaultedPractice) -> None:
    with pytest.raises(WrongPassphrase) as wrong:
        open_with_passphrase(practice.vault, user_id=1, passphrase="not it")
    with pytest.raises(WrongPassphrase) as unknown:
        open_with_passphrase(practice.vault, user_id=99, passphrase=practice.passphrase)
    assert str(wrong.value) == str(unknown.value)


def test_a_wrong_passphrase_and_an_unknown_user_take_the_same_time() -> None:
    kdf = KdfParameters(memory_kib=16 * 1024, passes=2, lanes=1)
    vault, _ = create_vault(
        database_id=DATABASE_ID, owner=BEA, passphrase=BEAS, recovery_key=bytearray(b"r" * 32), kdf=kdf
    )

    def seconds(user_id: int) -> float:
        taken = []
        for _ in range(9):
            start = time.perf_counter()
            with pytest.raises(WrongPassphrase):
                open_with_passphrase(vault, user_id=user_id, passphrase="not it")
            taken.append(time.perf_counter() - start)
        return statistics.median(taken)

    known, unknown = seconds(BEA.user_id), seconds(77)
    assert unknown > 0.005, "the derivation was left out"
    assert 0.5 < known / unknown < 2


def test_another_recovery_key_is_refused(practice: VaultedPractice) -> None:
    with pytest.raises(WrongRecoveryKey):
        open_with_recovery_key(practice.vault, recovery_key=bytearray(b"x" * 32))
    with pytest.raises(ValueError, match="32 bytes"):
        open_with_recovery_key(practice.vault, recovery_key=bytearray(b"x" * 31))


def test_users_are_added_and_removed(practice: VaultedPractice) -> None:
    vault = with_bea(practice)
    assert [owner.login for owner in vault.owners] == ["anna", "bea"]
    assert open_with_passphrase(vault, user_id=2, passphrase=BEAS) == practice.data_key
    assert open_with_passphrase(vault, user_id=1, passphrase=practice.passphrase) == practice.data_key
    without = remove_user_slot(vault, data_key=practice.data_key, user_id=1)
    assert without.owners == (BEA,)
    with pytest.raises(WrongPassphrase):
        open_with_passphrase(without, user_id=1, passphrase=practice.passphrase)


def test_a_changed_passphrase_replaces_the_old_one(practice: VaultedPractice) -> None:
    vault = change_passphrase(
        with_bea(practice), data_key=practice.data_key, user_id=2, passphrase="entirely new words", kdf=CHEAP
    )
    assert open_with_passphrase(vault, user_id=2, passphrase="entirely new words") == practice.data_key
    assert open_with_passphrase(vault, user_id=1, passphrase=practice.passphrase) == practice.data_key
    with pytest.raises(WrongPassphrase):
        open_with_passphrase(vault, user_id=2, passphrase=BEAS)


def test_names_change_without_the_passphrase(practice: VaultedPractice) -> None:
    renamed = replace(BEA, display_name="Dr. Bea Lindqvist", login="bea.l")
    vault = update_owner(with_bea(practice), data_key=practice.data_key, owner=renamed)
    assert vault.owners[1] == renamed
    assert open_with_passphrase(vault, user_id=2, passphrase=BEAS) == practice.data_key


def test_a_new_recovery_key_voids_the_old_sheet(practice: VaultedPractice) -> None:
    newer = bytearray(b"n" * 32)
    vault = replace_recovery_key(practice.vault, data_key=practice.data_key, recovery_key=newer)
    assert open_with_recovery_key(vault, recovery_key=newer) == practice.data_key
    with pytest.raises(WrongRecoveryKey):
        open_with_recovery_key(vault, recovery_key=practice.recovery_key)


def test_a_new_data_key_reaches_everyone_without_passphrases(practice: VaultedPractice) -> None:
    new_key = new_data_key()
    vault = reseal_all(with_bea(practice), data_key=practice.data_key, new_data_key=new_key)
    assert vault.binding.generation == 2
    assert open_with_passphrase(vault, user_id=1, passphrase=practice.passphrase) == new_key
    assert open_with_passphrase(vault, user_id=2, passphrase=BEAS) == new_key
    assert open_with_recovery_key(vault, recovery_key=practice.recovery_key) == new_key
    with pytest.raises(DamagedVault):
        remove_user_slot(vault, data_key=practice.data_key, user_id=2)


@pytest.mark.parametrize("login", ["anna", "ANNA"])
def test_ids_and_logins_are_not_given_twice(practice: VaultedPractice, login: str) -> None:
    key = practice.data_key
    with pytest.raises(VaultRuleBroken, match="already has"):
        add_user_slot(practice.vault, data_key=key, owner=replace(BEA, user_id=1), passphrase=BEAS, kdf=CHEAP)
    taken = replace(BEA, login=login)
    with pytest.raises(VaultRuleBroken, match="taken"):
        add_user_slot(practice.vault, data_key=key, owner=taken, passphrase=BEAS, kdf=CHEAP)
    with pytest.raises(VaultRuleBroken, match="taken"):
        update_owner(with_bea(practice), data_key=key, owner=taken)


def test_the_last_user_and_unknown_users_stay(practice: VaultedPractice) -> None:
    with pytest.raises(VaultRuleBroken, match="last user"):
        remove_user_slot(practice.vault, data_key=practice.data_key, user_id=1)
    with pytest.raises(VaultRuleBroken, match="no passphrase"):
        remove_user_slot(practice.vault, data_key=practice.data_key, user_id=5)
    with pytest.raises(VaultRuleBroken, match="no passphrase"):
        change_passphrase(practice.vault, data_key=practice.data_key, user_id=5, passphrase=BEAS, kdf=CHEAP)


def test_a_practice_has_a_bounded_number_of_users(practice: VaultedPractice) -> None:
    slot = practice.vault.users[0]
    many = tuple(
        replace(slot, owner=SlotOwner(number, f"user{number}", "Name")) for number in range(1, MOST_USERS + 1)
    )
    crowded = reseal_all(practice.vault, data_key=practice.data_key, new_data_key=practice.data_key)
    crowded = _resigned(replace(crowded, users=many), practice.data_key)
    with pytest.raises(VaultRuleBroken, match="at most"):
        add_user_slot(
            crowded, data_key=practice.data_key, owner=replace(BEA, user_id=10**6), passphrase=BEAS, kdf=CHEAP
        )


@pytest.mark.parametrize(
    "owner",
    [
        SlotOwner(0, "x", "X"),
        SlotOwner(2, "", "X"),
        SlotOwner(2, "x", ""),
        SlotOwner(2, "x" * 201, "X"),
        SlotOwner(2, "x", "line\nbreak"),
        SlotOwner(2, "x", "lone \ud800"),
    ],
)
def test_names_that_do_not_fit_the_file_are_refused(practice: VaultedPractice, owner: SlotOwner) -> None:
    with pytest.raises(VaultRuleBroken, match="printable"):
        add_user_slot(practice.vault, data_key=practice.data_key, owner=owner, passphrase=BEAS, kdf=CHEAP)


def test_a_slot_of_another_practice_does_not_open_here(practice: VaultedPractice) -> None:
    other, _ = create_vault(
        database_id=DATABASE_ID, owner=BEA, passphrase=BEAS, recovery_key=bytearray(b"o" * 32), kdf=CHEAP
    )
    moved = replace(practice.vault, users=(*practice.vault.users, *other.users))
    with pytest.raises(WrongPassphrase):
        open_with_passphrase(moved, user_id=2, passphrase=BEAS)


def test_a_renamed_user_is_an_altered_vault(practice: VaultedPractice) -> None:
    slot = practice.vault.users[0]
    altered = replace(
        practice.vault, users=(replace(slot, owner=replace(slot.owner, role_words="Administrator")),)
    )
    with pytest.raises(DamagedVault):
        open_with_passphrase(altered, user_id=1, passphrase=practice.passphrase)
    with pytest.raises(DamagedVault):
        open_with_recovery_key(altered, recovery_key=practice.recovery_key)
    with pytest.raises(DamagedVault):
        change_passphrase(altered, data_key=practice.data_key, user_id=1, passphrase=BEAS, kdf=CHEAP)


def test_a_slot_given_to_another_user_id_does_not_open(practice: VaultedPractice) -> None:
    slot = practice.vault.users[0]
    altered = replace(practice.vault, users=(replace(slot, owner=replace(slot.owner, user_id=9)),))
    with pytest.raises(WrongPassphrase):
        open_with_passphrase(altered, user_id=9, passphrase=practice.passphrase)


def test_cheaper_parameters_written_into_a_slot_do_not_open_it(practice: VaultedPractice) -> None:
    slot = practice.vault.users[0]
    altered = replace(practice.vault, users=(replace(slot, kdf=KdfParameters(8, 1, 1)),))
    with pytest.raises(WrongPassphrase):
        open_with_passphrase(altered, user_id=1, passphrase=practice.passphrase)


def test_a_sealed_key_of_low_order_opens_nothing(practice: VaultedPractice) -> None:
    pair = practice.vault.recovery.pair
    hostile = KeyPair(pair.public, pair.private, replace(pair.sealed, ephemeral=bytes(32)))
    with pytest.raises(WrongRecoveryKey):
        open_with_recovery_key(
            replace(practice.vault, recovery=RecoverySlot(hostile)), recovery_key=practice.recovery_key
        )


@given(data=st.data())
def test_any_flipped_bit_of_a_secret_part_is_noticed(practice: VaultedPractice, data: st.DataObject) -> None:
    """The file's checksum aside: an attacker can make that anew."""
    pair: KeyPair = practice.vault.recovery.pair
    parts = {
        "public": pair.public,
        "nonce": pair.private.nonce,
        "ciphertext": pair.private.ciphertext,
        "ephemeral": pair.sealed.ephemeral,
        "sealed nonce": pair.sealed.box.nonce,
        "sealed ciphertext": pair.sealed.box.ciphertext,
    }
    name = data.draw(st.sampled_from(sorted(parts)))
    bit = data.draw(st.integers(0, len(parts[name]) * 8 - 1))
    flipped = bytearray(parts[name])
    flipped[bit // 8] ^= 1 << bit % 8
    parts[name] = bytes(flipped)
    altered = KeyPair(
        parts["public"],
        Box(parts["nonce"], parts["ciphertext"]),
        replace(
            pair.sealed,
            ephemeral=parts["ephemeral"],
            box=Box(parts["sealed nonce"], parts["sealed ciphertext"]),
        ),
    )
    vault = replace(practice.vault, recovery=RecoverySlot(altered))
    with pytest.raises((WrongRecoveryKey, DamagedVault)):
        open_with_recovery_key(vault, recovery_key=practice.recovery_key)
    with pytest.raises(DamagedVault):
        open_with_passphrase(vault, user_id=1, passphrase=practice.passphrase)


def test_two_vaults_of_the_same_secrets_share_nothing() -> None:
    made = [
        create_vault(
            database_id=DATABASE_ID, owner=BEA, passphrase=BEAS, recovery_key=bytearray(b"r" * 32), kdf=CHEAP
        )
        for _ in range(2)
    ]
    (one, key_one), (two, key_two) = made
    assert key_one != key_two
    assert one.users[0].salt != two.users[0].salt
    assert one.recovery.pair.public != two.recovery.pair.public


def _resigned(vault: Vault, data_key: bytearray) -> Vault:
    from ccmdesk.security.vault import _signed

    return _signed(vault, data_key)


@pytest.mark.slow
@pytest.mark.parametrize("kdf", [STANDARD, SMALL_MACHINE])
def test_the_product_s_own_parameters_open_a_vault(kdf: KdfParameters) -> None:
    vault, data_key = create_vault(
        database_id=DATABASE_ID, owner=BEA, passphrase=BEAS, recovery_key=bytearray(b"r" * 32), kdf=kdf
    )
    assert open_with_passphrase(vault, user_id=BEA.user_id, passphrase=BEAS) == data_key
    assert vault.users[0].kdf == kdf
