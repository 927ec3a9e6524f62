"""The middle pane for a section, and for the day of the next review."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ccmdesk.domain.care_plan import SectionText
from ccmdesk.ui.care_plan.inputs import pass_undo
from ccmdesk.ui.care_plan.words import section_hint, section_name
from ccmdesk.ui.common.button import Button
from ccmdesk.ui.common.date_fields import DateField, NotUnderstoodError, parse_date
from ccmdesk.ui.common.fields import TextArea
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.tab_order import order_tabs
from ccmdesk.ui.common.text import Label, title
from ccmdesk.ui.common.theme import Theme


class SectionEditor(QWidget):
    """Edit what is written under one section, and when it was last looked at."""

    changed = Signal(object, str)

    def __init__(self, theme: Theme, *, today: date, read_only: bool) -> None:
        super().__init__()
        self._today = today
        self._written: SectionText | None = None
        self.setObjectName("care_plan.section")
        self._title = title(theme, "", name="care_plan.section.title")
        self._hint = Label(theme, role=Role.MUTED, wrap=True)
        self.text = TextArea(theme, self.tr("What the plan says"), name="care_plan.section.text", lines=10)
        self._day = DateField(theme, self.tr("Last looked at"), name="care_plan.section.day", today=today)
        self._today_button = Button(theme, self.tr("Looked at today"), name="care_plan.section.today")
        self._today_button.clicked.connect(self._looked_today)
        for control in (self.text.control, self._day.control):
            pass_undo(control)
            control.setReadOnly(read_only)
        self.text.control.setUndoRedoEnabled(False)
        if read_only:
            self._today_button.hide()
        row = QHBoxLayout()
        theme.space(row, spacing=8)
        row.addWidget(self._day, 1)
        buttons = QVBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._today_button)
        row.addLayout(buttons)
        row.addStretch(1)
        column = QVBoxLayout(self)
        theme.space(column, margins=(20, 12, 20, 16), spacing=8)
        column.addWidget(self._title)
        column.addWidget(self._hint)
        column.addWidget(self.text)
        column.addLayout(row)
        column.addStretch(1)
        order_tabs(self)
        self.text.edited.connect(self._typed)
        self._day.edited.connect(self._day_typed)

    def show_section(self, written: SectionText) -> None:
        """Show a section; fields that show it already are left alone."""
        fresh = self._written is None or self._written.section is not written.section
        self._written = written
        self._title.setText(section_name(written.section))
        self._hint.setText(section_hint(written.section))
        self.text.set_text(written.text)
        if fresh or not self._day.control.hasFocus():
            self._day.set_value(written.reviewed_on)

    def _typed(self, text: str) -> None:
        if self._written is not None:
            self._put(replace(self._written, text=text), "text")

    def _day_typed(self, text: str) -> None:
        if self._written is None:
            return
        try:
            day = parse_date(text, today=self._today) if text.strip() else None
        except NotUnderstoodError:
            return  # the field says so itself once the focus leaves it
        self._put(replace(self._written, reviewed_on=day), "day")

    def _looked_today(self) -> None:
        if self._written is not None:
            self._day.set_value(self._today)
            self._put(replace(self._written, reviewed_on=self._today), "")

    def _put(self, written: SectionText, part: str) -> None:
        self._written = written
        self.changed.emit(written, f"section:{written.section}:{part}" if part else "")


class ReviewEditor(QWidget):
    """Edit the day on which the plan is looked at again."""

    changed = Signal(object)

    def __init__(self, theme: Theme, *, today: date, read_only: bool) -> None:
        super().__init__()
        self._today = today
        self.setObjectName("care_plan.review")
        self.day = DateField(theme, self.tr("Review the plan by"), name="care_plan.review.day", today=today)
        pass_undo(self.day.control)
        self.day.control.setReadOnly(read_only)
        column = QVBoxLayout(self)
        theme.space(column, margins=(20, 12, 20, 16), spacing=8)
        column.addWidget(title(theme, self.tr("Next review")))
        words = self.tr("A plan is looked at again at least once a year, and after every hospital stay.")
        column.addWidget(Label(theme, words, role=Role.MUTED, wrap=True))
        row = QHBoxLayout()
        row.addWidget(self.day, 1)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        self.day.edited.connect(self._typed)

    def show_day(self, day: date | None) -> None:
        """Show the day."""
        if not self.day.control.hasFocus():
            self.day.set_value(day)

    def _typed(self, text: str) -> None:
        try:
            day = parse_date(text, today=self._today) if text.strip() else None
        except NotUnderstoodError:
            return  # the field says so itself once the focus leaves it
        self.changed.emit(day)
