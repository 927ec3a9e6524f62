"""What the process does to itself at start so that nothing about a patient is left lying about.

These change the whole process: only app and cli call them.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from ccmdesk.security import process_posix, process_windows
from ccmdesk.security.instance_lock import LOCK_NAME, try_lock

_PREFIX = "ccmdesk-temporary-"
_VARIABLES = ("TMPDIR", "TEMP", "TMP")
_forbid_dumps = process_windows.forbid_dumps if sys.platform == "win32" else process_posix.forbid_dumps


def harden_process() -> None:
    """Make new files private, forbid core dumps and, on Linux, reading this process's memory."""
    os.umask(0o077)
    _forbid_dumps()


@contextmanager
def private_temporary_folder(bases: Sequence[Path] | None = None) -> Iterator[Path]:
    """Send temporary files of this process and its children to a private folder, kept in memory if possible.

    The folder (0700) is removed at the end; one left by a killed process is removed by the next start.
    `bases` are the places to try; when none is writable the system's own temporary folder is used.
    """
    base = next((place for place in bases or memory_places() if _usable(place)), Path(tempfile.gettempdir()))
    _sweep(base)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=base))
    lock = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try_lock(lock)
    before = {name: os.environ.get(name) for name in _VARIABLES}
    chosen_before = tempfile.tempdir
    os.environ.update(dict.fromkeys(_VARIABLES, str(folder)))
    tempfile.tempdir = str(folder)
    try:
        yield folder
    finally:
        tempfile.tempdir = chosen_before
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        os.close(lock)
        shutil.rmtree(folder, ignore_errors=True)


def memory_places() -> tuple[Path, ...]:
    """Return the places that Linux systems keep in memory, the user's own first."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    own = (Path(runtime),) if runtime else ()
    return (*own, Path("/dev/shm"))  # noqa: S108 - a private folder is made inside


def _usable(place: Path) -> bool:
    return place.is_dir() and os.access(place, os.W_OK | os.X_OK)


def _sweep(base: Path) -> None:
    for folder in base.glob(f"{_PREFIX}*"):
        with suppress(OSError):  # another user's, or being removed by its owner at this moment
            _remove_if_left(folder)


def _remove_if_left(folder: Path) -> None:
    lock = os.open(folder / LOCK_NAME, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    try:
        left = try_lock(lock)
    finally:
        os.close(lock)
    if left:
        shutil.rmtree(folder, ignore_errors=True)
