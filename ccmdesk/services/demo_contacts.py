"""Work of the demo practice: time to the second, who was reached, what was noted and promised."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ccmdesk.domain.enrolment import EnrolmentState, Program
from ccmdesk.domain.follow_up import FollowUp
from ccmdesk.domain.practice import User
from ccmdesk.domain.time_log import LIVE_MODES, Contact, Interval, Mode, Outcome, TimeEntry
from ccmdesk.services.demo_calendar import LONGEST, WorkCalendar, working_day
from ccmdesk.services.demo_catalog import LogLine, Part
from ccmdesk.services.demo_enrolment import Course
from ccmdesk.services.demo_notes import NoteSource, chart_work_note, short_note, talk_note
from ccmdesk.services.demo_values import child

_TALK = ("symptom check", "medication review", "education", "care plan", "coordination", "results review")
_CHART = ("coordination", "results review", "medication review", "care plan", "referral")
_PROMISES = (
    "Ask how the new dose goes",
    "Share the laboratory result",
    "Monthly call",
    "Pressure log",
    "Check that the refill arrived",
    "Ride to the next visit",
    "Go through the plan again",
    "Call the daughter about help at home",
)


@dataclass(frozen=True, slots=True)
class Work:
    """Hold a person's saved time and contacts, oldest first."""

    entries: tuple[TimeEntry, ...]
    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class Session:
    """Hold one stretch of work before it is given its place in the day."""

    seconds: int
    mode: Mode
    outcome: Outcome | None
    with_whom: str
    activity: str
    note: str


def draw_work(
    seed: int,
    part: Part,
    *,
    number: int,
    course: Course,
    nurse: User,
    source: NoteSource,
    calendar: WorkCalendar,
) -> Work:
    """Return the work done for a person in every month from consent to the last day."""
    entries: list[TimeEntry] = []
    contacts: list[Contact] = []
    if course.started is None or course.last is None:
        return Work((), ())
    for index, month in enumerate(calendar.months):
        if month.last_day() <= course.started or month.first_day() > course.last:
            continue
        places = [
            (day, start)
            for day, start in calendar.slots(month, number)
            if course.started < day <= course.last and not _away(course, day)
        ]
        rng = child(seed, number, month.iso())
        sessions = _sessions(
            rng, part, source, index=index, last=index == len(calendar.months) - 1, room=len(places)
        )
        first = 0 if len(sessions) > 1 else rng.randrange(max(1, len(places)))
        for (_, start), session in zip(places[first:], sessions, strict=False):
            entry = _entry(rng, session, start=start, number=number, nurse=nurse)
            entries.append(entry)
            if session.outcome is not None:
                contacts.append(_contact(session, entry, len(entries), by=nurse.titled))
    return Work(tuple(entries), tuple(contacts))


def _away(course: Course, day: date) -> bool:
    return course.stay is not None and course.stay[0] <= day <= course.stay[1]


def _sessions(
    rng: random.Random, part: Part, source: NoteSource, *, index: int, last: bool, room: int
) -> list[Session]:
    if not room:
        return []
    if last and part.log:
        return [_prepared(line) for line in part.log]
    drawn = 0 if rng.random() < 0.07 else round(min(4470, max(180, rng.gauss(1700, 720))))
    total = _seconds(part.month) if last and part.month else drawn
    total = min(total, room * LONGEST)
    count = min(room, max(-(-total // LONGEST), rng.choice((1, 2, 2, 3))))
    sessions = [_session(rng, source, seconds, index=index) for seconds in _shares(rng, total, count)]
    spare = room - len(sessions)
    if spare and rng.random() < 0.3 and not (last and part.month):
        sessions.insert(0, _unanswered(rng))
    return sessions


def _shares(rng: random.Random, total: int, count: int) -> list[int]:
    """Return parts of a total, none above LONGEST, together exactly the total."""
    shares = []
    left = total
    for more in range(count - 1, -1, -1):
        low = max(0, left - more * LONGEST)
        high = min(LONGEST, left)
        share = left if not more else min(high, max(low, round(left / (more + 1) * rng.uniform(0.6, 1.4))))
        left -= share
        if share >= 20:
            shares.append(share)
        elif share and shares:
            shares[-1] += share
    return [share for share in shares if share <= LONGEST]


def _session(rng: random.Random, source: NoteSource, seconds: int, *, index: int) -> Session:
    luck = rng.random()
    if luck < 0.22:
        return Session(seconds, Mode.CHART_WORK, None, "", rng.choice(_CHART), chart_work_note(rng, source))
    if luck < 0.27:
        note = "Wrote through the portal: " + talk_note(rng, source, month=index)
        return Session(seconds, Mode.MESSAGE, Outcome.MESSAGE_SENT, "portal", "education", note)
    mode = Mode.VIDEO if luck < 0.3 else Mode.PHONE
    whom = source.relative if rng.random() < 0.25 else source.called
    return Session(
        seconds, mode, Outcome.REACHED, whom, rng.choice(_TALK), talk_note(rng, source, month=index)
    )


def _unanswered(rng: random.Random) -> Session:
    outcome = Outcome.VOICEMAIL if rng.random() < 0.7 else Outcome.NO_ANSWER
    note = short_note(rng, left=outcome is Outcome.VOICEMAIL)
    return Session(rng.randint(25, 110), Mode.PHONE, outcome, "home", "symptom check", note)


def _prepared(line: LogLine) -> Session:
    return Session(
        line.seconds, Mode.PHONE, Outcome(line.outcome), line.with_whom, "symptom check", line.note
    )


def _entry(rng: random.Random, session: Session, *, start: datetime, number: int, nurse: User) -> TimeEntry:
    begun = start + timedelta(seconds=rng.randint(0, 60))
    ended = begun + timedelta(seconds=session.seconds)
    intervals: tuple[Interval, ...] = (Interval(begun, ended),)
    if session.seconds > 240 and rng.random() < 0.12:
        pause = timedelta(seconds=rng.randint(8, 38))
        middle = begun + timedelta(seconds=rng.randint(60, session.seconds - 60))
        intervals = (Interval(begun, middle), Interval(middle + pause, ended + pause))
    return TimeEntry(
        patient_id=number,
        user_id=nurse.id,
        user_name=nurse.name,
        credential=nurse.credential,
        program=Program.CCM,
        activity=session.activity,
        mode=session.mode,
        interactive=session.mode in LIVE_MODES and session.outcome is Outcome.REACHED,
        note=session.note,
        intervals=intervals,
        run=f"demo-{number}-{int(begun.timestamp())}",
    )


def _contact(session: Session, entry: TimeEntry, place: int, *, by: str) -> Contact:
    return Contact(
        patient_id=entry.patient_id,
        at=entry.intervals[0].start,
        mode=session.mode,
        outcome=session.outcome or Outcome.REACHED,
        with_whom=session.with_whom,
        note=session.note,
        by=by,
        entry_id=place,
        seconds=entry.seconds,
    )


def draw_follow_ups(
    rng: random.Random, part: Part, *, number: int, course: Course, calendar: WorkCalendar
) -> tuple[FollowUp, ...]:
    """Return what was promised: some kept, and for most active people one still to come, today or late."""
    until = calendar.until
    kept, ahead, hour, timed = (
        rng.randint(8, 25),
        rng.choice((-9, -3, 0, 0, 1, 2, 4, 6, 9, 14)),
        rng.randint(9, 15),
        rng.random(),
    )
    reason, past = rng.choice(_PROMISES), rng.choice(_PROMISES)
    state = None if course.enrolment is None else course.enrolment.state
    if state is not EnrolmentState.ACTIVE:
        return ()
    found = []
    if course.started is not None and course.started < until - timedelta(days=kept):
        found.append(FollowUp(number, working_day(until - timedelta(days=kept)), past, done=True))
    ahead = ahead if part.due is None else part.due
    promised = part.promise or ("" if part.family and part.due is None else reason)
    if promised and (part.promise or timed < 0.8):
        day = working_day(until + timedelta(days=ahead), step=-1 if ahead < 0 else 1)
        due_at = calendar.at(day, hour=hour, minute=30) if timed < 0.2 else None
        found.append(FollowUp(number, day, promised, due_at))
    return tuple(found)


def _seconds(minutes: str) -> int:
    whole, _, rest = minutes.partition(":")
    return int(whole) * 60 + int(rest)
