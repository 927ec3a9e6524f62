"""Keep Python 3.11 alive under PySide6 6.12, which miscounts references to None, True and False.

PySide6 6.12.0 is built for interpreters on which these are immortal (3.12 and later). On 3.11 each call of a
Qt function without a result, and each emit of a Python signal, takes one reference too many away; after some
thousands the process ends with "deallocating None". 6.11.3 does not do this; 3.12 and later cannot notice it.
"""

from __future__ import annotations

import sys

_ENOUGH = 1 << 48


def guard_counts() -> bool:
    """Raise the reference counts of None, True and False out of reach on Python 3.11; tell whether it did."""
    if sys.version_info >= (3, 12) or sys.getrefcount(None) > _ENOUGH:
        return False
    from ctypes import c_ssize_t  # loaded only where it is needed: it costs start-up time

    for single in (None, True, False):
        c_ssize_t.from_address(id(single)).value += 2 * _ENOUGH
    return True
