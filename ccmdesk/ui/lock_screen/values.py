"""What the lock screen shows and what it asks for, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LockUser:
    """Name one user: a stable key, the name with credential, what the person does here."""

    key: str
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class LockView:
    """Hold what the screen shows: the practice, a sentence on the lock, the users, who comes first."""

    practice: str
    sentence: str
    users: tuple[LockUser, ...]
    current: str = ""


@dataclass(frozen=True, slots=True)
class UnlockWish:
    """Carry a user's key and the passphrase as typed."""

    user: str
    passphrase: str


@dataclass(frozen=True, slots=True)
class RecoveryWish:
    """Carry the recovery key as typed from the printed sheet, and the reason given."""

    recovery_key: str
    reason: str
