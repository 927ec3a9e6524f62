"""Kill a program while it makes entries, at any moment, and tell what was lost of what it acknowledged."""

from __future__ import annotations

import os
import random
import signal
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from ccmdesk.domain.clock import SettableClock
from ccmdesk.models.unit_of_work import reading
from ccmdesk.services.checks import check_practice
from ccmdesk.services.practice_file import close_practice
from tests.practice_files import MONDAY, copied_practice
from tests.services.desk import AMA, Desk
from tests.torture.power_work import opened_at

OPENS_WITHIN = 2.0


def work(folder: Path, telling: int, *, too_early: bool) -> None:
    """Make entries until killed, each told by a byte once it is saved; the control tells before."""
    desk = Desk(opened_at(folder), SettableClock(MONDAY))
    for number in range(10_000):
        if too_early:
            os.write(telling, b"e")
        desk.patient(replace(AMA, given=f"Ama{number}", telecoms=()))
        if not too_early:
            os.write(telling, b"e")


def killed(folder: Path, *, seconds: float, too_early: bool) -> int:
    """Let a child work, kill it so long after its first entry, and return how many it acknowledged."""
    reading_end, telling = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading_end)
        try:
            work(folder, telling, too_early=too_early)
        finally:
            os._exit(1)
    os.close(telling)
    with os.fdopen(reading_end, "rb", buffering=0) as told:
        first = told.read(1)
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return len(first + told.read())


def rounds(number: int, *, seed: int, too_early: bool = False) -> dict[str, Any]:
    """Return how many of so many kills lost an entry, did not open in time, or left damage."""
    chance = random.Random(seed)
    problems = []
    slowest = 0.0
    for place in range(number):
        with tempfile.TemporaryDirectory() as parent:
            folder = copied_practice(Path(parent))
            said = killed(folder, seconds=chance.random() * 0.15, too_early=too_early)
            began = time.perf_counter()
            opened = opened_at(folder)
            slowest = max(slowest, time.perf_counter() - began)
            bad = [one.words for one in check_practice(opened.store, opened.actor) if not one.passed]
            with reading(opened.store) as connection:
                found = int(connection.exec_driver_sql("SELECT count(*) FROM patient").scalar_one())
            close_practice(opened)
            if found < said or bad:
                problems.append(f"kill {place} of seed {seed}: {found} of {said} entries, {bad}")
    if slowest > OPENS_WITHIN:
        problems.append(f"opening took {slowest:.1f} s")
    return {"done": number, "slowest": round(slowest, 3), "problems": problems}
