"""What the lock screen shows and what it asks for; tuples, as they are made sooner than dataclasses."""

from __future__ import annotations

from typing import NamedTuple


class LockUser(NamedTuple):
    """Name one user: a stable key, the name with credential, what the person does here."""

    key: str
    name: str
    detail: str


class LockView(NamedTuple):
    """Hold what the screen shows: the practice, a sentence on the lock, the users, who comes first."""

    practice: str
    sentence: str
    users: tuple[LockUser, ...]
    current: str = ""


class UnlockWish(NamedTuple):
    """Carry a user's key and the passphrase as typed."""

    user: str
    passphrase: str


class RecoveryWish(NamedTuple):
    """Carry the recovery key as typed from the printed sheet, and the reason given."""

    recovery_key: str
    reason: str
