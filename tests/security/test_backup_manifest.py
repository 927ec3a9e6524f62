"""The manifest of a backup: what is altered, damaged, newer or nonsense is refused with a sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccmdesk.security import backup_manifest
from ccmdesk.security.backup_manifest import LARGEST_FILE, Contents, Manifest, decode, encode
from ccmdesk.security.errors import DamagedBackup, NewerBackup

KEY = bytearray(range(32))
CONTENTS = Contents((("audit", 3), ("patient", 1)), 3, "ab" * 32, "cd" * 32, "0010")
MANIFEST = Manifest(
    name="Lakeview Family Medicine",
    database_id="0f" * 16,
    generation=1,
    program="0.1.0",
    made_at=datetime(2026, 11, 24, 22, 30, tzinfo=UTC),
    zone="America/Denver",
    reason="manual",
    contents=CONTENTS,
    size=4096,
    sha256="01" * 32,
    vault_sha256="23" * 32,
)
DATA = encode(MANIFEST, KEY)


def rewritten(**fields: Any) -> bytes:
    """Return the manifest with other fields, as someone without the key can write it."""
    told = {**json.loads(DATA), **fields}
    del told["checksum"]
    return backup_manifest._canonical({**told, "checksum": backup_manifest._checksum(told)}) + b"\n"


def test_what_is_written_is_read_and_authentic_for_the_same_key_alone() -> None:
    sealed = decode(DATA)
    assert sealed.manifest == MANIFEST
    assert sealed.authentic(KEY)
    assert not sealed.authentic(bytearray(32))
    elsewhere = replace(MANIFEST, made_at=MANIFEST.made_at.astimezone(timezone(timedelta(hours=-7))))
    assert encode(elsewhere, KEY) == DATA


def test_an_empty_practice_has_no_head() -> None:
    empty = replace(MANIFEST, contents=replace(CONTENTS, audit_count=0, head=""))
    assert decode(encode(empty, KEY)).manifest == empty


@pytest.mark.parametrize(
    "change", [{"size": 1}, {"generation": 2}, {"name": "Other"}, {"counts": {"audit": 4}}]
)
def test_what_is_altered_without_the_key_is_not_authentic(change: dict[str, Any]) -> None:
    assert not decode(rewritten(**change)).authentic(KEY)


@given(place=st.integers(0, len(DATA) - 1), bit=st.integers(0, 7))
@settings(max_examples=300, deadline=None)
def test_no_flipped_bit_passes(place: int, bit: int) -> None:
    data = bytearray(DATA)
    data[place] ^= 1 << bit
    with pytest.raises(DamagedBackup):
        decode(bytes(data))


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_no_bytes_make_it_fail_without_a_sentence(data: bytes) -> None:
    for text in (data, DATA[: len(data)], DATA + data):
        if text != DATA:
            with pytest.raises(DamagedBackup):
                decode(text)


@pytest.mark.parametrize(
    "change",
    [
        {"mac": None}, {"mac": "xy"}, {"version": 0}, {"version": "1"}, {"counts": []}, {"counts": {"a": -1}},
        {"counts": {"a": True}}, {"audit_count": 2**60}, {"audit_head": "zz"}, {"months": ""},
        {"made_at": "today"}, {"made_at": "2026-11-24T22:30:00"}, {"made_at": 3}, {"name": ""},
        {"name": "a\nb"}, {"name": "x" * 300}, {"extra": 1}, {"database_id": "0F" * 16},
    ],
)  # fmt: skip
def test_fields_that_make_no_sense_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(DamagedBackup):
        decode(rewritten(**change))


def test_a_newer_manifest_is_newer_not_damaged() -> None:
    with pytest.raises(NewerBackup, match="newer version"):
        decode(rewritten(version=2, counts="of another form"))


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{}", b"\xff", b"[" * 100_000, b" " * (LARGEST_FILE + 1), b'{"format":"ccmdesk-vault"}'],
)
def test_other_files_are_damaged_backups(data: bytes) -> None:
    with pytest.raises(DamagedBackup, match="Use another backup"):
        decode(data)
