"""Slow down guessing: how long to wait before the next passphrase is looked at.

Attempts are counted and stored before the passphrase is checked, so that killing the program gains nothing.
Waits run on the boot clock, which nobody can set; after a reboot the whole wait starts again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ccmdesk.domain.clock import Clock
from ccmdesk.security.errors import TooManyTries
from ccmdesk.security.instance_lock import try_lock
from ccmdesk.security.safe_files import atomic_write, make_private_directory, read_bounded

_FREE_ATTEMPTS = 5
_WAITS = (30, 60, 120, 240)
_LONG_WAIT = 300
_LONGEST_WAIT = 900
_LONG_WAITS = 15
_LARGEST_FILE = 1024
_MOST_ATTEMPTS = 10**6
_SECOND = 10**9


@dataclass(frozen=True, slots=True)
class ThrottleState:
    """Hold how many passphrases were tried since one was right, and when (boot clock) the wait began."""

    attempts: int
    boot_id: str
    since_ns: int


def wait_after(attempts: int) -> int:
    """Return the seconds to wait after so many attempts in a row: 18 fit in the first hour."""
    late = attempts - _FREE_ATTEMPTS
    if late < 0:
        return 0
    if late < len(_WAITS):
        return _WAITS[late]
    return _LONG_WAIT if late < len(_WAITS) + _LONG_WAITS else _LONGEST_WAIT


def seconds_to_wait(state: ThrottleState, *, clock: Clock) -> int:
    """Return the whole seconds until the next attempt is allowed, 0 for now."""
    here = _in_this_boot(state, clock)
    due = here.since_ns + wait_after(here.attempts) * _SECOND
    return max(0, -((clock.boot_ns() - due) // _SECOND))


def attempted(state: ThrottleState, *, clock: Clock) -> ThrottleState:
    """Return the state with one more attempt, to be stored before the passphrase is checked."""
    return ThrottleState(min(state.attempts + 1, _MOST_ATTEMPTS), clock.boot_id(), clock.boot_ns())


def forgiven(*, clock: Clock) -> ThrottleState:
    """Return the state after a right passphrase."""
    return ThrottleState(0, clock.boot_id(), clock.boot_ns())


def load_throttle(path: Path, *, clock: Clock) -> ThrottleState:
    """Return the stored state, fitted to this boot and stored again when the boot is another.

    No file is a fresh start; a file that cannot be understood counts as all free attempts used.
    """
    try:
        stored = _decode(read_bounded(path, _LARGEST_FILE))
    except (FileNotFoundError, NotADirectoryError):
        return forgiven(clock=clock)
    state = _in_this_boot(stored, clock)
    if state != stored:
        store_throttle(path, state)
    return state


def store_throttle(path: Path, state: ThrottleState) -> None:
    """Replace the stored state (0600)."""
    fields = {"attempts": state.attempts, "boot_id": state.boot_id, "since_ns": state.since_ns, "version": 1}
    atomic_write(path, json.dumps(fields).encode("ascii"))


def throttle_path(state_folder: Path, database_id: str, *, user_id: int) -> Path:
    """Return the file that counts the attempts at one user's passphrase (0: an unknown user's).

    Counted for each user alone: or a colleague could log in herself to be forgiven her guesses at another's.
    """
    return state_folder / "throttle" / f"{database_id}-{user_id}.json"


@contextmanager
def one_attempt(path: Path, *, clock: Clock) -> Iterator[None]:
    """Count an attempt before its body makes it, and forget all of them when the body ends well.

    Raises TooManyTries while the wait goes on. Programs that try side by side wait for one another's count.
    Where the count cannot be kept (a full disk) the attempt is made all the same: who can open the practice
    must not be kept out of it, and who has the file can guess elsewhere.
    """
    with _counting_alone(path):
        state = load_throttle(path, clock=clock)
        wait = seconds_to_wait(state, clock=clock)
        if wait:
            raise TooManyTries(wait)
        with suppress(OSError):
            store_throttle(path, attempted(state, clock=clock))
    yield
    with suppress(OSError):
        store_throttle(path, forgiven(clock=clock))


def wait_left(path: Path, *, clock: Clock) -> int:
    """Return the whole seconds until the next attempt is allowed, 0 for now."""
    return seconds_to_wait(load_throttle(path, clock=clock), clock=clock)


@contextmanager
def _counting_alone(path: Path) -> Iterator[None]:
    descriptor = None
    try:
        with suppress(OSError):
            make_private_directory(path.parent)
            descriptor = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        if descriptor is not None and not try_lock(descriptor):
            raise TooManyTries(1)
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _in_this_boot(state: ThrottleState, clock: Clock) -> ThrottleState:
    now = clock.boot_ns()
    if state.boot_id == clock.boot_id() and state.since_ns <= now:
        return state
    return ThrottleState(state.attempts, clock.boot_id(), now)


def _decode(data: bytes) -> ThrottleState:
    try:
        fields = json.loads(data)
        attempts, boot_id, since = fields["attempts"], fields["boot_id"], fields["since_ns"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ThrottleState(_FREE_ATTEMPTS, "", 0)
    sound = type(attempts) is int and type(since) is int and isinstance(boot_id, str)
    if not sound or not 0 <= attempts <= _MOST_ATTEMPTS or not 0 <= since < 2**63:
        return ThrottleState(_FREE_ATTEMPTS, "", 0)
    return ThrottleState(attempts, boot_id, since)
