"""Care plans of the demo practice: goals that fit the problems, who does what, and plans in every state."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from ccmdesk.domain.care_plan import (
    CarePlanDocument,
    CarePlanDraft,
    Goal,
    Intervention,
    PlanProblem,
    Section,
    SectionText,
    SignedCarePlan,
)
from ccmdesk.services.demo_calendar import WorkCalendar, working_day
from ccmdesk.services.demo_catalog import Part, Problem
from ccmdesk.services.demo_chart import labelled
from ccmdesk.services.demo_enrolment import Course
from ccmdesk.services.demo_identity import Person

_STATES = (("signed", 60), ("signed_draft", 10), ("overdue", 10), ("draft", 10), ("none", 10))
_OWN_WORDS = (
    "Dance at the wedding in May.",
    "Keep my own house.",
    "Walk the dog around the lake.",
    "See the grandchildren graduate.",
    "No more nights in the hospital.",
    "Cook for the family on Sundays.",
    "Be at church every Sunday.",
    "Work in my garden.",
)
_ASSESSMENT = (
    "Clear and oriented. Walks alone, uses a cane outside. Dresses and cooks without help.",
    "Remembers appointments with a calendar. Needs help with shopping and stairs.",
    "Hears poorly on the phone; speak slowly. Independent at home.",
    "Tires after one block. Needs help with the bath twice a week.",
)
_CAREGIVER = (
    "{relative}, {kinship}, helps with rides and pills; copes well.",
    "{relative}, {kinship}, comes most days and is tired; respite was offered.",
    "Lives alone; {relative}, {kinship}, calls every evening.",
)
_HOME = (
    "One floor, grab bars in the bath, rugs taken up.",
    "Three steps at the door without a rail; landlord asked.",
    "Good light, telephone by the bed, smoke alarm tested.",
    "Wood stove in winter; carbon monoxide alarm works.",
)
_COMMUNITY = (
    "Meals on weekdays; senior center on Wednesdays.",
    "Rides through the county van, booked two days before.",
    "None wanted now; number of the aging office given.",
)
_DIRECTIVES = ("Health-care agent named; copy in the chart.", "Talked about; form given, not yet signed.", "")
_MEDICINES = "{count} medicines compared with {pharmacy}; no duplicates. Pill box filled on Sundays."
_LOCALLY = {"nurse": "{nurse}", "doctor": "{doctor}", "family": "{relative}", "pharmacy": "{pharmacy}"}


@dataclass(frozen=True, slots=True)
class Plans:
    """Hold a person's signed versions, oldest first, and the draft."""

    signed: tuple[SignedCarePlan, ...]
    draft: CarePlanDraft | None


@dataclass(frozen=True, slots=True)
class PlanWriter:
    """Hold whom a plan is for and who may be responsible, by name."""

    person: Person
    problems: tuple[Problem, ...]
    nurse: str
    doctor: str
    medicines: int


def draw_plans(
    rng: random.Random,
    part: Part,
    *,
    number: int,
    course: Course,
    writer: PlanWriter,
    calendar: WorkCalendar,
) -> Plans:
    """Return the plans of a person; whoever is not in the program has none."""
    drawn = rng.choices([name for name, _ in _STATES], [weight for _, weight in _STATES])[0]
    state = part.plan or ("signed" if part.family else drawn)
    if course.enrolment is None or state == "none":
        return Plans((), None)
    document = _document(rng, writer)
    last = course.last or calendar.done
    signed: tuple[SignedCarePlan, ...] = ()
    if state != "draft":
        base = course.started or calendar.first_day
        days = _signing_days(rng, part, base=base, last=last, overdue=state == "overdue")
        reviews = [day + timedelta(days=rng.choice((180, 270, 365))) for day in days]
        reviews[-1:] = [_last_review(rng, calendar, day, overdue=state == "overdue") for day in days[-1:]]
        signed = tuple(
            _signed(
                rng, document, day, review, number=number, place=place, calendar=calendar, by=writer.doctor
            )
            for place, (day, review) in enumerate(zip(days, reviews, strict=True), start=1)
        )
    if state not in ("draft", "signed_draft"):
        return Plans(signed, None)
    version = len(signed) + 1
    return Plans(
        signed,
        _draft(rng, document, number=number, version=version, calendar=calendar, last=last, by=writer.nurse),
    )


def _signed(
    rng: random.Random,
    document: CarePlanDocument,
    day: date,
    review: date,
    *,
    number: int,
    place: int,
    calendar: WorkCalendar,
    by: str,
) -> SignedCarePlan:
    given = rng.random() < 0.85
    return SignedCarePlan(
        patient_id=number,
        number=place,
        document=_reviewed(rng, document, day, review=review),
        signed_at=calendar.at(day, hour=16, minute=rng.randint(0, 59), second=rng.randint(0, 59)),
        signed_by=by,
        digest="",
        copy_given_on=min(day + timedelta(days=rng.randint(0, 6)), calendar.done) if given else None,
    )


def _signing_days(rng: random.Random, part: Part, *, base: date, last: date, overdue: bool) -> list[date]:
    first = working_day(base + timedelta(days=rng.randint(1, 12)))
    days = [first]
    apart = rng.randint(150, 200)
    if part.versions:
        apart = max(1, (last - first).days // part.versions)
    while (not overdue and days[-1] + timedelta(days=apart) <= last) and len(days) < (part.versions or 6):
        days.append(working_day(days[-1] + timedelta(days=apart)))
    return [day for day in days if day <= last]


def _last_review(rng: random.Random, calendar: WorkCalendar, signed: date, *, overdue: bool) -> date:
    late = rng.randint(5, 60)
    if overdue:
        return max(signed, calendar.until - timedelta(days=late))
    return max(signed + timedelta(days=180), calendar.until + timedelta(days=late))


def _draft(
    rng: random.Random,
    document: CarePlanDocument,
    *,
    number: int,
    version: int,
    calendar: WorkCalendar,
    last: date,
    by: str,
) -> CarePlanDraft:
    kept = rng.sample(document.sections, rng.randint(2, len(document.sections) - 1))
    unfinished = CarePlanDocument(document.problems, tuple(one for one in document.sections if one in kept))
    saved_at = calendar.at(working_day(last, step=-1), hour=16, minute=rng.randint(0, 59))
    return CarePlanDraft(number, version, unfinished, 1, saved_at, by)


def _reviewed(
    rng: random.Random, document: CarePlanDocument, signed: date, *, review: date
) -> CarePlanDocument:
    sections = tuple(
        SectionText(one.section, one.text, signed - timedelta(days=rng.randint(0, 9)))
        for one in document.sections
    )
    goals_due = signed + timedelta(days=180)
    problems = tuple(_with_due(problem, goals_due) for problem in document.problems)
    return CarePlanDocument(problems, sections, review)


def _with_due(problem: PlanProblem, due: date) -> PlanProblem:
    goals = tuple(Goal(g.id, g.text, g.target, due, g.own_words, g.achievement) for g in problem.goals)
    return PlanProblem(
        problem.id,
        problem.name,
        problem.icd10,
        problem.condition_id,
        problem.expected_outcome,
        problem.barriers,
        goals,
        problem.interventions,
    )


def _document(rng: random.Random, writer: PlanWriter) -> CarePlanDocument:
    person, problems = writer.person, writer.problems
    names = {
        "{relative}": person.relative,
        "{kinship}": person.kinship,
        "{pharmacy}": person.pharmacy,
        "{nurse}": writer.nurse,
        "{doctor}": writer.doctor,
        "{count}": str(writer.medicines),
    }
    planned = tuple(_planned(rng, problem, problems, person, names) for problem in problems)
    specialists = list(dict.fromkeys(p.specialist for p in problems if p.specialist))
    coordination = (
        f"Letters go to {', '.join(specialists)}; answers are asked for within two weeks."
        if specialists
        else (f"{person.pharmacy} calls us before any change.")
    )
    texts = (
        (Section.ASSESSMENT, rng.choice(_ASSESSMENT)),
        (Section.SYMPTOMS, "\n".join(problem.symptoms for problem in problems)),
        (Section.MEDICATIONS, _MEDICINES if writer.medicines else "Takes no regular medicines."),
        (Section.CAREGIVER, rng.choice(_CAREGIVER)),
        (Section.ENVIRONMENT, rng.choice(_HOME)),
        (Section.COMMUNITY, rng.choice(_COMMUNITY)),
        (Section.COORDINATION, coordination),
        (Section.PREFERENCES, rng.choice(_OWN_WORDS)),
        (Section.ADVANCE_DIRECTIVES, rng.choice(_DIRECTIVES)),
    )
    sections = tuple(SectionText(section, _named(text, names)) for section, text in texts if text)
    return CarePlanDocument(planned, sections)


def _planned(
    rng: random.Random, problem: Problem, problems: tuple[Problem, ...], person: Person, names: dict[str, str]
) -> PlanProblem:
    name, icd10 = labelled(problem, problems)
    spoken = person.patient.preferred_name or person.patient.given
    who = {key: _named(mark, names) for key, mark in _LOCALLY.items()} | {
        "patient": spoken,
        "specialist": problem.specialist or names["{doctor}"],
    }
    goals = problem.goals if rng.random() < 0.6 else problem.goals[:1]
    return PlanProblem(
        id=_item_id(rng),
        name=name,
        icd10=icd10,
        condition_id=problems.index(problem) + 1,
        expected_outcome=rng.choice(problem.expected),
        barriers=rng.choice(problem.barriers) if rng.random() < 0.6 else "",
        goals=tuple(
            Goal(_item_id(rng), text, target, own_words=rng.choice(_OWN_WORDS) if rng.random() < 0.2 else "")
            for text, target in goals
        ),
        interventions=tuple(
            Intervention(_item_id(rng), text, who[role], often) for text, role, often in problem.interventions
        ),
    )


def _item_id(rng: random.Random) -> str:
    return f"{rng.getrandbits(64):016x}"


def _named(text: str, names: dict[str, str]) -> str:
    for mark, name in names.items():
        text = text.replace(mark, name)
    return text
