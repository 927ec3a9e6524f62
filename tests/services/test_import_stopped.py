"""An import that is killed, cancelled, or finds the disk full is whole or absent, and the practice opens."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.errors import Cancelled
from ccmdesk.domain.imports import InputFile
from ccmdesk.services import imports
from ccmdesk.services.checks import check_practice
from ccmdesk.services.practice_file import close_practice, open_practice
from tests.practice_files import MONDAY, PASSPHRASE, copied_practice
from tests.services.import_stopped import PATIENTS, panel
from tests.services.importing import everyone

ROOT = Path(__file__).parents[2]


def left_in(folder: Path) -> tuple[int, int]:
    """Open the practice, check it whole, and return how many patients and past imports it holds."""
    opened = open_practice(folder, login="sara", passphrase=PASSPHRASE, clock=SettableClock(MONDAY))
    try:
        assert all(check.passed for check in check_practice(opened.store, opened.actor))
        return len(everyone(opened)), len(imports.batches(opened.store, opened.actor))
    finally:
        close_practice(opened)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and limits of file size are POSIX")
@pytest.mark.parametrize(("end", "code"), [("killed", -9), ("full", 0), ("none", 0)])
def test_an_import_that_comes_to_a_bad_end_is_whole_or_absent(tmp_path: Path, end: str, code: int) -> None:
    folder = copied_practice(tmp_path)
    script = [sys.executable, "-m", "tests.services.import_stopped", str(folder), end]
    done = subprocess.run(script, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert bool(done.stdout.strip()) == (end == "full"), "what happened is said where anyone can read it"
    assert left_in(folder) == ((PATIENTS, 1) if end == "none" else (0, 0))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_an_import_cancelled_on_the_way_is_absent(tmp_path: Path, share: float) -> None:
    folder = copied_practice(tmp_path)
    opened = open_practice(folder, login="sara", passphrase=PASSPHRASE, clock=SettableClock(MONDAY))
    parsed = imports.read([InputFile("panel.csv", panel(60))])
    steps = 0

    def progress(done: int, total: int) -> None:
        nonlocal steps
        steps += 1
        if steps > share * 181:  # planning takes two steps a person, writing one
            raise Cancelled

    with pytest.raises(Cancelled):
        imports.commit(opened.store, opened.actor, parsed, progress=progress)
    close_practice(opened)
    assert left_in(folder) == (0, 0)
