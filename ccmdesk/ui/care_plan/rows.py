"""Rows of the left pane: a name, a note at the right, and a mark where something is missing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ccmdesk.ui.common.icons import Icon, paint_icon_at
from ccmdesk.ui.common.marks import Mark, paint_mark
from ccmdesk.ui.common.paint import Run, paint_box, paint_focus, paint_text, text_width
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.theme import Size, Theme, Weight


class RowMark(Enum):
    """Name what a row shows before its name or note."""

    NONE = "none"
    DONE = "done"
    MISSING = "missing"
    NO_GOAL = "no_goal"
    ROOM = "room"


@dataclass(frozen=True, slots=True)
class RowSpec:
    """Describe a row: where it leads, its name, its note, its mark."""

    place: str
    text: str
    note: str = ""
    mark: RowMark = RowMark.NONE


class PlanRow(QPushButton):
    """Draw one row; the chosen one has the selection's ground and an accent at the left."""

    def __init__(self, theme: Theme, spec: RowSpec, *, name: str, height: int) -> None:
        super().__init__(spec.text)
        self._theme = theme
        self._height = height
        self.spec = spec
        self.setObjectName(name)
        self.setCheckable(True)
        self.setAutoDefault(True)  # Enter presses it, as Space does
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        theme.changed.connect(self.updateGeometry)
        self.show_spec(spec)

    def show_spec(self, spec: RowSpec) -> None:
        """Show another name, note or mark."""
        self.spec = spec
        self.setText(spec.text)
        self.setAccessibleName(f"{spec.text}, {spec.note}" if spec.note else spec.text)
        self.setToolTip(spec.text)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the arrow keys to the list: a button of Qt's would move the focus by itself."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Return the height of a row."""
        return QSize(self._theme.px(120), self._theme.px(self._height))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, mark, name and note."""
        del event
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen, spec = self.isChecked(), self.spec
        if chosen or self.underMouse():
            paint_box(
                painter, theme, rect=self.rect(), fill=Role.SELECTION if chosen else Role.SOFT, radius=4
            )
        if chosen:
            painter.fillRect(QRectF(0, px(4), px(3), self.height() - 2 * px(4)), theme.color(Role.ACCENT))
        rect = QRectF(self.rect()).adjusted(px(12), 0, -px(10), 0)
        middle = rect.center().y()
        rect = self._paint_lead(painter, rect, middle)
        missing = spec.mark in (RowMark.MISSING, RowMark.NO_GOAL)
        note = Run(spec.note, role=Role.AMBER_TEXT if missing else Role.MUTED, size=Size.CAPTION)
        wide = text_width(spec.note, theme.font(Size.CAPTION)) if spec.note else 0
        if spec.note:
            paint_text(painter, theme, rect=rect, run=note, right=True, elide=False)
        if spec.mark is RowMark.NO_GOAL:
            paint_mark(painter, theme, mark=Mark.TODAY, center=QPointF(rect.right() - wide - px(12), middle))
            wide += px(20)
        weight = Weight.BOLD if chosen else Weight.MEDIUM if spec.mark is RowMark.MISSING else Weight.NORMAL
        room = rect.adjusted(0, 0, -(wide + px(8)) if wide else 0, 0)
        paint_text(painter, theme, rect=room, run=Run(spec.text, weight))
        if self.hasFocus():
            paint_focus(painter, theme, rect=self.rect(), radius=4)
        painter.end()

    def _paint_lead(self, painter: QPainter, rect: QRectF, middle: float) -> QRectF:
        theme, px = self._theme, self._theme.px
        if self.spec.mark in (RowMark.NONE, RowMark.NO_GOAL):
            return rect
        if self.spec.mark is RowMark.DONE:
            paint_icon_at(
                painter, theme, icon=Icon.CHECK, left=rect.left() - px(3), middle=middle, role=Role.GREEN
            )
        elif self.spec.mark is RowMark.MISSING:
            paint_icon_at(
                painter,
                theme,
                icon=Icon.WARNING,
                left=rect.left() - px(3),
                middle=middle,
                role=Role.AMBER_TEXT,
            )
        return rect.adjusted(px(20), 0, 0, 0)


class RowList(QWidget):
    """Hold rows that are one stop for Tab; arrow keys move and choose."""

    chosen = Signal(str)
    menu_wanted = Signal(str, object)
    key_pressed = Signal(str, object)

    def __init__(self, theme: Theme, *, name: str, spoken: str, height: int) -> None:
        super().__init__()
        self._theme = theme
        self._height = height
        self._rows: list[PlanRow] = []
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self._column = QVBoxLayout(self)
        theme.space(self._column)

    def set_rows(self, specs: list[RowSpec], *, current: str) -> None:
        """Show these rows with one chosen."""
        focused = next((row.spec.place for row in self._rows if row.hasFocus()), "")
        while len(self._rows) > len(specs):
            row = self._rows.pop()
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self._rows) < len(specs):
            self._add(specs[len(self._rows)])
        for row, spec in zip(self._rows, specs, strict=True):
            if row.spec != spec:
                row.show_spec(spec)
            row.setChecked(spec.place == current)
            if focused and spec.place == focused and not row.hasFocus():
                row.setFocus(Qt.FocusReason.OtherFocusReason)
        self._share_tab()

    def rows(self) -> list[PlanRow]:
        """Return the rows from the top."""
        return list(self._rows)

    def focus_current(self) -> None:
        """Put the keyboard on the chosen row, else on the first."""
        row = next((row for row in self._rows if row.isChecked()), self._rows[0] if self._rows else None)
        if row is not None:
            row.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrow keys; hand other keys of a row on."""
        at = next((at for at, row in enumerate(self._rows) if row.hasFocus()), None)
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if at is not None and step is not None and plain:
            row = self._rows[min(max(at + step, 0), len(self._rows) - 1)]
            row.setFocus(Qt.FocusReason.OtherFocusReason)
            self.chosen.emit(row.spec.place)
            return
        event.ignore()
        if at is not None:
            self.key_pressed.emit(self._rows[at].spec.place, event)
        if not event.isAccepted():
            super().keyPressEvent(event)

    def _add(self, spec: RowSpec) -> None:
        name = f"{self.objectName()}.{len(self._rows) + 1}"
        row = PlanRow(self._theme, spec, name=name, height=self._height)
        row.clicked.connect(lambda: self.chosen.emit(row.spec.place))
        row.customContextMenuRequested.connect(
            lambda point: self.menu_wanted.emit(row.spec.place, row.mapToGlobal(point))
        )
        self._rows.append(row)
        self._column.addWidget(row)
        row.show()  # at once, not with the next layout: it may get the focus now

    def _share_tab(self) -> None:
        checked = any(row.isChecked() for row in self._rows)
        for at, row in enumerate(self._rows):
            stop = row.isChecked() if checked else at == 0
            row.setFocusPolicy(Qt.FocusPolicy.StrongFocus if stop else Qt.FocusPolicy.ClickFocus)
