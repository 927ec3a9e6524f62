"""The password of a paper that is saved for sending: typed, judged, and forgotten with the preview."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ccmdesk.services.passphrases import Strength, strength
from ccmdesk.ui.common.fields import CheckBox, Field
from ccmdesk.ui.common.lane import Lane
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Theme, Weight

_ENOUGH = 3
"""The step of strength that a password needs which anyone with the file may guess at for years."""


class PasswordRow(QWidget):
    """Take a password for the file; shown once `wanted`, whose place is beside the save button, is ticked."""

    def __init__(self, theme: Theme, *, lane: Lane) -> None:
        super().__init__()
        self.setObjectName("preview.protection")
        self._lane = lane
        self._score, self._judged = 0, ""
        self.wanted = CheckBox(self.tr("Protect with a password, for e-mail"), name="preview.protect")
        self.field = Field(theme, self.tr("Password of the file"), name="preview.password", secret=True)
        self._words: QLabel = Label(
            theme, name="preview.strength", weight=Weight.MEDIUM, role=Role.MUTED, wrap=True
        )
        column = QVBoxLayout(self)
        theme.space(column, spacing=4)
        for part in (self.field, self._words):
            column.addWidget(part)
        self._show(wanted=False)
        self.wanted.toggled.connect(lambda on: self._show(wanted=on))
        self.field.edited.connect(self._typed)

    def password(self) -> str | None:
        """Return the password, nothing where none is wanted, or None when it is missing or weak."""
        if not self.wanted.isChecked():
            return ""
        text = self.field.control.text()
        if text and text == self._judged and self._score >= _ENOUGH:
            return text
        self.field.set_error(
            self.tr("This password is easy to guess. Make it longer.")
            if text
            else self.tr("Type a password, or take the tick away.")
        )
        self.field.control.setFocus()
        return None

    def forget(self) -> None:
        """Empty the field, its undo history included."""
        self.field.control.clear()
        self.field.control.setText("")
        self._judged = ""

    def _show(self, *, wanted: bool) -> None:
        self.setVisible(wanted)
        self.forget()
        self.field.set_error("")
        self._words.setText(self.tr("Tell the password by telephone, never in the same message."))
        if wanted:
            self.field.control.setFocus()

    def _typed(self, text: str) -> None:
        self.field.set_error("")
        self._lane.run(strength, text, (), then=partial(self._judge, text=text), owner=self, kind="strength")

    def _judge(self, judged: Strength, *, text: str) -> None:
        self._score, self._judged = judged.score, text
        enough = judged.score >= _ENOUGH
        self._words.setText(self.tr("Strong enough.") if enough else self.tr("Too easy to guess so far."))
