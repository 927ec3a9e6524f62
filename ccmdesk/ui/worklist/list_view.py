"""The list itself: the table with its columns as the user left them, and what is said when it is empty."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget

from ccmdesk.domain.worklist import WorklistFilter, WorklistRow
from ccmdesk.ui.common.states import empty_state
from ccmdesk.ui.common.table import Table
from ccmdesk.ui.common.table_model import ValueTableModel
from ccmdesk.ui.common.theme import Theme
from ccmdesk.ui.worklist.columns import (
    FIXED,
    GIVE_WAY,
    HIDDEN_AT_FIRST,
    SAYS_MORE,
    WHY_ROOM,
    worklist_columns,
)
from ccmdesk.ui.worklist.layout import ColumnLayout, read_layout
from ccmdesk.ui.worklist.rows import kept, matching
from ccmdesk.ui.worklist.words import Now, filter_words

_QUIET_MS = 800


@dataclass(frozen=True, slots=True)
class Sorting:
    """Say by which column, counted as the model does, and which way the list is sorted."""

    column: int
    descending: bool


class WorklistModel(ValueTableModel[WorklistRow]):
    """Tell by which column the list is sorted."""

    sorted_by = Signal(object)

    _column = -1
    _descending = False

    def in_order(self, values: list[WorklistRow]) -> list[WorklistRow]:
        """Return values in the order of the column sorted by."""
        key = self.columns[self._column].sort if self._column >= 0 else None
        return values if key is None else sorted(values, key=key, reverse=self._descending)

    def set_ordered(self, values: list[WorklistRow]) -> None:
        """Show values that are in order already, without comparing them again."""
        by, self._sorted_by = self._sorted_by, None
        self.set_values(values)
        self._sorted_by = by

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column and tell it."""
        super().sort(column, order)
        self._column, self._descending = column, order == Qt.SortOrder.DescendingOrder
        self.sorted_by.emit(Sorting(column, order == Qt.SortOrder.DescendingOrder))


class ListView(QStackedWidget):
    """Show the rows that pass filter and words; keeps selection and place through every change."""

    opened = Signal(int)
    current_changed = Signal()
    layout_changed = Signal(object)
    menu_wanted = Signal(QPoint)
    everyone_wanted = Signal()

    def __init__(self, theme: Theme, now: Now, *, user_id: int, stored: object) -> None:
        super().__init__()
        self._theme = theme
        self._now = now
        self._rows: list[WorklistRow] = []
        self._filtered: list[WorklistRow] = []
        self._filter = WorklistFilter.EVERYONE
        self._typed = ""
        self._settling = True
        columns = worklist_columns(now, user_id=user_id)
        self._keys = tuple(column.key for column in columns)
        self._layout = read_layout(stored, keys=self._keys, hidden=HIDDEN_AT_FIRST)
        self.model = WorklistModel(columns, key=lambda row: row.patient_id, parent=self)
        self.table = Table(
            theme,
            self.model,
            name="worklist.table",
            spoken=self.tr("Patients to call, the most urgent first"),
            widths=self._layout.widths,
            widths_changed=self._keep_widths,
        )
        self._nothing = empty_state(
            theme, name="worklist.nothing", title="", why="", action=self.tr("Show everyone")
        )
        self._nothing.triggered.connect(self.everyone_wanted)
        self.addWidget(self.table)
        self.addWidget(self._nothing)
        self._save = QTimer(self)
        self._save.setSingleShot(True)
        self._save.setInterval(_QUIET_MS)
        self._save.timeout.connect(self.flush)
        self._arrange()
        self._connect()
        self._settling = False
        theme.changed.connect(self._show_what_fits)

    def set_rows(self, rows: list[WorklistRow]) -> None:
        """Show these patients; selection and place stay."""
        self._rows = self.model.in_order(rows)
        self.set_filter(self._filter)

    def set_filter(self, chosen: WorklistFilter) -> None:
        """Show the patients of a filter."""
        self._filter = chosen
        self._filtered = kept(self._rows, chosen, today=self._now.today())
        self.set_words(self._typed)

    def set_words(self, typed: str) -> None:
        """Show the patients of the filter who match what was typed."""
        self._typed = typed
        before, place = self.table.current_key(), self.table.verticalScrollBar().value()
        self._settling = True
        self.model.set_ordered(matching(self._filtered, typed))
        if self.model.rowCount():
            self.setCurrentIndex(0)
            if before is not None and self.table.select_key(before):
                self.table.verticalScrollBar().setValue(place)
            else:
                self.table.select_key(self.model.key_at(0))
        else:
            self._say_nothing()
        self._settling = False
        self.current_changed.emit()

    def current_row(self) -> WorklistRow | None:
        """Return the row that is current."""
        return self.model.value(self.table.currentIndex().row())

    def following_row(self) -> WorklistRow | None:
        """Return the row below the current one."""
        return self.model.value(self.table.currentIndex().row() + 1) if self.current_row() else None

    def select(self, patient_id: int) -> bool:
        """Make a patient current; return whether she is shown."""
        return self.table.select_key(patient_id)

    def columns_shown(self) -> tuple[tuple[str, str, bool], ...]:
        """Return (key, title, shown) of every column that can be hidden, in the order shown."""
        titles = {column.key: column.title for column in self.model.columns}
        return tuple(
            (key, titles[key], key not in self._layout.hidden)
            for key in self._layout.order
            if key not in FIXED
        )

    def arrangeable(self) -> tuple[tuple[str, str], ...]:
        """Return (key, title) of the columns shown that can be sorted by and moved, in their order."""
        titles = {column.key: column.title for column in self.model.columns}
        hidden = self._layout.hidden | {"mark"}
        return tuple((key, titles[key]) for key in self._layout.order if key not in hidden)

    def show_column(self, key: str, *, shown: bool) -> None:
        """Show or hide a column."""
        hidden = self._layout.hidden - {key} if shown else self._layout.hidden | {key}
        self._keep(replace(self._layout, hidden=frozenset(hidden)))
        self._show_what_fits()

    def move_column(self, key: str, *, by: int) -> None:
        """Move a column one place among those shown, to the left (-1) or right (1)."""
        head = self.table.horizontalHeader()
        shown = [shown_key for shown_key, _title in self.arrangeable()]
        at = shown.index(key) + by
        if 0 <= at < len(shown):
            from_place = head.visualIndex(self._keys.index(key))
            head.moveSection(from_place, head.visualIndex(self._keys.index(shown[at])))

    def sort_by(self, key: str, *, descending: bool = False) -> None:
        """Sort by a column."""
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.table.head().show_sorted(key, descending=descending)
        self.model.sort(self._keys.index(key), order)

    def use_own_columns(self) -> None:
        """Go back to the columns, order and sort that the program comes with."""
        fresh = read_layout(None, keys=self._keys, hidden=HIDDEN_AT_FIRST)
        self._layout = replace(fresh, widths=self._layout.widths)
        self._settling = True
        self._arrange()
        self._settling = False
        self._keep(self._layout)

    def flush(self) -> None:
        """Hand the layout out to be kept, if it changed since."""
        if self._save.isActive():
            self._save.stop()
        self.layout_changed.emit(self._layout)

    def pending(self) -> bool:
        """Tell whether a changed layout still waits to be kept."""
        return self._save.isActive()

    def _connect(self) -> None:
        table = self.table
        table.opened.connect(lambda key: self.opened.emit(int(str(key))))
        table.current_changed.connect(self._current)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._menu)
        table.horizontalHeader().sectionMoved.connect(self._keep_order)
        self.model.sorted_by.connect(self._keep_sort)

    def _arrange(self) -> None:
        """Put the columns as the layout says."""
        head = self.table.head()
        head.setFirstSectionMovable(False)
        for place, key in enumerate(self._layout.order):
            head.moveSection(head.visualIndex(self._keys.index(key)), place)
        self._show_what_fits()
        self.sort_by(self._layout.sorted_by or "why", descending=self._layout.descending)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the columns that have no room."""
        super().resizeEvent(event)
        self._show_what_fits()

    def _show_what_fits(self) -> None:
        room = self.width() - self._theme.px(8)
        needed = {
            column.key: self._theme.px(self._layout.widths.get(column.key, column.width))
            for column in self.model.columns
            if column.key not in self._layout.hidden
        }
        chosen = self._layout.widths.get("why")
        comfort = self._theme.px(WHY_ROOM) - needed["why"] if "why" in needed and chosen is None else 0
        left_out = set()
        for key in GIVE_WAY:
            if sum(needed.values()) + (0 if key in SAYS_MORE else comfort) <= room:
                break
            if needed.pop(key, None) is not None:
                left_out.add(key)
        for at, key in enumerate(self._keys):
            shown = key not in self._layout.hidden and key not in left_out
            if self.table.isColumnHidden(at) == shown:
                self.table.set_column_shown(key, shown=shown)

    def _current(self, _key: object) -> None:
        if not self._settling:
            self.current_changed.emit()

    def _menu(self, point: QPoint) -> None:
        self.menu_wanted.emit(self.table.viewport().mapToGlobal(point))

    def _say_nothing(self) -> None:
        if self._typed.strip():
            title = self.tr("Nobody here matches %s").replace("%s", f"“{self._typed.strip()}”")
            why = self.tr(
                "Try part of a name, a birth date, a phone or a record number, or look in everyone."
            )
        else:
            title = self.tr("Nobody in %s").replace("%s", f"“{filter_words(self._filter)}”")
            why = self.tr("That is good news: nothing waits behind this filter.")
        self._nothing.say(title, why)
        self.setCurrentIndex(1)

    def _keep_widths(self, widths: dict[str, int]) -> None:
        if not self._settling:
            own = {column.key: column.width for column in self.model.columns}
            chosen = {key: width for key, width in widths.items() if width != own[key]}
            self._keep(replace(self._layout, widths=chosen))

    def _keep_order(self) -> None:
        if not self._settling:
            head = self.table.horizontalHeader()
            order = tuple(self._keys[head.logicalIndex(at)] for at in range(len(self._keys)))
            self._keep(replace(self._layout, order=order))

    def _keep_sort(self, by: Sorting) -> None:
        self._rows = self.model.in_order(self._rows)
        self._filtered = kept(self._rows, self._filter, today=self._now.today())
        if not self._settling and 0 <= by.column < len(self._keys):
            key = self._keys[by.column]
            self._keep(replace(self._layout, sorted_by=key, descending=by.descending))

    def _keep(self, layout: ColumnLayout) -> None:
        self._layout = layout
        self._save.start()
