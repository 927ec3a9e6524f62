"""Forms: fields with their captions above, side by side while there is room, one below the other when not."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ccmdesk.ui.common.theme import Theme


class FormLayout(QWidget):
    """Place fields in rows of up to `columns`; a field may span several; narrow forms fold to one column."""

    def __init__(
        self, theme: Theme, *, columns: int = 2, column_width: int = 200, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._columns = columns
        self._column_width = column_width
        self._shown = 0
        self._fields: list[tuple[QWidget, int]] = []
        self._grid = QGridLayout(self)
        theme.space(self._grid, spacing=12)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        theme.changed.connect(self._flow)

    def add(self, field: QWidget, *, span: int = 1) -> None:
        """Add a field that takes `span` columns."""
        self._fields.append((field, min(span, self._columns)))
        self._shown = 0
        self._flow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold or unfold."""
        super().resizeEvent(event)
        self._flow()

    def _flow(self) -> None:
        room = max(self.width() // max(self._theme.px(self._column_width), 1), 1)
        columns = min(room, self._columns)
        if columns == self._shown:
            return
        self._shown = columns
        row = column = 0
        for field, wanted in self._fields:
            span = min(wanted, columns)
            if column + span > columns:
                row, column = row + 1, 0
            self._grid.addWidget(field, row, column, 1, span, alignment=Qt.AlignmentFlag.AlignTop)
            column += span
        for at in range(self._columns):
            self._grid.setColumnStretch(at, 1 if at < columns else 0)
