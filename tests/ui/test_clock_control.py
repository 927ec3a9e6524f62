"""The clock in the whole window: started, held, stopped with a word, and private while locked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QScrollArea
from pytestqt.qtbot import QtBot

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.time_log import FactKind, Mode, Subject
from ccmdesk.models import clock_facts
from ccmdesk.models.errors import StorageFull
from ccmdesk.models.unit_of_work import reading
from ccmdesk.services import clock as clocks
from ccmdesk.services.practice_file import close_practice, open_practice
from ccmdesk.ui.common.clock_state import ClockMode
from ccmdesk.ui.common.desk import Route, Selection
from ccmdesk.ui.lock_screen.screen import LockScreen
from ccmdesk.ui.stop_form import StopForm
from tests.practice_files import MONDAY, PASSPHRASE
from tests.ui.hands import child, press, type_into
from tests.ui.whole_window import MARIA, Sitting, sitting, two_patients

CONTROL = Qt.KeyboardModifier.ControlModifier
WHO = Selection(MARIA, "María Álvarez")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a practice file with two patients and two users."""
    return two_patients(tmp_path)


@pytest.fixture
def work(qtbot: QtBot, folder: Path) -> Iterator[Sitting]:
    """Return the window with Sara at María's chart."""
    with sitting(qtbot, folder=folder) as seat:
        seat.unlock()
        seat.room.desk.navigate(Route("patient", MARIA))
        seat.settle()
        yield seat


@pytest.fixture
def call(work: Sitting) -> Sitting:
    """Return the window with Sara on the phone with María for five minutes."""
    work.key(Qt.Key.Key_F5)
    work.minutes_pass(5)
    return work


def mode(seat: Sitting) -> ClockMode:
    """Return what the clock bar shows."""
    return seat.window.clock.state().mode


def form(seat: Sitting) -> StopForm | None:
    """Return the stop form, when it is open."""
    dialog = seat.room.frame.dialogs.current()
    return dialog if isinstance(dialog, StopForm) else None


def saved_seconds(seat: Sitting) -> list[int]:
    """Return the entries saved for María this month."""
    view = clocks.clock_view(seat.opened.store, seat.opened.actor)
    return [] if view.last is None else [view.last.seconds]


def kinds(seat: Sitting) -> list[FactKind]:
    """Return what the practice file holds of the open run."""
    store, actor = seat.opened.store, seat.opened.actor
    with reading(store) as connection:
        beat = clock_facts.open_run(connection, actor.user_id)
        assert beat is not None
        return [fact.kind for fact in clock_facts.load_run(connection, beat.run)]


def test_f5_starts_on_the_patient_looked_at(work: Sitting) -> None:
    assert mode(work) is ClockMode.IDLE
    assert work.window.clock.state().start_on == "María Álvarez"
    work.key(Qt.Key.Key_F5)
    state = work.window.clock.state()
    assert (state.mode, state.name, state.detail) == (
        ClockMode.ON_CALL,
        "María Álvarez",
        "Phone, care management",
    )


def test_nothing_starts_while_nobody_is_looked_at(work: Sitting) -> None:
    work.room.desk.select(None)
    work.key(Qt.Key.Key_F5)
    work.window.clock.start.emit()
    work.window.clock.stop.emit()
    work.settle()
    assert mode(work) is ClockMode.IDLE


def test_time_on_hold_does_not_count(call: Sitting) -> None:
    call.key(Qt.Key.Key_F7)
    assert mode(call) is ClockMode.HELD
    assert "Held since 9:05" in call.window.clock.state().detail
    call.minutes_pass(30)
    call.key(Qt.Key.Key_F7)
    call.minutes_pass(2)
    call.room._control._show_seconds()
    assert mode(call) is ClockMode.ON_CALL
    assert call.window.clock._seconds == 7 * 60


def test_the_stop_form_holds_the_clock_and_back_lets_it_go_on_once(call: Sitting) -> None:
    call.key(Qt.Key.Key_F9)
    assert form(call) is not None
    assert mode(call) is ClockMode.HELD
    assert call.words("stop_form.time") == "5:00"
    call.minutes_pass(1)
    call.press_button("stop_form.dialog.cancel")
    assert form(call) is None
    assert mode(call) is ClockMode.ON_CALL
    assert kinds(call) == [FactKind.START, FactKind.HOLD, FactKind.RESUME]
    assert call.room.frame.messages.text() == ""


def test_back_leaves_a_clock_on_hold_that_was_held_before(call: Sitting) -> None:
    call.key(Qt.Key.Key_F7)
    call.key(Qt.Key.Key_F9)
    call.press_button("stop_form.dialog.cancel")
    assert mode(call) is ClockMode.HELD
    assert kinds(call) == [FactKind.START, FactKind.HOLD]


@pytest.mark.parametrize("held_before", [False, True])
def test_go_on_closes_the_stop_form(call: Sitting, held_before: bool) -> None:
    if held_before:
        call.key(Qt.Key.Key_F7)
    call.key(Qt.Key.Key_F9)
    call.key(Qt.Key.Key_F7)
    assert form(call) is None
    assert kinds(call) == [FactKind.START, FactKind.HOLD, FactKind.RESUME]


def test_stop_pressed_again_keeps_the_form_and_what_was_typed(call: Sitting) -> None:
    call.key(Qt.Key.Key_F9)
    first = form(call)
    assert first is not None
    type_into(first.first_field(), "All well")
    call.key(Qt.Key.Key_F9)
    assert form(call) is first
    assert first.first_field().toPlainText() == "All well"
    assert mode(call) is ClockMode.HELD


def answer(seat: Sitting, note: str = "All well") -> None:
    """Answer the stop form by keys and save."""
    shown = form(seat)
    assert shown is not None
    type_into(shown.first_field(), note)
    child(shown, QPlainTextEdit, "stop_form.note")
    shown._outcome.set_options([("reached", "Reached")], current="reached")
    shown._activity.set_options([("other", "Other")], current="other")
    seat.key(Qt.Key.Key_Return, CONTROL)


def test_a_stopped_clock_is_saved_and_told(call: Sitting) -> None:
    call.key(Qt.Key.Key_F9)
    answer(call)
    assert form(call) is None
    assert mode(call) is ClockMode.IDLE
    assert call.room.frame.messages.text() == "Saved 5:00."
    assert "Last: María Álvarez, 5:00, stopped at 9:05" in call.window.clock.state().detail
    assert saved_seconds(call) == [300]
    call.minutes_pass(3 * 24 * 60)
    call.room._control._show()
    assert call.window.clock.state().detail == "Last: María Álvarez, 5:00, stopped Mon 23 Nov 9:05"


def test_the_last_work_is_resumed(call: Sitting) -> None:
    call.key(Qt.Key.Key_F9)
    answer(call)
    call.key(Qt.Key.Key_F6)
    assert mode(call) is ClockMode.ON_CALL
    assert call.window.clock.state().recorded == 300


def test_an_answer_that_cannot_be_saved_stays_in_the_form(
    call: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise StorageFull("The disk is full.", kept="Nothing was changed.")

    call.key(Qt.Key.Key_F9)
    with monkeypatch.context() as patch:
        patch.setattr(clocks, "stop", full)
        answer(call)
        shown = form(call)
        assert shown is not None
        assert shown.first_field().toPlainText() == "All well"
        assert "The disk is full." in shown.problem()
        assert call.room.frame.messages.text() == ""
    shown.primary.click()
    call.settle()
    assert saved_seconds(call) == [300]


def test_esc_and_a_second_enter_while_it_is_saved_change_nothing(call: Sitting) -> None:
    call.key(Qt.Key.Key_F9)
    shown = form(call)
    assert shown is not None
    shown._outcome.set_options([("reached", "Reached")], current="reached")
    note = shown.first_field()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Return, Qt.Key.Key_Escape):
        press(note, key, CONTROL if key is Qt.Key.Key_Return else Qt.KeyboardModifier.NoModifier)
    press(note, Qt.Key.Key_F7)
    assert form(call) is shown
    call.settle()
    assert form(call) is None
    assert mode(call) is ClockMode.IDLE
    assert call.room.frame.messages.text() == "Saved 5:00."
    assert saved_seconds(call) == [300]


def test_a_slow_save_says_that_it_runs(call: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
    stop = clocks.stop

    def slowly(*args: Any) -> object:
        sleep(0.6)
        return stop(*args)

    call.key(Qt.Key.Key_F9)
    shown = form(call)
    assert shown is not None
    monkeypatch.setattr(clocks, "stop", slowly)
    shown._outcome.set_options([("reached", "Reached")], current="reached")
    press(shown.first_field(), Qt.Key.Key_Return, CONTROL)
    call.until(lambda: shown.primary.text() == "Saving…")
    call.settle()
    assert saved_seconds(call) == [300]


def test_while_locked_the_clock_names_nobody_and_can_be_held_and_stopped(call: Sitting) -> None:
    call.key(Qt.Key.Key_L, CONTROL)
    assert isinstance(call.window.screen_shown(), LockScreen)
    assert call.window.clock.isVisible()
    assert "Álvarez" not in call.shown_words()
    assert call.words("clock.name") == "A clock is running"
    assert "Started by Sara Okafor at 9:00" in call.words("clock.detail")
    call.press_button("clock.hold")
    assert mode(call) is ClockMode.HELD
    assert "Álvarez" not in call.shown_words()
    call.press_button("clock.stop")
    assert mode(call) is ClockMode.IDLE
    assert saved_seconds(call) == [300]
    assert "Álvarez" not in call.shown_words()
    assert call.button("clock.start").isHidden()
    assert call.button("clock.resume_last").isHidden()


def test_a_form_left_open_goes_when_the_clock_is_stopped_from_the_lock_screen(call: Sitting) -> None:
    call.key(Qt.Key.Key_F9)
    call.key(Qt.Key.Key_L, CONTROL)
    call.press_button("clock.stop")
    call.unlock()
    assert form(call) is None
    assert mode(call) is ClockMode.IDLE
    assert saved_seconds(call) == [300]


def test_the_clock_gives_signs_of_life_only_while_it_runs(call: Sitting) -> None:
    control = call.room._control
    assert control._beat.isActive() and control.running()
    call.minutes_pass(3)
    control._beat.timeout.emit()
    call.settle()
    with reading(call.opened.store) as connection:
        beat = clock_facts.open_run(connection, call.opened.actor.user_id)
    assert beat is not None
    assert beat.at == call.clock.wall()
    call.key(Qt.Key.Key_F7)
    assert not control._beat.isActive() and not control._tick.isActive()


def test_closing_the_window_holds_the_clock_and_says_so_at_the_next_sitting(
    qtbot: QtBot, folder: Path
) -> None:
    time = SettableClock(MONDAY)
    with sitting(qtbot, folder=folder, clock=time) as seat:
        seat.unlock()
        seat.room.desk.start_clock(WHO)
        seat.settle()
        time.advance(timedelta(minutes=5))
        seat.window.close()
        seat.until(lambda: not seat.window.isVisible())
    time.advance(timedelta(minutes=40))
    with sitting(qtbot, folder=folder, clock=time) as seat:
        seat.unlock()
        assert seat.room.frame.messages.text() == (
            "Your clock is still on hold, since 9:05. Nothing after that counts."
        )
        state = seat.window.clock.state()
        assert (state.mode, state.seconds) == (ClockMode.HELD, 300)
        assert state.detail == "Held since 9:05. These minutes do not count"
        assert kinds(seat) == [FactKind.START, FactKind.HOLD]
        seat.key(Qt.Key.Key_F7)
        assert mode(seat) is ClockMode.ON_CALL
        time.advance(timedelta(days=3))
        seat.key(Qt.Key.Key_F7)
        time.advance(timedelta(days=1))
        seat.room._control._show()
        assert "Held since Thu 26 Nov 9:45" in seat.window.clock.state().detail


def test_a_clock_that_a_killed_program_left_is_told_and_held(qtbot: QtBot, folder: Path) -> None:
    time = SettableClock(MONDAY)
    killed = open_practice(folder, login="sara", passphrase=PASSPHRASE, clock=time)
    clocks.start(killed.store, killed.actor, Subject(MARIA, mode=Mode.PHONE))
    time.advance(timedelta(seconds=65))
    clocks.heartbeat(killed.store, killed.actor)
    time.advance(timedelta(minutes=20))
    close_practice(killed)
    with sitting(qtbot, folder=folder, clock=time) as seat:
        seat.unlock()
        assert "The program ended while your clock ran" in seat.room.frame.messages.text()
        state = seat.window.clock.state()
        assert (state.mode, state.seconds) == (ClockMode.HELD, 65)
        assert "The program ended at 9:01" in state.detail


def fast(seat: Sitting, *keys: Qt.Key) -> None:
    """Press keys faster than anything can be saved, then wait."""
    for key in keys:
        press(seat.window, key)
    seat.settle()


def test_a_key_pressed_twice_is_one_wish(work: Sitting) -> None:
    fast(work, Qt.Key.Key_F5, Qt.Key.Key_F5)
    assert mode(work) is ClockMode.ON_CALL
    fast(work, Qt.Key.Key_F7, Qt.Key.Key_F7)
    assert mode(work) is ClockMode.HELD
    fast(work, Qt.Key.Key_F7, Qt.Key.Key_F7)
    assert mode(work) is ClockMode.ON_CALL
    fast(work, Qt.Key.Key_F9, Qt.Key.Key_F9)
    assert form(work) is not None
    assert kinds(work) == [FactKind.START, FactKind.HOLD, FactKind.RESUME, FactKind.HOLD]
    assert work.room.frame.messages.text() == ""
    work.press_button("stop_form.dialog.cancel")
    assert (form(work), mode(work)) == (None, ClockMode.ON_CALL)


def test_a_stop_right_after_a_hold_asks_and_back_stays_on_hold(call: Sitting) -> None:
    fast(call, Qt.Key.Key_F7, Qt.Key.Key_F9)
    assert form(call) is not None
    assert call.room.frame.messages.text() == ""
    call.press_button("stop_form.dialog.cancel")
    assert (form(call), mode(call)) == (None, ClockMode.HELD)
    assert kinds(call) == [FactKind.START, FactKind.HOLD]


def test_a_hold_that_cannot_be_saved_is_told_and_asks_nothing(
    call: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise StorageFull("The disk is full.", kept="The clock goes on.")

    monkeypatch.setattr(clocks, "hold", full)
    fast(call, Qt.Key.Key_F7, Qt.Key.Key_F9)
    assert (form(call), mode(call)) == (None, ClockMode.ON_CALL)
    assert "The disk is full." in call.room.frame.messages.text()


def test_the_form_grows_with_what_it_says(call: Sitting) -> None:
    call.key(Qt.Key.Key_F9)
    call.key(Qt.Key.Key_Return, CONTROL)
    shown = form(call)
    assert shown is not None
    scroll = child(shown, QScrollArea, "stop_form.dialog.scroll")
    call.until(lambda: scroll.verticalScrollBar().maximum() == 0)
    shown.say_problem("The disk is full. Nothing was changed. Free some space, then save again.")
    call.settle()
    assert scroll.verticalScrollBar().maximum() == 0


def test_find_leads_into_the_chart_that_is_open_already(work: Sitting) -> None:
    work.key(Qt.Key.Key_K, CONTROL)
    type_into(work.edit("find"), "alva")
    press(work.edit("find"), Qt.Key.Key_Return)
    work.until(lambda: not work.edit("find").hasFocus())
    focused = QApplication.focusWidget()
    assert focused is not None and focused.objectName() == "chart.section.overview"
