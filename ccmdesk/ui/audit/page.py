"""The audit page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout

from ccmdesk.domain.audit_trail import AuditFilter, StoredRecord
from ccmdesk.domain.audit_trail import AuditPage as Records
from ccmdesk.domain.changes import Changes
from ccmdesk.domain.errors import UserError
from ccmdesk.services.audit import ChainReport, records, save_csv, verify_chain
from ccmdesk.services.practice import users
from ccmdesk.ui.audit.filters import AuditFilters
from ccmdesk.ui.audit.lookers import open_lookers
from ccmdesk.ui.audit.words import record_columns, verdict
from ccmdesk.ui.common.button import Button
from ccmdesk.ui.common.desk import Desk, Route
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.lane import CancelToken
from ccmdesk.ui.common.message_bar import Message
from ccmdesk.ui.common.page import ShortcutSpec
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Surface
from ccmdesk.ui.common.say import name_words
from ccmdesk.ui.common.states import BusyState, empty_state, error_state
from ccmdesk.ui.common.table import Table
from ccmdesk.ui.common.table_model import ValueTableModel
from ccmdesk.ui.common.text import Label, title
from ccmdesk.ui.common.theme import Weight

KEY = "audit"
FILE_NAME = "audit-trail.csv"
_NEAR_THE_END = 40  # rows


class AuditPage(Surface):
    """Show the audit trail, newest first; older records are read as she scrolls to them."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.theme, role=Role.SURFACE, name=KEY)
        self._desk = desk
        theme = desk.theme
        self.filters = AuditFilters(desk)
        self._older: int | None = None
        self._asked = AuditFilter()
        self._cancel: CancelToken | None = None
        self._verify = Button(theme, self.tr("Verify"), name="audit.verify", icon=Icon.SHIELD, height=28)
        self._lookers = Button(
            theme, self.tr("Who looked at this chart"), name="audit.who_looked", icon=Icon.EYE, height=28
        )
        self._save = Button(theme, self.tr("Save…"), name="audit.save", icon=Icon.DOWNLOAD, height=28)
        self._clear = Button(theme, self.tr("Clear"), name="audit.clear", icon=Icon.CLOSE, height=28)
        self._verify.setToolTip(self.tr("Verify the whole audit trail (V)"))
        self._save.setToolTip(self.tr("Save what the filters show as a table (Ctrl+S)"))
        self._clear.setToolTip(self.tr("Take every filter away"))
        self._verdict = Label(theme, name="audit.verdict", weight=Weight.MEDIUM, wrap=True)
        self._verdict.hide()
        self._newer = Label(theme, name="audit.newer", role=Role.MUTED, elide=True)
        self._busy = BusyState(theme, name="audit.busy")
        self._model = ValueTableModel[StoredRecord](record_columns(), key=lambda one: one.sequence)
        self.table = Table(theme, self._model, name="audit.table", spoken=self.tr("Audit trail"))
        self._empty = empty_state(theme, name="audit.empty", title="", why="", action="")
        self._error = error_state(theme, name="audit.error", title="", why="", action=self.tr("Try again"))
        self._stack = QStackedWidget()
        for part in (self.table, self._empty, self._error):
            self._stack.addWidget(part)
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.table)
        self._load()

    @property
    def page_key(self) -> str:
        """Return the stable name of the page."""
        return KEY

    def refresh(self, changes: Changes) -> None:
        """Say that there is more to see; what is being read does not move, and looking leaves a record."""
        del changes
        self._newer.setText(self.tr("There are newer records: Ctrl+R"))

    def shortcuts(self) -> Sequence[ShortcutSpec]:
        """Return the keys of the page."""
        return [
            ShortcutSpec("Ctrl+R", self.tr("Read the newest records"), self._load),
            ShortcutSpec("V", self.tr("Verify the audit trail"), self.verify),
            ShortcutSpec("Ctrl+S", self.tr("Save the records shown"), self.ask_path),
            ShortcutSpec("Esc", self.tr("Stop the verification"), self._stop),
        ]

    def leave(self) -> bool:
        """Let go; nothing is typed here that would be lost."""
        return True

    def where(self) -> tuple[int | None, str]:
        """Return the patient whose records are shown."""
        return self.filters.wanted().patient_id, ""

    def open_patient(self, patient_id: int, section: str) -> None:
        """Show the records of one patient."""
        del section
        self.filters.choose_patient(patient_id, self.tr("Patient %1").replace("%1", str(patient_id)))

    def verify(self) -> None:
        """Verify the whole trail, with its progress and a way to stop."""
        if self._cancel is not None:
            return
        desk = self._desk
        token = self._cancel = CancelToken()
        report = desk.lane.reporter(lambda value: self._busy.progress(*value), owner=self)

        def progress(done: int, total: int) -> None:
            token.check()
            report((done, total))

        self._verify.setEnabled(False)
        self._say("")
        self._busy.start(self.tr("Verifying the audit trail…"))
        desk.lane.run(
            partial(verify_chain, progress=progress),
            desk.store,
            desk.actor,
            then=self._verified,
            failed=lambda error: self._say(str(error), role=Role.RED_TEXT),
            ended=self._verify_ended,
            owner=self,
        )

    def ask_path(self) -> None:
        """Ask where to save what the filters let through."""
        chooser = QFileDialog(self, self.tr("Save the audit trail"))
        chooser.setObjectName("audit.chooser")
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilter(self.tr("Tables (*.csv)"))
        chooser.setDefaultSuffix("csv")
        chooser.selectFile(FILE_NAME)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(lambda name: self.save_to(Path(name)))
        chooser.open()

    def save_to(self, path: Path) -> None:
        """Save what the filters let through as a table."""
        desk = self._desk
        told = Message(self.tr("Saved, for you alone to read. It names patients: keep it safe."))
        desk.lane.run(
            save_csv,
            desk.store,
            desk.actor,
            self.filters.wanted(),
            path,
            then=lambda _: desk.messages.say(told),
            failed=self._trouble,
            owner=self,
        )

    def _load(self) -> None:
        desk = self._desk
        self._asked, self._older = self.filters.wanted(), None
        self._clear.setVisible(self.filters.limited())
        self._lookers.setVisible(self._asked.patient_id is not None)
        self._newer.setText("")
        desk.lane.run(users, desk.store, desk.actor, then=self.filters.show_users, owner=self, kind="users")
        desk.lane.run(
            records,
            desk.store,
            desk.actor,
            self._asked,
            then=self._show,
            failed=self._fail,
            owner=self,
            kind="records",
        )

    def _load_older(self) -> None:
        bar = self.table.verticalScrollBar()
        if self._older is None or bar.value() < bar.maximum() - _NEAR_THE_END * self._row_height():
            return
        wanted, self._older = replace(self._asked, before=self._older), None
        desk = self._desk
        desk.lane.run(
            records,
            desk.store,
            desk.actor,
            wanted,
            then=self._append,
            failed=self._trouble,
            owner=self,
            kind="records",
        )

    def _row_height(self) -> int:
        pixels = self.table.verticalScrollMode() == Table.ScrollMode.ScrollPerPixel
        return self.table.verticalHeader().defaultSectionSize() if pixels else 1

    def _show(self, found: Records) -> None:
        self._model.set_values(found.records)
        self._older = found.older
        self._name_patient(found)
        if found.records:
            self._stack.setCurrentWidget(self.table)
            self.table.scrollToTop()
            return
        self._empty.say(
            self.tr("No record fits the filters"),
            self.tr("Nothing of this kind was done by this user, for this patient, on these days."),
        )
        self._stack.setCurrentWidget(self._empty)

    def _append(self, found: Records) -> None:
        self._model.append(found.records)
        self._older = found.older

    def _name_patient(self, found: Records) -> None:
        """Put the name in the filter of a patient that another page asked for."""
        patient = self._asked.patient_id
        name = next((one.patient_name for one in found.records if one.patient_id == patient), None)
        if patient is not None and name:
            self.filters.name_patient(patient, name_words(name))

    def _fail(self, error: UserError) -> None:
        self._error.say(self.tr("The audit trail could not be read"), str(error))
        self._stack.setCurrentWidget(self._error)

    def _trouble(self, error: UserError) -> None:
        self._desk.messages.say(Message(str(error), trouble=True))

    def _verified(self, report: ChainReport) -> None:
        self._say(
            verdict(report, zone=self._desk.zone), role=Role.GREEN_TEXT if report.holds else Role.RED_TEXT
        )

    def _verify_ended(self) -> None:
        stopped = self._cancel is not None and self._cancel.cancelled()
        self._cancel = None
        self._busy.stop()
        self._verify.setEnabled(True)
        if stopped:
            self._say(self.tr("The verification was stopped. Nothing is known about the trail from it."))

    def _stop(self) -> None:
        if self._cancel is not None:
            self._cancel.cancel()

    def _say(self, words: str, *, role: Role = Role.MUTED) -> None:
        self._verdict.set_role(role)
        self._verdict.setText(words)
        self._verdict.setVisible(bool(words))

    def _open_lookers(self) -> None:
        patient = self._asked.patient_id
        if patient is not None:
            open_lookers(self._desk, patient, name=self.filters.patient_name())

    def _open_chart(self, key: object) -> None:
        record = next((one for one in self._model.values() if one.sequence == key), None)
        if record is not None and record.patient_name is not None:
            self._desk.navigate(Route("patient", record.patient_id))

    def _connect(self) -> None:
        self.filters.changed.connect(self._load)
        self._verify.clicked.connect(self.verify)
        self._lookers.clicked.connect(self._open_lookers)
        self._save.clicked.connect(self.ask_path)
        self._clear.clicked.connect(self.filters.clear)
        self._error.triggered.connect(self._load)
        self._busy.cancelled.connect(self._stop)
        self.table.opened.connect(self._open_chart)
        self.table.verticalScrollBar().valueChanged.connect(lambda _value: self._load_older())

    def _lay_out(self) -> None:
        theme = self._desk.theme
        head = QHBoxLayout()
        theme.space(head, spacing=8)
        head.addWidget(title(theme, self.tr("Audit trail"), name="audit.title"))
        head.addWidget(self._newer, 1)
        for button in (self._clear, self._lookers, self._verify, self._save):
            head.addWidget(button)
        column = QVBoxLayout(self)
        theme.space(column, margins=(16, 10, 16, 8), spacing=8)
        column.addLayout(head)
        column.addWidget(self.filters)
        column.addWidget(self._busy)
        column.addWidget(self._verdict)
        column.addWidget(self._stack, 1)
