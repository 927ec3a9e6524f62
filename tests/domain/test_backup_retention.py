"""Which backups stay: never the last good one goes, and asking twice takes nothing more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from ccmdesk.domain.backup_retention import DAILY, MONTHLY, RECENT, WEEKLY, YEARLY, Stored, dropped, kept

START = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MOMENTS = st.lists(
    st.tuples(st.integers(0, 15 * 365 * 24 * 60), st.booleans()),
    min_size=0,
    max_size=250,
    unique_by=lambda at: at[0],
)


def stored(found: list[tuple[int, bool]]) -> list[Stored]:
    return [Stored(f"b{minutes}", START - timedelta(minutes=minutes), whole) for minutes, whole in found]


def every(step: timedelta, number: int) -> list[Stored]:
    return [Stored(f"b{place:05}", START - place * step) for place in range(number)]


@given(MOMENTS)
@settings(max_examples=150, deadline=None)
def test_the_newest_verified_backup_never_goes_and_what_stays_stays(found: list[tuple[int, bool]]) -> None:
    backups = stored(found)
    stays = kept(backups)
    whole = [each for each in backups if each.verified]
    if whole:
        assert max(whole, key=lambda each: each.made_at).name in stays
    left = [each for each in backups if each.name in stays]
    assert kept(left) == stays
    assert dropped(left) == ()
    assert set(dropped(backups)) == {each.name for each in backups} - stays
    assert len(stays) <= RECENT + DAILY + WEEKLY + MONTHLY + YEARLY + 1
    newest = sorted(backups, key=lambda each: each.made_at, reverse=True)[:RECENT]
    assert {each.name for each in newest} <= stays


@given(MOMENTS)
@settings(max_examples=50, deadline=None)
def test_the_order_in_which_backups_are_listed_does_not_matter(found: list[tuple[int, bool]]) -> None:
    assert kept(stored(found)) == kept(stored(found[::-1]))


def test_four_hourly_backups_of_a_year_leave_recent_days_weeks_and_months() -> None:
    backups = every(timedelta(hours=4), 6 * 365)
    stays = sorted((each for each in backups if each.name in kept(backups)), key=lambda each: each.made_at)
    days = {each.made_at.date() for each in stays}
    assert {START.date() - timedelta(days=back) for back in range(DAILY)} <= days
    assert len({(day.year, day.month) for day in days}) == 13
    assert 40 < len(stays) < 60
    assert dropped(backups)[0] == "b02189", "the oldest goes first"


def test_a_practice_that_was_closed_for_years_loses_nothing() -> None:
    backups = every(timedelta(days=400), 8)
    assert dropped(backups) == ()


def test_a_whole_backup_stands_for_its_day_before_a_newer_one_that_is_not() -> None:
    recent = every(timedelta(minutes=1), RECENT)
    day = START - timedelta(days=3)
    good, bad = Stored("good", day), Stored("bad", day + timedelta(hours=1), verified=False)
    assert "good" in kept([*recent, good, bad]) and dropped([*recent, good, bad]) == ("bad",)


def test_idle_and_young_practices_have_nothing_to_drop() -> None:
    assert dropped([]) == () and kept([]) == frozenset()
    assert dropped(every(timedelta(hours=1), RECENT)) == ()
