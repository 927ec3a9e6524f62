"""How the invented patients came into care management, what they agreed to, and how some left it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ccmdesk.domain.enrolment import (
    ALL_STATEMENTS,
    Consent,
    ConsentMethod,
    ConsentState,
    Enrolment,
    EnrolmentState,
    Program,
)
from ccmdesk.domain.practice import User
from ccmdesk.services.demo_calendar import WorkCalendar, working_day
from ccmdesk.services.demo_catalog import Part, Problem

_STATES = (
    (EnrolmentState.ACTIVE, 84),
    (EnrolmentState.NOT_ENROLLED, 6),
    (EnrolmentState.PAUSED, 2),
    (EnrolmentState.REVOKED, 2),
    (EnrolmentState.TRANSFERRED, 3),
    (EnrolmentState.DECEASED, 3),
)
_OVER = frozenset({EnrolmentState.REVOKED, EnrolmentState.TRANSFERRED, EnrolmentState.DECEASED})
_ENDING_NOTES = {
    EnrolmentState.PAUSED: "Away with family until spring, asked us to wait.",
    EnrolmentState.REVOKED: "Asked to stop; told that it ends with the month.",
    EnrolmentState.TRANSFERRED: "Moved; records sent to the new practice.",
    EnrolmentState.DECEASED: "",
}
_CONSENT_NOTES = (
    "Talked about it at the visit; questions about the copay answered.",
    "Agreed by phone; information sheet mailed.",
    "Relative listened in on the call.",
    "",
    "",
)


@dataclass(frozen=True, slots=True)
class Course:
    """Hold a person's way through the program; work is done from `started` to `last` when both are set."""

    enrolment: Enrolment | None
    consents: tuple[Consent, ...]
    initiating: date | None
    started: date | None
    last: date | None
    died: date | None
    stay: tuple[date, date] | None


def draw_course(
    rng: random.Random,
    part: Part,
    *,
    number: int,
    problems: tuple[Problem, ...],
    calendar: WorkCalendar,
    nurse: User,
) -> Course:
    """Return how a person stands in the program on the last day shown."""
    drawn = rng.choices([state for state, _ in _STATES], [weight for _, weight in _STATES])[0]
    state = EnrolmentState(part.state) if part.state else (EnrolmentState.ACTIVE if part.family else drawn)
    started = _start(rng, part, state, calendar)
    ended = _end(rng, state, started, calendar)
    practitioner_id = 1 if part.family or rng.random() < 0.65 else 2
    risk = part.risk or _risk(problems)
    enrolment = Enrolment(
        patient_id=number,
        program=Program.CCM,
        state=state,
        started_on=started,
        ended_on=ended if state in _OVER else None,
        practitioner_id=practitioner_id,
        nurse_id=nurse.id,
        risk=risk,
        note=_ENDING_NOTES.get(state, ""),
    )
    told_at = calendar.at(started, hour=11, minute=number % 60)
    consents = _consents(rng, part, enrolment, told_at=told_at, started=started, ended=ended, by=nurse.titled)
    return _course(rng, part, calendar, enrolment=enrolment, consents=consents, ended=ended)


def _course(
    rng: random.Random,
    part: Part,
    calendar: WorkCalendar,
    *,
    enrolment: Enrolment,
    consents: tuple[Consent, ...],
    ended: date | None,
) -> Course:
    dead = enrolment.state is EnrolmentState.DECEASED
    last = calendar.done if ended is None else ended - timedelta(days=1 if dead else 0)
    given = next((one.given_on for one in consents if one.accepted), None)
    stay_luck, stay_back, visit_back = rng.random(), rng.randint(20, 150), rng.randint(0, 21)
    return Course(
        enrolment=None if enrolment.state is EnrolmentState.NOT_ENROLLED else enrolment,
        consents=consents,
        initiating=None if given is None else working_day(given - timedelta(days=visit_back), step=-1),
        started=given,
        last=None if given is None else last,
        died=ended if dead else None,
        stay=_stay(part, stay_luck, stay_back, last),
    )


def _start(rng: random.Random, part: Part, state: EnrolmentState, calendar: WorkCalendar) -> date:
    span = max(1, (calendar.until - calendar.first_day).days)
    before, inside, luck = rng.randint(15, 540), rng.random(), rng.random()
    if part.born is not None:
        return working_day(
            date(calendar.through.year, 1, 12) - timedelta(days=0 if calendar.through.month > 1 else 365)
        )
    late = luck < 0.25 and state in (EnrolmentState.ACTIVE, EnrolmentState.NOT_ENROLLED)
    if late and not part.month:
        return working_day(calendar.first_day + timedelta(days=int(inside * span * 0.9)), step=-1)
    return working_day(calendar.first_day - timedelta(days=before))


def _end(rng: random.Random, state: EnrolmentState, started: date, calendar: WorkCalendar) -> date | None:
    back = rng.randint(3, 120)
    if state not in _OVER and state is not EnrolmentState.PAUSED:
        return None
    return max(started + timedelta(days=1), calendar.until - timedelta(days=back))


def _consents(
    rng: random.Random,
    part: Part,
    enrolment: Enrolment,
    *,
    told_at: datetime,
    started: date,
    ended: date | None,
    by: str,
) -> tuple[Consent, ...]:
    state = enrolment.state
    known = ConsentState(part.consent) if part.consent else ConsentState.GIVEN
    luck, verbal, note = rng.random(), rng.random() < 0.75, rng.choice(_CONSENT_NOTES)
    if not part.family:
        if state is EnrolmentState.NOT_ENROLLED:
            known = ConsentState.DECLINED if luck < 0.4 else ConsentState.MISSING
        elif state is EnrolmentState.ACTIVE and luck < 0.02:
            known = ConsentState.MISSING
    if known is ConsentState.MISSING:
        return ()
    accepted = known is not ConsentState.DECLINED
    consent = Consent(
        patient_id=enrolment.patient_id,
        program=enrolment.program,
        given_on=started,
        method=ConsentMethod.VERBAL if verbal or part.born else ConsentMethod.WRITTEN,
        accepted=accepted,
        statements=ALL_STATEMENTS,
        obtained_by=by,
        practitioner_id=enrolment.practitioner_id,
        recorded_at=told_at,
        note=note if accepted else "Would rather call when needed.",
        revoked_on=ended if state is EnrolmentState.REVOKED else None,
    )
    return (consent,)


def _risk(problems: tuple[Problem, ...]) -> str:
    heavy = {"hfpef", "hfref", "ckd4", "dementia"} & {problem.key for problem in problems}
    if len(problems) >= 5 or (heavy and len(problems) >= 3):
        return "high"
    return "medium" if heavy or len(problems) >= 3 else "low"


def _stay(part: Part, luck: float, back: int, last: date) -> tuple[date, date] | None:
    if part.stay:
        end = working_day(last - timedelta(days=3), step=-1)
        return end - timedelta(days=4), end
    if luck > 0.1 or part.family:
        return None
    end = last - timedelta(days=back)
    return end - timedelta(days=2 + back % 4), end
