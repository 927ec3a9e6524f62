"""Dates and times as people type them: 2/14/1945, 14 Feb 1945, 1945-02-14, 25m, 10:15, 2:30 pm."""

from __future__ import annotations

import re
from datetime import date, time

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from ccmdesk.ui.common.fields import Field
from ccmdesk.ui.common.theme import Theme

translate = QCoreApplication.translate

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z")
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{2}|\d{4})\Z")
_DAY_FIRST = re.compile(r"(\d{1,2})\.?\s+([a-z]{3,9})\.?,?\s+(\d{4})\Z")
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})\Z")
_TIME = re.compile(r"(\d{1,2})(?::?(\d{2}))?\s*(am|pm|a|p)?\Z")


class NotUnderstoodError(ValueError):
    """Say in one sentence why a typed date or time cannot be taken."""


def parse_date(text: str, *, today: date) -> date:
    """Return the day that a person typed; two-digit years lie in the hundred years that end today.

    Raises NotUnderstoodError with a sentence for anything else.
    """
    typed = " ".join(text.lower().split())
    if match := _ISO.match(typed):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _SLASHED.match(typed):
        year = int(match[3])
        if len(match[3]) == 2:
            year += today.year // 100 * 100
            year -= 100 if year > today.year else 0
        return _day(year, int(match[1]), int(match[2]))
    if match := _DAY_FIRST.match(typed):
        return _day(int(match[3]), _month(match[2]), int(match[1]))
    if match := _MONTH_FIRST.match(typed):
        return _day(int(match[3]), _month(match[1]), int(match[2]))
    raise NotUnderstoodError(
        translate("date_fields", "That is not a date. Write it as 2/14/1945 or 14 Feb 1945.")
    )


def parse_time(text: str) -> time:
    """Return the time of day that a person typed: 14:30, 1430, 2:30 pm, 9.

    Raises NotUnderstoodError with a sentence for anything else.
    """
    typed = text.lower().replace(".", "").strip()
    match = _TIME.match(typed)
    if match is not None:
        hour, minute = int(match[1]), int(match[2] or 0)
        if match[3]:
            if not 1 <= hour <= 12:
                raise NotUnderstoodError(translate("date_fields", "With am or pm the hour is 1 to 12."))
            hour = hour % 12 + (12 if match[3].startswith("p") else 0)
        if hour <= 23 and minute <= 59:
            return time(hour, minute)
    raise NotUnderstoodError(translate("date_fields", "That is not a time. Write it as 14:30 or 2:30 pm."))


def date_words(day: date) -> str:
    """Return a date as a field shows it: 14 Feb 1945."""
    return f"{day.day} {_MONTHS[day.month - 1].capitalize()} {day.year}"


class DateField(Field):
    """Take a date; what was understood is written back in words when focus leaves."""

    date_changed = Signal(object)

    def __init__(
        self,
        theme: Theme,
        caption: str,
        *,
        name: str,
        today: date,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, caption, name=name, placeholder=placeholder, parent=parent)
        self._today = today
        self.committed.connect(self._read)

    def value(self) -> date | None:
        """Return the day, or None when the field is empty or wrong; a wrong one shows its sentence."""
        if not self.text():
            self.set_error("")
            return None
        try:
            day = parse_date(self.text(), today=self._today)
        except NotUnderstoodError as problem:
            self.set_error(str(problem))
            return None
        self.set_error("")
        return day

    def set_value(self, day: date | None) -> None:
        """Show a day, or nothing."""
        self.set_error("")
        self.set_text("" if day is None else date_words(day))

    def _read(self) -> None:
        day = self.value()
        if day is not None:
            self.set_text(date_words(day))
        if not self.error():
            self.date_changed.emit(day)


class TimeField(Field):
    """Take a time of day; what was understood is written back when focus leaves."""

    time_changed = Signal(object)

    def __init__(self, theme: Theme, caption: str, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, caption, name=name, parent=parent)
        self.committed.connect(self._read)

    def value(self) -> time | None:
        """Return the time, or None when the field is empty or wrong; a wrong one shows its sentence."""
        if not self.text():
            self.set_error("")
            return None
        try:
            moment = parse_time(self.text())
        except NotUnderstoodError as problem:
            self.set_error(str(problem))
            return None
        self.set_error("")
        return moment

    def set_value(self, moment: time | None) -> None:
        """Show a time, or nothing."""
        self.set_error("")
        self.set_text("" if moment is None else f"{moment.hour}:{moment.minute:02d}")

    def _read(self) -> None:
        moment = self.value()
        if moment is not None:
            self.set_value(moment)
        if not self.error():
            self.time_changed.emit(moment)


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as problem:
        raise NotUnderstoodError(
            translate("date_fields", "There is no such day. The month comes first: 2/14/1945.")
        ) from problem


def _month(word: str) -> int:
    for at, short in enumerate(_MONTHS, start=1):
        if word.startswith(short):
            return at
    raise NotUnderstoodError(translate("date_fields", "There is no such month. Write it as 14 Feb 1945."))
