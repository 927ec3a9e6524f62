"""The security check: how safe the practice file is on this computer, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ccmdesk.services.security_check import Point, Standing
from ccmdesk.ui.common.icon_view import IconView
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import SectionHeading
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Theme

_MARKS = {
    Standing.GOOD: (Icon.CHECK, Role.GREEN_TEXT),
    Standing.ACT: (Icon.WARNING, Role.AMBER_TEXT),
    Standing.UNKNOWN: (Icon.INFO, Role.MUTED),
}


class SecuritySection(QWidget):
    """List the points of the check, each with its mark, its words and what to do."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._points: tuple[Point, ...] = ()
        self.setObjectName("practice.security")
        self._heading = SectionHeading(
            theme, self.tr("Security check"), name="practice.security.heading", action=self.tr("Check again")
        )
        self.again = self._heading.triggered
        self._rows = QWidget()
        column = QVBoxLayout(self)
        theme.space(column, spacing=8)
        column.addWidget(self._heading)
        column.addWidget(self._rows)
        self._column = column

    def show_points(self, points: Sequence[Point]) -> None:
        """Show how the points stand now."""
        rows = QWidget()
        grid = QGridLayout(rows)
        self._theme.space(grid, spacing=8)
        grid.setColumnStretch(1, 1)
        for at, point in enumerate(points):
            icon, role = _MARKS[point.standing]
            mark = IconView(self._theme, icon, size=16, role=role)
            grid.addWidget(mark, at, 0, alignment=Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self._said(point), at, 1)
        self._column.replaceWidget(self._rows, rows)
        self._rows.deleteLater()
        self._rows = rows

    def _said(self, point: Point) -> QWidget:
        said = QWidget()
        column = QVBoxLayout(said)
        self._theme.space(column, spacing=2)
        name = f"practice.security.{point.name}"
        standing = {
            Standing.GOOD: self.tr("Good:"),
            Standing.ACT: self.tr("To do:"),
            Standing.UNKNOWN: self.tr("Unknown:"),
        }[point.standing]
        words = Label(self._theme, point.words, name=name, wrap=True)
        words.setAccessibleName(f"{standing} {point.words}")
        column.addWidget(words)
        if point.todo:
            column.addWidget(Label(self._theme, point.todo, name=f"{name}.todo", role=Role.MUTED, wrap=True))
        return said
