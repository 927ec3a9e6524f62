"""Enrol with consent, revoke, pause and assign; every step is read back from the practice file."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from ccmdesk.domain.enrolment import ConsentState, Enrolment, EnrolmentState
from ccmdesk.services.enrolments import EnrolmentView, enrolment
from ccmdesk.ui.chart import ChartPage
from ccmdesk.ui.chart.enrol_form import EnrolDialog
from ccmdesk.ui.chart.state_forms import RevokeDialog, StateDialog
from tests.ui.chart.making import Seat, add_maria
from tests.ui.hands import child, click


def stored(seat: Seat, page: ChartPage) -> EnrolmentView:
    """Return what the practice file holds."""
    return enrolment(seat.opened.store, seat.opened.actor, page.patient_id or 0)


def accept(seat: Seat) -> None:
    """Press the primary button of the open dialog and wait."""
    dialog = seat.desk.dialogs.current()
    assert dialog is not None
    dialog.primary.click()
    seat.settle()


def enrol_form(seat: Seat, page: ChartPage) -> EnrolDialog:
    """Open the form by its button."""
    click(child(page, QPushButton, "chart.consent.enrol"))
    dialog = seat.desk.dialogs.current()
    assert isinstance(dialog, EnrolDialog)
    return dialog


def test_consent_counts_only_when_all_three_statements_were_told(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened, enrolled=False), "consent")
    assert page.body.consent.state.text() == "Not enrolled"
    dialog = enrol_form(seat, page)
    accept(seat)
    assert seat.desk.dialogs.current() is dialog
    assert dialog._statement_problem.isVisible()
    assert stored(seat, page).enrolments == ()
    for tick in dialog.statements.values():
        tick.setChecked(True)
    dialog.risk.set_key("high")
    accept(seat)
    view = stored(seat, page)
    assert view.consent is ConsentState.GIVEN
    assert view.consents[0].obtained_by == "Sara Okafor, RN"
    assert view.current is not None
    assert (view.current.nurse_id, view.current.risk) == (seat.opened.actor.user_id, "high")
    assert view.current.practitioner_id is not None
    assert "since 23 Nov 2026" in page.body.consent.state.text()
    assert "consent given, spoken, recorded" in page.body.consent.history.text()


def test_a_refusal_is_recorded_without_enrolling(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened, enrolled=False), "consent")
    dialog = enrol_form(seat, page)
    dialog.answer.set_key("declined")
    dialog._answer_chosen()
    accept(seat)
    view = stored(seat, page)
    assert (view.consent, view.enrolments) == (ConsentState.DECLINED, ())
    assert "consent declined" in page.body.consent.history.text()


def test_consent_can_follow_an_enrolment(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened, enrolled=False), "consent")
    dialog = enrol_form(seat, page)
    dialog.answer.set_key("later")
    dialog._answer_chosen()
    accept(seat)
    assert stored(seat, page).consent is ConsentState.MISSING
    assert "Consent: Not recorded, enrolled" in [b.accessibleName() for b in page.body.header._blocks]
    click(child(page, QPushButton, "chart.consent.record"))
    again = seat.desk.dialogs.current()
    assert isinstance(again, EnrolDialog)
    for tick in again.statements.values():
        tick.setChecked(True)
    again.day.set_text("24 Nov 2026")
    accept(seat)
    assert "future" in again.day.error()
    again.day.set_text("22 Nov 2026")
    accept(seat)
    view = stored(seat, page)
    assert view.consent is ConsentState.GIVEN
    assert len(view.enrolments) == 1


def test_revoking_says_until_when_the_consent_holds(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened), "consent")
    click(child(page, QPushButton, "chart.consent.revoke"))
    dialog = seat.desk.dialogs.current()
    assert isinstance(dialog, RevokeDialog)
    assert "30 Nov 2026" in dialog.until.text()
    dialog.day.control.clear()
    accept(seat)
    assert "which day" in dialog.day.error()
    dialog.day.set_text("23 Nov 2026")
    accept(seat)
    view = stored(seat, page)
    assert view.current is not None and view.current.state is EnrolmentState.REVOKED
    assert "It holds until 30 Nov 2026" in seat.desk.messages.text()
    assert "takes effect after 30 Nov 2026" in page.body.consent.history.text()


def test_pausing_needs_a_reason_and_is_resumed(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened), "consent")
    click(child(page, QPushButton, "chart.consent.pause"))
    dialog = seat.desk.dialogs.current()
    assert isinstance(dialog, StateDialog)
    accept(seat)
    assert "Say why" in dialog.reason.error()
    dialog.reason.set_text("in hospital")
    accept(seat)
    assert (stored(seat, page).current or fail()).state is EnrolmentState.PAUSED
    assert not child(page, QPushButton, "chart.consent.pause").isVisible()
    click(child(page, QPushButton, "chart.consent.resume"))
    accept(seat)
    assert (stored(seat, page).current or fail()).state is EnrolmentState.ACTIVE


def test_the_nurse_is_assigned_and_taken_back(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened), "consent")
    consent = page.body.consent
    consent.nurse.set_key("")
    consent._assign()
    seat.settle()
    assert (stored(seat, page).current or fail()).nurse_id is None
    assert seat.desk.messages.undo()
    seat.settle()
    assert (stored(seat, page).current or fail()).nurse_id == seat.opened.actor.user_id


def test_the_consent_form_is_printed(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened), "consent")
    click(child(page, QPushButton, "chart.consent.print"))
    assert seat.asked.papers[-1].make().startswith(b"%PDF")
    assert "lvarez" not in seat.asked.papers[-1].file_name + seat.asked.papers[-1].title


def fail() -> Enrolment:
    """Fail where an enrolment was expected."""
    raise AssertionError("not enrolled")
