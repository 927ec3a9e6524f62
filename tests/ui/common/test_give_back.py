"""Memory that large work left free goes back to the system."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ccmdesk.ui.common.garbage import give_back


def resident() -> float:
    """Return the resident memory in megabytes."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1e3 for line in lines if line.startswith("VmRSS:"))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells and keeps it this way")
def test_memory_between_kept_things_goes_back() -> None:
    before = resident()
    held = [bytes(2000) for _ in range(40_000)]
    assert resident() > before + 60
    kept = held[::100]
    del held
    give_back()
    assert kept and resident() < before + 40
