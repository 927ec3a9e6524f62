"""Marks of urgency, told apart by shape as well as colour, each with a word."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QCoreApplication, QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.theme import Theme


class Mark(Enum):
    """Name how soon something wants a person: triangle, diamond, disc, ring."""

    NOW = "now"
    TODAY = "today"
    SOON = "soon"
    PLANNED = "planned"


def mark_words(mark: Mark) -> str:
    """Return the word that tooltip and accessible text use for a mark."""
    return {
        Mark.NOW: QCoreApplication.translate("marks", "act now"),
        Mark.TODAY: QCoreApplication.translate("marks", "today"),
        Mark.SOON: QCoreApplication.translate("marks", "soon"),
        Mark.PLANNED: QCoreApplication.translate("marks", "planned"),
    }[mark]


def paint_mark(painter: QPainter, theme: Theme, *, mark: Mark, center: QPointF) -> None:
    """Draw a mark of about 12 px around a point."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    px = theme.pxf
    x, y = center.x(), center.y()
    if mark is Mark.NOW:
        painter.setBrush(theme.color(Role.RED))
        painter.drawPolygon(
            QPolygonF([QPointF(x, y - px(5)), QPointF(x + px(6), y + px(5)), QPointF(x - px(6), y + px(5))])
        )
    elif mark is Mark.TODAY:
        painter.setBrush(theme.color(Role.AMBER_MARK))
        side = px(5.5)
        corners = [QPointF(x, y - side), QPointF(x + side, y), QPointF(x, y + side), QPointF(x - side, y)]
        painter.drawPolygon(QPolygonF(corners))
    elif mark is Mark.SOON:
        painter.setBrush(theme.color(Role.BLUE))
        painter.drawEllipse(center, px(4), px(4))
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color(Role.EDGE), px(1.5)))
        painter.drawEllipse(center, px(3.75), px(3.75))
    painter.restore()


class MarkView(QWidget):
    """Show one mark; its word is the accessible name and the tooltip."""

    def __init__(self, theme: Theme, mark: Mark, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._mark = mark
        self.setAccessibleName(mark_words(mark))
        self.setToolTip(mark_words(mark))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.follow(self, self._restyle)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the mark in the middle."""
        del event
        painter = QPainter(self)
        paint_mark(painter, self._theme, mark=self._mark, center=QPointF(self.width() / 2, self.height() / 2))
        painter.end()

    def _restyle(self) -> None:
        side = self._theme.px(14)
        self.setFixedSize(side, side)
