"""Contacts and promises of the overview."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ccmdesk.domain.follow_up import FollowUp
from ccmdesk.domain.time_log import Contact, Outcome
from ccmdesk.ui.chart.words import Now
from ccmdesk.ui.common import say
from ccmdesk.ui.common.fields import CheckBox
from ccmdesk.ui.common.paint import Run, paint_text, text_width
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import SectionHeading
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Theme, Weight
from ccmdesk.ui.common.work_words import mode_words, outcome_words

_WIDE = 700
_HOW, _WHOM = 108, 74


class ContactRow(QWidget):
    """Paint one contact: day, how, with whom, how long, what was said, by whom."""

    def __init__(self, theme: Theme, contact: Contact, now: Now) -> None:
        super().__init__()
        self._theme = theme
        local = now.local(contact.at)
        self._day = say.day_words(local.date(), today=now.today())
        self._how = f"{mode_words(contact.mode)}, {say.clock_time(local)}"
        self._whom = contact.with_whom
        self._long = say.clock_text(contact.seconds) if contact.seconds else ""
        reached = contact.outcome is Outcome.REACHED
        outcome = "" if reached else outcome_words(contact.outcome)
        if contact.note.casefold().startswith(outcome.casefold()):
            outcome = ""
        self._note = ". ".join(part for part in (outcome, contact.note) if part) or outcome_words(
            contact.outcome
        )
        self._by = contact.by.split()[0] if contact.by.split() else ""
        parts = (self._day, self._how, self._whom, self._long, self._note, contact.by)
        said = ", ".join(part for part in parts if part)
        self._room = (0, 0, 0)
        self.setAccessibleName(said)
        self.setToolTip(said)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.follow(self, self.updateGeometry)

    def needed(self) -> tuple[int, int, int]:
        """Return the widths that show how, with whom and the note in full."""
        font = self._theme.font()
        how, whom, note = (int(text_width(words, font) + 1) for words in (self._how, self._whom, self._note))
        return how, whom, note

    def set_room(self, how: int, whom: int, *, note: int) -> None:
        """Give the columns of how and with whom these widths, as far as notes of a width can spare them."""
        self._room = how, whom, note
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of one line."""
        return QSize(self._theme.px(300), self._theme.px(27))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the columns; narrow rows leave out with whom and by whom."""
        del event
        px = self._theme.px
        painter = QPainter(self)
        wide = self.width() > px(_WIDE)
        columns = [(0, px(84), Run(self._day, Weight.MEDIUM), False)]
        left = px(92)
        if wide:
            how, whom = self.shares()
            columns += [
                (px(86), how, Run(self._how, role=Role.MUTED), False),
                (px(86 + 6) + how, whom, Run(self._whom), False),
                (px(86 + 8) + how + whom, px(46), Run(self._long, Weight.MEDIUM), True),
            ]
            left = px(86 + 8 + 46 + 26) + how + whom
        for start, width, run, right in columns:
            rect = QRectF(start, 0, width, self.height())
            paint_text(painter, self._theme, rect=rect, run=run, right=right)
        end = self.width() - (px(64) if wide else 0)
        note = QRectF(left, 0, max(end - left, 0), self.height())
        paint_text(painter, self._theme, rect=note, run=Run(self._note))
        if wide:
            by = QRectF(end, 0, self.width() - end, self.height())
            paint_text(painter, self._theme, rect=by, run=Run(self._by, role=Role.MUTED), right=True)
        painter.end()

    def shares(self) -> tuple[int, int]:
        """Return the widths of how and with whom; where the notes need all the room, a part of the row."""
        px = self._theme.px
        how = max(px(_HOW), min(self._room[0], self.width() // 6))
        spare = self.width() - how - px(86 + 8 + 46 + 26 + 64 + 8) - self._room[2]
        return how, max(px(_WHOM), min(self._room[1], max(spare, self.width() // 4)))


class LastContacts(QWidget):
    """Show the last contacts under a heading that leads to all of them."""

    wanted = Signal()

    def __init__(self, theme: Theme, *, may_change: bool) -> None:
        super().__init__()
        self._theme = theme
        self._rows: list[ContactRow] = []
        self._column = QVBoxLayout(self)
        theme.space(self._column)
        self._heading = SectionHeading(
            theme,
            self.tr("Last contacts"),
            name="chart.overview.contacts",
            action=self.tr("All contacts"),
        )
        self._heading.triggered.connect(self.wanted)
        theme.changed.connect(self._share)
        self._column.addWidget(self._heading)
        empty = self.tr("No contact yet. C logs one.") if may_change else self.tr("No contact yet.")
        self._empty = Label(theme, empty, role=Role.MUTED)
        self._column.addWidget(self._empty)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)

    def show_contacts(self, contacts: Sequence[Contact], now: Now) -> None:
        """Show the newest three; the heading counts all."""
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [ContactRow(self._theme, contact, now) for contact in contacts[:3]]
        for row in self._rows:
            self._column.addWidget(row)
        self._share()
        self._empty.setVisible(not contacts)
        self._heading.set_count(len(contacts) or None)

    def _share(self) -> None:
        needed = [row.needed() for row in self._rows]
        for row in self._rows:
            how, whom, note = (max(each) for each in zip(*needed, strict=True))
            row.set_room(how, whom, note=note)


class Promises(QWidget):
    """Show what was promised, each with a box to tick when it is done."""

    triggered = Signal()
    kept = Signal(object)

    def __init__(self, theme: Theme, *, may_change: bool) -> None:
        super().__init__()
        self._theme = theme
        self._may = may_change
        self._rows: list[QWidget] = []
        self._column = QVBoxLayout(self)
        theme.space(self._column)
        self._heading = SectionHeading(
            theme,
            self.tr("Promised"),
            name="chart.overview.promised",
            action=self.tr("Add") if may_change else "",
        )
        self._heading.triggered.connect(self.triggered)
        self._column.addWidget(self._heading)
        self._empty = Label(theme, self.tr("Nothing is promised."), role=Role.MUTED)
        self._column.addWidget(self._empty)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)

    def show_promises(self, promises: Sequence[FollowUp], now: Now) -> None:
        """Show these promises, the earliest first."""
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [self._row(promise, now) for promise in promises]
        for row in self._rows:
            self._column.addWidget(row)
        self._empty.setVisible(not promises)
        self._heading.set_count(len(promises) or None)

    def _row(self, promise: FollowUp, now: Now) -> QWidget:
        theme, today = self._theme, now.today()
        when = say.upcoming(promise.due_on, today=today)
        late = promise.due_on < today
        if promise.due_at is not None and not late:
            when = f"{when} {say.clock_time(now.local(promise.due_at))}"
        line = QWidget()
        row = QHBoxLayout(line)
        theme.space(row, spacing=8)
        box = CheckBox("", name=f"chart.promise.{promise.id}")
        box.setAccessibleName(self.tr("Done: %s").replace("%s", promise.reason))
        box.setToolTip(self.tr("Mark as done"))
        box.setEnabled(self._may)
        box.clicked.connect(lambda: self.kept.emit(promise))
        reason = Label(theme, promise.reason, wrap=True)
        day = Label(
            theme,
            when,
            role=Role.AMBER_TEXT if late else Role.MUTED,
            weight=Weight.MEDIUM if late else Weight.NORMAL,
        )
        day.setToolTip(say.full_date(promise.due_on))
        row.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(reason, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(day, 0, Qt.AlignmentFlag.AlignTop)

        def restyle() -> None:
            box.setFixedWidth(theme.px(22))
            for label in (reason, day):
                label.setContentsMargins(0, theme.px(4), 0, 0)

        theme.follow(box, restyle)
        return line
