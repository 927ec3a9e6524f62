"""Damage database, write-ahead log and anchors of a practice in every way, and tell whether it is seen.

Every damage must be told (a sentence at opening, a remark, or a check that fails), or change nothing at all
that the practice holds. A wrong value that is shown without a word is the failure looked for.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.errors import UserError
from ccmdesk.services.checks import check_practice
from ccmdesk.services.practice_file import DATABASE, close_practice, open_practice
from tests.practice_files import MONDAY, PASSPHRASE, copied_practice, state_of
from tests.services.backing_up import everything
from tests.services.desk import AMA, Desk
from tests.torture.power_work import opened_at

PAGE = 4096
WAL = f"{DATABASE}-wal"
KINDS = ("bit of the database", "bit of the log", "bit of the anchor", "page put back", "folder put back")


class Damaged:
    """Keep a practice as it was while open (its log full), as it was early, and what it holds."""

    def __init__(self, place: Path) -> None:
        folder = copied_practice(_made(place / "first"))
        desk = Desk(opened_at(folder), SettableClock(MONDAY))
        desk.worked(desk.enrolled(), minutes=20)
        close_practice(desk.opened)
        self.name = folder.name
        self.early = Path(shutil.copytree(folder.parent, place / "early"))
        desk = Desk(opened_at(folder), SettableClock(MONDAY))
        for number in range(20):
            desk.patient(replace(AMA, given=f"Ama{number}", telecoms=()))
        self.running = Path(shutil.copytree(folder.parent, place / "running"))
        close_practice(desk.opened)
        self.closed = Path(shutil.copytree(folder.parent, place / "closed"))
        self.place = place
        self.holds = self._look(self.closed, anchored=True)[1]

    def damage(self, kind: str, chance: random.Random, *, anchored: bool = True) -> str:
        """Do one damage to a copy and return what is wrong with how it was met; empty when all is well.

        Without `anchored` (the control) no anchor is there to compare with.
        """
        parent = self.place / "damaged"
        shutil.rmtree(parent, ignore_errors=True)
        source = self.running if kind == "bit of the log" else self.closed
        if kind == "folder put back":
            shutil.copytree(self.early / self.name, parent / self.name)
            shutil.copytree(self.closed / "state", parent / "state")
        else:
            shutil.copytree(source, parent)
        what = _DAMAGES[kind](self, parent / self.name, chance)
        told, held = self._look(parent, anchored=anchored)
        if told or _data(held) == _data(self.holds):
            return ""
        return f"{kind}: {what} changed what is shown, unseen"

    def _look(self, parent: Path, *, anchored: bool) -> tuple[str, Any]:
        folder = parent / self.name
        if not anchored:
            shutil.rmtree(state_of(folder), ignore_errors=True)
            (folder / "anchor.json").unlink(missing_ok=True)
        with tempfile.TemporaryDirectory() as copied:
            there = Path(shutil.copytree(parent, Path(copied) / "p")) / self.name
            try:
                opened = open_practice(
                    there,
                    login="sara",
                    passphrase=PASSPHRASE,
                    clock=SettableClock(MONDAY),
                    state_folder=state_of(there),
                )
            except UserError as error:
                return str(error), None
            try:
                bad = [one.words for one in check_practice(opened.store, opened.actor) if not one.passed]
                held = everything(opened.store)
            except UserError as error:
                return str(error), None
            finally:
                close_practice(opened)
            return "; ".join(bad), held


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _data(held: Any) -> Any:
    return held and {name: rows for name, rows in held.items() if name != "audit"}


def _flip(path: Path, chance: random.Random) -> str:
    data = bytearray(path.read_bytes())
    bit = chance.randrange(len(data) * 8)
    data[bit // 8] ^= 1 << bit % 8
    path.write_bytes(bytes(data))
    return f"bit {bit} of {path.name}"


def _put_back(self: Damaged, folder: Path, chance: random.Random) -> str:
    old = (self.early / self.name / DATABASE).read_bytes()
    new = bytearray((folder / DATABASE).read_bytes())
    same = min(len(old), len(new))
    places = [at for at in range(0, same, PAGE) if old[at : at + PAGE] != new[at : at + PAGE]]
    at = chance.choice(places)
    new[at : at + PAGE] = old[at : at + PAGE]
    (folder / DATABASE).write_bytes(bytes(new))
    return f"page {at // PAGE}"


def _flip_anchor(_: Damaged, folder: Path, chance: random.Random) -> str:
    states = [path for path in state_of(folder).rglob("*") if path.is_file() and "anchor" in str(path)]
    return _flip(chance.choice([folder / "anchor.json", *states]), chance)


_DAMAGES: dict[str, Callable[[Damaged, Path, random.Random], str]] = {
    KINDS[0]: lambda _, folder, chance: _flip(folder / DATABASE, chance),
    KINDS[1]: lambda _, folder, chance: _flip(folder / WAL, chance),
    KINDS[2]: _flip_anchor,
    KINDS[3]: _put_back,
    KINDS[4]: lambda _, folder, chance: "the folder",
}


def rounds(
    number: int, *, seed: int, anchored: bool = True, kinds: tuple[str, ...] = KINDS
) -> dict[str, Any]:
    """Do so many damages and return those that were not seen and changed what is shown."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as place:
        practice = Damaged(Path(place))
        met = [practice.damage(kinds[n % len(kinds)], chance, anchored=anchored) for n in range(number)]
    return {"done": number, "problems": [problem for problem in met if problem]}
