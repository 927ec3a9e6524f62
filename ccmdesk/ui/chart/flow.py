"""Layouts that give way: buttons that break into further rows, sections that scroll when they are low."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from ccmdesk.ui.common.tab_order import stops_in
from ccmdesk.ui.common.theme import Theme


class FlowRow(QWidget):
    """Lay widgets from left to right at the size they ask for, and go on below where room ends."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._items: list[QWidget] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.flow)

    def add(self, item: QWidget) -> None:
        """Add a widget at the end."""
        item.setParent(self)
        self._items.append(item)

    def tab_stops(self) -> list[QWidget]:
        """Return what Tab visits, as it is read."""
        return [stop for item in self._items for stop in stops_in(item)]

    def sizeHint(self) -> QSize:
        """Return the height that was laid out."""
        return QSize(self._theme.px(200), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        super().resizeEvent(event)
        self.flow()

    def flow(self) -> None:
        """Place what is shown."""
        gap = self._theme.px(8)
        left = top = bottom = 0
        for item in self._items:
            if item.isHidden():
                continue
            size = item.sizeHint()
            if left and left + size.width() > self.width():
                left, top = 0, bottom + gap
            item.setGeometry(left, top, size.width(), size.height())
            left += size.width() + gap
            bottom = max(bottom, top + size.height())
        if self.height() != bottom:
            self.setFixedHeight(bottom)


def scrolled(inside: QWidget, *, name: str) -> QScrollArea:
    """Return an area that scrolls its content up and down where it is higher than the room there is."""
    area = QScrollArea()
    area.setObjectName(name)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    return area
