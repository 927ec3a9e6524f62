"""The list of steps at the left: done, now, still to come."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ccmdesk.ui.common.icons import Icon, paint_icon_at
from ccmdesk.ui.common.paint import Run, paint_box, paint_text
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.theme import Theme, Weight

_WIDTH, _ROW, _GAP, _TOP = 216, 34, 4, 20


class StepList(QWidget):
    """Draw the steps; it is read, not used: Back and Next lead through them."""

    def __init__(self, theme: Theme, headings: Sequence[str]) -> None:
        super().__init__()
        self._theme = theme
        self._headings = tuple(headings)
        self._current = 0
        self.setObjectName("wizard.steps")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.updateGeometry)
        self.set_current(0)

    def set_current(self, current: int) -> None:
        """Show which step is now; those before it are done."""
        self._current = current
        words = self.tr("Step %1 of %2: %3").replace("%1", str(current + 1))
        words = words.replace("%2", str(len(self._headings))).replace("%3", self._headings[current])
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        """Return the width of the list."""
        px = self._theme.px
        return QSize(px(_WIDTH), px(_TOP * 2 + len(self._headings) * (_ROW + _GAP)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and a row for each step."""
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.color(Role.WINDOW))
        painter.fillRect(QRectF(self.width() - 1, 0, 1, self.height()), theme.color(Role.LINE))
        for at, heading in enumerate(self._headings):
            rect = QRectF(px(8), px(_TOP) + at * px(_ROW + _GAP), self.width() - px(17), px(_ROW))
            now, done = at == self._current, at < self._current
            if now:
                paint_box(painter, theme, rect=rect, fill=Role.SELECTION)
                bar = QRectF(rect.left(), rect.top() + px(7), px(3), rect.height() - px(14))
                paint_box(painter, theme, rect=bar, fill=Role.ACCENT, radius=1.5)
            middle = rect.center().y()
            if done:
                left = rect.left() + px(12)
                paint_icon_at(painter, theme, icon=Icon.CHECK, left=left, middle=middle, role=Role.GREEN_TEXT)
            else:
                number = Run(str(at + 1), Weight.BOLD, Role.TEXT if now else Role.MUTED)
                paint_text(painter, theme, rect=rect.adjusted(px(16), 0, 0, 0), run=number)
            weight = Weight.BOLD if now else Weight.NORMAL
            run = Run(heading, weight, Role.TEXT if now or done else Role.MUTED)
            paint_text(painter, theme, rect=rect.adjusted(px(36), 0, -px(8), 0), run=run)
        painter.end()
