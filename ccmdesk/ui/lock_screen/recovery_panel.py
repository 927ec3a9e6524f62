"""The panel of the lock screen's card that opens with the printed recovery key; loaded when asked for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.fields import Field
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.text import Label, title
from ccmdesk.ui.common.theme import Theme
from ccmdesk.ui.lock_screen.answer import Answer
from ccmdesk.ui.lock_screen.panels import busy_bar
from ccmdesk.ui.lock_screen.values import RecoveryWish


class RecoveryPanel(QWidget):
    """Ask for the recovery key of the printed sheet and for the reason."""

    submitted = Signal(RecoveryWish)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        heading = title(theme, self.tr("Open with the recovery key"), name="lock.recovery.title")
        words = Label(
            theme,
            self.tr(
                "It is printed on the sheet kept in a safe place. The opening is written into the record."
            ),
            role=Role.MUTED,
            wrap=True,
        )
        self._key = Field(theme, self.tr("Recovery key"), name="lock.recovery.key")
        self._reason = Field(theme, self.tr("Why it is needed"), name="lock.recovery.reason")
        for field in (self._key, self._reason):  # as high as a long refusal below it, broken into lines
            field.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._answer = Answer(theme, error="lock.recovery.error", agree="lock.recovery.agree")
        self._busy = busy_bar("lock.recovery.busy")
        self._button = Button(
            theme, self.tr("Open"), name="lock.recovery.open", kind=ButtonKind.PRIMARY, height=34
        )
        self._back = Button(theme, self.tr("Back"), name="lock.recovery.back", height=34)
        self._button.clicked.connect(self._submit)
        self._key.control.returnPressed.connect(self._submit)
        self._reason.control.returnPressed.connect(self._submit)
        self._back.clicked.connect(self.left)
        column = QVBoxLayout(self)
        theme.space(column, margins=(23, 15, 23, 16), spacing=12)
        for widget in (heading, words, self._key, self._reason, self._answer, self._busy):
            column.addWidget(widget)
        row = QHBoxLayout()
        theme.space(row, spacing=8)
        row.addStretch(1)
        row.addWidget(self._back)
        row.addWidget(self._button)
        column.addLayout(row)
        self.set_busy(busy=False)

    def ready(self) -> None:
        """Empty the fields and put the keyboard into the first."""
        self.forget()
        for field in (self._key, self._reason):
            field.set_error("")
        self._answer.say("")
        self._key.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, sentence: str) -> None:
        """Say in place why it did not open."""
        self._key.set_error(sentence)
        self._key.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask(self, sentence: str, *, choice: str, agreed: Callable[[], None]) -> None:
        """Ask in place before something is done, with a button for it."""
        self._answer.say(sentence, choice=choice, agreed=agreed)

    def set_busy(self, *, busy: bool) -> None:
        """Keep the fields still while the key is made."""
        for widget in (self._button, self._back, self._key, self._reason, self._answer):
            widget.setEnabled(not busy)
        self._busy.setRange(0, 0 if busy else 1)
        self._busy.setVisible(busy)

    def forget(self) -> None:
        """Empty the fields."""
        for field in (self._key, self._reason):
            field.set_text("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back with Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self._back.click()
        else:
            super().keyPressEvent(event)

    def _submit(self) -> None:
        self._answer.say("")
        if not self._key.text():
            self._key.set_error(self.tr("Type the recovery key from the printed sheet."))
        elif not self._reason.text():
            self._reason.set_error(self.tr("Write in a few words why it is needed."))
        else:
            self.submitted.emit(RecoveryWish(self._key.text(), self._reason.text()))
