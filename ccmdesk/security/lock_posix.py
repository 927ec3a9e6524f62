"""Lock a file on Linux and macOS; the system drops the lock when the process ends, however it ends."""

from __future__ import annotations


def try_lock(descriptor: int) -> bool:
    """Lock an open file without waiting; False when another process, or this one, holds it."""
    import fcntl  # not on Windows

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
