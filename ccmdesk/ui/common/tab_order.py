"""The order of Tab: what a widget holds is visited in the order in which it is read."""

from __future__ import annotations

from itertools import pairwise
from typing import Protocol, runtime_checkable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget


def order_tabs(*roots: QWidget) -> None:
    """Make Tab go through the fields of some widgets in the order in which they are read."""
    stops = [stop for root in roots for stop in stops_in(root)]
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)


@runtime_checkable
class KnowsStops(Protocol):
    """Stand for a widget that knows better than its layout what Tab visits."""

    def tab_stops(self) -> list[QWidget]:
        """Return its fields in the order in which they are read."""
        ...


def stops_in(widget: QWidget) -> list[QWidget]:
    """Return what Tab visits inside a widget, hidden or not, in the order of its layouts."""
    if isinstance(widget, KnowsStops):
        return widget.tab_stops()
    if isinstance(widget, QScrollArea):
        inside = widget.widget()
        return stops_in(inside) if inside is not None else []
    layout = widget.layout()
    if layout is not None:
        return _stops_of(layout)
    return [widget] if widget.focusPolicy() & Qt.FocusPolicy.TabFocus else []


def _stops_of(layout: QLayout) -> list[QWidget]:
    found: list[QWidget] = []
    for at in range(layout.count()):
        item = layout.itemAt(at)
        widget = item.widget() if item is not None else None
        inner = item.layout() if item is not None else None
        if widget is not None:
            found += stops_in(widget)
        elif inner is not None:
            found += _stops_of(inner)
    return found
