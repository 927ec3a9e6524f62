"""When the window hides and when the key goes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccmdesk.security.lock_policy import (
    LIMITS,
    LockState,
    Session,
    hard_lock_at,
    lock_state,
    next_change_at,
    soft_lock_at,
)

MINUTE = 60 * 10**9
HOUR = 60 * MINUTE
START = 5 * HOUR


@pytest.mark.parametrize(
    ("session", "minutes", "state"),
    [
        (Session(START, START), 0, LockState.OPEN),
        (Session(START, START), 9.99, LockState.OPEN),
        (Session(START, START), 10, LockState.SOFT),
        (Session(START, START), 39.99, LockState.SOFT),
        (Session(START, START), 40, LockState.HARD),
        (Session(START, START, call_mode=True), 29.99, LockState.OPEN),
        (Session(START, START, call_mode=True), 30, LockState.SOFT),
        (Session(START, START, call_mode=True), 60, LockState.HARD),
        (Session(START, START, soft_locked_at=START), 0, LockState.SOFT),
        (Session(START, START, soft_locked_at=START + MINUTE), 30.99, LockState.SOFT),
        (Session(START, START, soft_locked_at=START + MINUTE), 31, LockState.HARD),
        (Session(START, START + 719 * MINUTE), 719.99, LockState.OPEN),
        (Session(START, START + 719 * MINUTE), 720, LockState.HARD),
        (Session(START, START), 10**6, LockState.HARD),
        (Session(START, START), -1, LockState.HARD),
        (Session(START, START, soft_locked_at=START + 5 * MINUTE), 4, LockState.HARD),
    ],
)
def test_the_documented_minutes(session: Session, minutes: float, state: LockState) -> None:
    assert lock_state(session, now=START + round(minutes * MINUTE)) is state


sessions = st.builds(
    lambda opened, idle, call, soft: Session(
        opened, opened + idle, call, None if soft is None else opened + soft
    ),
    st.integers(0, 10**15),
    st.integers(0, 13 * HOUR),
    st.booleans(),
    st.none() | st.integers(0, 13 * HOUR),
)
ORDER = (LockState.OPEN, LockState.SOFT, LockState.HARD)


@given(sessions, st.integers(0, 30 * HOUR), st.integers(0, 30 * HOUR))
def test_without_input_a_lock_never_loosens(session: Session, first: int, later: int) -> None:
    start = max(session.opened_at, session.last_input, session.soft_locked_at or 0)
    earlier = lock_state(session, now=start + first)
    assert ORDER.index(lock_state(session, now=start + first + later)) >= ORDER.index(earlier)


@given(sessions, st.integers(0, 30 * HOUR))
def test_the_key_never_outlives_its_limits(session: Session, after: int) -> None:
    now = session.last_input + after
    if lock_state(session, now=now) is not LockState.HARD:
        assert now - session.opened_at < LIMITS.session
        assert now - session.last_input < LIMITS.idle_in_call + LIMITS.key_kept
        assert session.soft_locked_at is None or now - session.soft_locked_at < LIMITS.key_kept


@given(sessions, st.integers(0, 14 * HOUR))
def test_the_next_change_is_when_the_state_changes(session: Session, after: int) -> None:
    now = session.last_input + after
    state = lock_state(session, now=now)
    change = next_change_at(session, now=now)
    if state is LockState.HARD:
        assert change == now
        return
    assert change > now
    assert lock_state(session, now=change - 1) is state
    assert lock_state(session, now=change) is not state


def test_the_instants_can_be_asked_for() -> None:
    session = Session(START, START)
    assert soft_lock_at(session) == START + 10 * MINUTE
    assert hard_lock_at(session) == START + 40 * MINUTE
