"""Unlock a practice in the real program, lock it, and end the session; print what it took as JSON lines.

The first line holds `unlock` (Enter to the filled worklist), `soft` (the wish to lock to the painted lock
screen), in seconds; the second `ending` when the end of the session begins, after which this process is
replaced.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter, time

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QTableView

from ccmdesk import app
from ccmdesk.ui.lock_screen.screen import LockScreen
from ccmdesk.ui.lock_screen.values import UnlockWish
from ccmdesk.ui.locking import LockReason
from ccmdesk.ui.workplace import Workplace

_TYPING_MS = 3000
_PASSPHRASE = sys.stdin.readline().strip()


class Timed(Workplace):
    """Go through unlock, soft lock, unlock again and the end of the session."""

    def begin(self, folder: Path | None, *, anew: bool = False) -> None:
        """Start as always, then type after as long as a person takes."""
        super().begin(folder, anew=anew)
        self._told: dict[str, float] = {}
        QTimer.singleShot(_TYPING_MS, self, self._type)

    def _type(self) -> None:
        self._start = perf_counter()
        self._wait_for(self._filled, self._lock_now)
        self._unlock()

    def _unlock(self) -> None:
        if self.lock_screen is not None:
            self.lock_screen.unlock.emit(UnlockWish("1", _PASSPHRASE))

    def _lock_now(self) -> None:
        self._told["unlock"] = perf_counter() - self._start
        QTimer.singleShot(1000, self, self._soft)

    def _soft(self) -> None:
        self._start = perf_counter()
        self.lock()
        lock = self.lock_screen
        if lock is None:
            raise RuntimeError("the window is not locked")
        _Painted(lock, self._hidden)

    def _hidden(self) -> None:
        self._told["soft"] = perf_counter() - self._start
        print(json.dumps(self._told), flush=True)
        self._wait_for(lambda: self.lock_screen is None, lambda: QTimer.singleShot(500, self, self._end))
        QTimer.singleShot(500, self, self._unlock)

    def _end(self) -> None:
        print(json.dumps({"ending": time()}), flush=True)
        self.end(LockReason.SLEEP)

    def _filled(self) -> bool:
        table = self.window.findChild(QTableView, "worklist.table")
        return isinstance(table, QTableView) and table.model().rowCount() > 0

    def _wait_for(self, so: object, then: object) -> None:
        timer = QTimer(self)

        def look() -> None:
            if callable(so) and so():
                timer.stop()
                if callable(then):
                    then()

        timer.timeout.connect(look)
        timer.start(2)


class _Painted(QObject):
    """Call a function once a widget was painted."""

    def __init__(self, screen: LockScreen, then: object) -> None:
        super().__init__(screen)
        self._then = then
        screen.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the paint and let it end."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            if callable(self._then):
                QTimer.singleShot(0, self._then)
        return False


if __name__ == "__main__":
    vars(app)["Workplace"] = Timed
    sys.exit(app.run_window(sys.argv[1:]))
