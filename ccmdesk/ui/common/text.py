"""Text on the window: one label class that keeps its size, weight and colour through every theme change."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.theme import Size, Theme, Weight


class Label(QLabel):
    """Show plain text; `wrap` lets it break into lines, `elide` shortens it to the room there is."""

    _elide = False  # Python may clear a label's own value before Qt lets go of the label

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        *,
        name: str = "",
        size: Size = Size.BODY,
        weight: Weight = Weight.NORMAL,
        role: Role = Role.TEXT,
        wrap: bool = False,
        elide: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._size = size
        self._weight = weight
        self._role = role
        self._elide = elide
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        theme.changed.connect(self._restyle)
        self._restyle()

    def set_role(self, role: Role) -> None:
        """Change the colour's role."""
        if role is not self._role:
            self._role = role
            self._restyle()

    def set_weight(self, weight: Weight) -> None:
        """Change the weight."""
        if weight is not self._weight:
            self._weight = weight
            self._restyle()

    def _restyle(self) -> None:
        self.setFont(self._theme.font(self._size, self._weight))
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, self._theme.color(self._role))
        self.setPalette(palette)

    def minimumSizeHint(self) -> QSize:
        """Return almost no width for a label that may be shortened."""
        hint = super().minimumSizeHint()
        return QSize(self._theme.px(24), hint.height()) if self._elide else hint

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text, shortened with an ellipsis when asked to."""
        if not self._elide:
            super().paintEvent(event)
            return
        metrics = QFontMetrics(self.font())
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self._theme.color(self._role))
        painter.drawText(self.rect(), int(self.alignment() | Qt.TextFlag.TextSingleLine), text)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer the whole text as a tooltip while it is shortened."""
        super().resizeEvent(event)
        if self._elide:
            short = QFontMetrics(self.font()).horizontalAdvance(self.text()) > self.width()
            self.setToolTip(self.text() if short else "")


def caption(theme: Theme, text: str, *, name: str = "", strong: bool = True) -> Label:
    """Return a small muted heading, as above a field or a block of a card."""
    weight = Weight.BOLD if strong else Weight.NORMAL
    return Label(theme, text, name=name, size=Size.CAPTION, weight=weight, role=Role.MUTED)


def title(theme: Theme, text: str, *, name: str = "") -> Label:
    """Return a title of 12 pt."""
    return Label(theme, text, name=name, size=Size.TITLE, weight=Weight.BOLD)
