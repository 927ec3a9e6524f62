"""Quick unlock: a short PIN instead of the passphrase, while a locked window still holds the key.

The PIN never opens the practice file: it only shows again what this process has open. It is stretched like a
passphrase and kept in the encrypted file. The window allows five tries, and the key goes half an hour after
the lock whatever happens; then only the passphrase counts.
"""

from __future__ import annotations

import hmac
import secrets

from ccmdesk.domain.errors import InvalidValue
from ccmdesk.domain.practice import Actor
from ccmdesk.models import people
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import reading, writing
from ccmdesk.security.audit_chain import AuditKind
from ccmdesk.security.kdf import SALT_BYTES, KdfParameters, stretch
from ccmdesk.security.keys import wipe
from ccmdesk.services.permissions import UseCase, require

SHORTEST, LONGEST = 6, 12
_KEY = "quick_unlock"
_COST = KdfParameters(memory_kib=64 * 1024, passes=3, lanes=1)
_KEYBOARD = "01234567890", "09876543210"


def is_pin(typed: str) -> bool:
    """Tell whether what was typed can be a PIN: six to twelve digits, which no passphrase is."""
    return typed.isascii() and typed.isdigit() and SHORTEST <= len(typed) <= LONGEST


def has_pin(store: Store, actor: Actor) -> bool:
    """Tell whether this user has a PIN."""
    require(store, actor, UseCase.CHANGE_OWN_PASSPHRASE)
    with reading(store) as connection:
        return people.load_preference(connection, actor.user_id, _KEY) is not None


def set_pin(store: Store, actor: Actor, pin: str) -> None:
    """Give this user a PIN; raises InvalidValue for one that is too short or that anyone would try first."""
    require(store, actor, UseCase.CHANGE_OWN_PASSPHRASE)
    if not is_pin(pin):
        raise InvalidValue("pin", "A PIN has six to twelve digits.", todo="Type digits only.")
    easy = len(set(pin)) <= 2 or any(pin in row for row in _KEYBOARD) or _repeats(pin)
    if easy:
        raise InvalidValue("pin", "This PIN is tried first by anyone who guesses.", todo="Choose another.")
    salt = secrets.token_bytes(SALT_BYTES)
    value = {"salt": salt.hex(), "hash": _stretched(pin, salt)}
    with writing(store, actor) as work:
        people.store_preference(work.connection, actor.user_id, _KEY, value=value)
        work.audit(AuditKind.PRIVILEGE, object_kind="pin", object_id=actor.user_id, reason="set")


def remove_pin(store: Store, actor: Actor) -> None:
    """Take this user's PIN away: from now on only the passphrase unlocks."""
    require(store, actor, UseCase.CHANGE_OWN_PASSPHRASE)
    with writing(store, actor) as work:
        people.store_preference(work.connection, actor.user_id, _KEY, value=None)
        work.audit(AuditKind.PRIVILEGE, object_kind="pin", object_id=actor.user_id, reason="removed")


def unlock_with_pin(store: Store, actor: Actor, pin: str) -> bool:
    """Tell whether this is the user's PIN; the try is audited either way."""
    require(store, actor, UseCase.LOCK_WINDOW)
    with reading(store) as connection:
        kept = people.load_preference(connection, actor.user_id, _KEY)
    right = False
    if isinstance(kept, dict) and is_pin(pin):
        right = hmac.compare_digest(_stretched(pin, bytes.fromhex(kept["salt"])), kept["hash"])
    with writing(store, actor) as work:
        reason = "unlocked with the PIN" if right else "wrong PIN"
        kind = AuditKind.LOGIN if right else AuditKind.LOCK
        work.audit(kind, object_kind="window", object_id=actor.user_id, reason=reason)
    return right


def note_lock(store: Store, actor: Actor, reason: str) -> None:
    """Record that the window was locked, and by what."""
    require(store, actor, UseCase.LOCK_WINDOW)
    with writing(store, actor) as work:
        work.audit(AuditKind.LOCK, object_kind="window", object_id=actor.user_id, reason=reason)


def note_unlock(store: Store, actor: Actor) -> None:
    """Record that the window was shown again after the passphrase."""
    require(store, actor, UseCase.LOCK_WINDOW)
    with writing(store, actor) as work:
        reason = "unlocked with the passphrase"
        work.audit(AuditKind.LOGIN, object_kind="window", object_id=actor.user_id, reason=reason)


def _repeats(pin: str) -> bool:
    """Tell whether a PIN is a short pattern said again, such as 121212 or 123123."""
    return any(len(pin) % step == 0 and pin == pin[:step] * (len(pin) // step) for step in (1, 2, 3))


def _stretched(pin: str, salt: bytes) -> str:
    key = stretch(pin, salt=salt, parameters=_COST)
    try:
        return key.hex()
    finally:
        wipe(key)
