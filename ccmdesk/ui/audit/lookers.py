"""The dialog that says who had to do with one patient's chart."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from ccmdesk.domain.audit_trail import Looker
from ccmdesk.domain.errors import UserError
from ccmdesk.services.audit import who_looked
from ccmdesk.ui.audit.words import looker_columns
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.dialog import Dialog
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.table import Table
from ccmdesk.ui.common.table_model import ValueTableModel
from ccmdesk.ui.common.text import Label

translate = QCoreApplication.translate
_ROWS_HEIGHT = 200


def open_lookers(desk: Desk, patient_id: int, *, name: str) -> None:
    """Show who looked at, changed or gave away a patient's data."""
    dialog = LookersDialog(desk, name)
    desk.dialogs.show_dialog(dialog, first=dialog.table)
    dialog.load(patient_id)


class LookersDialog(Dialog):
    """List the users who left a record about one patient, the last first."""

    def __init__(self, desk: Desk, name: str) -> None:
        title = translate("LookersDialog", "Who looked at the chart of %1").replace("%1", name)
        close = translate("LookersDialog", "Close")
        super().__init__(desk.theme, name="audit.lookers", title=title, primary=close, width=620)
        self._desk = desk
        theme = desk.theme
        self.secondary.hide()
        self.accepted.connect(self.finish)
        self._told = Label(theme, self.tr("Reading the records…"), name="audit.lookers_told", wrap=True)
        self._told.set_role(Role.MUTED)
        self._model = ValueTableModel[Looker](looker_columns(desk.zone), key=lambda one: one.user_id)
        self.table = Table(theme, self._model, name="audit.lookers_table", spoken=title)
        theme.follow(self.table, lambda: self.table.setMinimumHeight(theme.px(_ROWS_HEIGHT)))
        self.body.addWidget(self._told)
        self.body.addWidget(self.table, 1)

    def load(self, patient_id: int) -> None:
        """Read who it was."""
        desk = self._desk
        desk.lane.run(
            who_looked, desk.store, desk.actor, patient_id, then=self._show, failed=self._fail, owner=self
        )

    def _show(self, lookers: Sequence[Looker]) -> None:
        self._model.set_values(lookers)
        self._told.setText(
            self.tr(
                "Everyone who opened, changed, printed or saved something of this patient. Lists in which"
                " her name stood among others are not counted."
            )
            if lookers
            else self.tr("Nobody has opened this chart yet.")
        )

    def _fail(self, error: UserError) -> None:
        self._told.setText("")
        self.say_problem(str(error))
