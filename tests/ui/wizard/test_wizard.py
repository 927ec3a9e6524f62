"""The set-up from an empty folder to an open practice file, with real files and the real recovery sheet."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPushButton, QWidget

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.practice import Role
from ccmdesk.services.practice import practice, practitioners, users
from ccmdesk.services.practice_file import close_practice, open_practice
from ccmdesk.ui.common.dialog import Dialog
from ccmdesk.ui.wizard.people_steps import login_of
from tests.practice_files import MONDAY
from tests.ui.hands import child, press, type_into
from tests.ui.sheets import key_on_sheet
from tests.ui.wizard.conftest import PASSPHRASE, Stage


def sheet_of(stage: Stage) -> bytes:
    """Return the sheet that the last step shows."""
    made = stage.wizard._made
    assert made is not None
    return made.sheet


def test_from_nothing_to_an_open_practice(stage: Stage) -> None:
    stage.to_recovery()
    assert stage.step() == "Step 6 of 6"
    folder = stage.folder / "Lakeview Family Medicine.ccmdesk"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    type_into(stage.key_area(), key_on_sheet(sheet_of(stage)).lower())
    stage.next()
    (opened,) = stage.finished
    store, actor = opened.store, opened.actor
    assert practice(store, actor).name == "Lakeview Family Medicine"
    assert practice(store, actor).zone == "America/Denver"
    assert [(p.name, p.npi) for p in practitioners(store, actor)] == [("Dr. Amara Castellanos", "1999999984")]
    (sara,) = users(store, actor)
    assert (sara.login, sara.titled) == ("sara", "Sara Okafor, RN")
    assert sara.roles == {Role.CARE_MANAGER, Role.BILLER, Role.ADMINISTRATOR}
    close_practice(stage.finished.pop())
    again = open_practice(folder, login="sara", passphrase=PASSPHRASE, clock=SettableClock(MONDAY))
    close_practice(again)


def test_nothing_typed_in_secret_stays(stage: Stage) -> None:
    stage.to_recovery()
    for name in ("wizard.passphrase", "wizard.again"):
        edit = stage.edit(name)
        edit.undo()
        assert edit.text() == ""
        assert edit.echoMode() == QLineEdit.EchoMode.Password
    type_into(stage.key_area(), key_on_sheet(sheet_of(stage)))
    stage.next()
    stage.key_area().undo()
    assert stage.key_area().toPlainText() == ""
    assert stage.wizard._made is None


def test_a_wrong_group_is_named_and_the_set_up_goes_on(stage: Stage) -> None:
    stage.to_recovery()
    groups = key_on_sheet(sheet_of(stage)).split()
    groups[4] = groups[4][:4] + ("7" if groups[4][4] != "7" else "8")
    type_into(stage.key_area(), " ".join(groups))
    press(stage.key_area(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    stage.wait(stage.button("wizard.next").isEnabled)
    assert "Group 5" in stage.words("wizard.recovery_key.error")
    assert not stage.finished
    assert stage.key_area().hasFocus()


@pytest.mark.parametrize("place", ["Dropbox", "missing"])
def test_a_place_that_is_not_safe_is_refused_with_the_reason(stage: Stage, place: str) -> None:
    (stage.folder / "Dropbox").mkdir()
    stage.retype("wizard.file_name", "Lakeview")
    stage.retype("wizard.folder", str(stage.folder / place))
    stage.next()
    assert stage.step() == "Step 1 of 6"
    if place == "Dropbox":
        assert "copied elsewhere by Dropbox" in stage.words("wizard.place.problem")
    else:
        assert "does not exist" in stage.words("wizard.folder.error")
    stage.retype("wizard.folder", str(stage.folder))
    stage.next()
    assert stage.step() == "Step 2 of 6"
    assert stage.edit("wizard.practice_form.name").text() == "Lakeview"


@pytest.mark.parametrize("name", ["", "taken", "a/b"])
def test_a_name_that_cannot_be_is_refused_at_its_field(stage: Stage, name: str) -> None:
    (stage.folder / "taken.ccmdesk").mkdir()
    stage.retype("wizard.folder", str(stage.folder))
    stage.retype("wizard.file_name", name)
    stage.next()
    assert stage.step() == "Step 1 of 6"
    assert stage.words("wizard.file_name.error")
    assert stage.edit("wizard.file_name").hasFocus()


def test_each_step_says_what_is_missing(stage: Stage) -> None:
    stage.to_practice()
    stage.retype("wizard.practice_form.npi", "1999999985")
    assert "not an NPI" in stage.words("wizard.practice_form.npi.error")
    stage.next()
    assert stage.step() == "Step 2 of 6"
    stage.edit("wizard.practice_form.npi").clear()
    zone = stage.wizard._practice.form.zone
    zone.control.setCurrentIndex(-1)
    stage.next()
    assert stage.words("wizard.practice_form.zone.error") == "Choose the time zone of the practice."
    zone.set_key("America/Chicago")
    stage.next()
    stage.next()
    assert stage.words("wizard.practitioner.1.name.error")
    type_into(stage.edit("wizard.practitioner.1.name"), "Dr. Amara Castellanos")
    stage.next()
    assert "Type its ten digits" in stage.words("wizard.practitioner.1.npi.error")
    type_into(stage.edit("wizard.practitioner.1.npi"), "1999999984")
    stage.next()
    stage.next()
    assert stage.step() == "Step 4 of 6"
    for name in ("name", "login", "credential"):
        assert stage.words(f"wizard.person.{name}.error")
    type_into(stage.edit("wizard.person.name"), "Dr. Zoe O'Brien")
    assert stage.edit("wizard.person.login").text() == "zoe"
    stage.retype("wizard.person.login", "zoe b")
    stage.next()
    assert "without blanks" in stage.words("wizard.person.login.error")


@pytest.mark.parametrize(
    ("name", "login"), [("Dr. Zoë O’Brien", "zoe"), ("Nguyễn Thị Hoa", "nguyen"), ("", "")]
)
def test_a_login_is_proposed_from_the_name(name: str, login: str) -> None:
    assert login_of(name) == login


def test_practitioners_come_and_go(stage: Stage) -> None:
    stage.to_practice()
    stage.wizard._practice.form.zone.set_key("America/Chicago")
    stage.next()
    type_into(stage.edit("wizard.practitioner.1.name"), "Dr. Amara Castellanos")
    type_into(stage.edit("wizard.practitioner.1.npi"), "1999999984")
    stage.button("wizard.add_practitioner").click()
    assert stage.edit("wizard.practitioner.2.name").hasFocus()
    type_into(stage.edit("wizard.practitioner.2.name"), "Dr. Li Wen")
    stage.next()
    assert stage.step() == "Step 3 of 6"
    stage.button("wizard.practitioner.2.remove").click()
    stage.next()
    assert stage.step() == "Step 4 of 6"
    assert [p.name for p in stage.wizard._practitioners.practitioners()] == ["Dr. Amara Castellanos"]


def test_the_meter_judges_and_six_words_are_offered(stage: Stage) -> None:
    stage.to_passphrase()
    type_into(stage.edit("wizard.passphrase"), "sara okafor")
    stage.wait(lambda: "Too short" in stage.words("wizard.strength"))
    stage.next()
    assert "not strong enough" in stage.words("wizard.passphrase.error")
    stage.retype("wizard.passphrase", "Lakeview Family Medicine")
    stage.wait(lambda: "Very weak" in stage.words("wizard.strength"))
    stage.button("wizard.suggest").click()
    stage.wait(lambda: stage.words("wizard.strength") == "Very strong.")
    words = stage.edit("wizard.passphrase")
    assert len(words.text().split()) == 6
    assert words.echoMode() == QLineEdit.EchoMode.Normal
    stage.next()
    assert "not the same" in stage.words("wizard.again.error")
    assert not list(stage.folder.iterdir())
    type_into(stage.edit("wizard.again"), words.text())
    stage.next()
    assert stage.step() == "Step 6 of 6"


def test_back_keeps_what_was_typed_until_the_file_is_made(stage: Stage) -> None:
    stage.to_passphrase()
    type_into(stage.edit("wizard.passphrase"), PASSPHRASE)
    for _ in range(4):
        stage.button("wizard.back").click()
    assert stage.step() == "Step 1 of 6"
    assert stage.edit("wizard.file_name").text() == "Lakeview Family Medicine"
    assert stage.button("wizard.back").isHidden()
    for _ in range(4):
        stage.next()
    assert stage.edit("wizard.passphrase").text() == PASSPHRASE
    type_into(stage.edit("wizard.again"), PASSPHRASE)
    stage.next()
    assert stage.button("wizard.back").isHidden()


def test_enter_goes_on_and_escape_leaves(stage: Stage) -> None:
    stage.retype("wizard.folder", str(stage.folder))
    stage.retype("wizard.file_name", "Lakeview")
    press(stage.edit("wizard.file_name"), Qt.Key.Key_Return)
    stage.wait(lambda: stage.step() == "Step 2 of 6")
    assert stage.wizard.may_close()
    press(stage.edit("wizard.practice_form.name"), Qt.Key.Key_Escape)
    assert stage.cancelled == [True]
    assert not list(stage.folder.iterdir())


def test_leaving_before_the_key_is_confirmed_removes_the_file_once_confirmed(stage: Stage) -> None:
    stage.to_recovery()
    assert not stage.wizard.may_close()
    dialogs = stage.wizard.dialogs
    assert "removes Lakeview Family Medicine.ccmdesk" in child(dialogs, QLabel, "wizard.leave_words").text()
    press(child(dialogs, QPushButton, "wizard.leave_dialog.cancel"), Qt.Key.Key_Escape)
    assert dialogs.current() is None and not stage.cancelled
    assert list(stage.folder.iterdir())
    stage.button("wizard.cancel").click()
    child(dialogs, Dialog, "wizard.leave_dialog").primary.click()
    stage.wait(lambda: bool(stage.cancelled))
    assert not list(stage.folder.iterdir())
    assert stage.wizard.may_close()


def test_a_proposed_name_is_gone_with_the_first_letter(stage: Stage) -> None:
    stage.to_practice()
    name = stage.edit("wizard.practice_form.name")
    assert (name.hasFocus(), name.selectedText()) == (True, "Lakeview Family Medicine")
    type_into(name, "Hilltop")
    assert name.text() == "Hilltop"


def asked(stage: Stage) -> Dialog:
    """Return the question that is open."""
    dialog = stage.wizard.dialogs.current()
    assert dialog is not None
    return dialog


def test_leaving_asked_for_by_closing_the_window_closes_it(stage: Stage) -> None:
    closing: list[bool] = []
    stage.wizard.closing.connect(lambda: closing.append(True))
    stage.to_recovery()
    assert not stage.wizard.may_close()
    asked(stage).secondary.click()
    stage.button("wizard.cancel").click()
    asked(stage).secondary.click()
    for _ in range(2):
        assert not stage.wizard.may_close()
    asked(stage).primary.click()
    stage.wait(lambda: bool(stage.cancelled))
    assert closing == [True]


def test_leaving_by_the_button_does_not_close_the_window(stage: Stage) -> None:
    closing: list[bool] = []
    stage.wizard.closing.connect(lambda: closing.append(True))
    stage.to_recovery()
    assert not stage.wizard.may_close()
    asked(stage).secondary.click()
    stage.button("wizard.cancel").click()
    asked(stage).primary.click()
    stage.wait(lambda: bool(stage.cancelled))
    assert closing == []


def test_the_sheet_is_printed_or_saved_for_its_owner_alone(stage: Stage, tmp_path: Path) -> None:
    stage.to_recovery()
    stage.button("wizard.print_sheet").click()
    stage.wait(lambda: bool(stage.printed))
    stage.button("wizard.save_sheet").click()
    chooser = child(stage.wizard, QFileDialog, "wizard.sheet_chooser")
    path = tmp_path / "recovery-sheet.pdf"
    chooser.fileSelected.emit(str(path))
    stage.wait(lambda: bool(stage.words("wizard.sheet_told")))
    chooser.reject()
    assert path.read_bytes() == sheet_of(stage)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_steps_are_listed_where_there_is_room(stage: Stage) -> None:
    steps = child(stage.wizard, QWidget, "wizard.steps")
    assert steps.accessibleName() == "Step 1 of 6: The practice file"
    assert steps.isVisible()
    stage.wizard.resize(683, 384)
    assert steps.isHidden()


def test_an_error_is_brought_into_sight_in_a_low_window(stage: Stage) -> None:
    stage.wizard.resize(683, 300)
    stage.to_recovery()
    type_into(stage.key_area(), "AAAAA " * 14)
    stage.next()
    error = child(stage.wizard, QLabel, "wizard.recovery_key.error")
    stage.wait(lambda: error.visibleRegion().boundingRect().height() == error.height())
