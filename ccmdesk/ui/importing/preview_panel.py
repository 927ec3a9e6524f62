"""The preview: who and what the files would add, before anything is written."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from ccmdesk.domain.imports import SourceKey
from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.chips import ChipRow, ChipSpec
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Surface
from ccmdesk.ui.common.table import Table
from ccmdesk.ui.common.table_model import ValueTableModel
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.text import title as title_label
from ccmdesk.ui.common.theme import Theme, Weight
from ccmdesk.ui.importing import words
from ccmdesk.ui.importing.columns import file_columns, person_columns
from ccmdesk.ui.importing.file_detail import file_detail
from ccmdesk.ui.importing.person_detail import LEAVE_OUT, SOMEONE_NEW, person_detail
from ccmdesk.ui.importing.review import FileRow, PersonRow, Review, files_left_out

PEOPLE, FILES = "people", "files"
_DETAIL_WIDTH = 372
_WIDE_FROM = 860


class PreviewPanel(QWidget):
    """Show persons or files in a table and the chosen one beside it, or over it where it is narrow.

    `answered` gives a subject and the key of the answer; `commit_wanted` and `back_wanted` the buttons.
    """

    answered = Signal(object, str)
    commit_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._review: Review | None = None
        self._specs: list[ChipSpec] = []
        self.setObjectName("importing.preview")
        self.people: ValueTableModel[PersonRow] = ValueTableModel(person_columns(), key=lambda r: r.subject)
        self.files: ValueTableModel[FileRow] = ValueTableModel(file_columns(), key=lambda row: row.number)
        self.people_table = Table(theme, self.people, name="importing.people", spoken=self.tr("Persons"))
        self.files_table = Table(theme, self.files, name="importing.files", spoken=self.tr("Files"))
        self._chips = ChipRow(theme, name="importing.shown", spoken=self.tr("What is shown"))
        self._chips.chosen.connect(self._choose)
        self._note = Label(
            theme, name="importing.note", weight=Weight.MEDIUM, role=Role.AMBER_TEXT, elide=True
        )
        self.primary = Button(theme, "", name="importing.commit", kind=ButtonKind.PRIMARY, icon=Icon.CHECK)
        self.primary.clicked.connect(self.commit_wanted)
        self._tables = QStackedWidget()
        self._detail = _DetailPane(theme)
        self._area = _Area(self)
        self._lay_out()
        for table in (self.people_table, self.files_table):
            table.current_changed.connect(lambda _key: self._show_detail())
            table.opened.connect(lambda _key: self._open_detail())
            table.clicked.connect(lambda _index: self._open_detail())
        self._detail.close_wanted.connect(self._close_detail)
        theme.changed.connect(self.place)

    def show_review(self, review: Review, *, note: str = "") -> None:
        """Show a review; the chosen person or file stays chosen."""
        fresh = self._review is None
        self._review = review
        totals = review.totals()
        shown = PEOPLE if review.rows() else FILES
        files = len(review.preview.files)
        self._specs = [
            ChipSpec(PEOPLE, self.tr("Persons"), len(review.rows())),
            ChipSpec(FILES, self.tr("Files"), files),
        ]
        self._chips.set_chips(self._specs, on=shown if fresh else self._chips.current() or shown)
        self._set(self.people_table, review.rows())
        self._set(self.files_table, review.files())
        self._choose(self._chips.current())
        self.primary.setText(words.button_words(totals))
        self.primary.setAccessibleName(words.button_words(totals))
        self.primary.setEnabled(totals.anything)
        self.primary.updateGeometry()
        self._say(review, note)

    def reset(self) -> None:
        """Forget the review, so that the next one begins at the top."""
        self._review = None
        self._detail.hide()

    def show_tab(self, shown: str) -> None:
        """Show persons or files."""
        self._chips.set_chips(self._specs, on=shown)
        self._choose(shown)

    def place(self) -> None:
        """Give table and detail their places."""
        area = self._area.rect()
        narrow = self._narrow()
        width = area.width() if narrow else self._theme.px(_DETAIL_WIDTH)
        self._tables.setGeometry(QRect(0, 0, area.width() - (0 if narrow else width), area.height()))
        self._detail.setGeometry(QRect(area.width() - width, 0, width, area.height()))
        self._detail.show_close(shown=narrow)
        self._detail.setVisible(self._detail.filled() and (not narrow or self._detail.opened))
        self._detail.raise_()

    def _lay_out(self) -> None:
        theme = self._theme
        self._tables.setParent(self._area)
        self._detail.setParent(self._area)
        for table in (self.people_table, self.files_table):
            self._tables.addWidget(table)
        head = Surface(theme, role=Role.WINDOW, lines="b", name="importing.preview_head")
        rows = QVBoxLayout(head)
        theme.space(rows, margins=(16, 8, 16, 8), spacing=8)
        top, below = QHBoxLayout(), QHBoxLayout()
        for row in (top, below):
            theme.space(row, spacing=8)
            rows.addLayout(row)
        back = Button(theme, self.tr("Choose other files"), name="importing.back")
        back.clicked.connect(self.back_wanted)
        top.addWidget(title_label(theme, self.tr("Before it is written"), name="importing.preview_title"))
        top.addStretch(1)
        top.addWidget(back)
        top.addWidget(self.primary)
        below.addWidget(self._chips, 1)
        below.addWidget(self._note, 2)
        self._note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        theme.space(column)
        column.addWidget(head)
        column.addWidget(self._area, 1)

    def _set(self, table: Table, rows: list[PersonRow] | list[FileRow]) -> None:
        model = self.people if table is self.people_table else self.files
        kept = table.current_key()
        model.set_values(rows)  # type: ignore[arg-type]  # each table is given the rows of its own model
        if rows and (kept is None or not table.select_key(kept)):
            table.selectRow(0)
            table.setCurrentIndex(model.index(0, 0))

    def _say(self, review: Review, note: str) -> None:
        totals = review.totals()
        if totals.questions:
            note = note or words.questions_note(totals.questions)
        elif not note and (left := files_left_out(review.preview.files)):
            note = self.tr("%s not read in full: see Files.").replace("%s", words.files_words(left))
        self._note.setText(note)
        self._note.setAccessibleName(note)

    def _choose(self, shown: str) -> None:
        self._tables.setCurrentWidget(self.files_table if shown == FILES else self.people_table)
        self._detail.opened = False
        self._show_detail()

    def _shown_table(self) -> Table:
        return self.files_table if self._tables.currentWidget() is self.files_table else self.people_table

    def _narrow(self) -> bool:
        return self._area.width() < self._theme.px(_WIDE_FROM)

    def _show_detail(self) -> None:
        review = self._review
        if review is None:
            return
        if self._tables.currentWidget() is self.files_table:
            file = self.files.value(self.files_table.currentIndex().row())
            self._detail.show_content(self._file(review, file) if file is not None else None)
        else:
            row = self.people.value(self.people_table.currentIndex().row())
            self._detail.show_content(self._person(review, row) if row is not None else None)
        self.place()

    def _file(self, review: Review, row: FileRow) -> QWidget:
        start = f"{row.file.name}: "
        nobody = [each for each in review.preview.nobody if each.where.startswith(start)]
        return file_detail(self._theme, row.file, nobody=nobody)

    def _person(self, review: Review, row: PersonRow) -> QWidget:
        subject = row.subject
        return person_detail(
            self._theme,
            row,
            chosen=_chosen(review, subject),
            answer=lambda key: self.answered.emit(subject, key),
        )

    def _open_detail(self) -> None:
        if self._narrow():
            self._detail.opened = True
            self.place()
            self._detail.focus_close()

    def _close_detail(self) -> None:
        self._detail.opened = False
        self.place()
        self._shown_table().setFocus()


class _DetailPane(Surface):
    """Scroll the detail; where it lies over the table, offer a way back."""

    close_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, role=Role.WINDOW, lines="l", name="importing.detail")
        self.opened = False
        self._close = Button(
            theme, self.tr("Back to the list"), name="importing.close_detail", icon=Icon.CHEVRON_LEFT
        )
        self._close.clicked.connect(self.close_wanted)
        self._scroll = QScrollArea()
        self._scroll.setObjectName("importing.detail_scroll")
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll.setAccessibleName(self.tr("Details"))
        column = QVBoxLayout(self)
        theme.space(column, margins=(1, 0, 0, 0))
        row = QHBoxLayout()
        theme.space(row, margins=(16, 8, 16, 0))
        row.addWidget(self._close)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self._scroll, 1)

    def show_content(self, content: QWidget | None) -> None:
        """Show a detail in the place of the one before, at the same height of the page."""
        old = self._scroll.takeWidget()
        if old is not None:
            old.deleteLater()
        if content is not None:
            self._scroll.setWidget(content)

    def filled(self) -> bool:
        """Tell whether there is anything to show."""
        return self._scroll.widget() is not None

    def show_close(self, *, shown: bool) -> None:
        """Offer the way back to the table."""
        self._close.setVisible(shown)

    def focus_close(self) -> None:
        """Put the keyboard on the way back."""
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)


class _Area(QWidget):
    """Hold table and detail, and have them placed anew when it changes its size."""

    def __init__(self, panel: PreviewPanel) -> None:
        super().__init__(panel)
        self._panel = panel

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place table and detail."""
        super().resizeEvent(event)
        self._panel.place()


def _chosen(review: Review, subject: SourceKey) -> str:
    if subject not in review.answers:
        return LEAVE_OUT
    answer = review.answers[subject]
    return SOMEONE_NEW if answer is None else str(answer)
