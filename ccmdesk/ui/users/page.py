"""The users page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from ccmdesk.domain.changes import ChangeKind, Changes
from ccmdesk.domain.errors import UserError
from ccmdesk.domain.practice import Actor, User
from ccmdesk.domain.practice import Role as UserRole
from ccmdesk.services.practice import users
from ccmdesk.services.store import Store
from ccmdesk.services.users import last_logins
from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.page import ShortcutSpec
from ccmdesk.ui.common.paint import Run
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Surface
from ccmdesk.ui.common.practice_fields import role_words
from ccmdesk.ui.common.say import date_time
from ccmdesk.ui.common.states import error_state
from ccmdesk.ui.common.table import Table
from ccmdesk.ui.common.table_model import Column, ValueTableModel
from ccmdesk.ui.common.text import Label, title
from ccmdesk.ui.common.theme import Weight
from ccmdesk.ui.users.deeds import open_disable, open_enable, open_reset
from ccmdesk.ui.users.user_form import open_user

translate = QCoreApplication.translate
KEY = "users"


@dataclass(frozen=True, slots=True)
class _Row:
    """Hold a user and when she last logged in (local time), None when not lately."""

    user: User
    last: datetime | None


def _read(store: Store, actor: Actor) -> tuple[_Row, ...]:
    last = last_logins(store, actor)
    zone = ZoneInfo(store.zone)
    return tuple(
        _Row(user, last[user.id].astimezone(zone) if user.id in last else None)
        for user in users(store, actor)
    )


class UsersPage(Surface):
    """List the users; an administrator adds, changes, disables and helps them in again."""

    def __init__(self, desk: Desk, *, new_sheet: Callable[[Desk], None]) -> None:
        super().__init__(desk.theme, role=Role.SURFACE, name=KEY)
        self._desk = desk
        self._open_sheet = new_sheet
        theme = desk.theme
        self._model = ValueTableModel[_Row](_columns(), key=lambda row: row.user.id)
        self.table = Table(theme, self._model, name="users.table", spoken=self.tr("Users"))
        self._error = error_state(theme, name="users.error", title="", why="", action=self.tr("Try again"))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._error)
        self._add = Button(
            theme, self.tr("Add"), name="users.add", kind=ButtonKind.PRIMARY, icon=Icon.PERSON_ADD, height=28
        )
        self._sheet = Button(
            theme, self.tr("New recovery sheet…"), name="users.sheet", icon=Icon.KEY, height=28
        )
        self._change = Button(theme, self.tr("Change…"), name="users.change", icon=Icon.PENCIL, height=28)
        self._reset = Button(
            theme, self.tr("Temporary passphrase…"), name="users.reset", icon=Icon.REFRESH, height=28
        )
        self._disable = Button(theme, self.tr("Disable…"), name="users.disable", icon=Icon.LOCK, height=28)
        self._enable = Button(theme, self.tr("Enable…"), name="users.enable", icon=Icon.UNLOCK, height=28)
        self._why = Label(theme, name="users.why", role=Role.MUTED, wrap=True)
        self._lay_out()
        self._connect()
        self._offer(None)
        self.setFocusProxy(self.table)
        self._load()

    @property
    def page_key(self) -> str:
        """Return the stable name of the page."""
        return KEY

    def refresh(self, changes: Changes) -> None:
        """Show what changed."""
        if not changes.kinds or ChangeKind.PRACTICE in changes.kinds:
            self._load()

    def shortcuts(self) -> Sequence[ShortcutSpec]:
        """Return the keys of the page."""
        return [ShortcutSpec("Ctrl+N", self.tr("Add a user"), self.add)]

    def leave(self) -> bool:
        """Let go; nothing is typed on the page itself."""
        return True

    def add(self) -> None:
        """Ask for a new user."""
        open_user(self._desk, None)

    def new_sheet(self) -> None:
        """Print a new recovery sheet in the place of the old one."""
        self._open_sheet(self._desk)

    def chosen(self) -> User | None:
        """Return the user whose row is current."""
        row = self._model.value(self.table.currentIndex().row())
        return None if row is None else row.user

    def _load(self) -> None:
        desk = self._desk
        desk.lane.run(
            _read, desk.store, desk.actor, then=self._show, failed=self._fail, owner=self, kind="users"
        )

    def _show(self, rows: Sequence[_Row]) -> None:
        before = self.table.current_key()
        self._model.set_values(sorted(rows, key=lambda row: (row.user.disabled, row.user.name.casefold())))
        self._stack.setCurrentWidget(self.table)
        if not self.table.select_key(before) and rows:
            self.table.select_key(self._model.key_at(0))
        self._offer(None)

    def _fail(self, error: UserError) -> None:
        self._error.say(self.tr("The users could not be read"), str(error))
        self._stack.setCurrentWidget(self._error)

    def _offer(self, _key: object) -> None:
        """Offer what can be done with the user chosen, and say why something cannot."""
        user = self.chosen()
        disabled = user is not None and user.disabled
        own = user is not None and user.id == self._desk.actor.user_id
        last = user is not None and self._last_administrator(user)
        for button in (self._change, self._reset):
            button.setEnabled(user is not None and not disabled)
        self._disable.setVisible(not disabled)
        self._disable.setEnabled(user is not None and not own and not last)
        self._enable.setVisible(disabled)
        words = ""
        if last:
            words = self.tr(
                "%1 is the only administrator and cannot be disabled or lose that role: make somebody else an"
                " administrator first."
            )
        elif own:
            words = self.tr("This is you: another administrator would have to disable you.")
        self._why.setText(words.replace("%1", "" if user is None else user.name))

    def _last_administrator(self, user: User) -> bool:
        able = [
            row.user.id
            for row in self._model.values()
            if UserRole.ADMINISTRATOR in row.user.roles and not row.user.disabled
        ]
        return able == [user.id]

    def _open(self, key: object) -> None:
        user = self.chosen()
        if user is not None and user.id == key and not user.disabled:
            open_user(self._desk, user)

    def _change_chosen(self) -> None:
        user = self.chosen()
        if user is not None:
            open_user(self._desk, user)

    def _reset_chosen(self) -> None:
        user = self.chosen()
        if user is not None:
            open_reset(self._desk, user)

    def _disable_chosen(self) -> None:
        user = self.chosen()
        if user is not None:
            open_disable(self._desk, user)

    def _enable_chosen(self) -> None:
        user = self.chosen()
        if user is not None:
            open_enable(self._desk, user)

    def _connect(self) -> None:
        self.table.current_changed.connect(self._offer)
        self.table.opened.connect(self._open)
        self._error.triggered.connect(self._load)
        for button, slot in (
            (self._add, self.add),
            (self._sheet, self.new_sheet),
            (self._change, self._change_chosen),
            (self._reset, self._reset_chosen),
            (self._disable, self._disable_chosen),
            (self._enable, self._enable_chosen),
        ):
            button.clicked.connect(slot)

    def _lay_out(self) -> None:
        theme = self._desk.theme
        head, deeds = QHBoxLayout(), QHBoxLayout()
        for row in (head, deeds):
            theme.space(row, spacing=8)
        head.addWidget(title(theme, self.tr("Users"), name="users.title"))
        head.addStretch(1)
        for button in (self._sheet, self._add):
            head.addWidget(button)
        for button in (self._change, self._reset, self._disable, self._enable):
            deeds.addWidget(button)
        deeds.addStretch(1)
        column = QVBoxLayout(self)
        theme.space(column, margins=(16, 10, 16, 8), spacing=8)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        column.addWidget(self._why)
        column.addLayout(deeds)


def _columns() -> tuple[Column[_Row], ...]:
    return (
        Column(
            key="name",
            title=translate("users", "Name"),
            text=lambda row: row.user.titled,
            runs=lambda row: (
                Run(row.user.titled, Weight.BOLD, Role.MUTED if row.user.disabled else Role.TEXT),
            ),
            width=150,
            indent=8,
        ),
        Column(key="login", title=translate("users", "Login"), text=lambda row: row.user.login, width=90),
        Column(
            key="roles",
            title=translate("users", "Roles"),
            text=_roles,
            tooltip=_roles,
            width=180,
            stretch=True,
        ),
        Column(key="state", title=translate("users", "State"), text=_state, width=150),
        Column(
            key="last",
            title=translate("users", "Last login"),
            text=lambda row: translate("users", "Not lately") if row.last is None else date_time(row.last),
            width=140,
        ),
    )


def _roles(row: _Row) -> str:
    return ", ".join(role_words(role) for role in UserRole if role in row.user.roles)


def _state(row: _Row) -> str:
    if row.user.disabled:
        return translate("users", "Disabled")
    if row.user.must_change:
        return translate("users", "Temporary passphrase")
    return translate("users", "Works here")
