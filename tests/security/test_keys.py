"""Data keys, sub-keys and the slow step from a passphrase to a key."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccmdesk.security.errors import NotEnoughMemory
from ccmdesk.security.kdf import (
    SMALL_MACHINE,
    STANDARD,
    KdfParameters,
    machine_memory,
    parameters_for,
    spelled,
    stretch,
)
from ccmdesk.security.keys import KeyLabel, expand, new_data_key, same, subkey, wipe

SUBKEYS = {
    "database": "83671dae357db62e1df921f71ec7f3ff9f55cc10de987f6437800b0ab64c414b",
    "anchor": "5c9f93c50fea9b56c72a87c3ab4008fea2425d66c294060dc603339757c26990",
    "backup": "e8d015cd60ad38be0ab4c5a980cd4909a2abac6f2090750e4b797ad7251c72cb",
    "vault": "64b4101aad9bb25abe3d869a79ebec8b1b66550eeab130929ce78b47f62ec7f1",
}
STRETCHED = "2d0726b1337d60b58afaf1eb4b13531aa92cbfb8fa94808b488c756707d19c1e"
CHEAP = KdfParameters(memory_kib=16, passes=1, lanes=1)


def test_data_keys_are_random_and_32_bytes() -> None:
    keys = {bytes(new_data_key()) for _ in range(50)}
    assert len(keys) == 50
    assert {len(key) for key in keys} == {32}


def test_each_label_gives_another_key_and_always_the_same() -> None:
    data_key = bytearray(b"k" * 32)
    made = {label: bytes(subkey(data_key, label)) for label in KeyLabel}
    assert len(set(made.values())) == len(KeyLabel)
    assert made == {label: bytes(subkey(data_key, label)) for label in KeyLabel}
    assert bytes(data_key) not in made.values()


def test_sub_keys_of_the_file_format_never_change() -> None:
    """Later releases have to open the files of this one."""
    data_key = bytearray(range(32))
    assert subkey(data_key, KeyLabel.DATABASE).hex() == SUBKEYS["database"]
    assert subkey(data_key, KeyLabel.ANCHOR).hex() == SUBKEYS["anchor"]
    assert subkey(data_key, KeyLabel.BACKUP).hex() == SUBKEYS["backup"]
    assert subkey(data_key, KeyLabel.VAULT).hex() == SUBKEYS["vault"]


def test_hkdf_is_the_one_of_rfc_5869() -> None:
    secret = bytearray.fromhex("0b" * 22)
    made = expand(secret, salt=bytes(range(13)), info=bytes(range(0xF0, 0xFA)))
    assert made.hex() == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"


@pytest.mark.parametrize("bad", [bytearray(32), bytearray(b"k" * 31), bytearray()])
def test_a_wiped_or_short_key_gives_no_sub_key(bad: bytearray) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        subkey(bad, KeyLabel.DATABASE)


def test_wiping_leaves_zeros_in_place() -> None:
    key = new_data_key()
    alias = key
    wipe(key)
    assert alias == bytearray(32)


def test_equality() -> None:
    assert same(b"abc", bytearray(b"abc"))
    assert not same(b"abc", b"abd")


@pytest.mark.parametrize(
    ("memory", "wanted"),
    [(16 * 10**9, STANDARD), (8_000_000_000, STANDARD), (4 * 10**9, SMALL_MACHINE), (0, SMALL_MACHINE)],
)
def test_cost_follows_the_machine(memory: int, wanted: KdfParameters) -> None:
    assert parameters_for(memory) == wanted


def test_the_product_parameters_are_the_documented_ones() -> None:
    assert KdfParameters(256 * 1024, 4, 2) == STANDARD
    assert KdfParameters(128 * 1024, 6, 2) == SMALL_MACHINE


def test_memory_of_this_machine_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine_memory() > 100 * 2**20
    monkeypatch.delattr("os.sysconf")
    assert machine_memory() == 0


@pytest.mark.parametrize(
    ("memory", "passes", "lanes"),
    [
        (2**21, 1, 1),
        (2**40, 1, 1),
        (8, 0, 1),
        (8, 65, 1),
        (7, 1, 1),
        (15, 1, 2),
        (2**20, 9, 1),
        (1024, 1, 17),
        (0, 1, 0),
    ],
)
def test_hostile_costs_are_refused(memory: int, passes: int, lanes: int) -> None:
    with pytest.raises(ValueError, match="out of bounds"):
        KdfParameters(memory, passes, lanes)


def test_stretching_matches_the_reference_vector_of_the_format() -> None:
    made = stretch("lantern orchard copper", salt=b"0123456789abcdef", parameters=KdfParameters(64, 2, 2))
    assert made.hex() == STRETCHED


@given(st.text(max_size=40))
def test_spelling_is_stable(text: str) -> None:
    assert spelled(spelled(text)) == spelled(text)
    assert spelled(f"  {text} \n") == spelled(text)


def test_composed_and_decomposed_accents_are_one_passphrase() -> None:
    salt = b"0123456789abcdef"
    composed = stretch("caf\u00e9  noir", salt=salt, parameters=CHEAP)
    assert composed == stretch("cafe\u0301 noir ", salt=salt, parameters=CHEAP)
    assert composed != stretch("cafe noir", salt=salt, parameters=CHEAP)


def test_a_machine_without_the_memory_says_so() -> None:
    in_use = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (in_use + 100 * 2**20, before[1]))
    try:
        with pytest.raises(NotEnoughMemory, match="256 MB of free memory"):
            stretch("x", salt=b"0" * 16, parameters=STANDARD)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
