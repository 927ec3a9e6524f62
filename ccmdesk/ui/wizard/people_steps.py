"""The steps on people: in whose name is billed, and who works here first."""

from __future__ import annotations

import re
import unicodedata

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ccmdesk.domain.errors import InvalidValue
from ccmdesk.domain.practice import CREDENTIALS, BillingPractitioner, Role, User
from ccmdesk.services.practice import check_practitioner
from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.fields import CheckBox, Choice, Field
from ccmdesk.ui.common.form import FormLayout
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.palette import Role as Color
from ccmdesk.ui.common.practice_fields import NpiField, role_words
from ccmdesk.ui.common.text import Label, caption
from ccmdesk.ui.common.theme import Theme
from ccmdesk.ui.wizard.step import Step

_MOST = 12
_CHOSEN_ROLES = (Role.CARE_MANAGER, Role.BILLING_PRACTITIONER, Role.BILLER)


class _PractitionerRow(QWidget):
    """Ask for one billing practitioner."""

    removed = Signal(object)

    def __init__(self, theme: Theme, *, number: int) -> None:
        super().__init__()
        at = f"wizard.practitioner.{number}"
        self.setObjectName(at)
        self._name = Field(theme, self.tr("Name, as Dr. Ada Fields"), name=f"{at}.name")
        self._npi = NpiField(theme, self.tr("NPI"), name=f"{at}.npi")
        self._taxonomy = Field(theme, self.tr("Taxonomy, if known"), name=f"{at}.taxonomy")
        self._taxonomy.control.setPlaceholderText("207Q00000X")
        self.remove = Button(
            theme,
            "",
            name=f"{at}.remove",
            kind=ButtonKind.QUIET,
            icon=Icon.CLOSE,
            spoken=self.tr("Leave this practitioner out"),
            height=30,
        )
        self.remove.clicked.connect(lambda: self.removed.emit(self))
        form = FormLayout(theme, columns=3, column_width=150)
        for field in (self._name, self._npi, self._taxonomy):
            form.add(field)
        side = QVBoxLayout()
        theme.space(side, margins=(0, 18, 0, 0))
        side.addWidget(self.remove)
        side.addStretch(1)
        row = QHBoxLayout(self)
        theme.space(row, spacing=8)
        row.addWidget(form, 1)
        row.addLayout(side)
        self.setFocusProxy(self._name.control)

    def value(self) -> BillingPractitioner:
        """Return the practitioner as typed."""
        return BillingPractitioner(self._name.text(), self._npi.npi(), self._taxonomy.text().upper())

    def empty(self) -> bool:
        """Tell whether nothing was typed."""
        return self.value() == BillingPractitioner("", "")

    def show_error(self, error: InvalidValue) -> None:
        """Show an error at its field."""
        field = self._npi if error.field == "npi" else self._name
        field.set_error(str(error))
        field.control.setFocus()


class PractitionersStep(Step):
    """Ask for the billing practitioners, one or more."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(
            theme,
            name="wizard.practitioners",
            heading=self.tr("Billing practitioners"),
            sentence=self.tr(
                "The physicians and other practitioners in whose name care management is billed. More can be"
                " added later on the Practice page."
            ),
        )
        self._rows: list[_PractitionerRow] = []
        self._made = 0
        self._list = QVBoxLayout()
        theme.space(self._list, spacing=12)
        self.body.addLayout(self._list)
        self._add = Button(
            theme, self.tr("Another practitioner"), name="wizard.add_practitioner", icon=Icon.PLUS
        )
        self._add.clicked.connect(self.add_row)
        self.body.addWidget(self._add)
        self.body.addStretch(1)
        self.add_row()

    def add_row(self) -> None:
        """Offer fields for one more practitioner."""
        self._made += 1
        row = _PractitionerRow(self._theme, number=self._made)
        row.removed.connect(self._remove)
        self._rows.append(row)
        self._list.addWidget(row)
        self._follow()
        if len(self._rows) > 1:
            row.setFocus()

    def practitioners(self) -> tuple[BillingPractitioner, ...]:
        """Return the practitioners typed; rows left empty do not count."""
        return tuple(row.value() for row in self._rows if not row.empty())

    def check(self) -> bool:
        """Tell whether each practitioner could be billed for; the first row must be filled."""
        for at, row in enumerate(self._rows):
            if at and row.empty():
                continue
            try:
                check_practitioner(row.value())
            except InvalidValue as error:
                row.show_error(error)
                return False
        return True

    def _remove(self, row: _PractitionerRow) -> None:
        if len(self._rows) > 1:
            self._rows.remove(row)
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
            self._follow()
            self._rows[-1].setFocus()

    def _follow(self) -> None:
        for row in self._rows:
            row.remove.setVisible(len(self._rows) > 1)
        self._add.setEnabled(len(self._rows) < _MOST)
        self.setFocusProxy(self._rows[0])


class PersonStep(Step):
    """Ask who works with the program first; this person also looks after it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(
            theme,
            name="wizard.person",
            heading=self.tr("You, the first user"),
            sentence=self.tr(
                "Whoever sets the practice up is its first user, and its administrator as well. Each person"
                " has a name and a passphrase of her own: everything done is recorded under it."
            ),
        )
        self._name = Field(theme, self.tr("Your name"), name="wizard.person.name")
        self._login = Field(theme, self.tr("Login, a short name"), name="wizard.person.login")
        options = [
            ("none", self.tr("No licence or certificate")),
            *((c, c) for c in CREDENTIALS if c != "none"),
        ]
        self._credential = Choice(
            theme, self.tr("Credential"), name="wizard.person.credential", options=options
        )
        self._npi = NpiField(theme, self.tr("Your NPI, if you have one"), name="wizard.person.npi")
        form = FormLayout(theme, columns=2)
        for field in (self._name, self._login, self._credential, self._npi):
            form.add(field)
        self.body.addWidget(form)
        self._roles = self._role_boxes()
        self.body.addStretch(1)
        self.setFocusProxy(self._name.control)
        self._own_login = False
        self._name.edited.connect(self._propose_login)
        self._login.edited.connect(self._keep_login)

    def _role_boxes(self) -> dict[Role, CheckBox]:
        theme = self._theme
        self.body.addWidget(caption(theme, self.tr("What you do here")))
        boxes = {
            role: CheckBox(role_words(role), name=f"wizard.person.{role.value}") for role in _CHOSEN_ROLES
        }
        boxes[Role.CARE_MANAGER].setChecked(True)
        for box in boxes.values():
            self.body.addWidget(box)
        words = self.tr("Administrator, as the first user")
        self.body.addWidget(Label(theme, words, role=Color.MUTED, name="wizard.person.admin"))
        return boxes

    def user(self) -> User:
        """Return the first user as typed."""
        roles = {role for role, box in self._roles.items() if box.isChecked()}
        return User(
            login=self._login.text(),
            name=self._name.text(),
            credential=self._credential.key(),
            roles=frozenset({*roles, Role.ADMINISTRATOR}),
            npi=self._npi.npi(),
        )

    def check(self) -> bool:
        """Tell whether name, login and credential are there."""
        wrong = (
            (self._name, "" if self._name.text() else self.tr("Type your name.")),
            (self._login, self._login_problem()),
            (
                self._credential,
                "" if self._credential.key() else self.tr("Choose your credential, or that you have none."),
            ),
        )
        for field, sentence in wrong:
            field.set_error(sentence)
        if self._npi.error():
            self._npi.control.setFocus()
            return False
        first = next((field for field, sentence in wrong if sentence), None)
        if first is not None:
            first.setFocus()
        return first is None

    def _login_problem(self) -> str:
        login = self._login.text()
        if not login:
            return self.tr("Type a short name to log in with.")
        if not re.fullmatch(r"[\w.\-]{1,40}", login):
            return self.tr("Use letters, digits, points and hyphens only, without blanks.")
        return ""

    def _propose_login(self, name: str) -> None:
        if not self._own_login:
            self._login.set_text(login_of(name))
            self._login.set_error("")

    def _keep_login(self, login: str) -> None:
        self._own_login = bool(login)


def login_of(name: str) -> str:
    """Return a login made of the first word of a name, without accents; titles are passed over."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    words = [
        word for word in re.split(r"[^a-z0-9]+", plain) if word and word not in {"dr", "mr", "ms", "mrs"}
    ]
    return words[0] if words else ""
