"""The form in which a user is added or changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ccmdesk.domain.changes import Done
from ccmdesk.domain.practice import CREDENTIALS, User
from ccmdesk.domain.practice import Role as UserRole
from ccmdesk.services.passphrases import suggestion
from ccmdesk.services.users import add_user, change_user
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.fields import CheckBox, Choice, Field
from ccmdesk.ui.common.form import FormLayout
from ccmdesk.ui.common.message_bar import Message
from ccmdesk.ui.common.practice_fields import NpiField, role_words
from ccmdesk.ui.users.asking import AskingDialog, call_with
from ccmdesk.ui.users.deeds import show_words

translate = QCoreApplication.translate
_NOBODY = User("", "", "RN", frozenset({UserRole.CARE_MANAGER}))


def open_user(desk: Desk, user: User | None) -> None:
    """Open the form for a user, or for a new one."""
    form = UserForm(desk, user)
    desk.dialogs.show_dialog(form, first=form.name.control)


class UserForm(AskingDialog):
    """Ask for one user; a new one gets a temporary passphrase of six words."""

    def __init__(self, desk: Desk, user: User | None) -> None:
        new = user is None
        super().__init__(
            desk,
            name="users.form",
            title=translate("UserForm", "New user") if new else translate("UserForm", "Change a user"),
            primary=translate("UserForm", "Add") if new else translate("UserForm", "Save"),
            about=translate(
                "UserForm", "A temporary passphrase of six words is made and shown once, to be handed over."
            )
            if new
            else translate("UserForm", "Roles hold from the next login on."),
            width=560,
        )
        self._known = user or _NOBODY
        self._words = ""
        self._make_fields()
        self._lay_out()
        self.deed = self._call
        self.done = self._say_done

    def _make_fields(self) -> None:
        theme, known = self.desk.theme, self._known
        self.name = Field(theme, self.tr("Name"), name="users.form_name", text=known.name)
        self._login = Field(theme, self.tr("Login"), name="users.form_login", text=known.login)
        words = ((key, self.tr("None") if key == "none" else key) for key in CREDENTIALS)
        self._credential = Choice(
            theme,
            self.tr("Credential"),
            name="users.form_credential",
            options=tuple(words),
            current=known.credential,
        )
        self._npi = NpiField(theme, self.tr("NPI, where there is one"), name="users.form_npi", text=known.npi)
        self._licence = Field(
            theme, self.tr("Licence, where there is one"), name="users.form_licence", text=known.licence
        )
        self._roles = {
            role: CheckBox(
                role_words(role), name=f"users.form_role.{role.value}", checked=role in known.roles
            )
            for role in UserRole
        }
        self._roles_wrong = Field(theme, self.tr("Roles"), name="users.form_roles")
        self._roles_wrong.control.hide()
        self.fields = {
            "name": self.name,
            "login": self._login,
            "npi": self._npi,
            "roles": self._roles_wrong,
        }

    def wanted(self) -> User:
        """Return the user as typed."""
        return replace(
            self._known,
            name=self.name.text(),
            login=self._login.text(),
            credential=self._credential.key(),
            npi=self._npi.npi(),
            licence=self._licence.text(),
            roles=frozenset(role for role, box in self._roles.items() if box.isChecked()),
        )

    def _lay_out(self) -> None:
        theme = self.desk.theme
        form = FormLayout(theme, columns=2, column_width=200)
        for field in (self.name, self._login, self._credential, self._npi, self._licence):
            form.add(field)
        roles = QWidget()
        column = QVBoxLayout(roles)
        theme.space(column, spacing=4)
        column.addWidget(self._roles_wrong)
        for box in self._roles.values():
            column.addWidget(box)
            box.toggled.connect(lambda _on: self._roles_wrong.set_error(""))
        self.add(form, roles)

    def _call(self, own: str) -> Callable[[], Done[Any]]:
        for field in self.fields.values():
            field.set_error("")
        wanted = self.wanted()
        if self._known.id:
            return call_with(change_user, self.desk, wanted, admin_passphrase=own)
        self._words = suggestion()
        return call_with(add_user, self.desk, wanted, passphrase=self._words, admin_passphrase=own)

    def _say_done(self, done: Done[User]) -> None:
        if self._known.id:
            words = translate("UserForm", "Saved %1.").replace("%1", done.value.name)
            self.desk.messages.say(Message(words))
        else:
            show_words(self.desk, done.value, words=self._words)
