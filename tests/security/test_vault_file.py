"""The file form of the vault: every damage is seen before anything in it is believed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ccmdesk.security.errors import DamagedVault, MissingVault, NewerVault, WrongPassphrase
from ccmdesk.security.keys import new_data_key
from ccmdesk.security.vault import open_with_passphrase, open_with_recovery_key, reseal_all
from ccmdesk.security.vault_file import (
    decode_vault,
    encode_vault,
    old_vault_path,
    read_vault,
    write_vault,
)
from tests.security.vaulted import VaultedPractice

Edit = Callable[[dict[str, Any]], object]


def rewritten(data: bytes, edit: Edit) -> bytes:
    """Return a vault as a hostile hand would write it: edited, with a fitting checksum."""
    fields = json.loads(data)
    del fields["checksum"]
    edit(fields)
    plain = json.dumps(fields, sort_keys=True, separators=(",", ":")).encode("ascii")
    fields["checksum"] = sha256(b"ccmdesk vault checksum " + plain).hexdigest()
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode("ascii") + b"\n"


def put(*path: str | int, value: object) -> Edit:
    def edit(fields: Any) -> None:
        for step in path[:-1]:
            fields = fields[step]
        fields[path[-1]] = value

    return edit


def drop(*path: str | int) -> Edit:
    def edit(fields: Any) -> None:
        for step in path[:-1]:
            fields = fields[step]
        del fields[path[-1]]

    return edit


def test_round_trip(practice: VaultedPractice) -> None:
    data = encode_vault(practice.vault)
    assert decode_vault(data) == practice.vault
    assert b"anna" in data
    assert practice.passphrase.encode() not in data


def test_a_rewritten_vault_without_edits_is_read(practice: VaultedPractice) -> None:
    """The control for every hostile edit below."""
    assert decode_vault(rewritten(encode_vault(practice.vault), lambda fields: None)) == practice.vault


@given(data=st.data())
def test_any_flipped_bit_of_the_file_is_damage(practice: VaultedPractice, data: st.DataObject) -> None:
    whole = bytearray(encode_vault(practice.vault))
    bit = data.draw(st.integers(0, len(whole) * 8 - 1))
    whole[bit // 8] ^= 1 << bit % 8
    with pytest.raises(DamagedVault):
        decode_vault(bytes(whole))


@given(length=st.integers(0, 5000))
@example(length=0)
def test_a_cut_file_is_damage(practice: VaultedPractice, length: int) -> None:
    whole = encode_vault(practice.vault)
    with pytest.raises(DamagedVault):
        decode_vault(whole[: min(length, len(whole) - 1)])


@given(junk=st.one_of(st.binary(max_size=300), st.text(max_size=100).map(str.encode)))
def test_junk_is_damage(junk: bytes) -> None:
    with pytest.raises(DamagedVault):
        decode_vault(junk)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
FIELDS = [
    ("database_id",),
    ("generation",),
    ("version",),
    ("users",),
    ("users", 0),
    ("users", 0, "owner"),
    ("users", 0, "owner", "login"),
    ("users", 0, "kdf"),
    ("users", 0, "kdf", "memory_kib"),
    ("users", 0, "kdf", "salt"),
    ("users", 0, "pair"),
    ("recovery",),
    ("recovery", "private"),
    ("recovery", "private", "nonce"),
    ("recovery", "sealed", "box"),
    ("mac",),
    ("surplus",),
]


@given(path=st.sampled_from(FIELDS), value=json_values)
def test_a_field_of_any_other_kind_is_damage_or_opens_nothing(
    practice: VaultedPractice, path: Any, value: object
) -> None:
    original = encode_vault(practice.vault)
    hostile = rewritten(original, put(*path, value=value))
    if hostile == original:
        return
    with pytest.raises((DamagedVault, NewerVault, WrongPassphrase)):
        open_with_passphrase(decode_vault(hostile), user_id=1, passphrase=practice.passphrase)


@pytest.mark.parametrize(
    "edit",
    [
        put("users", 0, "kdf", "memory_kib", value=2**40),
        put("users", 0, "kdf", "memory_kib", value=2**20 + 1),
        put("users", 0, "kdf", "passes", value=10**6),
        put("users", 0, "kdf", "lanes", value=10**6),
        put("users", 0, "kdf", "lanes", value=True),
        put("users", 0, "kdf", "memory_kib", value=16.0),
        put("users", 0, "kdf", "name", value="scrypt"),
        put("users", 0, "owner", "user_id", value=-1),
        put("users", 0, "owner", "login", value=""),
        put("users", 0, "owner", "login", value="a" * 201),
        put("users", 0, "owner", "display_name", value="x\x1b[2J"),
        put("users", value=[]),
        put("users", value={}),
        put("generation", value=0),
        put("generation", value=2**60),
        put("version", value=0),
        put("version", value="1"),
        put("version", value=True),
        put("database_id", value="G" * 32),
        put("database_id", value="0" * 31),
        put("mac", value="AAAA"),
        put("mac", value="!" * 44),
        put("mac", value=7),
        put("recovery", "public", value="A" * 42 + "B="),  # not the one spelling of its bytes
        put("format", value="ccmdesk-anchor"),
        drop("recovery"),
        drop("users", 0, "kdf", "salt"),
    ],
)
def test_hostile_fields_are_damage(practice: VaultedPractice, edit: Edit) -> None:
    with pytest.raises(DamagedVault):
        decode_vault(rewritten(encode_vault(practice.vault), edit))


def test_two_slots_of_one_user_or_login_are_damage(practice: VaultedPractice) -> None:
    original = encode_vault(practice.vault)
    with pytest.raises(DamagedVault, match="vault"):
        decode_vault(rewritten(original, lambda fields: fields["users"].append(fields["users"][0])))
    second = json.loads(original)["users"][0]
    second["owner"] |= {"user_id": 2, "login": "ANNA"}
    with pytest.raises(DamagedVault):
        decode_vault(rewritten(original, lambda fields: fields["users"].append(second)))
    second["owner"]["login"] = "bea"
    assert len(decode_vault(rewritten(original, lambda fields: fields["users"].append(second))).users) == 2


def test_more_users_than_the_bound_are_damage(practice: VaultedPractice) -> None:
    with pytest.raises(DamagedVault):
        decode_vault(
            rewritten(encode_vault(practice.vault), lambda fields: put("users", value=[{}] * 501)(fields))
        )


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        b'{"format":"ccmdesk-vault","checksum":' + b"[" * 500 + b"]" * 500 + b"}",
        b'{"format":"ccmdesk-vault","users":NaN}',
        b'{"format":"ccmdesk-vault","generation":' + b"9" * 5000 + b"}",
        b"{}" + b" " * 2**20,
        '{"format":"ccmdesk-vault","x":"\u00e9"}'.encode(),
        b"[]",
        b"null",
    ],
)
def test_hostile_documents_are_damage_and_cost_nothing(data: bytes) -> None:
    with pytest.raises(DamagedVault):
        decode_vault(data)


def test_a_newer_vault_is_told_from_a_damaged_one(practice: VaultedPractice) -> None:
    def newer(fields: dict[str, Any]) -> None:
        fields["version"] = 2
        fields["something"] = "new"

    data = rewritten(encode_vault(practice.vault), newer)
    with pytest.raises(NewerVault) as caught:
        decode_vault(data)
    assert caught.value.version == 2
    with pytest.raises(DamagedVault):
        decode_vault(data.replace(b'"new"', b'"now"'))


def test_writing_keeps_the_vault_before(practice: VaultedPractice, tmp_path: Path) -> None:
    path = tmp_path / "vault.json"
    write_vault(path, practice.vault)
    assert not old_vault_path(path).exists()
    newer = reseal_all(practice.vault, data_key=practice.data_key, new_data_key=new_data_key())
    write_vault(path, newer)
    assert read_vault(path) == newer
    assert read_vault(old_vault_path(path)) == practice.vault
    assert {item.name for item in tmp_path.iterdir()} == {"vault.json", "vault.json.old"}
    assert {oct(item.stat().st_mode & 0o777) for item in tmp_path.iterdir()} == {"0o600"}


def test_a_vault_that_would_not_read_back_is_never_written(practice: VaultedPractice, tmp_path: Path) -> None:
    path = tmp_path / "vault.json"
    write_vault(path, practice.vault)
    with pytest.raises(DamagedVault):
        write_vault(path, replace(practice.vault, mac=b"short"))
    assert read_vault(path) == practice.vault


def test_a_missing_vault_says_so(tmp_path: Path) -> None:
    with pytest.raises(MissingVault):
        read_vault(tmp_path / "vault.json")


def test_a_huge_file_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "vault.json"
    path.touch()
    os.truncate(path, 2**34)
    with pytest.raises(DamagedVault):
        read_vault(path)


def test_a_vault_of_the_first_release_opens() -> None:
    """Kept from the day the form was fixed: when this fails, practices in the field cannot be opened."""
    vault = read_vault(Path(__file__).parent / "data" / "vault-1.json")
    wanted = bytearray(b"the data key of the golden vault")
    assert [owner.display_name for owner in vault.owners] == ["Anna B\u00e9rg", "Dr. Bea Chan"]
    assert vault.binding.generation == 2
    assert open_with_passphrase(vault, user_id=1, passphrase="lantern orchard copper sixteen") == wanted
    assert open_with_passphrase(vault, user_id=2, passphrase="violet harbor ladder seven") == wanted
    assert open_with_recovery_key(vault, recovery_key=bytearray(range(32))) == wanted
