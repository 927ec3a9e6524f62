"""Properties of counted time: none is invented, none is lost, and each second lies in its own day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.domain.time_log import (
    ClockFact,
    FactKind,
    ImpossibleClock,
    Interval,
    Subject,
    finished,
    fold,
    seconds_in_month,
    split_by_day,
)

ZONES = (
    "America/Denver",
    "America/New_York",
    "America/Phoenix",
    "America/St_Johns",
    "Europe/London",
    "Asia/Kolkata",
    "Australia/Lord_Howe",  # changes its clocks by half an hour
    "America/Havana",  # changes them at midnight
    "America/Asuncion",
)
START = datetime(2026, 10, 31, 22, 0, tzinfo=UTC)
STEPS = st.lists(
    st.tuples(st.sampled_from(FactKind), st.timedeltas(timedelta(0), timedelta(hours=30))), max_size=12
)


def fact(clock: SettableClock, kind: FactKind) -> ClockFact:
    return ClockFact(
        run="run",
        user_id=1,
        kind=kind,
        at=clock.wall(),
        zone="America/Denver",
        monotonic_ns=clock.monotonic_ns(),
        boot_ns=clock.boot_ns(),
        boot_id=clock.boot_id(),
        subject=Subject(1) if kind is FactKind.START else None,
    )


class Stopwatch:
    """Count the way a person with a stopwatch in hand would, for comparison."""

    def __init__(self) -> None:
        self.state = "unstarted"
        self.spans: list[timedelta] = []

    def allows(self, kind: FactKind) -> bool:
        return (
            kind
            in {
                "unstarted": {FactKind.START},
                "running": {FactKind.HOLD, FactKind.RECOVER, FactKind.STOP},
                "held": {FactKind.RESUME, FactKind.STOP},
                "stopped": set(),
            }[self.state]
        )

    def press(self, kind: FactKind) -> None:
        if kind in (FactKind.START, FactKind.RESUME):
            self.spans.append(timedelta(0))
            self.state = "running"
        else:
            self.state = "stopped" if kind is FactKind.STOP else "held"

    def pass_time(self, duration: timedelta) -> None:
        if self.state == "running":
            self.spans[-1] += duration

    @property
    def seconds(self) -> int:
        return sum(span // timedelta(seconds=1) for span in self.spans)


@given(steps=STEPS)
def test_counted_seconds_are_those_of_a_stopwatch_whatever_is_pressed(
    steps: list[tuple[FactKind, timedelta]],
) -> None:
    clock, watch, facts = SettableClock(START), Stopwatch(), list[ClockFact]()
    for kind, then in steps:
        tried = [*facts, fact(clock, kind)]
        if watch.allows(kind):
            fold(tried)
            facts = tried
            watch.press(kind)
        else:
            try:
                fold(tried)
            except ImpossibleClock:
                pass
            else:
                raise AssertionError(f"{kind} must not follow when {watch.state}")
        before = clock.wall()
        clock.advance(then)
        watch.pass_time(then)
        run = fold(facts)
        assert (run is None) == (watch.state in ("unstarted", "stopped"))
        if facts:
            counted = finished(facts).seconds_at(clock.wall())
            assert counted == watch.seconds
            assert 0 <= finished(facts).seconds_at(before) <= counted


@given(
    back=st.timedeltas(timedelta(0), timedelta(days=3650)),
    ran=st.timedeltas(timedelta(0), timedelta(hours=9)),
)
def test_no_setting_of_the_wall_clock_takes_counted_seconds_away(back: timedelta, ran: timedelta) -> None:
    clock = SettableClock(START)
    facts = [fact(clock, FactKind.START)]
    clock.advance(ran)
    facts.append(fact(clock, FactKind.HOLD))
    clock.set_wall(START - back)
    run = fold(facts)
    assert run is not None
    assert run.seconds_at(clock.wall()) == ran // timedelta(seconds=1)


INSTANTS = st.timedeltas(timedelta(days=-1000), timedelta(days=1000)).map(lambda away: START + away)
LENGTHS = st.one_of(
    st.timedeltas(timedelta(0), timedelta(minutes=40)), st.timedeltas(timedelta(0), timedelta(days=70))
)


@given(start=INSTANTS, length=LENGTHS, zone=st.sampled_from(ZONES))
@example(datetime(2026, 3, 8, 8, 30, tzinfo=UTC), timedelta(hours=3), "America/Denver")
@example(datetime(2026, 11, 1, 5, 59, 59, 999999, tzinfo=UTC), timedelta(hours=26), "America/Denver")
@example(datetime(2026, 11, 1, 3, 30, tzinfo=UTC), timedelta(hours=30), "America/Havana")
@example(datetime(2026, 3, 8, 4, 30, tzinfo=UTC), timedelta(hours=30), "America/Havana")
@example(datetime(2026, 10, 3, 13, 0, 0, 1, tzinfo=UTC), timedelta(hours=49), "Australia/Lord_Howe")
def test_pieces_add_up_touch_each_other_and_lie_in_their_local_day(
    start: datetime, length: timedelta, zone: str
) -> None:
    interval, tz = Interval(start, start + length), ZoneInfo(zone)
    pieces = split_by_day([interval], zone)
    assert sum(piece.interval.seconds for piece in pieces) == interval.seconds
    assert all(piece.interval.seconds > 0 for piece in pieces)
    edges = [start, *(piece.interval.end for piece in pieces)]
    assert [piece.interval.start for piece in pieces] == edges[:-1]
    days = [piece.day for piece in pieces]
    assert days == sorted(set(days))
    for piece in pieces:
        last = piece.interval.end - timedelta(seconds=1)
        assert piece.interval.start.astimezone(tz).date() == last.astimezone(tz).date() == piece.day
        assert piece.month == ServiceMonth.of(piece.day)
        assert piece.interval.seconds <= 25 * 3600 + 1


@given(spans=st.lists(st.tuples(INSTANTS, LENGTHS), max_size=5), zone=st.sampled_from(ZONES))
def test_the_months_of_intervals_add_up_to_all_their_seconds(
    spans: list[tuple[datetime, timedelta]], zone: str
) -> None:
    intervals = [Interval(start, start + length) for start, length in spans]
    months = {piece.month for piece in split_by_day(intervals, zone)}
    counted = sum(seconds_in_month(intervals, month, zone=zone) for month in months)
    assert counted == sum(interval.seconds for interval in intervals)
