"""Flushing a file, and two folders that change their names in one step."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ccmdesk.security.safe_files import exchange, sync_file


def test_a_flushed_file_reads_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "copy"
    path.write_bytes(bytes(range(256)) * 1000)
    sync_file(path)
    assert path.read_bytes() == bytes(range(256)) * 1000
    with pytest.raises(FileNotFoundError):
        sync_file(tmp_path / "none")


@pytest.mark.skipif(sys.platform != "linux", reason="the call is Linux's")
def test_two_folders_change_names(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
        (folder / folder.name).touch()
    assert exchange(old, new)
    assert (old / "new").exists() and (new / "old").exists()


def test_without_a_partner_or_the_call_nothing_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    assert not exchange(old, new)
    new.mkdir()
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not exchange(old, new)
    assert old.is_dir() and new.is_dir()
