"""Keep Python 3.11 alive under PySide6 6.12, whose calls without a result give back one None too many.

PySide6 6.12.0 is built for interpreters on which None is immortal (3.12 and later). On 3.11 each call of a Qt
function without a result takes one from None's reference count, and after some ten thousand calls the process
ends with "deallocating None". 6.11.3 does not do this; 3.12 and later cannot notice it.
"""

from __future__ import annotations

import sys

_ENOUGH = 1 << 48


def guard_none() -> bool:
    """Raise None's reference count out of reach on Python 3.11; return whether anything was done."""
    if sys.version_info >= (3, 12) or sys.getrefcount(None) > _ENOUGH:
        return False
    from ctypes import c_ssize_t  # loaded only where it is needed: it costs start-up time

    count = c_ssize_t.from_address(id(None))
    count.value += 2 * _ENOUGH
    return True
