"""Measure a keystroke in the worklist's field over ten thousand patients: filtered and painted."""

from __future__ import annotations

from datetime import UTC, datetime
from time import perf_counter

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtTest import QTest

from ccmdesk.domain.clock import SettableClock
from ccmdesk.ui.common.theme import Theme, ThemeMode
from ccmdesk.ui.worklist.body import WorklistBody
from ccmdesk.ui.worklist.rows import counts
from ccmdesk.ui.worklist.words import Now
from tests.ui.worklist.making import many_rows

PATIENTS = 10_000
LIMIT = 0.050
TYPED = ("chen li", "5055", "mar", "sorensen", "mrn-0012", "tran w") * 4


def bench_worklist_keystroke() -> dict[str, str | float]:
    """Return the row of the worklist's field: the 95th percentile in seconds, and its ratio to the limit.

    Needs a running QApplication.
    """
    theme = Theme(mode=ThemeMode.LIGHT)
    theme.install()
    now = Now(SettableClock(datetime(2026, 11, 24, 17, 24, tzinfo=UTC)), "America/Denver")
    body = WorklistBody(theme, now, user_id=1, stored=None, may_change=True)
    body.list.current_changed.connect(lambda: body.show_row(body.list.current_row()))
    rows = many_rows(PATIENTS)
    body.bar.set_counts(counts(rows, today=now.today()))
    body.list.set_rows(rows)
    body.resize(1214, 664)
    body.show()
    QTest.qWaitForWindowExposed(body)
    QTest.qWait(100)  # an offscreen window takes paint events only after its first turn of the loop
    painted = _Painted(body)
    times = sorted(_keystrokes(body))
    body.close()
    if painted.times < len(times):
        raise RuntimeError(f"{len(times)} keys, but the list was painted {painted.times} times")
    p95 = times[int(len(times) * 0.95)]
    return {"what": "a keystroke, 10,000 patients", "ours": p95, "ratio": p95 / LIMIT, "limit": 1.0}


class _Painted(QObject):
    """Count how often the list is painted: a window that is not shown must not pass for a fast one."""

    def __init__(self, body: WorklistBody) -> None:
        super().__init__(body)
        self.times = 0
        body.list.table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.times += event.type() == QEvent.Type.Paint
        return False


def _keystrokes(body: WorklistBody) -> list[float]:
    times = []
    for typed in TYPED:
        keys = [Qt.Key(ord(letter.upper())) for letter in typed] + [Qt.Key.Key_Backspace] * len(typed)
        for key in keys:
            start = perf_counter()
            QTest.keyClick(body.bar.field, key)
            body.repaint()  # all of it, at once: nothing is left to the next turn of the loop
            times.append(perf_counter() - start)
            QCoreApplication.sendPostedEvents()
    return times
