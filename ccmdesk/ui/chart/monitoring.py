"""The monitoring section: every kind of value with its trend, and all values of the kind chosen."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ccmdesk.domain.chart import Observation, Recorded
from ccmdesk.domain.words import folded
from ccmdesk.ui.chart.actions import ChartActions
from ccmdesk.ui.chart.flow import scrolled
from ccmdesk.ui.chart.monitoring_columns import kind_columns, value_columns
from ccmdesk.ui.chart.reading import ChartView
from ccmdesk.ui.chart.readings import (
    Series,
    series_of,
)
from ccmdesk.ui.chart.words import Now
from ccmdesk.ui.common.button import Button
from ccmdesk.ui.common.fields import Field
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Surface
from ccmdesk.ui.common.states import empty_state
from ccmdesk.ui.common.table import Table
from ccmdesk.ui.common.table_model import ValueTableModel
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Theme, Weight

translate = QCoreApplication.translate
_Reading = Recorded[Observation]
_SIDE_BY_SIDE = 760


class MonitoringSection(Surface):
    """Show the kinds at the left and the values of the chosen one at the right, or below where narrow."""

    def __init__(self, theme: Theme, now: Now, actions: ChartActions) -> None:
        super().__init__(theme, role=Role.SURFACE, name="chart.monitoring_section")
        self._now = now
        self._actions = actions
        self._view: ChartView | None = None
        self._series: tuple[Series, ...] = ()
        self._kind = ""
        self._make_tables()
        self.filter = Field(
            theme, "", name="chart.monitoring_filter", placeholder=self.tr("Filter the kinds")
        )
        self.filter.control.setAccessibleName(self.tr("Filter the kinds of value"))
        self.filter.edited.connect(lambda _text: self._fill())
        add = Button(theme, self.tr("Add a value"), name="chart.monitoring_add", icon=Icon.PLUS, height=30)
        if not actions.may_change:  # shown before it has a parent, it would be a window
            add.hide()
        add.clicked.connect(self.add)
        bar = QHBoxLayout()
        theme.space(bar, margins=(16, 10, 16, 8), spacing=12)
        bar.addWidget(self.filter.control)
        bar.addStretch(1)
        bar.addWidget(add)
        self._empty = empty_state(
            theme,
            name="chart.monitoring_empty",
            title=self.tr("No values yet"),
            why=self.tr("Weight, blood pressure and results come with an import, or are added by hand."),
            action=self.tr("Add a value") if actions.may_change else "",
        )
        self._empty.triggered.connect(self.add)
        self._stack = QStackedWidget()
        self._whole = self._make_body()
        self._stack.addWidget(self._whole)
        self._stack.addWidget(self._empty)
        column = QVBoxLayout(self)
        theme.space(column)
        column.addLayout(bar)
        column.addWidget(self._stack, 1)
        theme.follow(self, lambda: self.filter.control.setFixedWidth(theme.px(220)))

    def take_focus(self) -> bool:
        """Put the keyboard on the table; return whether it is shown."""
        self.kinds.setFocus(Qt.FocusReason.TabFocusReason)
        return self.kinds.hasFocus()

    def show_view(self, view: ChartView) -> None:
        """Show the values of a patient."""
        if self._view is None or self._view.patient_id != view.patient_id:
            self._kind = ""
        self._view = view
        self._series = series_of(view.chart.observations, zone=self._now.zone)
        self._fill()

    def add(self) -> None:
        """Open the form for a new value, of the chosen kind where it is a common one."""
        if self._view is not None:
            self._actions.add_value(self._view.patient_id, kind=self._kind)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the tables side by side, or one below the other."""
        super().resizeEvent(event)
        wide = self.width() >= self._theme.px(_SIDE_BY_SIDE)
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._body.setDirection(direction)
        self.kinds.set_column_shown("range", shown=wide)

    def _make_tables(self) -> None:
        theme = self._theme
        self._kinds: ValueTableModel[Series] = ValueTableModel(
            kind_columns(self._now), key=lambda one: one.key
        )
        self.kinds = Table(
            theme,
            self._kinds,
            name="chart.monitoring_kinds",
            spoken=self.tr("Kinds of value"),
            row_height=32,
        )
        self.kinds.current_changed.connect(self._choose)
        self._values: ValueTableModel[_Reading] = ValueTableModel(
            value_columns(self._now), key=lambda one: one.id
        )
        self.values = Table(
            theme, self._values, name="chart.monitoring_values", spoken=self.tr("Values of the chosen kind")
        )
        self.values.opened.connect(self._open)
        self.values.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.values.customContextMenuRequested.connect(self._open_at)

    def _make_body(self) -> QWidget:
        theme = self._theme
        body = Surface(theme, role=Role.SURFACE)
        self._body = QHBoxLayout(body)
        theme.space(self._body)
        side = Surface(theme, role=Role.SURFACE, lines="l")
        column = QVBoxLayout(side)
        theme.space(column, margins=(1, 0, 0, 0))
        self._title = Label(theme, name="chart.monitoring_title", weight=Weight.BOLD, elide=True)
        theme.follow(self._title, lambda: self._title.setContentsMargins(theme.px(16), 0, 0, 0))
        head = QHBoxLayout()
        theme.space(head, margins=(16, 6, 16, 4))
        head.addWidget(self._title)
        column.addLayout(head)
        column.addWidget(self.values, 1)
        self._body.addWidget(self.kinds, 3)
        self._body.addWidget(side, 2)
        theme.follow(self.kinds, lambda: self.kinds.setMinimumHeight(theme.px(28 + 4 * 32)))
        theme.follow(self.values, lambda: self.values.setMinimumHeight(theme.px(28 + 4 * 24)))
        return scrolled(body, name="chart.monitoring_scroll")

    def _fill(self) -> None:
        wanted = folded(self.filter.text())
        rows = [one for one in self._series if wanted in folded(one.name)]
        kept, value = self._kind, self.values.current_key()
        self._kinds.set_values(rows)
        self._stack.setCurrentWidget(self._whole if self._series else self._empty)
        if not (kept and self.kinds.select_key(kept)) and rows:
            self.kinds.select_key(rows[0].key)
        self.values.select_key(value)

    def _choose(self, key: object) -> None:
        series = self._kinds.value(self._kinds.row_of(key))
        if series is None:
            self._values.set_values(())
            self._title.setText("")
            return
        self._kind = series.key
        kept = self.values.current_key()
        self._values.set_values(series.readings)
        self.values.select_key(kept)
        many = self.tr("%1, %2 values").replace("%1", series.name).replace("%2", str(len(series.readings)))
        self._title.setText(many if len(series.readings) > 1 else series.name)

    def _open(self, key: object) -> None:
        row = self._values.value(self._values.row_of(key))
        if row is not None:
            point = self.values.visualRect(self.values.currentIndex()).bottomLeft()
            self._actions.open_menu(row, self.values.viewport().mapTo(self._actions.page, point))

    def _open_at(self, point: QPoint) -> None:
        index = self.values.indexAt(point)
        row = self._values.value(index.row()) if index.isValid() else None
        if row is not None:
            self._actions.open_menu(row, self.values.viewport().mapTo(self._actions.page, point))
