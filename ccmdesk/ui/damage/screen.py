"""The damage screen: it makes nothing new and guesses nothing; a person chooses what to do."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ccmdesk.services.backup_finding import FoundBackup
from ccmdesk.services.damage import Damage
from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.fields import Choice, Field
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Card, Surface, scroll_area
from ccmdesk.ui.common.say import clock_time, full_date
from ccmdesk.ui.common.text import Label, title
from ccmdesk.ui.common.theme import Theme, Weight

_WIDEST = 640


class DamageScreen(Surface):
    """Say what is damaged and what is safe; each signal is a wish that its opener grants.

    `restore` and `other` carry nothing, `go_on` login, reason and passphrase of an administrator.
    `users` are logins with names, `login` is who tried to come in.
    """

    restore = Signal()
    other = Signal()
    go_on = Signal(str, str, str)

    def __init__(
        self, theme: Theme, damage: Damage, *, users: Sequence[tuple[str, str]] = (), login: str = ""
    ) -> None:
        super().__init__(theme, role=Role.WINDOW, name="damage")
        self._theme, self._damage = theme, damage
        self._safe = Label(theme, name="damage.safe", weight=Weight.MEDIUM, wrap=True)
        self._problem = Label(
            theme, name="damage.problem", weight=Weight.MEDIUM, role=Role.RED_TEXT, wrap=True
        )
        self._problem.hide()
        self._restore = Button(
            theme,
            self.tr("Restore from a backup…"),
            name="damage.restore",
            kind=ButtonKind.PRIMARY,
            icon=Icon.SHIELD,
        )
        self._other = Button(theme, self.tr("Look for another file…"), name="damage.other", icon=Icon.FOLDER)
        self._details = Label(theme, damage.details, name="damage.details", role=Role.MUTED, wrap=True)
        self._details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._details.hide()
        self._show = Button(theme, self.tr("Technical details"), name="damage.show", kind=ButtonKind.LINK)
        self._copy = Button(theme, self.tr("Copy"), name="damage.copy", kind=ButtonKind.LINK)
        self._copy.hide()
        first = login or (users[0][0] if users else "")
        words = self.tr("An administrator")
        self._who = Choice(theme, words, name="damage.who", options=users, current=first)
        self._reason = Field(theme, self.tr("Why you open it all the same"), name="damage.reason")
        self._pass = Field(
            theme, self.tr("The administrator's passphrase"), name="damage.passphrase", secret=True
        )
        self._open = Button(theme, self.tr("Open it anyway"), name="damage.open")
        self._lay_out()
        self._restore.clicked.connect(self.restore)
        self._other.clicked.connect(self.other)
        self._open.clicked.connect(self._ask_open)
        self._show.clicked.connect(self._toggle)
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(damage.details))
        self.setFocusProxy(self._restore)
        self._safe.setText(self.tr("Looking for copies…"))

    def show_copies(self, copies: tuple[FoundBackup, ...]) -> None:
        """Say which copy is safe: each was verified when it was made, and is checked before it is used."""
        if not copies:
            self._safe.setText(
                self.tr(
                    "No copy was found on this disk. Put the USB stick in and press Restore from a backup."
                )
            )
            return
        at = copies[0].made_at.astimezone(ZoneInfo(copies[0].zone))
        words = self.tr(
            "Safe: the newest copy on this disk, made and verified on %s. A stick may hold a newer one."
        )
        self._safe.setText(words.replace("%s", f"{full_date(at.date())}, {clock_time(at)}"))

    def refuse(self, sentence: str) -> None:
        """Say why it does not open, and let the person try again."""
        self._open.setEnabled(True)
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))

    def _ask_open(self) -> None:
        if not self._reason.text():
            self._reason.set_error(self.tr("Say in a few words why: it is kept in the record."))
            self._reason.control.setFocus()
        elif not self._pass.control.text():
            self._pass.set_error(self.tr("Type the passphrase."))
            self._pass.control.setFocus()
        else:
            self.refuse("")
            self._open.setEnabled(False)
            passphrase = self._pass.control.text()
            self._pass.control.clear()
            self.go_on.emit(self._who.key(), self._reason.text(), passphrase)

    def _toggle(self) -> None:
        shown = self._details.isHidden()
        self._details.setVisible(shown)
        self._copy.setVisible(shown)

    def _lay_out(self) -> None:
        theme, damage = self._theme, self._damage
        card = Card(theme, name="damage.card", shadow=True, padding=20)
        body = card.body
        body.addWidget(
            title(theme, self.tr("This practice file cannot be opened as it is"), name="damage.title")
        )
        body.addWidget(
            Label(theme, damage.what, name="damage.what", role=Role.RED_TEXT, weight=Weight.MEDIUM, wrap=True)
        )
        kept = self.tr("%s No new file was made.").replace("%s", damage.kept)
        body.addWidget(Label(theme, kept.strip(), name="damage.kept", wrap=True))
        body.addWidget(self._safe)
        body.addLayout(self._row(self._restore, self._other))
        if damage.acceptable:
            words = self.tr(
                "An administrator who knows the reason, such as a copy put back by hand, may open it as is."
                " What is missing stays missing."
            )
            body.addWidget(Label(theme, words, name="damage.go_on", role=Role.MUTED, wrap=True))
            for field in (self._reason, self._who, self._pass):
                body.addWidget(field)
            body.addLayout(self._row(self._open))
        body.addWidget(self._problem)
        body.addLayout(self._row(self._show, self._copy))
        body.addWidget(self._details)
        for part in () if damage.acceptable else (self._reason, self._who, self._pass, self._open):
            part.setParent(self)
            part.hide()
        self._frame_it(card)

    def _frame_it(self, card: Card) -> None:
        theme = self._theme
        theme.follow(card, lambda: card.setMaximumWidth(theme.px(_WIDEST)))
        inside = QWidget()
        row = QHBoxLayout(inside)
        theme.space(row, margins=(16, 16, 16, 16))
        column = QVBoxLayout()
        column.addStretch(1)
        column.addWidget(card)
        column.addStretch(2)
        row.addStretch(1)
        row.addLayout(column, 8)
        row.addStretch(1)
        scroll = scroll_area(inside, name="damage.scroll")
        whole = QVBoxLayout(self)
        theme.space(whole)
        whole.addWidget(scroll)

    def _row(self, *buttons: Button) -> QHBoxLayout:
        row = QHBoxLayout()
        self._theme.space(row, spacing=8)
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        return row
