"""The way back in by the recovery key, from nothing to the worklist, with the keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ccmdesk.domain.clock import SettableClock
from ccmdesk.services.practice_file import close_practice, create_practice
from ccmdesk.ui.lock_screen.screen import LockScreen
from tests.practice_files import CHEAP, DOCTOR, MONDAY, NURSE, PASSPHRASE, PRACTICE
from tests.services.desk import Desk
from tests.ui.hands import child
from tests.ui.whole_window import Sitting, sitting


@pytest.fixture
def paper(tmp_path: Path) -> tuple[Path, str]:
    """Return a closed practice file and its recovery key as printed."""
    made = create_practice(
        tmp_path / "Lakeview.ccmdesk",
        practice=PRACTICE,
        practitioners=(DOCTOR,),
        first_user=NURSE,
        passphrase=PASSPHRASE,
        clock=SettableClock(MONDAY),
        kdf=CHEAP,
    )
    close_practice(made.opened)
    return made.opened.folder, made.recovery_key


def at() -> QWidget:
    """Return the widget that has the keyboard."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def tab_to(seat: Sitting, name: str) -> None:
    """Press Tab until a widget has the keyboard."""
    for _ in range(12):
        if at().objectName() == name:
            return
        seat.key(Qt.Key.Key_Tab)
    pytest.fail(f"Tab does not lead to {name}")


def typed(text: str) -> None:
    """Type wherever the keyboard is."""
    QTest.keyClicks(at(), text)


@pytest.mark.parametrize("written", ["as printed", "small letters without blanks"])
def test_the_recovery_key_from_the_paper_opens_the_practice(
    qtbot: QtBot, paper: tuple[Path, str], written: str
) -> None:
    folder, key = paper
    with sitting(qtbot, folder=folder) as seat:
        tab_to(seat, "lock.forgotten")
        seat.key(Qt.Key.Key_Return)
        assert at().objectName() == "lock.recovery.key"
        typed(key if written == "as printed" else "".join(key.split("-")).lower())
        seat.key(Qt.Key.Key_Tab)
        assert at().objectName() == "lock.recovery.reason"
        typed("Sara forgot her passphrase")
        seat.key(Qt.Key.Key_Return)
        assert not [e for e in seat.window.findChildren(QLineEdit) if e.text()]
        assert seat.room.actor_name == NURSE.name
        assert seat.room.frame.current_page() == "worklist"
        assert seat.room.frame.isAncestorOf(at())
        desk = Desk(seat.opened, SettableClock(MONDAY))
        assert ("break_glass", "user") in [record[:2] for record in desk.audited()]
        assert child(seat.window, QLabel, "frame.banner.words").isVisible()
        assert "Opened with the recovery key" in seat.words("frame.banner.words")
        seat.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        assert isinstance(seat.window.screen_shown(), LockScreen)
        assert key.split("-")[0] not in seat.shown_words()
        typed(PASSPHRASE)
        seat.key(Qt.Key.Key_Return)
        assert seat.window.screen_shown() is seat.room.frame


def test_escape_leads_back_from_the_recovery_key(qtbot: QtBot, paper: tuple[Path, str]) -> None:
    with sitting(qtbot, folder=paper[0]) as seat:
        tab_to(seat, "lock.forgotten")
        seat.key(Qt.Key.Key_Return)
        typed(paper[1])
        seat.key(Qt.Key.Key_Escape)
        assert at() is seat.lock.passphrase_edit()
        tab_to(seat, "lock.forgotten")
        seat.key(Qt.Key.Key_Space)
        assert seat.edit("lock.recovery.key").text() == ""


def test_one_letter_wrong_is_named_and_can_be_mended(qtbot: QtBot, paper: tuple[Path, str]) -> None:
    folder, key = paper
    groups = key.split("-")
    bad = [*groups]
    bad[2] = bad[2][:4] + ("7" if bad[2][4] != "7" else "8")
    with sitting(qtbot, folder=folder) as seat:
        tab_to(seat, "lock.forgotten")
        seat.key(Qt.Key.Key_Return)
        typed("-".join(bad))
        seat.key(Qt.Key.Key_Tab)
        typed("Sara is away")
        seat.key(Qt.Key.Key_Return)
        assert "Group 3" in seat.words("lock.recovery.key.error")
        assert at().objectName() == "lock.recovery.key"
        seat.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        typed(key)
        seat.key(Qt.Key.Key_Return)
        assert seat.room.actor_name == NURSE.name
