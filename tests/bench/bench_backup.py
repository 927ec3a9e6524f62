"""Time a backup of 200 MB with its verification, and how long someone who writes meanwhile waits at worst."""

from __future__ import annotations

import random
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from time import perf_counter

from ccmdesk.domain.clock import SystemClock
from ccmdesk.domain.time_log import Contact, Mode, Outcome
from ccmdesk.models.care import insert_contacts
from ccmdesk.models.unit_of_work import writing
from ccmdesk.services import preferences
from ccmdesk.services.backup_folders import default_place
from ccmdesk.services.backups import back_up
from ccmdesk.services.practice_file import OpenPractice, close_practice, open_practice
from tests.bench.practices import copied, made

SIZE = 200_000_000
SECONDS = 6.0
STALL = 0.25
ROUNDS = 3
_NOTE = 20_000


def bench_backup() -> list[dict[str, str | float]]:
    """Return two rows: seconds of a verified backup (the median), and the longest wait of one who writes."""
    source = made(1)
    with copied(source.practice) as folder:
        opened = open_practice(folder, login=source.user, passphrase=source.passphrase, clock=SystemClock())
        try:
            size = _grown(opened)
            times, waits = zip(*(_one(opened) for _ in range(ROUNDS)), strict=True)
        finally:
            close_practice(opened)
            shutil.rmtree(default_place(folder), ignore_errors=True)
    seconds, wait = sorted(times)[ROUNDS // 2], max(waits)
    what = f"backup of {size / 1e6:.0f} MB, verified"
    return [
        {"what": what, "ours": seconds, "ratio": seconds / SECONDS, "limit": 1.0},
        {
            "what": "longest wait of a writer meanwhile",
            "ours": wait,
            "ratio": wait / STALL,
            "limit": 1.0,
        },
    ]


def _one(opened: OpenPractice) -> tuple[float, float]:
    with _someone_writing(opened) as waits:
        start = perf_counter()
        back_up(opened.store, opened.actor)
        seconds = perf_counter() - start
    return seconds, max(waits)


@contextmanager
def _someone_writing(opened: OpenPractice) -> Iterator[list[float]]:
    """Commit a small change every hundredth of a second in another thread, and note how long each took."""
    over = threading.Event()
    waits = [0.0]

    def write() -> None:
        for number in count():
            start = perf_counter()
            preferences.set_user_preference(opened.store, opened.actor, "bench", number)
            waits.append(perf_counter() - start)
            if over.wait(0.01):
                return

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield waits
    finally:
        over.set()
        thread.join()


def _grown(opened: OpenPractice) -> int:
    """Add long notes until the file has its size, and return it."""
    database = opened.store.database
    letters = random.Random(1)
    while (size := database.stat().st_size) < SIZE:
        note = "".join(letters.choices("abcdefghij klmnop", k=_NOTE))
        contact = Contact(1, opened.store.clock.wall(), Mode.PHONE, Outcome.REACHED, note=note)
        with writing(opened.store, opened.actor) as work:
            insert_contacts(work.connection, [contact] * 500)
    return size
