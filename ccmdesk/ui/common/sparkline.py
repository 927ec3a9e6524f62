"""Tiny trends: a line, the goal as a green band, the last point marked."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.theme import Theme


@dataclass(frozen=True, slots=True)
class Trend:
    """Hold points as (time, value) in order, the goal's bounds (None: open), and a sentence for a reader."""

    points: tuple[tuple[float, float], ...]
    low: float | None = None
    high: float | None = None
    spoken: str = ""

    def outside(self) -> bool:
        """Tell whether the last value is out of the goal."""
        if not self.points:
            return False
        last = self.points[-1][1]
        return (self.low is not None and last < self.low) or (self.high is not None and last > self.high)


def paint_sparkline(painter: QPainter, theme: Theme, *, rect: QRectF, trend: Trend) -> None:
    """Draw a trend into a rectangle; the last point keeps 4 px of room at the right."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    room = theme.pxf(4)
    plot = rect.adjusted(2, room, -room, -room)
    scale = _scale(trend, plot)
    if trend.low is not None or trend.high is not None:
        top = rect.top() if trend.high is None else scale(trend.high)
        bottom = rect.bottom() if trend.low is None else min(scale(trend.low) + room, rect.bottom())
        band = QRectF(rect.left(), top, rect.width(), max(bottom - top, 1))
        painter.fillRect(band, theme.color(Role.GREEN_TINT))
    if trend.points:
        times = [when for when, _ in trend.points]
        span = max(times) - min(times) or 1.0
        line = [
            QPointF(plot.left() + (when - min(times)) / span * plot.width(), scale(value))
            for when, value in trend.points
        ]
        if len(line) == 1:
            line = [QPointF(plot.right(), line[0].y())]
        pen = QPen(theme.color(Role.BAR_FILL), theme.pxf(1.5))
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(line))
        painter.setPen(QPen(theme.color(Role.SURFACE), 1))
        painter.setBrush(theme.color(Role.RED if trend.outside() else Role.BAR_FILL))
        painter.drawEllipse(line[-1], theme.pxf(3.5), theme.pxf(3.5))
    painter.restore()


class Sparkline(QWidget):
    """Show a trend; its sentence is the accessible name and the tooltip."""

    def __init__(
        self,
        theme: Theme,
        trend: Trend,
        *,
        name: str = "",
        size: tuple[int, int] = (100, 24),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._size = size
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_trend(trend)
        theme.changed.connect(self.updateGeometry)

    def set_trend(self, trend: Trend) -> None:
        """Show another trend."""
        self._trend = trend
        self.setAccessibleName(trend.spoken)
        self.setToolTip(trend.spoken)
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size at the present zoom."""
        return QSize(self._theme.px(self._size[0]), self._theme.px(self._size[1]))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the trend."""
        del event
        painter = QPainter(self)
        paint_sparkline(painter, self._theme, rect=QRectF(self.rect()), trend=self._trend)
        painter.end()


class _Scale:
    """Map values to heights."""

    def __init__(self, bottom: float, height: float, least: float, span: float) -> None:
        self._bottom, self._height, self._least, self._span = bottom, height, least, span

    def __call__(self, value: float) -> float:
        return self._bottom - (value - self._least) / self._span * self._height


def _scale(trend: Trend, plot: QRectF) -> _Scale:
    values = [value for _, value in trend.points]
    values += [bound for bound in (trend.low, trend.high) if bound is not None]
    least, most = (min(values), max(values)) if values else (0.0, 1.0)
    return _Scale(plot.bottom(), plot.height(), least, most - least or 1.0)
