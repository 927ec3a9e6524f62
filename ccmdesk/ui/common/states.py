"""States of a page that shows no data: empty, error, no permission, busy."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.icon_view import IconView
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Size, Theme, Weight

BUSY_AFTER_MS = 300
CANCEL_AFTER_MS = 1000


class StatePanel(QWidget):
    """Say what a page is, why it shows nothing, and offer the one thing to do.

    Used for empty, error and no-permission states: `icon` and `role` tell them apart.
    """

    triggered = Signal()

    def __init__(
        self,
        theme: Theme,
        *,
        name: str,
        title: str,
        why: str,
        action: str = "",
        icon: Icon = Icon.INFO,
        role: Role = Role.MUTED,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._title = Label(theme, title, size=Size.TITLE, weight=Weight.BOLD)
        self._why = Label(theme, why, role=Role.MUTED, wrap=True)
        mark = IconView(theme, icon, size=24, role=role)
        column = QVBoxLayout(self)
        theme.space(column, margins=(20, 20, 20, 20), spacing=8)
        column.addStretch(2)
        column.addWidget(mark, alignment=Qt.AlignmentFlag.AlignHCenter)
        for label in (self._title, self._why):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        if action:
            button = Button(theme, action, name=f"{name}.action", kind=ButtonKind.PRIMARY)
            button.clicked.connect(self.triggered)
            column.addWidget(button, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def say(self, title: str, why: str) -> None:
        """Change the two sentences."""
        self._title.setText(title)
        self._why.setText(why)


def empty_state(theme: Theme, *, name: str, title: str, why: str, action: str = "") -> StatePanel:
    """Return the panel of a page that has nothing to show yet."""
    return StatePanel(theme, name=name, title=title, why=why, action=action)


def error_state(theme: Theme, *, name: str, title: str, why: str, action: str = "") -> StatePanel:
    """Return the panel of a page that could not be read."""
    return StatePanel(
        theme, name=name, title=title, why=why, action=action, icon=Icon.WARNING, role=Role.RED_TEXT
    )


class BusyState(QWidget):
    """Show that work runs: nothing for 0.3 s, then a bar, after 1 s a cancel button."""

    cancelled = Signal()

    def __init__(self, theme: Theme, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._text = Label(theme, role=Role.MUTED, elide=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setObjectName(f"{name}.bar")
        self._cancel = Button(theme, self.tr("Cancel"), name=f"{name}.cancel", key=self.tr("Esc"))
        self._cancel.clicked.connect(self.cancelled)
        self._can_cancel = True
        column = QVBoxLayout(self)
        theme.space(column, margins=(16, 12, 16, 12), spacing=8)
        row = QHBoxLayout()
        theme.space(row, spacing=12)
        row.addWidget(self._text, 1)
        row.addWidget(self._cancel)
        column.addLayout(row)
        column.addWidget(self._bar)
        self._show_timer = self._timer(BUSY_AFTER_MS, self.show)
        self._cancel_timer = self._timer(CANCEL_AFTER_MS, self._offer_cancel)
        self.hide()

    def start(self, text: str, *, can_cancel: bool = True) -> None:
        """Announce work; nothing shows when it ends within 0.3 s."""
        self._text.setText(text)
        self.setAccessibleName(text)
        self._bar.setRange(0, 0)
        self._cancel.hide()
        self._can_cancel = can_cancel
        self._show_timer.start()
        self._cancel_timer.start()

    def progress(self, done: int, total: int, *, text: str = "") -> None:
        """Show how far the work is."""
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(done)
        if text:
            self._text.setText(text)

    def stop(self) -> None:
        """Say that the work ended."""
        self._show_timer.stop()
        self._cancel_timer.stop()
        self.hide()

    def _offer_cancel(self) -> None:
        self._cancel.setVisible(self._can_cancel)

    def _timer(self, after_ms: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after_ms)
        timer.timeout.connect(slot)
        return timer
