"""What the window offers to each role: everything shown is pressed, and nothing of it may be denied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.practice import Role
from ccmdesk.domain.time_log import Subject
from ccmdesk.models.unit_of_work import reading, writing
from ccmdesk.services import clock as clocks
from ccmdesk.services.practice_file import close_practice, open_practice
from ccmdesk.ui.chart.body import OVERVIEW, PLAN, SECTIONS
from ccmdesk.ui.common.desk import Route
from ccmdesk.ui.print_preview.preview import PrintPreview
from tests.practice_files import MONDAY, PASSPHRASE
from tests.ui.hands import press
from tests.ui.staff import AMA_ID, STAFF, at_work, staffed_practice
from tests.ui.whole_window import Sitting

PLACES = (
    Route("worklist"),
    *(Route("patient", AMA_ID, section) for section in SECTIONS),
    Route("importing"),
    Route("practice"),
)
KEYED = (PLACES[0], Route("patient", AMA_ID, OVERVIEW), Route("patient", AMA_ID, PLAN), *PLACES[-2:])
PLAIN = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
KEYS = (
    *((key, PLAIN) for key in (Qt.Key.Key_T, Qt.Key.Key_C, Qt.Key.Key_E, Qt.Key.Key_V)),
    *((key, PLAIN) for key in (Qt.Key.Key_F5, Qt.Key.Key_F6, Qt.Key.Key_F7, Qt.Key.Key_F9)),
    *((key, CONTROL) for key in (Qt.Key.Key_S, Qt.Key.Key_O, Qt.Key.Key_Z)),
)
NOT_PRESSED = ("rail", "top.", "message", "find", "preview", "importing.choose")
HARMLESS = {"preview", "today.dialog"}
OWN_FORMS = {
    "practice.practitioner",
    "users.form",
    "users.disable_form",
    "users.reset_form",
    "users.sheet_form",
}


@dataclass
class Walk:
    """Hold what a user met: what could be pressed or typed into, and which dialogs opened."""

    seat: Sitting
    pressed: set[str] = field(default_factory=set)
    typed: set[str] = field(default_factory=set)
    dialogs: set[str] = field(default_factory=set)

    def go(self, place: Route) -> None:
        """Go to a place and look at its fields."""
        self.seat.room.desk.navigate(place)
        self.seat.settle()
        self.typed |= {w.objectName() for w in self.fields()}

    def fields(self) -> Iterator[QWidget]:
        """Yield every field that takes what is typed or chosen."""
        kinds: tuple[type[QWidget], ...] = (QLineEdit, QPlainTextEdit, QComboBox)
        for kind in kinds:
            for one in self.seat.window.findChildren(kind):
                locked = isinstance(one, QLineEdit | QPlainTextEdit) and one.isReadOnly()
                if one.isVisible() and one.isEnabled() and not locked:
                    yield one

    def buttons(self) -> list[QWidget]:
        """Return every button and box that can be pressed and was not yet."""
        return [
            one
            for kind in (QPushButton, QCheckBox)
            for one in self.seat.window.findChildren(kind)
            if one.isVisible()
            and one.isEnabled()
            and one.objectName() not in self.pressed
            and not one.objectName().startswith(NOT_PRESSED)
        ]

    def press_everything(self, place: Route) -> None:
        """Press whatever can be pressed, also what a press brings up."""
        self.go(place)
        while found := self.buttons():
            button = found[0]
            self.pressed.add(button.objectName())
            assert isinstance(button, QPushButton | QCheckBox)
            button.click()
            self.answered()
            if not self.buttons():
                self.go(place)

    def press_keys(self, place: Route) -> None:
        """Press every key by which something is changed somewhere."""
        self.go(place)
        for key, modifier in KEYS:
            self.seat.key(key, modifier)
            self.answered()

    def answered(self) -> None:
        """Note the dialog that opened, and close it."""
        self.seat.settle()
        dialogs = self.seat.room.frame.dialogs
        current = dialogs.current()
        if current is not None:
            self.dialogs.add(current.objectName())
            dialogs.close_dialog()
            self.seat.settle()


def denied(seat: Sitting) -> list[str]:
    """Return what was denied, as recorded."""
    with reading(seat.opened.store) as connection:
        found = connection.exec_driver_sql("SELECT object_id FROM audit WHERE kind = 'denied'")
        return [str(row[0]) for row in found]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return staffed_practice(tmp_path)


def walked(seat: Sitting) -> Walk:
    walk = Walk(seat)
    for place in PLACES:
        walk.press_everything(place)
    for place in KEYED:
        walk.press_keys(place)
    return walk


@pytest.mark.slow
@pytest.mark.parametrize("role", [Role.BILLER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_nothing_that_is_offered_is_denied_and_no_form_opens_that_could_not_be_saved(
    qtbot: QtBot, folder: Path, role: Role
) -> None:
    with at_work(qtbot, folder, role) as seat:
        walk = walked(seat)
        assert denied(seat) == []
        own = OWN_FORMS if role is Role.ADMINISTRATOR else set()
        assert walk.dialogs <= HARMLESS | own, walk.dialogs
        typed = {name for name in walk.typed if not name.endswith(("find", "search", "filter"))}
        assert all(name.startswith("practice.") for name in typed), typed
        assert bool(typed) == (role is Role.ADMINISTRATOR)


@pytest.mark.slow
def test_a_care_manager_is_offered_the_forms_that_others_are_not(qtbot: QtBot, folder: Path) -> None:
    with at_work(qtbot, folder, Role.CARE_MANAGER) as seat:
        walk = walked(seat)
        assert denied(seat) == []
        assert len(walk.dialogs - HARMLESS) > 8, walk.dialogs


def test_an_auditor_reads_a_paper_on_the_screen_and_is_told_why_she_cannot_take_it(
    qtbot: QtBot, folder: Path
) -> None:
    for role, taken in ((Role.AUDITOR, False), (Role.BILLER, True)):
        with at_work(qtbot, folder, role) as seat:
            seat.room.desk.navigate(Route("patient", AMA_ID, "consent"))
            seat.settle()
            seat.press_button("chart.consent.print")
            seat.settle()
            dialog = seat.room.frame.dialogs.current()
            assert isinstance(dialog, PrintPreview) and dialog.view.page_count() > 0
            for name in ("preview.save", "preview.accept"):
                assert seat.button(name).isVisible() == taken
                assert seat.button(name).isEnabled() == taken
            assert ("Ask a colleague for a copy." in seat.shown_words()) != taken
            if not taken:
                press(dialog, Qt.Key.Key_P)
                press(dialog, Qt.Key.Key_S, CONTROL)
            seat.settle()
            assert denied(seat) == []
            assert dialog.findChild(QFileDialog) is None


def test_a_clock_that_runs_when_the_role_is_taken_is_shown_on_hold_and_offers_nothing(
    qtbot: QtBot, folder: Path
) -> None:
    nurse = STAFF[Role.CARE_MANAGER]
    clock = SettableClock(MONDAY)
    opened = open_practice(folder, login=nurse.login, passphrase=PASSPHRASE, clock=clock)
    clocks.start(opened.store, opened.actor, Subject(AMA_ID))
    with writing(opened.store, opened.actor) as work:
        sql = f"UPDATE user_role SET role = 'auditor' WHERE user_id = {nurse.id}"
        work.connection.exec_driver_sql(sql)
    close_practice(opened)
    with at_work(qtbot, folder, Role.CARE_MANAGER) as seat:
        seat.settle()
        assert seat.words("clock.name") == "Ama Osei"
        for name in ("hold", "go_on", "stop", "start", "resume_last"):
            assert not seat.button(f"clock.{name}").isVisible()
        for key in (Qt.Key.Key_F7, Qt.Key.Key_F9):
            seat.key(key)
        assert denied(seat) == []
        assert seat.room.frame.dialogs.current() is None


def test_who_may_not_count_time_is_told_so_in_the_clock_bar(qtbot: QtBot, folder: Path) -> None:
    with at_work(qtbot, folder, Role.BILLER) as seat:
        seat.room.desk.navigate(Route("patient", AMA_ID))
        seat.settle()
        assert seat.words("clock.detail") == "Care managers and billing practitioners count time"
        assert not seat.button("clock.start").isVisible()
