"""Chips: a row of filters, each with its count, one of them on; and tags: a state in a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QSizePolicy, QWidget

from ccmdesk.ui.common.icons import Icon, paint_icon_at
from ccmdesk.ui.common.paint import Run, paint_box, paint_focus, paint_text, text_width
from ccmdesk.ui.common.palette import Role, StateRoles
from ccmdesk.ui.common.theme import Size, Theme, Weight


@dataclass(frozen=True, slots=True)
class ChipSpec:
    """Describe one chip: its stable key, what it says, how many things wait behind it."""

    key: str
    label: str
    count: int | None = None


class Chip(QPushButton):
    """Draw one chip; on is a soft fill with accent edge and text."""

    def __init__(self, theme: Theme, spec: ChipSpec, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(spec.label, parent)
        self._theme = theme
        self.spec = spec
        self.setObjectName(name)
        self.setCheckable(True)
        self.setAutoExclusive(False)
        self.setAutoDefault(True)  # Enter presses it, as Space does
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._restyle)
        self.show_spec(spec)

    def show_spec(self, spec: ChipSpec) -> None:
        """Show another label or count."""
        self.spec = spec
        self.setText(spec.label)
        self.setAccessibleName(spec.label if spec.count is None else f"{spec.label}, {spec.count}")
        self._restyle()

    def sizeHint(self) -> QSize:
        """Return the size that label and count need."""
        px = self._theme.px
        width = 2 * px(10) + text_width(self.spec.label, self._theme.font(Size.BODY, self._weight()))
        if self.spec.count is not None:
            width += px(8) + text_width(str(self.spec.count), self._theme.font(Size.BODY, Weight.BOLD))
        return QSize(int(width + 0.5), px(26))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the arrow keys to the row: a button of Qt's would go on as Tab does."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, label, count and focus."""
        del event
        theme, px, on = self._theme, self._theme.px, self.isChecked()
        painter = QPainter(self)
        fill = Role.SOFT if on or self.underMouse() else Role.RAISED
        paint_box(
            painter, theme, rect=self.rect(), fill=fill, edge=Role.ACCENT if on else Role.LINE, radius=99
        )
        rect = QRectF(self.rect()).adjusted(px(10), 0, -px(10), 0)
        label = Run(self.spec.label, self._weight(), Role.ACCENT if on else Role.TEXT)
        paint_text(painter, theme, rect=rect, run=label, elide=False)
        if self.spec.count is not None:
            count = Run(str(self.spec.count), Weight.BOLD, Role.ACCENT if on else Role.MUTED)
            paint_text(painter, theme, rect=rect, run=count, right=True, elide=False)
        if self.hasFocus():
            paint_focus(painter, theme, rect=self.rect(), radius=99)
        painter.end()

    def _weight(self) -> Weight:
        return Weight.MEDIUM if self.isChecked() else Weight.NORMAL

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class ChipRow(QScrollArea):
    """Show chips side by side, exactly one on; arrow keys move, `chosen` gives the key of the one put on."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, *, name: str, spoken: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chips: list[Chip] = []
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        inside = QWidget(self)
        self._row = QHBoxLayout(inside)
        self._row.addStretch(1)
        theme.space(self._row, spacing=6)
        self.setWidget(inside)
        theme.follow(self, self._restyle)

    def set_chips(self, specs: Sequence[ChipSpec], *, on: str) -> None:
        """Show these chips with the one of key `on` put on."""
        if [chip.spec.key for chip in self._chips] != [spec.key for spec in specs]:
            self._rebuild(specs)
        for chip, spec in zip(self._chips, specs, strict=True):
            chip.show_spec(spec)
            chip.setChecked(chip.spec.key == on)
            chip.updateGeometry()

    def current(self) -> str:
        """Return the key of the chip that is on, or nothing."""
        return next((chip.spec.key for chip in self._chips if chip.isChecked()), "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move to the neighbour with the arrow keys."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        at = next((at for at, chip in enumerate(self._chips) if chip.hasFocus()), None)
        if step is None or at is None:
            super().keyPressEvent(event)
            return
        chip = self._chips[(at + step) % len(self._chips)]
        chip.setFocus(Qt.FocusReason.TabFocusReason)
        self.ensureWidgetVisible(chip)

    def _rebuild(self, specs: Sequence[ChipSpec]) -> None:
        focused = next((chip.spec.key for chip in self._chips if chip.hasFocus()), None)
        for chip in self._chips:
            self._row.removeWidget(chip)
            chip.setParent(None)
            chip.deleteLater()
        self._chips = [Chip(self._theme, spec, name=f"{self.objectName()}.{spec.key}") for spec in specs]
        for at, chip in enumerate(self._chips):
            self._row.insertWidget(at, chip)
            chip.show()  # or a row in sight does not reckon with it yet
            chip.clicked.connect(self._clicked)
            if chip.spec.key == focused:
                chip.setFocus()

    def _clicked(self) -> None:
        sender = self.sender()
        for chip in self._chips:
            chip.setChecked(chip is sender)
            chip.updateGeometry()
        self.chosen.emit(self.current())

    def _restyle(self) -> None:
        self.setFixedHeight(self._theme.px(26))


class Tag(QWidget):
    """Say a state in a word, with an icon, on the tint of the state."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        *,
        state: StateRoles,
        icon: Icon | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = text
        self._state = state
        self._icon = icon
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_as(self, text: str, *, state: StateRoles, icon: Icon | None = None) -> None:
        """Say another state."""
        self._text, self._state, self._icon = text, state, icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size that icon and word need."""
        px = self._theme.px
        width = 2 * px(6) + text_width(self._text, self._theme.font(Size.CAPTION, Weight.BOLD))
        return QSize(int(width + 0.999) + (px(15) if self._icon else 0), px(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tint, the icon and the word."""
        del event
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        paint_box(painter, theme, rect=self.rect(), fill=self._state.tint, radius=4)
        rect = QRectF(self.rect()).adjusted(px(6), 0, 0, 0)
        if self._icon is not None:
            middle = rect.center().y()
            paint_icon_at(
                painter,
                theme,
                icon=self._icon,
                left=rect.left(),
                middle=middle,
                size=12,
                role=self._state.text,
            )
            rect.setLeft(rect.left() + px(15))
        run = Run(self._text, Weight.BOLD, self._state.text, Size.CAPTION)
        paint_text(painter, theme, rect=rect, run=run, elide=False)
        painter.end()
