"""Panels of a page: filled areas, cards, section headings, the saved state."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.icons import Icon, paint_icon
from ccmdesk.ui.common.paint import paint_box
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Theme, Weight


class Surface(QWidget):
    """Fill a plain area with a role and draw lines in the line colour at chosen sides."""

    def __init__(
        self,
        theme: Theme,
        *,
        role: Role = Role.SURFACE,
        lines: str = "",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._role = role
        self._lines = lines
        self.setObjectName(name)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the area; `lines` holds l, t, r, b for the sides to draw."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.color(self._role))
        color = self._theme.color(Role.LINE)
        width, height = self.width(), self.height()
        for side, rect in {
            "l": QRectF(0, 0, 1, height),
            "t": QRectF(0, 0, width, 1),
            "r": QRectF(width - 1, 0, 1, height),
            "b": QRectF(0, height - 1, width, 1),
        }.items():
            if side in self._lines:
                painter.fillRect(rect, color)
        painter.end()


class Card(QFrame):
    """Raise a block over the page: rounded, thin edge, and a faint shadow when asked for."""

    def __init__(
        self,
        theme: Theme,
        *,
        name: str = "",
        shadow: bool = False,
        padding: int = 12,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shadow = 5 if shadow else 0
        self.setObjectName(name)
        self.body = QVBoxLayout(self)
        space = padding + self._shadow
        theme.space(self.body, margins=(space, space, space, space), spacing=8)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card and its shadow."""
        del event
        painter = QPainter(self)
        inset = self._theme.px(self._shadow) if self._shadow else 0
        inner = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        for step in range(inset, 0, -1):
            ring = inner.adjusted(-step, 1 - step, step, step + 1)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(0, 0, 0, max(16 // inset, 1)))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawRoundedRect(ring, self._theme.px(8) + step / 2, self._theme.px(8) + step / 2)
        paint_box(painter, self._theme, rect=inner, fill=Role.RAISED, edge=Role.LINE, radius=8)
        painter.end()


def scroll_area(inside: QWidget, *, name: str, sideways: bool = True) -> QScrollArea:
    """Return an area without a frame that scrolls a widget; Tab goes on to what is inside.

    Without `sideways` what is too wide is cut instead of scrolled.
    """
    area = QScrollArea()
    area.setObjectName(name)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    if not sideways:
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidgetResizable(True)
    area.setWidget(inside)
    return area


class SectionHeading(QWidget):
    """Head a section: its title, how many there are, and the one thing to do at the right."""

    triggered = Signal()

    def __init__(
        self,
        theme: Theme,
        title: str,
        *,
        name: str,
        count: int | None = None,
        action: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        row = QHBoxLayout(self)
        theme.space(row, spacing=8)
        self._title = Label(theme, title, weight=Weight.BOLD)
        self._count = Label(theme, role=Role.MUTED, weight=Weight.MEDIUM)
        row.addWidget(self._title)
        row.addWidget(self._count)
        row.addStretch(1)
        if action:
            link = Button(
                theme, action, name=f"{name}.action", kind=ButtonKind.LINK, spoken=f"{title}: {action}"
            )
            link.clicked.connect(self.triggered)
            row.addWidget(link)
        self.set_count(count)

    def set_count(self, count: int | None) -> None:
        """Show how many there are, or no number."""
        self._count.setText("" if count is None else str(count))
        self._count.setVisible(count is not None)


class SavedState(QWidget):
    """Say in words whether an editor's text is on disk."""

    def __init__(self, theme: Theme, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon: Icon | None = None
        self._role = Role.MUTED
        self._label = Label(theme, name=name, weight=Weight.MEDIUM)
        row = QHBoxLayout(self)
        theme.space(row, margins=(22, 0, 0, 0))
        row.addWidget(self._label)
        theme.changed.connect(self.update)

    def saved(self, when: str) -> None:
        """Say that everything is saved since a time such as 10:42."""
        self._show(self.tr("Saved %s").replace("%s", when), Icon.CHECK, Role.GREEN_TEXT)

    def saving(self) -> None:
        """Say that a save is under way."""
        self._show(self.tr("Saving…"), None, Role.MUTED)

    def not_saved(self, why: str) -> None:
        """Say that the last save failed, why, and what to do."""
        self._show(self.tr("Not saved: %s").replace("%s", why), Icon.WARNING, Role.RED_TEXT)

    def text(self) -> str:
        """Return the words shown."""
        return self._label.text()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the mark before the words."""
        del event
        if self._icon is None:
            return
        side = self._theme.px(16)
        painter = QPainter(self)
        rect = QRectF(0, round((self.height() - side) / 2), side, side)
        paint_icon(painter, self._theme, icon=self._icon, rect=rect, role=self._role)
        painter.end()

    def _show(self, text: str, icon: Icon | None, role: Role) -> None:
        self._icon, self._role = icon, role
        self._label.setText(text)
        self._label.set_role(role)
        self.setAccessibleName(text)
        self.update()
