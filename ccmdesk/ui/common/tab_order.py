"""The order of Tab: what a widget holds is visited in the order in which it is read."""

from __future__ import annotations

from itertools import pairwise
from typing import Protocol, runtime_checkable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLayout, QScrollArea, QWidget


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


def tab_through(frame: QWidget, stops: list[QWidget], *, forward: bool) -> bool:
    """Move the keyboard to the next (or previous) of some stops in a frame, and out of the frame at its ends.

    Return False when the keyboard is on none of them. Qt's own chain is not changed: widgets that hand the
    focus on to a child stay in it where they were made, and would lead back to the child.
    """
    focused = QApplication.focusWidget()
    shown = [stop for stop in stops if _takes_tab(stop)]
    if focused is None or focused not in shown:
        return False
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    at = shown.index(focused) + (1 if forward else -1)
    if 0 <= at < len(shown):
        shown[at].setFocus(reason)
        return True
    widget = _following(focused, forward=forward)
    while widget is not None and widget is not focused:
        if not frame.isAncestorOf(widget) and _takes_tab(widget) and widget.focusProxy() is None:
            widget.setFocus(reason)
            return True
        widget = _following(widget, forward=forward)
    shown[0 if forward else -1].setFocus(reason)
    return True


def _following(widget: QWidget, *, forward: bool) -> QWidget | None:
    return widget.nextInFocusChain() if forward else widget.previousInFocusChain()


def _takes_tab(widget: QWidget) -> bool:
    tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(tab) and widget.isVisible() and widget.isEnabled()
