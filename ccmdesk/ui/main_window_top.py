"""The top bar: Find at the left, then date and time, who works here, and the lock."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.icons import Icon, paint_icon_at
from ccmdesk.ui.common.paint import Run, paint_focus, paint_text, text_width
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.say import date_time
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Theme, Weight
from ccmdesk.ui.main_window_find import FindField

HEIGHT = 48


class UserButton(QPushButton):
    """Show who works here; a click asks for the menu."""

    def __init__(self, theme: Theme, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("top.user")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def set_user(self, name: str) -> None:
        """Show a name with its credential."""
        self.setText(name)
        self.setAccessibleName(self.tr("User menu, %s").replace("%s", name))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the size of name and chevron."""
        px = self._theme.px
        width = text_width(self.text(), self._theme.font(weight=Weight.MEDIUM)) + px(4 + 6 + 12 + 4)
        return QSize(int(width + 1), px(30))

    def minimumSizeHint(self) -> QSize:
        """Return the least size; a long name ends in an ellipsis."""
        return QSize(self._theme.px(72), self._theme.px(30))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw name and chevron."""
        del event
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        rect = QRectF(self.rect()).adjusted(px(4), 0, -px(20), 0)
        paint_text(painter, theme, rect=rect, run=Run(self.text(), Weight.MEDIUM))
        middle = rect.center().y()
        paint_icon_at(
            painter,
            theme,
            icon=Icon.CHEVRON_DOWN,
            left=rect.right() + px(4),
            middle=middle,
            size=12,
            role=Role.MUTED,
        )
        if self.hasFocus():
            paint_focus(painter, theme, rect=self.rect())
        painter.end()


class TopBar(QWidget):
    """Hold Find, date and time, the user's menu and the lock."""

    lock_requested = Signal()
    user_menu_requested = Signal()

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("top")
        self.find_field = FindField(theme, parent=self)
        self._time = Label(theme, name="top.time", role=Role.MUTED)
        self.user = UserButton(theme, parent=self)
        self._lock = Button(
            theme,
            self.tr("Lock"),
            name="top.lock",
            kind=ButtonKind.QUIET,
            icon=Icon.LOCK,
            height=30,
            parent=self,
        )
        self._lock.setToolTip(self.tr("Lock the screen (Ctrl+L)"))
        self._lock.clicked.connect(self.lock_requested)
        self.user.clicked.connect(self.user_menu_requested)
        row = QHBoxLayout(self)
        theme.space(row, margins=(16, 0, 4, 1), spacing=8)
        row.addWidget(self.find_field, 4)
        row.addStretch(1)
        row.addWidget(self._time, alignment=Qt.AlignmentFlag.AlignVCenter)
        row.addSpacing(12)
        row.addWidget(self.user)
        row.addWidget(self._lock)
        theme.follow(self, self._restyle)

    def show_time(self, now: datetime) -> None:
        """Show date and time."""
        self._time.setText(date_time(now))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what has no room."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the lines below and before the lock."""
        del event
        painter = QPainter(self)
        line = self._theme.color(Role.LINE)
        painter.fillRect(self.rect(), self._theme.color(Role.WINDOW))
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), line)
        px = self._theme.px
        left = self._lock.x() - px(4)
        painter.fillRect(QRectF(left, (self.height() - px(16)) // 2, 1, px(16)), line)
        painter.end()

    def _restyle(self) -> None:
        self.setFixedHeight(self._theme.px(HEIGHT))
        self._fit()

    def _fit(self) -> None:
        self._time.setVisible(self.width() >= self._theme.px(760))
