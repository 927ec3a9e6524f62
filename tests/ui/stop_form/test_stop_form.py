"""The form of a stopped clock, by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from ccmdesk.domain.time_log import ACTIVITIES, Mode, Outcome
from ccmdesk.services.clock import Stopping
from ccmdesk.ui.common.dialog import DialogHost
from ccmdesk.ui.common.theme import Theme
from ccmdesk.ui.stop_form import StopForm
from ccmdesk.ui.stop_form.options import Options
from tests.ui.hands import child, click, press, type_into


@dataclass
class Stage:
    """Hold the form inside a window and the answers it gave."""

    window: QWidget
    host: DialogHost
    form: StopForm
    answers: list[Stopping]

    def options(self, name: str) -> Options:
        """Return one of the questions."""
        return child(self.form, Options, f"stop_form.{name}")

    def error(self, name: str) -> str:
        """Return the error shown at a question, or nothing."""
        label = child(self.form, QLabel, f"stop_form.{name}.error")
        return label.text() if label.isVisible() else ""

    def focused(self) -> QWidget:
        """Return the widget that has the keyboard."""
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget


@pytest.fixture
def stage(theme: Theme, qtbot: QtBot) -> Iterator[Stage]:
    """Return the form for a phone call of 8:42, its note ready to type."""
    window = QWidget()
    window.resize(1366, 700)
    qtbot.addWidget(window)
    host = DialogHost(theme, parent=window)
    form = StopForm(theme, patient_name="María Álvarez", seconds=522, mode=Mode.PHONE, activity="other")
    answers: list[Stopping] = []
    form.answered.connect(answers.append)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    host.show_dialog(form, first=form.first_field())
    yield Stage(window, host, form, answers)
    host.close_dialog()


def test_a_call_is_told_without_the_mouse(stage: Stage) -> None:
    assert child(stage.form, QLabel, "stop_form.time").text() == "8:42"
    assert child(stage.form, QLabel, "stop_form.time").accessibleName() == "8 minutes 42 seconds"
    note = stage.focused()
    assert note.objectName() == "stop_form.note"
    type_into(note, "Went over the new dose.\rCalls back Friday.")
    press(note, Qt.Key.Key_Tab)
    assert stage.focused().objectName() == "stop_form.mode.phone"
    press(stage.focused(), Qt.Key.Key_Tab)
    press(stage.focused(), Qt.Key.Key_1)
    press(stage.focused(), Qt.Key.Key_Tab)
    type_into(stage.focused(), "daughter")
    press(stage.focused(), Qt.Key.Key_Tab)
    press(stage.focused(), Qt.Key.Key_2)
    press(stage.focused(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert stage.answers == [
        Stopping(
            activity="medication review",
            mode=Mode.PHONE,
            note="Went over the new dose.\nCalls back Friday.",
            outcome=Outcome.REACHED,
            with_whom="daughter",
        )
    ]


def test_a_call_needs_an_end_and_none_is_made_up(stage: Stage) -> None:
    press(stage.focused(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not stage.answers
    assert "how it ended" in stage.error("outcome")
    assert stage.focused().objectName() == "stop_form.outcome.reached"
    press(stage.focused(), Qt.Key.Key_4)
    assert not stage.error("outcome")
    press(stage.focused(), Qt.Key.Key_Return)
    assert [(a.outcome, a.with_whom) for a in stage.answers] == [(None, "")]


def test_arrow_keys_move_the_choice(stage: Stage) -> None:
    activity = stage.options("activity")
    activity.focus_answer()
    assert activity.key() == ACTIVITIES[8]
    press(stage.focused(), Qt.Key.Key_Up)
    assert activity.key() == ACTIVITIES[5]
    press(stage.focused(), Qt.Key.Key_Left)
    assert activity.key() == ACTIVITIES[4]
    press(stage.focused(), Qt.Key.Key_0)
    assert activity.key() == ACTIVITIES[4]


def test_outcomes_follow_how_it_was_done(stage: Stage) -> None:
    mode = stage.options("mode")
    outcome, whom = stage.options("outcome"), child(stage.form, QLineEdit, "stop_form.with_whom")
    click(child(stage.form, QRadioButton, "stop_form.mode.chart_work"))
    assert mode.key() == Mode.CHART_WORK
    assert outcome.isHidden() and not whom.isVisible()
    stage.form.primary.click()
    assert [(a.mode, a.outcome) for a in stage.answers] == [(Mode.CHART_WORK, None)]
    click(child(stage.form, QRadioButton, "stop_form.mode.message"))
    assert not outcome.isHidden()
    click(child(stage.form, QRadioButton, "stop_form.outcome.message_sent"))
    stage.form.primary.click()
    assert stage.answers[-1].outcome is Outcome.MESSAGE_SENT


def test_escape_lets_the_clock_go_on(stage: Stage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(stage.form.closed):
        press(child(stage.form, QPlainTextEdit, "stop_form.note"), Qt.Key.Key_Escape)
    assert not stage.answers
    assert stage.host.current() is None
