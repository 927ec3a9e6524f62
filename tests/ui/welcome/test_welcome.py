"""The welcome: what it offers, what it says, and that nothing of it is cut off."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from ccmdesk.ui.common.theme import Theme
from ccmdesk.ui.welcome import WelcomeScreen
from tests.ui.hands import child, click

LAKEVIEW = Path("/home/sara/Documents/Lakeview Family Medicine.ccmdesk")


def shown(qtbot: QtBot, screen: WelcomeScreen, *, width: int = 1366, height: int = 768) -> WelcomeScreen:
    """Return the screen, shown at a size."""
    screen.resize(width, height)
    qtbot.addWidget(screen)
    screen.show()
    return screen


def test_each_button_is_a_wish(theme: Theme, qtbot: QtBot) -> None:
    screen = shown(qtbot, WelcomeScreen(theme))
    with qtbot.waitSignal(screen.set_up):
        click(child(screen, QPushButton, "welcome.set_up"))
    with qtbot.waitSignal(screen.demo):
        click(child(screen, QPushButton, "welcome.demo"))


def test_a_practice_opened_before_is_one_click_away(theme: Theme, qtbot: QtBot) -> None:
    screen = shown(qtbot, WelcomeScreen(theme, recent=(LAKEVIEW,)))
    row = child(screen, QPushButton, "welcome.recent.1")
    assert row.accessibleName() == "Lakeview Family Medicine"
    assert row.accessibleDescription() == str(LAKEVIEW.parent)
    with qtbot.waitSignal(screen.chosen) as told:
        click(row)
    assert told.args == [LAKEVIEW]


def test_a_folder_is_asked_for_without_stopping_the_window(
    theme: Theme, qtbot: QtBot, tmp_path: Path
) -> None:
    screen = shown(qtbot, WelcomeScreen(theme))
    click(child(screen, QPushButton, "welcome.open"))
    chooser = child(screen, QFileDialog, "welcome.chooser")
    with qtbot.waitSignal(screen.chosen) as told:
        chooser.fileSelected.emit(str(tmp_path))
    assert told.args == [tmp_path]
    chooser.reject()


def test_trouble_is_said_and_work_keeps_the_buttons_still(theme: Theme, qtbot: QtBot) -> None:
    screen = shown(qtbot, WelcomeScreen(theme, sentence="The key file is missing."))
    trouble, doing = (child(screen, QLabel, f"welcome.{name}") for name in ("trouble", "doing"))
    assert trouble.text() == "The key file is missing." and trouble.isVisible()
    screen.set_busy(busy=True, sentence="Making the demo practice…")
    assert not child(screen, QPushButton, "welcome.set_up").isEnabled()
    assert doing.isVisible()
    screen.set_busy(busy=False)
    screen.tell("")
    assert child(screen, QPushButton, "welcome.set_up").isEnabled()
    assert trouble.isHidden() and doing.isHidden()


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (683, 384)])
def test_no_words_are_cut(theme: Theme, qtbot: QtBot, width: int, height: int) -> None:
    sentence = "The key file of this practice (vault.json) is missing. Restore the latest backup."
    screen = shown(
        qtbot, WelcomeScreen(theme, recent=(LAKEVIEW,), sentence=sentence), width=width, height=height
    )
    qtbot.wait(20)
    for label in screen.findChildren(QLabel):
        if label.isVisible():
            flags = int(label.alignment()) | (Qt.TextFlag.TextWordWrap if label.wordWrap() else 0)
            needed = label.fontMetrics().boundingRect(0, 0, label.width(), 9999, flags, label.text())
            assert label.height() >= needed.height() - 1, label.objectName()
            assert label.width() >= needed.width() - 1, label.objectName()
