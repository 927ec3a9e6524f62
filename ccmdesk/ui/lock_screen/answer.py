"""What the lock screen answers in place: why it did not open, or a question with the one thing to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ccmdesk.ui.common.button import Button
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Theme, Weight


class Answer(QWidget):
    """Show a sentence, and below it a button where something can be agreed to; empty it shows nothing."""

    def __init__(self, theme: Theme, *, error: str, agree: str) -> None:
        super().__init__()
        self._agreed: Callable[[], None] | None = None
        self._error = Label(theme, name=error, weight=Weight.MEDIUM, role=Role.RED_TEXT, wrap=True)
        self.agree = Button(theme, "", name=agree, height=30)
        self.agree.clicked.connect(self._agree)
        row = QHBoxLayout()
        row.addWidget(self.agree)
        row.addStretch(1)
        column = QVBoxLayout(self)
        theme.space(column, margins=(0, 2, 0, 2), spacing=6)
        column.addWidget(self._error)
        column.addLayout(row)
        self.say("")

    def say(self, sentence: str, *, choice: str = "", agreed: Callable[[], None] | None = None) -> None:
        """Say a sentence, with a button for `choice` that calls `agreed`; nothing for an empty one."""
        self._agreed = agreed
        self._error.setText(sentence)
        self.agree.show_as(choice, icon=None)
        self.agree.setVisible(agreed is not None)
        self.setVisible(bool(sentence))

    def _agree(self) -> None:
        agreed = self._agreed
        self.say("")
        if agreed is not None:
            agreed()
