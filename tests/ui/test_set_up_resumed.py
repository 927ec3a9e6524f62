"""A set-up that was cut off, or whose window is closed, seen in the whole window."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from ccmdesk.domain.clock import SettableClock
from ccmdesk.services.lock_screen import VAULT
from ccmdesk.services.practice_file import close_practice, create_practice, open_practice
from ccmdesk.ui.entrance import Entrance
from ccmdesk.ui.lock_screen.screen import LockScreen
from ccmdesk.ui.welcome import WelcomeScreen
from ccmdesk.ui.wizard.making import Made, Wanted, make_practice
from tests.practice_files import CHEAP, DOCTOR, MONDAY, NURSE, PASSPHRASE, PRACTICE
from tests.ui.hands import child, type_into
from tests.ui.sheets import key_on_sheet
from tests.ui.whole_window import ANNS_PASSPHRASE, Sitting, sitting, two_patients


@pytest.fixture
def cut_off(tmp_path: Path) -> Made:
    """Return what the wizard made before it was killed at the recovery sheet."""
    wanted = Wanted(tmp_path / "Lakeview.ccmdesk", PRACTICE, (DOCTOR,), NURSE)
    create = partial(create_practice, kdf=CHEAP)
    made = make_practice(wanted, PASSPHRASE, clock=SettableClock(MONDAY), create=create)
    close_practice(made.opened)
    return made


@pytest.fixture
def seat(qtbot: QtBot, cut_off: Made) -> Iterator[Sitting]:
    """Return the window at the lock screen of the practice file, after its passphrase was typed."""
    with sitting(qtbot, folder=cut_off.opened.folder) as made:
        made.type_passphrase(PASSPHRASE)
        yield made


def entrance(seat: Sitting) -> Entrance:
    """Return the entrance, which must be shown."""
    shown = seat.window.screen_shown()
    assert isinstance(shown, Entrance)
    return shown


def new_sheet(seat: Sitting) -> bytes:
    """Return the recovery sheet that the window shows."""
    wizard = entrance(seat)._wizard
    assert wizard is not None and wizard._made is not None
    return wizard._made.sheet


def test_the_recovery_key_is_confirmed_before_anything_else(seat: Sitting, cut_off: Made) -> None:
    assert seat.words("wizard.where") == "Step 6 of 6"
    assert "use it in place of one printed before" in seat.words("wizard.recovery.problem")
    assert not seat.button("wizard.back").isVisible()
    area = child(seat.window, QPlainTextEdit, "wizard.recovery_key")
    assert area.hasFocus()
    key = key_on_sheet(new_sheet(seat))
    assert key != key_on_sheet(cut_off.sheet)
    type_into(area, key_on_sheet(cut_off.sheet))
    seat.press_button("wizard.next")
    assert "does not open this practice" in seat.words("wizard.recovery_key.error")
    area.clear()
    type_into(area, key)
    seat.press_button("wizard.next")
    assert seat.room.frame.current_page() == "worklist"
    assert seat.remembered == [cut_off.opened.folder]
    seat.window.close()
    seat.until(lambda: seat.workplace.room is None)  # after a last copy was made
    again = open_practice(cut_off.opened.folder, login="sara", passphrase=PASSPHRASE, clock=seat.clock)
    close_practice(again)


def test_a_resumed_set_up_that_is_left_keeps_the_practice_file(seat: Sitting, cut_off: Made) -> None:
    seat.press_button("wizard.cancel")
    assert "cannot be used before its recovery key is confirmed" in seat.words("wizard.leave_words")
    seat.press_button("wizard.leave_dialog.accept")
    assert child(seat.window, WelcomeScreen).isVisible()
    assert (cut_off.opened.folder / VAULT).exists()
    seat.workplace.begin(cut_off.opened.folder)
    seat.type_passphrase(PASSPHRASE)
    assert seat.words("wizard.where") == "Step 6 of 6"


def test_a_wrong_passphrase_shows_no_sheet(qtbot: QtBot, cut_off: Made) -> None:
    with sitting(qtbot, folder=cut_off.opened.folder) as seat:
        seat.type_passphrase("not the words at all")
        assert isinstance(seat.window.screen_shown(), LockScreen)
        assert seat.words("lock.error")


@pytest.mark.parametrize("button", ["accept", "cancel"])
def test_closing_the_window_ends_the_program_once_leaving_is_agreed_to(
    seat: Sitting, cut_off: Made, button: str
) -> None:
    assert not seat.window.close()
    seat.press_button(f"wizard.leave_dialog.{button}")
    if button == "cancel":
        assert seat.window.isVisible()
        return
    seat.until(lambda: not seat.window.isVisible())
    assert (cut_off.opened.folder / VAULT).exists()


def test_a_missing_key_file_is_told_and_put_back_by_unlocking(qtbot: QtBot, tmp_path: Path) -> None:
    folder = two_patients(tmp_path)
    whole = (folder / VAULT).read_bytes()
    (folder / VAULT).unlink()
    with sitting(qtbot, folder=folder) as seat:
        sentence = seat.words("lock.sentence")
        assert "vault.json.old" in sentence and "Unlocking puts it in its place" in sentence
        seat.type_passphrase(ANNS_PASSPHRASE)
        assert seat.words("lock.error")
        assert not (folder / VAULT).exists()
        seat.lock.passphrase_edit().clear()
        seat.unlock()
        assert (folder / VAULT).read_bytes() not in (b"", whole)
        seat.workplace.lock()
        assert "vault.json" not in seat.words("lock.sentence")
        seat.unlock()
