"""The program as it is started: a window that comes up, keeps its settings, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.practice_files import PASSPHRASE
from tests.ui.whole_window import two_patients

PROJECT = Path(__file__).parents[1]

OPENS_AND_CLOSES = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ccmdesk import app
from ccmdesk.ui.lock_screen.values import UnlockWish
from ccmdesk.ui.workplace import Workplace

made = []

class Watched(Workplace):
    def begin(self, folder, *, anew=False):
        made.append(self)
        super().begin(folder, anew=anew)
        timer = QTimer(self)
        timer.timeout.connect(self.look)
        timer.start(30)
        self.asked = False

    def look(self):
        passphrase = sys.stdin_words
        if passphrase and not self.asked and self.lock_screen is not None:
            self.asked = True
            self.lock_screen.unlock.emit(UnlockWish("1", passphrase))
        elif self.window.isVisible() and (not passphrase or self.room is not None) and self.lane.idle():
            print(self.window.windowTitle(), flush=True)
            print(type(self.window.screen_shown()).__name__, flush=True)
            self.window.close()

sys.stdin_words = sys.stdin.read().strip()
app.Workplace = Watched
sys.exit(app.run_window(sys.argv[1:]))
"""


def started(*arguments: str, passphrase: str = "", folder: Path) -> subprocess.CompletedProcess[str]:
    """Start the window, unlock it where a passphrase is given, close it, and return what came of it."""
    temporary = folder / "temporary"
    temporary.mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, "-c", OPENS_AND_CLOSES, *arguments],
        cwd=PROJECT,
        input=passphrase,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "TMPDIR": str(temporary)},
        check=False,
    )


def settings() -> Path:
    """Return the settings file of the test's own home."""
    return Path(os.environ["XDG_CONFIG_HOME"]) / "ccmdesk" / "settings.json"


@pytest.mark.slow
def test_without_a_practice_the_welcome_comes_up(tmp_path: Path) -> None:
    done = started(folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split("\n")[:2] == ["CCM Desk", "Entrance"]
    assert stat.S_IMODE(settings().stat().st_mode) == 0o600
    assert json.loads(settings().read_text("utf-8"))["practices"] == []
    assert list((tmp_path / "temporary").iterdir()) == []


@pytest.mark.slow
def test_the_practice_opened_last_comes_up_again(tmp_path: Path) -> None:
    folder = two_patients(tmp_path)
    done = started(str(folder), passphrase=PASSPHRASE, folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split("\n")[:2] == ["CCM Desk", "Frame"]
    again = started(folder=tmp_path)
    assert again.stdout.split("\n")[1] == "LockScreen"
    kept = settings().read_text("utf-8")
    assert json.loads(kept)["practices"] == [str(folder)]
    (known,) = json.loads(kept)["known"]
    assert known.pop("folder") == str(folder)
    assert known == {"name": "Lakeview Family Medicine", "zone": "America/Denver", "user_id": 1}
    for words in ("Álvarez", "María", "Whitfield", "1945"):
        assert words not in json.loads(kept).__repr__()
    assert list((tmp_path / "temporary").iterdir()) == []
    home = Path(os.environ["HOME"])
    crashes = [path for path in home.rglob("*") if "crash" in path.name and path.is_file()]
    assert crashes == []


KILLED_AFTER_A_CHOICE = """
import os
from PySide6.QtCore import QTimer
from ccmdesk import app
from ccmdesk.ui.common.theme import ThemeMode
from ccmdesk.ui.workplace import Workplace

class Chosen(Workplace):
    def begin(self, folder, *, anew=False):
        super().begin(folder, anew=anew)
        QTimer.singleShot(50, self.choose)

    def choose(self):
        self.theme.zoom_in()
        self.theme.set_mode(ThemeMode.LIGHT)
        os._exit(7)

app.Workplace = Chosen
app.run_window([])
"""


@pytest.mark.slow
def test_zoom_and_look_are_kept_when_they_are_chosen() -> None:
    done = subprocess.run([sys.executable, "-c", KILLED_AFTER_A_CHOICE], cwd=PROJECT, timeout=60, check=False)
    assert done.returncode == 7
    kept = json.loads(settings().read_text("utf-8"))
    assert (kept["zoom"], kept["look"]) == (110, "light")


@pytest.mark.parametrize("arguments", [["--help"], ["a", "b"]])
def test_usage_is_told(tmp_path: Path, arguments: list[str]) -> None:
    done = started(*arguments, folder=tmp_path)
    assert done.returncode == (0 if arguments == ["--help"] else 2)
    assert "ccmdesk open" in done.stdout + done.stderr
