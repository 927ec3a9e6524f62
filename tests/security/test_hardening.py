"""What the process does to itself: every claim is looked at from outside or in a process of its own."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from ccmdesk.security import process_posix
from ccmdesk.security.hardening import harden_process, memory_places, private_temporary_folder

PROBE = (
    "import ctypes, os, resource, sys\n"
    "from ccmdesk.security.hardening import harden_process\n"
    "if sys.argv[1] == 'hard': harden_process()\n"
    "dumpable = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)\n"
    "mask = os.umask(0)\n"
    "print(oct(mask), resource.getrlimit(resource.RLIMIT_CORE), dumpable)\n"
)


def probe(how: str) -> str:
    run = subprocess.run(
        [sys.executable, "-c", PROBE, how], capture_output=True, text=True, check=True, umask=0o022
    )
    return run.stdout.strip()


def test_a_hardened_process_is_private_and_leaves_no_dump() -> None:
    assert probe("hard") == "0o77 (0, 0) 0"


def test_an_ordinary_process_is_not() -> None:
    """The control."""
    assert probe("soft").startswith("0o22 ")
    assert probe("soft").endswith(" 1")


def test_hardening_this_process() -> None:
    """Run the same lines where coverage sees them, and put back what can be put back."""
    mask = os.umask(0o022)
    try:
        harden_process()
        assert os.umask(0o022) == 0o077
        assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
    finally:
        process_posix.set_dumpable(allowed=True)
        os.umask(mask)


def test_temporary_files_go_to_a_private_folder_that_is_gone_afterwards(tmp_path: Path) -> None:
    before = (tempfile.tempdir, os.environ.get("TMPDIR"))
    with private_temporary_folder([tmp_path / "missing", tmp_path]) as folder:
        assert folder.parent == tmp_path
        assert folder.stat().st_mode & 0o777 == 0o700
        with tempfile.NamedTemporaryFile() as stream:
            assert Path(stream.name).parent == folder
        child = "import tempfile; print(tempfile.gettempdir())"
        run = subprocess.run([sys.executable, "-c", child], capture_output=True, text=True, check=True)
        assert run.stdout.strip() == str(folder)
        (folder / "print job.pdf").write_bytes(b"x")
    assert not folder.exists()
    assert (tempfile.tempdir, os.environ.get("TMPDIR")) == before


def test_settings_of_the_caller_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.delenv("TEMP", raising=False)
    with private_temporary_folder([tmp_path]):
        assert os.environ["TEMP"] != str(tmp_path)
    assert os.environ["TMPDIR"] == str(tmp_path)
    assert "TEMP" not in os.environ


def test_without_a_place_in_memory_the_system_s_own_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with private_temporary_folder([tmp_path / "missing"]) as folder:
        assert folder.parent == tmp_path


def test_the_places_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert memory_places() == (tmp_path, Path("/dev/shm"))
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert memory_places() == (Path("/dev/shm"),)
    with private_temporary_folder() as folder:
        assert folder.parent == Path("/dev/shm")


def test_what_a_killed_process_left_is_swept_and_what_a_living_one_holds_is_not(tmp_path: Path) -> None:
    code = (
        "import os, pathlib, signal, sys\n"
        "from ccmdesk.security.hardening import private_temporary_folder\n"
        "with private_temporary_folder([pathlib.Path(sys.argv[1])]) as folder:\n"
        "    (folder / 'left.pdf').write_bytes(b'x')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    (left,) = tmp_path.glob("ccmdesk-temporary-*")
    assert (left / "left.pdf").exists()
    (tmp_path / "ccmdesk-temporary-of-someone-else").mkdir()  # no lock in it: not ours to judge
    with private_temporary_folder([tmp_path]) as first:
        assert not left.exists()
        with private_temporary_folder([tmp_path]):
            assert first.exists()
    assert [path.name for path in tmp_path.glob("ccmdesk-*")] == ["ccmdesk-temporary-of-someone-else"]
