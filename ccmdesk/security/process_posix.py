"""Keep the memory of this process to itself on Linux and macOS, and give it back whole."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Sequence
from typing import NoReturn

_PR_SET_DUMPABLE = 4


def forbid_dumps() -> None:
    """Forbid core dumps and, where the system has prctl, attaching to this process and reading its memory."""
    import resource  # not on Windows

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    set_dumpable(allowed=False)


def set_dumpable(*, allowed: bool) -> None:
    """Allow or forbid other processes of this user to read the memory of this one, where that can be said."""
    prctl = getattr(ctypes.CDLL(None, use_errno=True), "prctl", None)
    if prctl is not None:  # pragma: no branch - macOS has none
        prctl(_PR_SET_DUMPABLE, int(allowed), 0, 0, 0)


def become(command: Sequence[str]) -> NoReturn:
    """Run another program in place of this one, under the same process number."""
    os.execv(command[0], list(command))  # noqa: S606 - our own program
