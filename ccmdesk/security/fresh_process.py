"""Start the program anew in place of this process, so that nothing of its memory is left."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import NoReturn


def program(arguments: Sequence[str]) -> list[str]:
    """Return the command line that starts this program with these arguments."""
    start = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "ccmdesk"]
    return [*start, *arguments]


def replace_process(arguments: Sequence[str]) -> NoReturn:
    """Replace this process by a fresh one; its memory goes back to the system, which clears it.

    Windows knows no replacement: there the fresh one is started and this one ends at once.
    """
    command = program(arguments)
    if sys.platform == "win32":  # pragma: no cover - another operating system
        subprocess.Popen(command)  # noqa: S603 - our own program
        os._exit(0)
    os.execv(command[0], command)  # noqa: S606 - our own program


def replace_when_late(arguments: Sequence[str], *, after: float) -> None:
    """Replace the process after so many seconds, whatever it is then doing; an orderly end comes before."""
    late = threading.Timer(after, replace_process, args=(tuple(arguments),))
    late.daemon = True
    late.start()
