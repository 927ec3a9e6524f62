"""Messages: one sentence that slides in above the clock bar, with Undo where undoing is possible."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEasingCurve, QPropertyAnimation, QRectF, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.icons import Icon, paint_icon
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Theme, Weight

SHOWN_MS = 8000
HEIGHT = 44


@dataclass(frozen=True, slots=True)
class Message:
    """Say one sentence; `undo` takes the deed back, `action` names another thing to do instead of Undo."""

    text: str
    undo: Callable[[], None] | None = None
    action: str = ""
    trouble: bool = False


class MessageBar(QWidget):
    """Lie over the bottom of the page; good news leaves after 8 s, trouble stays until it is closed."""

    def __init__(self, theme: Theme, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._message: Message | None = None
        self.setObjectName("message")
        self._text = Label(theme, name="message.text", weight=Weight.MEDIUM, elide=True)
        self._act = Button(
            theme, self.tr("Undo"), name="message.undo", icon=Icon.UNDO, key="Ctrl+Z", height=28
        )
        self._close = Button(
            theme,
            "",
            name="message.close",
            kind=ButtonKind.QUIET,
            icon=Icon.CLOSE,
            spoken=self.tr("Close"),
            height=28,
        )
        row = QHBoxLayout(self)
        theme.space(row, margins=(44, 8, 16, 8), spacing=8)
        row.addWidget(self._text, 1)
        row.addWidget(self._act)
        row.addWidget(self._close)
        self._act.clicked.connect(self._run)
        self._close.clicked.connect(self.dismiss)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.dismiss)
        self._slide = QPropertyAnimation(self, b"pos", self)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.hide()
        theme.changed.connect(self.place)

    def say(self, message: Message) -> None:
        """Show a message in the place of the one before."""
        self._message = message
        self._text.setText(message.text)
        self._text.setToolTip(message.text)
        self._act.setVisible(message.undo is not None)
        undo = not message.action
        self._act.show_as(
            message.action or self.tr("Undo"),
            icon=Icon.UNDO if undo else None,
            key="Ctrl+Z" if undo else "",
            state=None,
        )
        self.setAccessibleName(message.text)
        fresh = self.isHidden()
        self.place()
        self.raise_()
        self.show()
        if fresh:
            self._slide_in()
        self.update()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        if message.trouble:
            self._timer.stop()
        else:
            self._timer.start()

    def undo(self) -> bool:
        """Take back what the message shown tells of; return whether there was anything to take back."""
        if self.isHidden() or self._message is None or self._message.undo is None or self._message.action:
            return False
        self._run()
        return True

    def dismiss(self) -> None:
        """Hide the message."""
        self._timer.stop()
        self.hide()

    def text(self) -> str:
        """Return the sentence shown, or nothing."""
        return "" if self.isHidden() else self._text.text()

    def place(self) -> None:
        """Lie along the bottom of the parent."""
        parent = self.parentWidget()
        if parent is not None:
            height = self._theme.px(HEIGHT)
            self.setGeometry(0, parent.height() - height, parent.width(), height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, a line above, and the mark."""
        del event
        theme, trouble = self._theme, self._message is not None and self._message.trouble
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color(Role.RED_TINT if trouble else Role.RAISED))
        painter.fillRect(QRectF(0, 0, self.width(), 1), theme.color(Role.RED if trouble else Role.LINE))
        side = theme.px(16)
        rect = QRectF(theme.px(16), round((self.height() - side) / 2), side, side)
        icon, role = (Icon.WARNING, Role.RED_TEXT) if trouble else (Icon.CHECK, Role.GREEN_TEXT)
        paint_icon(painter, theme, icon=icon, rect=rect, role=role)
        painter.end()

    def _slide_in(self) -> None:
        duration = self._theme.motion_ms
        if duration == 0:
            return
        end = self.pos()
        self._slide.stop()
        self._slide.setDuration(duration)
        self._slide.setStartValue(end + self.rect().bottomLeft())
        self._slide.setEndValue(end)
        self._slide.start()

    def _run(self) -> None:
        message = self._message
        self.dismiss()
        if message is not None and message.undo is not None:
            message.undo()
