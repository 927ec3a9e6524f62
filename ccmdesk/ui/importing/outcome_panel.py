"""What an import did, and where to go from there."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ccmdesk.domain.imports import FileStatus
from ccmdesk.services.imports import ImportOutcome
from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.table import Table
from ccmdesk.ui.common.table_model import ValueTableModel
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.text import title as title_label
from ccmdesk.ui.common.theme import Theme
from ccmdesk.ui.importing import words
from ccmdesk.ui.importing.columns import outcome_columns
from ccmdesk.ui.importing.files_left import FilesLeft
from ccmdesk.ui.importing.review import PersonRow


class OutcomePanel(QWidget):
    """Say what was added, list the patients (Enter opens the chart), and offer to take it back."""

    chart_wanted = Signal(int)
    worklist_wanted = Signal()
    again_wanted = Signal()
    undo_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("importing.outcome")
        self._title = title_label(theme, "", name="importing.outcome_title")
        self._left = Label(theme, role=Role.MUTED, wrap=True, name="importing.outcome_left")
        buttons = self._buttons(theme)
        self.model: ValueTableModel[PersonRow] = ValueTableModel(
            outcome_columns(), key=lambda row: row.person.patient_id
        )
        self.table = Table(
            theme, self.model, name="importing.added", spoken=self.tr("Patients of this import")
        )
        self.table.opened.connect(lambda _key: self._open_chart())
        head = QWidget()
        column = QVBoxLayout(head)
        theme.space(column, margins=(16, 12, 16, 12), spacing=8)
        column.addWidget(self._title)
        column.addWidget(self._left)
        column.addLayout(buttons)
        self.files = FilesLeft(theme, name="importing.outcome_files")
        column.addWidget(self.files)
        outer = QVBoxLayout(self)
        theme.space(outer)
        outer.addWidget(head)
        outer.addWidget(self.table, 1)

    def show_outcome(self, outcome: ImportOutcome) -> None:
        """Show what an import did."""
        self._title.setText(words.outcome_words(outcome))
        self._left.setText(self._left_words(outcome))
        self.files.show_files([file.outcome() for file in outcome.files])
        self._undo.setEnabled(True)
        self.model.set_values([PersonRow(person) for person in outcome.people])
        self._chart.setEnabled(bool(outcome.people))
        if outcome.people:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self.table.setFocus()

    def close_undo(self) -> None:
        """Offer to take back no longer: it is being done."""
        self._undo.setEnabled(False)

    def _buttons(self, theme: Theme) -> QHBoxLayout:
        chart = Button(
            theme,
            self.tr("Open chart"),
            name="importing.open_chart",
            kind=ButtonKind.PRIMARY,
            icon=Icon.CHART,
        )
        worklist = Button(theme, self.tr("To the worklist"), name="importing.to_worklist", icon=Icon.WORKLIST)
        again = Button(theme, self.tr("Import more"), name="importing.again", icon=Icon.IMPORT)
        undo = Button(theme, self.tr("Take back"), name="importing.undo", icon=Icon.UNDO, key="Ctrl+Z")
        chart.clicked.connect(self._open_chart)
        worklist.clicked.connect(self.worklist_wanted)
        again.clicked.connect(self.again_wanted)
        undo.clicked.connect(self.undo_wanted)
        self._chart, self._undo = chart, undo
        row = QHBoxLayout()
        theme.space(row, spacing=8)
        for button in (chart, worklist, again, undo):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _left_words(self, outcome: ImportOutcome) -> str:
        parts = []
        if outcome.facts_known:
            text = self.tr("%s were already known and stay as they are.")
            parts.append(text.replace("%s", words.facts_words(outcome.facts_known)))
        if outcome.asked:
            text = self.tr(
                "Left out, because nobody said who they are: %s. Import the files again to answer."
            )
            parts.append(text.replace("%s", words.patients_words(len(outcome.asked))))
        rejected = sum(file.status is FileStatus.REJECTED for file in outcome.files)
        if rejected:
            parts.append(self.tr("Rejected: %s.").replace("%s", words.files_words(rejected)))
        parts.append(self.tr("Ctrl+Z takes all of it back now; later, take it back from the past imports."))
        return " ".join(parts)

    def _open_chart(self) -> None:
        row = self.model.value(self.table.currentIndex().row())
        if row is not None and row.person.patient_id is not None:
            self.chart_wanted.emit(row.person.patient_id)
