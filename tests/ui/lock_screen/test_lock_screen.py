"""The lock screen as a person meets it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from ccmdesk.ui.common.theme import Theme
from ccmdesk.ui.lock_screen.screen import LockScreen
from ccmdesk.ui.lock_screen.values import LockUser, LockView, RecoveryWish, UnlockWish
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
