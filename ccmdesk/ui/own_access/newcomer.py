"""The screen for who came in with a temporary passphrase: she chooses her own before anything else."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ccmdesk.domain.changes import Done
from ccmdesk.domain.errors import UserError
from ccmdesk.domain.practice import Actor
from ccmdesk.services.practice_file import OpenPractice, close_practice
from ccmdesk.services.user_passphrases import change_own_passphrase
from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.fields import Field
from ccmdesk.ui.common.lane import Lane
from ccmdesk.ui.common.new_passphrase import NewPassphrase
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Surface, scroll_area
from ccmdesk.ui.common.text import Label, title
from ccmdesk.ui.common.theme import Theme, Weight

_WIDEST = 520
_GIVEN_UP_MS = 10 * 60 * 1000
"""The practice file is closed again when nothing was chosen for so long."""


class Newcomer(Surface):
    """Take a passphrase of her own; `done` carries the practice open for her, `left` says that she went."""

    done = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, opened: OpenPractice, *, lane: Lane) -> None:
        super().__init__(theme, role=Role.WINDOW, name="newcomer.screen")
        self._theme = theme
        self._opened = opened
        self._lane = lane
        self._old = Field(
            theme, self.tr("The temporary passphrase, once more"), name="newcomer.old", secret=True
        )
        self._new = NewPassphrase(theme, lane=lane, prefix="newcomer", caption=self.tr("Your own passphrase"))
        self._new.set_familiar(opened.actor.name, opened.practice_name)
        self._trouble = Label(
            theme, name="newcomer.trouble", role=Role.RED_TEXT, weight=Weight.MEDIUM, wrap=True
        )
        self._trouble.hide()
        self._go = Button(theme, self.tr("Go on"), name="newcomer.accept", kind=ButtonKind.PRIMARY)
        self._leave = Button(theme, self.tr("Not now"), name="newcomer.leave")
        self._lay_out()
        self._go.clicked.connect(self._accept)
        self._leave.clicked.connect(self.left)
        self._given_up = QTimer(self)
        self._given_up.setSingleShot(True)
        self._given_up.setInterval(_GIVEN_UP_MS)
        self._given_up.timeout.connect(self.left)
        self._given_up.start()

    def take_keyboard(self) -> None:
        """Put the keyboard into the first field."""
        self._old.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, sentence: str) -> None:
        """Say why it could not be done."""
        self._trouble.setText(sentence)
        self._trouble.setVisible(bool(sentence))

    def forget(self) -> None:
        """Empty everything typed."""
        self._old.control.setText("")
        self._new.forget()

    def close_file(self) -> None:
        """Close the practice file; called on the lane."""
        close_practice(self._opened)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Accept on Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go.click()
        else:
            super().keyPressEvent(event)

    def _accept(self) -> None:
        self.refuse("")
        old = self._old.control.text()
        if not old:
            self._old.set_error(self.tr("Type the passphrase that was handed to you."))
            self.take_keyboard()
            return
        if not self._new.check():
            return
        opened = self._opened
        for button in (self._go, self._leave):
            button.setEnabled(False)
        self._given_up.stop()
        self._lane.run(
            partial(change_own_passphrase, opened.store, opened.actor, old=old, new=self._new.passphrase()),
            then=self._changed,
            failed=self._fail,
            ended=self._ended,
            owner=self,
        )

    def _ended(self) -> None:
        self._given_up.start()
        for button in (self._go, self._leave):
            button.setEnabled(True)

    def _changed(self, done: Done[Actor]) -> None:
        self._given_up.stop()
        self.forget()
        self.done.emit(replace(self._opened, actor=done.value, must_change=False))

    def _fail(self, error: UserError) -> None:
        self.refuse(str(error))
        self.take_keyboard()

    def _lay_out(self) -> None:
        theme = self._theme
        inner = QWidget()
        theme.follow(inner, lambda: inner.setMaximumWidth(theme.px(_WIDEST)))
        column = QVBoxLayout(inner)
        theme.space(column, margins=(16, 16, 16, 16), spacing=12)
        hello = self.tr("Welcome, %1").replace("%1", self._opened.actor.name)
        about = self.tr(
            "The passphrase that you came in with was a temporary one, and somebody else knows it. Choose"
            " your own now; nothing else can be done before. Use 15 characters or more that nobody guesses,"
            " or six words chosen at random."
        )
        column.addWidget(title(theme, hello, name="newcomer.title"))
        column.addWidget(Label(theme, about, name="newcomer.about", role=Role.MUTED, wrap=True))
        for part in (self._old, self._new, self._trouble):
            column.addWidget(part)
        row = QHBoxLayout()
        theme.space(row, spacing=8)
        row.addStretch(1)
        row.addWidget(self._leave)
        row.addWidget(self._go)
        column.addLayout(row)
        column.addStretch(1)
        inside = QWidget()
        middle = QHBoxLayout(inside)
        theme.space(middle)
        middle.addStretch(1)
        middle.addWidget(inner, 8)
        middle.addStretch(1)
        scroll = scroll_area(inside, name="newcomer.scroll")
        outer = QVBoxLayout(self)
        theme.space(outer)
        outer.addWidget(scroll)
