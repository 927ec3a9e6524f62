"""The page over a real practice file: list, card, keys, promises, columns, and its other states."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from ccmdesk.domain.changes import ChangeKind, Changes, changed
from ccmdesk.domain.errors import UserError
from ccmdesk.domain.practice import Role
from ccmdesk.services.contacts import follow_ups
from ccmdesk.services.preferences import user_preference
from ccmdesk.ui.common.clipboard import CLEARED_AFTER_MS
from ccmdesk.ui.common.desk import Route, Selection
from ccmdesk.ui.common.page import ShortcutSpec
from ccmdesk.ui.common.table import Table
from ccmdesk.ui.worklist import page_spec
from ccmdesk.ui.worklist.layout import PREFERENCE
from ccmdesk.ui.worklist.page import WorklistPage
from tests.ui.hands import child, click, press, type_into
from tests.ui.worklist.conftest import Seat, add_people, promise, show_page

Settle = Callable[[], None]


def names_shown(page: WorklistPage) -> list[str]:
    """Return the family names in the order shown."""
    assert page._body is not None
    return [row.family for row in page._body.list.model.values()]


def table_of(page: WorklistPage) -> Table:
    """Return the page's table."""
    return child(page, Table, "worklist.table")


def words_of(page: WorklistPage, name: str) -> str:
    """Return all the words of a block of the card."""
    block = child(page, QWidget, name)
    return " | ".join(label.text() for label in block.findChildren(QLabel) if label.text())


def run_key(page: WorklistPage, keys: str) -> None:
    """Do what the window does for a key of the page."""
    found: ShortcutSpec = next(spec for spec in page.shortcuts() if spec.keys == keys)
    found.run()


def test_the_most_urgent_comes_first_with_her_card(seat: Seat, settle: Settle) -> None:
    first, _second, _third = add_people(seat.opened)
    page = show_page(seat)
    settle()
    assert names_shown(page) == ["Álvarez", "Peña", "Washington"]
    table = table_of(page)
    model = table.model()
    cells = [model.index(0, at).data() for at in range(9)]
    assert cells[1:7] == ["Álvarez, María", "81", "F", "Tell the date of the visit", "0:00", "Never"]
    assert cells[7:] == ["3 days late", "Sara"]
    assert model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "act now"
    assert model.index(1, 7).data() == "Today 10:15"
    assert seat.asked.selected[-1] == Selection(first, "María Álvarez")
    assert child(page, QLabel, "worklist.card.name").text() == "María Álvarez"
    assert child(page, QLabel, "worklist.card.who").text() == "81, she/her"
    assert words_of(page, "worklist.card.speech") == "Spanish, daughter Lucía"
    assert "Tue, Thu 10–11" in child(page, QPushButton, "worklist.card.phone").accessibleName()
    assert words_of(page, "worklist.card.allergies") == "Penicillin"
    assert "act now" in words_of(page, "worklist.card.reasons")
    assert "3 days late" in words_of(page, "worklist.card.promised")
    assert "Dolores Peña" in child(page, QPushButton, "worklist.card.then").accessibleName()


def test_space_turns_the_card(seat: Seat, settle: Settle) -> None:
    add_people(seat.opened)
    page = show_page(seat)
    settle()
    conditions, reasons = (
        child(page, QWidget, f"worklist.card.{name}") for name in ("conditions", "reasons")
    )
    assert reasons.isVisible() and not conditions.isVisible()
    press(table_of(page), Qt.Key.Key_Space)
    assert conditions.isVisible() and not reasons.isVisible()
    assert "Heart failure" in words_of(page, "worklist.card.conditions")
    press(table_of(page), Qt.Key.Key_Space)
    assert reasons.isVisible()


def test_the_card_comes_on_demand_where_it_is_narrow(seat: Seat, settle: Settle) -> None:
    add_people(seat.opened)
    seat.host.resize(627, 280)
    page = show_page(seat)
    settle()
    card, table = child(page, QWidget, "worklist.card"), table_of(page)
    assert not card.isVisible()
    assert not table.horizontalScrollBar().isVisible()
    press(table, Qt.Key.Key_Space)
    settle()
    assert card.isVisible() and words_of(page, "worklist.card.allergies") == "Penicillin"
    assert not table.horizontalScrollBar().isVisible()
    press(table, Qt.Key.Key_Space)
    assert card.isVisible()
    press(table, Qt.Key.Key_Space)
    assert not card.isVisible()
    menu = child(page, QPushButton, "worklist.filter_menu")
    assert menu.isVisible() and menu.text() == "Everyone 3"
    click(menu)
    click(child(page, QPushButton, "worklist.filter_menu.overdue"))
    assert names_shown(page) == ["Álvarez"]


def test_keys_ask_the_window_for_what_they_say(seat: Seat, settle: Settle) -> None:
    first, second, _third = add_people(seat.opened)
    page = show_page(seat)
    settle()
    press(table_of(page), Qt.Key.Key_Return)
    assert seat.asked.routes == [Route("patient", first)]
    press(table_of(page), Qt.Key.Key_Down)
    run_key(page, "T")
    run_key(page, "C")
    chosen = Selection(second, "Dolores Peña")
    assert (seat.asked.clocks, seat.asked.contacts) == ([chosen], [chosen])
    run_key(page, "P")
    assert seat.asked.papers == []
    assert "no care plan" in seat.desk.messages.text()


def test_a_plan_is_printed_under_a_neutral_name(seat: Seat, settle: Settle) -> None:
    from ccmdesk.services.care_plans import start_draft

    first, _second, _third = add_people(seat.opened)
    start_draft(seat.opened.store, seat.opened.actor, first)
    page = show_page(seat)
    settle()
    run_key(page, "P")
    (paper,) = seat.asked.papers
    assert (paper.patient_id, paper.file_name) == (first, "care-plan.pdf")
    assert paper.make().startswith(b"%PDF")


def test_an_auditor_is_offered_nothing_that_changes(seat: Seat, settle: Settle) -> None:
    add_people(seat.opened)
    page = show_page(seat, roles=frozenset({Role.AUDITOR}))
    settle()
    assert {spec.keys for spec in page.shortcuts()}.isdisjoint({"T", "C"})
    assert not child(page, QPushButton, "worklist.card.log").isEnabled()
    page.start_clock()
    page.log_contact()
    assert (seat.asked.clocks, seat.asked.contacts) == ([], [])
    table_of(page).customContextMenuRequested.emit(QPoint(50, 5))
    menu = child(page, QWidget, "worklist.menu")
    assert menu.findChild(QPushButton, "worklist.menu.start_clock") is None
    assert menu.findChild(QPushButton, "worklist.menu.open_chart") is not None


def test_the_menu_of_a_row_shows_the_keys(seat: Seat, settle: Settle) -> None:
    first, _second, _third = add_people(seat.opened)
    page = show_page(seat)
    settle()
    table_of(page).customContextMenuRequested.emit(QPoint(50, 5))
    item = child(page, QPushButton, "worklist.menu.log_contact")
    assert item.accessibleDescription() == "C"
    click(item)
    assert seat.asked.contacts == [Selection(first, "María Álvarez")]


def test_a_kept_promise_is_ticked_and_can_be_taken_back(seat: Seat, settle: Settle) -> None:
    first, _second, _third = add_people(seat.opened)
    page = show_page(seat)
    settle()
    (promised,) = follow_ups(seat.opened.store, seat.opened.actor, first)
    click(child(page, QCheckBox, f"worklist.card.promise_{promised.id}"), QPoint(6, 12))
    settle()
    assert seat.host.focusWidget() is table_of(page)
    assert follow_ups(seat.opened.store, seat.opened.actor, first) == ()
    assert names_shown(page)[0] == "Peña"
    assert seat.asked.selected[-1] == Selection(first, "María Álvarez")
    assert seat.desk.messages.undo()
    settle()
    (again,) = follow_ups(seat.opened.store, seat.opened.actor, first)
    assert (again.due_on, again.reason) == (promised.due_on, promised.reason)
    assert names_shown(page)[0] == "Álvarez"


def test_typing_filters_and_keys_lead_on(seat: Seat, settle: Settle) -> None:
    first, second, _third = add_people(seat.opened)
    page = show_page(seat)
    settle()
    run_key(page, "/")
    field = child(page, QLineEdit, "worklist.search")
    assert field.hasFocus()
    type_into(field, "pena")
    assert names_shown(page) == ["Peña"]
    press(field, Qt.Key.Key_Return)
    assert seat.asked.routes == [Route("patient", second)]
    type_into(field, "xyz")
    assert child(page, QWidget, "worklist.nothing").isVisible()
    assert not child(page, QWidget, "worklist.card").isVisible()
    assert seat.asked.selected[-1] is None
    click(child(page, QPushButton, "worklist.nothing.action"))
    assert len(names_shown(page)) == 3 and field.text() == ""
    type_into(field, "0142")
    assert names_shown(page) == ["Álvarez"]
    press(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    press(field, Qt.Key.Key_Down)
    assert table_of(page).hasFocus()
    assert seat.asked.selected[-1] == Selection(first, "María Álvarez")


def test_chips_count_and_filter(seat: Seat, settle: Settle) -> None:
    add_people(seat.opened)
    page = show_page(seat)
    settle()
    chip = child(page, QPushButton, "worklist.filters.due_today")
    assert chip.accessibleName() == "Due today, 1"
    click(chip)
    assert names_shown(page) == ["Peña"]
    click(child(page, QPushButton, "worklist.filters.plan_review"))
    assert child(page, QWidget, "worklist.nothing").isVisible()


def test_a_change_keeps_the_selection_and_the_filter(seat: Seat, settle: Settle) -> None:
    _first, second, third = add_people(seat.opened)
    page = show_page(seat)
    settle()
    press(table_of(page), Qt.Key.Key_Down)
    promise(seat.opened, second, due_on=date(2026, 11, 18), reason="older promise")
    seat.desk.notice.publish(changed(ChangeKind.CONTACT, patient_id=second))
    settle()
    assert names_shown(page)[0] == "Peña"
    assert seat.asked.selected[-1] == Selection(second, "Dolores Peña")
    assert "older promise" in words_of(page, "worklist.card.promised")
    page.refresh(changed(ChangeKind.SETTINGS))
    assert seat.desk.lane.idle()
    page.refresh(Changes())
    settle()
    assert len(names_shown(page)) == 3
    press(table_of(page), Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert seat.asked.selected[-1] == Selection(third, "Earl Washington")
    click(child(page, QPushButton, "worklist.filters.everyone"))
    assert seat.asked.selected[-1] == Selection(third, "Earl Washington")


def test_columns_are_kept_for_the_user(seat: Seat, settle: Settle) -> None:
    add_people(seat.opened)
    page = show_page(seat)
    settle()
    assert page._body is not None
    click(child(page, QPushButton, "worklist.columns"))
    click(child(page, QPushButton, "worklist.columns.phone"))
    page._body.list.move_column("nurse", by=-1)
    page._body.list.sort_by("patient", descending=True)
    assert names_shown(page) == ["Washington", "Peña", "Álvarez"]
    assert page.leave()
    settle()
    stored = user_preference(seat.opened.store, seat.opened.actor, PREFERENCE)
    assert isinstance(stored, dict) and "phone" not in stored["hidden"]
    again = show_page(seat)
    settle()
    assert again._body is not None
    assert names_shown(again) == ["Washington", "Peña", "Álvarez"]
    order = [key for key, _title in again._body.list.arrangeable()]
    assert order.index("nurse") + 1 == order.index("next")
    assert "phone" in order
    again._body.list.use_own_columns()
    assert names_shown(again)[0] == "Álvarez"
    assert "phone" not in [key for key, _title in again._body.list.arrangeable()]


def test_a_column_is_sorted_and_moved_by_keys(seat: Seat, settle: Settle) -> None:
    add_people(seat.opened)
    page = show_page(seat)
    settle()
    assert page._body is not None
    for name in ("worklist.columns", "worklist.columns.arrange", "worklist.arrange.why"):
        click(child(page, QPushButton, name))
    click(child(page, QPushButton, "worklist.column.left"))
    order = [key for key, _title in page._body.list.arrangeable()]
    assert order.index("why") + 1 == order.index("sex")
    settle()
    for name in ("worklist.columns", "worklist.columns.arrange", "worklist.arrange.age"):
        click(child(page, QPushButton, name))
    click(child(page, QPushButton, "worklist.column.ascending"))
    assert names_shown(page) == ["Peña", "Álvarez", "Washington"]


def test_the_number_is_copied_for_a_minute(
    seat: Seat, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ccmdesk.ui.common.clipboard.CLEARED_AFTER_MS", 50)
    assert CLEARED_AFTER_MS == 60_000
    add_people(seat.opened)
    page = show_page(seat)
    settle()
    click(child(page, QPushButton, "worklist.card.phone"))
    assert QGuiApplication.clipboard().text() == "5055550142"
    assert "Copied" in seat.desk.messages.text()
    settle()
    assert QGuiApplication.clipboard().text() == ""


def test_without_patients_the_page_says_what_to_do(seat: Seat, settle: Settle) -> None:
    page = show_page(seat)
    settle()
    assert child(page, QWidget, "worklist.empty").isVisible()
    click(child(page, QPushButton, "worklist.empty.action"))
    assert seat.asked.routes == [Route("importing")]
    add_people(seat.opened)
    seat.desk.notice.publish(changed(ChangeKind.IMPORT))
    settle()
    assert len(names_shown(page)) == 3


def test_a_list_that_cannot_be_read_says_why(seat: Seat, settle: Settle) -> None:
    page = show_page(seat)
    settle()
    page._fail(UserError("The disk does not answer.", todo="Plug it in again."))
    error = child(page, QWidget, "worklist.error")
    assert error.isVisible()
    assert "Plug it in again" in words_of(page, "worklist.error")
    add_people(seat.opened)
    click(child(page, QPushButton, "worklist.error.action"))
    settle()
    assert len(names_shown(page)) == 3 and not error.isVisible()
    page._fail(UserError("The disk does not answer."))
    assert len(names_shown(page)) == 3 and not error.isVisible()
    assert "disk" in seat.desk.messages.text()


def test_the_window_gets_the_page_by_its_key(seat: Seat, settle: Settle) -> None:
    spec = page_spec(seat.desk)
    page = spec.factory()
    assert isinstance(page, WorklistPage)
    assert (spec.key, spec.title, page.page_key, page.leave()) == ("worklist", "Worklist", "worklist", True)
    settle()
    page.deleteLater()


def test_zooming_there_and_back_keeps_every_width(seat: Seat, settle: Settle) -> None:
    add_people(seat.opened)
    page = show_page(seat)
    settle()
    assert page._body is not None
    table, listed = table_of(page), page._body.list
    table.setColumnWidth(6, 120)
    seat.host.resize(1215, 664)  # what the column took is given back
    settle()
    before = [table.columnWidth(at) for at in range(13)]
    kept = dict(listed._layout.widths)
    assert kept == {"last": 120}
    for zoom in (125, 200, 110, 80, 100):
        seat.desk.theme.set_zoom(zoom)
        settle()
    assert [table.columnWidth(at) for at in range(13)] == before
    assert listed._layout.widths == kept


def test_less_telling_columns_give_way_to_the_reason(seat: Seat, settle: Settle) -> None:
    add_people(seat.opened)
    seat.host.resize(627, 280)
    page = show_page(seat)
    settle()
    table = table_of(page)
    shown = [column.key for at, column in enumerate(table._model.columns) if not table.isColumnHidden(at)]
    assert shown == ["mark", "patient", "why", "month", "next"]
    assert table.columnWidth(4) >= 175


def test_tab_goes_through_the_page_as_it_is_read(seat: Seat, settle: Settle, qtbot: QtBot) -> None:
    add_people(seat.opened)
    page = show_page(seat)
    settle()
    seat.host.activateWindow()
    qtbot.waitUntil(seat.host.isActiveWindow)
    last = QPushButton("after the page", seat.host)
    last.show()
    table_of(page).setFocus()
    seen = []
    for _ in range(6):
        focused = QApplication.focusWidget()
        assert focused is not None
        press(focused, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        seen.append(focused.objectName().removeprefix("worklist.card."))
    assert seen == ["phone", "promise_1", "log", "chart", "then", ""]
    card = child(page, QScrollArea, "worklist.card.scroll")
    seat.host.resize(1214, 300)
    settle()
    assert card.verticalScrollBar().maximum() > 0
    table_of(page).setFocus()
    press(table_of(page), Qt.Key.Key_Tab)
    assert card.hasFocus()
