"""The running clock as its facts tell it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.domain.time_log import (
    ClockFact,
    FactKind,
    ImpossibleClock,
    Interval,
    Mode,
    Subject,
    TimeEntry,
    finished,
    fold,
    seconds_in_month,
    split_by_day,
)

NINE = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
CALL = Subject(7, activity="symptom check", mode=Mode.PHONE)


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def fact(kind: FactKind, minutes: float, *, subject: Subject | None = None, note: str = "") -> ClockFact:
    return ClockFact(
        run="run-1",
        user_id=1,
        kind=kind,
        at=at(minutes),
        zone="America/Denver",
        monotonic_ns=0,
        boot_ns=0,
        boot_id="boot-1",
        subject=subject,
        note=note,
    )


START = fact(FactKind.START, 0, subject=CALL)
HOLD = fact(FactKind.HOLD, 5)
RESUME = fact(FactKind.RESUME, 15)
STOP = fact(FactKind.STOP, 20)


def test_without_facts_nothing_runs() -> None:
    assert fold(()) is None


def test_a_started_clock_counts_from_its_start() -> None:
    run = fold([START])
    assert run is not None
    assert (run.subject, run.started_at, run.open_since, run.held_since) == (CALL, at(0), at(0), None)
    assert run.seconds_at(at(2)) == 120
    assert run.intervals_at(at(2)) == (Interval(at(0), at(2)),)


def test_a_clock_set_back_never_counts_below_zero() -> None:
    run = fold([START])
    assert run is not None
    assert run.seconds_at(at(-60)) == 0
    assert run.intervals_at(at(0)) == ()


def test_held_time_does_not_count() -> None:
    held = fold([START, HOLD])
    assert held is not None
    assert (held.open_since, held.held_since, held.recovered) == (None, at(5), False)
    assert held.seconds_at(at(500)) == 300
    running = fold([START, HOLD, RESUME])
    assert running is not None
    assert (running.open_since, running.held_since) == (at(15), None)
    assert running.seconds_at(at(16)) == 360


def test_a_stopped_run_is_over_and_keeps_what_it_counted() -> None:
    facts = [START, HOLD, RESUME, STOP]
    assert fold(facts) is None
    done = finished(facts)
    assert done.done == (Interval(at(0), at(5)), Interval(at(15), at(20)))
    assert done.seconds_at(at(1000)) == 600
    assert finished([START, HOLD, fact(FactKind.STOP, 30)]).held_since == at(5)


def test_a_clock_that_a_killed_program_left_is_held_and_says_so() -> None:
    run = fold([START, fact(FactKind.RECOVER, 3)])
    assert run is not None
    assert (run.recovered, run.held_since, run.seconds_at(at(60))) == (True, at(3), 180)
    resumed = fold([START, fact(FactKind.RECOVER, 3), RESUME])
    assert resumed is not None
    assert not resumed.recovered
    assert finished([START, fact(FactKind.RECOVER, 3), STOP]).recovered


def test_the_last_word_on_activity_and_note_counts() -> None:
    other = Subject(7, activity="care plan", mode=Mode.CHART_WORK)
    stop = fact(FactKind.STOP, 20, subject=other, note="Plan reviewed.")
    done = finished([fact(FactKind.START, 0, subject=CALL, note="Called."), HOLD, stop])
    assert (done.subject, done.note) == (other, "Plan reviewed.")
    held = fold([fact(FactKind.START, 0, subject=CALL, note="Called."), HOLD])
    assert held is not None
    assert (held.subject, held.note) == (CALL, "Called.")


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ([HOLD], "No clock was started."),
        ([fact(FactKind.START, 0)], "No clock was started."),
        ([START, START], "The clock was already started."),
        ([START, RESUME], "The clock is already running."),
        ([START, HOLD, HOLD], "The clock is already on hold."),
        ([START, HOLD, fact(FactKind.RECOVER, 6)], "The clock is already on hold."),
        ([START, HOLD, START], "The clock was already started."),
        ([START, STOP, RESUME], "This clock was already stopped."),
        ([START, STOP, STOP], "This clock was already stopped."),
    ],
)
def test_facts_that_contradict_each_other_are_refused(facts: list[ClockFact], sentence: str) -> None:
    with pytest.raises(ImpossibleClock) as refused:
        fold(facts)
    assert str(refused.value) == f"{sentence} Nothing was changed."


def test_nothing_finished_comes_of_no_facts() -> None:
    with pytest.raises(ImpossibleClock):
        finished(())


def entry(*intervals: Interval) -> TimeEntry:
    return TimeEntry(
        patient_id=7,
        user_id=1,
        user_name="Sara Okafor",
        credential="RN",
        program=CALL.program,
        activity=CALL.activity,
        mode=CALL.mode,
        interactive=True,
        note="",
        intervals=intervals,
    )


def test_an_entry_counts_the_whole_seconds_of_each_interval() -> None:
    half = timedelta(milliseconds=1500)
    assert Interval(at(0), at(0) + half).seconds == 1
    assert entry(Interval(at(0), at(0) + half), Interval(at(1), at(1) + half)).seconds == 2
    assert entry().seconds == 0


def test_work_past_midnight_belongs_to_two_days_and_at_the_end_of_a_month_to_two_months() -> None:
    night = datetime(2026, 12, 1, 6, 58, 30, tzinfo=UTC)  # 23:58:30 on 30 November in Denver
    call = Interval(night, night + timedelta(minutes=4))
    first, second = split_by_day([call], "America/Denver")
    assert (first.day.isoformat(), first.interval.seconds) == ("2026-11-30", 90)
    assert (second.day.isoformat(), second.interval.seconds) == ("2026-12-01", 150)
    assert seconds_in_month([call], ServiceMonth(2026, 11), zone="America/Denver") == 90
    assert seconds_in_month([call], ServiceMonth(2026, 12), zone="America/Denver") == 150
    assert seconds_in_month([call], ServiceMonth(2026, 11), zone="UTC") == 0


def test_an_interval_shorter_than_a_second_has_no_piece() -> None:
    assert split_by_day([Interval(at(0), at(0) + timedelta(milliseconds=999))], "UTC") == ()
