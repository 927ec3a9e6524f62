"""One icon as a widget."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ccmdesk.ui.common.icons import Icon, paint_icon
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.theme import Theme


class IconView(QWidget):
    """Show one icon in the colour of a role; it says nothing to a screen reader."""

    def __init__(
        self,
        theme: Theme,
        icon: Icon,
        *,
        size: float = 16,
        role: Role = Role.MUTED,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._size = size
        self._role = role
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.follow(self, self._restyle)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the icon."""
        del event
        painter = QPainter(self)
        paint_icon(painter, self._theme, icon=self._icon, rect=QRectF(self.rect()), role=self._role)
        painter.end()

    def _restyle(self) -> None:
        side = self._theme.px(self._size)
        self.setFixedSize(side, side)
        self.update()
