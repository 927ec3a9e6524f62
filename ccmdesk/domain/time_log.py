"""Clock facts and what follows from them: the running clock, saved entries and counted seconds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from ccmdesk.domain.dates import ServiceMonth, start_of_day
from ccmdesk.domain.enrolment import Program
from ccmdesk.domain.errors import UserError


class FactKind(StrEnum):
    """Name the kinds of clock fact; RECOVER is the hold that the program sets after it was killed."""

    START = "start"
    HOLD = "hold"
    RESUME = "resume"
    STOP = "stop"
    RECOVER = "recover"


class Mode(StrEnum):
    """Name how the work was done."""

    PHONE = "phone"
    VIDEO = "video"
    IN_PERSON = "in_person"
    MESSAGE = "message"
    CHART_WORK = "chart_work"


LIVE_MODES = frozenset({Mode.PHONE, Mode.VIDEO, Mode.IN_PERSON})

ACTIVITIES = (
    "care plan",
    "medication review",
    "symptom check",
    "education",
    "coordination",
    "results review",
    "referral",
    "transition follow-up",
    "other",
)
"""Activities that count as care management (RULES.md 5.1), in our own words."""


class Outcome(StrEnum):
    """Name how a contact ended."""

    REACHED = "reached"
    VOICEMAIL = "voicemail"
    NO_ANSWER = "no_answer"
    MESSAGE_SENT = "message_sent"


@dataclass(frozen=True, slots=True)
class Interval:
    """Hold a half-open span of time, UTC."""

    start: datetime
    end: datetime

    @property
    def seconds(self) -> int:
        """Return the whole seconds in the span."""
        return (self.end - self.start) // timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Subject:
    """Say what a clock runs for."""

    patient_id: int
    program: Program = Program.CCM
    activity: str = "other"
    mode: Mode = Mode.CHART_WORK


@dataclass(frozen=True, slots=True)
class ClockFact:
    """Hold one append-only fact; `run` groups the facts of one start-to-stop, zone is the practice's.

    `cause` says in words why the program added a fact by itself (RECOVER).
    """

    run: str
    user_id: int
    kind: FactKind
    at: datetime
    zone: str
    monotonic_ns: int
    boot_ns: int
    boot_id: str
    subject: Subject | None = None
    note: str = ""
    cause: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class ClockRun:
    """Hold what the facts of one run add up to; `open_since` is set while it runs."""

    run: str
    user_id: int
    subject: Subject
    started_at: datetime
    done: tuple[Interval, ...]
    open_since: datetime | None
    held_since: datetime | None
    recovered: bool
    note: str

    def seconds_at(self, now: datetime) -> int:
        """Return the seconds counted up to an instant; a clock set back never counts below zero."""
        return sum(interval.seconds for interval in self.intervals_at(now))

    def intervals_at(self, now: datetime) -> tuple[Interval, ...]:
        """Return the intervals so far, the open one ended at `now`."""
        if self.open_since is None or now <= self.open_since:
            return self.done
        return (*self.done, Interval(self.open_since, now))


class ImpossibleClock(UserError):
    """Refuse a clock action that does not follow from the facts so far."""


@dataclass(frozen=True, slots=True)
class TimeEntry:
    """Hold saved time of one person for one patient; durations are computed from the intervals."""

    patient_id: int
    user_id: int
    user_name: str
    credential: str
    program: Program
    activity: str
    mode: Mode
    interactive: bool
    note: str
    intervals: tuple[Interval, ...]
    run: str = ""
    id: int = 0

    @property
    def seconds(self) -> int:
        """Return the whole seconds of all intervals."""
        return sum(interval.seconds for interval in self.intervals)


@dataclass(frozen=True, slots=True)
class Piece:
    """Hold the part of an interval that lies in one local day, with its service month."""

    day: date
    month: ServiceMonth
    interval: Interval


@dataclass(frozen=True, slots=True)
class Contact:
    """Hold one outreach to or for a patient; `with_whom` in words, entry_id when the clock made it."""

    patient_id: int
    at: datetime
    mode: Mode
    outcome: Outcome
    with_whom: str = ""
    note: str = ""
    by: str = ""
    entry_id: int | None = None
    seconds: int = 0
    id: int = 0


def fold(facts: Iterable[ClockFact]) -> ClockRun | None:
    """Return the state of one run from its facts in order, or None once it is stopped or without facts.

    Raises ImpossibleClock when the facts contradict each other.
    """
    run: ClockRun | None = None
    stopped = False
    for fact in facts:
        if stopped:
            raise ImpossibleClock("This clock was already stopped.", kept="Nothing was changed.")
        if run is None:
            run = _started(fact)
        else:
            run = _followed(run, fact)
        stopped = fact.kind is FactKind.STOP
    return None if stopped else run


def finished(facts: Iterable[ClockFact]) -> ClockRun:
    """Return the state of a run at its last fact, stopped or not."""
    run: ClockRun | None = None
    for fact in facts:
        run = _started(fact) if run is None else _followed(run, fact)
    if run is None:
        raise ImpossibleClock("No clock was started.", kept="Nothing was changed.")
    return run


def _started(fact: ClockFact) -> ClockRun:
    if fact.kind is not FactKind.START or fact.subject is None:
        raise ImpossibleClock("No clock was started.", kept="Nothing was changed.")
    return ClockRun(
        run=fact.run,
        user_id=fact.user_id,
        subject=fact.subject,
        started_at=fact.at,
        done=(),
        open_since=fact.at,
        held_since=None,
        recovered=False,
        note=fact.note,
    )


def _followed(run: ClockRun, fact: ClockFact) -> ClockRun:
    subject = fact.subject or run.subject
    note = fact.note or run.note
    if fact.kind is FactKind.RESUME:
        if run.open_since is not None:
            raise ImpossibleClock("The clock is already running.", kept="Nothing was changed.")
        return replace(run, open_since=fact.at, held_since=None, recovered=False, subject=subject, note=note)
    if fact.kind is FactKind.START:
        raise ImpossibleClock("The clock was already started.", kept="Nothing was changed.")
    if fact.kind is not FactKind.STOP and run.open_since is None:
        raise ImpossibleClock("The clock is already on hold.", kept="Nothing was changed.")
    held_since = fact.at if run.held_since is None else run.held_since
    return replace(
        run,
        done=run.intervals_at(fact.at),
        open_since=None,
        held_since=held_since,
        recovered=run.recovered or fact.kind is FactKind.RECOVER,
        subject=subject,
        note=note,
    )


def split_by_day(intervals: Iterable[Interval], zone: str) -> tuple[Piece, ...]:
    """Return the parts of intervals cut at local midnights, in order.

    Seconds are kept whole: the parts of an interval add up to its whole seconds.
    """
    pieces = []
    tz = ZoneInfo(zone)
    for interval in intervals:
        start = interval.start.astimezone(UTC)
        whole_end = start + timedelta(seconds=interval.seconds)
        while start < whole_end:
            day = start.astimezone(tz).date()
            midnight = start_of_day(day + timedelta(days=1), zone)
            cut = start + timedelta(seconds=-((start - midnight) // timedelta(seconds=1)))
            end = min(whole_end, cut)
            pieces.append(Piece(day, ServiceMonth.of(day), Interval(start, end)))
            start = end
    return tuple(pieces)


def seconds_in_month(intervals: Iterable[Interval], month: ServiceMonth, *, zone: str) -> int:
    """Return the seconds of intervals that lie in a service month of a zone."""
    return sum(p.interval.seconds for p in split_by_day(intervals, zone) if p.month == month)
