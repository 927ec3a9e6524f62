"""Dialogs inside the window: above the page, never over the clock bar, without a nested event loop."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Card
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.text import title as title_label
from ccmdesk.ui.common.theme import Theme, Weight


class Dialog(QWidget):
    """Hold a title, a body and two buttons; `accepted` on the primary one, `closed` whenever it goes.

    The opener adds widgets to `body`, connects `accepted`, and calls `finish` once the work is done:
    accepting does not close by itself, so that an error can be shown in place.
    """

    accepted = Signal()
    closed = Signal()

    def __init__(
        self, theme: Theme, *, name: str, title: str, primary: str, secondary: str = "", width: int = 440
    ) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.width_at_100 = width
        outer = QVBoxLayout(self)
        theme.space(outer)
        card = Card(theme, name=f"{name}.card", shadow=True, padding=20)
        outer.addWidget(card)
        card.body.addWidget(title_label(theme, title, name=f"{name}.title"))
        inside = QWidget()
        self.body = QVBoxLayout(inside)
        theme.space(self.body, margins=(2, 4, 2, 4), spacing=12)
        scroll = QScrollArea()
        scroll.setObjectName(f"{name}.scroll")
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        card.body.addWidget(scroll, 1)
        self._trouble = Label(
            theme, name=f"{name}.trouble", role=Role.RED_TEXT, weight=Weight.MEDIUM, wrap=True
        )
        self._trouble.hide()
        card.body.addWidget(self._trouble)
        self._inside, self._card = inside, card
        row = QHBoxLayout()
        theme.space(row, spacing=8)
        row.addStretch(1)
        self.secondary = Button(
            theme, secondary or self.tr("Cancel"), name=f"{name}.cancel", key=self.tr("Esc")
        )
        self.primary = Button(theme, primary, name=f"{name}.accept", kind=ButtonKind.PRIMARY)
        self.secondary.clicked.connect(self.finish)
        self.primary.clicked.connect(self.accepted)
        row.addWidget(self.secondary)
        row.addWidget(self.primary)
        card.body.addLayout(row)

    def say_problem(self, sentence: str) -> None:
        """Say above the buttons, where it is in sight, why it could not be done; nothing when empty."""
        self._trouble.setText(sentence)
        self._trouble.setAccessibleName(sentence)
        self._trouble.setVisible(bool(sentence))
        host = self.parentWidget()
        if isinstance(host, DialogHost):
            QTimer.singleShot(0, host, host.place)  # after the layouts know what was added
        if sentence:
            QAccessible.updateAccessibility(QAccessibleEvent(self._trouble, QAccessible.Event.Alert))

    def problem(self) -> str:
        """Return what is said above the buttons, or nothing."""
        return "" if self._trouble.isHidden() else self._trouble.text()

    def finish(self) -> None:
        """Close the dialog."""
        self.closed.emit()

    def wanted_height(self, width: int) -> int:
        """Return the height that shows the whole body at a width, in device pixels."""
        layout = self._inside.layout()
        inner = width - self._theme.px(54)
        body = self._inside.sizeHint().height()
        if layout is not None and layout.hasHeightForWidth():
            body = layout.heightForWidth(inner)
        trouble = 0
        if not self._trouble.isHidden():
            trouble = self._trouble.heightForWidth(inner) + self._theme.px(12)
        return body + trouble + self._theme.px(8 + 50 + 24 + 32 + 16)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc, accept on Ctrl+Enter, and on Enter outside a text area."""
        if event.key() == Qt.Key.Key_Escape:
            self.finish()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.primary.click()
        else:
            super().keyPressEvent(event)


class DialogHost(QWidget):
    """Lie over the page area while a dialog is open: dims the page, keeps the focus inside, gives it back.

    `shown` gives each dialog once it is open.
    """

    shown = Signal(Dialog)

    def __init__(self, theme: Theme, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._content: Dialog | None = None
        self._came_from: QWidget | None = None
        self.setObjectName("dialogs")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        theme.changed.connect(self.place)

    def show_dialog(self, content: Dialog, *, first: QWidget | None = None) -> None:
        """Show a dialog, `first` getting the focus; an open one is closed."""
        self.close_dialog()
        self._content = content
        self._came_from = QApplication.focusWidget()
        content.setParent(self)
        content.closed.connect(self.close_dialog)
        self.place()
        self.show()
        self.raise_()
        content.show()
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)
        target = first or self._chain()[0]
        target.setFocus(Qt.FocusReason.PopupFocusReason)
        self.shown.emit(content)

    def close_dialog(self) -> None:
        """Close the open dialog, if there is one, and give the focus back."""
        content, self._content = self._content, None
        if content is None:
            return
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        content.closed.disconnect(self.close_dialog)
        content.hide()
        content.deleteLater()
        self.hide()
        content.closed.emit()
        if self._came_from is not None and isValid(self._came_from):
            self._came_from.setFocus(Qt.FocusReason.PopupFocusReason)

    def current(self) -> Dialog | None:
        """Return the open dialog."""
        return self._content

    def place(self) -> None:
        """Cover the parent and centre the dialog in it."""
        parent = self.parentWidget()
        if parent is None:
            return
        self.setGeometry(parent.rect())
        content = self._content
        if content is not None:
            edge = self._theme.px(8)
            width = min(self._theme.px(content.width_at_100), self.width() - 2 * edge)
            height = min(content.wanted_height(width), self.height() - 2 * edge)
            top = max(edge, (self.height() - height) // 3)
            content.setGeometry((self.width() - width) // 2, top, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep Tab inside the dialog."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
            and isinstance(watched, QWidget)
            and self._content is not None
            and self._content.isAncestorOf(watched)
        ):
            chain = self._chain()
            backward = event.key() == Qt.Key.Key_Backtab
            edge = chain[0] if backward else chain[-1]
            if watched is edge:
                reason = Qt.FocusReason.BacktabFocusReason if backward else Qt.FocusReason.TabFocusReason
                (chain[-1] if backward else chain[0]).setFocus(reason)
                return True
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim the page."""
        painter = QPainter(self)
        painter.setOpacity(0.72)
        painter.fillRect(event.rect(), self._theme.color(Role.WINDOW))
        painter.end()

    def _chain(self) -> list[QWidget]:
        """Return the widgets of the dialog that Tab visits, in order."""
        content = self._content
        if content is None:
            return []
        chain: list[QWidget] = []
        widget = content.nextInFocusChain()
        while widget is not None and widget is not content:
            reachable = widget.isEnabled() and widget.isVisibleTo(content)
            if content.isAncestorOf(widget) and reachable and _tab_stop(widget):
                chain.append(widget)
            widget = widget.nextInFocusChain()
        return chain


def _tab_stop(widget: QWidget) -> bool:
    policy = widget.focusPolicy()
    return bool(policy & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
