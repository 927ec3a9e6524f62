"""The files of an import that were not read in full: which ones, and why, as text to select and copy."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from ccmdesk.domain.imports import FileOutcome
from ccmdesk.ui.common.panels import SectionHeading
from ccmdesk.ui.common.theme import Theme
from ccmdesk.ui.importing import words

_FEWEST_LINES, _MOST_LINES = 2, 8
_AROUND = 22


class FilesLeft(QWidget):
    """Name every file that was rejected or read in part, with the reason; hidden when there is none.

    `name` is the first part of the object names. The keyboard reaches the text, Tab leaves it; `copy_wanted`
    gives all of it.
    """

    copy_wanted = Signal(str)

    def __init__(self, theme: Theme, *, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName(name)
        title = self.tr("Files not read in full")
        self._heading = SectionHeading(theme, title, name=f"{name}_head", action=self.tr("Copy the list"))
        self._heading.triggered.connect(lambda: self.copy_wanted.emit(self.text()))
        self._list = QPlainTextEdit()
        self._list.setObjectName(f"{name}_list")
        self._list.setAccessibleName(title)
        self._list.setReadOnly(True)
        self._list.setTabChangesFocus(True)
        column = QVBoxLayout(self)
        theme.space(column, spacing=4)
        column.addWidget(self._heading)
        column.addWidget(self._list)
        theme.follow(self, self._fit)
        self.show_files(())

    def show_files(self, files: Sequence[FileOutcome]) -> None:
        """Show those of these files that have a reason, the rejected ones first."""
        left = words.files_left(files)
        self._heading.set_count(len(left))
        self._list.setPlainText("\n".join(words.file_line(file) for file in left))
        self.setVisible(bool(left))
        self._fit()

    def text(self) -> str:
        """Return what is shown, a line for each file."""
        return self._list.toPlainText()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the text the lines that it breaks into."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        lines = min(max(round(self._list.document().size().height()), 1), _MOST_LINES)
        self._list.setMinimumHeight(self._room(min(lines, _FEWEST_LINES)))
        self._list.setMaximumHeight(self._room(lines))

    def _room(self, lines: int) -> int:
        return self._list.fontMetrics().lineSpacing() * lines + self._theme.px(_AROUND)
