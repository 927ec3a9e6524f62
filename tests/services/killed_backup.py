"""Kill a program in the middle of a backup or a restore, and tell what is left; run as a script of its own.

Each round a child does the work and is killed with SIGKILL, at one of its steps or after some time; the
parent then looks at the folders as the next start of the program would.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.imports import Progress, no_progress
from ccmdesk.services import restore_swap
from ccmdesk.services.backup_folders import backups_in, default_place
from ccmdesk.services.backup_opening import open_backup
from ccmdesk.services.backup_state import backup_state
from ccmdesk.services.backups import back_up
from ccmdesk.services.practice_file import close_practice
from ccmdesk.services.restores import restore
from tests.practice_files import MONDAY
from tests.services.backing_up import SARA, months, reopened


def die() -> None:
    """End this process as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def dying_at(step: int) -> Progress:
    """Return a progress that kills the process when it is told for the so-manieth time."""
    told = iter(range(step))
    return lambda _done, _total: die() if next(told, None) is None else None


def dying_after(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that does its work and then kills the process."""

    def work(*arguments: Any, **named: Any) -> None:
        function(*arguments, **named)
        die()

    return work


def in_a_child(work: Callable[[], None], *, seconds: float | None = None) -> bool:
    """Do the work in a child, kill it after some time where told, and say whether it was killed."""
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def one_backup(folder: Path, clock: SettableClock, *, progress: Progress = no_progress) -> None:
    """Open the practice, back it up and close it."""
    opened = reopened(folder, clock)
    back_up(opened.store, opened.actor, progress=progress)
    close_practice(opened)


def after_backup(folder: Path, clock: SettableClock, known: set[str]) -> dict[str, Any]:
    """Return what the next start finds, and what is left once it has made a backup of its own."""
    place = default_place(folder)
    seen = {path.name for path, _ in backups_in(place)}
    whole = 0
    for name in seen:
        with open_backup(place / name, SARA):
            whole += 1
    opened = reopened(folder, clock)
    kept = months(opened.store)
    back_up(opened.store, opened.actor)
    state = backup_state(opened.store, opened.actor)
    close_practice(opened)
    left = [path.name for path in place.iterdir() if path.name.startswith(".")]
    lost = sorted(known - seen)
    return {"whole": whole == len(seen), "left": left, "lost": lost, "months": kept, "kept": state.kept}


def one_restore(
    backup: Path, folder: Path, clock: SettableClock, *, progress: Progress = no_progress
) -> None:
    """Restore a backup over a practice."""
    with open_backup(backup, SARA) as opened:
        restore(opened, to=folder, clock=clock, state_folder=folder.parent / "state", progress=progress)


def after_restore(folder: Path, clock: SettableClock) -> dict[str, Any]:
    """Return what the next start finds in place of the practice, and which practices are beside it."""
    opened = reopened(folder, clock)
    found = months(opened.store)
    close_practice(opened)
    return {"months": found, "beside": sorted(path.name for path in folder.parent.glob("*.ccmdesk"))}


def backups_killed(folder: Path, rounds: int, *, seed: int) -> list[dict[str, Any]]:
    """Kill backups at each of their steps and then at any moment."""
    chance = random.Random(seed)
    clock = SettableClock(MONDAY)
    told = []
    for number in range(rounds):
        found = sorted(
            (sealed.manifest.contents.audit_count, path) for path, sealed in backups_in(default_place(folder))
        )
        for _, old in found[:-5]:  # or, all of one day, they would be thinned out in the middle of it
            shutil.rmtree(old)
        known = {path.name for _, path in found[-5:]}
        if number < 8:
            killed = in_a_child(lambda: one_backup(folder, clock, progress=dying_at(number)))  # noqa: B023 - done now
        else:
            seconds = chance.uniform(0.01, 0.25)
            killed = in_a_child(lambda: one_backup(folder, clock), seconds=seconds)
        told.append({"killed": killed, **after_backup(folder, clock, known)})
    return told


def restores_killed(folder: Path, backup: Path, rounds: int, *, seed: int) -> list[dict[str, Any]]:
    """Kill restores at each of their steps, after each step of the swap, and then at any moment."""
    chance = random.Random(seed)
    clock = SettableClock(MONDAY)
    told = []
    swaps = ("exchange", "put_in_place", "_unmark")
    for number in range(rounds):
        if number < 7:
            killed = in_a_child(lambda: one_restore(backup, folder, clock, progress=dying_at(number)))  # noqa: B023 - done now
        elif number < 7 + len(swaps):
            name = swaps[number - 7]

            def swap_and_die(name: str = name) -> None:
                from ccmdesk.services import restores

                home = restores if name == "put_in_place" else restore_swap
                setattr(home, name, dying_after(getattr(home, name)))
                one_restore(backup, folder, clock)

            killed = in_a_child(swap_and_die)
        else:
            killed = in_a_child(lambda: one_restore(backup, folder, clock), seconds=chance.uniform(0.01, 0.4))
        told.append({"killed": killed, **after_restore(folder, clock)})
    one_restore(backup, folder, clock)
    hidden = [path.name for path in folder.parent.iterdir() if path.name.startswith(".")]
    told.append({"killed": False, "hidden": hidden, **after_restore(folder, clock)})
    return told


if __name__ == "__main__":
    kind, practice, number, seed = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    if kind == "backup":
        found = backups_killed(practice, number, seed=seed)
    else:
        found = restores_killed(practice, Path(sys.argv[5]), number, seed=seed)
    json.dump(found, sys.stdout)
