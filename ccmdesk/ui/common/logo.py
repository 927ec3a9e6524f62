"""The program's mark."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.theme import Theme

_PULSE = ((0.2, 0.52), (0.36, 0.52), (0.45, 0.28), (0.57, 0.72), (0.65, 0.52), (0.8, 0.52))


def paint_logo(painter: QPainter, theme: Theme, *, rect: QRectF) -> None:
    """Draw the mark: a pulse on a rounded square in the accent colour."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(Role.ACCENT))
    side = rect.width()
    painter.drawRoundedRect(rect, side * 0.22, side * 0.22)
    pen = QPen(theme.color(Role.ON_ACCENT), side * 0.085)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    points = [QPointF(rect.left() + x * side, rect.top() + y * side) for x, y in _PULSE]
    painter.drawPolyline(QPolygonF(points))
    painter.restore()


class Logo(QWidget):
    """Show the program's mark."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        theme.follow(self, self._restyle)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the mark."""
        del event
        painter = QPainter(self)
        paint_logo(painter, self._theme, rect=QRectF(self.rect()))
        painter.end()

    def _restyle(self) -> None:
        side = self._theme.px(44)
        self.setFixedSize(side, side)
