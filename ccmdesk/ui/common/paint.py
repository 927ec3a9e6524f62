"""Small drawing helpers shared by the painted widgets and delegates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.theme import Size, Theme, Weight

_LEFT = Qt.AlignmentFlag.AlignLeft
MIDDLE = Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class Run:
    """Hold a piece of one line of text with its weight, colour and size."""

    text: str
    weight: Weight = Weight.NORMAL
    role: Role = Role.TEXT
    size: Size = Size.BODY


LONGEST_LINE = 2000
"""Characters that are more than any screen shows on a line; to lay out a note of a megabyte takes 50 MB."""


def text_width(text: str, font: QFont) -> float:
    """Return the width of a line of text in pixels; of a very long text, that of its beginning."""
    return QFontMetricsF(font).horizontalAdvance(text[:LONGEST_LINE])


def paint_text(
    painter: QPainter, theme: Theme, *, rect: QRectF, run: Run, right: bool = False, elide: bool = True
) -> float:
    """Draw one line, vertically centred, at the left or right of a rectangle; return the width it took."""
    font = theme.font(run.size, run.weight)
    metrics = QFontMetricsF(font)
    text = run.text
    if len(text) > LONGEST_LINE:
        text = f"{text[:LONGEST_LINE]}…"
    if elide and metrics.horizontalAdvance(text) > rect.width() + 0.5:
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.setFont(font)
    painter.setPen(theme.color(run.role))
    flags = (RIGHT if right else _LEFT) | MIDDLE | Qt.TextFlag.TextDontClip | Qt.TextFlag.TextSingleLine
    painter.drawText(rect, int(flags), text)
    return metrics.horizontalAdvance(text)


def paint_runs(
    painter: QPainter, theme: Theme, *, rect: QRectF, runs: Sequence[Run], right: bool = False
) -> None:
    """Draw runs one after the other on one line; what does not fit ends in an ellipsis."""
    fonts = [theme.font(run.size, run.weight) for run in runs]
    widths = [text_width(run.text, font) for run, font in zip(runs, fonts, strict=True)]
    left = rect.left()
    if right:
        left = max(left, rect.right() - sum(widths))
    for run, width in zip(runs, widths, strict=True):
        room = rect.right() - left
        if room <= 1:
            break
        paint_text(painter, theme, rect=QRectF(left, rect.top(), min(width, room), rect.height()), run=run)
        left += width


def paint_box(
    painter: QPainter,
    theme: Theme,
    *,
    rect: QRect | QRectF,
    fill: Role | None,
    edge: Role | None = None,
    radius: float = 6,
    width: float = 1,
) -> None:
    """Draw a rounded box with a fill, an edge, or both."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(theme.color(fill) if fill else Qt.BrushStyle.NoBrush)
    if edge:
        painter.setPen(QPen(theme.color(edge), width))
        inner = theme.rect(rect, edge=width)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        inner = QRectF(rect)
    corner = min(theme.pxf(radius), inner.height() / 2)
    painter.drawRoundedRect(inner, corner, corner)


def paint_focus(painter: QPainter, theme: Theme, *, rect: QRect | QRectF, radius: float = 6) -> None:
    """Draw the keyboard focus: a ring of 2 px in the accent colour, inside the rectangle."""
    paint_box(painter, theme, rect=rect, fill=None, edge=Role.ACCENT, radius=radius, width=2)
