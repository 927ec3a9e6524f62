"""The chart page over a real practice file: opening, header, overview, sections, keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.domain.practice import Role
from ccmdesk.domain.time_log import Mode, Outcome, Subject
from ccmdesk.services.clock import Stopping, start, stop
from ccmdesk.services.patients import add_patient, chart, save_patient
from ccmdesk.ui.chart import KEY, ChartPage, chart_page_spec
from ccmdesk.ui.chart.lines import LineRow
from ccmdesk.ui.common.text import Label
from tests.ui.chart.making import MARIA, Seat, add_maria
from tests.ui.hands import child, click, press


def told(page: ChartPage) -> dict[str, str]:
    """Return what the header says, by part."""
    header = page.body.header
    return {block.told.key: block.accessibleName() for block in header._blocks}


def rows(block: QWidget) -> list[str]:
    """Return the words of the rows of a block."""
    return [row.line.text for row in block.findChildren(LineRow) if not row.isHidden()]


def test_without_a_patient_the_page_says_what_to_do(seat: Seat) -> None:
    page = seat.show()
    assert page.page_key == KEY == chart_page_spec(seat.desk, plan_section=lambda d, _p: Label(d.theme)).key
    assert page.patient_id is None
    click(child(page, QPushButton, "chart.empty.action"))
    dialog = seat.desk.dialogs.current()
    assert dialog is not None and dialog.objectName() == "chart.patient_form"


def test_the_header_holds_what_must_not_be_forgotten(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened))
    assert page.body.header.name.accessibleName() == "Álvarez, María, “Mari”, 81 F, born 14 Feb 1945, she/her"
    parts = told(page)
    assert parts["allergies"] == "Allergies: Penicillin, hives"
    assert parts["language"] == "Language: Spanish, daughter interprets"
    assert parts["consent"] == "Consent: 1 Oct 2026, spoken, recorded"
    assert parts["plan"] == "Plan: None yet"
    assert parts["risk"] == "Risk: High"
    assert parts["phone"] == "Phone: (505) 555-0142, best Tue, Thu 10–11"
    assert parts["nurse"] == "Nurse: Sara Okafor"
    assert seat.asked.selected[-1] is not None and seat.asked.selected[-1].name == "María Álvarez"


def test_a_narrow_header_folds_the_alarms_last(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened))
    assert page.body.header.folded() == ()
    seat.host.resize(620, 400)
    folded = page.body.header.folded()
    assert "allergies" not in folded
    assert {"nurse", "risk", "plan"} <= set(folded)
    height = page.body.header.height()
    click(child(page, QPushButton, "chart.header.more"))
    assert page.body.header.height() > height
    assert all(block.isVisible() for block in page.body.header._blocks)


def test_sections_become_chips_where_it_is_narrow(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened))
    assert page.body.list.isVisible()
    seat.host.resize(620, 400)
    assert not page.body.list.isVisible()
    assert page.body.chips.isVisible()


def test_the_phone_is_copied_by_a_click(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened))
    click(child(page, QPushButton, "chart.header.phone"))
    assert QGuiApplication.clipboard().text() == "5055550142"


def test_the_overview_shows_each_part(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened))
    overview = page.body.overview
    assert rows(overview.problems) == ["Heart failure, preserved EF", "Broken wrist"]
    assert rows(overview.medicines) == ["Furosemide"]
    (weight,) = overview.values.findChildren(LineRow)
    assert "176.2" in weight.accessibleName() and "above" in weight.accessibleName()
    assert rows(overview.team) == ["Dr. Paul Whitfield"]
    assert "Entered by Sara Okafor" in overview.team.rows()[0].toolTip()


def test_an_empty_chart_has_words_everywhere(seat: Seat) -> None:
    bare = add_patient(seat.opened.store, seat.opened.actor, replace(MARIA, telecoms=())).value
    page = seat.show(bare)
    texts = {label.text() for label in page.findChildren(Label) if label.isVisible()}
    assert {"No medicines recorded.", "Nothing is promised.", "No contact yet. C logs one."} <= texts
    for section in ("time", "medicines", "monitoring", "consent"):
        page.open_patient(bare, section)
        seat.settle()
        assert page.body.section == section
    assert told(page)["phone"].startswith("Phone: None recorded")


def test_a_promise_is_ticked_and_taken_back(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened))
    box = page.findChild(QCheckBox)
    assert box is not None
    box.click()
    seat.settle()
    assert child(page, QWidget, "chart.overview.promised").isVisible()
    view = page.view
    assert view is not None and view.promised == ()
    assert seat.desk.messages.undo()
    seat.settle()
    assert page.view is not None
    assert [one.reason for one in page.view.promised] == ["tell the date of the visit"]


def test_arrows_move_through_the_sections_and_keep_the_section_for_the_patient(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened))
    item = child(page, QPushButton, "chart.section.overview")
    item.setFocus()
    press(item, Qt.Key.Key_Down)
    assert page.body.section == "plan"
    press(child(page, QPushButton, "chart.section.plan"), Qt.Key.Key_Down)
    assert page.body.section == "time"


def test_a_change_shows_at_once_and_only_for_this_patient(seat: Seat) -> None:
    first = add_maria(seat.opened)
    page = seat.show(first)
    store, actor = seat.opened.store, seat.opened.actor
    recorded = chart(store, actor, first).patient
    changed = save_patient(store, actor, recorded, replace(recorded.value, language="Ladino"))
    seat.desk.notice.publish(changed.changes)
    seat.settle()
    assert told(page)["language"].startswith("Language: Ladino")


def test_opening_another_patient_never_shows_the_one_before(seat: Seat) -> None:
    first = add_maria(seat.opened)
    second = add_patient(seat.opened.store, seat.opened.actor, replace(MARIA, family="Peña")).value
    page = seat.show(first)
    page.open_patient(second)
    assert not page.body.isVisible()
    seat.settle()
    assert page.body.header.name.accessibleName().startswith("Peña")


def test_a_patient_who_is_not_there_is_said_in_place(seat: Seat) -> None:
    page = seat.show(4711)
    assert child(page, QWidget, "chart.error").isVisible()
    assert seat.asked.selected[-1] is None


def test_time_lists_lines_total_and_paper(seat: Seat) -> None:
    patient_id = add_maria(seat.opened)
    store, actor = seat.opened.store, seat.opened.actor
    start(store, actor, Subject(patient_id, mode=Mode.PHONE))
    seat.clock.advance(_seconds(702))
    stop(store, actor, Stopping("symptom check", Mode.PHONE, "asked about salt", Outcome.REACHED, "Mari"))
    page = seat.show(patient_id, "time")
    time = page.body.time
    assert "11:42" in time.total.text() and "11 whole minutes" in time.total.text()
    assert time.table.model().rowCount() == 1
    assert time.contacts.model().rowCount() == 2
    time.print_sheet()
    assert seat.asked.papers[-1].file_name == "time-sheet-2026-11.pdf"
    assert seat.asked.papers[-1].make().startswith(b"%PDF")
    time.go(-1)
    seat.settle()
    assert time.sheet is not None and time.sheet.month == ServiceMonth(2026, 10)
    time.go(5)
    seat.settle()
    assert time.sheet.month == ServiceMonth.of(date(2026, 11, 23))


def test_an_auditor_reads_and_is_offered_nothing_to_change(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened), role=Role.AUDITOR)
    keys = {shortcut.keys for shortcut in page.shortcuts()}
    assert "T" not in keys and "Alt+1" in keys
    page.open_patient(page.patient_id or 0, "consent")
    seat.settle()
    assert not child(page, QPushButton, "chart.consent.pause").isVisible()
    page.edit_details()
    page.new_patient()
    assert seat.desk.dialogs.current() is None


def _seconds(count: int) -> timedelta:
    return timedelta(seconds=count)


def test_tab_leads_from_a_section_into_its_content_and_back(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened))
    _focus(page, "chart.section.overview")
    assert _tabbed(page, times=2) == [
        "chart.problems.heading.action",
        _first_row(page.body.overview.problems),
    ]
    assert _tabbed(page, times=2, back=True) == ["chart.problems.heading.action", "chart.section.overview"]
    assert _tabbed(page, back=True) == ["chart.header.nurse"]


def test_tab_visits_the_overview_as_it_is_read(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened))
    _focus(page, "chart.section.overview")
    visited = _tabbed(page, times=15)
    heads = [name for name in visited if ".heading" in name or "overview" in name]
    assert heads == [
        "chart.problems.heading.action",
        "chart.medicines.heading.action",
        "chart.values.heading.action",
        "chart.overview.promised.action",
        "chart.team.heading.action",
        "chart.overview.contacts.action",
    ]
    assert visited[visited.index(heads[-1]) + 1] == "chart.sections.new_patient"


def test_enter_on_a_section_goes_into_its_content(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened))
    _focus(page, "chart.section.overview")
    for _ in range(3):
        press(_focused(), Qt.Key.Key_Down)
    assert _focused().objectName() == "chart.section.medicines"
    press(_focused(), Qt.Key.Key_Return)
    assert _focused().objectName() == "chart.medicines_table"
    assert page.body.section == "medicines"


def test_chips_are_one_stop_and_enter_on_the_chosen_one_goes_into_the_content(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened))
    seat.host.resize(620, 400)
    _focus(page, "chart.section_chips.overview")
    assert _tabbed(page) == ["chart.problems.heading.action"]
    press(_focus(page, "chart.section_chips.overview"), Qt.Key.Key_Right)
    press(_focused(), Qt.Key.Key_Space)
    assert page.body.section == "plan"
    chip = _focus(page, "chart.section_chips.medicines")
    press(chip, Qt.Key.Key_Space)
    press(chip, Qt.Key.Key_Space)
    assert _focused().objectName() == "chart.medicines_table"


def _focus(page: ChartPage, name: str) -> QPushButton:
    button = child(page, QPushButton, name)
    button.setFocus()
    assert button.hasFocus()
    return button


def _focused() -> QWidget:
    widget = QGuiApplication.focusObject()
    assert isinstance(widget, QWidget)
    return widget


def _first_row(block: QWidget) -> str:
    return next(row.objectName() for row in block.findChildren(LineRow) if not row.isHidden())


def _tabbed(page: ChartPage, *, times: int = 1, back: bool = False) -> list[str]:
    visited = []
    for _ in range(times):
        press(_focused(), Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab)
        visited.append(_focused().objectName())
    return visited


def test_who_made_a_contact_is_named_in_one_form(seat: Seat) -> None:
    patient_id = add_maria(seat.opened)
    store, actor = seat.opened.store, seat.opened.actor
    start(store, actor, Subject(patient_id, mode=Mode.PHONE))
    seat.clock.advance(_seconds(120))
    stop(store, actor, Stopping("symptom check", Mode.PHONE, "asked about salt", Outcome.REACHED, "Mari"))
    time = seat.show(patient_id, "time").body.time
    assert time.sheet is not None
    by = {contact.by for contact in time.sheet.contacts}
    assert by == {"Sara Okafor, RN"}


def test_enter_opens_what_can_be_done_with_a_row_and_a_part_of_the_header(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened))
    for name, item in (
        (_first_row(page.body.overview.problems), "chart.menu.correct"),
        ("chart.header.allergies", "chart.allergy.add"),
    ):
        press(_focus(page, name), Qt.Key.Key_Return)
        assert child(page, QPushButton, item).isVisible()
        press(_focused(), Qt.Key.Key_Escape)
    press(_focus(page, "chart.header.name"), Qt.Key.Key_Return)
    dialog = seat.desk.dialogs.current()
    assert dialog is not None and dialog.objectName() == "chart.patient_form"


def test_enter_on_a_chip_chooses_it(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened), "medicines")
    press(_focus(page, "chart.medicines_chips.ended"), Qt.Key.Key_Return)
    assert child(page, QWidget, "chart.medicines_empty").isVisible()


def test_tab_is_never_trapped_in_a_section(seat: Seat) -> None:
    page = seat.show(add_maria(seat.opened))
    for section in ("overview", "time", "medicines", "monitoring", "consent"):
        page.body.show_section(section)
        start = f"chart.section.{section}"
        _focus(page, start)
        visited = _tabbed(page, times=45)
        assert start in visited, section
        rounds = visited[: visited.index(start)]
        assert len(set(rounds)) == len(rounds)
