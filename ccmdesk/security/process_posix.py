"""Keep the memory of this process to itself on Linux and macOS."""

from __future__ import annotations

import ctypes

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
