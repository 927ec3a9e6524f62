"""The practice files opened before, one a row."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from ccmdesk.ui.common.icons import Icon, paint_icon
from ccmdesk.ui.common.paint import Run, paint_box, paint_focus, paint_text, text_width
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.theme import Size, Theme, Weight

_ROW = 40


class RecentRow(QPushButton):
    """Draw one practice file: its name, and the folder that it lies in."""

    def __init__(self, theme: Theme, folder: Path, *, number: int) -> None:
        super().__init__(folder.stem)
        self._theme = theme
        self._where = str(folder.parent)
        self.folder = folder
        self.setObjectName(f"welcome.recent.{number}")
        self.setAccessibleName(folder.stem)
        self.setAccessibleDescription(self._where)
        self.setToolTip(str(folder))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Return the size of a row."""
        return QSize(self._theme.px(200), self._theme.px(_ROW))

    def minimumSizeHint(self) -> QSize:
        """Return the size hint: name and folder are shortened, never the row."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, icon, name, folder and focus."""
        del event
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        if self.underMouse() or self.isDown():
            paint_box(painter, theme, rect=self.rect(), fill=Role.SOFT)
        side = px(16)
        icon = QRectF(px(12), round((self.height() - side) / 2), side, side)
        paint_icon(painter, theme, icon=Icon.FOLDER, rect=icon, role=Role.MUTED)
        inner = QRectF(self.rect()).adjusted(px(38), 0, -px(12), 0)
        name = Run(self.text(), Weight.BOLD)
        paint_text(painter, theme, rect=inner, run=name)
        taken = text_width(name.text, theme.font(name.size, name.weight)) + px(16)
        rest = inner.adjusted(min(taken, inner.width()), 0, 0, 0)
        if rest.width() > px(48):
            where = Run(self._where, role=Role.MUTED, size=Size.CAPTION)
            paint_text(painter, theme, rect=rest, run=where, right=True)
        if self.hasFocus():
            paint_focus(painter, theme, rect=self.rect())
        painter.end()
