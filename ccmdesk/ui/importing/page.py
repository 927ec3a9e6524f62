"""The import page: choose, read, say what columns hold, preview, write, take back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from ccmdesk.domain.changes import ChangeKind, Changes, Done
from ccmdesk.domain.errors import UserError
from ccmdesk.domain.imports import ParsedFile, Progress, SourceKey
from ccmdesk.services import imports
from ccmdesk.services.csv_panels import PanelTable, parse_with
from ccmdesk.services.import_files import ReadFiles, read_paths
from ccmdesk.services.imports import ImportBatch, ImportOutcome, ImportPreview, TakenBack
from ccmdesk.services.permissions import UseCase, may
from ccmdesk.ui.common.clipboard import copy_for_a_minute
from ccmdesk.ui.common.desk import Desk, Route
from ccmdesk.ui.common.lane import CancelToken
from ccmdesk.ui.common.message_bar import Message
from ccmdesk.ui.common.page import ShortcutSpec
from ccmdesk.ui.common.states import BusyState
from ccmdesk.ui.common.steps_told import STEPS, progress_of
from ccmdesk.ui.importing import words
from ccmdesk.ui.importing.columns import Now
from ccmdesk.ui.importing.mapping_panel import MappingPanel
from ccmdesk.ui.importing.notices import refusal, take_back_dialog
from ccmdesk.ui.importing.outcome_panel import OutcomePanel
from ccmdesk.ui.importing.person_detail import LEAVE_OUT, SOMEONE_NEW
from ccmdesk.ui.importing.preview_panel import PreviewPanel
from ccmdesk.ui.importing.review import Review, first_review
from ccmdesk.ui.importing.start_panel import StartPanel

KEY = "importing"


class ImportPage(QWidget):
    """Lead from files to facts; nothing is written before the button that says what it will add."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._token: CancelToken | None = None
        self._files: list[ParsedFile] = []
        self._tables: list[PanelTable] = []
        self._mapped = 0
        self._review: Review | None = None
        self._batch_id = 0
        self.setObjectName(KEY)
        theme = desk.theme
        self.start = StartPanel(theme, Now(desk.clock, desk.zone))
        self.mapping = MappingPanel(theme)
        self.preview = PreviewPanel(theme)
        self.outcome = OutcomePanel(theme)
        self.busy = BusyState(theme, name="importing.busy")
        self.busy.cancelled.connect(self.cancel)
        self.stack = QStackedWidget()
        for panel in (self.start, self.mapping, self.preview, self.outcome):
            self.stack.addWidget(panel)
        column = QVBoxLayout(self)
        theme.space(column)
        column.addWidget(self.busy)
        column.addWidget(self.stack, 1)
        self._may = may(desk.actor, UseCase.IMPORT_RECORDS)
        if self._may:
            self.setAcceptDrops(True)
            self._connect()
            self._load_batches()
        else:
            self._refuse()

    @property
    def page_key(self) -> str:
        """Return the stable name of the page."""
        return KEY

    def refresh(self, changes: Changes) -> None:
        """Look at the past imports again when there may be others."""
        if self._may and (not changes.kinds or ChangeKind.IMPORT in changes.kinds):
            self._load_batches()

    def shortcuts(self) -> Sequence[ShortcutSpec]:
        """Return the keys of the page."""
        return (
            [ShortcutSpec("Ctrl+O", self.tr("Choose files to import"), self.choose_files)]
            if self._may
            else []
        )

    def leave(self) -> bool:
        """Let the person go: what was read stays on the page, what runs goes on."""
        return True

    def choose_files(self) -> None:
        """Ask for files without stopping the window."""
        self._ask_paths(QFileDialog.FileMode.ExistingFiles, self.tr("Choose records to import"))

    def choose_folder(self) -> None:
        """Ask for a folder, of which everything inside is read."""
        self._ask_paths(QFileDialog.FileMode.Directory, self.tr("Choose a folder of records"))

    def take_paths(self, paths: Sequence[Path]) -> None:
        """Read files and everything inside folders, then show what they would add."""
        if self._token is not None or not paths:
            return
        self._forget()
        self._run(self.tr("Reading the files…"), partial(read_paths, list(paths)), then=self._take_files)

    def cancel(self) -> None:
        """Stop what runs; a write that is not finished leaves nothing."""
        if self._token is not None:
            self._token.cancel()

    def event(self, event: QEvent) -> bool:
        """Keep Ctrl+Z from the window's own key while the outcome is shown, which it takes back."""
        if event.type() == QEvent.Type.ShortcutOverride and self._is_undo(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Cancel with Esc while something runs; take back with Ctrl+Z what the outcome tells of."""
        if event.key() == Qt.Key.Key_Escape and self._token is not None:
            self.cancel()
        elif self._is_undo(event):
            if not self._desk.messages.undo():
                self._take_shown_back()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files from this computer."""
        if self._token is None and _local(event):
            event.acceptProposedAction()
            self.start.drop.show_over(over=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Forget the files held over the page."""
        super().dragLeaveEvent(event)
        self.start.drop.show_over(over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Read the files that were dropped."""
        self.start.drop.show_over(over=False)
        paths = _local(event)
        event.acceptProposedAction()
        self.take_paths(paths)

    def _connect(self) -> None:
        self.start.drop.files_wanted.connect(self.choose_files)
        self.start.drop.folder_wanted.connect(self.choose_folder)
        self.start.take_back_wanted.connect(self._confirm_take_back)
        self.mapping.mapped.connect(self._take_mapping)
        self.mapping.back_wanted.connect(self._begin_again)
        self.preview.answered.connect(self._answer)
        self.preview.commit_wanted.connect(self._commit)
        self.preview.back_wanted.connect(self._begin_again)
        self.outcome.chart_wanted.connect(lambda key: self._desk.navigate(Route("patient", key)))
        self.outcome.worklist_wanted.connect(lambda: self._desk.navigate(Route("worklist")))
        self.outcome.again_wanted.connect(self._begin_again)
        self.outcome.undo_wanted.connect(self._take_shown_back)
        for files in (self.start.left, self.outcome.files):
            files.copy_wanted.connect(lambda text: copy_for_a_minute(text, messages=self._desk.messages))

    def _is_undo(self, event: QEvent) -> bool:
        return (
            isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
            and self.stack.currentWidget() is self.outcome
        )

    def _refuse(self) -> None:
        refused = refusal(self._desk.theme)
        self.stack.addWidget(refused)
        self.stack.setCurrentWidget(refused)

    def _ask_paths(self, mode: QFileDialog.FileMode, title: str) -> None:
        if self._token is not None:
            return
        dialog = QFileDialog(self, title)
        dialog.setObjectName("importing.files_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(mode)
        dialog.filesSelected.connect(lambda names: self.take_paths([Path(name) for name in names]))
        dialog.open()

    def _run(self, text: str, work: Callable[..., Any], *, then: Callable[[Any], None]) -> None:
        token = self._token = CancelToken()
        self.busy.start(text)
        self.stack.setEnabled(False)
        report = self._desk.lane.reporter(self._hear, owner=self)
        progress: Progress = progress_of(token, report)
        self._desk.lane.run(
            partial(work, progress=progress), then=then, failed=self._fail, ended=self._ended, owner=self
        )

    def _hear(self, share: int) -> None:
        if self._token is not None:
            self.busy.progress(share, STEPS)

    def _ended(self) -> None:
        token, self._token = self._token, None
        self.busy.stop()
        self.stack.setEnabled(True)
        if token is not None and token.cancelled() and self._review is not None:
            self.preview.show_review(self._review, note=self.tr("Cancelled. Nothing was written."))

    def _fail(self, error: UserError) -> None:
        self._desk.messages.say(Message(str(error), trouble=True))

    def _take_files(self, read: ReadFiles) -> None:
        self._files = list(read.files)
        self._tables = list(read.tables)
        self._go_on()

    def _go_on(self) -> None:
        if self._mapped < len(self._tables):
            self.mapping.show_table(
                self._tables[self._mapped], number=self._mapped + 1, total=len(self._tables)
            )
            self.stack.setCurrentWidget(self.mapping)
        elif self._files:
            self._look({})
        else:
            self._desk.messages.say(Message(self.tr("There are no files inside."), trouble=True))

    def _take_mapping(self, mapping: dict[int, str]) -> None:
        table = self._tables[self._mapped]
        at = next(at for at, file in enumerate(self._files) if file is table.parsed)
        self._run(
            self.tr("Reading the table…"),
            partial(parse_with, table, mapping),
            then=lambda parsed: self._take_table(at, parsed),
        )

    def _take_table(self, at: int, parsed: ParsedFile) -> None:
        self._files[at] = parsed
        self._mapped += 1
        self._go_on()

    def _look(self, answers: dict[SourceKey, int | None]) -> None:
        desk = self._desk
        self._run(
            self.tr("Comparing with the patients of this practice…"),
            partial(imports.preview, desk.store, desk.actor, self._files, answers=answers),
            then=self._show_preview,
        )

    def _show_preview(self, preview: ImportPreview) -> None:
        if self._review is None:
            self._review = first_review(preview)
            self.preview.reset()
        else:
            self._review = self._review.with_preview(preview)
        self.preview.show_review(self._review)
        if self.stack.currentWidget() is not self.preview:
            self.stack.setCurrentWidget(self.preview)
            self.preview.people_table.setFocus()

    def _answer(self, subject: SourceKey, key: str) -> None:
        if self._review is None:
            return
        if key == LEAVE_OUT:
            self._review = self._review.unanswered(subject)
        else:
            self._review = self._review.answered(subject, None if key == SOMEONE_NEW else int(key))
        self._look(self._review.answers)

    def _commit(self) -> None:
        review, desk = self._review, self._desk
        if review is not None:
            self._run(
                self.tr("Writing to the practice file…"),
                partial(imports.commit, desk.store, desk.actor, self._files, answers=review.answers),
                then=self._committed,
            )

    def _committed(self, done: Done[ImportOutcome]) -> None:
        self._batch_id = done.value.batch_id
        self._forget()
        self.outcome.show_outcome(done.value)
        self.stack.setCurrentWidget(self.outcome)
        self.start.forget_choice()
        self._load_batches()
        self._desk.notice.publish(done.changes)
        text, batch_id = words.outcome_words(done.value), done.value.batch_id
        self._desk.messages.say(Message(text, undo=lambda: self._take_back(batch_id)))

    def _confirm_take_back(self, batch: ImportBatch) -> None:
        dialog = take_back_dialog(self._desk.theme)
        dialog.accepted.connect(dialog.finish)
        dialog.accepted.connect(lambda: self._take_back(batch.id))
        self._desk.dialogs.show_dialog(dialog, first=dialog.primary)

    def _take_shown_back(self) -> None:
        if self._batch_id:
            self._take_back(self._batch_id)

    def _take_back(self, batch_id: int) -> None:
        desk = self._desk
        if batch_id == self._batch_id:  # asked for twice, it would be refused the second time
            self._batch_id = 0
            self.outcome.close_undo()
        desk.lane.run(
            imports.take_back,
            desk.store,
            desk.actor,
            batch_id,
            then=self._taken_back,
            failed=self._fail,
            owner=self,
        )

    def _taken_back(self, done: Done[TakenBack]) -> None:
        if self.stack.currentWidget() is self.outcome:
            self.stack.setCurrentWidget(self.start)
        self._desk.notice.publish(done.changes)
        self._desk.messages.say(Message(words.taken_back_words(done.value)))
        self._load_batches()

    def _load_batches(self) -> None:
        desk = self._desk
        desk.lane.run(
            imports.batches, desk.store, desk.actor, then=self.start.show_batches, owner=self, kind="batches"
        )

    def _begin_again(self) -> None:
        self._forget()
        self.stack.setCurrentWidget(self.start)

    def _forget(self) -> None:
        self._files, self._tables, self._mapped, self._review = [], [], 0, None


def _local(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
