"""The desk of the chart page over a real practice file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QStackedLayout, QWidget
from pytestqt.qtbot import QtBot

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.practice import Role
from ccmdesk.services.practice_file import close_practice
from ccmdesk.ui.chart import ChartPage
from ccmdesk.ui.common.change_notice import ChangeNotice
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.dialog import DialogHost
from ccmdesk.ui.common.lane import Lane
from ccmdesk.ui.common.message_bar import MessageBar
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Theme
from tests.practice_files import MONDAY, fresh_practice
from tests.ui.chart.making import Asked, Seat


@pytest.fixture
def seat(theme: Theme, qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    """Return a desk over a fresh practice file."""
    clock = SettableClock(MONDAY)
    opened = fresh_practice(tmp_path, clock)
    lane, asked, host = Lane(), Asked(), QWidget()
    host.resize(1214, 664)
    qtbot.addWidget(host)
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
        navigate=asked.routes.append,
        select=asked.selected.append,
        start_clock=asked.clocks.append,
        log_contact=asked.contacts.append,
        print_paper=asked.papers.append,
    )

    def settle() -> None:
        qtbot.waitUntil(lane.idle)
        qtbot.wait(10)
        qtbot.waitUntil(lane.idle)

    yield Seat(desk, host, asked, opened, clock, settle, partial(_show, desk, host, settle))
    lane.stop()
    close_practice(opened)


def _show(
    desk: Desk,
    host: QWidget,
    settle: Callable[[], None],
    patient_id: int | None = None,
    section: str = "",
    *,
    role: Role | None = None,
) -> ChartPage:
    used = desk if role is None else replace(desk, actor=replace(desk.actor, roles=frozenset({role})))
    page = ChartPage(used, plan_section=lambda d, pid: Label(d.theme, str(pid)))
    layout = host.layout() or QStackedLayout(host)
    layout.addWidget(page)
    desk.notice.subscribe(page, page.refresh, kinds=frozenset())
    host.show()
    if patient_id is not None:
        page.open_patient(patient_id, section)
    settle()
    return page
