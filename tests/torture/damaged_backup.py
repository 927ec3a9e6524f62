"""Back up while someone writes, damage the backup, and restore it: what is damaged is never accepted."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import Any

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.errors import UserError
from ccmdesk.services.backup_folders import COPY, MANIFEST, VAULT_COPY
from ccmdesk.services.backups import back_up
from ccmdesk.services.practice_file import close_practice
from tests.practice_files import MONDAY, fresh_practice
from tests.services.backing_up import months, reopened, restored, someone_writing, worked_practice
from tests.services.desk import Desk

DAMAGES = 6


def one(parent: Path, chance: random.Random, *, compared_late: bool) -> list[str]:
    """Return what went wrong in one backup; `compared_late` is the control: work went on before comparing."""
    problems = []
    clock = SettableClock(MONDAY)
    desk = Desk(fresh_practice(parent, clock), clock)
    worked_practice(desk)
    before = months(desk.store)
    with someone_writing(desk.opened) as added:
        backup = back_up(desk.store, desk.actor).value.folder
        first = len(added)
    if compared_late:
        desk.worked(1, minutes=1)
        before = months(desk.store)
    for number in range(DAMAGES):
        path = backup / (COPY, MANIFEST, VAULT_COPY)[number % 3]
        whole = path.read_bytes()
        place = chance.randrange(len(whole))
        path.write_bytes(
            whole[:place] + bytes([whole[place] ^ 1 << chance.randrange(8)]) + whole[place + 1 :]
        )
        there = parent / f"damaged{number}"
        try:
            restored(backup, there, clock=clock)
        except UserError:
            pass
        else:
            problems.append(f"byte {place} of {path.name} was accepted")
        path.write_bytes(whole)
    again = reopened(restored(backup, parent / "pc", clock=clock).folder, clock)
    if months(again.store) != before:
        problems.append(f"the months differ after restoring, {first} entries while backing up")
    close_practice(again)
    close_practice(desk.opened)
    return problems


def rounds(number: int, *, seed: int, compared_late: bool = False) -> dict[str, Any]:
    """Make so many backups, damage and restore each."""
    chance = random.Random(seed)
    problems = []
    for _ in range(number):
        with tempfile.TemporaryDirectory() as place:
            problems += one(Path(place), chance, compared_late=compared_late)
    return {"done": number, "problems": problems}
