"""The first panel: choose or drop files, what can be imported, and what was imported before."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ccmdesk.services.imports import ImportBatch
from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.form import FormLayout
from ccmdesk.ui.common.icon_view import IconView
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import SectionHeading
from ccmdesk.ui.common.table import HEAD_HEIGHT, ROW_HEIGHT, Table
from ccmdesk.ui.common.table_model import ValueTableModel
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Size, Theme, Weight
from ccmdesk.ui.importing.columns import Now, batch_columns, fit_columns
from ccmdesk.ui.importing.files_left import FilesLeft

_MOST_ROWS = 8


class DropCard(QWidget):
    """Invite to drop files; a dashed edge that turns to the accent while something is held over it."""

    files_wanted = Signal()
    folder_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._over = False
        self.setObjectName("importing.drop")
        column = QVBoxLayout(self)
        theme.space(column, margins=(20, 20, 20, 20), spacing=8)
        title = Label(theme, self.tr("Drop files or folders here"), size=Size.TITLE, weight=Weight.BOLD)
        why = Label(
            theme,
            self.tr("You see what they would add before anything is written, and can take it back later."),
            role=Role.MUTED,
            wrap=True,
        )
        for label in (title, why):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row = QHBoxLayout()
        theme.space(row, spacing=8)
        files = Button(
            theme,
            self.tr("Choose files"),
            name="importing.choose_files",
            kind=ButtonKind.PRIMARY,
            icon=Icon.DOCUMENT,
            key=self.tr("Ctrl+O"),
        )
        folder = Button(theme, self.tr("Choose a folder"), name="importing.choose_folder", icon=Icon.FOLDER)
        files.clicked.connect(self.files_wanted)
        folder.clicked.connect(self.folder_wanted)
        row.addStretch(1)
        row.addWidget(files)
        row.addWidget(folder)
        row.addStretch(1)
        column.addWidget(
            IconView(theme, Icon.IMPORT, size=24, role=Role.ACCENT), 0, Qt.AlignmentFlag.AlignHCenter
        )
        column.addWidget(title)
        column.addWidget(why)
        column.addLayout(row)
        theme.changed.connect(self.update)

    def show_over(self, *, over: bool) -> None:
        """Show whether files are held over the page."""
        self._over = over
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground and dashed edge."""
        del event
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.color(Role.ACCENT if self._over else Role.EDGE), 2 if self._over else 1)
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(theme.color(Role.SOFT if self._over else Role.SURFACE))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.px(8), theme.px(8))
        painter.end()


class StartPanel(QWidget):
    """Show the drop card, past imports with *Take back*, and how to get records out of an EHR."""

    take_back_wanted = Signal(object)

    def __init__(self, theme: Theme, now: Now) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("importing.start")
        self.drop = DropCard(theme)
        self._model: ValueTableModel[ImportBatch] = ValueTableModel(batch_columns(now), key=lambda b: b.id)
        self.table = Table(
            theme, self._model, name="importing.batches", spoken=self.tr("Past imports"), parent=self
        )
        self._heading = SectionHeading(theme, self.tr("Past imports"), name="importing.past")
        self._take_back = Button(theme, self.tr("Take back"), name="importing.take_back", icon=Icon.UNDO)
        self._take_back.clicked.connect(self._wish)
        self.table.current_changed.connect(lambda _key: self._offer())
        self.left = FilesLeft(theme, name="importing.past_left")
        self._keeps = Label(
            theme,
            self.tr(
                "An import can be taken back whole at any time: what it added goes, what it changed returns."
            ),
            role=Role.MUTED,
            wrap=True,
            name="importing.past_words",
        )
        scroll = QScrollArea()
        scroll.setObjectName("importing.start_scroll")
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._inside(theme))
        outer = QVBoxLayout(self)
        theme.space(outer)
        outer.addWidget(scroll)
        theme.changed.connect(self._fit)
        self.show_batches(())

    def show_batches(self, batches: Sequence[ImportBatch]) -> None:
        """Show the imports made so far."""
        kept = self.table.current_key()
        self._model.set_values(batches)
        if batches and (kept is None or not self.table.select_key(kept)):
            self.table.setCurrentIndex(self._model.index(0, 0))
        self._heading.set_count(len(batches))
        for widget in (self._heading, self._take_back, self._keeps, self.table):
            widget.setVisible(bool(batches))
        fit_columns(self.table, self._model, theme=self._theme)
        self._fit()
        self._offer()

    def forget_choice(self) -> None:
        """Choose no import, so that the newest is chosen when they are shown again."""
        self.table.setCurrentIndex(QModelIndex())

    def batches(self) -> tuple[ImportBatch, ...]:
        """Return the imports shown."""
        return self._model.values()

    def _inside(self, theme: Theme) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        theme.space(column, margins=(20, 16, 20, 20), spacing=12)
        column.addWidget(self.drop)
        head = QHBoxLayout()
        head.addWidget(self._heading, 1)
        head.addWidget(self._take_back)
        column.addLayout(head)
        column.addWidget(self._keeps)
        column.addWidget(self.table)
        column.addWidget(self.left)
        column.addWidget(_help(theme))
        column.addStretch(1)
        return inside

    def _fit(self) -> None:
        rows = min(self._model.rowCount(), _MOST_ROWS)
        self.table.setFixedHeight(self._theme.px(HEAD_HEIGHT + ROW_HEIGHT * rows + 2))

    def _chosen(self) -> ImportBatch | None:
        return self._model.value(self.table.currentIndex().row())

    def _offer(self) -> None:
        batch = self._chosen()
        self._take_back.setEnabled(batch is not None and batch.taken_back_at is None)
        self.left.show_files(() if batch is None else batch.files)

    def _wish(self) -> None:
        batch = self._chosen()
        if batch is not None:
            self.take_back_wanted.emit(batch)


def _help(theme: Theme) -> QWidget:
    form = FormLayout(theme, columns=3, column_width=260)
    for title, why in _texts(form):
        block = QWidget()
        column = QVBoxLayout(block)
        theme.space(column, margins=(0, 8, 12, 0), spacing=4)
        column.addWidget(Label(theme, title, weight=Weight.BOLD))
        column.addWidget(Label(theme, why, role=Role.MUTED, wrap=True))
        column.addStretch(1)
        form.add(block)
    return form


def _texts(widget: QWidget) -> tuple[tuple[str, str], ...]:
    return (
        (
            widget.tr("C-CDA documents (.xml)"),
            widget.tr(
                "Open the patient in your EHR and look for Export, Summary of care, Continuity of care "
                "document or Transition of care. Patients can also download it from their portal."
            ),
        ),
        (
            widget.tr("FHIR records (.json)"),
            widget.tr(
                "Ask your EHR's support for an EHI export or a FHIR export of your patients. Bundles, single "
                "resources and files with one resource a line are read; give all files at once."
            ),
        ),
        (
            widget.tr("A list of patients (.csv)"),
            widget.tr(
                "Run a patient list or registry report and save it as CSV: one patient a row, with name, "
                "date of birth and what else you have. You say here which column holds what."
            ),
        ),
    )
