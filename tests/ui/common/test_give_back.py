"""Memory that large work left free goes back to the system."""

from __future__ import annotations

import subprocess
import sys

import pytest

# In a program of its own: one that has run long has free memory to take from, and grows by less.
_PROGRAM = """
from pathlib import Path
from ccmdesk.ui.common.garbage import give_back

def resident():
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1e3 for line in lines if line.startswith("VmRSS:"))

before = resident()
held = [bytes(2000) for _ in range(40_000)]
grown = resident()
kept = held[::100]
del held
give_back()
print(grown - before, resident() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells and keeps it this way")
def test_memory_between_kept_things_goes_back() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _PROGRAM], capture_output=True, text=True, timeout=60, check=True
    )
    grown, left = map(float, ran.stdout.split())
    assert grown > 60 and left < 40
