"""Unlock a practice in the real window, offscreen, and print what it took as JSON.

`derived` is what the derivation of the key took of it, `filled` the time from Enter to the painted
worklist, both in seconds; `memory` is what the process then holds, in MB of a million bytes.
"""

from __future__ import annotations

import gc
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from ccmdesk.domain.clock import SettableClock
from ccmdesk.security.vault_file import Vault
from ccmdesk.ui.common.garbage import GarbageCollector
from ccmdesk.ui.common.theme import Theme, ThemeMode
from ccmdesk.ui.lock_screen.screen import LockScreen
from ccmdesk.ui.main_window import MainWindow
from ccmdesk.ui.workplace import Hooks, Workplace

NOW = datetime(2026, 10, 28, 16, 30, tzinfo=UTC)
PATIENTS = 10_000
_TYPING_MS = 3000  # a person types a passphrase for longer than this
_SETTLING_MS = 2000
_PATIENCE_MS = 60_000


class Filled(QObject):
    """Wait for the list to be painted with all patients."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.at: float | None = None
        self._app = app

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.at is None and event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            table = watched.parent()
            if (
                isinstance(table, QTableView)
                and table.objectName() == "worklist.table"
                and table.model().rowCount() == PATIENTS
            ):
                self.at = 0.0
                self._app.postEvent(self, QEvent(QEvent.Type.User), Qt.EventPriority.HighEventPriority.value)
        return False

    def customEvent(self, event: QEvent) -> None:
        self.at = perf_counter()
        self._app.removeEventFilter(self)
        QTimer.singleShot(
            _SETTLING_MS, self._app.exit
        )  # quit would close the window, and closing makes a copy


def main(folder: Path, passphrase: str) -> None:
    """Show the lock screen, wait as long as a person types, press Enter, and print what was measured."""
    app = QApplication([])
    theme = Theme(mode=ThemeMode.LIGHT)
    theme.install()
    window = MainWindow(theme)
    hooks = Hooks(remember=lambda _folder: None, recent=lambda: (), report=_fail)
    workplace = Workplace(window, theme, clock=SettableClock(NOW), hooks=hooks)
    workplace.begin(folder)
    window.resize(1366, 768)
    window.show()
    gc.freeze()  # as the program does before it waits for the passphrase
    GarbageCollector(window)
    filled = Filled(app)
    told: dict[str, float] = {}

    def enter() -> None:
        _time_derivation(told)
        screen = window.screen_shown()
        if not isinstance(screen, LockScreen):
            raise TypeError("the lock screen is not shown")
        screen.passphrase_edit().setText(passphrase)
        app.installEventFilter(filled)
        told["start"] = perf_counter()
        QTest.keyClick(screen.passphrase_edit(), Qt.Key.Key_Return)

    QTimer.singleShot(_TYPING_MS, enter)
    QTimer.singleShot(_PATIENCE_MS, app.exit)
    app.exec()
    if not filled.at:
        raise RuntimeError("the worklist was not painted")
    told["filled"] = filled.at - told.pop("start")
    told["memory"] = _resident_megabytes()
    window.close()
    print(json.dumps(told))


def _time_derivation(told: dict[str, float]) -> None:
    """Time the derivation of the unlocking itself; another one takes half as long again, or less."""
    from ccmdesk.services import attempts

    names = vars(attempts)
    derive = names["open_with_passphrase"]

    def timed(vault: Vault, *, user_id: int, passphrase: str) -> bytearray:
        start = perf_counter()
        key: bytearray = derive(vault, user_id=user_id, passphrase=passphrase)
        told["derived"] = perf_counter() - start
        return key

    names["open_with_passphrase"] = timed


def _fail(error: BaseException) -> None:
    raise RuntimeError("the window reported a bug") from error


def _resident_megabytes() -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise RuntimeError("this system does not tell the resident memory")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.stdin.read())
