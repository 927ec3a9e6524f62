"""The contact form: what is asked for, what is refused in place, and what is stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from ccmdesk.domain.changes import ChangeKind, Changes
from ccmdesk.domain.follow_up import FollowUp
from ccmdesk.domain.time_log import Contact, Mode, Outcome
from ccmdesk.services.contacts import contacts, follow_ups
from ccmdesk.ui.common.desk import Selection
from ccmdesk.ui.contact.form import ContactDialog, open_contact_form, save_contact
from tests.practice_files import MONDAY
from tests.ui.hands import child, click, press, type_into
from tests.ui.worklist.conftest import Seat, add_people

Settle = Callable[[], None]


def open_form(seat: Seat) -> tuple[int, ContactDialog]:
    """Open the form for Mar\u00eda and return her id with it."""
    first, _second, _third = add_people(seat.opened)
    seat.host.show()
    open_contact_form(seat.desk, Selection(first, "Mar\u00eda \u00c1lvarez"))
    dialog = seat.desk.dialogs.current()
    assert isinstance(dialog, ContactDialog)
    return first, dialog


def test_a_contact_and_the_next_one_are_stored(seat: Seat, settle: Settle) -> None:
    first, dialog = open_form(seat)
    heard: list[Changes] = []
    seat.desk.notice.subscribe(seat.host, heard.append, kinds=frozenset())
    assert seat.host.focusWidget() is dialog.outcome.control
    dialog.outcome.set_key(Outcome.REACHED)
    type_into(dialog.with_whom.control, "daughter")
    dialog.note.set_text("Weight steady.")
    click(child(dialog, QPushButton, "contact.next_week"))
    dialog.next_time.set_text("10:15")
    type_into(dialog.next_reason.control, "weight log")
    press(dialog.next_reason.control, Qt.Key.Key_Return)
    settle()
    (kept,) = contacts(seat.opened.store, seat.opened.actor, first)
    assert (kept.at, kept.mode, kept.outcome) == (MONDAY, Mode.PHONE, Outcome.REACHED)
    assert (kept.with_whom, kept.note, kept.by) == ("daughter", "Weight steady.", "Sara Okafor, RN")
    planned = follow_ups(seat.opened.store, seat.opened.actor, first)[-1]
    assert (planned.due_on, planned.reason) == (date(2026, 11, 30), "weight log")
    assert planned.due_at == datetime(2026, 11, 30, 17, 15, tzinfo=UTC)
    assert seat.desk.dialogs.current() is None
    assert "Contact saved" in seat.desk.messages.text()
    assert heard and heard[0].kinds == {ChangeKind.CONTACT} and heard[0].patients == {first}


def test_what_is_missing_is_said_in_place(seat: Seat, settle: Settle) -> None:
    first, dialog = open_form(seat)
    dialog.time.set_text("")
    dialog.next_reason.set_text("weight log")
    dialog.primary.click()
    assert dialog.outcome.error() and dialog.time.error() and dialog.next_day.error()
    dialog.outcome.set_key(Outcome.NO_ANSWER)
    dialog.time.set_text("8:00")
    dialog.next_day.set_value(date(2026, 11, 20))
    dialog.primary.click()
    assert "over" in dialog.next_day.error()
    dialog.next_day.set_value(date(2026, 11, 25))
    dialog.next_reason.set_text("")
    dialog.primary.click()
    assert dialog.next_reason.error()
    settle()
    assert contacts(seat.opened.store, seat.opened.actor, first) == ()


def test_a_contact_in_the_future_is_refused(seat: Seat, settle: Settle) -> None:
    first, dialog = open_form(seat)
    dialog.outcome.set_key(Outcome.REACHED)
    dialog.time.set_text("23:00")
    dialog.primary.click()
    settle()
    assert "future" in dialog.time.error()
    assert seat.desk.dialogs.current() is dialog and dialog.primary.isEnabled()
    assert contacts(seat.opened.store, seat.opened.actor, first) == ()


def test_a_patient_that_is_gone_is_told_in_the_form(seat: Seat, settle: Settle) -> None:
    add_people(seat.opened)
    seat.host.show()
    open_contact_form(seat.desk, Selection(999, "Nobody"))
    dialog = seat.desk.dialogs.current()
    assert isinstance(dialog, ContactDialog)
    dialog.outcome.set_key(Outcome.REACHED)
    dialog.primary.click()
    settle()
    assert dialog.problem()


def test_a_message_is_taken_as_sent(seat: Seat) -> None:
    _first, dialog = open_form(seat)
    dialog.mode.chosen.emit(Mode.MESSAGE)
    assert dialog.outcome.key() == Outcome.MESSAGE_SENT
    dialog.outcome.set_key(Outcome.REACHED)
    dialog.mode.chosen.emit(Mode.MESSAGE)
    assert dialog.outcome.key() == Outcome.REACHED


def test_a_logged_contact_stays_when_the_next_is_refused(seat: Seat) -> None:
    first, dialog = open_form(seat)
    store, actor = seat.opened.store, seat.opened.actor
    contact = Contact(first, MONDAY - timedelta(hours=1), Mode.PHONE, Outcome.REACHED)
    saved = save_contact(
        store, actor, contact=contact, follow_up=FollowUp(first, date(2026, 11, 30), reason=" ")
    )
    assert saved.not_planned and len(contacts(store, actor, first)) == 1
    dialog._saved(saved)
    assert "not planned" in seat.desk.messages.text()


def test_esc_while_it_is_saved_neither_closes_nor_silences_the_form(seat: Seat, settle: Settle) -> None:
    first, dialog = open_form(seat)
    heard: list[Changes] = []
    seat.desk.notice.subscribe(dialog, heard.append, kinds=frozenset({ChangeKind.CONTACT}))
    dialog.outcome.set_key(Outcome.REACHED)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Return, Qt.Key.Key_Escape):
        press(dialog.with_whom.control, key)
    assert seat.desk.dialogs.current() is dialog
    settle()
    assert seat.desk.dialogs.current() is None
    assert seat.desk.messages.text() == "Contact saved."
    assert len(contacts(seat.opened.store, seat.opened.actor, first)) == 1
    assert heard
