"""When the window hides (soft lock) and when the key must go (hard lock): a pure decision.

All instants are nanoseconds of `Clock.boot_ns`, which goes on while the machine sleeps and which nobody can
set back.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

_MINUTE = 60 * 10**9


class LockState(StrEnum):
    """Name how far the practice is locked."""

    OPEN = "open"
    SOFT = "soft"
    HARD = "hard"


@dataclass(frozen=True, slots=True)
class LockLimits:
    """Hold the longest durations in nanoseconds."""

    idle: int = 10 * _MINUTE
    idle_in_call: int = 30 * _MINUTE
    key_kept: int = 30 * _MINUTE
    session: int = 12 * 60 * _MINUTE


LIMITS = LockLimits()


@dataclass(frozen=True, slots=True)
class Session:
    """Hold what the decision needs to know: when opened, the last input, a call, and a soft lock's start."""

    opened_at: int
    last_input: int
    call_mode: bool = False
    soft_locked_at: int | None = None


def lock_state(session: Session, *, now: int, limits: LockLimits = LIMITS) -> LockState:
    """Return how far the practice has to be locked now.

    A clock that reads less than the session's own instants belongs to another boot: hard.
    """
    if now < max(session.opened_at, session.last_input, session.soft_locked_at or 0):
        return LockState.HARD
    if now >= hard_lock_at(session, limits=limits):
        return LockState.HARD
    if now >= soft_lock_at(session, limits=limits):
        return LockState.SOFT
    return LockState.OPEN


def soft_lock_at(session: Session, *, limits: LockLimits = LIMITS) -> int:
    """Return when the soft lock starts, or started."""
    idle = limits.idle_in_call if session.call_mode else limits.idle
    due = session.last_input + idle
    return due if session.soft_locked_at is None else min(due, session.soft_locked_at)


def hard_lock_at(session: Session, *, limits: LockLimits = LIMITS) -> int:
    """Return when the key must go: so long after the soft lock, or after a whole working day."""
    return min(soft_lock_at(session, limits=limits) + limits.key_kept, session.opened_at + limits.session)


def next_change_at(session: Session, *, now: int, limits: LockLimits = LIMITS) -> int:
    """Return the instant at which to decide again; now when a hard lock is due."""
    state = lock_state(session, now=now, limits=limits)
    if state is LockState.HARD:
        return now
    hard = hard_lock_at(session, limits=limits)
    return hard if state is LockState.SOFT else min(hard, soft_lock_at(session, limits=limits))
