"""The sections of the chart: a list at the left with counts, a row of chips where it is narrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.marks import Mark, paint_mark
from ccmdesk.ui.common.paint import Run, paint_box, paint_focus, paint_text
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Surface
from ccmdesk.ui.common.theme import Size, Theme, Weight

WIDTH = 176


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """Describe a section: its key, its title, and what waits in it; `alarm` adds the mark of what is now.

    `short` is its title where there is little room.
    """

    key: str
    title: str
    count: str = ""
    alarm: str = ""
    short: str = ""


class SectionItem(QPushButton):
    """Paint one section; the chosen one has the selection's ground and the accent at the left."""

    def __init__(self, theme: Theme, spec: SectionSpec, *, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName(name)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.follow(self, self.updateGeometry)
        self.show_spec(spec)

    def show_spec(self, spec: SectionSpec) -> None:
        """Show another count."""
        self.spec = spec
        said = " ".join(part for part in (spec.count, spec.alarm) if part)
        self.setAccessibleName(f"{spec.title}, {said}" if said else spec.title)
        self.setToolTip(said if spec.alarm else "")
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of an item."""
        return QSize(self._theme.px(120), self._theme.px(30))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the arrow keys and Enter to the list."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, title, count and focus."""
        del event
        theme, px, on = self._theme, self._theme.px, self.isChecked()
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if on or self.underMouse():
            paint_box(painter, theme, rect=rect, fill=Role.SELECTION if on else Role.HAIR)
        if on:
            bar = QRectF(0, rect.height() / 2 - px(8), px(3), px(16))
            paint_box(painter, theme, rect=bar, fill=Role.ACCENT, radius=1.5)
        inner = rect.adjusted(px(12), 0, -px(8), 0)
        if self.spec.count:
            run = Run(self.spec.count, Weight.MEDIUM, Role.TEXT if on else Role.MUTED, Size.CAPTION)
            used = paint_text(painter, theme, rect=inner, run=run, right=True, elide=False)
            inner.setRight(inner.right() - used - px(6))
            if self.spec.alarm:
                center = QPointF(inner.right() - px(6), inner.center().y())
                paint_mark(painter, theme, mark=Mark.NOW, center=center)
                inner.setRight(inner.right() - px(16))
        weight, role = (Weight.BOLD, Role.TEXT) if on else (Weight.NORMAL, Role.MUTED)
        paint_text(painter, theme, rect=inner, run=Run(self.spec.title, weight, role))
        if self.hasFocus():
            paint_focus(painter, theme, rect=rect)
        painter.end()


class SectionList(Surface):
    """Show the sections below each other, one of them chosen.

    They are one stop for Tab: arrow keys move between them, Enter asks to go into the content (`entered`).
    """

    chosen = Signal(str)
    entered = Signal()
    new_patient = Signal()

    def __init__(self, theme: Theme, *, may_change: bool) -> None:
        super().__init__(theme, role=Role.WINDOW, lines="r", name="chart.sections")
        self.setAccessibleName(self.tr("Sections of the chart"))
        self._items: list[SectionItem] = []
        self._column = QVBoxLayout(self)
        theme.space(self._column, margins=(8, 10, 8, 10), spacing=2)
        self._column.addStretch(1)
        self.add = Button(
            theme,
            self.tr("New patient"),
            name="chart.sections.new_patient",
            kind=ButtonKind.QUIET,
            icon=Icon.PERSON_ADD,
            height=30,
        )
        if not may_change:  # shown before it has a parent, it would be a window
            self.add.hide()
        self.add.clicked.connect(self.new_patient)
        self._column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        theme.follow(self, lambda: self.setFixedWidth(theme.px(WIDTH)))

    def set_sections(self, specs: Sequence[SectionSpec], *, on: str) -> None:
        """Show these sections with one chosen."""
        for at, spec in enumerate(specs):
            if at < len(self._items):
                self._items[at].show_spec(spec)
            else:
                item = SectionItem(self._theme, spec, name=f"chart.section.{spec.key}")
                item.clicked.connect(lambda _c=False, item=item: self.chosen.emit(item.spec.key))
                self._items.append(item)
                self._column.insertWidget(at, item)
        for item in self._items:
            chosen = item.spec.key == on
            item.setChecked(chosen)
            item.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus)

    def tab_stops(self) -> list[QWidget]:
        """Return the sections; the button below them is not between a section and its content."""
        return list(self._items)

    def focus_chosen(self) -> None:
        """Put the keyboard on the chosen section."""
        for item in self._items:
            if item.isChecked():
                item.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrow keys, go into the content with Enter."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        at = next((at for at, item in enumerate(self._items) if item.hasFocus()), None)
        if at is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self._items[at].spec.key)
            self.entered.emit()
            return
        if step is None or at is None:
            super().keyPressEvent(event)
            return
        item = self._items[(at + step) % len(self._items)]
        item.setFocus(Qt.FocusReason.TabFocusReason)
        self.chosen.emit(item.spec.key)
