"""Progress of work off the window's thread: told in thousandths, stopped by a token."""

from __future__ import annotations

from collections.abc import Callable

from ccmdesk.domain.imports import Progress
from ccmdesk.ui.common.lane import CancelToken

STEPS = 1000


def progress_of(token: CancelToken, report: Callable[[int], None]) -> Progress:
    """Return what work calls with (done, total): it reports thousandths as they change, and stops."""
    last = -1

    def progress(done: int, total: int) -> None:
        nonlocal last
        token.check()
        share = done * STEPS // max(total, 1)
        if share != last:
            last = share
            report(share)

    return progress
