"""Menus inside the window: a short list under or over a button, by mouse and by keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from shiboken6 import isValid

from ccmdesk.ui.common.icons import Icon, paint_icon_at
from ccmdesk.ui.common.paint import Run, paint_box, paint_text, text_width
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.theme import Size, Theme, Weight


@dataclass(frozen=True, slots=True)
class PopupItem:
    """Describe one item: what it says, what it does, its icon and key, whether it is ticked."""

    text: str
    run: Callable[[], None]
    key: str = ""
    icon: Icon | None = None
    checked: bool = False
    name: str = ""


class PopupList(QWidget):
    """Show items over the window; arrow keys move, Enter runs, Esc or a click elsewhere closes."""

    def __init__(self, theme: Theme, items: Sequence[PopupItem], *, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._came_from = QApplication.focusWidget()
        self.setObjectName(name)
        column = QVBoxLayout(self)
        theme.space(column, margins=(5, 5, 5, 5), spacing=0)
        self._rows = [
            _PopupRow(theme, item, name=item.name or f"{name}.{at}") for at, item in enumerate(items)
        ]
        for row in self._rows:
            column.addWidget(row)
            row.clicked.connect(self._clicked)
        self.hide()

    def open_at(self, anchor: QWidget, *, above: bool = False, align_right: bool = False) -> None:
        """Open under a widget, or above it, kept inside the window."""
        parent = self.parentWidget()
        if parent is None:
            return
        size = self.sizeHint().expandedTo(QSize(self._theme.px(160), 0))
        gap = self._theme.px(4)
        at = anchor.mapTo(parent, QPoint(0, -size.height() - gap if above else anchor.height() + gap))
        left = at.x() + (anchor.width() - size.width() if align_right else 0)
        left = min(max(left, gap), max(parent.width() - size.width() - gap, gap))
        top = min(max(at.y(), gap), max(parent.height() - size.height() - gap, gap))
        self._open(QPoint(left, top), size)

    def open_point(self, point: QPoint) -> None:
        """Open at a point of the parent, as a context menu does."""
        parent = self.parentWidget()
        size = self.sizeHint()
        if parent is not None:
            left = min(point.x(), max(parent.width() - size.width(), 0))
            top = min(point.y(), max(parent.height() - size.height(), 0))
            self._open(QPoint(left, top), size)

    def close_list(self) -> None:
        """Close and give the focus back."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        had_focus = any(row.hasFocus() for row in self._rows)
        self.hide()
        if had_focus and self._came_from is not None and isValid(self._came_from):
            self._came_from.setFocus(Qt.FocusReason.PopupFocusReason)
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrow keys, run with Enter, close with Esc."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        at = next((at for at, row in enumerate(self._rows) if row.hasFocus()), 0)
        if event.key() == Qt.Key.Key_Escape:
            self.close_list()
        elif step is not None:
            self._rows[(at + step) % len(self._rows)].setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._rows[at].click()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close on a click outside."""
        pressed = event.type() == QEvent.Type.MouseButtonPress
        if (
            pressed
            and isinstance(watched, QWidget)
            and watched is not self
            and not self.isAncestorOf(watched)
        ):
            self.close_list()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        del event
        painter = QPainter(self)
        paint_box(painter, self._theme, rect=self.rect(), fill=Role.RAISED, edge=Role.EDGE, radius=6)
        painter.end()

    def _open(self, at: QPoint, size: QSize) -> None:
        self.move(at)
        self.resize(size)
        self.show()
        self.raise_()
        if self._rows:
            self._rows[0].setFocus(Qt.FocusReason.PopupFocusReason)
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def _clicked(self) -> None:
        row = self.sender()
        self.close_list()
        if isinstance(row, _PopupRow):
            row.item.run()


class _PopupRow(QPushButton):
    """Draw one item of a list."""

    def __init__(self, theme: Theme, item: PopupItem, *, name: str) -> None:
        super().__init__(item.text)
        self._theme = theme
        self.item = item
        self.setObjectName(name)
        self.setAccessibleName(item.text)
        self.setAccessibleDescription(item.key)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the size that icon, words and key need."""
        px = self._theme.px
        width = px(8 + 24 + 24) + text_width(self.item.text, self._theme.font())
        if self.item.key:
            width += text_width(self.item.key, self._theme.font(Size.CAPTION, Weight.MEDIUM))
        return QSize(int(width + 1), px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the item; the focused or hovered one has the selection's ground."""
        del event
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        if self.hasFocus() or self.underMouse():
            edge = Role.ACCENT if self.hasFocus() else None
            paint_box(painter, theme, rect=self.rect(), fill=Role.SELECTION, edge=edge, radius=4, width=2)
        rect = QRectF(self.rect()).adjusted(px(8), 0, -px(10), 0)
        icon = Icon.CHECK if self.item.checked else self.item.icon
        if icon is not None:
            paint_icon_at(
                painter, theme, icon=icon, left=rect.left(), middle=rect.center().y(), role=Role.MUTED
            )
        paint_text(painter, theme, rect=rect.adjusted(px(24), 0, 0, 0), run=Run(self.item.text))
        if self.item.key:
            run = Run(self.item.key, Weight.MEDIUM, Role.MUTED, Size.CAPTION)
            paint_text(painter, theme, rect=rect, run=run, right=True, elide=False)
        painter.end()
