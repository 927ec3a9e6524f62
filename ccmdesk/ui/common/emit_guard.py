"""Keep Python alive through many signals: PySide6 6.12 loses a reference to True with every emit.

Before Python 3.12 booleans are counted like any other object, so that after some hundred emits more than
were made up for by chance the interpreter ends with "deallocating True or False". From 3.12 on booleans are
immortal and nothing is lost.
"""

from __future__ import annotations

import ctypes
import sys

_ENOUGH = 1 << 40


def keep_true_alive() -> None:
    """Give True more references than any number of emits can lose, where Python still counts them."""
    if sys.version_info < (3, 12) and sys.getrefcount(True) < _ENOUGH:
        ctypes.c_ssize_t.from_address(id(True)).value += _ENOUGH
