"""Buttons: primary, secondary, quiet and link, with an icon at the left and the key at the right."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ccmdesk.ui.common.icons import Icon, paint_icon_at
from ccmdesk.ui.common.paint import Run, paint_box, paint_focus, paint_text, text_width
from ccmdesk.ui.common.palette import Role, StateRoles
from ccmdesk.ui.common.theme import Size, Theme, Weight


class ButtonKind(Enum):
    """Name how loud a button is; a page has one primary button."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    QUIET = "quiet"
    LINK = "link"


class Button(QPushButton):
    """Draw a button in the project's hand; `state` makes a solid one in the colour of a state."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        *,
        name: str,
        kind: ButtonKind = ButtonKind.SECONDARY,
        icon: Icon | None = None,
        key: str = "",
        state: StateRoles | None = None,
        role: Role | None = None,
        spoken: str = "",
        height: float = 32,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._kind = kind
        self._icon = icon
        self._key = key
        self._state = state
        self._role = role
        self._height = height
        self.setObjectName(name)
        self.setAccessibleName(spoken or text)
        self.setAccessibleDescription(key)
        if not text:
            self.setToolTip(f"{spoken} ({key})" if key else spoken)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        theme.changed.connect(self._restyle)

    def show_as(
        self,
        text: str,
        *,
        icon: Icon | None,
        key: str = "",
        state: StateRoles | None = None,
        spoken: str = "",
    ) -> None:
        """Change label, icon, key caption and state colour at once."""
        self._icon, self._key, self._state = icon, key, state
        self.setText(text)
        self.setAccessibleName(spoken or text)
        if not text:
            self.setToolTip(spoken)
        self.setAccessibleDescription(key)
        self._restyle()

    def sizeHint(self) -> QSize:
        """Return the size that label, icon and key need."""
        px = self._theme.px
        pad = 0 if self._kind is ButtonKind.LINK else px(12)
        parts = [text_width(self.text(), self._label_font())] if self.text() else []
        if self._icon is not None:
            parts.insert(0, px(16))
        width = 2 * pad + sum(parts) + (px(6) if len(parts) == 2 else 0)
        if self._key and self.text():
            width += px(16) + text_width(self._key, self._theme.font(Size.CAPTION, Weight.MEDIUM))
        height = px(24) if self._kind is ButtonKind.LINK else px(self._height)
        if not self.text():
            width = height
        return QSize(int(width + 0.5), height)

    def minimumSizeHint(self) -> QSize:
        """Return the size hint: a label is never cut."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the button on Enter too, so that Enter on Cancel never does what the primary button does."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if not plain or event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self.click()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Draw the hovered state."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Draw the resting state."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, icon, label, key and focus."""
        del event
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink, key_ink = self._paint_ground(painter)
        rect = QRectF(self.rect())
        if not self.isEnabled():
            painter.setOpacity(0.7)
        if self.text():
            self._paint_content(painter, rect, ink=ink, key_ink=key_ink)
        elif self._icon is not None:
            side = theme.px(16)
            paint_icon_at(
                painter,
                theme,
                icon=self._icon,
                left=(rect.width() - side) // 2,
                middle=rect.center().y(),
                role=ink,
            )
        if self.hasFocus():
            paint_focus(painter, theme, rect=rect)
            if self._solid() is not None:  # the ring alone would not show on a ground of its own colour
                inner = rect.adjusted(2, 2, -2, -2)
                paint_box(painter, theme, rect=inner, fill=None, edge=Role.SURFACE, radius=5, width=1.5)
        painter.end()

    def _paint_content(self, painter: QPainter, rect: QRectF, *, ink: Role, key_ink: Role) -> None:
        theme, px = self._theme, self._theme.px
        pad = 0 if self._kind is ButtonKind.LINK else px(12)
        needed = text_width(self.text(), self._label_font()) + (px(22) if self._icon is not None else 0)
        left = float(pad)
        if not self._key:
            left = max(left, (rect.width() - needed) / 2)
        if self._icon is not None:
            paint_icon_at(
                painter, theme, icon=self._icon, left=round(left), middle=rect.center().y(), role=ink
            )
            left += px(22)
        weight = Weight.BOLD if self._solid() is not None else Weight.MEDIUM
        room = QRectF(left, rect.top(), rect.width() - left, rect.height())
        paint_text(painter, theme, rect=room, run=Run(self.text(), weight, ink), elide=False)
        if self._key:
            inner = rect.adjusted(0, 0, -pad, 0)
            paint_text(
                painter, theme, rect=inner, run=Run(self._key, weight, key_ink, Size.CAPTION), right=True
            )

    def _paint_ground(self, painter: QPainter) -> tuple[Role, Role]:
        theme, rect = self._theme, self.rect()
        if not self.isEnabled() and self._kind is not ButtonKind.LINK:
            if self._kind is not ButtonKind.QUIET:
                paint_box(painter, theme, rect=rect, fill=Role.GREY_TINT, edge=Role.LINE)
            return Role.MUTED, Role.MUTED
        solid = self._solid()
        if solid is not None:
            ground, ink = solid
            paint_box(painter, theme, rect=rect, fill=ground)
            if self.underMouse() or self.isDown():
                painter.setOpacity(0.12)
                paint_box(painter, theme, rect=rect, fill=ink)
                painter.setOpacity(1)
            return ink, ink
        pressed = self.underMouse() or self.isDown()
        if self._kind is ButtonKind.SECONDARY:
            paint_box(painter, theme, rect=rect, fill=Role.SOFT if pressed else Role.RAISED, edge=Role.EDGE)
            return self._role or Role.TEXT, Role.MUTED
        if self._kind is ButtonKind.QUIET:
            if pressed:
                paint_box(painter, theme, rect=rect, fill=Role.SOFT)
            return self._role or Role.TEXT, Role.MUTED
        return self._role or Role.ACCENT, Role.MUTED

    def _solid(self) -> tuple[Role, Role] | None:
        if self._state is not None:
            return self._state.solid, self._state.on
        if self._kind is ButtonKind.PRIMARY:
            return Role.ACCENT, Role.ON_ACCENT
        return None

    def _label_font(self) -> QFont:
        return self._theme.font(Size.BODY, Weight.BOLD if self._solid() is not None else Weight.MEDIUM)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
