"""Draw every page of the demo practice as PNG: light and dark, at 100 % and 200 %, 1366 by 768."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import sleep

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.domain.time_log import Mode
from ccmdesk.security.errors import MissingVault
from ccmdesk.security.kdf import KdfParameters
from ccmdesk.services.clock import Stopping, stop
from ccmdesk.services.demo import make_demo
from ccmdesk.services.practice_file import OpenPractice, open_practice
from ccmdesk.ui.chart.body import SECTIONS
from ccmdesk.ui.common.desk import Route, Selection
from ccmdesk.ui.common.lane import Lane
from ccmdesk.ui.common.theme import Theme, ThemeMode
from ccmdesk.ui.main_window import MainWindow
from ccmdesk.ui.room import Room
from ccmdesk.ui.workplace import Hooks, Workplace

WIDTH, HEIGHT = 1366, 768
_QUIET_TURNS = 25  # the printed page beside the plan is drawn half a second after the last change
MORNING = datetime(2026, 11, 24, 17, 24, tzinfo=UTC)
"""Tuesday 24 November 2026, 10:24 in the practice."""

CHEAP = KdfParameters(memory_kib=64, passes=1, lanes=1)
LOOKS = tuple((look, zoom) for look in (ThemeMode.LIGHT, ThemeMode.DARK) for zoom in (100, 200))


def main(target: Path) -> int:
    """Write the pictures into a folder and return 0."""
    target.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    with tempfile.TemporaryDirectory() as place:
        clock = SettableClock(MORNING)
        made = make_demo(
            Path(place),
            patients=60,
            months=6,
            through=ServiceMonth(2026, 11),
            seed=1,
            clock=clock,
            kdf=CHEAP,
            until=MORNING.date(),
        )
        for look, zoom in LOOKS:
            theme = Theme()
            theme.set_mode(look)
            theme.set_zoom(zoom)
            theme.install()
            name = f"{look.value}-{zoom}"
            _draw_entry(theme, clock, made.practice_folder, target, name)
            opened = open_practice(
                made.practice_folder, login=made.login, passphrase=made.passphrase, clock=clock
            )
            with _room(theme, clock, opened) as (window, lane, room):
                _draw_pages(window, lane, room, partial(_path, target, name))
        app.quit()
    return 0


@contextmanager
def _room(
    theme: Theme, clock: SettableClock, opened: OpenPractice
) -> Iterator[tuple[MainWindow, Lane, Room]]:
    window = MainWindow(theme)
    lane = Lane(window)
    lane.bug.connect(lambda trouble: _fail(trouble.error))
    room = Room(window, theme, opened, lane=lane, clock=clock)
    window.resize(WIDTH, HEIGHT)
    window.show()
    room.show()
    try:
        yield window, lane, room
    finally:
        room.close()
        lane.stop(last=room.close_file)
        window.deleteLater()
        QTest.qWait(20)


def _draw_pages(window: MainWindow, lane: Lane, room: Room, path: Callable[[str], Path]) -> None:
    _settle(lane)
    window.grab().save(str(path("worklist")))
    for section in SECTIONS:
        room.desk.navigate(Route("patient", 1, section))
        _settle(lane)
        window.grab().save(str(path(f"chart-{section}")))
    for page in ("importing", "practice", "users", "audit", "backup"):
        room.desk.navigate(Route(page))
        _settle(lane)
        window.grab().save(str(path(page)))
    room.desk.navigate(Route("worklist"))
    room.desk.log_contact(Selection(1, "María Álvarez"))
    _settle(lane)
    window.grab().save(str(path("contact")))
    room.frame.dialogs.close_dialog()
    _draw_clock(window, lane, room, path)


def _draw_clock(window: MainWindow, lane: Lane, room: Room, path: Callable[[str], Path]) -> None:
    room.desk.start_clock(Selection(1, "María Álvarez"))
    _settle(lane)
    window.grab().save(str(path("clock-running")))
    window.clock.stop.emit()
    _settle(lane)
    window.grab().save(str(path("clock-stop")))
    room.frame.dialogs.close_dialog()
    _settle(lane)
    stop(room.desk.store, room.desk.actor, Stopping("other", Mode.PHONE))


def _draw_entry(theme: Theme, clock: SettableClock, folder: Path, target: Path, name: str) -> None:
    window = MainWindow(theme)
    hooks = Hooks(remember=lambda _: None, recent=lambda: (folder,), report=_fail)
    workplace = Workplace(window, theme, clock=clock, hooks=hooks)
    window.resize(WIDTH, HEIGHT)
    window.show()
    for page, begin in (("lock", folder), ("welcome", None)):
        workplace.begin(begin)
        QTest.qWait(300)
        window.grab().save(str(target / f"{page}-{name}.png"))
    workplace.welcome(restoring=folder)
    QTest.qWait(300)
    window.grab().save(str(target / f"restore-{name}.png"))
    workplace.folder = folder
    workplace.damaged.tell(MissingVault())
    QTest.qWait(300)
    window.grab().save(str(target / f"damage-{name}.png"))
    workplace.close()
    window.deleteLater()


def _path(target: Path, name: str, page: str) -> Path:
    return target / f"{page}-{name}.png"


def _fail(error: BaseException) -> None:
    raise error


def _settle(lane: Lane) -> None:
    quiet = 0
    while quiet < _QUIET_TURNS:
        QTest.qWait(20)
        sleep(0.02)  # QTest.qWait keeps Python's lock, which the lane's thread needs
        quiet = quiet + 1 if lane.idle() else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
