"""A power cut during a change of users or of the data key loses nothing that was acknowledged.

Fifty replays are made here; `python -m tests.torture.power_cuts CHANGE 1000 SEED` makes as many as wanted.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
REPLAYS = {"key": 20, "disable": 10, "own": 10, "sheet": 10}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("strace") is None and "CI" not in os.environ, reason="strace is not on this computer"
    ),
]


def replayed(change: str, number: int, *how: str) -> dict[str, Any]:
    script = [sys.executable, "-m", "tests.torture.power_cuts", change, str(number), "20261124", *how]
    done = subprocess.run(script, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize(("change", "number"), REPLAYS.items())
def test_every_cut_leaves_the_old_or_the_new_state_and_keeps_what_was_said(change: str, number: int) -> None:
    told = replayed(change, number)
    assert told["problems"] == []
    assert told["unusable"] == told["lost"] == 0
    assert told["old"] and told["new"], "the cuts reached one side of the change only"


def test_on_a_disk_that_does_not_flush_the_same_cuts_do_damage() -> None:
    """The negative control: were the flushes of no matter, the replays would prove nothing."""
    told = replayed("key", 10, "lying")
    assert told["unusable"] + told["lost"] > 0
