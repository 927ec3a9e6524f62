"""Cut the power while people work or a backup is made; run as a script of its own.

The work is done once under the shim. From what it did to its files every replay builds one state that a power
cut may have left, opens it, and asks: is every entry there that was acknowledged, does all hold, is no
half-made backup taken for one?
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.errors import UserError
from ccmdesk.models.unit_of_work import reading
from ccmdesk.services.backup_folders import backups_in, default_place
from ccmdesk.services.backup_opening import open_backup
from ccmdesk.services.backups import back_up
from ccmdesk.services.checks import check_practice
from ccmdesk.services.practice_file import OpenPractice, close_practice, open_practice
from tests.practice_files import MONDAY, PASSPHRASE, copied_practice, state_of
from tests.services.backing_up import SARA
from tests.services.desk import AMA, Desk
from tests.torture import shim
from tests.torture.power_cuts import _files, _written
from tests.torture.traced_disk import Act, after_cut

ACKS = "acknowledged"
ENTRIES = 12
SYNCS = {"normal": "NORMAL", "off": "OFF"}


def opened_at(folder: Path) -> OpenPractice:
    """Open the practice as its nurse, on its own computer."""
    return open_practice(
        folder,
        login="sara",
        passphrase=PASSPHRASE,
        clock=SettableClock(MONDAY),
        state_folder=state_of(folder),
    )


def work(folder: Path, how: str) -> None:
    """Make entries, each acknowledged by a byte in a file; with `backup`, a backup after every third."""
    opened = opened_at(folder)
    desk = Desk(opened, SettableClock(MONDAY))
    if how in SYNCS:
        with opened.store.engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.set_authorizer(None)
            driver.execute(f"PRAGMA synchronous = {SYNCS[how]}").fetchall()
    acks = folder.parent / ACKS
    for number in range(ENTRIES):
        desk.patient(replace(AMA, given=f"Ama{number}", telecoms=()))
        with acks.open("ab", buffering=0) as said:
            said.write(b"e")
        if how == "backup" and number % 3 == 2:
            back_up(opened.store, opened.actor)
            with acks.open("ab", buffering=0) as said:
                said.write(b"b")
    close_practice(opened)


def replays(how: str, number: int, *, seed: int, flushes: bool = True) -> dict[str, Any]:
    """Return what so many cuts left: how often an acknowledged entry was lost, or nothing could be used."""
    chance = random.Random(seed)
    counts = {"done": 0, "acts": 0, "lost": 0, "unusable": 0}
    problems: list[str] = []
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "first").mkdir()
        folder = copied_practice(Path(place) / "first")
        close_practice(opened_at(folder))
        before = _files(folder.parent)
        script = [sys.executable, "-m", "tests.torture.power_work", "make", str(folder), how]
        acts = shim.recorded(script, log=Path(place) / "log", cwd=shim.ROOT, root=folder.parent)
        counts["acts"] = len(acts)
        for _ in range(number):
            at = chance.randrange(len(acts) + 1)
            files = after_cut(before, acts[:at], chance=chance, flushes=flushes)
            there = _written(files, folder.parent, Path(place) / "replay")
            entries, backups = _acknowledged(acts[:at])
            counts["done"] += 1
            try:
                found = _found(there / folder.name)
            except (UserError, RuntimeError) as error:
                counts["unusable"] += 1
                problems.append(f"at {at}: {type(error).__name__}: {error}")
                continue
            if found[0] < entries or found[1] < backups:
                counts["lost"] += 1
                problems.append(f"at {at}: {found} of {entries} entries, {backups} backups")
    return counts | {"problems": problems[:20]}


def _acknowledged(acts: Iterable[Act]) -> tuple[int, int]:
    said = b"".join(act.data for act in acts if act.what == "write" and act.path.endswith(ACKS))
    return said.count(b"e"), said.count(b"b")


def _found(folder: Path) -> tuple[int, int]:
    """Return how many entries and whole backups are there; raises when anything does not hold."""
    opened = opened_at(folder)
    try:
        bad = [one.words for one in check_practice(opened.store, opened.actor) if not one.passed]
        if bad:
            raise RuntimeError(f"the practice file is damaged: {bad}")
        with reading(opened.store) as connection:
            entries = int(connection.exec_driver_sql("SELECT count(*) FROM patient").scalar_one())
    finally:
        close_practice(opened)
    backups = [backup for backup, _ in backups_in(default_place(folder))]
    for backup in backups:
        with open_backup(backup, SARA):
            pass
    return entries, len(backups)


if __name__ == "__main__":
    if sys.argv[1] == "make":
        work(Path(sys.argv[2]), sys.argv[3])
    else:
        told = replays(sys.argv[1], int(sys.argv[2]), seed=int(sys.argv[3]), flushes="lying" not in sys.argv)
        json.dump(told, sys.stdout, indent=1)
