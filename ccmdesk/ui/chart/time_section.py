"""The time section: a service month's lines and contacts, its total, and the time sheet on paper."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.domain.errors import UserError
from ccmdesk.domain.time_log import Contact
from ccmdesk.services.papers import time_sheet_pdf
from ccmdesk.services.time_sheets import MonthSheet, SheetLine, month_sheet
from ccmdesk.ui.chart.flow import scrolled
from ccmdesk.ui.chart.reading import ChartView
from ccmdesk.ui.chart.time_columns import contact_columns, time_columns
from ccmdesk.ui.chart.words import Now, month_words
from ccmdesk.ui.common import say
from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.desk import Desk, Paper
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.message_bar import Message
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import SectionHeading, Surface
from ccmdesk.ui.common.states import empty_state
from ccmdesk.ui.common.table import Table
from ccmdesk.ui.common.table_model import ValueTableModel
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Weight


class TimeSection(Surface):
    """Show one month of one patient; the arrows go to other months."""

    log_wanted = Signal()

    def __init__(self, desk: Desk, now: Now, *, may_change: bool) -> None:
        super().__init__(desk.theme, role=Role.SURFACE, name="chart.time_section")
        self._desk = desk
        self._now = now
        self._patient_id: int | None = None
        self._month = ServiceMonth.of(now.today())
        self.sheet: MonthSheet | None = None
        theme = desk.theme
        self._make_tables(may_change=may_change)
        outer = QVBoxLayout(self)
        theme.space(outer)
        outer.addLayout(self._bar())
        inside = Surface(theme, role=Role.SURFACE)
        column = QVBoxLayout(inside)
        theme.space(column)
        outer.addWidget(scrolled(inside, name="chart.time_scroll"), 1)
        column.addWidget(self._time_stack, 3)
        self._heading = SectionHeading(
            theme,
            self.tr("Contacts"),
            name="chart.time_contacts",
            action=self.tr("Log contact") if may_change else "",
        )
        self._heading.triggered.connect(self.log_wanted)
        head = Surface(theme, role=Role.SURFACE, lines="t")
        row = QHBoxLayout(head)
        theme.space(row, margins=(16, 8, 16, 2))
        row.addWidget(self._heading)
        column.addWidget(head)
        column.addWidget(self._contact_stack, 2)
        for stack in (self._time_stack, self._contact_stack):
            theme.follow(stack, partial(self._restyle, stack))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out columns where it is narrow; the paper has them all."""
        super().resizeEvent(event)
        width, px = self.width(), self._desk.theme.px
        self.table.set_column_shown("mode", shown=width >= px(860))
        self.table.set_column_shown("who", shown=width >= px(720))
        for key in ("how", "by"):
            self.contacts.set_column_shown(key, shown=width >= px(760))

    def take_focus(self) -> bool:
        """Put the keyboard on the table; return whether it is shown."""
        self.table.setFocus(Qt.FocusReason.TabFocusReason)
        return self.table.hasFocus()

    def show_view(self, view: ChartView) -> None:
        """Show a patient: this month when it is another one, else the month shown before."""
        if view.patient_id != self._patient_id:
            self._patient_id = view.patient_id
            self._month = view.month.month
        if self._month == view.month.month:
            self._show(view.month)
        else:
            self._read()

    def go(self, months: int) -> None:
        """Show the month so many months later or earlier, at most this one."""
        self._month = min(self._month.plus(months), ServiceMonth.of(self._now.today()))
        self._read()

    def print_sheet(self) -> None:
        """Preview the month's time sheet."""
        desk, patient_id, month = self._desk, self._patient_id, self._month
        if patient_id is None:
            return
        desk.print_paper(
            Paper(
                title=self.tr("Month time sheet"),
                file_name=f"time-sheet-{month.iso()}.pdf",
                patient_id=patient_id,
                make=partial(time_sheet_pdf, desk.store, desk.actor, patient_id, month),
            )
        )

    def _make_tables(self, *, may_change: bool) -> None:
        theme = self._desk.theme
        self._pieces: ValueTableModel[SheetLine] = ValueTableModel(
            time_columns(self._now), key=lambda line: (line.entry.id, line.start)
        )
        self.table = Table(theme, self._pieces, name="chart.time_table", spoken=self.tr("Time of the month"))
        self._contacts: ValueTableModel[Contact] = ValueTableModel(
            contact_columns(self._now), key=lambda contact: contact.id
        )
        self.contacts = Table(
            theme, self._contacts, name="chart.contacts_table", spoken=self.tr("Contacts of the month")
        )
        self._time_stack = self._with_empty(
            self.table,
            name="chart.time_empty",
            title=self.tr("No time in this month"),
            why=self.tr("The clock adds time: T starts it for this patient.") if may_change else "",
        )
        self._contact_stack = self._with_empty(
            self.contacts,
            name="chart.contacts_empty",
            title=self.tr("No contact in this month"),
            why=self.tr("C logs one; a stopped clock with an outcome makes one too.") if may_change else "",
        )

    def _bar(self) -> QHBoxLayout:
        theme = self._desk.theme
        self._before = Button(
            theme,
            "",
            name="chart.time_before",
            kind=ButtonKind.QUIET,
            icon=Icon.CHEVRON_LEFT,
            spoken=self.tr("The month before"),
            height=30,
        )
        self._after = Button(
            theme,
            "",
            name="chart.time_after",
            kind=ButtonKind.QUIET,
            icon=Icon.CHEVRON_RIGHT,
            spoken=self.tr("The month after"),
            height=30,
        )
        self._before.clicked.connect(lambda: self.go(-1))
        self._after.clicked.connect(lambda: self.go(1))
        self.month = Label(theme, name="chart.time_month", weight=Weight.BOLD)
        self.total = Label(theme, name="chart.time_total", role=Role.MUTED, elide=True)
        self._print = Button(
            theme, self.tr("Print the month"), name="chart.time_print", icon=Icon.PRINT, height=30
        )
        self._print.clicked.connect(self.print_sheet)
        bar = QHBoxLayout()
        theme.space(bar, margins=(10, 10, 16, 8), spacing=6)
        for widget in (self._before, self.month, self._after):
            bar.addWidget(widget)
        bar.addWidget(self.total, 1)
        bar.addWidget(self._print)
        return bar

    def _restyle(self, stack: QStackedWidget) -> None:
        """Keep room for the head and four rows."""
        stack.setMinimumHeight(self._desk.theme.px(136))

    def _with_empty(self, table: QWidget, *, name: str, title: str, why: str) -> QStackedWidget:
        stack = QStackedWidget()
        stack.addWidget(table)
        stack.addWidget(empty_state(self._desk.theme, name=name, title=title, why=why))
        return stack

    def _read(self) -> None:
        desk = self._desk
        if self._patient_id is None:
            return
        desk.lane.run(
            month_sheet,
            desk.store,
            desk.actor,
            self._patient_id,
            self._month,
            then=self._show,
            failed=self._failed,
            owner=self,
            kind="month",
        )

    def _failed(self, error: UserError) -> None:
        self._desk.messages.say(Message(str(error), trouble=True))

    def _show(self, sheet: MonthSheet) -> None:
        if sheet.patient_id != self._patient_id or sheet.month != self._month:
            return
        self.sheet = sheet
        self.month.setText(month_words(sheet.month))
        minutes, left = divmod(sheet.seconds, 60)
        total = self.tr("Counted %1 (min:sec), %2 whole minutes")
        total = total.replace("%1", say.clock_text(sheet.seconds)).replace("%2", str(minutes))
        self.total.setText(total)
        self.total.setAccessibleName(say.duration_spoken(minutes * 60 + left))
        self._after.setEnabled(sheet.month < ServiceMonth.of(self._now.today()))
        self._pieces.set_values(sheet.lines)
        self._contacts.set_values(tuple(reversed(sheet.contacts)))
        self._heading.set_count(len(sheet.contacts) or None)
        self._time_stack.setCurrentIndex(0 if sheet.lines else 1)
        self._contact_stack.setCurrentIndex(0 if sheet.contacts else 1)
