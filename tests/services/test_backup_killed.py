"""Backups and restores that are killed: the old state is whole, and nothing half done is taken for done."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ccmdesk.services.backups import back_up
from ccmdesk.services.practice_file import close_practice
from tests.services.backing_up import months, worked_practice
from tests.services.desk import AMA, Desk

ROOT = Path(__file__).parents[2]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="fork and SIGKILL are POSIX"),
]


def told_by(*words: object) -> list[dict[str, Any]]:
    """Return what the script tells."""
    script = [sys.executable, "-m", "tests.services.killed_backup", *map(str, words)]
    done = subprocess.run(script, cwd=ROOT, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_twenty_killed_backups_leave_the_old_ones_and_nothing_that_looks_like_one(desk: Desk) -> None:
    worked_practice(desk)
    back_up(desk.store, desk.actor)
    wanted = [list(row) for row in months(desk.store)]
    close_practice(desk.opened)
    rounds = told_by("backup", desk.opened.folder, 20, 20261124)
    assert len(rounds) == 20 and sum(one["killed"] for one in rounds) >= 10
    for one in rounds:
        assert one["whole"], "a backup is listed that does not open"
        assert one["left"] == [] and one["lost"] == []
        assert one["months"] == wanted
        assert one["kept"] >= 1


def test_twenty_killed_restores_leave_the_old_practice_or_the_new_one_whole(
    desk: Desk, tmp_path: Path
) -> None:
    worked_practice(desk)
    new = [list(row) for row in months(desk.store)]
    backup = back_up(desk.store, desk.actor).value.folder
    later = desk.patient(replace(AMA, given="Later", telecoms=()))
    desk.worked(later, minutes=11)
    old = [list(row) for row in months(desk.store)]
    close_practice(desk.opened)
    rounds = told_by("restore", desk.opened.folder, 20, 20261124, backup)
    assert [one["killed"] for one in rounds[:10]] == [True] * 10
    states = [one["months"] for one in rounds]
    assert all(state in (old, new) for state in states)
    assert states[:7] == [old] * 7, "killed before the swap: the old practice"
    assert states[7] == new and states[-1] == new, "killed after the swap: the restored one"
    assert rounds[-1]["hidden"] == []
    assert sum("replaced" in name for name in rounds[-1]["beside"]) >= 3
    changed = [now for now, then in zip(states[1:], states[:-1], strict=True) if now == old and then == new]
    assert not changed, "a restored practice never falls back"
