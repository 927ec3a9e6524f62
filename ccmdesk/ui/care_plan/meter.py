"""The completeness of a plan: how many of the CMS elements it speaks of, and which are open."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ccmdesk.domain.care_plan import CarePlanDocument, Element, filled_elements
from ccmdesk.ui.care_plan.words import open_words
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Surface
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Size, Theme, Weight


class _Bar(QWidget):
    """Draw one piece for each element."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._filled = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_filled(self, filled: int) -> None:
        """Fill so many pieces."""
        self._filled = filled
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of the pieces."""
        return QSize(self._theme.px(100), self._theme.px(6))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pieces."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        gap = self._theme.pxf(3)
        count = len(Element)
        width = (self.width() - gap * (count - 1)) / count
        for at in range(count):
            role = Role.BAR_FILL if at < self._filled else Role.BAR_TRACK
            painter.setBrush(self._theme.color(role))
            radius = self.height() / 3
            painter.drawRoundedRect(QRectF(at * (width + gap), 0, width, self.height()), radius, radius)
        painter.end()


class Meter(Surface):
    """Show n of 12, a bar of twelve pieces and the open elements in words."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, lines="t", name="care_plan.meter")
        self._count = Label(theme, name="care_plan.meter_count", weight=Weight.BOLD)
        self._open = Label(theme, name="care_plan.meter_open", size=Size.CAPTION, role=Role.MUTED, wrap=True)
        self._bar = _Bar(theme)
        row = QHBoxLayout()
        row.addWidget(Label(theme, self.tr("CMS elements"), weight=Weight.BOLD))
        row.addStretch(1)
        row.addWidget(self._count)
        column = QVBoxLayout(self)
        theme.space(column, margins=(16, 10, 16, 12), spacing=6)
        column.addLayout(row)
        column.addWidget(self._bar)
        column.addWidget(self._open)

    def set_short(self, *, short: bool) -> None:
        """Show the bar alone, the open elements in the tooltip, or both."""
        self._open.setHidden(short)

    def show_document(self, document: CarePlanDocument) -> None:
        """Count and name the elements of a document."""
        filled = len(filled_elements(document))
        words = self.tr("{filled} of {count}").format(filled=filled, count=len(Element))
        self._count.setText(words)
        self._open.setText(open_words(document))
        self._bar.show_filled(filled)
        self.setToolTip(open_words(document))
        self.setAccessibleName(f"{words}. {open_words(document)}")
