"""Dates, times, ages and numbers as people say them, and as people type them."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ccmdesk.ui.common import say
from ccmdesk.ui.common.date_fields import DateField, NotUnderstoodError, TimeField, parse_date, parse_time
from ccmdesk.ui.common.theme import Theme
from tests.ui.hands import type_into

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 10, 24)  # noqa: DTZ001 - the practice's local time


def test_days_near_today(qapp: QApplication) -> None:
    assert say.day_words(date(2026, 11, 3), today=TODAY) == "Tue 3 Nov"
    assert say.day_words(date(2025, 11, 3), today=TODAY) == "Mon 3 Nov 2025"
    assert [say.ago(date(2026, 11, day), today=TODAY) for day in (24, 23, 18)] == [
        "Today",
        "Yesterday",
        "6 days ago",
    ]
    assert say.ago(date(2026, 8, 1), today=TODAY) == "1 Aug 2026"
    assert say.ago(date(2026, 11, 30), today=TODAY) == "Mon 30 Nov"


def test_days_to_come(qapp: QApplication) -> None:
    days = (24, 25, 27, 30, 23, 12)
    words = ["Today", "Tomorrow", "Fri", "Mon", "1 day late", "12 days late"]
    assert [say.upcoming(date(2026, 11, day), today=TODAY) for day in days] == words
    assert say.upcoming(date(2026, 12, 7), today=TODAY) == "Mon 7 Dec"


def test_moments(qapp: QApplication) -> None:
    assert say.moment(NOW.replace(hour=9, minute=5), now=NOW) == "Today 9:05"
    assert say.moment(NOW.replace(day=23), now=NOW) == "Yesterday 10:24"
    assert say.moment(NOW.replace(day=3), now=NOW) == "Tue 3 Nov 10:24"
    assert say.date_time(NOW) == "Tue 24 Nov, 10:24"


def test_durations_ages_and_phones(qapp: QApplication) -> None:
    assert [say.clock_text(seconds) for seconds in (0, 1030, 3680)] == ["0:00", "17:10", "61:20"]
    assert say.duration_spoken(1030) == "17 minutes 10 seconds"
    assert say.age_words(date(1945, 2, 14), today=TODAY) == "81"
    assert say.age_words(date(2026, 1, 25), today=TODAY) == "9 months"
    assert say.phone_words("+1 505 555 0142") == "(505) 555-0142"
    assert say.phone_words("5055550142") == "(505) 555-0142"
    assert say.phone_words(" 555-0142 x9 ") == "555-0142 x9"


@pytest.mark.parametrize(
    "typed",
    ["2/14/1945", "02/14/45", "14 Feb 1945", "14 february 1945", "Feb 14, 1945", "1945-02-14", "2.14.1945"],
)
def test_dates_as_typed(qapp: QApplication, typed: str) -> None:
    assert parse_date(typed, today=TODAY) == date(1945, 2, 14)


@pytest.mark.parametrize("typed", ["", "14/2/1945", "2/30/1945", "14 Foo 1945", "yesterday", "2/14", "1945"])
def test_wrong_dates_get_a_sentence(qapp: QApplication, typed: str) -> None:
    with pytest.raises(NotUnderstoodError, match=r"\.$"):
        parse_date(typed, today=TODAY)


def test_two_digit_years_lie_in_the_past(qapp: QApplication) -> None:
    assert parse_date("1/1/26", today=TODAY).year == 2026
    assert parse_date("1/1/27", today=TODAY).year == 1927


_TIMES = [
    ("14:30", 14, 30),
    ("2:30 pm", 14, 30),
    ("1430", 14, 30),
    ("9", 9, 0),
    ("12 am", 0, 0),
    ("12p", 12, 0),
]


@pytest.mark.parametrize(("typed", "hour", "minute"), _TIMES)
def test_times_as_typed(qapp: QApplication, typed: str, hour: int, minute: int) -> None:
    assert parse_time(typed) == time(hour, minute)


@pytest.mark.parametrize("typed", ["25:00", "13 pm", "soon", "9:75"])
def test_wrong_times_get_a_sentence(qapp: QApplication, typed: str) -> None:
    with pytest.raises(NotUnderstoodError):
        parse_time(typed)


def test_a_date_field_writes_back_what_it_understood(theme: Theme, qtbot: QtBot) -> None:
    field = DateField(theme, "Born", name="test.born", today=TODAY)
    qtbot.addWidget(field)
    heard: list[date | None] = []
    field.date_changed.connect(heard.append)
    type_into(field.control, "2/14/1945\r")
    assert (field.text(), field.value(), heard) == ("14 Feb 1945", date(1945, 2, 14), [date(1945, 2, 14)])
    field.control.selectAll()
    type_into(field.control, "2/30/1945\r")
    assert field.value() is None
    assert field.error().startswith("There is no such day")
    assert field.control.accessibleDescription() == field.error()
    assert heard == [date(1945, 2, 14)]
    type_into(field.control, "x")
    assert field.error() == ""
    field.set_value(None)
    assert (field.text(), field.value(), field.error()) == ("", None, "")


def test_a_time_field_writes_back_what_it_understood(theme: Theme, qtbot: QtBot) -> None:
    field = TimeField(theme, "At", name="test.at")
    qtbot.addWidget(field)
    heard: list[time | None] = []
    field.time_changed.connect(heard.append)
    type_into(field.control, "2:30 pm\r")
    assert (field.text(), heard) == ("14:30", [time(14, 30)])
    field.control.selectAll()
    type_into(field.control, "99\r")
    assert field.value() is None
    assert field.error()
    field.set_value(time(9, 5))
    assert (field.text(), field.value()) == ("9:05", time(9, 5))
