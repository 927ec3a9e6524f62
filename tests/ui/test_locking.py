"""The window locks by itself, unlocks by PIN, ends its session, and goes on where the user was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from ccmdesk.models.audit_log import chain_rows
from ccmdesk.models.unit_of_work import reading
from ccmdesk.services.practice_file import close_practice, open_practice
from ccmdesk.services.quick_unlock import set_pin
from ccmdesk.ui.common.clipboard import copy_for_a_minute
from ccmdesk.ui.common.desk import Route, Selection
from ccmdesk.ui.locking import LockReason
from tests.practice_files import PASSPHRASE, fresh_practice
from tests.ui.hands import child, press, type_into
from tests.ui.whole_window import MARIA, Sitting, sitting, two_patients

PIN = "284917"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a practice file with two patients and two users."""
    return two_patients(tmp_path)


@pytest.fixture
def work(qtbot: QtBot, folder: Path) -> Iterator[Sitting]:
    """Return the window with Sara at work."""
    with sitting(qtbot, folder=folder) as seat:
        seat.unlock()
        yield seat


def away(seat: Sitting, minutes: float) -> None:
    """Let time pass without input, as the watch sees it."""
    seat.minutes_pass(minutes)
    seat.workplace._watch().look()
    seat.settle()


def locked(seat: Sitting) -> bool:
    return seat.workplace.lock_screen is not None


def start_a_call(seat: Sitting) -> None:
    seat.room.desk.start_clock(Selection(MARIA, "María Álvarez"))
    seat.settle()
    assert seat.room.on_call()


def half_type_a_contact(seat: Sitting) -> None:
    seat.room.desk.navigate(Route("patient", MARIA, "medicines"))
    seat.settle()
    seat.room.desk.log_contact(Selection(MARIA, "María Álvarez"))
    seat.settle()
    type_into(note(seat), "She asked for")


def note(seat: Sitting) -> QPlainTextEdit:
    """Return the note of the open contact form."""
    dialog = seat.room.frame.dialogs.current()
    assert dialog is not None
    return child(dialog, QPlainTextEdit)


def records(folder: Path, seat: Sitting) -> list[tuple[str, str]]:
    """Return kind and reason of every record of the closed practice file."""
    opened = open_practice(folder, login="sara", passphrase=PASSPHRASE, clock=seat.clock)
    try:
        with reading(opened.store) as connection:
            return [(row.fields.kind, row.fields.reason) for row in chain_rows(connection)]
    finally:
        close_practice(opened)


def test_ten_minutes_away_lock_the_window_and_clear_the_clipboard(work: Sitting) -> None:
    copy_for_a_minute("María Álvarez", messages=work.room.frame.messages)
    away(work, 9.9)
    assert not locked(work)
    away(work, 0.2)
    assert locked(work) and work.words("lock.sentence").startswith("Locked at ")
    assert QApplication.clipboard().text() == ""
    assert "Álvarez" not in work.shown_words()


def test_a_key_in_the_window_puts_it_off(work: Sitting) -> None:
    for _ in range(3):
        away(work, 6)
        QTest.keyClick(work.window.windowHandle(), Qt.Key.Key_Shift)
    assert not locked(work)


def test_a_key_puts_it_off_too_where_the_welcome_led_to_the_practice(qtbot: QtBot, tmp_path: Path) -> None:
    with sitting(qtbot, folder=None) as seat:
        seat.workplace.enter(fresh_practice(tmp_path, seat.clock))
        seat.settle()
        for _ in range(3):
            away(seat, 6)
            QTest.keyClick(seat.window.windowHandle(), Qt.Key.Key_Shift)
        assert not locked(seat)
        away(seat, 10)
        assert locked(seat)


def test_a_call_on_the_clock_is_no_absence_for_half_an_hour(work: Sitting) -> None:
    start_a_call(work)
    away(work, 29)
    assert not locked(work)
    away(work, 2)
    assert locked(work) and work.room._control.running()


def test_the_pin_unlocks_five_tries_then_only_the_passphrase(work: Sitting) -> None:
    set_pin(work.opened.store, work.opened.actor, PIN)
    work.workplace.lock()
    work.settle()
    work.type_passphrase(PIN)
    assert not locked(work)
    work.workplace.lock()
    for left in ("4 tries are", "3 tries are", "2 tries are", "One try is"):
        work.type_passphrase("284918")
        assert left in work.words("lock.error")
    work.type_passphrase("284918")
    assert "five times" in work.words("lock.error")
    work.type_passphrase(PIN)
    assert locked(work) and "five times" in work.words("lock.error")
    work.unlock()


def test_the_sixth_wrong_passphrase_has_to_wait_and_the_time_left_is_shown(work: Sitting) -> None:
    work.workplace.lock()
    work.settle()
    for _ in range(5):
        work.type_passphrase("wrong harbor seventeen lanterns")
        assert "not right" in work.words("lock.error")
    work.type_passphrase(PASSPHRASE)
    assert locked(work) and "possible in 0:30" in work.words("lock.error")
    work.until(lambda: "possible in 0:29" in work.words("lock.error"))
    work.minutes_pass(0.5)
    work.unlock()


def test_after_half_an_hour_the_file_is_closed_and_the_pin_opens_nothing(work: Sitting, folder: Path) -> None:
    set_pin(work.opened.store, work.opened.actor, PIN)
    away(work, 10)
    away(work, 30)
    assert locked(work) and work.workplace.room is None
    assert ("lock", str(LockReason.IDLE)) in records(folder, work)
    work.type_passphrase(PIN)
    assert locked(work) and "not right" in work.words("lock.error")


def test_after_the_end_of_the_session_one_goes_on_where_one_was(work: Sitting) -> None:
    half_type_a_contact(work)
    work.workplace.end(LockReason.SLEEP)
    work.settle()
    assert work.workplace.room is None and "Álvarez" not in work.shown_words()
    work.unlock()
    page = work.room.frame.page("patient")
    assert work.room.frame.current_page() == "patient"
    assert page is not None and work.room.place()[:3] == ("patient", MARIA, "medicines")
    assert "“Log a contact” was open" in work.shown_words()
    work.room.desk.log_contact(Selection(MARIA, "María Álvarez"))
    work.settle()
    assert note(work).toPlainText() == "She asked for"
    press(note(work), Qt.Key.Key_Escape)
    work.room.desk.log_contact(Selection(MARIA, "María Álvarez"))
    work.settle()
    assert note(work).toPlainText() == ""


def test_a_form_of_another_patient_is_left_empty(work: Sitting) -> None:
    half_type_a_contact(work)
    work.workplace.end(LockReason.SLEEP)
    work.settle()
    work.unlock()
    work.room.desk.select(Selection(MARIA + 1, "Somebody Else"))
    work.room.desk.log_contact(Selection(MARIA + 1, "Somebody Else"))
    work.settle()
    assert note(work).toPlainText() == ""


def test_the_running_clock_ends_in_a_gap(work: Sitting) -> None:
    start_a_call(work)
    work.minutes_pass(5)
    work.workplace.end(LockReason.SLEEP)
    work.settle()
    work.minutes_pass(60)
    work.unlock()
    run = work.room._control._view.run
    assert run is not None and run.open_since is None
    assert run.seconds_at(work.clock.wall()) == 5 * 60
