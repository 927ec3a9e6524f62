"""Damaged, altered and mixed-up backups: every one is refused with a sentence, none is ever restored."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from ccmdesk.domain.errors import UserError
from ccmdesk.security.backup_manifest import decode, encode
from ccmdesk.security.errors import DamagedBackup
from ccmdesk.services.backup_folders import COPY, MANIFEST, VAULT_COPY
from ccmdesk.services.backup_opening import inspect, open_backup
from ccmdesk.services.backups import back_up
from ccmdesk.services.restores import restore
from tests.services.backing_up import SARA, restored, worked_practice
from tests.services.desk import Desk

FLIPS = 300
"""How many bits are flipped, each in a backup of its own, spread over its three files."""


@pytest.fixture
def backup(desk: Desk) -> Path:
    worked_practice(desk)
    return back_up(desk.store, desk.actor).value.folder


@contextmanager
def changed(path: Path, change: Callable[[bytes], bytes]) -> Iterator[None]:
    """Change a file and put it back as it was."""
    whole = path.read_bytes()
    path.write_bytes(change(whole))
    try:
        yield
    finally:
        path.write_bytes(whole)


def flipped(place: int, bit: int) -> Callable[[bytes], bytes]:
    def flip(data: bytes) -> bytes:
        altered = bytearray(data)
        altered[place] ^= 1 << bit
        return bytes(altered)

    return flip


def test_three_hundred_flipped_bits_are_all_seen(desk: Desk, backup: Path) -> None:
    chance = random.Random(int(os.environ.get("CCMDESK_SEED", "20261124")))
    for number in range(FLIPS):
        path = backup / (COPY, MANIFEST, VAULT_COPY)[number % 3]
        place = chance.randrange(path.stat().st_size)
        with changed(path, flipped(place, chance.randrange(8))):
            with pytest.raises(DamagedBackup) as seen:
                inspect(backup)
            assert "damaged" in str(seen.value) and seen.value.todo
            if number < 30:
                with pytest.raises(DamagedBackup):
                    open_backup(backup, SARA)
    with open_backup(backup, SARA) as opened:
        assert opened.manifest.contents.audit_count < desk.last_record()


@pytest.mark.parametrize("name", [COPY, MANIFEST, VAULT_COPY])
def test_missing_cut_lengthened_and_empty_files_are_seen(backup: Path, name: str) -> None:
    size = (backup / name).stat().st_size
    for change in (
        lambda data: data[: size // 2],
        lambda data: data[:-1],
        lambda data: data + b"\0",
        lambda _: b"",
    ):
        with changed(backup / name, change), pytest.raises(DamagedBackup):
            open_backup(backup, SARA)
    (backup / name).unlink()
    with pytest.raises(DamagedBackup):
        open_backup(backup, SARA)


def test_a_page_put_in_from_an_older_backup_is_seen(desk: Desk, backup: Path) -> None:
    desk.worked(1, minutes=20)
    newer = back_up(desk.store, desk.actor).value.folder
    old, new = (backup / COPY).read_bytes(), (newer / COPY).read_bytes()
    pages = [
        at for at in range(4096, min(len(old), len(new)), 4096) if old[at : at + 4096] != new[at : at + 4096]
    ]
    assert pages
    for at in pages[:20]:
        mixed = new[:at] + old[at : at + 4096] + new[at + 4096 :]
        with changed(newer / COPY, lambda _, mixed=mixed: mixed), pytest.raises(DamagedBackup):  # type: ignore[misc]  # bound now
            open_backup(newer, SARA)


@pytest.mark.parametrize("name", [COPY, MANIFEST, VAULT_COPY])
def test_files_swapped_between_two_backups_are_seen(desk: Desk, backup: Path, name: str) -> None:
    desk.worked(1, minutes=20)
    vault = desk.store.database.parent / "vault.json"
    newer = back_up(desk.store, desk.actor).value.folder
    assert vault.read_bytes() == (newer / VAULT_COPY).read_bytes()
    (newer / VAULT_COPY).write_bytes(vault.read_bytes())
    if name == VAULT_COPY:  # as another generation of keys would have it
        other = (newer / name).read_bytes().replace(b'"generation":1', b'"generation":2')
        with changed(newer / name, lambda _: other), pytest.raises(DamagedBackup):
            open_backup(newer, SARA)
        return
    shutil.copy(backup / name, newer / name)
    with pytest.raises(DamagedBackup):
        open_backup(newer, SARA)


def test_a_backup_that_changes_after_it_was_opened_is_not_restored(
    desk: Desk, backup: Path, tmp_path: Path
) -> None:
    with (
        open_backup(backup, SARA) as opened,
        changed(backup / COPY, flipped(20_000, 3)),
        pytest.raises(UserError),
    ):
        restore(opened, to=tmp_path / "pc", clock=desk.clock, state_folder=tmp_path / "state")
    assert not list((tmp_path / "pc").iterdir())


def test_a_manifest_sealed_again_by_someone_without_the_key_is_seen(desk: Desk, backup: Path) -> None:
    manifest = decode((backup / MANIFEST).read_bytes()).manifest
    (backup / MANIFEST).write_bytes(encode(manifest, bytearray(32)))
    assert inspect(backup).name
    with pytest.raises(DamagedBackup, match="seal"):
        open_backup(backup, SARA)


def test_under_the_right_seal_a_wrong_list_of_contents_is_seen(desk: Desk, backup: Path) -> None:
    manifest = decode((backup / MANIFEST).read_bytes()).manifest
    held = manifest.contents
    for wrong in (
        replace(held, audit_count=held.audit_count - 1),
        replace(held, head="00" * 32),
        replace(held, months="00" * 32),
        replace(held, counts=held.counts[1:]),
        replace(held, schema="0000"),
    ):
        data = encode(replace(manifest, contents=wrong), desk.store.keys.backup)
        (backup / MANIFEST).write_bytes(data)
        with pytest.raises(DamagedBackup, match="does not hold what it says"):
            open_backup(backup, SARA)
    for name in ("../elsewhere", "..", ".hidden", "a\\b"):
        (backup / MANIFEST).write_bytes(encode(replace(manifest, name=name), desk.store.keys.backup))
        with pytest.raises(DamagedBackup, match="no name"):
            restored(backup, backup.parent / "x", clock=desk.clock)
