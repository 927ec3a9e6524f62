"""Keep the memory of this process to itself on Windows. Untested there so far."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

_NO_FAULT_BOXES = 0x0001 | 0x0002 | 0x8000


def forbid_dumps() -> None:
    """Ask Windows not to open its error reporting, which would keep a dump of the memory."""
    if sys.platform == "win32":
        ctypes.windll.kernel32.SetErrorMode(_NO_FAULT_BOXES)


def become(command: Sequence[str]) -> NoReturn:
    """Start another program and end this one at once; Windows knows no replacement."""
    import subprocess  # hardly ever wanted, and every start would wait for it

    subprocess.Popen(list(command))  # noqa: S603 - our own program
    os._exit(0)
