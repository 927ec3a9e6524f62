"""The practice page over a real practice file: read, typed, saved, and saved by two at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from ccmdesk.domain.practice import BillingPractitioner, Role
from ccmdesk.services.practice import practice, practitioners, save_practice, save_practitioner
from ccmdesk.ui.common.practice_fields import zone_options
from ccmdesk.ui.common.table import Table
from ccmdesk.ui.practice import PracticePage, practice_page_spec
from tests.practice_files import DOCTOR, PRACTICE
from tests.ui.hands import child, click, press, type_into
from tests.ui.seats import Seat

Settle = Callable[[], None]


def shown(seat: Seat, settle: Settle, *, roles: frozenset[Role] | None = None) -> PracticePage:
    """Return the page, read and shown, for a user of other roles if told so."""
    desk = seat.desk
    if roles is not None:
        desk = replace(desk, actor=replace(desk.actor, roles=roles))
    page = PracticePage(desk)
    desk.notice.subscribe(page, page.refresh, kinds=frozenset())
    seat.put(page)
    settle()
    return page


def field(page: PracticePage, name: str) -> QLineEdit:
    """Return a line edit of the details."""
    return child(page, QLineEdit, f"practice.details_form.{name}")


def retype(edit: QLineEdit, text: str) -> None:
    """Type a text in the place of the one before."""
    edit.selectAll()
    type_into(edit, text)


def test_the_page_shows_what_is_on_disk(seat: Seat, settle: Settle) -> None:
    page = shown(seat, settle)
    assert field(page, "name").text() == PRACTICE.name
    assert field(page, "phone").text() == PRACTICE.phone
    assert child(page, QComboBox, "practice.details_form.zone").currentText() == "Mountain (Denver)"
    assert not child(page, QComboBox, "practice.details_form.zone").isEnabled()
    assert not child(page, QPushButton, "practice.save").isEnabled()
    rows = child(page, Table, "practice.practitioner_table").model()
    assert [rows.index(0, at).data() for at in range(4)] == [
        DOCTOR.name,
        DOCTOR.npi,
        DOCTOR.taxonomy,
        "Bills here",
    ]
    users = child(page, Table, "practice.user_table").model()
    assert [users.index(0, at).data() for at in range(3)] == [
        "Sara Okafor, RN",
        "sara",
        "Care manager, Billing practitioner, Administrator",
    ]
    assert "not certified" in child(page, QLabel, "practice.honest").text()
    spec = practice_page_spec(seat.desk)
    assert (spec.key, spec.in_rail) == (page.page_key, True)


def test_details_are_saved_with_the_key_and_said_so(seat: Seat, settle: Settle, qtbot: QtBot) -> None:
    page = shown(seat, settle)
    retype(field(page, "phone"), "(505) 555-0122")
    assert child(page, QLabel, "practice.saved").text().startswith("Not saved")
    (spec,) = page.shortcuts()
    with qtbot.waitSignal(seat.desk.notice.published):
        spec.run()
    settle()
    assert child(page, QLabel, "practice.saved").text() == "Saved 9:00"
    stored = practice(seat.opened.store, seat.opened.actor)
    assert (stored.phone, stored.address) == ("(505) 555-0122", PRACTICE.address)
    assert not child(page, QPushButton, "practice.save").isEnabled()


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [("npi", "1999999985", "not an NPI"), ("npi", "19999", "ten digits"), ("tax_id", "12-34", "nine digits")],
)
def test_a_wrong_number_is_said_at_its_field_and_holds_the_page(
    seat: Seat, settle: Settle, name: str, text: str, words: str
) -> None:
    page = shown(seat, settle)
    edit = field(page, name)
    retype(edit, text)
    press(edit, Qt.Key.Key_Return)
    if name == "npi":
        assert words in child(page, QLabel, f"practice.details_form.{name}.error").text()
    assert not page.leave()
    assert edit.property("invalid")
    assert practice(seat.opened.store, seat.opened.actor) == replace(PRACTICE, version=1)


def test_leaving_saves_what_was_typed(seat: Seat, settle: Settle) -> None:
    page = shown(seat, settle)
    retype(field(page, "name"), "Lakeview Internal Medicine")
    assert page.leave()
    settle()
    assert practice(seat.opened.store, seat.opened.actor).name == "Lakeview Internal Medicine"


def save_elsewhere(seat: Seat) -> None:
    """Save another phone as somebody else would, behind the page's back."""
    store, actor = seat.opened.store, seat.opened.actor
    save_practice(store, actor, replace(practice(store, actor), phone="(505) 555-0111"))


@pytest.mark.parametrize("mine_wins", [True, False])
def test_two_savers_see_both_versions(seat: Seat, settle: Settle, mine_wins: bool) -> None:
    page = shown(seat, settle)
    retype(field(page, "phone"), "(505) 555-0122")
    save_elsewhere(seat)
    page.save()
    settle()
    dialog = seat.desk.dialogs.current()
    assert dialog is not None
    said = [label.text() for label in dialog.findChildren(QLabel)]
    assert "Mine: (505) 555-0122" in said and "On disk: (505) 555-0111" in said
    if mine_wins:
        dialog.primary.click()
    else:
        click(child(dialog, QPushButton, "practice.take_theirs"))
    settle()
    wanted = "(505) 555-0122" if mine_wins else "(505) 555-0111"
    assert field(page, "phone").text() == wanted
    assert practice(seat.opened.store, seat.opened.actor).phone == wanted
    assert seat.desk.dialogs.current() is None


def test_a_practitioner_is_added_and_later_no_longer_bills(seat: Seat, settle: Settle) -> None:
    page = shown(seat, settle)
    click(child(page, QPushButton, "practice.practitioners.action"))
    dialogs = seat.desk.dialogs
    type_into(child(dialogs, QLineEdit, "practice.practitioner_name"), "Dr. Li Wen")
    npi = child(dialogs, QLineEdit, "practice.practitioner_npi")
    type_into(npi, "1234567890")
    press(npi, Qt.Key.Key_Return)
    settle()
    assert dialogs.current() is not None
    assert child(dialogs, QLabel, "practice.practitioner_npi.error").text()
    retype(npi, "1234567893")
    press(npi, Qt.Key.Key_Return)
    settle()
    assert dialogs.current() is None
    assert seat.desk.messages.text() == "Saved Dr. Li Wen."
    table = child(page, Table, "practice.practitioner_table")
    assert table.model().rowCount() == 2
    wen = next(p for p in practitioners(seat.opened.store, seat.opened.actor) if p.name == "Dr. Li Wen")
    table.select_key(wen.id)
    press(table, Qt.Key.Key_Return)
    child(dialogs, QCheckBox, "practice.practitioner_active").click()
    child(dialogs, QPushButton, "practice.practitioner.accept").click()
    settle()
    assert table.model().index(1, 3).data() == "No longer bills here"


def test_a_practitioner_saved_by_another_is_not_overwritten_unseen(seat: Seat, settle: Settle) -> None:
    page = shown(seat, settle)
    store, actor = seat.opened.store, seat.opened.actor
    table = child(page, Table, "practice.practitioner_table")
    (doctor,) = practitioners(store, actor)
    table.select_key(doctor.id)
    press(table, Qt.Key.Key_Return)
    save_practitioner(store, actor, replace(doctor, name="Dr. A. Castellanos"))
    dialogs = seat.desk.dialogs
    retype(child(dialogs, QLineEdit, "practice.practitioner_taxonomy"), "207r00000x")
    accept = child(dialogs, QPushButton, "practice.practitioner.accept")
    accept.click()
    settle()
    assert "Dr. A. Castellanos" in child(dialogs, QLabel, "practice.practitioner_problem").text()
    accept.click()
    settle()
    (saved,) = practitioners(store, actor)
    assert saved == BillingPractitioner(DOCTOR.name, DOCTOR.npi, "207R00000X", doctor.id, version=3)


def test_others_may_only_read(seat: Seat, settle: Settle) -> None:
    page = shown(seat, settle, roles=frozenset({Role.CARE_MANAGER}))
    assert "Only an administrator" in child(page, QLabel, "practice.read_only").text()
    assert field(page, "name").isReadOnly()
    assert child(page, QPushButton, "practice.save").isHidden()
    assert page.findChild(QPushButton, "practice.practitioners.action") is None
    table = child(page, Table, "practice.practitioner_table")
    table.select_key(1)
    press(table, Qt.Key.Key_Return)
    assert seat.desk.dialogs.current() is None
    assert page.leave()


def test_zones_of_the_united_states_come_first() -> None:
    options = zone_options()
    keys = [key for key, _words in options]
    assert keys[:5] == [
        "America/New_York",
        "America/Chicago",
        "America/Denver",
        "America/Phoenix",
        "America/Los_Angeles",
    ]
    assert len(keys) == len(set(keys)) > 300


def test_the_security_check_is_read_on_the_page(seat: Seat, settle: Settle) -> None:
    page = shown(seat, settle)
    assert "no verified backup" in child(page, QLabel, "practice.security.backup").text()
    assert child(page, QLabel, "practice.security.backup").accessibleName().startswith("To do:")
    assert child(page, QLabel, "practice.security.clock").accessibleName().startswith("Good:")
