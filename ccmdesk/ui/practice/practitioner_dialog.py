"""The dialog in which a billing practitioner is added, corrected or no longer used."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from ccmdesk.domain.changes import Done
from ccmdesk.domain.errors import InvalidValue, StaleVersion, UserError
from ccmdesk.domain.practice import BillingPractitioner
from ccmdesk.services.practice import save_practitioner
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.dialog import Dialog
from ccmdesk.ui.common.fields import CheckBox, Field
from ccmdesk.ui.common.message_bar import Message
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.practice_fields import NpiField
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Weight

translate = QCoreApplication.translate


def open_practitioner(desk: Desk, practitioner: BillingPractitioner | None) -> None:
    """Open the dialog for a practitioner, or for a new one."""
    dialog = PractitionerDialog(desk, practitioner)
    desk.dialogs.show_dialog(dialog, first=dialog.name.control)


class PractitionerDialog(Dialog):
    """Ask for one billing practitioner and save her."""

    def __init__(self, desk: Desk, practitioner: BillingPractitioner | None) -> None:
        new = practitioner is None
        super().__init__(
            desk.theme,
            name="practice.practitioner",
            title=translate("PractitionerDialog", "New billing practitioner")
            if new
            else translate("PractitionerDialog", "Billing practitioner"),
            primary=translate("PractitionerDialog", "Add")
            if new
            else translate("PractitionerDialog", "Save"),
        )
        self._desk = desk
        self._known = practitioner or BillingPractitioner("", "")
        theme, known = desk.theme, self._known
        self.name = Field(
            theme, self.tr("Name, as Dr. Ada Fields"), name="practice.practitioner_name", text=known.name
        )
        self._npi = NpiField(theme, self.tr("NPI"), name="practice.practitioner_npi", text=known.npi)
        self._taxonomy = Field(
            theme,
            self.tr("Taxonomy, if known"),
            name="practice.practitioner_taxonomy",
            text=known.taxonomy,
        )
        self._active = CheckBox(
            self.tr("Bills here now"), name="practice.practitioner_active", checked=known.active
        )
        self._problem = Label(
            theme, name="practice.practitioner_problem", role=Role.RED_TEXT, weight=Weight.MEDIUM, wrap=True
        )
        self._problem.hide()
        for part in (self.name, self._npi, self._taxonomy, self._active, self._problem):
            self.body.addWidget(part)
        self._active.setVisible(not new)
        self.body.addStretch(1)
        self.accepted.connect(self._accept)

    def _accept(self) -> None:
        desk = self._desk
        wanted = replace(
            self._known,
            name=self.name.text(),
            npi=self._npi.npi(),
            taxonomy=self._taxonomy.text().upper(),
            active=self._active.isChecked(),
        )
        self.primary.setEnabled(False)
        self._say("")
        desk.lane.run(
            save_practitioner,
            desk.store,
            desk.actor,
            wanted,
            then=self._saved,
            failed=self._fail,
            ended=lambda: self.primary.setEnabled(True),
            owner=self,
        )

    def _saved(self, done: Done[BillingPractitioner]) -> None:
        desk = self._desk
        self.finish()
        desk.notice.publish(done.changes)
        desk.messages.say(Message(self.tr("Saved %s.").replace("%s", done.value.name)))

    def _fail(self, error: UserError) -> None:
        if isinstance(error, InvalidValue):
            field = self._npi if error.field == "npi" else self.name
            field.set_error(str(error))
            field.control.setFocus()
        elif isinstance(error, StaleVersion) and isinstance(error.theirs, BillingPractitioner):
            self._take_version(error.theirs)
        else:
            self._say(str(error))

    def _take_version(self, theirs: BillingPractitioner) -> None:
        self._known = replace(self._known, version=theirs.version)
        words = self.tr(
            "Someone else saved this first: %s. Nothing was overwritten;"
            " save again to put yours in its place."
        )
        state = self.tr("bills here") if theirs.active else self.tr("no longer bills here")
        self._say(words.replace("%s", ", ".join((theirs.name, theirs.npi, state))))

    def _say(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        self._desk.dialogs.place()
