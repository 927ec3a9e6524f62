"""Lock a file on Windows; the system drops the lock when the process ends. Untested there so far."""

from __future__ import annotations

import os
import sys

_FAR_BYTE = 1 << 30  # beyond the text, so that another process can still read who holds the lock


def try_lock(descriptor: int) -> bool:
    """Lock an open file without waiting; False when another process, or this one, holds it."""
    if sys.platform == "win32":
        import msvcrt

        os.lseek(descriptor, _FAR_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
        return True
    raise OSError("only on Windows")
