"""A desk over a fresh practice file with one patient, for the tests of plans and papers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ccmdesk.domain.chart import Condition, Patient, Sex
from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.practice import Role
from ccmdesk.services.facts import add_fact
from ccmdesk.services.patients import add_patient
from ccmdesk.services.practice_file import OpenPractice, close_practice
from ccmdesk.ui.common.change_notice import ChangeNotice
from ccmdesk.ui.common.desk import Desk, Paper
from ccmdesk.ui.common.dialog import DialogHost
from ccmdesk.ui.common.lane import Lane
from ccmdesk.ui.common.message_bar import MessageBar
from ccmdesk.ui.common.theme import Theme
from tests.practice_files import MONDAY, fresh_practice


@dataclass
class Seat:
    """Hold a desk, the widget that stands for the window, the patient, and the papers asked for."""

    desk: Desk
    host: QWidget
    patient_id: int
    opened: OpenPractice
    clock: SettableClock
    qtbot: QtBot
    papers: list[Paper] = field(default_factory=list)

    def show(self, widget: QWidget) -> None:
        """Show a widget in the window, active."""
        layout = self.host.layout()
        assert layout is not None
        layout.addWidget(widget)
        self.host.show()
        self.host.activateWindow()
        self.qtbot.waitUntil(self.host.isActiveWindow)
        self.settle()

    def settle(self) -> None:
        """Wait until the lane has answered and what its answers asked for is answered too."""
        for _ in range(3):
            self.qtbot.waitUntil(self.desk.lane.idle)
            self.qtbot.wait(5)

    def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is so."""
        self.qtbot.waitUntil(true, timeout=4000)

    def acting_as(self, *roles: Role) -> Seat:
        """Return the same seat with other roles."""
        actor = replace(self.desk.actor, roles=frozenset(roles))
        return replace(self, desk=replace(self.desk, actor=actor))


@contextmanager
def seat_at(theme: Theme, qtbot: QtBot, folder: Path) -> Iterator[Seat]:
    """Open a practice with María, who has heart failure and diabetes, and sit down at a desk."""
    clock = SettableClock(MONDAY)
    opened = fresh_practice(folder, clock)
    maria = Patient(family="Álvarez", given="María", birth_date=date(1945, 2, 14), sex=Sex.FEMALE)
    patient_id = add_patient(opened.store, opened.actor, maria).value
    for name in ("Heart failure", "Type 2 diabetes"):
        add_fact(opened.store, opened.actor, patient_id, Condition(name))
    host, lane, papers = QWidget(), Lane(), list[Paper]()
    host.resize(1134, 588)
    layout = QVBoxLayout(host)
    layout.setContentsMargins(0, 0, 0, 0)
    qtbot.addWidget(host)
    desk = Desk(
        theme=theme,
        lane=lane,
        store=opened.store,
        actor=opened.actor,
        clock=clock,
        folder=opened.folder,
        notice=ChangeNotice(host),
        messages=MessageBar(theme, parent=host),
        dialogs=DialogHost(theme, parent=host),
        navigate=lambda _route: None,
        select=lambda _selection: None,
        start_clock=lambda _selection: None,
        log_contact=lambda _selection: None,
        print_paper=papers.append,
    )
    yield Seat(desk, host, patient_id, opened, clock, qtbot, papers)
    lane.stop()
    close_practice(opened)
