"""A table model over frozen values: columns are values made of functions, so that a model needs no window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter

from ccmdesk.ui.common.marks import Mark, mark_words
from ccmdesk.ui.common.paint import Run
from ccmdesk.ui.common.theme import Theme

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
VALUE_ROLE = Qt.ItemDataRole.UserRole
SORT_ROLE = Qt.ItemDataRole.UserRole + 1

CellPaint = Callable[[QPainter, Theme, QRectF, T], None]


class HeadPaint(Protocol):
    """Draw the head of a column."""

    def __call__(self, painter: QPainter, theme: Theme, *, rect: QRectF, title: str) -> None:
        """Draw into a rectangle; `title` is the column's."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[T]):
    """Describe one column.

    `text` is what a cell says; `runs` paints it in several weights; `note` is a muted caption at the right of
    the cell (such as +2); `paint` draws the cell itself, `paint_head` its head; `mark` draws a mark of
    urgency. `sort` gives a native key. `width` is in pixels at 100 %, `pad` the room kept at the right;
    `fit` columns first take of the rest what their text needs, `stretch` columns share what is left then.
    `line` is False where no row line passes.
    """

    key: str
    title: str
    text: Callable[[T], str]
    width: int
    runs: Callable[[T], Sequence[Run]] | None = None
    note: Callable[[T], str] | None = None
    mark: Callable[[T], Mark | None] | None = None
    paint: CellPaint[T] | None = None
    paint_head: HeadPaint | None = None
    sort: Callable[[T], Any] | None = None
    spoken: Callable[[T], str] | None = None
    tooltip: Callable[[T], str] | None = None
    right: bool = False
    pad: int = 12
    indent: int = 0
    stretch: bool = False
    fit: bool = False
    line: bool = True


class ValueTableModel(QAbstractTableModel, Generic[T]):
    """Answer the roles of a list of values; `key` gives what stays the same when a value is replaced."""

    def __init__(
        self,
        columns: Sequence[Column[T]],
        *,
        key: Callable[[T], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._key = key
        self._values: list[T] = []
        self._rows: dict[object, int] = {}
        self._sorted_by: tuple[int, Qt.SortOrder] | None = None

    def set_values(self, values: Sequence[T]) -> None:
        """Show these values, in this order or in the order of the column sorted by."""
        self.beginResetModel()
        self._values = list(values)
        self._resort()
        self.endResetModel()

    def append(self, values: Sequence[T]) -> None:
        """Add values at the end, whatever is sorted by; what is shown stays where it is."""
        if values:
            start = len(self._values)
            self.beginInsertRows(QModelIndex(), start, start + len(values) - 1)
            self._values.extend(values)
            self._rows.update({self._key(value): start + at for at, value in enumerate(values)})
            self.endInsertRows()

    def replace(self, value: T) -> bool:
        """Put a value in the place of the one with the same key; return whether there was one."""
        row = self._rows.get(self._key(value))
        if row is None:
            return False
        self._values[row] = value
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))
        return True

    def values(self) -> tuple[T, ...]:
        """Return the values in the order shown."""
        return tuple(self._values)

    def value(self, row: int) -> T | None:
        """Return the value of a row, or None outside the table."""
        return self._values[row] if 0 <= row < len(self._values) else None

    def row_of(self, key: object) -> int:
        """Return the row of the value with a key, or -1."""
        return self._rows.get(key, -1)

    def key_at(self, row: int) -> object | None:
        """Return the key of the value of a row, or None outside the table."""
        return self._key(self._values[row]) if 0 <= row < len(self._values) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of values."""
        return 0 if parent.isValid() else len(self._values)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Answer display, accessible text, tooltip, alignment, value and sort key."""
        if not index.isValid():
            return None
        value, column = self._values[index.row()], self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.text(value)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(column, value)
            case Qt.ItemDataRole.ToolTipRole:
                return self._tooltip(column, value)
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
            case int() if role == VALUE_ROLE:
                return value
            case int() if role == SORT_ROLE:
                return (column.sort or column.text)(value)
            case _:
                return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Answer the title of a column."""
        titles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        if orientation == Qt.Orientation.Horizontal and role in titles and 0 <= section < len(self.columns):
            return self.columns[section].title
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by the native keys of a column, equal ones keeping their order; -1 keeps the given order."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        keys = [self.key_at(index.row()) for index in before]
        self._sorted_by = (column, order) if 0 <= column < len(self.columns) else None
        self._resort()
        after = [self.index(self._rows[key], index.column()) for key, index in zip(keys, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _resort(self) -> None:
        if self._sorted_by is not None:
            at, order = self._sorted_by
            column = self.columns[at]
            self._values.sort(key=column.sort or column.text, reverse=order == Qt.SortOrder.DescendingOrder)
        self._rows = {self._key(value): row for row, value in enumerate(self._values)}

    def _spoken(self, column: Column[T], value: T) -> str:
        if column.spoken is not None:
            return column.spoken(value)
        if column.mark is not None:
            mark = column.mark(value)
            return mark_words(mark) if mark else ""
        text = column.text(value)
        note = column.note(value) if column.note else ""
        return f"{text} {note}".strip()

    def _tooltip(self, column: Column[T], value: T) -> str | None:
        if column.tooltip is not None:
            return column.tooltip(value) or None
        if column.mark is not None:
            mark = column.mark(value)
            return mark_words(mark) if mark else None
        return None
