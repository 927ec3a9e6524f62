"""A person's hands and eyes for tests of the window: press, type, click, and find a widget by name."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

W = TypeVar("W", bound=QObject)


def press(
    widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Press and let go of one key."""
    QTest.keyClick(widget, key, modifier)


def type_into(widget: QWidget, text: str) -> None:
    """Type a text; a carriage return is Enter."""
    QTest.keyClicks(widget, text)


def click(widget: QWidget, at: QPoint | None = None) -> None:
    """Click with the left button at a point, or in the middle."""
    point = widget.rect().center() if at is None else at
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)


def double_click(widget: QWidget, at: QPoint) -> None:
    """Double-click with the left button."""
    click(widget, at)
    QTest.mouseDClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def child(parent: QObject, kind: type[W], name: str = "") -> W:
    """Return the widget of a kind and name inside another, or the first of the kind; fail without one."""
    found = parent.findChild(kind, name) if name else parent.findChild(kind)
    assert found is not None, f"no {kind.__name__} {name}"
    return found
