"""A theme for every room of the window, and a seat for pages that need no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ccmdesk.domain.clock import SettableClock
from ccmdesk.services.practice_file import close_practice
from ccmdesk.ui.common.change_notice import ChangeNotice
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.dialog import DialogHost
from ccmdesk.ui.common.lane import Lane
from ccmdesk.ui.common.message_bar import MessageBar
from ccmdesk.ui.common.theme import Theme, ThemeMode
from tests.practice_files import MONDAY, fresh_practice
from tests.ui.seats import Seat


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """Return a light theme at 100 %, installed, without motion."""
    value = Theme(mode=ThemeMode.LIGHT, reduced_motion=True)
    value.install()
    yield value
    value.deleteLater()


@pytest.fixture
def seat(theme: Theme, qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    """Return a desk over a fresh practice file."""
    clock = SettableClock(MONDAY)
    opened = fresh_practice(tmp_path, clock)
    lane, host = Lane(), QWidget()
    host.resize(1214, 664)
    qtbot.addWidget(host)
    asked: list[object] = []
    desk = Desk(
        theme=theme,
        lane=lane,
        store=opened.store,
        actor=opened.actor,
        clock=clock,
        folder=opened.folder,
        notice=ChangeNotice(),
        messages=MessageBar(theme, parent=host),
        dialogs=DialogHost(theme, parent=host),
        navigate=asked.append,
        select=asked.append,
        start_clock=asked.append,
        log_contact=asked.append,
        print_paper=asked.append,
    )
    yield Seat(desk, host, opened, clock)
    lane.stop()
    close_practice(opened)


@pytest.fixture
def settle(seat: Seat, qtbot: QtBot) -> Callable[[], None]:
    """Return a function that waits until the lane has answered."""

    def wait() -> None:
        qtbot.wait(20)
        qtbot.waitUntil(seat.desk.lane.idle)
        qtbot.wait(20)

    return wait
