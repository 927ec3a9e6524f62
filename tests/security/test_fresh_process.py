"""A process is replaced by a fresh one, and replaced anyway when its orderly end takes too long."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ccmdesk import __version__
from ccmdesk.security.fresh_process import program

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows starts another process instead")
AT_ONCE = "replace_process(['--version'])"
LATE = "replace_when_late(['--version'], after=0.1); threading.Event().wait(30)"


@pytest.mark.parametrize("call", [AT_ONCE, LATE])
def test_the_same_process_becomes_the_program_anew(call: str) -> None:
    words = f"import threading; from ccmdesk.security.fresh_process import *; {call}; print('still here')"
    ran = subprocess.run(
        [sys.executable, "-c", words], capture_output=True, text=True, timeout=60, check=True
    )
    assert ran.stdout.strip() == f"ccmdesk {__version__}"


def test_a_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    assert program(["open"]) == [sys.executable, "-m", "ccmdesk", "open"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert program(["open"]) == [sys.executable, "open"]
