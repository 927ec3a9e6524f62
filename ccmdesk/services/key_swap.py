"""At opening: finish or undo a change of the data key that a crash or a power cut interrupted."""

from __future__ import annotations

import contextlib
from pathlib import Path

from ccmdesk.domain.clock import Clock
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import reading
from ccmdesk.models.vault_record import previous_anchor_key
from ccmdesk.security.anchor import read_anchor, write_anchor
from ccmdesk.security.errors import DamagedAnchor, UnwritableFolder
from ccmdesk.security.instance_lock import acquire_instance_lock
from ccmdesk.security.keys import wipe
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


def carry_anchors(store: Store) -> bool:
    """Write the anchors of before a change of the data key anew under its anchor key; they say the same.

    Tell whether the key of before can be forgotten. An anchor that neither key opens is left to the check
    at opening.
    """
    with reading(store) as connection:
        before = previous_anchor_key(connection)
    if before is None:
        return False
    failed: tuple[Path, ...] = ()
    for place in store.anchorage.places:
        try:
            anchor = read_anchor(place, database_id=store.database_id, key=before)
        except DamagedAnchor:
            continue
        if anchor is not None:
            failed += write_anchor(anchor, paths=(place,), key=store.keys.anchor, durable=True)
    wipe(before)
    return not failed


def forget_old_pair(pair: Pair) -> None:
    """Remove the practice file of before a change once the new one was opened, and files half written.

    Old key files among them would open what they should open no more. What cannot be removed goes next time.
    """
    with contextlib.suppress(OSError):
        remove_torn(pair.folder)
        if pair.before_is_kept or pair.old_database_is_kept:
            forget_before(pair)
