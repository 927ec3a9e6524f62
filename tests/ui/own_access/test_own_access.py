"""One's own way in, in the whole window: passphrase, PIN, and the temporary passphrase that must go first."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.practice import Role
from ccmdesk.services.practice_file import close_practice, open_practice
from ccmdesk.services.quick_unlock import has_pin
from ccmdesk.services.user_passphrases import reset_passphrase
from ccmdesk.settings import Known
from ccmdesk.ui.lock_screen.screen import LockScreen
from ccmdesk.ui.own_access.newcomer import Newcomer
from tests.practice_files import CHEAP, MONDAY, PASSPHRASE, PRACTICE, ZONE
from tests.ui.hands import child, press, type_into
from tests.ui.staff import STAFF, at_work, staffed_practice
from tests.ui.whole_window import Sitting, sitting

OWN = "violet tractors hum beneath copper moons"
NOA = STAFF[Role.CARE_MANAGER]


def chosen(seat: Sitting, name: str) -> None:
    """Choose an item of the user's menu by its name."""
    next(item for item in seat.room._user_items() if item.name == name).run()
    seat.settle()


def typed(seat: Sitting, name: str, text: str) -> QLineEdit:
    """Type into a field that is shown."""
    edit = seat.edit(name)
    assert edit.isVisible()
    edit.setFocus()
    edit.selectAll()
    type_into(edit, text)
    seat.settle()
    return edit


def test_a_passphrase_is_changed_with_the_old_one_and_only_then(qtbot: QtBot, tmp_path: Path) -> None:
    folder = staffed_practice(tmp_path)
    with at_work(qtbot, folder, Role.CARE_MANAGER) as seat:
        chosen(seat, "user.passphrase")
        typed(seat, "own.old", "not the one of now at all")
        typed(seat, "own.passphrase", OWN)
        typed(seat, "own.again", OWN)
        seat.press_button("own.passphrase_dialog.accept")
        dialog = seat.room.frame.dialogs.current()
        assert dialog is not None and dialog.problem()
        typed(seat, "own.old", PASSPHRASE)
        typed(seat, "own.again", OWN + "s")
        seat.press_button("own.passphrase_dialog.accept")
        assert seat.room.frame.dialogs.current() is dialog
        typed(seat, "own.again", OWN)
        seat.press_button("own.passphrase_dialog.accept")
        assert seat.room.frame.dialogs.current() is None
        assert "Your passphrase is changed" in seat.words("message.text")
        seat.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        seat.type_passphrase(PASSPHRASE)
        assert isinstance(seat.window.screen_shown(), LockScreen)
        seat.unlock(OWN)


def test_a_weak_passphrase_is_refused_at_its_field(qtbot: QtBot, tmp_path: Path) -> None:
    with at_work(qtbot, staffed_practice(tmp_path), Role.CARE_MANAGER) as seat:
        chosen(seat, "user.passphrase")
        typed(seat, "own.old", PASSPHRASE)
        typed(seat, "own.passphrase", "passwordpassword")
        typed(seat, "own.again", "passwordpassword")
        seat.press_button("own.passphrase_dialog.accept")
        assert "not strong enough" in seat.words("own.passphrase.error")


def test_a_pin_is_set_unlocks_and_is_taken_away(qtbot: QtBot, tmp_path: Path) -> None:
    with at_work(qtbot, staffed_practice(tmp_path), Role.CARE_MANAGER) as seat:
        store, actor = seat.opened.store, seat.opened.actor
        chosen(seat, "user.pin")
        assert seat.words("own.pin_now") == "You have no PIN yet."
        assert not seat.button("own.pin_remove").isVisible()
        for pin, words in (("123456", "tried first"), ("12", "six to twelve digits")):
            typed(seat, "own.pin", pin)
            typed(seat, "own.pin_again", pin)
            seat.press_button("own.pin_dialog.accept")
            assert words in seat.words("own.pin.error")
        typed(seat, "own.pin", "820517")
        typed(seat, "own.pin_again", "820516")
        seat.press_button("own.pin_dialog.accept")
        assert not has_pin(store, actor)
        typed(seat, "own.pin_again", "820517")
        press(QApplication.focusWidget() or seat.window, Qt.Key.Key_Return)
        seat.settle()
        assert seat.room.frame.dialogs.current() is None and has_pin(store, actor)
        seat.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        seat.unlock("820517")
        chosen(seat, "user.pin")
        assert seat.words("own.pin_now").startswith("You have a PIN")
        seat.press_button("own.pin_remove")
        assert not has_pin(store, actor)


def temporary(folder: Path) -> str:
    """Return the temporary passphrase that an administrator gave Noa."""
    opened = open_practice(folder, login="sara", passphrase=PASSPHRASE, clock=SettableClock(MONDAY))
    done = reset_passphrase(opened.store, opened.actor, NOA.id, admin_passphrase=PASSPHRASE, kdf=CHEAP)
    close_practice(opened)
    return done.value


def test_with_a_temporary_passphrase_nothing_is_reached_before_her_own_is_chosen(
    qtbot: QtBot, tmp_path: Path
) -> None:
    folder = staffed_practice(tmp_path)
    words = temporary(folder)
    known = Known(str(folder), PRACTICE.name, ZONE, NOA.id)
    with sitting(qtbot, folder=folder, known=known) as seat:
        seat.type_passphrase(words)
        screen = seat.window.screen_shown()
        assert isinstance(screen, Newcomer) and seat.workplace.room is None
        for key in (Qt.Key.Key_K, Qt.Key.Key_1, Qt.Key.Key_L, Qt.Key.Key_B):
            seat.key(key, Qt.KeyboardModifier.ControlModifier)
            assert seat.window.screen_shown() is screen
        seat.press_button("newcomer.leave")
        assert isinstance(seat.window.screen_shown(), LockScreen)
        seat.type_passphrase(words)
        typed(seat, "newcomer.old", words)
        typed(seat, "newcomer.passphrase", words)
        typed(seat, "newcomer.again", words)
        seat.press_button("newcomer.accept")
        assert "is the old one" in seat.words("newcomer.trouble")
        typed(seat, "newcomer.passphrase", OWN)
        edit = typed(seat, "newcomer.again", OWN)
        press(edit, Qt.Key.Key_Return)
        seat.settle()
        seat.until(lambda: seat.workplace.room is not None)
        assert seat.opened.actor.roles == NOA.roles
        seat.settle()
        seat.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        seat.unlock(OWN)


def test_the_file_is_closed_when_the_window_goes_before_she_chose(qtbot: QtBot, tmp_path: Path) -> None:
    folder = staffed_practice(tmp_path)
    words = temporary(folder)
    known = Known(str(folder), PRACTICE.name, ZONE, NOA.id)
    with sitting(qtbot, folder=folder, known=known) as seat:
        seat.type_passphrase(words)
        assert child(seat.window, Newcomer).isVisible()
        seat.window.close()
        opened = open_practice(
            folder, login="sara", passphrase=PASSPHRASE, clock=SettableClock(MONDAY)
        )  # the lock is free
        close_practice(opened)


def test_a_screen_that_nobody_uses_closes_the_file_again(qtbot: QtBot, tmp_path: Path) -> None:
    folder = staffed_practice(tmp_path)
    words = temporary(folder)
    known = Known(str(folder), PRACTICE.name, ZONE, NOA.id)
    with sitting(qtbot, folder=folder, known=known) as seat:
        seat.type_passphrase(words)
        child(seat.window, Newcomer)._given_up.timeout.emit()
        seat.settle()
        assert isinstance(seat.window.screen_shown(), LockScreen)
        close_practice(
            open_practice(folder, login="sara", passphrase=PASSPHRASE, clock=SettableClock(MONDAY))
        )
