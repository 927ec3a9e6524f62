"""Start the program anew in place of this process, so that nothing of its memory is left."""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from typing import NoReturn

from ccmdesk.security import process_posix, process_windows

_become = process_windows.become if sys.platform == "win32" else process_posix.become


def program(arguments: Sequence[str]) -> list[str]:
    """Return the command line that starts this program with these arguments."""
    start = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "ccmdesk"]
    return [*start, *arguments]


def replace_process(arguments: Sequence[str]) -> NoReturn:
    """Replace this process by a fresh one; its memory goes back to the system, which clears it."""
    _become(program(arguments))


def replace_when_late(arguments: Sequence[str], *, after: float) -> None:
    """Replace the process after so many seconds, whatever it is then doing; an orderly end comes before."""
    late = threading.Timer(after, replace_process, args=(tuple(arguments),))
    late.daemon = True
    late.start()
