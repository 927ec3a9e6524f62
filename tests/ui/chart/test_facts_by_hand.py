"""Add, correct, end and void by hand, with undo; two people at once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ccmdesk.domain.chart import Allergy, CareTeamMember, Condition, FactStatus, Medication
from ccmdesk.services.facts import correct_fact
from ccmdesk.services.patients import chart, save_patient
from ccmdesk.ui.chart.fact_dialogs import EndDialog, FactDialog, VoidDialog
from ccmdesk.ui.chart.lines import LineRow
from ccmdesk.ui.chart.patient_form import PatientDialog
from ccmdesk.ui.chart.value_form import ValueDialog
from ccmdesk.ui.common.dialog import Dialog
from tests.ui.chart.making import Seat, add_maria
from tests.ui.hands import child, click, type_into

D = TypeVar("D", bound=Dialog)


def opened(seat: Seat, kind: type[D]) -> D:
    """Return the dialog that is open."""
    dialog = seat.desk.dialogs.current()
    assert isinstance(dialog, kind)
    return dialog


def choose(page: QWidget, item: str) -> None:
    """Click an item of the menu that is open."""
    click(child(page, QPushButton, item))


def accept(seat: Seat) -> None:
    """Press the primary button of the open dialog and wait."""
    dialog = seat.desk.dialogs.current()
    assert dialog is not None
    dialog.primary.click()
    seat.settle()


def test_a_problem_is_added_with_its_code_and_taken_back(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened))
    click(child(page, QPushButton, "chart.problems.heading.action"))
    dialog = opened(seat, FactDialog)
    child(dialog, QLineEdit, "chart.problem_form.name").setText("Type 2 diabetes with kidney disease")
    child(dialog, QLineEdit, "chart.problem_form.code").setText("e1122")
    child(dialog, QLineEdit, "chart.problem_form.onset").setText("Mar 2019")
    accept(seat)
    assert page.view is not None
    added = next(c for c in page.view.chart.conditions if c.value.icd10 == "E11.22")
    assert added.value.onset is not None and added.value.onset.iso() == "2019-03"
    assert added.origin.kind == "hand"
    assert seat.desk.messages.text() == "Problem added."
    assert seat.desk.messages.undo()
    seat.settle()
    assert all(c.value.icd10 != "E11.22" for c in page.view.chart.conditions)


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [("code", "heart", "ICD-10"), ("onset", "2031", "future"), ("name", "", "missing")],
)
def test_what_cannot_be_taken_stays_in_the_form_with_the_reason(
    seat: Seat, field: str, text: str, said: str
) -> None:
    page = seat.show(add_maria(seat.opened))
    page._actions.add(page.patient_id or 0, Condition("Gout"))
    dialog = opened(seat, FactDialog)
    dialog.made.by_name[field].control.setText(text)
    accept(seat)
    assert seat.desk.dialogs.current() is dialog
    assert said in dialog.made.by_name[field].error()


def test_a_medicine_is_stopped_from_its_row_and_made_current_again(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened))
    page.body.overview.medicines.rows()[0].click()
    choose(page, "chart.menu.end")
    assert opened(seat, EndDialog).day.text() == "23 Nov 2026"
    accept(seat)
    view = page.view
    assert view is not None and view.medicines == ()
    page.open_patient(view.patient_id, "medicines")
    seat.settle()
    page.body.medicines._choose("ended")
    assert page.body.medicines.table.model().index(0, 4).data() == "stopped 23 Nov 2026"
    assert seat.desk.messages.undo()
    seat.settle()
    assert page.view is not None
    assert [m.value.status for m in page.view.medicines] == [FactStatus.ACTIVE]


def test_an_allergy_is_corrected_from_the_header(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened))
    assert page.view is not None
    click(child(page, QPushButton, "chart.header.allergies"))
    choose(page, f"chart.allergy.{page.view.allergies[0].id}")
    choose(page, "chart.menu.correct")
    dialog = opened(seat, FactDialog)
    child(dialog, QLineEdit, "chart.allergy_form.reaction").setText("Swelling")
    accept(seat)
    header = page.body.header
    assert header._blocks[0].accessibleName() == "Allergies: Penicillin, swelling"
    assert seat.desk.messages.undo()
    seat.settle()
    assert header._blocks[0].accessibleName() == "Allergies: Penicillin, hives"


def test_entered_in_error_needs_a_reason(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened))
    page.body.overview.team.rows()[0].click()
    choose(page, "chart.menu.void")
    dialog = opened(seat, VoidDialog)
    accept(seat)
    assert "Say why" in dialog.reason.error()
    dialog.reason.set_text("other patient")
    accept(seat)
    assert page.view is not None and page.view.chart.care_team == ()


def test_medicines_allergies_and_team_are_added(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened))
    patient_id = page.patient_id or 0
    for empty, name, key in (
        (Medication(""), "chart.medicine_form.name", "medications"),
        (Allergy(""), "chart.allergy_form.substance", "allergies"),
        (CareTeamMember(""), "chart.team_form.name", "care_team"),
    ):
        page._actions.add(patient_id, empty)
        accept(seat)
        dialog = opened(seat, FactDialog)
        assert dialog.first().error()
        child(dialog, QLineEdit, name).setText("Mesa")
        accept(seat)
        assert page.view is not None
        assert len(getattr(page.view.chart, key)) == 2


def test_a_pressure_is_entered_as_a_pair(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened))
    page._add_value()
    dialog = opened(seat, ValueDialog)
    dialog.kind.set_key("pressure")
    dialog._kind_chosen()
    dialog.value.set_text("1420/88")
    accept(seat)
    assert "cannot be right" in dialog.value.error()
    dialog.value.set_text("142/88")
    dialog.time.set_value(None)
    accept(seat)
    names = [row.accessibleName() for row in page.body.overview.values.findChildren(LineRow)]
    assert any("142/88, mmHg" in name for name in names)


def test_a_value_is_corrected_from_the_monitoring_table(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened), "monitoring")
    monitoring = page.body.monitoring
    assert monitoring.kinds.model().rowCount() == 1
    key = monitoring._values.value(0)
    assert key is not None
    monitoring.values.select_key(key.id)
    monitoring._open(key.id)
    choose(page, "chart.menu.correct")
    dialog = opened(seat, ValueDialog)
    assert dialog.value.text() == "176.2"
    dialog.value.set_text("174")
    accept(seat)
    corrected = monitoring._values.value(0)
    assert corrected is not None and corrected.value.value == Decimal(174)


def test_a_value_of_tomorrow_is_refused(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened))
    page._add_value()
    dialog = opened(seat, ValueDialog)
    dialog.value.set_text("180")
    dialog.day.set_text("24 Nov 2026")
    accept(seat)
    assert "future" in dialog.day.error()
    dialog.day.set_text("23 Nov 2026")
    dialog.time.set_text("22:00")
    accept(seat)
    assert "still to come" in dialog.time.error()


def test_when_someone_saved_first_both_versions_are_shown(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened))
    store, actor = seat.opened.store, seat.opened.actor
    page.body.overview.medicines.rows()[0].click()
    choose(page, "chart.menu.correct")
    dialog = opened(seat, FactDialog)
    child(dialog, QLineEdit, "chart.medicine_form.dose").setText("80 mg")
    recorded = chart(store, actor, page.patient_id or 0).medications[0]
    correct_fact(store, actor, recorded, replace(recorded.value, dose="20 mg"), reason="called")
    accept(seat)
    assert "Furosemide, 20 mg" in dialog.problem()
    accept(seat)
    assert page.view is not None and page.view.medicines[0].value.dose == "80 mg"


def test_details_are_corrected_and_stale_ones_compared(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened))
    store, actor = seat.opened.store, seat.opened.actor
    click(child(page, QPushButton, "chart.header.name"))
    dialog = opened(seat, PatientDialog)
    child(dialog, QLineEdit, "chart.patient_form.phone").setText("505 555 0199")
    recorded = chart(store, actor, page.patient_id or 0).patient
    save_patient(store, actor, recorded, replace(recorded.value, language="English"))
    accept(seat)
    assert "Language: yours Spanish, theirs English" in dialog.problem()
    accept(seat)
    assert page.view is not None
    patient = page.view.chart.patient.value
    assert (patient.phone, patient.language) == ("505 555 0199", "Spanish")
    assert [t.system for t in patient.telecoms] == ["phone", "email"]


def test_saving_details_unchanged_keeps_every_part(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened))
    assert page.view is not None
    before = page.view.chart.patient.value
    page.edit_details()
    accept(seat)
    assert page.view.chart.patient.value == before


def test_a_new_patient_is_added_and_opened(seat: Seat) -> None:
    page = seat.show()
    page.new_patient()
    dialog = opened(seat, PatientDialog)
    accept(seat)
    assert "missing" in dialog.first().error()
    child(dialog, QLineEdit, "chart.patient_form.family").setText("Washington")
    dialog.born.set_text("2/14/2031")
    accept(seat)
    assert "future" in dialog.born.error()
    dialog.born.set_text("2/14/1951")
    child(dialog, QLineEdit, "chart.patient_form.mrn").setText("W-17")
    child(dialog, QLineEdit, "chart.patient_form.city").setText("Santa Fe")
    accept(seat)
    assert page.view is not None
    patient = page.view.chart.patient.value
    assert (patient.family, patient.mrn, patient.addresses[0].city) == ("Washington", "W-17", "Santa Fe")


@pytest.mark.parametrize("height", [664, 300])
def test_why_it_was_not_saved_is_in_sight_above_the_buttons(seat: Seat, height: int) -> None:
    seat.host.resize(500, height)
    page = seat.show(add_maria(seat.opened))
    page.edit_details()
    dialog = opened(seat, PatientDialog)
    recorded = chart(seat.opened.store, seat.opened.actor, page.patient_id or 0).patient
    save_patient(seat.opened.store, seat.opened.actor, recorded, replace(recorded.value, language="English"))
    child(dialog, QLineEdit, "chart.patient_form.phone").setText("505 555 0199")
    accept(seat)
    seat.settle()
    trouble = child(dialog, QLabel, "chart.patient_form.trouble")
    assert "Language: yours Spanish, theirs English" in trouble.text()
    seen = trouble.visibleRegion().boundingRect()
    assert seen.height() >= trouble.height() > 0
    assert trouble.mapTo(dialog, seen.bottomLeft()).y() < dialog.primary.mapTo(dialog, QPoint()).y()


def test_a_sentence_at_a_field_is_scrolled_into_sight(seat: Seat) -> None:
    seat.host.resize(500, 300)
    page = seat.show(add_maria(seat.opened))
    page.body.overview.values.heading.triggered.emit()
    dialog = opened(seat, ValueDialog)
    dialog.value.set_text("176")
    dialog.time.set_text("22:00")
    accept(seat)
    seat.settle()
    assert dialog.time.control.hasFocus()
    wrong = child(dialog, QLabel, "chart.value_form.time.error")
    assert wrong.visibleRegion().boundingRect().height() == wrong.height()


def test_the_keyboard_stays_near_a_problem_that_was_ended(seat: Seat, qtbot: QtBot) -> None:
    page = seat.show(add_maria(seat.opened))
    seat.host.activateWindow()
    qtbot.waitUntil(seat.host.isActiveWindow)
    for left in ("chart.problems.problem_", "chart.problems.heading.action"):
        row = page.body.overview.problems.rows()[0]
        row.setFocus()
        row.click()
        choose(page, "chart.menu.end")
        accept(seat)
        focused = seat.host.window().focusWidget()
        assert focused.objectName().startswith(left)


def test_a_corrected_number_is_typed_over_the_old_one(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened), "monitoring")
    assert page.view is not None
    page._actions.correct(page.view.chart.observations[0])
    dialog = opened(seat, ValueDialog)
    type_into(dialog.value.control, "181")
    assert dialog.value.text() == "181"


def test_the_row_of_a_corrected_value_stays_current(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened), "monitoring")
    values = page.body.monitoring.values
    assert page.view is not None
    older = next(one for one in page.view.chart.observations if one.value.value == Decimal(171))
    assert values.select_key(older.id)
    page._actions.correct(older)
    dialog = opened(seat, ValueDialog)
    dialog.value.set_text("172")
    accept(seat)
    assert values.current_key() == older.id
