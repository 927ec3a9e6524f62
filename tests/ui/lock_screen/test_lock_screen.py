"""The lock screen as a person meets it."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from ccmdesk.domain.clock import SettableClock
from ccmdesk.ui.common.theme import Theme
from ccmdesk.ui.lock_screen.screen import LockScreen
from ccmdesk.ui.lock_screen.time import LockTime, lock_time
from ccmdesk.ui.lock_screen.values import LockUser, LockView, RecoveryWish, UnlockWish
from tests.practice_files import MONDAY
from tests.ui.hands import child, click, press, type_into

USERS = (
    LockUser("1", "Sara Okafor, RN", "care manager, locked this screen"),
    LockUser("2", "Ann Weiss, LPN", "care manager"),
    LockUser("3", "Luz Ortega, CMA", "care manager"),
)
VIEW = LockView("Lakeview Family Medicine", "Locked at 10:34. Drafts are saved.", USERS, "2")


@pytest.fixture
def screen(theme: Theme, qtbot: QtBot) -> LockScreen:
    """Return a shown, active lock screen."""
    widget = LockScreen(theme, time_text="Tue 24 Nov, 10:34")
    widget.show_view(VIEW)
    widget.resize(1366, 712)
    qtbot.addWidget(widget)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    widget.passphrase_edit().setFocus()
    qtbot.waitUntil(widget.passphrase_edit().hasFocus)
    return widget


def test_typing_and_enter_unlock(screen: LockScreen, qtbot: QtBot) -> None:
    with qtbot.waitSignal(screen.unlock) as asked:
        type_into(screen.passphrase_edit(), "correct horse")
        press(screen.passphrase_edit(), Qt.Key.Key_Return)
    assert asked.args == [UnlockWish("2", "correct horse")]


def test_an_empty_passphrase_is_told_in_place(screen: LockScreen, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(screen.unlock):
        press(screen.passphrase_edit(), Qt.Key.Key_Return)
    error = child(screen, QLabel, "lock.error")
    assert (error.isVisible(), error.text()) == (True, "Type the passphrase first.")
    type_into(screen.passphrase_edit(), "x")
    assert not error.isVisible()


def test_another_user_is_chosen_by_keys(screen: LockScreen, qtbot: QtBot) -> None:
    rows = screen.findChildren(QRadioButton)
    assert [row.isChecked() for row in rows] == [False, True, False]
    assert rows[0].accessibleName() == "Sara Okafor, RN, care manager, locked this screen"
    rows[1].setFocus()
    press(rows[1], Qt.Key.Key_Down)
    assert rows[2].isChecked()
    rows[2].setFocus()
    press(rows[2], Qt.Key.Key_Return)
    assert screen.passphrase_edit().hasFocus()
    type_into(screen.passphrase_edit(), "words\r")
    click(rows[0], rows[0].rect().center())
    assert rows[0].isChecked()
    assert screen.passphrase_edit().text() == ""


def test_busy_keeps_the_fields_still_and_a_refusal_frees_them(screen: LockScreen, qtbot: QtBot) -> None:
    type_into(screen.passphrase_edit(), "words")
    screen.set_busy(busy=True)
    button = child(screen, QPushButton, "lock.unlock")
    assert (button.text(), button.isEnabled(), screen.passphrase_edit().isEnabled()) == (
        "Opening…",
        False,
        False,
    )
    assert child(screen, QWidget, "lock.busy").isVisible()
    screen.refuse("That is not the passphrase. Try again.")
    assert screen.passphrase_edit().hasFocus()
    assert screen.passphrase_edit().selectedText()
    assert screen.passphrase_edit().accessibleDescription() == "That is not the passphrase. Try again."
    assert not child(screen, QWidget, "lock.busy").isVisible()


def test_the_eye_shows_the_passphrase_until_the_next_view(screen: LockScreen, qtbot: QtBot) -> None:
    edit, eye = screen.passphrase_edit(), child(screen, QPushButton, "lock.show")
    assert edit.echoMode() == QLineEdit.EchoMode.Password
    eye.click()
    assert (edit.echoMode(), eye.accessibleName()) == (QLineEdit.EchoMode.Normal, "Hide the passphrase")
    screen.show_view(VIEW)
    assert edit.echoMode() == QLineEdit.EchoMode.Password


def test_the_recovery_key_has_a_panel_of_its_own(screen: LockScreen, qtbot: QtBot) -> None:
    child(screen, QPushButton, "lock.forgotten").click()
    key, reason = (child(screen, QLineEdit, f"lock.recovery.{name}") for name in ("key", "reason"))
    assert key.hasFocus()
    assert not screen.passphrase_edit().isVisible()
    type_into(key, "ABCDE-FGHJK\r")
    assert child(screen, QLabel, "lock.recovery.reason.error").isVisible()
    with qtbot.waitSignal(screen.recover) as asked:
        type_into(reason, "Sara is away\r")
    assert asked.args == [RecoveryWish("ABCDE-FGHJK", "Sara is away")]
    screen.refuse("That is not the recovery key.")
    assert child(screen, QLabel, "lock.recovery.key.error").text() == "That is not the recovery key."
    child(screen, QPushButton, "lock.recovery.back").click()
    assert screen.passphrase_edit().isVisible()
    child(screen, QPushButton, "lock.forgotten").click()
    assert key.text() == ""


def focused() -> str:
    """Return the name of the widget that has the keyboard."""
    widget = QApplication.focusWidget()
    return widget.objectName() if widget is not None else ""


def test_tab_goes_from_the_users_to_the_passphrase_and_on(screen: LockScreen) -> None:
    press(screen.passphrase_edit(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert focused() == "lock.user.2"
    seen = []
    for _ in range(6):
        widget = QApplication.focusWidget()
        assert widget is not None
        press(widget, Qt.Key.Key_Tab)
        seen.append(focused())
    names = ("passphrase", "show", "unlock", "forgotten", "other", "user.2")
    assert seen == [f"lock.{name}" for name in names]


@pytest.mark.parametrize("typed", ["", "words"])
def test_up_and_down_in_the_passphrase_choose_the_user(screen: LockScreen, qtbot: QtBot, typed: str) -> None:
    edit = screen.passphrase_edit()
    type_into(edit, typed)
    for key, user in ((Qt.Key.Key_Down, "3"), (Qt.Key.Key_Down, "3"), (Qt.Key.Key_Up, "2")):
        press(edit, key)
        assert child(screen, QRadioButton, f"lock.user.{user}").isChecked()
        assert (edit.hasFocus(), edit.text()) == (True, typed)
    screen.refuse("The user or the passphrase is not right.")
    press(edit, Qt.Key.Key_Up)
    assert not child(screen, QLabel, "lock.error").isVisible()


def test_the_chosen_user_is_in_sight_among_many(screen: LockScreen, qtbot: QtBot) -> None:
    many = tuple(LockUser(str(at), f"Person {at}", "care manager") for at in range(1, 13))
    screen.show_view(LockView("Lakeview", "", many, "12"))
    chosen = child(screen, QRadioButton, "lock.user.12")
    qtbot.waitUntil(lambda: chosen.visibleRegion().boundingRect() == chosen.rect())
    for _ in range(11):
        press(screen.passphrase_edit(), Qt.Key.Key_Up)
    first = child(screen, QRadioButton, "lock.user.1")
    qtbot.waitUntil(lambda: first.visibleRegion().boundingRect() == first.rect())


def assert_whole(label: QLabel) -> None:
    """Assert that all words of a label have room and are in sight."""
    assert label.height() >= label.heightForWidth(label.width())
    assert label.visibleRegion().boundingRect() == label.rect()


@pytest.mark.parametrize("zoom", [100, 200])
@pytest.mark.parametrize("panel", ["lock.error", "lock.recovery.key.error"])
def test_a_long_refusal_is_whole(
    screen: LockScreen, theme: Theme, qtbot: QtBot, zoom: int, panel: str
) -> None:
    theme.set_zoom(zoom)
    if "recovery" in panel:
        child(screen, QPushButton, "lock.forgotten").click()
    screen.refuse("This practice file cannot be opened for a reason that is not short. " * 5)
    qtbot.wait(30)
    assert_whole(child(screen, QLabel, panel))
    for row in screen.findChildren(QRadioButton):
        assert row.visibleRegion().boundingRect().height() in (0, row.height())


@pytest.mark.parametrize("zoom", [100, 200])
def test_a_question_is_answered_by_its_button_alone(
    screen: LockScreen, theme: Theme, qtbot: QtBot, zoom: int
) -> None:
    theme.set_zoom(zoom)
    agreed: list[bool] = []

    def ask() -> QPushButton:
        screen.ask("It is discarded.", choice="Discard it", agreed=lambda: agreed.append(True))
        qtbot.wait(30)
        return child(screen, QPushButton, "lock.agree")

    button = ask()
    assert_whole(child(screen, QLabel, "lock.error"))
    assert (button.text(), button.visibleRegion().boundingRect()) == ("Discard it", button.rect())
    type_into(screen.passphrase_edit(), "x")
    assert not button.isVisible()
    button.click()
    assert agreed == []
    ask()
    press(screen.passphrase_edit(), Qt.Key.Key_Tab)
    press(child(screen, QPushButton, "lock.show"), Qt.Key.Key_Tab)
    press(child(screen, QPushButton, "lock.unlock"), Qt.Key.Key_Tab)
    assert focused() == "lock.agree"
    press(button, Qt.Key.Key_Return)
    assert agreed == [True]
    assert not button.isVisible()


def test_another_practice_is_one_link_away(screen: LockScreen, qtbot: QtBot) -> None:
    with qtbot.waitSignal(screen.other):
        click(child(screen, QPushButton, "lock.other"))


@pytest.mark.parametrize(("zone", "words"), [("America/Denver", "Mon 23 Nov, 9:0%s"), ("", "computer")])
def test_the_time_goes_on_in_the_zone_of_the_practice(
    screen: LockScreen, qtbot: QtBot, zone: str, words: str
) -> None:
    clock = SettableClock(MONDAY + timedelta(seconds=59.9))
    LockTime(clock, screen.show_time, zone=zone, owner=screen)
    label = child(screen, QLabel, "lock.time")
    before = label.text()
    assert words.replace("%s", "0") in before
    clock.advance(timedelta(seconds=1))
    qtbot.waitUntil(lambda: label.text() != before, timeout=2000)
    assert words.replace("%s", "1") in label.text()


@pytest.mark.parametrize("zone", ["Nowhere/Land", "../etc/passwd", "/etc"])
def test_a_zone_that_nobody_knows_is_the_computers(zone: str) -> None:
    assert "by the clock of this computer" in lock_time(SettableClock(MONDAY), zone)


@pytest.mark.parametrize("zoom", [100, 200])
def test_the_passphrase_is_in_sight(screen: LockScreen, theme: Theme, zoom: int) -> None:
    theme.set_zoom(zoom)
    screen.resize(1366, 768 - theme.px(56))
    screen.grab()
    for name in ("lock.passphrase", "lock.unlock", "lock.practice", "lock.forgotten"):
        part = child(screen, QWidget, name)
        assert part.visibleRegion().boundingRect() == part.rect(), name


def test_the_lock_screen_loads_neither_database_nor_paper() -> None:
    code = (
        "import sys; import ccmdesk.ui.main_window, ccmdesk.ui.lock_screen.screen;"
        "slow = ('sqlalchemy', 'reportlab', 'sqlcipher3', 'cryptography');"
        "print([name for name in slow if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
