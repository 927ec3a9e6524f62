"""The way in without a practice file: the demo with its passphrase in sight, the set-up and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ccmdesk.settings import data_folder
from ccmdesk.ui import entrance
from ccmdesk.ui.entrance import Entrance
from ccmdesk.ui.lock_screen.screen import LockScreen
from ccmdesk.ui.welcome import WelcomeScreen
from tests.ui.hands import child
from tests.ui.whole_window import Sitting, sitting


@pytest.fixture
def seat(qtbot: QtBot) -> Iterator[Sitting]:
    """Return the window as it comes up where nothing was opened before."""
    with sitting(qtbot, folder=None) as made:
        yield made


def passphrase_on_screen(seat: Sitting) -> str:
    """Return the passphrase that the lock screen of the demo tells."""
    sentence = seat.words("lock.sentence")
    assert "everyone in it is invented" in sentence
    return sentence.split("passphrase: ")[1]


@pytest.mark.slow
def test_the_demo_is_made_and_opens_with_the_passphrase_shown(
    seat: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entrance, "PATIENTS", 3)
    monkeypatch.setattr(entrance, "MONTHS", 1)
    button = seat.button("welcome.demo")
    button.click()
    assert "Making the demo practice" in seat.words("welcome.doing")
    assert not button.isEnabled()
    seat.until(lambda: isinstance(seat.window.screen_shown(), LockScreen))
    assert seat.workplace.folder is not None
    assert data_folder() in list(seat.workplace.folder.parents)
    seat.unlock(passphrase_on_screen(seat))
    first = seat.opened.folder
    seat.window.close()
    assert seat.remembered == [first]


@pytest.mark.slow
def test_a_demo_made_before_is_opened_again(
    qtbot: QtBot, seat: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entrance, "PATIENTS", 3)
    monkeypatch.setattr(entrance, "MONTHS", 1)
    seat.button("welcome.demo").click()
    seat.until(lambda: isinstance(seat.window.screen_shown(), LockScreen))
    known = passphrase_on_screen(seat)
    with sitting(qtbot, folder=None) as again:
        again.button("welcome.demo").click()
        again.until(lambda: isinstance(again.window.screen_shown(), LockScreen))
        assert passphrase_on_screen(again) == known


def test_a_demo_that_cannot_be_made_is_told_at_the_welcome(seat: Sitting) -> None:
    data_folder().parent.mkdir(parents=True, exist_ok=True)
    (data_folder()).mkdir()
    (data_folder() / "demo").write_text("a file is in the way", "utf-8")
    seat.button("welcome.demo").click()
    seat.settle()
    assert seat.words("welcome.trouble")
    assert seat.button("welcome.demo").isEnabled()
    seat.reported.clear()


def test_the_set_up_is_left_and_begun_again(seat: Sitting) -> None:
    screen = seat.window.screen_shown()
    assert isinstance(screen, Entrance)
    seat.press_button("welcome.set_up")
    assert seat.edit("wizard.file_name").isVisible()
    assert screen.leave()
    seat.press_button("wizard.cancel")
    assert child(seat.window, WelcomeScreen).isVisible()
    seat.press_button("welcome.set_up")
    assert [e.isVisible() for e in screen.findChildren(QLabel, "wizard.where")].count(True) == 1


def test_the_window_stays_while_a_practice_is_half_set_up(seat: Sitting) -> None:
    screen = seat.window.screen_shown()
    assert isinstance(screen, Entrance)
    seat.press_button("welcome.set_up")
    assert screen._wizard is not None
    screen._wizard._working = True
    assert not seat.window.close()
    screen._wizard._working = False
    assert seat.window.close()


def test_a_folder_that_is_no_practice_file_is_told(seat: Sitting, tmp_path: Path) -> None:
    screen = seat.window.screen_shown()
    assert isinstance(screen, Entrance)
    screen.chosen.emit(tmp_path, "")
    shown = seat.window.screen_shown()
    assert isinstance(shown, Entrance) and shown is not screen
    assert child(shown, QLabel, "welcome.trouble").text()
