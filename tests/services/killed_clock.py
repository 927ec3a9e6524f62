"""Kill a program whose clock runs, again and again, and tell what is left; run as a script of its own.

Each round a child opens the practice and lets a settable clock tick, with a sign of life every five seconds
as the window gives it; the parent kills it with SIGKILL at a tick of its choosing and opens the file again.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from ccmdesk.domain.chart import Patient
from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.time_log import Mode, Subject
from ccmdesk.services import clock as service
from ccmdesk.services import patients
from ccmdesk.services.clock import BEAT_EVERY, Stopping
from ccmdesk.services.practice_file import OpenPractice, close_practice, open_practice
from tests.practice_files import MONDAY, PASSPHRASE


@dataclass(frozen=True)
class Round:
    """Hold one life of the program: how long its clock truly ran, and what was counted after the kill."""

    ran: float
    counted: int
    saved: int


def opened(folder: Path, clock: SettableClock) -> OpenPractice:
    """Open the practice file as its nurse."""
    return open_practice(folder, login="sara", passphrase=PASSPHRASE, clock=clock)


def tick_until_killed(folder: Path, clock: SettableClock, report: int) -> None:
    """Let the clock run, and tell through a pipe after every step how long it has run."""
    practice = opened(folder, clock)
    service.start(practice.store, practice.actor, Subject(1))
    since = clock.wall()
    last_beat = since
    os.write(report, b"0.0\n")
    while True:
        clock.advance(timedelta(seconds=0.7))
        if clock.wall() - last_beat >= BEAT_EVERY:
            service.heartbeat(practice.store, practice.actor)
            last_beat = clock.wall()
        os.write(report, f"{(clock.wall() - since).total_seconds()}\n".encode("ascii"))


def one_round(folder: Path, *, start_minutes: int, steps: int) -> Round:
    """Start a child, kill it after some steps, and recover what it left."""
    clock = SettableClock(MONDAY + timedelta(minutes=start_minutes))
    reading, report = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        tick_until_killed(folder, clock, report)
    os.close(report)
    with os.fdopen(reading, encoding="ascii") as lines:
        for _ in range(steps):
            lines.readline()
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        # What was in the pipe when it died: the child had come at least this far, and one step more at most.
        told = [line for line in lines if line.endswith("\n")]
    ran = float(told[-1]) if told else 0.7 * (steps - 1)
    clock.advance(timedelta(minutes=30))
    practice = opened(folder, clock)
    run = service.recover(practice.store, practice.actor).value.run
    counted = -1 if run is None else run.seconds_at(clock.wall())
    saved = service.stop(practice.store, practice.actor, Stopping("other", Mode.PHONE)).value.seconds
    close_practice(practice)
    return Round(ran, counted, saved)


def rounds(folder: Path, number: int, *, seed: int) -> list[Round]:
    """Live and die so many times on one practice file."""
    chance = random.Random(seed)
    clock = SettableClock(MONDAY)
    practice = opened(folder, clock)
    patients.add_patient(practice.store, practice.actor, Patient("Osei", "Ama"))
    close_practice(practice)
    return [
        one_round(folder, start_minutes=60 * place, steps=chance.randint(1, 60)) for place in range(number)
    ]


if __name__ == "__main__":
    found = rounds(Path(sys.argv[1]), int(sys.argv[2]), seed=int(sys.argv[3]))
    json.dump([[one.ran, one.counted, one.saved] for one in found], sys.stdout)
