"""The rows of the overview: painted lines that open a menu, grouped in blocks under a heading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.icons import Icon, paint_icon_at
from ccmdesk.ui.common.marks import Mark, paint_mark
from ccmdesk.ui.common.paint import Run, paint_box, paint_focus, paint_text, text_width
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import SectionHeading
from ccmdesk.ui.common.sparkline import Trend, paint_sparkline
from ccmdesk.ui.common.tab_order import stops_in
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Size, Theme, Weight

_ROW, _TWO_LINES, _VALUE = 24, 40, 44
_ASIDE = 108


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Describe one row: words at the left, an amount, an aside at the right, a second line below.

    `trend` makes it the row of a value, `wide` two lines high; `imported` draws the source mark.
    """

    key: str
    text: str
    strong: bool = False
    muted: bool = False
    amount: str = ""
    unit: str = ""
    aside: str = ""
    below: str = ""
    below_aside: str = ""
    mark: Mark | None = None
    imported: bool = False
    trend: Trend | None = None
    wide: bool = False
    tooltip: str = ""
    spoken: str = ""


class LineRow(QPushButton):
    """Paint one line; a click, Enter or Space opens what can be done with it."""

    def __init__(self, theme: Theme, line: Line, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.line = line
        self.setObjectName(name)
        self.setAccessibleName(line.spoken or _spoken(line))
        self.setAccessibleDescription(line.tooltip)
        self.setToolTip(line.tooltip)
        self.setAutoDefault(True)  # Enter presses it, as Space does
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.follow(self, self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Return the height of the line; the width is what there is."""
        height = _VALUE if self.line.trend is not None else _TWO_LINES if self.line.wide else _ROW
        return QSize(self._theme.px(200), self._theme.px(height))

    def minimumSizeHint(self) -> QSize:
        """Return the height that the line always needs."""
        return QSize(self._theme.px(80), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, words, trend and focus."""
        del event
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.underMouse():
            grown = rect.adjusted(0, 0, 0, 0)
            paint_box(painter, self._theme, rect=grown, fill=Role.SOFT, radius=4)
        if self.line.trend is not None:
            self._paint_value(painter, rect, self.line.trend)
        elif self.line.wide:
            self._paint_wide(painter, rect)
        else:
            self._paint_row(painter, rect)
        if self.hasFocus():
            paint_focus(painter, self._theme, rect=rect, radius=4)
        painter.end()

    def _ink(self) -> Role:
        return Role.MUTED if self.line.muted else Role.TEXT

    def _paint_row(self, painter: QPainter, rect: QRectF) -> None:
        theme, px, line = self._theme, self._theme.px, self.line
        right = rect.right()
        if line.aside:
            run = Run(line.aside, role=Role.MUTED)
            wanted = min(text_width(line.aside, theme.font()), rect.width() * 0.45)
            room = QRectF(right - wanted, rect.top(), wanted, rect.height())
            paint_text(painter, theme, rect=room, run=run, right=True)
            right -= max(wanted, px(_ASIDE) if line.amount else px(56))
        if line.imported:
            right -= px(22)
            paint_icon_at(
                painter, theme, icon=Icon.DOWNLOAD, left=right, middle=rect.center().y(), size=14,
                role=Role.MUTED,
            )  # fmt: skip
        if line.amount:
            wanted = min(text_width(line.amount, theme.font()), (right - rect.left()) * 0.5)
            right -= wanted + px(8 if line.aside else 0)
            room = QRectF(right, rect.top(), wanted, rect.height())
            paint_text(painter, theme, rect=room, run=Run(line.amount, role=self._ink()), right=True)
        weight = Weight.MEDIUM if line.strong else Weight.NORMAL
        room = QRectF(rect.left(), rect.top(), right - rect.left() - px(8), rect.height())
        paint_text(painter, theme, rect=room, run=Run(line.text, weight, self._ink()))

    def _paint_wide(self, painter: QPainter, rect: QRectF) -> None:
        theme, px, line = self._theme, self._theme.px, self.line
        top = QRectF(rect.left(), rect.top() + px(2), rect.width(), px(19))
        used = 0.0
        if line.aside:
            used = paint_text(painter, theme, rect=top, run=Run(line.aside), right=True, elide=False) + px(8)
        room = top.adjusted(0, 0, -used, 0)
        used = paint_text(painter, theme, rect=room, run=Run(line.text, Weight.MEDIUM))
        if line.imported and used + px(24) < room.width():
            paint_icon_at(
                painter, theme, icon=Icon.DOWNLOAD, left=room.left() + used + px(6),
                middle=top.center().y(), size=12, role=Role.MUTED,
            )  # fmt: skip
        low = QRectF(rect.left(), top.bottom() - px(1), rect.width(), px(16))
        paint_text(painter, theme, rect=low, run=Run(line.below, role=Role.MUTED, size=Size.CAPTION))

    def _paint_value(self, painter: QPainter, rect: QRectF, trend: Trend) -> None:
        theme, px, line = self._theme, self._theme.px, self.line
        upper = QRectF(rect.left(), rect.top() + px(4), rect.width(), px(19))
        lower = QRectF(rect.left(), upper.bottom() - px(1), rect.width(), px(17))
        ink = Role.RED_TEXT if line.mark is Mark.NOW else self._ink()
        caption = theme.font(Size.CAPTION)
        unit = text_width(line.unit, caption) + px(4) if line.unit else 0.0
        bold = Run(line.amount, Weight.BOLD, ink)
        amount = min(text_width(line.amount, theme.font(weight=Weight.BOLD)), rect.width() * 0.4)
        right = max(amount + unit + (px(18) if line.mark else 0), text_width(line.below_aside, caption))
        if line.unit:
            run = Run(line.unit, role=Role.MUTED, size=Size.CAPTION)
            paint_text(painter, theme, rect=upper, run=run, right=True, elide=False)
        number = QRectF(rect.right() - unit - amount, upper.top(), amount, upper.height())
        paint_text(painter, theme, rect=number, run=bold, right=True)
        if line.mark is not None:
            center = QPointF(number.left() - px(12), upper.center().y())
            paint_mark(painter, theme, mark=line.mark, center=center)
        run = Run(line.below_aside, role=Role.MUTED, size=Size.CAPTION)
        paint_text(painter, theme, rect=lower, run=run, right=True, elide=False)
        self._paint_kind(painter, rect, trend, right=rect.right() - right - px(12))

    def _paint_kind(self, painter: QPainter, rect: QRectF, trend: Trend, *, right: float) -> None:
        """Draw name, range and trend in the room left of the number."""
        theme, px, line = self._theme, self._theme.px, self.line
        chart = px(100) if right - rect.left() > px(206) else 0
        if chart and len(trend.points) > 1:
            place = min(max(rect.left() + px(122), rect.right() - px(214)), right - chart)
            area = QRectF(place, rect.top() + px(8), chart, px(28))
            paint_sparkline(painter, theme, rect=area, trend=trend)
            right = place - px(8)
        top = rect.top() + px(4)
        room = QRectF(rect.left(), top, right - rect.left(), px(19))
        paint_text(painter, theme, rect=room, run=Run(line.text, Weight.MEDIUM, self._ink()))
        low = QRectF(room.left(), room.bottom() - px(1), room.width(), px(17))
        paint_text(painter, theme, rect=low, run=Run(line.below, role=Role.MUTED, size=Size.CAPTION))


class Block(QWidget):
    """Head rows with a title, their count and one action; empty, it says so."""

    triggered = Signal()

    def __init__(
        self, theme: Theme, title: str, *, name: str, action: str = "", empty: str = "", limit: int = 0
    ) -> None:
        super().__init__()
        self._theme = theme
        self._name = name
        self._limit = limit
        self._all = False
        self._lines: tuple[Line, ...] = ()
        self._made: list[LineRow] = []
        self._rest = 0
        self._open: Callable[[str, QWidget], None] | None = None
        self.setObjectName(name)
        self.heading = SectionHeading(theme, title, name=f"{name}.heading", action=action)
        self.heading.triggered.connect(self.triggered)
        self._rows = QVBoxLayout()
        theme.space(self._rows)
        self._empty = Label(theme, empty, role=Role.MUTED, wrap=True)
        self._more = Button(theme, "", name=f"{name}.more", kind=ButtonKind.LINK)
        self._more.clicked.connect(self._toggle)
        column = QVBoxLayout(self)
        theme.space(column)
        column.addWidget(self.heading)
        column.addWidget(self._empty)
        column.addLayout(self._rows)
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)

    def set_lines(
        self, lines: Sequence[Line], *, opened: Callable[[str, QWidget], None], count: int, rest: int = 0
    ) -> None:
        """Show these rows, the focused one staying focused.

        `opened` is called with the key and widget of a row; the last `rest` rows are shown only unfolded.
        """
        self._lines, self._open, self._rest = tuple(lines), opened, rest
        self.heading.set_count(count or None)
        self._fill()

    def rows(self) -> tuple[LineRow, ...]:
        """Return the rows shown."""
        return tuple(self._made)

    def _toggle(self) -> None:
        self._all = not self._all
        self._fill()

    def _fill(self) -> None:
        # Asked of the window, which also knows it while another program is in front.
        holder = self.window().focusWidget()
        focused = next((at for at, row in enumerate(self._made) if row is holder), None)
        before = "" if focused is None else self._made[focused].line.key
        for row in self._made:
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._made = []
        most = len(self._lines) - self._rest
        folded = min(self._limit, most) if self._limit else most
        cut = len(self._lines) if self._all else folded
        for line in self._lines[:cut]:
            row = LineRow(self._theme, line, name=f"{self._name}.{line.key}")
            row.clicked.connect(lambda _checked=False, row=row: self._clicked(row))
            self._rows.addWidget(row)
            row.show()  # at once, not with the next layout: it may get the focus now
            self._made.append(row)
        if focused is not None:
            self._give_back(before, focused)
        self._empty.setVisible(not self._lines)
        self._more.setVisible(len(self._lines) > folded)
        self._more.show_as(self._more_words(most - cut), icon=None)

    def _give_back(self, key: str, at: int) -> None:
        """Put the keyboard on the row it was on, else on the one in its place, else on the heading."""
        same = next((row for row in self._made if row.line.key == key), None)
        row = same or (self._made[min(at, len(self._made) - 1)] if self._made else None)
        target = row or next((stop for stop in stops_in(self.heading)), None)
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _more_words(self, hidden: int) -> str:
        if self._all:
            return self.tr("Show fewer")
        more = self.tr("%n more").replace("%n", str(hidden)) if hidden else ""
        ended = self.tr("%n ended").replace("%n", str(self._rest)) if self._rest else ""
        return ", ".join(part for part in (more, ended) if part)

    def _clicked(self, row: LineRow) -> None:
        if self._open is not None:
            self._open(row.line.key, row)


def _spoken(line: Line) -> str:
    parts = (line.text, line.below, line.amount, line.unit, line.aside, line.below_aside)
    return ", ".join(part for part in parts if part)
