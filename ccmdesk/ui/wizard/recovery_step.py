"""The last step: the recovery sheet is put on paper, and its key is typed back from the paper."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout

from ccmdesk.domain.errors import UserError
from ccmdesk.ui.common.button import Button
from ccmdesk.ui.common.fields import TextArea
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.pdf_view import Fit, PdfView
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Theme, Weight
from ccmdesk.ui.wizard.step import Step

FILE_NAME = "recovery-sheet.pdf"


class RecoveryStep(Step):
    """Show the sheet, print or save it, and take the key typed back.

    `print_wanted` carries the document, `save_wanted` the path that a person chose.
    """

    widest = 1000
    print_wanted = Signal(object)
    save_wanted = Signal(object)

    def __init__(self, theme: Theme, *, can_print: bool) -> None:
        super().__init__(
            theme,
            name="wizard.recovery",
            heading=self.tr("The recovery sheet"),
            sentence=self.tr(
                "This key opens the practice file when a passphrase is forgotten or this computer is lost."
                " Print it, lock it away, and type the key back from the paper: then you know that it works."
            ),
        )
        self._sheet = PdfView(theme, name="wizard.sheet", spoken=self.tr("The recovery sheet"))
        self._sheet.set_fit(Fit.WIDTH)
        self._print = Button(theme, self.tr("Print…"), name="wizard.print_sheet", icon=Icon.PRINT)
        self._save = Button(theme, self.tr("Save…"), name="wizard.save_sheet", icon=Icon.DOWNLOAD)
        self._told = Label(theme, name="wizard.sheet_told", weight=Weight.MEDIUM, role=Role.MUTED, wrap=True)
        self._key = TextArea(
            theme, self.tr("The key from the paper, fourteen groups"), name="wizard.recovery_key", lines=4
        )
        key = self._key.control
        theme.follow(key, lambda: key.setMaximumHeight(theme.px(18 * 5 + 16)))
        self._lay_out()
        self._print.setVisible(can_print)
        self._print.clicked.connect(self._ask_printer)
        self._save.clicked.connect(self.ask_path)
        self.setFocusProxy(self._key.control)

    def show_sheet(self, pdf: bytes) -> None:
        """Show the sheet, from memory."""
        self._sheet.show_pdf(pdf)

    def typed(self) -> str:
        """Return the key as typed back."""
        return self._key.text()

    def check(self) -> bool:
        """Tell whether a key was typed; a service says whether it is the right one."""
        if not self.typed():
            self._key.set_error(self.tr("Type the fourteen groups as they stand on the printed sheet."))
            self._key.control.setFocus()
            return False
        return True

    def next_words(self) -> str:
        """Return what the button that goes on says."""
        return self.tr("Check the key and finish")

    def refuse(self, error: UserError) -> None:
        """Say at the key which group is wrong."""
        self._key.set_error(str(error))
        self._key.control.setFocus()

    def tell(self, sentence: str) -> None:
        """Say what became of printing or saving."""
        self._told.setText(sentence)

    def forget(self) -> None:
        """Empty the key typed, its undo history included."""
        self._key.control.clear()
        self._key.control.document().clearUndoRedoStacks()
        self._key.set_error("")

    def ask_path(self) -> None:
        """Ask where to save the sheet, so that it can be printed elsewhere."""
        chooser = QFileDialog(self, self.tr("Save the recovery sheet"))
        chooser.setObjectName("wizard.sheet_chooser")
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilter(self.tr("PDF files (*.pdf)"))
        chooser.setDefaultSuffix("pdf")
        chooser.selectFile(FILE_NAME)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(lambda name: self.save_wanted.emit(Path(name)))
        chooser.open()

    def _ask_printer(self) -> None:
        document = self._sheet.document
        if document is not None:
            self.print_wanted.emit(document)

    def _lay_out(self) -> None:
        theme = self._theme
        buttons = QHBoxLayout()
        theme.space(buttons, spacing=8)
        buttons.addWidget(self._print)
        buttons.addWidget(self._save)
        buttons.addStretch(1)
        note = Label(
            theme,
            self.tr("Save it only to carry it to a printer, on a stick, and delete that file afterwards."),
            role=Role.MUTED,
            name="wizard.save_note",
            wrap=True,
        )
        side = QVBoxLayout()
        theme.space(side, spacing=8)
        for part in (note, self._told, self._key):
            side.addWidget(part)
        side.insertLayout(0, buttons)
        side.addStretch(1)
        row = QHBoxLayout()
        theme.space(row, spacing=20)
        theme.follow(self._sheet, self._size_sheet)
        row.addWidget(self._sheet, 5)
        row.addLayout(side, 4)
        self.body.addLayout(row, 1)

    def _size_sheet(self) -> None:
        self._sheet.setMinimumSize(self._theme.px(200), self._theme.px(220))
