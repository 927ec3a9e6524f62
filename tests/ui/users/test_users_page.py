"""The users page in the whole window: users added, changed, disabled, let in again; a new recovery sheet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QPlainTextEdit
from pytestqt.qtbot import QtBot

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.practice import Role, User
from ccmdesk.security.errors import WrongPassphrase
from ccmdesk.services.practice import users
from ccmdesk.services.practice_file import close_practice, open_practice
from ccmdesk.ui.common.desk import Route
from ccmdesk.ui.recovery_sheet import SheetDialog
from ccmdesk.ui.users import UsersPage
from tests.practice_files import MONDAY, PASSPHRASE
from tests.ui.hands import child, type_into
from tests.ui.staff import STAFF, at_work, staffed_practice
from tests.ui.whole_window import Sitting

NOA = STAFF[Role.CARE_MANAGER]


@pytest.fixture
def seat(qtbot: QtBot, tmp_path: Path) -> Iterator[Sitting]:
    """Sit down as Ada, the administrator, at the users page."""
    with at_work(qtbot, staffed_practice(tmp_path), Role.ADMINISTRATOR) as sat:
        sat.room.desk.navigate(Route("practice"))
        sat.settle()
        sat.press_button("practice.users.action")
        yield sat


def page(seat: Sitting) -> UsersPage:
    return child(seat.window, UsersPage)


def choose(seat: Sitting, user_id: int) -> None:
    assert page(seat).table.select_key(user_id)
    seat.settle()


def typed(seat: Sitting, name: str, text: str) -> None:
    edit = seat.edit(name)
    edit.setFocus()
    edit.selectAll()
    type_into(edit, text)


def stored(seat: Sitting, login: str) -> User:
    return next(one for one in users(seat.opened.store, seat.opened.actor) if one.login == login)


def comes_in(seat: Sitting, login: str, passphrase: str) -> bool:
    """Tell whether a passphrase opens the practice, once Ada has left."""
    folder = seat.opened.folder
    close = seat.workplace.leave_room()
    assert close is not None
    seat.lane.run(close)
    seat.settle()
    try:
        opened = open_practice(folder, login=login, passphrase=passphrase, clock=SettableClock(MONDAY))
    except WrongPassphrase:
        return False
    close_practice(opened)
    return opened.must_change


def test_everyone_is_listed_with_roles_state_and_last_login(seat: Sitting) -> None:
    model = page(seat).table.model()
    rows = [[str(model.index(row, at).data()) for at in range(5)] for row in range(model.rowCount())]
    ada = next(row for row in rows if row[1] == "administrator")
    assert ada == ["Ada Voss", "administrator", "Administrator", "Works here", "Mon 23 Nov, 9:00"]
    assert next(row for row in rows if row[1] == "biller")[4] == "Not lately"


def test_a_user_is_added_with_six_words_shown_once(seat: Sitting) -> None:
    seat.press_button("users.add")
    typed(seat, "users.form_name", "Bo Lindgren")
    typed(seat, "users.form_login", "biller")
    seat.press_button("users.form.accept")
    assert "Type the passphrase" in seat.words("users.form.own_passphrase.error")
    typed(seat, "users.form.own_passphrase", PASSPHRASE)
    seat.press_button("users.form.accept")
    assert "taken" in seat.words("users.form_login.error")
    typed(seat, "users.form_login", "bo")
    seat.press_button("users.form.accept")
    words = seat.words("users.words_shown")
    assert len(words.split()) == 6
    seat.press_button("users.words.accept")
    assert words not in seat.shown_words()
    assert stored(seat, "bo").must_change
    assert comes_in(seat, "bo", words)


def test_a_wrong_passphrase_of_ones_own_changes_nothing(seat: Sitting) -> None:
    choose(seat, NOA.id)
    seat.press_button("users.disable")
    typed(seat, "users.disable_form.own_passphrase", "somebody elses long words")
    seat.press_button("users.disable_form.accept")
    dialog = seat.room.frame.dialogs.current()
    assert dialog is not None and dialog.problem()
    assert not stored(seat, NOA.login).disabled


def test_a_user_is_disabled_and_let_in_again_with_other_words(seat: Sitting) -> None:
    choose(seat, NOA.id)
    seat.press_button("users.disable")
    typed(seat, "users.disable_form.own_passphrase", PASSPHRASE)
    seat.press_button("users.disable_form.accept")
    assert stored(seat, NOA.login).disabled
    choose(seat, NOA.id)
    assert not seat.button("users.disable").isVisible() and not seat.button("users.change").isEnabled()
    seat.press_button("users.enable")
    typed(seat, "users.enable_form.own_passphrase", PASSPHRASE)
    seat.press_button("users.enable_form.accept")
    words = seat.words("users.words_shown")
    seat.press_button("users.words.accept")
    assert comes_in(seat, NOA.login, words)


def test_a_passphrase_is_reset_to_words_that_are_shown_once(seat: Sitting) -> None:
    choose(seat, NOA.id)
    seat.press_button("users.reset")
    typed(seat, "users.reset_form.own_passphrase", PASSPHRASE)
    seat.press_button("users.reset_form.accept")
    words = seat.words("users.words_shown")
    seat.press_button("users.words.accept")
    assert comes_in(seat, NOA.login, words)


def test_roles_are_changed_and_a_user_without_one_is_refused(seat: Sitting) -> None:
    choose(seat, NOA.id)
    seat.press_button("users.change")
    child(seat.window, QCheckBox, "users.form_role.care_manager").setChecked(False)
    typed(seat, "users.form.own_passphrase", PASSPHRASE)
    seat.press_button("users.form.accept")
    assert "at least one role" in seat.words("users.form_roles.error")
    child(seat.window, QCheckBox, "users.form_role.biller").setChecked(True)
    seat.press_button("users.form.accept")
    assert stored(seat, NOA.login).roles == {Role.BILLER}


def test_nobody_can_disable_herself_and_she_is_told_so(seat: Sitting) -> None:
    choose(seat, STAFF[Role.ADMINISTRATOR].id)
    assert not seat.button("users.disable").isEnabled()
    assert seat.words("users.why")


def test_the_last_administrator_is_told_why_she_stays(seat: Sitting) -> None:
    choose(seat, 1)
    seat.press_button("users.disable")
    typed(seat, "users.disable_form.own_passphrase", PASSPHRASE)
    seat.press_button("users.disable_form.accept")
    choose(seat, STAFF[Role.ADMINISTRATOR].id)
    assert "only administrator" in seat.words("users.why")


def test_a_new_recovery_sheet_counts_once_it_is_typed_back(seat: Sitting) -> None:
    seat.press_button("users.sheet")
    dialog = seat.room.frame.dialogs.current()
    assert isinstance(dialog, SheetDialog)
    typed(seat, "users.sheet_form.own_passphrase", PASSPHRASE)
    seat.press_button("users.sheet_form.accept")
    assert seat.room.frame.dialogs.current() is dialog
    child(dialog, QPlainTextEdit, "wizard.recovery_key").setPlainText(dialog._key)
    seat.press_button("users.sheet_form.accept")
    assert seat.room.frame.dialogs.current() is None
    assert "in force" in seat.words("message.text")


@pytest.mark.parametrize("role", [Role.CARE_MANAGER, Role.BILLER, Role.AUDITOR])
def test_nobody_else_sees_the_page(qtbot: QtBot, tmp_path: Path, role: Role) -> None:
    with at_work(qtbot, staffed_practice(tmp_path), role) as sat:
        assert "users" not in [spec.key for spec in sat.room._pages()]
