"""At opening: finish or undo a change of the data key that a crash or a power cut interrupted."""

from __future__ import annotations

import contextlib

from ccmdesk.domain.clock import Clock
from ccmdesk.security.errors import UnwritableFolder
from ccmdesk.security.instance_lock import acquire_instance_lock
from ccmdesk.security.pair_swap import Pair, finish_swap, forget_before, undo_swap
from ccmdesk.security.safe_files import remove_torn

_HOLDER = "ccmdesk"


def finish_key_change(pair: Pair, *, clock: Clock) -> None:
    """Finish a change of the data key that was decided, and throw away one that was not.

    No key is needed for it. Raises InUse when the change is going on in another window.
    """
    if not pair.unfinished:
        return
    with acquire_instance_lock(pair.folder, user=_HOLDER, since=clock.wall()):
        try:
            finish_swap(pair)
        except OSError as error:
            raise UnwritableFolder(error.strerror or type(error).__name__) from None


def undo_key_change(pair: Pair, *, clock: Clock) -> bool:
    """Put the practice file of before back when the new one does not open; False when none is kept."""
    if not pair.before_is_kept:
        return False
    with acquire_instance_lock(pair.folder, user=_HOLDER, since=clock.wall()):
        try:
            undo_swap(pair)
        except OSError as error:
            raise UnwritableFolder(error.strerror or type(error).__name__) from None
    return True


def forget_old_pair(pair: Pair) -> None:
    """Remove the practice file of before a change once the new one was opened, and files half written.

    Old key files among them would open what they should open no more. What cannot be removed goes next time.
    """
    with contextlib.suppress(OSError):
        remove_torn(pair.folder)
        if pair.before_is_kept or pair.old_database_is_kept:
            forget_before(pair)
