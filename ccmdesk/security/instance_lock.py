"""One process a practice: a lock file held by the operating system, which says who holds it."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ccmdesk.security import lock_posix, lock_windows
from ccmdesk.security.errors import InUse, UnwritableFolder

LOCK_NAME = "in-use.lock"
_LARGEST_FILE = 4096
try_lock = lock_windows.try_lock if sys.platform == "win32" else lock_posix.try_lock


@dataclass(slots=True)
class InstanceLock:
    """Hold a practice for this process until released; the file stays, since removing it would race."""

    descriptor: int | None

    def release(self) -> None:
        """Let others open the practice; doing it twice is harmless."""
        if self.descriptor is not None:
            with suppress(
                OSError
            ):  # on a full or failing disk the old name stays; the lock goes all the same
                os.ftruncate(self.descriptor, 0)
            os.close(self.descriptor)
            self.descriptor = None

    def __enter__(self) -> InstanceLock:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def acquire_instance_lock(folder: Path, *, user: str, since: datetime) -> InstanceLock:
    """Take a practice folder for this process, or raise InUse with who has it and since when.

    `user` is how a colleague would know the holder (staff only), `since` an aware instant. A lock left by a
    killed process is free; one that is held is never taken away. Raises UnwritableFolder.
    """
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        descriptor = os.open(folder / LOCK_NAME, flags, 0o600)
    except OSError as error:
        raise UnwritableFolder(error.strerror or type(error).__name__) from None
    try:
        if not try_lock(descriptor):
            raise _in_use(os.read(descriptor, _LARGEST_FILE))
        os.ftruncate(descriptor, 0)
        os.write(descriptor, _holder(user, since))
    except BaseException:
        os.close(descriptor)
        raise
    return InstanceLock(descriptor)


def holder(folder: Path) -> InUse | None:
    """Return who holds a practice, without taking it; None when nobody does."""
    try:
        descriptor = os.open(folder / LOCK_NAME, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError:
        return None
    try:
        return None if try_lock(descriptor) else _in_use(os.read(descriptor, _LARGEST_FILE))
    finally:
        os.close(descriptor)


def _holder(user: str, since: datetime) -> bytes:
    import socket  # only who takes a practice needs it; the lock screen, painted before, does not wait

    fields = {
        "user": user,
        "host": socket.gethostname(),
        "pid": os.getpid(),
        "since": since.astimezone(UTC).isoformat(timespec="seconds"),
    }
    return json.dumps(fields).encode("ascii")


def _in_use(data: bytes) -> InUse:
    try:
        fields = json.loads(data)
        since = datetime.fromisoformat(fields["since"]).astimezone(UTC)
        return InUse(f"{fields['user']} on {fields['host']}", since)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return InUse("another window or program", None)
