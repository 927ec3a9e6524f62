"""Programs that are killed, and two that want the same practice: nothing is lost and nothing invented."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ccmdesk.domain.clock import SettableClock
from ccmdesk.security.errors import InUse
from ccmdesk.services.checks import check_practice
from ccmdesk.services.practice_file import close_practice, open_practice
from tests.practice_files import MONDAY, PASSPHRASE, copied_practice

ROOT = Path(__file__).parents[2]
HOLDER = """
import sys
from pathlib import Path
from ccmdesk.domain.clock import SystemClock
from ccmdesk.services.practice_file import open_practice
open_practice(Path(sys.argv[1]), login="sara", passphrase=sys.argv[2], clock=SystemClock())
print("open", flush=True)
sys.stdin.read()
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="fork and SIGKILL are POSIX")
def test_ten_kills_lose_ten_seconds_each_at_most_and_invent_none(tmp_path: Path) -> None:
    folder = copied_practice(tmp_path)
    script = [sys.executable, "-m", "tests.services.killed_clock", str(folder), "10", "20261123"]
    done = subprocess.run(script, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    lives = json.loads(done.stdout)
    assert len(lives) == 10
    for ran, counted, saved in lives:
        assert 0 <= counted <= ran + 0.7, "a second was invented"
        assert ran - counted <= 10, "more than ten seconds were lost"
        assert saved == counted
    assert any(counted for _, counted, _ in lives)
    opened = open_practice(folder, login="sara", passphrase=PASSPHRASE, clock=SettableClock(MONDAY))
    assert all(check.passed for check in check_practice(opened.store, opened.actor))
    close_practice(opened)


def test_a_practice_that_another_program_holds_is_in_use_until_that_one_is_gone(tmp_path: Path) -> None:
    folder = copied_practice(tmp_path)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder), PASSPHRASE],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdin is not None and holder.stdout is not None
    with holder:
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(InUse, match=r"This practice is in use by Sara Okafor on .+ since 20\d\d-"):
            open_practice(folder, login="sara", passphrase=PASSPHRASE, clock=SettableClock(MONDAY))
        holder.kill()
        holder.wait()
    opened = open_practice(folder, login="sara", passphrase=PASSPHRASE, clock=SettableClock(MONDAY))
    close_practice(opened)
