"""The people of the practice: in whose name is billed, and who works with the program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ccmdesk.domain.practice import BillingPractitioner, User
from ccmdesk.domain.practice import Role as UserRole
from ccmdesk.services.permissions import UseCase, may
from ccmdesk.ui.common.desk import Desk, Route
from ccmdesk.ui.common.paint import Run
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import SectionHeading
from ccmdesk.ui.common.practice_fields import role_words
from ccmdesk.ui.common.table import Table
from ccmdesk.ui.common.table_model import Column, ValueTableModel
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Theme, Weight
from ccmdesk.ui.practice.practitioner_dialog import open_practitioner

translate = QCoreApplication.translate
_HEAD, _ROW = 28, 24


class PractitionersSection(QWidget):
    """List the billing practitioners; Enter opens the one chosen."""

    def __init__(self, desk: Desk, *, may_change: bool) -> None:
        super().__init__()
        self._desk = desk
        self._may = may_change
        action = self.tr("Add a practitioner") if may_change else ""
        self._heading = SectionHeading(
            desk.theme, self.tr("Billing practitioners"), name="practice.practitioners", action=action
        )
        self._model = ValueTableModel[BillingPractitioner](_practitioner_columns(), key=lambda p: p.id)
        self._table = _short_table(
            desk.theme,
            self._model,
            name="practice.practitioner_table",
            spoken=self.tr("Billing practitioners"),
        )
        self._empty = Label(
            desk.theme,
            self.tr("There is none yet. Care plans are signed and months billed in a practitioner's name."),
            name="practice.no_practitioners",
            role=Role.MUTED,
            wrap=True,
        )
        column = QVBoxLayout(self)
        desk.theme.space(column, spacing=8)
        for part in (self._heading, self._table, self._empty):
            column.addWidget(part)
        self._heading.triggered.connect(self.add)
        self._table.opened.connect(self._open)

    def show_practitioners(self, practitioners: Sequence[BillingPractitioner]) -> None:
        """Show these practitioners, those who bill here now first."""
        self._model.set_values(sorted(practitioners, key=lambda p: (not p.active, p.name.casefold())))
        self._heading.set_count(len(practitioners))
        self._table.setVisible(bool(practitioners))
        self._empty.setVisible(not practitioners)
        _fit(self._desk.theme, self._table, self._model)

    def add(self) -> None:
        """Ask for a new practitioner."""
        open_practitioner(self._desk, None)

    def _open(self, key: object) -> None:
        chosen = next((one for one in self._model.values() if one.id == key), None)
        if self._may and chosen is not None:
            open_practitioner(self._desk, chosen)


class UsersSection(QWidget):
    """List who works with the program; an administrator goes on from here to change it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        action = self.tr("Manage users") if may(desk.actor, UseCase.MANAGE_USERS) else ""
        self._heading = SectionHeading(
            desk.theme, self.tr("People and roles"), name="practice.users", action=action
        )
        self._heading.triggered.connect(lambda: desk.navigate(Route("users")))
        self._model = ValueTableModel[User](_user_columns(), key=lambda user: user.id)
        self._table = _short_table(
            desk.theme, self._model, name="practice.user_table", spoken=self.tr("People and roles")
        )
        column = QVBoxLayout(self)
        desk.theme.space(column, spacing=8)
        column.addWidget(self._heading)
        column.addWidget(self._table)

    def show_users(self, users: Sequence[User]) -> None:
        """Show these users."""
        self._model.set_values(list(users))
        self._heading.set_count(len(users))
        _fit(self._desk.theme, self._table, self._model)


def _practitioner_columns() -> tuple[Column[BillingPractitioner], ...]:
    return (
        Column(
            key="name",
            title=translate("practice", "Name"),
            text=lambda p: p.name,
            runs=lambda p: (Run(p.name, Weight.BOLD, Role.TEXT if p.active else Role.MUTED),),
            width=180,
            indent=8,
            stretch=True,
        ),
        Column(key="npi", title=translate("practice", "NPI"), text=lambda p: p.npi, width=110),
        Column(key="taxonomy", title=translate("practice", "Taxonomy"), text=lambda p: p.taxonomy, width=110),
        Column(
            key="active",
            title=translate("practice", "State"),
            text=lambda p: (
                translate("practice", "Bills here")
                if p.active
                else translate("practice", "No longer bills here")
            ),
            width=150,
        ),
    )


def _user_columns() -> tuple[Column[User], ...]:
    return (
        Column(
            key="name",
            title=translate("practice", "Name"),
            text=lambda user: user.titled,
            runs=lambda user: (Run(user.titled, Weight.BOLD),),
            width=150,
            indent=8,
            stretch=True,
        ),
        Column(key="login", title=translate("practice", "Login"), text=lambda user: user.login, width=84),
        Column(key="roles", title=translate("practice", "Roles"), text=_roles, width=324, stretch=True),
    )


def _roles(user: User) -> str:
    words = ", ".join(role_words(role) for role in UserRole if role in user.roles)
    return translate("practice", "No longer works here") if user.disabled else words


def _short_table(theme: Theme, model: ValueTableModel[Any], *, name: str, spoken: str) -> Table:
    table = Table(theme, model, name=name, spoken=spoken)
    table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    theme.follow(table, lambda: _fit(theme, table, model))
    return table


def _fit(theme: Theme, table: Table, model: ValueTableModel[Any]) -> None:
    table.setFixedHeight(theme.px(_HEAD) + max(model.rowCount(), 1) * theme.px(_ROW) + theme.px(4))
