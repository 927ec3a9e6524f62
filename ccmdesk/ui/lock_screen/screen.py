"""The lock screen itself: it names no patient, and asks for nothing but who is here and the passphrase."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ccmdesk.ui.common.logo import Logo
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Card, scroll_area
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Size, Theme, Weight
from ccmdesk.ui.lock_screen.answer import Answer
from ccmdesk.ui.lock_screen.panels import PassphrasePanel
from ccmdesk.ui.lock_screen.values import LockView, RecoveryWish, UnlockWish

if TYPE_CHECKING:
    from ccmdesk.ui.lock_screen.recovery_panel import RecoveryPanel

CARD_WIDTH = 430
_LOW = 520


class LockScreen(QWidget):
    """Show practice, users and passphrase; `unlock` and `recover` carry what was typed, `other` nothing.

    The one who wires it answers with `refuse` (a sentence, in place), or by showing another screen. While the
    key is made, `set_busy` keeps the fields still.
    """

    unlock = Signal(UnlockWish)
    recover = Signal(RecoveryWish)
    other = Signal()

    def __init__(self, theme: Theme, *, time_text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("lock")
        self._time = Label(theme, time_text, name="lock.time", role=Role.MUTED)
        self._practice = Label(theme, name="lock.practice", size=Size.CLOCK, weight=Weight.BOLD, wrap=True)
        self._sentence = Label(theme, name="lock.sentence", role=Role.MUTED, wrap=True)
        self._honest = Label(
            theme,
            self.tr(
                "This practice file is encrypted and stays on this computer. Not certified EHR technology."
            ),
            name="lock.honest",
            size=Size.CAPTION,
            role=Role.MUTED,
            wrap=True,
        )
        self._logo = Logo(theme)
        self._pass = PassphrasePanel(theme)
        self._recovery: RecoveryPanel | None = None
        self._lay_out()
        self._pass.submitted.connect(self.unlock)
        self._pass.forgotten.connect(self._show_recovery)
        self._pass.other.connect(self.other)
        theme.follow(self, self._restyle)

    def show_view(self, view: LockView) -> None:
        """Show a practice and its users, the passphrase empty and ready to type."""
        self._practice.setText(view.practice)
        self._sentence.setText(view.sentence)
        self._sentence.setVisible(bool(view.sentence))
        self._pass.users.set_users(view.users, current=view.current)
        self._show_passphrase()

    def show_time(self, text: str) -> None:
        """Show date and time."""
        self._time.setText(text)

    def set_busy(self, *, busy: bool) -> None:
        """Show that the key is being made, or that a person may type again."""
        self._pass.set_busy(busy=busy)
        if self._recovery is not None:
            self._recovery.set_busy(busy=busy)

    def refuse(self, sentence: str) -> None:
        """Say in place why it did not open, and let the person try again."""
        self.set_busy(busy=False)
        if self._recovery is not None and not self._recovery.isHidden():
            self._recovery.refuse(sentence)
        else:
            self._pass.refuse(sentence)
        self._reveal()

    def refuse_for(self, seconds: int) -> None:
        """Say that the next passphrase is looked at only after so many seconds, and count them down."""
        self.set_busy(busy=False)
        self._pass.refuse_for(seconds)
        self._reveal()

    def ask(self, sentence: str, *, choice: str, agreed: Callable[[], None]) -> None:
        """Ask in place before something is done; `agreed` is called by the button that `choice` names."""
        self.set_busy(busy=False)
        if self._recovery is not None and not self._recovery.isHidden():
            self._recovery.ask(sentence, choice=choice, agreed=agreed)
        else:
            self._pass.ask(sentence, choice=choice, agreed=agreed)
        self._reveal()

    def passphrase_edit(self) -> QLineEdit:
        """Return the passphrase's line edit."""
        return self._pass.edit()

    def forget(self) -> None:
        """Empty what was typed; called at once after use."""
        self._pass.edit().clear()
        if self._recovery is not None:
            self._recovery.forget()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the mark in a low window, so that the passphrase stays in sight."""
        super().resizeEvent(event)
        self._restyle()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the ground."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.color(Role.WINDOW))
        painter.end()

    def _lay_out(self) -> None:
        theme = self._theme
        inside = QWidget()
        column = QVBoxLayout(inside)
        theme.space(column, margins=(16, 8, 16, 8), spacing=0)
        center = Qt.AlignmentFlag.AlignHCenter
        column.addStretch(9)
        column.addWidget(self._logo, alignment=center)
        for label in (self._practice, self._sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        self._card = Card(theme, name="lock.card", shadow=True, padding=0)
        self._card.body.addWidget(self._pass)
        across = QHBoxLayout()  # not an alignment: the card is then as high as its words broken into lines
        across.addStretch(1)
        across.addWidget(self._card)
        across.addStretch(1)
        column.addLayout(across)
        column.addStretch(10)
        self._honest.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._honest)
        self._column = column
        scroll = scroll_area(inside, name="lock.scroll")
        self._scroll = scroll
        whole = QVBoxLayout(self)
        theme.space(whole, margins=(0, 14, 0, 12))
        whole.addWidget(self._time, alignment=Qt.AlignmentFlag.AlignRight)
        whole.addWidget(scroll, 1)

    def _reveal(self) -> None:
        """Bring the answer into sight, once the words have their room."""
        QTimer.singleShot(0, self, self._scroll_to_answer)

    def _scroll_to_answer(self) -> None:
        self._column.activate()
        for answer in self._card.findChildren(Answer):
            if answer.isVisible():
                self._scroll.ensureWidgetVisible(answer, 0, 0)

    def _restyle(self) -> None:
        self._card.setFixedWidth(self._theme.px(CARD_WIDTH))
        low = self.height() < self._theme.px(_LOW)
        self._logo.setVisible(not low)
        self._time.setVisible(not low)
        self._pass.users.set_low(low=low)
        above, below = (0, 0) if low else (14, 8)
        self._practice.setContentsMargins(0, self._theme.px(above), 0, self._theme.px(below))
        self._sentence.setContentsMargins(0, 0, 0, self._theme.px(2 if low else 15))
        self._time.setContentsMargins(0, 0, self._theme.px(16), 0)
        self.update()

    def _show_recovery(self) -> None:
        recovery = self._recovery or self._made_recovery()
        self._pass.hide()
        recovery.show()
        recovery.ready()

    def _made_recovery(self) -> RecoveryPanel:
        # Made when it is asked for: hardly anyone does, and everyone would wait for it at the start.
        from ccmdesk.ui.lock_screen.recovery_panel import RecoveryPanel

        panel = RecoveryPanel(self._theme)
        panel.submitted.connect(self.recover)
        panel.left.connect(self._show_passphrase)
        self._card.body.addWidget(panel)
        self._recovery = panel
        return panel

    def _show_passphrase(self) -> None:
        if self._recovery is not None:
            self._recovery.forget()
            self._recovery.hide()
        self._pass.show()
        self._pass.ready()
