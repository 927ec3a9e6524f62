"""Backups for tests: a practice with work in it, and everything in a practice that can be compared."""

from __future__ import annotations

import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from ccmdesk.domain.clock import Clock
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import reading
from ccmdesk.services import patients
from ccmdesk.services.backup_opening import PaperKey, Passphrase, open_backup
from ccmdesk.services.practice_file import OpenPractice, open_practice
from ccmdesk.services.restores import Restored, restore
from tests.practice_files import PASSPHRASE, state_of
from tests.services.desk import AMA, Desk

SARA = Passphrase("sara", PASSPHRASE)


def worked_practice(desk: Desk) -> None:
    """Enrol three patients and work for each in two months, across a midnight."""
    for number in range(3):
        patient = desk.enrolled(replace(AMA, given=f"Ama{number}", telecoms=()))
        desk.worked(patient, minutes=7, seconds=number + 1)
        desk.wait(minutes=60 * 14)
        desk.worked(patient, minutes=90, seconds=13)
        desk.wait(minutes=60 * 24 * 4)


def months(store: Store) -> list[tuple[Any, ...]]:
    """Return the seconds of every patient in every month."""
    with reading(store) as connection:
        sql = "SELECT patient_id, month, sum(seconds) FROM time_piece GROUP BY 1, 2 ORDER BY 1, 2"
        return [tuple(row) for row in connection.exec_driver_sql(sql)]


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table."""
    with reading(store) as connection:
        names = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1"
        ).scalars()
        return {
            name: [tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{name}" ORDER BY 1')]
            for name in list(names)
        }


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, with its bytes."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def restored(backup: Path, to: Path, *, clock: Clock, secret: Passphrase | PaperKey = SARA) -> Restored:
    """Restore a backup, with the anchor of this computer beside it."""
    with open_backup(backup, secret) as opened:
        return restore(opened, to=to, clock=clock, state_folder=to / "state")


@contextmanager
def someone_writing(opened: OpenPractice) -> Iterator[list[int]]:
    """Add patients in another thread as fast as it goes; the list grows with every commit."""
    over = threading.Event()
    added: list[int] = []

    def write() -> None:
        while not over.is_set():
            value = replace(AMA, given=f"Live{len(added)}", telecoms=())
            added.append(patients.add_patient(opened.store, opened.actor, value).value)
            over.wait(0.005)  # as people do: one connection serves those who wait for it in no fair order

    thread = threading.Thread(target=write)
    thread.start()
    try:
        while len(added) < 3:
            over.wait(0.005)
        yield added
    finally:
        over.set()
        thread.join()


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """Let every write past a length fail, as on a full disk."""
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)


def reopened(folder: Path, clock: Clock) -> OpenPractice:
    """Open a restored practice as its nurse."""
    return open_practice(
        folder, login="sara", passphrase=PASSPHRASE, clock=clock, state_folder=state_of(folder)
    )
