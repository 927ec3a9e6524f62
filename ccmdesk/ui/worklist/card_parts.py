"""The parts of the card: rows with an icon, reasons with their weight, promises to tick, the next patient."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ccmdesk.domain.follow_up import FollowUp
from ccmdesk.domain.worklist import URGENCY, WorklistRow
from ccmdesk.ui.common import say
from ccmdesk.ui.common.fields import CheckBox
from ccmdesk.ui.common.icon_view import IconView
from ccmdesk.ui.common.icons import Icon, paint_icon_at
from ccmdesk.ui.common.marks import MarkView, mark_words
from ccmdesk.ui.common.paint import Run, paint_box, paint_focus, paint_text, text_width
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.text import Label, caption
from ccmdesk.ui.common.theme import Theme, Weight
from ccmdesk.ui.worklist import words
from ccmdesk.ui.worklist.words import Now


class Block(QWidget):
    """Head some lines of the card with a caption, if it has one; empty blocks are not shown."""

    def __init__(self, theme: Theme, title: str, *, name: str, aside: str = "", above: int = 8) -> None:
        super().__init__()
        self.setObjectName(name)
        self._column = QVBoxLayout(self)
        theme.space(self._column, margins=(0, above, 0, 0), spacing=4)
        if title:
            head = QHBoxLayout()
            head.addWidget(caption(theme, title))
            head.addStretch(1)
            head.addWidget(caption(theme, aside, strong=False))
            self._column.addLayout(head)
        self._lines: list[QWidget] = []
        self._side_shown = True

    def set_side_shown(self, *, shown: bool) -> None:
        """Say whether the side of the card that this block is on is turned up."""
        self._side_shown = shown
        self.setVisible(shown and bool(self._lines))

    def set_lines(self, lines: Sequence[QWidget]) -> None:
        """Show these lines in the place of those before."""
        for line in self._lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = list(lines)
        for line in self._lines:
            self._column.addWidget(line)
        self.setVisible(self._side_shown and bool(self._lines))


def icon_line(theme: Theme, icon: Icon, *, text: str, role: Role = Role.TEXT, name: str = "") -> QWidget:
    """Return a line of an icon and words that wrap."""
    line = QWidget()
    row = QHBoxLayout(line)
    theme.space(row, spacing=6)
    row.addWidget(IconView(theme, icon, role=Role.MUTED if role is Role.TEXT else role), 0, _TOP)
    weight = Weight.NORMAL if role in (Role.TEXT, Role.MUTED) else Weight.MEDIUM
    row.addWidget(Label(theme, text, name=name, role=role, weight=weight, wrap=True), 1)
    return line


def reason_lines(theme: Theme, row: WorklistRow, *, now: Now) -> list[QWidget]:
    """Return every reason of a row in words, with its mark and, at the right, its weight as a word."""
    lines = []
    for why in words.all_reasons(row):
        mark = words.MARKS[URGENCY[why]]
        line = QWidget()
        layout = QHBoxLayout(line)
        theme.space(layout, spacing=6)
        layout.addWidget(MarkView(theme, mark), 0, _TOP)
        layout.addWidget(Label(theme, words.reason_words(why, row, today=now.today()), wrap=True), 1)
        layout.addWidget(Label(theme, mark_words(mark), role=Role.MUTED), 0, _TOP)
        lines.append(line)
    return lines


class PromiseLine(QWidget):
    """Show one promised contact with a box to tick when it is done."""

    def __init__(
        self, theme: Theme, follow_up: FollowUp, now: Now, *, ticked: Callable[[FollowUp], None], may: bool
    ) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        theme.space(row)
        today = now.today()
        when = say.upcoming(follow_up.due_on, today=today)
        late = follow_up.due_on < today
        if follow_up.due_at is not None and not late:
            when = f"{when} {say.clock_time(now.local(follow_up.due_at))}"
        self._box = CheckBox("", name=f"worklist.card.promise_{follow_up.id}")
        self._box.setAccessibleName(self.tr("Done: %s").replace("%s", follow_up.reason))
        self._box.setToolTip(self.tr("Mark as done"))
        self._box.setEnabled(may)
        self._box.clicked.connect(lambda: ticked(follow_up))
        row.addWidget(self._box, 0, _TOP)
        role, weight = (Role.RED_TEXT, Weight.MEDIUM) if late else (Role.MUTED, Weight.NORMAL)
        reason, day = Label(theme, follow_up.reason, wrap=True), Label(theme, when, role=role, weight=weight)
        row.addWidget(reason, 1, _TOP)
        row.addWidget(day, 0, _TOP)

        def restyle() -> None:
            self._box.setFixedWidth(theme.px(24))
            for label in (reason, day):
                label.setContentsMargins(0, theme.px(4), 0, 0)

        theme.follow(self, restyle)


class LineButton(QPushButton):
    """Draw a line of the card that can be clicked: an icon, words, and an aside at the right."""

    def __init__(self, theme: Theme, *, name: str, icon: Icon | None = None, height: float = 24) -> None:
        super().__init__()
        self._theme = theme
        self._icon = icon
        self._height = height
        self._lead = self._words = self._aside = ""
        self.setObjectName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_as(self, text: str, *, lead: str = "", aside: str = "", spoken: str = "") -> None:
        """Show a muted lead, words, and a muted aside."""
        self._lead, self._words, self._aside = lead, text, aside
        self.setAccessibleName(spoken or " ".join(part for part in (lead, text, aside) if part))
        self.setToolTip(spoken)
        self.update()

    def sizeHint(self) -> QSize:
        """Return a height; the width is what there is."""
        return QSize(self._theme.px(120), self._theme.px(self._height))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, icon, words and focus."""
        del event
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        ground = QRectF(self.rect())
        if self.underMouse() and self.isEnabled():
            paint_box(painter, theme, rect=ground, fill=Role.SOFT, radius=4)
        rect = ground.adjusted(0, 0, -px(2), 0)
        if self._icon is not None:
            paint_icon_at(
                painter, theme, icon=self._icon, left=rect.left(), middle=rect.center().y(), role=Role.MUTED
            )
            rect.setLeft(rect.left() + px(22))
        if self._lead:
            used = paint_text(painter, theme, rect=rect, run=Run(self._lead, Weight.MEDIUM, Role.MUTED))
            rect.setLeft(rect.left() + used + px(8))
        wanted = text_width(self._words, theme.font(weight=Weight.MEDIUM))
        room = rect.width() - wanted - px(10)
        paint_text(painter, theme, rect=rect, run=Run(self._words, Weight.MEDIUM))
        if self._aside and room > px(24):
            paint_text(
                painter,
                theme,
                rect=QRectF(rect.right() - room, rect.top(), room, rect.height()),
                run=Run(self._aside, role=Role.MUTED),
                right=True,
            )
        if self.hasFocus():
            paint_focus(painter, theme, rect=ground, radius=4)
        painter.end()


_TOP = Qt.AlignmentFlag.AlignTop
