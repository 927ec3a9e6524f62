"""One process a practice: real processes, killed the hard way."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from ccmdesk.security import lock_windows
from ccmdesk.security.errors import InUse, UnwritableFolder
from ccmdesk.security.instance_lock import LOCK_NAME, acquire_instance_lock, holder

SINCE = datetime(2026, 11, 24, 15, 4, tzinfo=UTC)
HOLD = (
    "import sys, pathlib, datetime\n"
    "from ccmdesk.security.instance_lock import acquire_instance_lock\n"
    "since = datetime.datetime(2026, 11, 24, 15, 4, tzinfo=datetime.UTC)\n"
    "lock = acquire_instance_lock(pathlib.Path(sys.argv[1]), user='Anna Berg', since=since)\n"
    "print('held', flush=True)\n"
    "sys.stdin.read()\n"
)


@contextmanager
def another_process(folder: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def test_a_second_process_is_told_who_and_since_when(tmp_path: Path) -> None:
    with another_process(tmp_path):
        with pytest.raises(InUse, match=r"in use by Anna Berg on .+ since 2026-11-24 15:04") as caught:
            acquire_instance_lock(tmp_path, user="Bea", since=SINCE)
        assert caught.value.since == SINCE
        told = holder(tmp_path)
        assert told is not None
        assert told.by.startswith("Anna Berg on ")


def test_a_killed_holder_frees_the_practice_at_once(tmp_path: Path) -> None:
    with another_process(tmp_path) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert (tmp_path / LOCK_NAME).read_bytes()  # what it wrote is still there, and decides nothing
        acquire_instance_lock(tmp_path, user="Bea", since=SINCE).release()


def test_the_same_process_cannot_open_a_practice_twice(tmp_path: Path) -> None:
    with acquire_instance_lock(tmp_path, user="Anna", since=SINCE):
        with pytest.raises(InUse):
            acquire_instance_lock(tmp_path, user="Anna", since=SINCE)
        assert holder(tmp_path) is not None
    acquire_instance_lock(tmp_path, user="Anna", since=SINCE).release()


def test_releasing_twice_is_harmless_and_leaves_no_name(tmp_path: Path) -> None:
    lock = acquire_instance_lock(tmp_path, user="Anna", since=SINCE)
    assert (tmp_path / LOCK_NAME).stat().st_mode & 0o777 == 0o600
    lock.release()
    lock.release()
    assert (tmp_path / LOCK_NAME).read_bytes() == b""
    assert holder(tmp_path) is None


def test_nobody_holds_a_practice_that_was_never_opened(tmp_path: Path) -> None:
    assert holder(tmp_path) is None


def test_any_zone_is_written_as_utc(tmp_path: Path) -> None:
    local = SINCE.astimezone(timezone(timedelta(hours=-6)))
    with acquire_instance_lock(tmp_path, user="Anna", since=local):
        told = holder(tmp_path)
        assert told is not None
        assert told.since == SINCE


@pytest.mark.parametrize(
    "text", [b"", b"junk", b"[]", b"[" * 4000, b"{}", b'{"since": 3}', b'{"since": "2026-11-24T15:04:00"}']
)
def test_a_holder_that_cannot_be_read_is_still_respected(tmp_path: Path, text: bytes) -> None:
    with acquire_instance_lock(tmp_path, user="Anna", since=SINCE):
        (tmp_path / LOCK_NAME).write_bytes(text)
        with pytest.raises(InUse, match="another window or program") as caught:
            acquire_instance_lock(tmp_path, user="Bea", since=SINCE)
        assert caught.value.since is None


def test_a_folder_that_cannot_be_written_to_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / LOCK_NAME).mkdir()
    with pytest.raises(UnwritableFolder, match=r"cannot be written to: .+ Make the folder writable"):
        acquire_instance_lock(tmp_path, user="Anna", since=SINCE)


def test_a_link_in_place_of_the_lock_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"kept")
    (tmp_path / LOCK_NAME).symlink_to(tmp_path / "target")
    with pytest.raises(UnwritableFolder, match="symbolic links"):
        acquire_instance_lock(tmp_path, user="Anna", since=SINCE)
    assert (tmp_path / "target").read_bytes() == b"kept"


def test_the_lock_of_another_system_is_not_pretended(tmp_path: Path) -> None:
    with (tmp_path / "file").open("wb") as stream, pytest.raises(OSError, match="only on Windows"):
        lock_windows.try_lock(stream.fileno())
