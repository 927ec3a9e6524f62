"""Slowing down guesses, through restarts, reboots and clocks set by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccmdesk.domain.clock import SettableClock
from ccmdesk.security.errors import TooManyTries, WrongPassphrase
from ccmdesk.security.instance_lock import try_lock
from ccmdesk.security.throttle import (
    ThrottleState,
    attempted,
    forgiven,
    load_throttle,
    one_attempt,
    seconds_to_wait,
    store_throttle,
    throttle_path,
    wait_after,
    wait_left,
)

START = datetime(2026, 11, 24, 12, tzinfo=UTC)


def guesses_in(path: Path, clock: SettableClock, duration: timedelta, tricks: list[str]) -> int:
    """Return how many guesses an attacker makes who never waits longer than he must, and uses tricks."""
    end = duration
    spent = timedelta()
    guesses = 0
    while spent < end:
        trick = tricks[guesses % len(tricks)] if tricks else "none"
        if trick == "clock back":
            clock.set_wall(clock.wall() - timedelta(days=365))
        elif trick == "clock ahead":
            clock.set_wall(clock.wall() + timedelta(days=365))
        elif trick == "reboot":
            clock.reboot(f"boot-{guesses}-{spent}", off_for=timedelta(seconds=20))
            spent += timedelta(seconds=20)
        state = load_throttle(path, clock=clock)  # every guess is made by a new process
        wait = timedelta(seconds=seconds_to_wait(state, clock=clock))
        clock.advance(wait)
        spent += wait
        if spent >= end:
            break
        store_throttle(path, attempted(load_throttle(path, clock=clock), clock=clock))
        guesses += 1
        clock.advance(timedelta(milliseconds=300))
        spent += timedelta(milliseconds=300)
    return guesses


@settings(max_examples=10)
@given(tricks=st.lists(st.sampled_from(["none", "clock back", "clock ahead", "reboot"]), max_size=6))
def test_at_most_25_guesses_in_the_first_hour(
    tmp_path_factory: pytest.TempPathFactory, tricks: list[str]
) -> None:
    path = tmp_path_factory.mktemp("throttle") / "throttle.json"
    assert 10 <= guesses_in(path, SettableClock(START), timedelta(hours=1), tricks) <= 25


def test_a_day_of_guessing_stays_slow(tmp_path: Path) -> None:
    assert guesses_in(tmp_path / "t", SettableClock(START), timedelta(days=1), []) < 130


def test_waits_start_after_five_and_never_shrink() -> None:
    waits = [wait_after(attempts) for attempts in range(60)]
    assert waits[:5] == [0] * 5
    assert waits[5] == 30
    assert waits == sorted(waits)
    assert waits[-1] == 900


def test_a_right_passphrase_forgives() -> None:
    clock = SettableClock(START)
    state = forgiven(clock=clock)
    for _ in range(6):
        state = attempted(state, clock=clock)
    assert seconds_to_wait(state, clock=clock) == 60
    clock.advance(timedelta(seconds=59, milliseconds=1))
    assert seconds_to_wait(state, clock=clock) == 1
    clock.advance(timedelta(seconds=1))
    assert seconds_to_wait(state, clock=clock) == 0
    assert seconds_to_wait(forgiven(clock=clock), clock=clock) == 0


def test_a_reboot_starts_the_whole_wait_again(tmp_path: Path) -> None:
    path = tmp_path / "throttle.json"
    clock = SettableClock(START)
    store_throttle(path, ThrottleState(7, clock.boot_id(), clock.boot_ns()))
    clock.advance(timedelta(seconds=100))
    assert seconds_to_wait(load_throttle(path, clock=clock), clock=clock) == 20
    clock.reboot("boot-2", off_for=timedelta(days=3))
    assert seconds_to_wait(load_throttle(path, clock=clock), clock=clock) == 120
    clock.advance(timedelta(seconds=100))
    assert seconds_to_wait(load_throttle(path, clock=clock), clock=clock) == 20


def test_no_file_is_a_fresh_start_and_an_odd_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "throttle.json"
    clock = SettableClock(START)
    assert load_throttle(path, clock=clock).attempts == 0
    odd = [
        b"",
        b"\0" * 50,
        b"[]",
        b"[" * 900,
        b"{}",
        b'{"attempts": -1, "boot_id": "boot-1", "since_ns": 0}',
        b'{"attempts": 9999999, "boot_id": "boot-1", "since_ns": 0}',
        b'{"attempts": true, "boot_id": "boot-1", "since_ns": 0}',
        b'{"attempts": 0, "boot_id": 1, "since_ns": 0}',
        b'{"attempts": 0, "boot_id": "boot-1", "since_ns": -5}',
        b"x" * 5000,
    ]
    for data in odd:
        path.write_bytes(data)
        assert seconds_to_wait(load_throttle(path, clock=clock), clock=clock) == 30, data


def test_an_instant_from_the_future_of_this_boot_is_not_believed(tmp_path: Path) -> None:
    clock = SettableClock(START)
    state = ThrottleState(6, clock.boot_id(), clock.boot_ns() + 10**15)
    assert seconds_to_wait(state, clock=clock) == 60


def test_the_file_is_private_and_counts_without_end(tmp_path: Path) -> None:
    path = tmp_path / "throttle.json"
    clock = SettableClock(START)
    state = attempted(ThrottleState(10**6, "", 0), clock=clock)
    store_throttle(path, state)
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_throttle(path, clock=clock) == state


def try_wrongly(path: Path, clock: SettableClock) -> None:
    with one_attempt(path, clock=clock):
        raise WrongPassphrase


def test_a_wrong_attempt_is_counted_and_the_sixth_has_to_wait(tmp_path: Path) -> None:
    path, clock = throttle_path(tmp_path / "state", "0" * 32, user_id=2), SettableClock(START)
    for _ in range(5):
        with pytest.raises(WrongPassphrase):
            try_wrongly(path, clock)
    with pytest.raises(TooManyTries) as refused:
        try_wrongly(path, clock)
    assert refused.value.seconds == wait_left(path, clock=clock) == 30
    clock.set_wall(START - timedelta(days=400))
    assert wait_left(path, clock=clock) == 30
    clock.advance(timedelta(seconds=30))
    with one_attempt(path, clock=clock):
        pass
    assert load_throttle(path, clock=clock).attempts == 0


def test_logging_in_as_oneself_forgives_no_guesses_at_a_colleague(tmp_path: Path) -> None:
    clock = SettableClock(START)
    hers, mine = (throttle_path(tmp_path, "0" * 32, user_id=user) for user in (1, 2))
    for _ in range(5):
        with pytest.raises(WrongPassphrase):
            try_wrongly(hers, clock)
        with one_attempt(mine, clock=clock):
            pass
    with pytest.raises(TooManyTries):
        try_wrongly(hers, clock)


def test_an_attempt_killed_half_way_counts(tmp_path: Path) -> None:
    path, clock = tmp_path / "throttle.json", SettableClock(START)
    attempt = one_attempt(path, clock=clock)
    attempt.__enter__()
    assert load_throttle(path, clock=clock).attempts == 1


def test_where_nothing_can_be_written_the_attempt_is_made(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be", encoding="ascii")
    with one_attempt(tmp_path / "state" / "throttle.json", clock=SettableClock(START)):
        pass


def test_a_program_that_counts_at_this_moment_makes_the_other_wait(tmp_path: Path) -> None:
    path, clock = tmp_path / "throttle.json", SettableClock(START)
    with path.with_suffix(".lock").open("w") as other:
        assert try_lock(other.fileno())
        with pytest.raises(TooManyTries):
            try_wrongly(path, clock)
