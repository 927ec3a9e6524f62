"""The preview: a paper inside the window, with print and save beside it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QWidget

from ccmdesk.domain.errors import UserError
from ccmdesk.services import papers
from ccmdesk.services.permissions import UseCase, may
from ccmdesk.ui.common.button import Button
from ccmdesk.ui.common.chips import ChipRow, ChipSpec
from ccmdesk.ui.common.desk import Desk, Paper
from ccmdesk.ui.common.dialog import Dialog
from ccmdesk.ui.common.garbage import give_back
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.message_bar import Message
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.pdf_view import Fit, PdfView
from ccmdesk.ui.common.states import BusyState
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Weight
from ccmdesk.ui.print_preview.password import PasswordRow
from ccmdesk.ui.print_preview.printing import has_printer, new_printer, print_pages

_WHOLE = 10_000
_READABLE = 35  # percent; a whole page smaller than this shows its shape alone


def show_preview(desk: Desk, paper: Paper) -> PrintPreview:
    """Show a paper inside the window; its bytes are made on the lane and kept in memory alone."""
    preview = PrintPreview(desk, paper)
    preview.destroyed.connect(give_back)
    desk.dialogs.show_dialog(preview, first=preview.view)
    preview.load()
    return preview


class PrintPreview(Dialog):
    """Show one paper; P prints, Ctrl+S saves, Esc closes."""

    def __init__(self, desk: Desk, paper: Paper) -> None:
        super().__init__(
            desk.theme,
            name="preview",
            title=paper.title,
            primary=self.tr("Print"),
            secondary=self.tr("Close"),
            width=940,
        )
        self._desk = desk
        self._paper = paper
        self._pdf = b""
        self._printer: QPrinter | None = None
        theme = desk.theme
        self.view = PdfView(theme, name="preview.pages", spoken=paper.title)
        self._where = Label(theme, name="preview.where", weight=Weight.MEDIUM, role=Role.MUTED)
        self._busy = BusyState(theme, name="preview.busy")
        self._busy.cancelled.connect(self.finish)
        self._chips = ChipRow(theme, name="preview.size", spoken=self.tr("Size of the pages"))
        self._chips.chosen.connect(lambda key: self.view.set_fit(Fit(key)))
        self._save = Button(
            theme, self.tr("Save…"), name="preview.save", icon=Icon.DOWNLOAD, key=self.tr("Ctrl+S"), height=28
        )
        self._save.clicked.connect(self.ask_path)
        self.protection = PasswordRow(theme, lane=desk.lane)
        self._lay_out()
        self.primary.show_as(self.tr("Print"), icon=Icon.PRINT, key=self.tr("P"))
        self._may = may(desk.actor, UseCase.PRINT_PAPERS)
        if not self._may:
            self._keep_inside()
        self.accepted.connect(self.ask_printer)
        self.view.view_changed.connect(self._say_where)
        self._offer(can=False)
        self._show_sizes()

    def wanted_height(self, width: int) -> int:
        """Return more than there is: a page wants all the room."""
        return self._desk.theme.px(_WHOLE)

    def load(self) -> None:
        """Make the paper on the lane and show it."""
        self._busy.start(self.tr("Making the paper…"))
        self._desk.lane.run(
            self._paper.make, then=self._show, failed=self._fail, ended=self._busy.stop, owner=self
        )

    def ask_printer(self) -> None:
        """Ask for a printer, or say that there is none."""
        document = self.view.document
        if document is None:
            return
        if not has_printer():
            self.say_problem(
                self.tr("This computer has no printer. Nothing was printed. Set one up, or save the paper.")
            )
            return
        self._printer = new_printer(document)
        dialog = QPrintDialog(self._printer, self)
        dialog.setObjectName("preview.printers")
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintToFile, on=False)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.print_on(self._printer))
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.show()

    def print_on(self, printer: QPrinter | None) -> None:
        """Record that the paper is printed, then print it; without the record it is not printed."""
        if printer is None:
            return
        record = partial(
            papers.record_leaving,
            paper=self._paper.file_name.removesuffix(".pdf"),
            patient_id=self._paper.patient_id,
            how=papers.Leaving.PRINTED,
        )
        self._desk.lane.run(
            record,
            self._desk.store,
            self._desk.actor,
            then=lambda _none: self._print(printer),
            failed=self._fail,
            owner=self,
        )

    def ask_path(self) -> None:
        """Ask where to save; the proposed name tells nothing about the patient."""
        if not self._pdf or self.protection.password() is None:
            return
        chooser = QFileDialog(self, self.tr("Save the paper"))
        chooser.setObjectName("preview.chooser")
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilter(self.tr("PDF files (*.pdf)"))
        chooser.setDefaultSuffix("pdf")
        chooser.selectFile(self._paper.file_name)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(lambda name: self.save_to(Path(name)))
        chooser.open()

    def save_to(self, path: Path) -> None:
        """Write the paper to a path, with its password where one is wanted, and record it."""
        password = self.protection.password()
        if password is None:
            return
        paper = papers.Paper(self._paper.file_name.removesuffix(".pdf"), self._paper.patient_id, self._pdf)
        self._desk.lane.run(
            partial(papers.save_paper, password=password),
            self._desk.store,
            self._desk.actor,
            paper,
            path,
            then=lambda _none: self._leave(self.tr("Saved.")),
            failed=self._fail,
            owner=self,
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Print on P, save on Ctrl+S, close on Esc; Enter presses the button that has the focus."""
        key, focused = event.key(), self._focused_button()
        if key == Qt.Key.Key_P and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.ControlModifier,
        ):
            self.primary.click()
        elif key == Qt.Key.Key_S and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self._save.click()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if focused is not None:
                focused.click()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        theme = self._desk.theme
        row = QHBoxLayout()
        theme.space(row, spacing=12)
        row.addWidget(self._where)
        row.addWidget(self._chips, 1)
        row.addWidget(self.protection.wanted)
        row.addWidget(self._save)
        self.body.addLayout(row)
        self.body.addWidget(self.protection)
        self.body.addWidget(self._busy)
        self.body.addWidget(self.view, 1)

    def _keep_inside(self) -> None:
        """Leave out print and save for a user who reads papers on the screen alone, and say so."""
        self.primary.hide()
        self._save.hide()
        words = self.tr("You may read this paper here. Ask a colleague for a copy.")
        self.body.addWidget(Label(self._desk.theme, words, name="preview.inside", role=Role.MUTED, wrap=True))

    def _focused_button(self) -> QPushButton | None:
        focused: QWidget | None = self.focusWidget()
        return focused if isinstance(focused, QPushButton) else None

    def _show(self, pdf: bytes) -> None:
        if not self.view.show_pdf(pdf):
            self.say_problem(self.tr("The paper could not be shown. Close this and try again."))
            return
        self._pdf = pdf
        self._busy.stop()  # it takes room that belongs to the page, whose size is chosen now
        self.body.activate()
        if self.view.fit() is Fit.PAGE and self.view.percent() < _READABLE:
            self.view.set_fit(Fit.WIDTH)
            self._show_sizes()
        self._offer(can=True)
        self._say_where()
        give_back()  # of what making a long paper took

    def _print(self, printer: QPrinter) -> None:
        document = self.view.document
        if document is not None:
            self._where.setText(self.tr("Printing…"))
            self._offer(can=False)
            # The word is painted first: drawing the pages takes a moment.
            QTimer.singleShot(20, self, lambda: self._draw(printer))

    def _draw(self, printer: QPrinter) -> None:
        document = self.view.document
        taken = document is not None and print_pages(document, printer)
        self._offer(can=True)
        self._say_where()
        if taken:
            self._leave(self.tr("Sent to the printer."))
        else:
            self.say_problem(
                self.tr("The printer did not take the paper. Look at the printer, then print again.")
            )

    def _leave(self, sentence: str) -> None:
        self.protection.forget()
        self.finish()
        self._desk.messages.say(Message(sentence))

    def _fail(self, error: UserError) -> None:
        self.say_problem(str(error))

    def _offer(self, *, can: bool) -> None:
        self.primary.setEnabled(can and self._may)
        self._save.setEnabled(can and self._may)
        self.protection.wanted.setEnabled(can and self._may)

    def _show_sizes(self) -> None:
        self._chips.set_chips(
            [
                ChipSpec(Fit.PAGE.value, self.tr("Whole page")),
                ChipSpec(Fit.WIDTH.value, self.tr("Page width")),
                ChipSpec(Fit.FULL.value, self.tr("100 %")),
            ],
            on=self.view.fit().value,
        )

    def _say_where(self) -> None:
        if self.view.page_count():
            words = self.tr("Page {page} of {count}, {percent} %")
            self._where.setText(
                words.format(page=self.view.page(), count=self.view.page_count(), percent=self.view.percent())
            )
