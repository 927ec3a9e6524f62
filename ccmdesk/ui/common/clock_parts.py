"""The painted parts of the clock bar: the block with the digits, the month cell, the held clock."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ccmdesk.ui.common.clock_state import ClockBarState, ClockMode, HeldClock, icon_of, roles_of, words_of
from ccmdesk.ui.common.icons import Icon, paint_icon_at
from ccmdesk.ui.common.paint import Run, paint_box, paint_text
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.progress import Progress, paint_bar
from ccmdesk.ui.common.say import clock_text, duration_spoken
from ccmdesk.ui.common.theme import Size, Theme, Weight

BLOCK_WIDTH = 152


class ClockBlock(QPushButton):
    """Show state icon, running time and state word on the state's solid colour; a click asks for today."""

    def __init__(self, theme: Theme, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._mode = ClockMode.IDLE
        self._seconds = 0
        self.setObjectName("clock.block")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setToolTip(self.tr("Today's entries"))
        theme.changed.connect(self.updateGeometry)

    def show_state(self, mode: ClockMode, seconds: int) -> None:
        """Show a mode and a time."""
        self._mode, self._seconds = mode, seconds
        self.setAccessibleName(f"{words_of(mode)}, {duration_spoken(seconds)}")
        self.update()

    def sizeHint(self) -> QSize:
        """Return the width of the open rail."""
        return QSize(self._theme.px(BLOCK_WIDTH), self._theme.px(55))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the block."""
        del event
        theme, px, roles = self._theme, self._theme.px, roles_of(self._mode)
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color(roles.solid))
        rect = QRectF(self.rect()).adjusted(px(16), 0, -px(16), 0)
        middle = rect.center().y()
        paint_icon_at(painter, theme, icon=icon_of(self._mode), left=px(15), middle=middle, role=roles.on)
        time = Run(clock_text(self._seconds), Weight.BOLD, roles.on, Size.CLOCK)
        upper = QRectF(rect.left(), middle - px(28), rect.width(), px(36))
        paint_text(painter, theme, rect=upper, run=time, right=True, elide=False)
        word = Run(words_of(self._mode), Weight.BOLD, roles.on, Size.CAPTION)
        lower = QRectF(rect.left(), middle + px(6), rect.width(), px(16))
        paint_text(painter, theme, rect=lower, run=word, right=True, elide=False)
        if self.hasFocus():
            inner = QRectF(self.rect()).adjusted(2, 2, -2, -2)
            paint_box(painter, theme, rect=inner, fill=None, edge=roles.on, radius=4, width=2)
        painter.end()


class MonthCell(QWidget):
    """Show recorded plus running time of the month, as text and as the bar."""

    def __init__(self, theme: Theme, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state = ClockBarState()
        self._seconds = 0
        self.setObjectName("clock.month")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.updateGeometry)

    def show_state(self, state: ClockBarState, seconds: int) -> None:
        """Show the month of a state and the clock's own time."""
        self._state, self._seconds = state, seconds
        recorded = state.recorded or 0
        words = self.tr("This month %1 recorded, %2 on this clock")
        words = words.replace("%1", duration_spoken(recorded)).replace("%2", duration_spoken(seconds))
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the month cell."""
        return QSize(self._theme.px(176), self._theme.px(55))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sum, the words and the bar."""
        del event
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        recorded = self._state.recorded or 0
        middle = self.height() / 2
        upper = QRectF(0, middle - px(18), self.width(), px(16))
        sum_text = f"{clock_text(recorded)} + {clock_text(self._seconds)}"
        paint_text(painter, theme, rect=upper, run=Run(sum_text, Weight.BOLD), elide=False)
        words = Run(self.tr("this month"), role=roles_of(self._state.mode).text)
        paint_text(painter, theme, rect=upper, run=words, right=True, elide=False)
        lower = QRectF(0, middle + px(2), self.width(), px(16))
        paint_bar(painter, theme, rect=lower, progress=Progress(recorded, self._seconds))
        painter.end()


class HeldChip(QWidget):
    """Show the outer clock that is on hold: its name, since when, its time, and an arrow to the inner one."""

    def __init__(self, theme: Theme, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._held: HeldClock | None = None
        self._narrow = False
        self.setObjectName("clock.held")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.updateGeometry)

    def show_held(self, held: HeldClock | None, *, narrow: bool) -> None:
        """Show a held clock, or hide; narrow leaves out the words."""
        self._held, self._narrow = held, narrow
        self.setVisible(held is not None)
        if held is not None:
            words = self.tr("%1, held since %2, %3").replace("%1", held.name).replace("%2", held.since)
            words = words.replace("%3", duration_spoken(held.seconds))
            self.setAccessibleName(words)
            self.setToolTip(words)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the size of the chip and its arrow."""
        return QSize(self._theme.px(112 if self._narrow else 236), self._theme.px(55))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chip and the arrow."""
        del event
        held = self._held
        if held is None:
            return
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        middle = self.height() / 2
        box = QRectF(0, middle - px(18), self.width() - px(30), px(36))
        paint_box(painter, theme, rect=box, fill=Role.BLUE_TINT, edge=Role.BLUE)
        paint_icon_at(painter, theme, icon=Icon.PAUSE, left=px(8), middle=middle, role=Role.BLUE_TEXT)
        inner = box.adjusted(px(30), px(2), -px(10), -px(1))
        time = Run(clock_text(held.seconds), Weight.BOLD, Role.BLUE_TEXT)
        used = paint_text(
            painter, theme, rect=box.adjusted(0, 0, -px(10), 0), run=time, right=True, elide=False
        )
        if not self._narrow:
            words = inner.adjusted(0, 0, -used - px(8), 0)
            upper = QRectF(words.left(), words.top(), words.width(), words.height() / 2)
            paint_text(painter, theme, rect=upper, run=Run(held.name, Weight.BOLD, Role.BLUE_TEXT))
            since = self.tr("held since %s").replace("%s", held.since)
            lower = upper.translated(0, words.height() / 2)
            paint_text(painter, theme, rect=lower, run=Run(since, role=Role.BLUE_TEXT, size=Size.CAPTION))
        paint_icon_at(
            painter, theme, icon=Icon.CHEVRON_RIGHT, left=box.right() + px(7), middle=middle, role=Role.TEXT
        )
        painter.end()
