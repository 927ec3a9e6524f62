"""Dates as records give them, service months and where a local day starts."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccmdesk.domain.dates import PartialDate, ServiceMonth, age_on, start_of_day
from ccmdesk.domain.errors import InvalidValue

ZONES = ("America/Denver", "America/New_York", "Pacific/Honolulu", "Asia/Kathmandu", "Australia/Lord_Howe")
MONTHS = st.builds(ServiceMonth, st.integers(1000, 3000), st.integers(1, 12))


@pytest.mark.parametrize(
    ("text", "parts"),
    [("1961", (1961, 0, 0)), ("1961-04", (1961, 4, 0)), ("1961-04-30", (1961, 4, 30)), ("0033", (33, 0, 0))],
)
def test_a_partial_date_keeps_what_the_record_says(text: str, parts: tuple[int, int, int]) -> None:
    assert PartialDate.parse(text) == PartialDate(*parts)
    assert PartialDate.parse(text).iso() == text


@pytest.mark.parametrize(
    "text", ["", "61", "1961-4", "1961-13", "1961-00-01", "1961-02-29", "1961-04-30T09:00", "1961\n", "0000"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        PartialDate.parse(text)


def test_a_day_needs_its_month() -> None:
    with pytest.raises(ValueError, match="a day needs a month"):
        PartialDate(1961, 0, 30)


def test_only_a_known_day_is_a_whole_date() -> None:
    assert PartialDate(1961, 4, 30).whole() == date(1961, 4, 30)
    assert PartialDate(1961, 4).whole() is None
    assert PartialDate(1961).first_day() == date(1961, 1, 1)
    assert PartialDate(1961, 4).first_day() == date(1961, 4, 1)
    assert PartialDate(1961, 4, 30).first_day() == date(1961, 4, 30)


def test_vaguer_dates_come_before_the_days_in_them() -> None:
    days = [PartialDate(1961, 4, 30), PartialDate(1961), PartialDate(1961, 4), PartialDate(1960, 12, 31)]
    assert [day.iso() for day in sorted(days)] == ["1960-12-31", "1961", "1961-04", "1961-04-30"]


@given(day=st.dates())
def test_a_whole_date_survives_as_a_partial_one(day: date) -> None:
    assert PartialDate.of(day).whole() == day
    assert PartialDate.parse(PartialDate.of(day).iso()).first_day() == day


@pytest.mark.parametrize("text", ["2026-10", "  2026-10 \n"])
def test_a_month_is_read(text: str) -> None:
    assert ServiceMonth.parse(text) == ServiceMonth(2026, 10)


@pytest.mark.parametrize("text", ["", "2026", "10/2026", "2026-13", "2026-00", "0000-05", "2026-10-01"])
def test_what_is_no_month_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        ServiceMonth.parse(text)
    assert refused.value.field == "month"
    assert str(refused.value) == "That is not a month. Write it as 2026-10."


def test_a_month_that_does_not_exist_cannot_be_made() -> None:
    with pytest.raises(ValueError):
        ServiceMonth(2026, 13)


@given(month=MONTHS, steps=st.integers(-6000, 6000), more=st.integers(-6000, 6000))
def test_months_add_up_like_numbers(month: ServiceMonth, steps: int, more: int) -> None:
    assert month.plus(steps).plus(-steps) == month
    assert month.plus(steps).plus(more) == month.plus(steps + more)
    assert (month.plus(steps) > month) == (steps > 0)
    assert ServiceMonth.parse(month.iso()) == month


@given(month=MONTHS)
def test_a_month_ends_the_day_before_the_next(month: ServiceMonth) -> None:
    assert month.last_day() + timedelta(days=1) == month.plus(1).first_day()
    assert ServiceMonth.of(month.first_day()) == ServiceMonth.of(month.last_day()) == month


@given(
    month=st.builds(ServiceMonth, st.integers(1980, 2040), st.integers(1, 12)), zone=st.sampled_from(ZONES)
)
def test_the_bounds_of_a_month_are_its_first_moments_and_touch_the_next(
    month: ServiceMonth, zone: str
) -> None:
    start, end = month.bounds(zone)
    assert start.tzinfo is UTC and end.tzinfo is UTC
    before = start - timedelta(microseconds=1)
    assert start.astimezone(ZoneInfo(zone)).date() == month.first_day()
    assert before.astimezone(ZoneInfo(zone)).date() == month.plus(-1).last_day()
    assert end == month.plus(1).bounds(zone)[0]
    last = end - timedelta(microseconds=1)
    assert last.astimezone(ZoneInfo(zone)).date() == month.last_day()


def test_the_day_on_which_clocks_change_has_another_length() -> None:
    spring, autumn = date(2026, 3, 8), date(2026, 11, 1)
    for day, hours in ((spring, 23), (autumn, 25), (date(2026, 7, 4), 24)):
        length = start_of_day(day + timedelta(days=1), ZONES[0]) - start_of_day(day, ZONES[0])
        assert length == timedelta(hours=hours)


def test_age_turns_on_the_birthday_and_in_common_years_on_the_first_of_march() -> None:
    assert age_on(date(1950, 11, 24), date(2026, 11, 23)) == 75
    assert age_on(date(1950, 11, 24), date(2026, 11, 24)) == 76
    assert age_on(date(1952, 2, 29), date(2026, 2, 28)) == 73
    assert age_on(date(1952, 2, 29), date(2026, 3, 1)) == 74
