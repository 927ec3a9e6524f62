"""Write files so that a crash leaves the old or the new one, and only the owner can read them."""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import re
import shutil
import sys
from pathlib import Path

from ccmdesk.security.errors import NotEnoughSpace

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
_TEMPORARY = re.compile(r"\..+\.[0-9a-f]{12}\.tmp")
_HAS_FOLDER_SYNC = sys.platform != "win32"  # Windows cannot open a folder to flush it


def atomic_write(path: Path, data: bytes, *, mode: int = PRIVATE_FILE, durable: bool = True) -> None:
    """Replace a file whole: a crash or a power cut leaves the old bytes or the new ones.

    Not durable means that a power cut may still bring back the old file, never a torn one.
    Raises OSError with the old file untouched and no temporary file left.
    """
    temporary = path.with_name(f".{path.name}.{os.urandom(6).hex()}.tmp")
    try:
        _write_new(temporary, data, mode, durable=durable)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    if durable:
        sync_folder(path.parent)


def remove_torn(folder: Path) -> None:
    """Remove the temporary files that an `atomic_write` of a program that was ended has left in a folder.

    Only who holds the folder for itself may do this. Raises OSError.
    """
    for file in folder.glob(".*.tmp"):
        if _TEMPORARY.fullmatch(file.name):
            file.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Flush a folder's entries to the disk, where the system can."""
    if not _HAS_FOLDER_SYNC:
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Flush a file to the disk and forget what memory holds of it, so that whoever reads it asks the disk."""
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descriptor)
        if hasattr(os, "posix_fadvise"):  # pragma: no branch - macOS and Windows have none
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)


def exchange(first: Path, second: Path) -> bool:
    """Let two existing files or folders of one disk change names in one step; False where that cannot be.

    Linux has a call for it. Nothing has changed when False comes back.
    """
    call = getattr(ctypes.CDLL(None), "renameat2", None) if sys.platform == "linux" else None
    if call is None:
        return False
    here, at_once = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    done: int = call(here, os.fsencode(first), here, os.fsencode(second), at_once)
    return done == 0


def make_private_directory(path: Path) -> None:
    """Make a folder (parents too) that only its owner can enter, or tighten an existing one.

    Raises OSError when the place is a file or belongs to someone else.
    """
    path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    path.chmod(PRIVATE_FOLDER)


def require_free_space(folder: Path, needed: int) -> None:
    """Raise NotEnoughSpace unless the disk of a folder has so many bytes free."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise NotEnoughSpace(needed=needed, free=free)


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_bounded(path: Path, limit: int) -> bytes:
    """Return a file's bytes, at most one more than the limit, so that a huge file costs nothing."""
    with path.open("rb") as stream:
        return stream.read(limit + 1)


def _write_new(path: Path, data: bytes, mode: int, *, durable: bool) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags, mode), "wb") as stream:
        stream.write(data)
        stream.flush()
        if durable:
            os.fsync(stream.fileno())
