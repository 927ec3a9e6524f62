"""The medicines section: all of them in a table, stopped ones greyed with their dates."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from ccmdesk.domain.chart import FactStatus, Medication, Recorded
from ccmdesk.domain.words import folded
from ccmdesk.ui.chart.actions import ChartActions
from ccmdesk.ui.chart.reading import ChartView
from ccmdesk.ui.chart.words import is_imported, origin_words, partial_words
from ccmdesk.ui.common.button import Button
from ccmdesk.ui.common.chips import ChipRow, ChipSpec
from ccmdesk.ui.common.fields import Field
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.paint import Run
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Surface
from ccmdesk.ui.common.states import empty_state
from ccmdesk.ui.common.table import Table
from ccmdesk.ui.common.table_model import Column, ValueTableModel
from ccmdesk.ui.common.theme import Theme, Weight

translate = QCoreApplication.translate
_Row = Recorded[Medication]
_ALL_COLUMNS = 800


class MedicinesSection(Surface):
    """Show the medicines of one patient; Enter or a right click opens what can be done with one."""

    def __init__(self, theme: Theme, actions: ChartActions) -> None:
        super().__init__(theme, role=Role.SURFACE, name="chart.medicines_section")
        self._actions = actions
        self._view: ChartView | None = None
        self._shown = "current"
        self._model: ValueTableModel[_Row] = ValueTableModel(_columns(), key=lambda one: one.id)
        self.table = Table(theme, self._model, name="chart.medicines_table", spoken=self.tr("Medicines"))
        self.table.opened.connect(self._open)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._open_at)
        self._chips = ChipRow(theme, name="chart.medicines_chips", spoken=self.tr("Which medicines"))
        self._chips.chosen.connect(self._choose)
        self.filter = Field(theme, "", name="chart.medicines_filter", placeholder=self.tr("Filter"))
        self.filter.control.setAccessibleName(self.tr("Filter the medicines"))
        self.filter.set_caption("")
        self.filter.edited.connect(lambda _text: self._fill())
        add = Button(theme, self.tr("Add a medicine"), name="chart.medicines_add", icon=Icon.PLUS, height=30)
        if not actions.may_change:  # shown before it has a parent, it would be a window
            add.hide()
        add.clicked.connect(self.add)
        bar = QHBoxLayout()
        theme.space(bar, margins=(16, 10, 16, 8), spacing=12)
        bar.addWidget(self._chips, 1)
        bar.addWidget(self.filter.control)
        bar.addWidget(add)
        self._empty = empty_state(
            theme,
            name="chart.medicines_empty",
            title=self.tr("No medicines here"),
            why=self.tr("Medicines come with an import, or are added by hand."),
            action=self.tr("Add a medicine") if actions.may_change else "",
        )
        self._empty.triggered.connect(self.add)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        self._lay_out(bar)

    def _lay_out(self, bar: QHBoxLayout) -> None:
        column = QVBoxLayout(self)
        self._theme.space(column)
        column.addLayout(bar)
        column.addWidget(self._stack, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what can be read in the tooltip where it is narrow."""
        super().resizeEvent(event)
        wide = self.width() >= self._theme.px(_ALL_COLUMNS)
        for key in ("reason", "source"):
            self.table.set_column_shown(key, shown=wide)
        self.filter.control.setFixedWidth(self._theme.px(220 if wide else 150))

    def take_focus(self) -> bool:
        """Put the keyboard on the table; return whether it is shown."""
        self.table.setFocus(Qt.FocusReason.TabFocusReason)
        return self.table.hasFocus()

    def show_view(self, view: ChartView) -> None:
        """Show the medicines of a patient."""
        self._view = view
        rows = view.chart.medications
        ended = sum(1 for one in rows if one.value.status is FactStatus.ENDED)
        chips = [
            ChipSpec("current", self.tr("Current"), len(rows) - ended),
            ChipSpec("ended", self.tr("Stopped"), ended),
            ChipSpec("all", self.tr("All"), len(rows)),
        ]
        self._chips.set_chips(chips, on=self._shown)
        self._fill()

    def add(self) -> None:
        """Open the form for a new medicine."""
        if self._view is not None:
            self._actions.add(self._view.patient_id, Medication(""))

    def _choose(self, key: str) -> None:
        self._shown = key
        self._fill()

    def _fill(self) -> None:
        if self._view is None:
            return
        kept = self.table.current_key()
        rows = _matching(self._view.chart.medications, shown=self._shown, text=self.filter.text())
        self._model.set_values(rows)
        self.table.select_key(kept)
        self._stack.setCurrentWidget(self.table if rows else self._empty)

    def _row(self, key: object) -> _Row | None:
        return self._model.value(self._model.row_of(key))

    def _open(self, key: object) -> None:
        row = self._row(key)
        if row is not None:
            rect = self.table.visualRect(self.table.currentIndex())
            self._open_menu(row, rect.bottomLeft())

    def _open_at(self, point: QPoint) -> None:
        index = self.table.indexAt(point)
        row = self._model.value(index.row()) if index.isValid() else None
        if row is not None:
            self._open_menu(row, point)

    def _open_menu(self, row: _Row, point: QPoint) -> None:
        page = self._actions.page
        self._actions.open_menu(row, self.table.viewport().mapTo(page, point))


def _matching(rows: Sequence[_Row], *, shown: str, text: str) -> list[_Row]:
    wanted = folded(text)
    found = []
    for one in rows:
        value = one.value
        ended = value.status is FactStatus.ENDED
        if (shown == "current" and ended) or (shown == "ended" and not ended):
            continue
        searched = folded(f"{value.name} {value.reason} {value.prescriber}")
        if wanted in searched:
            found.append(one)
    return found


def _run(one: _Row, text: str, *, strong: bool = False) -> tuple[Run, ...]:
    ended = one.value.status is FactStatus.ENDED
    weight = Weight.MEDIUM if strong and not ended else Weight.NORMAL
    return (Run(text, weight, Role.MUTED if ended else Role.TEXT),)


def _when(one: _Row) -> str:
    value = one.value
    start, stop = partial_words(value.start), partial_words(value.stop)
    if value.status is FactStatus.ENDED:
        stopped = (
            translate("chart", "stopped %s").replace("%s", stop) if stop else translate("chart", "stopped")
        )
        return f"{start}, {stopped}" if start else stopped
    return translate("chart", "since %s").replace("%s", start) if start else ""


def _timing(one: _Row) -> str:
    return one.value.timing or one.value.sig


def _source(one: _Row) -> str:
    return translate("chart", "imported") if is_imported(one) else translate("chart", "by hand")


def _columns() -> tuple[Column[_Row], ...]:
    return (*_what_columns(), *_about_columns())


def _what_columns() -> tuple[Column[_Row], ...]:
    return (
        Column(
            key="name",
            title=translate("chart", "Medicine"),
            text=lambda one: one.value.name,
            runs=lambda one: _run(one, one.value.name, strong=True),
            sort=lambda one: folded(one.value.name),
            tooltip=lambda one: "\n".join(p for p in (one.value.name, one.value.sig, one.value.note) if p),
            width=200,
            indent=16,
            stretch=True,
            fit=True,
        ),
        Column(
            key="dose",
            title=translate("chart", "Dose"),
            text=lambda one: one.value.dose,
            runs=lambda one: _run(one, one.value.dose),
            tooltip=lambda one: one.value.dose,
            width=90,
            fit=True,
            right=True,
        ),
        Column(
            key="timing",
            title=translate("chart", "When"),
            text=_timing,
            runs=lambda one: _run(one, _timing(one)),
            tooltip=_timing,
            width=150,
            stretch=True,
            fit=True,
        ),
    )


def _about_columns() -> tuple[Column[_Row], ...]:
    return (
        Column(
            key="reason",
            title=translate("chart", "For"),
            text=lambda one: one.value.reason,
            runs=lambda one: _run(one, one.value.reason),
            width=110,
            stretch=True,
            fit=True,
            tooltip=lambda one: one.value.reason,
        ),
        Column(
            key="since",
            title=translate("chart", "Dates"),
            text=_when,
            runs=lambda one: (Run(_when(one), role=Role.MUTED),),
            tooltip=_when,
            sort=lambda one: one.value.start.iso() if one.value.start else "",
            width=150,
            fit=True,
        ),
        Column(
            key="source",
            title=translate("chart", "Source"),
            text=_source,
            runs=lambda one: (Run(_source(one), role=Role.MUTED),),
            tooltip=lambda one: origin_words(one.origin),
            width=84,
            pad=16,
        ),
    )
