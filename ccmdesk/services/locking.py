"""When the window hides and when the key must go, as the window asks for it."""

from __future__ import annotations

from ccmdesk.security.lock_policy import (
    LIMITS,
    LockLimits,
    LockState,
    Session,
    lock_state,
    next_change_at,
)

__all__ = [
    "LIMITS",
    "LockLimits",
    "LockState",
    "Session",
    "lock_state",
    "next_change_at",
]
