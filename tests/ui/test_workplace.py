"""From screen to screen: the lock, what it hides and keeps, who comes in, and the way out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QRadioButton
from pytestqt.qtbot import QtBot

from ccmdesk.services.care_plans import plan_state, start_draft
from ccmdesk.services.lock_screen import VAULT
from ccmdesk.services.practice_file import close_practice, open_practice
from ccmdesk.ui.common.desk import Route, Selection
from ccmdesk.ui.common.dialog import Dialog
from ccmdesk.ui.common.lane import Trouble
from ccmdesk.ui.damage import DamageScreen
from ccmdesk.ui.entrance import Entrance
from ccmdesk.ui.lock_screen.screen import LockScreen
from ccmdesk.ui.main_window import TITLE
from tests.practice_files import PASSPHRASE
from tests.ui.hands import child, press, type_into
from tests.ui.whole_window import ANNS_PASSPHRASE, MARIA, Sitting, sitting, two_patients

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a practice file with two patients and two users."""
    return two_patients(tmp_path)


@pytest.fixture
def seat(qtbot: QtBot, folder: Path) -> Iterator[Sitting]:
    """Return the window at the lock screen of the practice file."""
    with sitting(qtbot, folder=folder) as made:
        yield made


@pytest.fixture
def work(seat: Sitting) -> Sitting:
    """Return the window with Sara at work."""
    seat.unlock()
    return seat


def write_in_the_plan(seat: Sitting, words: str) -> None:
    """Open María's care plan and type what is expected for her first problem."""
    start_draft(seat.opened.store, seat.opened.actor, MARIA)
    seat.room.desk.navigate(Route("patient", MARIA, "plan"))
    seat.settle()
    area = child(seat.window, QPlainTextEdit, "care_plan.problem.expected")
    area.setFocus()
    type_into(area, words)


def stored_words(folder: Path, seat: Sitting) -> str:
    """Return what the closed practice file holds of the plan's first problem."""
    opened = open_practice(folder, login="sara", passphrase=PASSPHRASE, clock=seat.clock)
    draft = plan_state(opened.store, opened.actor, MARIA).draft
    close_practice(opened)
    assert draft is not None
    return draft.document.problems[0].expected_outcome


def write_a_wrong_npi(seat: Sitting) -> QLineEdit:
    """Open the practice page and type what it cannot save."""
    seat.room.desk.navigate(Route("practice"))
    seat.settle()
    edit = seat.edit("practice.details_form.npi")
    edit.selectAll()
    type_into(edit, "12")
    return edit


def test_the_lock_screen_names_practice_and_users_and_no_patient(seat: Sitting, folder: Path) -> None:
    words = seat.shown_words()
    assert "Lakeview Family Medicine" in words
    assert "Álvarez" not in words
    assert not seat.window.clock.isVisible()
    seat.unlock()
    assert seat.room.frame.current_page() == "worklist"
    assert seat.remembered == [folder]
    assert seat.window.clock.isVisible()
    assert seat.window.windowTitle() == TITLE == "CCM Desk"


def test_a_wrong_passphrase_is_refused_in_place(seat: Sitting) -> None:
    lock = seat.lock
    seat.type_passphrase("not the words")
    assert seat.lock is lock
    assert seat.words("lock.error")
    assert seat.button("lock.unlock").isEnabled()
    assert lock.passphrase_edit().selectedText() == "not the words"
    seat.unlock()


def test_the_passphrase_does_not_stay(seat: Sitting) -> None:
    edit = seat.lock.passphrase_edit()
    type_into(edit, PASSPHRASE)
    emptied: list[str] = []
    edit.textChanged.connect(emptied.append)
    press(edit, Qt.Key.Key_Return)
    seat.settle()
    assert emptied == [""]
    assert PASSPHRASE not in [e.text() for e in seat.window.findChildren(QLineEdit)]


def test_locking_hides_the_page_and_unlocking_shows_it_again(work: Sitting) -> None:
    work.room.desk.navigate(Route("patient", MARIA))
    work.settle()
    room = work.room
    assert "Álvarez" in work.shown_words()
    work.key(Qt.Key.Key_L, CONTROL)
    assert "Álvarez" not in work.shown_words()
    assert "Locked by Sara Okafor at 9:00. Drafts are saved." in work.words("lock.sentence")
    work.unlock()
    assert work.room is room
    assert room.frame.current_page() == "patient"
    assert "Álvarez" in work.shown_words()


def test_the_lock_takes_a_dialog_out_of_sight_and_gives_it_back(work: Sitting) -> None:
    work.room.desk.log_contact(Selection(MARIA, "María Álvarez"))
    work.settle()
    dialog = work.room.frame.dialogs.current()
    assert dialog is not None
    note = child(dialog, QPlainTextEdit)
    note.setFocus()
    type_into(note, "She asked for")
    work.key(Qt.Key.Key_L, CONTROL)
    assert isinstance(work.window.screen_shown(), LockScreen)
    assert not dialog.isVisible()
    assert "Álvarez" not in work.shown_words()
    assert "kept until Sara Okafor unlocks" in work.words("lock.sentence")
    work.unlock()
    assert work.room.frame.dialogs.current() is dialog
    assert note.isVisible()
    assert note.toPlainText() == "She asked for"
    assert note.hasFocus()
    work.key(Qt.Key.Key_Escape)
    assert work.room.frame.dialogs.current() is None


def test_locking_saves_a_draft_half_typed(work: Sitting) -> None:
    write_in_the_plan(work, "Stable at home")
    work.workplace.lock()
    work.settle()
    draft = plan_state(work.opened.store, work.opened.actor, MARIA).draft
    assert draft is not None
    assert draft.document.problems[0].expected_outcome == "Stable at home"
    assert "Drafts are saved" in work.words("lock.sentence")


def test_what_cannot_be_saved_does_not_keep_the_screen_open(work: Sitting) -> None:
    npi = write_a_wrong_npi(work)
    work.workplace.lock()
    assert "kept until Sara Okafor unlocks" in work.words("lock.sentence")
    work.unlock()
    assert npi.text() == "12"


def test_locking_twice_is_locking_once(work: Sitting) -> None:
    work.workplace.lock()
    lock = work.lock
    work.workplace.lock()
    assert work.lock is lock


def test_a_wrong_passphrase_at_the_lock_leaves_the_room_as_it_is(work: Sitting) -> None:
    room = work.room
    work.workplace.lock()
    work.type_passphrase("not the words")
    assert work.words("lock.error")
    work.unlock()
    assert work.room is room


def as_ann(seat: Sitting, passphrase: str) -> None:
    """Choose Ann at the lock screen and type a passphrase."""
    child(seat.lock, QRadioButton, "lock.user.2").click()
    seat.type_passphrase(passphrase)


def test_another_user_comes_in_only_with_her_own_passphrase(work: Sitting) -> None:
    sara = work.room
    work.workplace.lock()
    as_ann(work, PASSPHRASE)
    assert work.words("lock.error")
    assert work.room is sara, "the room of the one before is not given up for a wrong passphrase"
    as_ann(work, ANNS_PASSPHRASE)
    assert work.room is not sara
    assert work.room.actor_name == "Ann Weiss"
    assert work.room.frame.current_page() == "worklist"


def test_the_recovery_key_needs_a_reason(seat: Sitting) -> None:
    seat.press_button("lock.forgotten")
    type_into(seat.edit("lock.recovery.key"), "ABCDE-FGHJK\r")
    assert child(seat.window, QLabel, "lock.recovery.reason.error").isVisible()
    type_into(seat.edit("lock.recovery.reason"), "Sara is away\r")
    seat.settle()
    assert seat.words("lock.recovery.key.error")
    assert seat.button("lock.recovery.open").isEnabled()


def test_a_wrong_recovery_key_leaves_the_room_as_it_is(work: Sitting) -> None:
    room = work.room
    work.workplace.lock()
    work.press_button("lock.forgotten")
    type_into(work.edit("lock.recovery.key"), "ABCDE-FGHJK")
    type_into(work.edit("lock.recovery.reason"), "Sara is away\r")
    work.settle()
    assert work.room is room
    work.press_button("lock.recovery.back")
    work.unlock()
    assert work.room is room


@pytest.mark.parametrize("harm", ["missing", "damaged"])
def test_without_a_whole_vault_the_damage_screen_says_why(qtbot: QtBot, folder: Path, harm: str) -> None:
    if harm == "missing":
        (folder / VAULT).unlink()
        (folder / f"{VAULT}.old").unlink()
    else:
        (folder / VAULT).write_text("{", "utf-8")
    with sitting(qtbot, folder=folder) as seat:
        assert isinstance(seat.window.screen_shown(), DamageScreen)
        assert "vault.json" in seat.words("damage.what")
        seat.press_button("damage.other")
        assert isinstance(seat.window.screen_shown(), Entrance)
        assert not seat.window.clock.isVisible()


def test_a_practice_file_chosen_at_the_welcome_is_asked_for_its_passphrase(
    qtbot: QtBot, folder: Path
) -> None:
    with sitting(qtbot, folder=None, recent=(folder,)) as seat:
        seat.press_button("welcome.recent.1")
        seat.unlock()
        assert seat.remembered == [folder]


def test_closing_saves_a_draft_and_closes_the_file(seat: Sitting, folder: Path) -> None:
    seat.unlock()
    write_in_the_plan(seat, "Stable at home")
    seat.window.close()
    seat.until(lambda: not seat.window.isVisible())
    assert stored_words(folder, seat) == "Stable at home"


def test_closing_waits_for_what_was_typed_while_a_save_was_on_its_way(seat: Sitting, folder: Path) -> None:
    seat.unlock()
    write_in_the_plan(seat, "Stable")
    seat.room.frame.leave()
    area = child(seat.window, QPlainTextEdit, "care_plan.problem.expected")
    type_into(area, " at home")
    seat.window.close()
    assert seat.window.isVisible()
    seat.until(lambda: not seat.window.isVisible())
    assert stored_words(folder, seat) == "Stable at home"


def test_closing_stays_when_something_cannot_be_saved(work: Sitting) -> None:
    write_a_wrong_npi(work)
    assert not work.window.close()
    assert work.window.isVisible()


def test_closing_asks_for_a_form_that_is_still_open(work: Sitting) -> None:
    work.room.frame.show_dialog(Dialog(work.window._theme, name="test.form", title="Form", primary="Save"))
    assert not work.window.close()
    assert "A form is still open" in work.room.frame.messages.text()
    work.room.frame.dialogs.close_dialog()
    work.window.close()
    work.until(lambda: not work.window.isVisible())


def test_an_error_while_locking_leaves_nothing_in_view(
    work: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> bool:
        raise RuntimeError

    monkeypatch.setattr(work.room.frame, "leave", fail)
    with pytest.raises(RuntimeError):
        work.workplace.lock()
    assert work.window.screen_shown() is work.lock
    assert not work.room.frame.isVisible()


def test_a_place_without_a_practice_file_is_told_at_the_welcome(qtbot: QtBot, tmp_path: Path) -> None:
    with sitting(qtbot, folder=tmp_path / "gone.ccmdesk") as seat:
        assert "There is no practice file at this place." in seat.words("welcome.trouble")


def test_the_window_closes_from_the_lock_screen(work: Sitting, folder: Path) -> None:
    work.workplace.lock()
    work.settle()
    work.window.close()  # once the copy of the day is made
    work.until(lambda: not work.window.isVisible())
    close_practice(open_practice(folder, login="sara", passphrase=PASSPHRASE, clock=work.clock))


def test_a_bug_is_reported_and_told_without_its_words(seat: Sitting) -> None:
    bug = ValueError("María Álvarez")
    seat.workplace._report(Trouble(bug))
    assert "Something went wrong" in seat.words("lock.error")
    seat.unlock()
    seat.workplace._report(Trouble(bug))
    assert "Something went wrong" in seat.room.frame.messages.text()
    assert "Álvarez" not in seat.room.frame.messages.text()
    assert seat.reported == [bug, bug]
    seat.reported.clear()
