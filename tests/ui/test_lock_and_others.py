"""Who shares the lock screen: the one who came last, another user, another practice, and who closes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

from ccmdesk.services.practice_file import close_practice, open_practice
from ccmdesk.settings import Known
from ccmdesk.ui.common.desk import Selection
from ccmdesk.ui.entrance import Entrance
from ccmdesk.ui.lock_screen.screen import LockScreen
from tests.practice_files import PASSPHRASE, ZONE
from tests.ui.hands import child, press, type_into
from tests.ui.whole_window import ANNS_PASSPHRASE, MARIA, Sitting, sitting, two_patients

NAME = "Lakeview Family Medicine"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a practice file whose folder is not called as the practice is, with Sara and Ann."""
    made = two_patients(tmp_path)
    return made.rename(tmp_path / "office.ccmdesk")


@pytest.fixture
def seat(qtbot: QtBot, folder: Path) -> Iterator[Sitting]:
    """Return the window at the lock screen of a practice file never opened here before."""
    with sitting(qtbot, folder=folder, recent=(folder,)) as made:
        yield made


def chosen(seat: Sitting) -> str:
    """Return the user chosen on the lock screen."""
    return next(row.objectName() for row in seat.lock.findChildren(QRadioButton) if row.isChecked())


def open_form(seat: Sitting) -> QPlainTextEdit:
    """Unlock as Sara and leave a form half typed behind the lock screen."""
    seat.unlock()
    seat.room.desk.log_contact(Selection(MARIA, "María Álvarez"))
    seat.settle()
    dialog = seat.room.frame.dialogs.current()
    assert dialog is not None
    note = child(dialog, QPlainTextEdit)
    type_into(note, "She asked for")
    seat.workplace.lock()
    return note


def as_ann(seat: Sitting, passphrase: str = ANNS_PASSPHRASE) -> None:
    """Choose Ann by the keyboard and type a passphrase."""
    press(seat.lock.passphrase_edit(), Qt.Key.Key_Down)
    seat.lock.passphrase_edit().clear()
    seat.type_passphrase(passphrase)


def test_the_lock_screen_knows_the_practice_and_who_came_last(
    seat: Sitting, qtbot: QtBot, folder: Path
) -> None:
    assert (seat.words("lock.practice"), chosen(seat)) == ("office", "lock.user.1")
    assert "by the clock of this computer" in seat.words("lock.time")
    as_ann(seat)
    assert seat.room.actor_name == "Ann Weiss"
    known = seat.settings[-1].known_of(folder)
    assert known == Known(str(folder), NAME, ZONE, 2)
    seat.window.close()
    with sitting(qtbot, folder=folder, known=known) as again:
        assert (again.words("lock.practice"), chosen(again)) == (NAME, "lock.user.2")
        assert again.words("lock.time") == "Mon 23 Nov, 9:00"
        assert again.lock.passphrase_edit().hasFocus()
        again.unlock(ANNS_PASSPHRASE)
        again.workplace.lock()
        assert again.words("lock.time") == "Mon 23 Nov, 9:00"


def test_a_user_who_is_gone_leaves_the_first_chosen(qtbot: QtBot, folder: Path) -> None:
    with sitting(qtbot, folder=folder, known=Known(str(folder), NAME, ZONE, 7)) as seat:
        assert chosen(seat) == "lock.user.1"


def test_another_user_is_asked_before_what_is_open_is_discarded(seat: Sitting) -> None:
    note = open_form(seat)
    sara = seat.room
    as_ann(seat)
    assert seat.words("lock.error").startswith("Sara Okafor has something open that is not saved.")
    press(seat.lock.passphrase_edit(), Qt.Key.Key_Return)
    seat.settle()
    assert seat.room is sara, "Enter alone agrees to nothing"
    press(seat.lock.passphrase_edit(), Qt.Key.Key_Up)
    assert not seat.button("lock.agree").isVisible()
    seat.lock.passphrase_edit().clear()
    seat.unlock()
    assert (seat.room, note.toPlainText()) == (sara, "She asked for")


def test_another_user_who_agrees_comes_in_with_her_own_passphrase(seat: Sitting) -> None:
    open_form(seat)
    sara = seat.room
    as_ann(seat, PASSPHRASE)
    seat.press_button("lock.agree")
    assert seat.room is sara, "what is open is discarded only for someone who may come in"
    as_ann(seat)
    assert seat.button("lock.agree").isVisible(), "it is still open, so it is asked again"
    seat.press_button("lock.agree")
    assert seat.room.actor_name == "Ann Weiss"
    assert isinstance(seat.window.screen_shown(), type(seat.room.frame))


def test_nothing_is_asked_where_all_is_saved(seat: Sitting) -> None:
    seat.unlock()
    seat.workplace.lock()
    as_ann(seat)
    assert seat.room.actor_name == "Ann Weiss"


def test_closing_the_locked_window_asks_before_it_discards(seat: Sitting, folder: Path) -> None:
    open_form(seat)
    assert not seat.window.close()
    assert "Closing the window discards it." in seat.words("lock.error")
    seat.press_button("lock.agree")
    seat.until(lambda: not seat.window.isVisible())
    close_practice(open_practice(folder, login="sara", passphrase=PASSPHRASE, clock=seat.clock))


def test_the_recovery_key_asks_before_it_discards(seat: Sitting) -> None:
    open_form(seat)
    sara = seat.room
    seat.press_button("lock.forgotten")
    type_into(seat.edit("lock.recovery.key"), "ABCDE-FGHJK")
    type_into(seat.edit("lock.recovery.reason"), "Sara is away\r")
    seat.settle()
    assert "Opening with the recovery key discards it." in seat.words("lock.recovery.error")
    seat.press_button("lock.recovery.agree")
    assert seat.room is sara
    assert child(seat.window, QLabel, "lock.recovery.key.error").isVisible()


def test_from_the_lock_screen_to_another_practice_and_back(seat: Sitting, folder: Path) -> None:
    seat.press_button("lock.other")
    assert isinstance(seat.window.screen_shown(), Entrance)
    assert seat.button("welcome.recent.1").hasFocus()
    for name in ("welcome.open", "welcome.set_up", "welcome.demo"):
        assert seat.button(name).isVisible()
    seat.press_button("welcome.recent.1")
    seat.unlock()
    seat.workplace.lock()
    seat.press_button("lock.other")
    assert seat.workplace.room is None
    assert not seat.window.clock.isVisible()
    close_practice(open_practice(folder, login="sara", passphrase=PASSPHRASE, clock=seat.clock))
    seat.press_button("welcome.recent.1")
    seat.unlock()


def test_going_to_another_practice_asks_before_it_discards(seat: Sitting) -> None:
    open_form(seat)
    seat.press_button("lock.other")
    assert isinstance(seat.window.screen_shown(), LockScreen)
    assert "another practice discards it" in seat.words("lock.error")
    seat.press_button("lock.agree")
    assert isinstance(seat.window.screen_shown(), Entrance)
    assert not seat.window.findChildren(QPushButton, "lock.agree")
