"""A program killed in the middle of a change of users or of the data key leaves the old or the new state.

SAFETY asks for 20 kills here; `python -m tests.torture.killed_pairs CHANGE 1 1` kills one at every step.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SARA, BEA, ZOE, JOE = "Sara Okafor, RN", "Bea Lindqvist, LPN", "Zoe Abara, LPN", "Joe Lund"
# Who comes in: Sara with the old and the new passphrase, Bea, Zoe with the old and the new, Joe.
OLD = [[True, False, True, False, False, False], [True, False], [SARA, BEA], 1]
NEW = {
    "add": [[True, False, True, False, False, True], [True, False], [SARA, BEA, JOE], 1],
    "rename": [[True, False, True, False, False, False], [True, False], [SARA, "Bea Lund, LPN"], 1],
    "disable": [[True, False, False, False, False, False], [True, False], [SARA], 1],
    "enable": [[True, False, True, False, True, False], [True, False], [SARA, BEA, ZOE], 1],
    "own": [[False, True, True, False, False, False], [True, False], [SARA, BEA], 1],
    "sheet": [[True, False, True, False, False, False], [False, True], [SARA, BEA], 1],
    "key": [[True, False, True, False, False, False], [True, False], [SARA, BEA], 2],
}
STRIDE = {"key": 90}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="fork is POSIX")
@pytest.mark.parametrize("change", NEW)
def test_a_kill_leaves_the_old_or_the_new_state_and_nothing_else(change: str) -> None:
    stride = STRIDE.get(change, 43)
    script = [sys.executable, "-m", "tests.torture.killed_pairs", change, str(stride), "17"]
    done = subprocess.run(script, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["killed"] >= 3
    assert found["last"] == NEW[change]
    assert all(state in (OLD, NEW[change]) for state in found["states"])
