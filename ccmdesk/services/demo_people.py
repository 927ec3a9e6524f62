"""The invented practice and its panel: staff, and one patient after another from a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ccmdesk.domain.chart import Fact, Sex
from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.domain.practice import BillingPractitioner, Practice, Role, User
from ccmdesk.services.demo_calendar import WorkCalendar, nurse_of, nurses_for
from ccmdesk.services.demo_catalog import Catalog, Medicine, Part, Problem, load_catalog
from ccmdesk.services.demo_chart import (
    care_team_facts,
    condition_facts,
    coverage_facts,
    draw_allergies,
    draw_medicines,
    draw_problems,
    encounter_facts,
    medication_facts,
)
from ccmdesk.services.demo_contacts import draw_follow_ups, draw_work
from ccmdesk.services.demo_enrolment import Course, draw_course
from ccmdesk.services.demo_identity import Person, draw_person, fictional_phone
from ccmdesk.services.demo_notes import NoteSource
from ccmdesk.services.demo_plans import PlanWriter, draw_plans
from ccmdesk.services.demo_readings import Readings, draw_readings
from ccmdesk.services.demo_values import DemoPatient, DemoStaff, child

_DOCTOR = User(
    "castellanos",
    "Amara Castellanos",
    "MD",
    frozenset({Role.BILLING_PRACTITIONER, Role.ADMINISTRATOR}),
    npi="1000000012",
    id=4,
)
_NURSES = (
    User("sara", "Sara Okafor", "RN", frozenset({Role.CARE_MANAGER, Role.ADMINISTRATOR}), id=1),
    User("ann", "Ann Weiss", "LPN", frozenset({Role.CARE_MANAGER}), id=2),
    User("luz", "Luz Ortega", "CMA", frozenset({Role.CARE_MANAGER}), id=3),
)
_FIRST_LATER_ID = 5


@dataclass(frozen=True, slots=True)
class Story:
    """Hold what is settled about a person before the details are drawn from the same random numbers."""

    rng: random.Random
    part: Part
    nurse: User
    doctor: str
    person: Person
    problems: tuple[Problem, ...]
    medicines: tuple[tuple[Medicine, Problem], ...]
    course: Course


@dataclass(frozen=True, slots=True)
class DemoPanel:
    """Hold the staff and the recipe of a panel; `people` makes the patients anew each time, in order."""

    staff: DemoStaff
    catalog: Catalog
    calendar: WorkCalendar
    patients: int
    seed: int

    def people(self) -> Iterator[DemoPatient]:
        """Yield the patients in order; each depends on the seed and its number, not on how many there are."""
        for number in range(1, self.patients + 1):
            yield draw_patient(self, number)


def generate(
    *,
    patients: int,
    months: int,
    through: ServiceMonth,
    seed: int,
    zone: str = "America/Denver",
    until: date | None = None,
) -> DemoPanel:
    """Return an invented practice with so many patients and months, the last month being `through`.

    Facts reach to the last day of that month, or, given a day `until` in it, to the day before and that
    morning's readings; follow-ups count from there. Nothing depends on today's date.
    """
    if patients < 1 or months < 1:
        raise ValueError("a demo practice has at least one patient and one month")
    catalog = load_catalog()
    end = min(until or through.last_day(), through.last_day())
    if end < through.first_day():
        raise ValueError("the last day must lie in the last month")
    done = end if until is None else end - timedelta(days=1)
    calendar = WorkCalendar(months=months, through=through, until=end, done=done, zone=zone)
    return DemoPanel(_staff(catalog, patients, zone), catalog, calendar, patients, seed)


def draw_patient(panel: DemoPanel, number: int) -> DemoPatient:
    """Return the patient with this number, counted from 1."""
    story = _story(panel, number)
    rng, part, course, calendar = story.rng, story.part, story.course, panel.calendar
    readings = draw_readings(
        rng,
        part,
        catalog=panel.catalog,
        problems=story.problems,
        takes=frozenset(medicine.key for medicine, _ in story.medicines),
        calendar=calendar,
        last=course.died or calendar.until,
    )
    work = draw_work(
        panel.seed,
        part,
        number=number,
        course=course,
        nurse=story.nurse,
        source=_note_source(story, readings),
        calendar=calendar,
    )
    plans = draw_plans(rng, part, number=number, course=course, writer=_plan_writer(story), calendar=calendar)
    patient = replace(story.person.patient, deceased=course.died is not None, deceased_on=course.died)
    return DemoPatient(
        number=number,
        hard_case=part.case,
        patient=patient,
        facts=_facts(panel, story, readings, number=number),
        enrolment=course.enrolment,
        consents=course.consents,
        entries=work.entries,
        contacts=work.contacts,
        follow_ups=draw_follow_ups(rng, part, number=number, course=course, calendar=calendar),
        signed=plans.signed,
        draft=plans.draft,
    )


def _note_source(story: Story, readings: Readings) -> NoteSource:
    person = story.person
    called = person.patient.preferred_name or person.patient.given
    return NoteSource(called, person.relative, person.pharmacy, story.problems, readings)


def _plan_writer(story: Story) -> PlanWriter:
    return PlanWriter(story.person, story.problems, story.nurse.titled, story.doctor, len(story.medicines))


def _story(panel: DemoPanel, number: int) -> Story:
    catalog, calendar = panel.catalog, panel.calendar
    rng = child(panel.seed, number)
    part = catalog.cast[number - 1] if number <= len(catalog.cast) else Part()
    nurse = panel.staff.users[_place_of_nurse(nurse_of(number))]
    person = draw_person(rng, part, catalog=catalog, number=number, calendar=calendar)
    problems = draw_problems(rng, part, catalog=catalog, female=person.patient.sex is Sex.FEMALE)
    medicines = draw_medicines(rng, part, catalog=catalog, problems=problems)
    course = draw_course(
        rng,
        part,
        number=number,
        problems=problems,
        calendar=calendar,
        nurse=nurse,
    )
    practitioner = course.enrolment.practitioner_id if course.enrolment is not None else None
    doctor = panel.staff.practitioners[(practitioner or 1) - 1].name
    return Story(rng, part, nurse, doctor, person, problems, medicines, course)


def _facts(panel: DemoPanel, story: Story, readings: Readings, *, number: int) -> tuple[Fact, ...]:
    rng, problems, doctor = story.rng, story.problems, story.doctor
    first = panel.calendar.first_day
    return (
        *condition_facts(rng, problems, before=first),
        *medication_facts(rng, story.medicines, problems=problems, before=first, prescriber=doctor),
        *draw_allergies(rng, story.part, medicines=story.medicines),
        *readings.observations,
        *care_team_facts(
            rng,
            story.person,
            problems=problems,
            catalog=panel.catalog,
            doctor=doctor,
            nurse=story.nurse.titled,
        ),
        *coverage_facts(rng, story.person, number=number),
        *encounter_facts(rng, story.course, first=first, until=panel.calendar.done, doctor=doctor),
    )


def _place_of_nurse(nurse: int) -> int:
    return nurse if nurse < len(_NURSES) else nurse + 1


def _staff(catalog: Catalog, patients: int, zone: str) -> DemoStaff:
    practice = Practice(
        name="Lakeview Family Medicine",
        zone=zone,
        address=("100 Lakeshore Drive", "Lakeview, NM 87000"),
        phone=fictional_phone(0),
        after_hours_phone=fictional_phone(1),
        npi="1000000004",
        tax_id="00-0000001",
    )
    practitioners = (
        BillingPractitioner("Amara Castellanos, MD", "1000000012", "207Q00000X", id=1),
        BillingPractitioner("Tomás Lindqvist, NP", "1000000020", "363LF0000X", id=2),
    )
    later = tuple(_later_nurse(catalog, place) for place in range(nurses_for(patients) - len(_NURSES)))
    return DemoStaff(practice, practitioners, (*_NURSES, _DOCTOR, *later))


def _later_nurse(catalog: Catalog, place: int) -> User:
    names = catalog.words["staff"]
    family = names["family"][place % len(names["family"])]
    given = names["given"][(place * 5 + place // len(names["family"])) % len(names["given"])]
    credential = ("RN", "LPN", "RN", "CMA")[place % 4]
    login = f"nurse{place + len(_NURSES) + 1}"
    return User(
        login, f"{given} {family}", credential, frozenset({Role.CARE_MANAGER}), id=place + _FIRST_LATER_ID
    )
