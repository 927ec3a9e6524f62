"""Collect Python's garbage on the window's thread alone.

A widget in a circle of references is destroyed by whichever thread happens to collect, and Qt ends the
program when that is the lane's. So the collection by itself is turned off, and a timer of the window does it.
"""

from __future__ import annotations

import ctypes
import gc
import sys

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1000


def collect_what_is_due() -> None:
    """Collect the oldest generation whose limit is passed; nothing when none is."""
    counts, limits = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if counts[generation] > limits[generation]:
            gc.collect(generation)
            return


def give_back() -> None:
    """Give memory that large work has left free back to the system, where the C library keeps it."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:  # glibc; others give it back by themselves
        trim(0)


class GarbageCollector(QObject):
    """Look once a second, on the thread of its parent, whether a collection is due."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        timer = QTimer(self)
        timer.setInterval(EVERY_MS)
        timer.timeout.connect(collect_what_is_due)
        timer.start()
