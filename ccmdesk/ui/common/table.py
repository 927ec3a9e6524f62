"""The table: head 28, row 24, row lines that start at the text, a selection with an accent at the left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QScrollBar,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ccmdesk.ui.common.icons import Icon, paint_icon_at
from ccmdesk.ui.common.marks import paint_mark
from ccmdesk.ui.common.paint import Run, paint_runs, paint_text, text_width
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.table_model import Column, ValueTableModel
from ccmdesk.ui.common.theme import Size, Theme, Weight

HEAD_HEIGHT = 28
ROW_HEIGHT = 24
EDGE = 16
_JUDGED = 60


class Table(QTableView):
    """Show a ValueTableModel; `opened` gives the key of the row on Enter or a double click.

    `current_changed` gives the key of the row that became current (None when there is none).
    """

    opened = Signal(object)
    current_changed = Signal(object)

    def __init__(
        self,
        theme: Theme,
        model: ValueTableModel[Any],
        *,
        name: str,
        spoken: str,
        row_height: int = ROW_HEIGHT,
        widths: Mapping[str, int] | None = None,
        widths_changed: Callable[[dict[str, int]], None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._row_height = row_height
        self._widths = {column.key: column.width for column in model.columns} | dict(widths or {})
        self._widths_changed = widths_changed
        self._fitting = False
        self.hovered_row = -1
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self._configure()
        self.setModel(model)
        self.setItemDelegate(CellDelegate(theme, self))
        self.horizontalHeader().sectionResized.connect(self._keep_width)
        self._bar = _OverlayBar(self)
        model.modelReset.connect(self._after_reset)
        theme.follow(self, self._restyle)

    def head(self) -> TableHead:
        """Return the head, which can show what the given order comes from."""
        return self._head

    def current_key(self) -> object | None:
        """Return the key of the current row, or None."""
        return self._model.key_at(self.currentIndex().row())

    def select_key(self, key: object) -> bool:
        """Make the row with a key current and visible; return whether there is one."""
        row = self._model.row_of(key)
        if row < 0:
            return False
        index = self._model.index(row, 0)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        return True

    def set_column_shown(self, key: str, *, shown: bool) -> None:
        """Show or hide a column."""
        self._fitting = True  # a column that comes back has the width of the zoom it was hidden at
        for at, column in enumerate(self._model.columns):
            if column.key == key:
                self.setColumnHidden(at, not shown)
        self._fit()

    def currentChanged(self, current: QModelIndex | QPersistentModelIndex, previous: Any) -> None:
        """Tell which row became current."""
        super().currentChanged(current, previous)
        self.viewport().update()
        if current.row() != previous.row():
            self.current_changed.emit(self._model.key_at(current.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter, and let single letters reach the page's shortcuts."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.current_key())
        elif event.text() and event.text().isprintable():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the row under the mouse."""
        super().mouseDoubleClickEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(self._model.key_at(index.row()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Lighten the row under the mouse."""
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the row under the mouse."""
        super().leaveEvent(event)
        self._hover(-1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the columns that stretch."""
        super().resizeEvent(event)
        self._fit()
        self._bar.place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows, and the focus ring round the current one."""
        super().paintEvent(event)
        current = self.currentIndex()
        if not (self.hasFocus() and current.isValid()):
            return
        top, height = self.rowViewportPosition(current.row()), self.rowHeight(current.row())
        painter = QPainter(self.viewport())
        accent = self._theme.color(Role.ACCENT)
        box = QRect(0, top, self.viewport().width(), height)
        for side in (box.adjusted(0, 0, 0, 2 - height), box.adjusted(0, height - 2, 0, 0)):
            painter.fillRect(side, accent)
        painter.fillRect(QRect(box.right() - 1, top, 2, height), accent)
        painter.end()

    def _configure(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._head = TableHead(self._theme, self._model, self)
        self.setHorizontalHeader(self._head)

    def _restyle(self) -> None:
        rows = self.verticalHeader()
        rows.setMinimumSectionSize(1)
        rows.setDefaultSectionSize(self._theme.px(self._row_height))
        self.horizontalHeader().setFixedHeight(self._theme.px(HEAD_HEIGHT))
        self.verticalScrollBar().setSingleStep(self._theme.px(self._row_height))
        self._fit()
        self.viewport().update()

    def _fit(self) -> None:
        """Give each column its width; fitting ones take what they need, stretching ones the rest."""
        px = self._theme.px
        shown = [at for at in range(len(self._model.columns)) if not self.isColumnHidden(at)]
        wanted = {at: px(self._widths[self._model.columns[at].key]) for at in shown}
        stretch = [at for at in shown if self._model.columns[at].stretch]
        spare = self.viewport().width() - sum(wanted.values())
        for at in shown:
            if self._model.columns[at].fit and spare > 0:
                more = min(max(self._needed(at) - wanted[at], 0), spare)
                wanted[at] += more
                spare -= more
        if stretch and spare > 0:
            for at in stretch:
                wanted[at] += spare // len(stretch)
        self._fitting = True
        for at, width in wanted.items():
            self.setColumnWidth(at, width)
        self._fitting = False

    def _needed(self, at: int) -> int:
        """Return the width that shows the texts of a column whole; many rows are judged by the first."""
        column, theme = self._model.columns[at], self._theme
        widest = 0.0
        for row in range(min(self._model.rowCount(), _JUDGED)):
            value = self._model.value(row)
            runs = column.runs(value) if column.runs else (Run(column.text(value)),)
            wide = sum(text_width(run.text, theme.font(run.size, run.weight)) for run in runs)
            widest = max(widest, wide)
        return int(widest + 1) + theme.px(column.pad + column.indent)

    def _keep_width(self, at: int, _old: int, new: int) -> None:
        if self._fitting or new == 0:
            return
        self._widths[self._model.columns[at].key] = round(new * 100 / self._theme.zoom)
        if self._widths_changed is not None:
            self._widths_changed(dict(self._widths))

    def _after_reset(self) -> None:
        self.hovered_row = -1
        if any(column.fit for column in self._model.columns):
            self._fit()
        self.current_changed.emit(None)

    def _hover(self, row: int) -> None:
        if row == self.hovered_row:
            return
        for changed in (self.hovered_row, row):
            if changed >= 0:
                top, height = self.rowViewportPosition(changed), self.rowHeight(changed)
                self.viewport().update(0, top, self.viewport().width(), height)
        self.hovered_row = row


class _OverlayBar(QScrollBar):
    """Lie over the right edge of a table, so that columns and selection reach the edge."""

    def __init__(self, table: Table) -> None:
        super().__init__(Qt.Orientation.Vertical, table)
        self._table = table
        self.setObjectName(f"{table.objectName()}.scroll")
        hidden = table.verticalScrollBar()
        hidden.rangeChanged.connect(self._follow)
        hidden.valueChanged.connect(self.setValue)
        self.valueChanged.connect(hidden.setValue)
        self._follow()

    def place(self) -> None:
        """Lie along the rows, below the head."""
        table = self._table
        width = self.sizeHint().width()
        view = table.viewport().geometry()
        self.setGeometry(view.right() - width + 1, view.top(), width, view.height())
        self._follow()

    def _follow(self) -> None:
        hidden = self._table.verticalScrollBar()
        self.setRange(hidden.minimum(), hidden.maximum())
        self.setPageStep(hidden.pageStep())
        self.setSingleStep(hidden.singleStep())
        self.setValue(hidden.value())
        self.setVisible(hidden.maximum() > hidden.minimum())


class CellDelegate(QStyledItemDelegate):
    """Paint cells from their column's functions."""

    def __init__(self, theme: Theme, table: Table) -> None:
        super().__init__(table)
        self._theme = theme
        self._table = table

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw ground, row line and content of a cell."""
        model = self._table.model()
        if not isinstance(model, ValueTableModel):
            return
        column: Column[Any] = model.columns[index.column()]
        value = model.value(index.row())
        rect: QRect = option.rect
        painter.save()
        self._ground(painter, rect, column, index)
        px = self._theme.px
        inner = QRectF(rect).adjusted(px(column.indent), 0, -px(column.pad), 0)
        painter.setClipRect(rect)
        if column.mark is not None:
            mark = column.mark(value)
            if mark is not None:
                at = QPointF(rect.left() + px(EDGE) + px(6), rect.top() + rect.height() / 2)
                paint_mark(painter, self._theme, mark=mark, center=at)
        elif column.paint is not None:
            column.paint(painter, self._theme, inner, value)
        else:
            self._text(painter, inner, column, value)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the room that a cell's text needs, for fitting a column by double click."""
        del option
        model = self._table.model()
        if not isinstance(model, ValueTableModel):
            return QSize()
        column = model.columns[index.column()]
        px = self._theme.px
        width = text_width(column.text(model.value(index.row())), self._theme.font()) + px(column.pad)
        return QSize(max(int(width + 1), px(column.width)), px(ROW_HEIGHT))

    def _text(self, painter: QPainter, inner: QRectF, column: Column[Any], value: Any) -> None:
        theme = self._theme
        note = column.note(value) if column.note is not None else ""
        if note:
            run = Run(note, Weight.MEDIUM, Role.MUTED, Size.CAPTION)
            used = paint_text(painter, theme, rect=inner, run=run, right=True, elide=False)
            inner = inner.adjusted(0, 0, -used - theme.px(6), 0)
        runs = column.runs(value) if column.runs is not None else (Run(column.text(value)),)
        paint_runs(painter, theme, rect=inner, runs=runs, right=column.right)

    def _ground(
        self, painter: QPainter, rect: QRect, column: Column[Any], index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, table = self._theme, self._table
        selected = index.row() == table.currentIndex().row()
        if selected:
            painter.fillRect(rect, theme.color(Role.SELECTION))
            if table.horizontalHeader().visualIndex(index.column()) == 0:
                accent = QRect(rect.left(), rect.top(), theme.px(3), rect.height())
                painter.fillRect(accent, theme.color(Role.ACCENT))
            return
        if index.row() == table.hovered_row:
            painter.fillRect(rect, theme.color(Role.WINDOW))
        if column.line and index.row() + 1 != table.currentIndex().row():
            left = rect.left() + (
                theme.px(column.indent) if table.horizontalHeader().visualIndex(index.column()) == 0 else 0
            )
            right = rect.right()
            if table.horizontalHeader().visualIndex(index.column()) == table.horizontalHeader().count() - 1:
                right = min(right, table.viewport().width() - theme.px(EDGE))
            line = QRect(left, rect.bottom(), right - left + 1, 1)
            painter.fillRect(line, theme.color(Role.HAIR))


class TableHead(QHeaderView):
    """Paint the titles of the columns; a click sorts where the column has a sort key."""

    def __init__(self, theme: Theme, model: ValueTableModel[Any], table: Table) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._theme = theme
        self._columns = model.columns
        self._sorted: tuple[int, Qt.SortOrder] | None = None
        self.setObjectName(f"{table.objectName()}.head")
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setMinimumSectionSize(12)
        self.setHighlightSections(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.sectionClicked.connect(self._sort)

    def show_sorted(self, key: str, *, descending: bool = False) -> None:
        """Show by a chevron which column the given order comes from, without sorting."""
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        at = next((at for at, column in enumerate(self._columns) if column.key == key), None)
        self._sorted = None if at is None else (at, order)
        self.viewport().update()

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's name
        """Draw one title, the chevron of the sorted column and the line below."""
        theme, px = self._theme, self._theme.px
        column = self._columns[logicalIndex]
        painter.save()
        painter.fillRect(rect, theme.color(Role.SURFACE))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.color(Role.LINE))
        inner = QRectF(rect).adjusted(px(column.indent), 0, -px(column.pad), 0)
        if column.paint_head is not None:
            column.paint_head(painter, theme, rect=inner, title=column.title)
        else:
            run = Run(column.title, Weight.MEDIUM, Role.MUTED, Size.CAPTION)
            used = paint_text(painter, theme, rect=inner, run=run, right=column.right)
            if self._sorted is not None and self._sorted[0] == logicalIndex:
                down = self._sorted[1] == Qt.SortOrder.AscendingOrder
                icon = Icon.CHEVRON_DOWN if down else Icon.CHEVRON_UP
                left = inner.right() if column.right else inner.left() + used + px(4)
                paint_icon_at(
                    painter, theme, icon=icon, left=left, middle=inner.center().y(), size=12, role=Role.MUTED
                )
        painter.restore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the head also where no column is."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._theme.color(Role.SURFACE))
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), self._theme.color(Role.LINE))
        painter.end()
        super().paintEvent(event)

    def _sort(self, at: int) -> None:
        if self._columns[at].sort is None:
            return
        ascending = self._sorted != (at, Qt.SortOrder.AscendingOrder)
        order = Qt.SortOrder.AscendingOrder if ascending else Qt.SortOrder.DescendingOrder
        self._sorted = (at, order)
        self.model().sort(at, order)
        self.viewport().update()
