"""Cut the power in the middle of a change of users or of the data key; run as a script of its own.

The change is made once under the shim, or under strace where there is no compiler. From what it did to its
files every replay builds one state that a power cut may have left, opens it, and tells whether the old or the
new state is there.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.errors import UserError
from ccmdesk.security.recovery_key import new_recovery_key, printed
from ccmdesk.services.practice_file import OpenPractice, close_practice, open_practice
from tests.practice_files import MONDAY, PASSPHRASE, state_of
from tests.torture import shim
from tests.torture.killed_pairs import CHANGES, left_in, setting, sheet
from tests.torture.traced_disk import Act, after_cut, trace

ROOT = Path(__file__).parents[2]
ACKNOWLEDGED = "acknowledged"


def make_change(name: str, folder: Path, new_sheet: str) -> None:
    """Make one change, say that it was made, and close the practice."""
    state = state_of(folder)
    opened = open_practice(
        folder, login="sara", passphrase=PASSPHRASE, clock=SettableClock(MONDAY), state_folder=state
    )
    answer = CHANGES[name](opened, new_sheet)
    (folder.parent / ACKNOWLEDGED).touch()
    close_practice(answer if isinstance(answer, OpenPractice) else opened)


def traced(name: str, folder: Path, *, new_sheet: str, log: Path) -> list[Act]:
    """Make one change under strace and return what it did below the folder's parent."""
    script = [sys.executable, "-m", "tests.torture.power_cuts", "make", name, str(folder), new_sheet]
    watch = trace if shim.missing() else shim.recorded
    return watch(script, log=log, cwd=ROOT, root=folder.parent)


def replays(name: str, number: int, *, seed: int, flushes: bool = True) -> dict[str, Any]:
    """Return how many cuts left the old state, the new one or neither, and how often a promise was lost."""
    chance = random.Random(seed)
    sheets = (printed(new_recovery_key()), printed(new_recovery_key()))
    with tempfile.TemporaryDirectory() as place:
        folder = _begun(Path(place) / "first", sheets[0])
        before = _files(folder.parent)
        shutil.copytree(folder.parent, Path(place) / "before")
        acts = traced(name, folder, new_sheet=sheets[1], log=Path(place) / "log")
        said = next(number for number, act in enumerate(acts) if act.path.endswith(ACKNOWLEDGED))
        old = _left(Path(place) / "before", folder.name, sheets)
        new = _left(folder.parent, folder.name, sheets)
        counts = {"acts": len(acts), "old": 0, "new": 0, "lost": 0, "unusable": 0}
        problems = []
        for _ in range(number):
            at = chance.randrange(len(acts) + 1)
            files = after_cut(before, acts[:at], chance=chance, flushes=flushes)
            there = _written(files, folder.parent, Path(place) / "replay")
            try:
                found = _left(there, folder.name, sheets)
            except (UserError, RuntimeError, OSError) as error:
                counts["unusable"] += 1
                problems.append(f"at {at} of {len(acts)}: {type(error).__name__}: {error}")
                continue
            outcome = "new" if found == new else "old" if found == old else "unusable"
            counts["lost" if at > said and outcome == "old" else outcome] += 1
            if outcome == "unusable":
                problems.append(f"at {at} of {len(acts)}: a third state: {found}")
    return counts | {"problems": problems}


def _begun(parent: Path, first_sheet: str) -> Path:
    parent.mkdir()
    folder = setting(parent)
    opened = open_practice(
        folder,
        login="sara",
        passphrase=PASSPHRASE,
        clock=SettableClock(MONDAY),
        state_folder=state_of(folder),
    )
    sheet(opened, first_sheet)
    close_practice(opened)
    return folder


def _files(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def _written(files: dict[str, bytes], root: Path, there: Path) -> Path:
    shutil.rmtree(there, ignore_errors=True)
    for path, data in files.items():
        target = there / Path(path).relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return there


def _left(parent: Path, name: str, sheets: tuple[str, str]) -> Any:
    """Open a copy of what is there on the computer that it is of."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(shutil.copytree(parent, Path(place) / "copy")) / name
        return left_in(copy, sheets, state=state_of(copy))


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make_change(sys.argv[2], Path(sys.argv[3]), sys.argv[4])
    else:
        told = replays(sys.argv[1], int(sys.argv[2]), seed=int(sys.argv[3]), flushes="lying" not in sys.argv)
        json.dump(told, sys.stdout, indent=1)
