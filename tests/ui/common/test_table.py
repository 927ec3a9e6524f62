"""The value model and the table over it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QImage, QPainter
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from ccmdesk.ui.common.marks import Mark
from ccmdesk.ui.common.paint import Run
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.progress import Progress, paint_bar, paint_progress, paint_progress_head
from ccmdesk.ui.common.table import Table
from ccmdesk.ui.common.table_model import SORT_ROLE, VALUE_ROLE, Column, ValueTableModel
from ccmdesk.ui.common.theme import Theme, Weight
from tests.ui.hands import click, double_click, press


@dataclass(frozen=True, slots=True)
class Person:
    """Hold one row."""

    number: int
    name: str
    seconds: int
    mark: Mark | None = None


def _columns() -> tuple[Column[Person], ...]:
    return (
        Column(key="mark", title="", text=lambda _: "", mark=lambda p: p.mark, width=36, line=False),
        Column(
            key="name",
            title="Patient",
            text=lambda p: p.name,
            runs=lambda p: (Run(p.name, Weight.BOLD), Run(" x")),
            note=lambda p: "+1",
            tooltip=lambda p: f"about {p.name}",
            sort=lambda p: p.name,
            width=120,
            stretch=True,
        ),
        Column(
            key="month",
            title="Month",
            text=lambda p: str(p.seconds),
            spoken=lambda p: f"{p.seconds} seconds",
            sort=lambda p: p.seconds,
            paint=lambda painter, theme, rect, p: paint_progress(
                painter, theme, rect=rect, progress=Progress(p.seconds)
            ),
            paint_head=paint_progress_head,
            width=150,
        ),
        Column(key="number", title="No.", text=lambda p: str(p.number), width=60, right=True),
    )


PEOPLE = (
    Person(1, "Chen", 90, Mark.NOW),
    Person(2, "Álvarez", 1000, Mark.TODAY),
    Person(3, "Brown", 20, Mark.SOON),
    Person(4, "Yazzie", 3800, Mark.PLANNED),
    Person(5, "Kim", 0),
)


def _model(people: tuple[Person, ...] = PEOPLE) -> ValueTableModel[Person]:
    model = ValueTableModel(_columns(), key=lambda p: p.number)
    model.set_values(people)
    return model


Make = Callable[..., Table]


@pytest.fixture
def make(theme: Theme, qtbot: QtBot) -> Make:
    """Return a maker of shown tables."""

    def build(model: ValueTableModel[Person], **more: Any) -> Table:
        table = Table(theme, model, name="test.table", spoken="People", **more)
        qtbot.addWidget(table)
        table.resize(600, 300)
        table.show()
        return table

    return build


def test_the_model_keeps_qts_rules() -> None:
    model = _model()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.sort(2)
    model.replace(replace(PEOPLE[0], name="Chan"))
    model.set_values(PEOPLE[:2])
    assert tester.model() is model


def test_the_model_answers_its_roles() -> None:
    model = _model()
    cell = model.index(0, 1)
    assert cell.data() == "Chen"
    assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == "Chen +1"
    assert cell.data(Qt.ItemDataRole.ToolTipRole) == "about Chen"
    assert cell.data(VALUE_ROLE) is PEOPLE[0]
    assert model.index(0, 2).data(SORT_ROLE) == 90
    assert model.index(0, 2).data(Qt.ItemDataRole.AccessibleTextRole) == "90 seconds"
    assert model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "act now"
    assert model.index(4, 0).data(Qt.ItemDataRole.ToolTipRole) is None
    assert model.index(0, 3).data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Patient"
    assert model.headerData(9, Qt.Orientation.Horizontal) is None


def test_sorting_is_native_and_stays_with_new_values() -> None:
    model = _model()
    model.sort(2, Qt.SortOrder.DescendingOrder)
    assert [p.seconds for p in model.values()] == [3800, 1000, 90, 20, 0]
    model.set_values([*PEOPLE, Person(6, "Tran", 500)])
    assert [p.seconds for p in model.values()] == [3800, 1000, 500, 90, 20, 0]
    assert (model.row_of(6), model.row_of(99), model.key_at(0), model.key_at(99)) == (2, -1, 4, None)
    model.sort(-1)
    model.set_values(PEOPLE)
    assert model.values() == PEOPLE


def test_replacing_one_value_keeps_the_others() -> None:
    model = _model()
    assert model.replace(replace(PEOPLE[2], seconds=77))
    assert not model.replace(Person(99, "Nobody", 0))
    assert [p.seconds for p in model.values()] == [90, 1000, 77, 3800, 0]


def test_the_selection_follows_its_patient_through_sorting(make: Make) -> None:
    model = _model()
    table = make(model)
    assert table.select_key(1)
    assert not table.select_key(99)
    model.sort(2)
    assert table.current_key() == 1


def test_keys_move_and_open(make: Make, qtbot: QtBot) -> None:
    table = make(_model())
    heard: list[object] = []
    table.current_changed.connect(heard.append)
    table.select_key(1)
    press(table, Qt.Key.Key_Down)
    assert heard == [1, 2]
    with qtbot.waitSignal(table.opened) as opened:
        press(table, Qt.Key.Key_Return)
    assert opened.args == [2]


def test_a_double_click_opens(make: Make, qtbot: QtBot) -> None:
    table = make(_model())
    at = QPoint(100, table.rowViewportPosition(2) + 5)
    with qtbot.waitSignal(table.opened) as opened:
        double_click(table.viewport(), at)
    assert opened.args == [3]


def test_the_head_sorts_both_ways(make: Make, qtbot: QtBot) -> None:
    model = _model()
    table = make(model)
    head = table.head()
    at = QPoint(head.sectionViewportPosition(2) + 10, 10)
    click(head.viewport(), at)
    assert model.values()[0].seconds == 0
    click(head.viewport(), at)
    assert model.values()[0].seconds == 3800
    click(head.viewport(), QPoint(head.sectionViewportPosition(3) + 5, 9))
    assert model.values()[0].seconds == 3800


def test_heights_and_widths_follow_the_zoom(make: Make, theme: Theme) -> None:
    kept: list[dict[str, int]] = []
    table = make(_model(), widths={"number": 80}, widths_changed=kept.append)
    assert (table.rowHeight(0), table.horizontalHeader().height(), table.columnWidth(3)) == (24, 28, 80)
    assert sum(table.columnWidth(at) for at in range(4)) == table.viewport().width()
    theme.set_zoom(200)
    assert (table.rowHeight(0), table.horizontalHeader().height(), table.columnWidth(3)) == (48, 56, 160)
    assert kept == []
    table.setColumnWidth(3, 120)
    assert kept[-1]["number"] == 60
    table.set_column_shown("mark", shown=False)
    assert table.isColumnHidden(0)


def test_the_selected_row_has_an_accent_and_a_ring(make: Make, theme: Theme, qtbot: QtBot) -> None:
    table = make(_model())
    table.select_key(2)
    top = table.rowViewportPosition(1)
    image = table.viewport().grab().toImage()
    assert image.pixelColor(1, top + 12) == theme.color(Role.ACCENT)
    assert image.pixelColor(580, top + 12) == theme.color(Role.SELECTION)
    assert image.pixelColor(300, table.rowViewportPosition(3) + 23) == theme.color(Role.HAIR)
    table.activateWindow()
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    assert table.viewport().grab().toImage().pixelColor(300, top) == theme.color(Role.ACCENT)


def test_the_row_under_the_mouse_is_lightened(make: Make, theme: Theme, qtbot: QtBot) -> None:
    table = make(_model())
    QTest.mouseMove(table.viewport(), QPoint(300, table.rowViewportPosition(2) + 5))
    qtbot.waitUntil(lambda: table.hovered_row == 2)


def test_cells_can_be_read_through_accessibility(make: Make) -> None:
    table = make(_model())
    reader = QAccessible.queryAccessibleInterface(table)
    names = [reader.child(at).text(QAccessible.Text.Name) for at in range(reader.childCount())]
    assert {"Patient", "act now", "Chen +1", "90 seconds"} <= set(names)
    assert reader.text(QAccessible.Text.Name) == "People"


def test_ten_thousand_rows_paint_only_what_shows(make: Make) -> None:
    asked: list[int] = []
    base = _columns()

    def text(person: Person) -> str:
        asked.append(person.number)
        return person.name

    model = ValueTableModel(
        (base[0], Column(key="name", title="Patient", text=text, width=200)), key=lambda p: p.number
    )
    model.set_values([Person(n, f"Name {n}", n) for n in range(10_000)])
    table = make(model)
    asked.clear()
    table.viewport().grab()
    assert 0 < len(set(asked)) <= 13
    table.select_key(9_999)
    asked.clear()
    table.viewport().grab()
    assert min(asked) > 9_900


def test_the_bar_is_broken_at_its_ticks_and_ends_in_green(theme: Theme) -> None:
    image = QImage(100, 24, QImage.Format.Format_RGB32)
    image.fill(theme.color(Role.SURFACE))
    painter = QPainter(image)
    paint_bar(painter, theme, rect=QRectF(0, 0, 88, 24), progress=Progress(1030, 522))
    painter.end()
    middle = 12
    assert image.pixelColor(10, middle) == theme.color(Role.BAR_FILL)
    assert image.pixelColor(27, middle) == theme.color(Role.BAR_TICK)
    assert image.pixelColor(26, middle) == theme.color(Role.SURFACE)
    assert image.pixelColor(28, middle) == theme.color(Role.SURFACE)
    assert image.pixelColor(31, middle) == theme.color(Role.GREEN)
    assert image.pixelColor(45, middle) == theme.color(Role.BAR_TRACK)
    assert image.pixelColor(QPointF(53, middle).toPoint()) == theme.color(Role.BAR_TICK)
