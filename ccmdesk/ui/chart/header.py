"""The header that stays: who the patient is and what must not be forgotten, folded where it is narrow."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.icons import Icon, paint_icon_at
from ccmdesk.ui.common.paint import Run, paint_box, paint_focus, paint_runs, paint_text, text_width
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Surface
from ccmdesk.ui.common.theme import Size, Theme, Weight

HEIGHT = 76
_LINE, _CAPTION = 18, 16
_WIDEST, _NAME_LEAST = 176, 210
_GAP = 22


@dataclass(frozen=True, slots=True)
class Told:
    """Hold what one part of the header says: its caption and up to two lines; `alarm` makes them red.

    `quiet` is how readily it folds away: higher numbers go first.
    """

    key: str
    caption: str
    first: str
    second: str = ""
    alarm: bool = False
    quiet: int = 0
    icon: Icon | None = None
    hint: str = ""


class HeaderBlock(QPushButton):
    """Paint one part of the header; a click goes where it is changed."""

    def __init__(self, theme: Theme, told: Told, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName(f"chart.header.{told.key}")
        self.setAutoDefault(True)  # Enter presses it, as Space does
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.tell(told)

    def tell(self, told: Told) -> None:
        """Show other words."""
        self.told = told
        said = ", ".join(part for part in (told.first, told.second) if part)
        self.setAccessibleName(f"{told.caption}: {said}")
        self.setAccessibleDescription(told.hint)
        self.setToolTip("\n".join(part for part in (said, told.hint) if part))
        self.update()

    def wanted_width(self) -> int:
        """Return the width that the words need, within reason."""
        return min(self.whole_width(), self._theme.px(_WIDEST))

    def whole_width(self) -> int:
        """Return the width that shows every word."""
        theme, told = self._theme, self.told
        icon = theme.px(24) if told.icon is not None else 0
        second = (Size.BODY, Weight.BOLD) if told.alarm else (Size.CAPTION, Weight.NORMAL)
        weight = Weight.BOLD if told.alarm else Weight.MEDIUM
        needed = max(
            text_width(told.caption, theme.font(Size.CAPTION, Weight.MEDIUM)),
            text_width(told.first, theme.font(weight=weight)) + icon,
            text_width(told.second, theme.font(*second)),
        )
        return int(needed + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw caption, words and focus."""
        del event
        theme, px, told = self._theme, self._theme.px, self.told
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.underMouse():
            paint_box(painter, theme, rect=rect, fill=Role.SOFT, radius=4)
        inner = rect.adjusted(px(4), 0, -px(4), 0)
        line = QRectF(inner.left(), px(1), inner.width(), px(_CAPTION))
        run = Run(told.caption, Weight.MEDIUM, Role.MUTED, Size.CAPTION)
        paint_text(painter, theme, rect=line, run=run)
        ink = Role.RED_TEXT if told.alarm else Role.TEXT
        weight = Weight.BOLD if told.alarm else Weight.MEDIUM
        first = QRectF(inner.left(), line.bottom(), inner.width(), px(_LINE))
        used = paint_text(painter, theme, rect=first, run=Run(told.first, weight, ink))
        if told.icon is not None:
            left = first.left() + used + px(6)
            paint_icon_at(painter, theme, icon=told.icon, left=left, middle=first.center().y(), size=14)
        second = QRectF(inner.left(), first.bottom(), inner.width(), px(_LINE))
        run = (
            Run(told.second, weight, ink) if told.alarm else Run(told.second, Weight.NORMAL, Role.MUTED, _CAP)
        )
        paint_text(painter, theme, rect=second, run=run)
        if self.hasFocus():
            paint_focus(painter, theme, rect=rect, radius=4)
        painter.end()


class NameBlock(QPushButton):
    """Paint name, preferred name, age, birth date and pronouns; a click edits them."""

    def __init__(self, theme: Theme, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = self._preferred = self._lead = self._rest = ""
        self.setObjectName("chart.header.name")
        self.setAutoDefault(True)  # Enter presses it, as Space does
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def tell(self, name: str, *, preferred: str, lead: str, rest: str, may_change: bool) -> None:
        """Show who the patient is, and invite to correct it whoever may."""
        self._name, self._preferred, self._lead, self._rest = name, preferred, lead, rest
        quoted = f"“{preferred}”" if preferred else ""
        said = ", ".join(part for part in (name, quoted, lead, rest) if part)
        self.setAccessibleName(said)
        self.setAccessibleDescription(self.tr("Edit the details") if may_change else "")
        self.setToolTip("\n".join(part for part in (said, self.accessibleDescription()) if part))
        self.update()

    def whole_width(self) -> int:
        """Return the width that shows every word."""
        theme = self._theme
        quoted = f"  “{self._preferred}”" if self._preferred else ""
        top = text_width(self._name, theme.font(Size.TITLE, Weight.BOLD)) + text_width(quoted, theme.font())
        comma = ", " if self._lead and self._rest else ""
        lead = text_width(f"{self._lead}{comma}", theme.font(weight=Weight.MEDIUM))
        return int(max(top, lead + text_width(self._rest, theme.font())) + 2) + 2 * theme.px(4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the two lines."""
        del event
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.underMouse():
            paint_box(painter, theme, rect=rect, fill=Role.SOFT, radius=4)
        inner = rect.adjusted(px(4), 0, -px(4), 0)
        half = rect.height() / 2
        top = QRectF(inner.left(), half - px(24), inner.width(), px(24))
        runs = [Run(self._name, Weight.BOLD, Role.TEXT, Size.TITLE)]
        if self._preferred:
            runs.append(Run(f"  “{self._preferred}”", role=Role.MUTED))
        paint_runs(painter, theme, rect=top, runs=runs)
        low = QRectF(inner.left(), half + px(2), inner.width(), px(_LINE))
        comma = ", " if self._lead and self._rest else ""
        runs = [Run(f"{self._lead}{comma}", Weight.MEDIUM), Run(self._rest, role=Role.MUTED)]
        paint_runs(painter, theme, rect=low, runs=runs)
        if self.hasFocus():
            paint_focus(painter, theme, rect=rect, radius=4)
        painter.end()


class ChartHeader(Surface):
    """Lay name and parts side by side; what does not fit folds behind a button, the alarms last.

    `chosen` gives the key of the part clicked (`name` for the name) and its widget.
    """

    chosen = Signal(str, QWidget)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, role=Role.SURFACE, lines="b", name="chart.header")
        self.name = NameBlock(theme, parent=self)
        self.name.clicked.connect(lambda: self.chosen.emit("name", self.name))
        self._blocks: list[HeaderBlock] = []
        self._folded_open = False
        self._more = Button(
            theme,
            "",
            name="chart.header.more",
            kind=ButtonKind.QUIET,
            icon=Icon.CHEVRON_DOWN,
            spoken=self.tr("More about this patient"),
            height=28,
            parent=self,
        )
        self._more.clicked.connect(self._toggle)
        theme.follow(self, self._place)

    def tell(self, told: list[Told]) -> None:
        """Show these parts, in this order."""
        known = {block.told.key: block for block in self._blocks}
        blocks = []
        for one in told:
            block = known.pop(one.key, None)
            if block is None:
                block = HeaderBlock(self._theme, one, parent=self)
                block.clicked.connect(lambda _c=False, block=block: self.chosen.emit(block.told.key, block))
            block.tell(one)
            blocks.append(block)
        for gone in known.values():
            gone.hide()
            gone.deleteLater()
        self._blocks = blocks
        self._place()

    def tab_stops(self) -> list[QWidget]:
        """Return what Tab visits, as it is read."""
        return [self.name, *self._blocks, self._more]

    def folded(self) -> tuple[str, ...]:
        """Return the keys of the parts that do not fit into the first line."""
        shown = set(self._fitting())
        return tuple(block.told.key for block in self._blocks if block not in shown)

    def sizeHint(self) -> QSize:
        """Return the height for what is shown."""
        return QSize(self._theme.px(400), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold or unfold."""
        super().resizeEvent(event)
        self._place()

    def _toggle(self) -> None:
        self._folded_open = not self._folded_open
        self._place()

    def _fitting(self) -> list[HeaderBlock]:
        """Return the parts that fit beside the name, in order."""
        px = self._theme.px
        gap = px(_GAP)
        room = self.width() - 2 * px(16) - px(_NAME_LEAST)
        shown = list(self._blocks)
        while shown:
            button = px(36) if len(shown) < len(self._blocks) else 0
            if sum(block.wanted_width() + gap for block in shown) + button <= room:
                break
            shown.remove(max(shown, key=lambda block: (block.told.quiet, shown.index(block))))
        return shown

    def _widths(self, shown: list[HeaderBlock], room: int) -> dict[HeaderBlock, int]:
        """Return the width of each part: what lies empty beside the name goes to words that would be cut."""
        px = self._theme.px
        widths = {block: block.wanted_width() for block in shown}
        name = max(self.name.whole_width(), px(_NAME_LEAST))
        spare = room - name - sum(widths.values()) - px(_GAP) * len(shown)
        for block in sorted(shown, key=lambda block: block.told.quiet):
            more = min(block.whole_width() - widths[block], max(spare, 0))
            widths[block] += more
            spare -= more
        return widths

    def _place(self) -> None:
        px = self._theme.px
        top, height, gap = px(11), px(_CAPTION + 2 * _LINE + 3), px(_GAP)
        shown = self._fitting()
        hidden = [block for block in self._blocks if block not in shown]
        self._more.setVisible(bool(hidden))
        right = self.width() - px(16)
        if hidden:
            self._more.setGeometry(right - px(28), px(24), px(28), px(28))
            right -= px(36)
        widths = self._widths(shown, right - px(16))
        for block in reversed(shown):
            width = widths[block] + px(8)
            block.setGeometry(right - width + px(4), top, width, height)
            block.show()
            right -= width - px(8) + gap
        left = px(16) - px(4)
        self.name.setGeometry(left, top, max(right - left, px(60)), height)
        bottom = self._place_folded(hidden, px(HEIGHT) - px(4))
        icon = Icon.CHEVRON_UP if self._folded_open else Icon.CHEVRON_DOWN
        self._more.show_as("", icon=icon, spoken=self.tr("More about this patient"))
        if self.height() != bottom:
            self.setFixedHeight(bottom)

    def _place_folded(self, hidden: list[HeaderBlock], top: int) -> int:
        """Lay the folded parts in rows below when they are unfolded; return where the header ends."""
        px = self._theme.px
        height = px(_CAPTION + 2 * _LINE + 3)
        left, bottom = px(12), px(HEIGHT)
        for block in hidden:
            block.setVisible(self._folded_open)
            if not self._folded_open:
                continue
            width = min(block.whole_width() + px(8), self.width() - px(24))
            if left > px(12) and left + width > self.width() - px(12):
                left, top = px(12), top + height + px(4)
            block.setGeometry(left, top, width, height)
            left += width + px(_GAP) - px(8)
            bottom = top + height + px(9)
        return bottom


_CAP = Size.CAPTION
