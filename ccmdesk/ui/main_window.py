"""The window: one screen at a time (lock, wizard or the frame of a practice) above the clock bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.theme import Theme

if TYPE_CHECKING:
    from ccmdesk.ui.common.clock_bar import ClockBar

TITLE = "CCM Desk"


class MainWindow(QWidget):
    """Keep the clock bar in reach under whatever screen is shown.

    `closing` fires when a person wants to close the window; `hold_open` refuses it.
    """

    closing = Signal()
    activated = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._may_close = True
        self.setObjectName("window")
        self.setWindowTitle(TITLE)
        self.setMinimumSize(640, 360)
        self._screens = QStackedWidget()
        self._clock: ClockBar | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._screens, 1)
        self._column = column
        for keys, slot in (
            ("Ctrl++", theme.zoom_in),
            ("Ctrl+=", theme.zoom_in),
            ("Ctrl+-", theme.zoom_out),
            ("Ctrl+0", theme.zoom_reset),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)
        theme.changed.connect(self.update)

    @property
    def clock(self) -> ClockBar:
        """Return the clock bar, made on first use: the lock screen is painted before a practice needs it."""
        if self._clock is None:
            from ccmdesk.ui.common.clock_bar import ClockBar

            self._clock = ClockBar(self._theme, parent=self)
            self._column.addWidget(self._clock)
            self._clock.hide()
        return self._clock

    def show_screen(self, screen: QWidget) -> None:
        """Show a screen; one shown before stays as it is, hidden, until it is dropped."""
        if self._screens.indexOf(screen) < 0:
            self._screens.addWidget(screen)
        self._screens.setCurrentWidget(screen)

    def screen_shown(self) -> QWidget | None:
        """Return the screen that is shown."""
        return self._screens.currentWidget()

    def drop_screen(self, screen: QWidget) -> None:
        """Remove a screen and everything on it."""
        self._screens.removeWidget(screen)
        screen.hide()
        screen.deleteLater()

    def show_clock(self, *, shown: bool) -> None:
        """Show or hide the clock bar; it is hidden only before a practice exists."""
        if shown or self._clock is not None:
            self.clock.setVisible(shown)

    def hold_open(self, *, held: bool) -> None:
        """Refuse to close, with `closing` still told, while something would be lost."""
        self._may_close = not held

    def changeEvent(self, event: QEvent) -> None:
        """Tell when the window comes to the front."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.activated.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that a person wants to close; stay when something would be lost."""
        self.closing.emit()
        event.setAccepted(self._may_close)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the window's ground, also while no screen is there."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.color(Role.WINDOW))
        painter.end()
