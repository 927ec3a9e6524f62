"""The questions of the restore: which copy, which key, and into which folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from ccmdesk.services.backup_opening import PaperKey, Passphrase, Secret
from ccmdesk.ui.common.button import Button
from ccmdesk.ui.common.fields import Choice, Field, TextArea
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.theme import Theme

translate = QCoreApplication.translate
PAPER = "paper"


class FolderField(QWidget):
    """Take a folder, typed or chosen; `chosen` gives it when it was chosen or typed to the end."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, caption: str, *, name: str, folder: Path | None) -> None:
        super().__init__()
        self._caption = caption
        self.field = Field(theme, caption, name=name, text="" if folder is None else str(folder))
        words = translate("restore", "Choose…")
        button = Button(theme, words, name=f"{name}_choose", icon=Icon.FOLDER, height=30)
        row = QHBoxLayout(self)
        theme.space(row, spacing=8)
        row.addWidget(self.field, 1)
        row.addWidget(button, alignment=Qt.AlignmentFlag.AlignBottom)
        button.clicked.connect(self.ask)
        self.field.committed.connect(lambda _: self.chosen.emit(self.folder()))
        self.setFocusProxy(self.field.control)

    def folder(self) -> Path | None:
        """Return the folder, None while none is named."""
        return Path(self.field.text()) if self.field.text() else None

    def take(self, folder: Path) -> None:
        """Show a folder and tell of it."""
        self.field.set_text(str(folder))
        self.field.set_error("")
        self.chosen.emit(folder)

    def ask(self) -> None:
        """Ask for the folder by the system's own dialog."""
        chooser = QFileDialog(self, self._caption, self.field.text())
        chooser.setObjectName("restore.chooser")
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.setOption(QFileDialog.Option.ShowDirsOnly)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(lambda name: self.take(Path(name)))
        chooser.open()


class KeyFields(QWidget):
    """Take the key on paper, or an administrator's passphrase."""

    def __init__(self, theme: Theme, *, changed: Callable[[], None]) -> None:
        super().__init__()
        self._who = Choice(theme, translate("restore", "Open the copy with"), name="restore.who")
        words = translate("restore", "The key from the recovery sheet, fourteen groups")
        self._paper = TextArea(theme, words, name="restore.paper_key", lines=3)
        self._pass = Field(theme, translate("restore", "Passphrase"), name="restore.passphrase", secret=True)
        paper = self._paper.control
        theme.follow(paper, lambda: paper.setMaximumHeight(theme.px(18 * 4 + 16)))
        column = QVBoxLayout(self)
        theme.space(column, spacing=12)
        for part in (self._who, self._paper, self._pass):
            column.addWidget(part)
        self._who.chosen.connect(lambda _: self._show())
        self._paper.edited.connect(lambda _: changed())
        self._pass.edited.connect(lambda _: changed())
        self.show_users(())

    def show_users(self, users: tuple[tuple[str, str], ...]) -> None:
        """Offer the key on paper, and the passphrase of each of these users."""
        passphrase = translate("restore", "Passphrase of %s")
        options = [(f"user:{login}", passphrase.replace("%s", name)) for login, name in users]
        paper = (PAPER, translate("restore", "The recovery key on paper"))
        self._who.set_options([paper, *options], current=PAPER)
        self._show()

    def secret(self) -> Secret | None:
        """Return what was typed, None while nothing was; what lacks says so at its field."""
        if self._who.key() == PAPER:
            if self._paper.text():
                return PaperKey(self._paper.text())
            self.refuse(translate("restore", "Type the fourteen groups as they stand on the printed sheet."))
            return None
        if self._pass.control.text():
            return Passphrase(self._who.key().removeprefix("user:"), self._pass.control.text())
        self.refuse(translate("restore", "Type the passphrase first."))
        return None

    def refuse(self, sentence: str) -> None:
        """Say at the key why it does not open."""
        if self._who.key() == PAPER:
            self._paper.set_error(sentence)
            self._paper.control.setFocus()
        else:
            self._pass.set_error(sentence)
            self._pass.control.setFocus()

    def forget(self) -> None:
        """Empty what was typed, its undo history included."""
        self._paper.control.clear()
        self._paper.control.document().clearUndoRedoStacks()
        self._pass.control.clear()

    def _show(self) -> None:
        paper = self._who.key() == PAPER
        self._paper.setVisible(paper)
        self._pass.setVisible(not paper)


def documents() -> Path:
    """Return the folder that is proposed for a practice."""
    found = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return found if found.is_dir() else Path.home()
