"""The panel of the lock screen's card that asks who is here and for the passphrase."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from PySide6.QtCore import QDeadlineTimer, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Surface
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Size, Theme, Weight
from ccmdesk.ui.lock_screen.answer import Answer
from ccmdesk.ui.lock_screen.user_list import UserList
from ccmdesk.ui.lock_screen.values import UnlockWish

_SECOND_MS = 1000


class PassphrasePanel(QWidget):
    """Ask who is here and for the passphrase; `other` is the wish for another practice."""

    submitted = Signal(UnlockWish)
    forgotten = Signal()
    other = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.users = UserList(theme, parent=self)
        self._caption = Label(
            theme, self.tr("Passphrase"), size=Size.CAPTION, weight=Weight.MEDIUM, role=Role.MUTED
        )
        self._edit = _SecretEdit(theme)
        self._caption.setBuddy(self._edit)
        self._button = Button(
            theme, self.tr("Unlock"), name="lock.unlock", kind=ButtonKind.PRIMARY, height=34
        )
        self._answer = Answer(theme, error="lock.error", agree="lock.agree")
        theme.follow(self._button, lambda: self._button.setMinimumWidth(theme.px(88)))
        self._busy = busy_bar("lock.busy")
        self._forgotten = Button(
            theme,
            self.tr("Forgotten passphrase"),
            name="lock.forgotten",
            kind=ButtonKind.LINK,
            role=Role.MUTED,
        )
        self._other = Button(
            theme, self.tr("Other practice…"), name="lock.other", kind=ButtonKind.LINK, role=Role.MUTED
        )
        self._wait_ends = QDeadlineTimer()
        self._waiting = QTimer(self)
        self._lay_out()
        self._connect()
        self.refuse("")
        self.set_busy(busy=False)

    def _connect(self) -> None:
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(_SECOND_MS)
        self._waiting.timeout.connect(self._count_down)
        self._button.clicked.connect(self._submit)
        self._edit.returnPressed.connect(self._submit)
        self._edit.textEdited.connect(self._clear_error)
        self._edit.stepped.connect(self._step)
        self._forgotten.clicked.connect(self.forgotten)
        self._other.clicked.connect(self.other)
        self.users.chosen.connect(self.ready)
        self.users.passed_on.connect(self.ready)

    def edit(self) -> QLineEdit:
        """Return the passphrase's line edit."""
        return self._edit

    def ready(self) -> None:
        """Empty the passphrase and put the keyboard into it."""
        self._edit.clear()
        self._edit.hide_text()
        self.refuse("")
        self._edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, sentence: str) -> None:
        """Say in place why it did not open; an empty sentence says nothing."""
        self._say(sentence)

    def refuse_for(self, seconds: int) -> None:
        """Count down the seconds until the next passphrase is looked at."""
        self._wait_ends = QDeadlineTimer(seconds * 1000)
        self._count_down()
        self._edit.selectAll()
        self._edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _count_down(self) -> None:
        left = ceil(self._wait_ends.remainingTime() / 1000)
        if left <= 0:
            self._say("")
            return
        words = self.tr("After so many wrong tries the next is possible in %1. The recovery key opens now.")
        sentence = words.replace("%1", f"{left // 60}:{left % 60:02}")
        self._answer.say(sentence)
        self._edit.setAccessibleDescription(sentence)
        self._waiting.start()

    def ask(self, sentence: str, *, choice: str, agreed: Callable[[], None]) -> None:
        """Ask in place before something is done, with a button for it."""
        self._say(sentence, choice=choice, agreed=agreed)

    def _say(self, sentence: str, *, choice: str = "", agreed: Callable[[], None] | None = None) -> None:
        self._waiting.stop()
        self._answer.say(sentence, choice=choice, agreed=agreed)
        self._edit.setAccessibleDescription(sentence)
        if sentence:
            self._edit.setFocus(Qt.FocusReason.OtherFocusReason)
            self._edit.selectAll()

    def set_busy(self, *, busy: bool) -> None:
        """Keep the fields still while the key is made."""
        self._button.setText(self.tr("Opening…") if busy else self.tr("Unlock"))
        for widget in (self._button, self._edit, self.users, self._forgotten, self._other, self._answer):
            widget.setEnabled(not busy)
        self._busy.setRange(0, 0 if busy else 1)
        policy = self._busy.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._busy.setSizePolicy(policy)
        self._busy.setVisible(busy)

    def _lay_out(self) -> None:
        theme = self._theme
        column = QVBoxLayout(self)
        theme.space(column, spacing=0)
        users = QVBoxLayout()
        theme.space(users, margins=(7, 8, 7, 7))
        users.addWidget(self.users)
        column.addLayout(users)
        line = Surface(theme, role=Role.LINE)
        line.setFixedHeight(1)
        column.addWidget(line)
        below = QVBoxLayout()
        theme.space(below, margins=(23, 15, 23, 10), spacing=4)
        below.addWidget(self._caption)
        row = QHBoxLayout()
        theme.space(row, spacing=8)
        row.addWidget(self._edit, 1)
        row.addWidget(self._button)
        below.addLayout(row)
        below.addWidget(self._busy)
        below.addWidget(self._answer)
        links = QHBoxLayout()
        theme.space(links, spacing=8)
        links.addWidget(self._forgotten)
        links.addStretch(1)
        links.addWidget(self._other)
        below.addLayout(links)
        column.addLayout(below)

    def _step(self, by: int) -> None:
        self.users.step(by)
        self.refuse("")

    def _clear_error(self) -> None:
        if not self._waiting.isActive():
            self.refuse("")

    def _submit(self) -> None:
        if not self._button.isEnabled():
            return
        if not self._edit.text():
            self.refuse(self.tr("Type the passphrase first."))
            return
        self.submitted.emit(UnlockWish(self.users.current(), self._edit.text()))


class _SecretEdit(QLineEdit):
    """Take the passphrase; an eye at the right shows it.

    `stepped` is the wish for the user before (-1) or after (1).
    """

    stepped = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("lock.passphrase")
        self.setAccessibleName(self.tr("Passphrase"))
        self._eye = Button(
            theme, "", name="lock.show", kind=ButtonKind.QUIET, icon=Icon.EYE, height=26, parent=self
        )
        self._eye.hide()
        self._eye.clicked.connect(self._toggle)
        self.hide_text()
        theme.changed.connect(self._restyle)

    def hide_text(self) -> None:
        """Show dots."""
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self._restyle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to another user with Up and Down; the field has one line and needs neither."""
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(by)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field, and the eye from the second time on: its picture would hold up the first."""
        super().paintEvent(event)
        if self._eye.isHidden():
            QTimer.singleShot(0, self._eye.show)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the eye at the right."""
        super().resizeEvent(event)
        self._place()

    def _toggle(self) -> None:
        hidden = self.echoMode() == QLineEdit.EchoMode.Password
        self.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self._restyle()

    def _restyle(self) -> None:
        hidden = self.echoMode() == QLineEdit.EchoMode.Password
        words = self.tr("Show the passphrase") if hidden else self.tr("Hide the passphrase")
        self._eye.show_as("", icon=Icon.EYE if hidden else Icon.EYE_OFF, spoken=words)
        self.setTextMargins(0, 0, self._theme.px(24), 0)
        self._place()

    def _place(self) -> None:
        size = self._eye.sizeHint()
        self._eye.setGeometry(
            self.width() - size.width() - self._theme.px(4),
            (self.height() - size.height()) // 2,
            size.width(),
            size.height(),
        )


def busy_bar(name: str) -> QProgressBar:
    """Return the bar that moves while the key is made."""
    bar = QProgressBar()
    bar.setObjectName(name)
    bar.setTextVisible(False)
    return bar
