"""Charts of the demo practice: problems, medicines that fit, allergies, care team, coverage, visits."""

from __future__ import annotations

import random
from datetime import date, timedelta

from ccmdesk.domain.chart import (
    ICD10CM,
    RXNORM,
    SNOMED,
    Allergy,
    CareTeamMember,
    Coding,
    Condition,
    Coverage,
    Encounter,
    FactStatus,
    Medication,
)
from ccmdesk.domain.dates import PartialDate
from ccmdesk.services.demo_calendar import working_day
from ccmdesk.services.demo_catalog import Catalog, Medicine, Part, Problem
from ccmdesk.services.demo_enrolment import Course
from ccmdesk.services.demo_identity import Person, fictional_phone, medicare_like_id

_HOW_MANY = (2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 6)
_HEART, _KIDNEY = frozenset({"hfpef", "hfref"}), frozenset({"ckd3a", "ckd3b", "ckd4"})
_ALLERGIES: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("Penicillin", "hives", frozenset()),
    ("Sulfa antibiotics", "rash", frozenset()),
    ("Codeine", "nausea", frozenset()),
    ("Lisinopril", "cough", frozenset({"lisinopril", "sacubitril_valsartan"})),
    ("Aspirin", "stomach bleeding", frozenset({"aspirin"})),
    ("Latex", "itching", frozenset()),
    ("Shellfish", "swelling of the lips", frozenset()),
    ("Iodine contrast", "hives", frozenset()),
)


def draw_problems(rng: random.Random, part: Part, *, catalog: Catalog, female: bool) -> tuple[Problem, ...]:
    """Return two to six problems, the most weighty kinds most often, at most one of a group."""
    if part.conditions:
        return tuple(catalog.problems[key] for key in part.conditions)
    wanted = rng.choice(_HOW_MANY)
    left = [p for p in catalog.problems.values() if not p.sex or female]
    chosen: list[Problem] = []
    while len(chosen) < wanted:
        one = rng.choices(left, [problem.weight for problem in left])[0]
        chosen.append(one)
        left = [problem for problem in left if problem.group != one.group]
    return tuple(chosen)


def draw_medicines(
    rng: random.Random, part: Part, *, catalog: Catalog, problems: tuple[Problem, ...]
) -> tuple[tuple[Medicine, Problem], ...]:
    """Return medicines with the problem each is for: never two of a family, none that a problem forbids."""
    by_key = {problem.key: problem for problem in problems}
    if part.medicines:
        return tuple((catalog.medicines[name], by_key[key]) for name, key in part.medicines)
    chosen: dict[str, tuple[Medicine, Problem]] = {}
    for problem in problems:
        for chance, names in problem.regimen:
            medicine = catalog.medicines[rng.choice(names)]
            wanted = rng.random() < chance
            if wanted and medicine.family not in chosen and not medicine.never & by_key.keys():
                chosen[medicine.family] = (medicine, problem)
    return tuple(chosen.values())


def labelled(problem: Problem, problems: tuple[Problem, ...]) -> tuple[str, str]:
    """Return the name and ICD-10-CM code of a problem beside the others of the same person.

    Pressure with heart failure or kidney disease, and diabetes with kidney disease, have joint codes.
    """
    keys = {one.key for one in problems}
    heart, kidney = bool(keys & _HEART), bool(keys & _KIDNEY)
    if problem.key == "htn" and heart and kidney:
        return "Hypertension, heart and kidney", "I13.0"
    if problem.key == "htn" and heart:
        return "Hypertension with heart failure", "I11.0"
    if problem.key == "htn" and kidney:
        return "Hypertension with kidney disease", "I12.9"
    if problem.key == "t2dm" and kidney:
        return "Type 2 diabetes with kidney disease", "E11.22"
    return problem.name, problem.icd10


def draw_allergies(
    rng: random.Random, part: Part, *, medicines: tuple[tuple[Medicine, Problem], ...]
) -> tuple[Allergy, ...]:
    """Return allergies to nothing that the person takes."""
    if part.allergies is not None:
        return tuple(
            Allergy(name, reaction=reaction, category="medication") for name, reaction in part.allergies
        )
    taken = {medicine.key for medicine, _ in medicines}
    possible = [one for one in _ALLERGIES if not one[2] & taken]
    chosen = rng.sample(possible, rng.choice((0, 0, 0, 1, 1, 2)))
    return tuple(
        Allergy(
            name,
            reaction=reaction,
            severity=rng.choice(("mild", "moderate", "severe", "")),
            category="food" if name == "Shellfish" else "environment" if name == "Latex" else "medication",
        )
        for name, reaction, _ in chosen
    )


def condition_facts(
    rng: random.Random, problems: tuple[Problem, ...], *, before: date
) -> tuple[Condition, ...]:
    """Return the problems as chart facts; each began years before, and some past one is resolved."""
    facts = []
    for problem in problems:
        name, icd10 = labelled(problem, problems)
        codings = [Coding(ICD10CM, icd10, name)]
        if problem.snomed:
            codings.append(Coding(SNOMED, problem.snomed, problem.name))
        year = before.year - rng.randint(2, 18)
        onset = PartialDate(year) if rng.random() < 0.5 else PartialDate(year, rng.randint(1, 12))
        facts.append(
            Condition(
                name,
                tuple(codings),
                clinical_status="active",
                verification="confirmed",
                category="problem-list-item",
                onset=onset,
            )
        )
    if rng.random() < 0.2:
        ended = PartialDate.of(before - timedelta(days=rng.randint(60, 900)))
        codings = [Coding(ICD10CM, "J18.9", "Pneumonia")]
        facts.append(
            Condition("Pneumonia", tuple(codings), FactStatus.ENDED, "resolved", "confirmed", ended=ended)
        )
    return tuple(facts)


def medication_facts(
    rng: random.Random,
    medicines: tuple[tuple[Medicine, Problem], ...],
    *,
    problems: tuple[Problem, ...],
    before: date,
    prescriber: str,
) -> tuple[Medication, ...]:
    """Return the medicines as chart facts, each with its reason among the problems."""
    return tuple(
        Medication(
            medicine.name,
            (Coding(RXNORM, medicine.rxnorm, medicine.name),) if medicine.rxnorm else (),
            dose=medicine.dose,
            route=medicine.route,
            timing=medicine.timing,
            sig=f"{medicine.dose} {medicine.route}, {medicine.timing}",
            reason=labelled(problem, problems)[0],
            prescriber=prescriber,
            start=PartialDate.of(before - timedelta(days=rng.randint(30, 2200))),
        )
        for medicine, problem in medicines
    )


def care_team_facts(
    rng: random.Random,
    person: Person,
    *,
    problems: tuple[Problem, ...],
    catalog: Catalog,
    doctor: str,
    nurse: str,
) -> tuple[CareTeamMember, ...]:
    """Return who takes part in the care, in the order in which they are called."""
    services = catalog.words["services"]
    team = [
        CareTeamMember(doctor, "billing practitioner", "Lakeview Family Medicine", fictional_phone(0)),
        CareTeamMember(nurse, "care manager", "Lakeview Family Medicine", fictional_phone(18)),
    ]
    if rng.random() < 0.8:
        team.append(CareTeamMember(person.relative, person.kinship, "", fictional_phone(rng.randint(40, 99))))
    for specialty in dict.fromkeys(p.specialist for p in problems if p.specialist):
        if rng.random() < 0.75:
            name = rng.choice(services[specialty])
            team.append(CareTeamMember(name, specialty, "", fictional_phone(rng.randint(60, 69))))
    if rng.random() < 0.25:
        name, role = rng.choice(services["agencies"])
        team.append(CareTeamMember(name, role, name, fictional_phone(39)))
    team.append(CareTeamMember(person.pharmacy, "pharmacy", person.pharmacy, fictional_phone(51)))
    return tuple(team)


def coverage_facts(rng: random.Random, person: Person, *, number: int) -> tuple[Coverage, ...]:
    """Return Medicare Part B, and for many a second coverage that does not exist under this name."""
    born = person.patient.birth_date
    start = None if born is None else PartialDate(born.year + 65, born.month)
    medicare = Coverage("Medicare", "Part B", medicare_like_id(number), "primary", start)
    luck = rng.random()
    if luck < 0.3:
        return (medicare, Coverage("High Mesa Supplement", "Plan G", f"HM{number:07d}", "secondary", start))
    if luck < 0.42:
        return (
            medicare,
            Coverage("State Medicaid", "secondary payer", f"SM{number:07d}", "secondary", start),
        )
    return (medicare,)


def encounter_facts(
    rng: random.Random, course: Course, *, first: date, until: date, doctor: str
) -> tuple[Encounter, ...]:
    """Return visits: the one that began care management, one about every four months, and a stay."""
    place = "Lakeview Family Medicine"
    until = course.died or until
    visits = []
    if course.initiating is not None:
        on = PartialDate.of(course.initiating)
        reason = "Care management talked about and agreed"
        visits.append(Encounter("Office visit", "AMB", "finished", on, on, reason, doctor, place))
    day = first + timedelta(days=rng.randint(0, 100))
    while (day := working_day(day)) <= until:
        on = PartialDate.of(day)
        kind = rng.choice(("Office visit", "Office visit", "Annual wellness visit", "Video visit"))
        visits.append(
            Encounter(kind, "VR" if kind == "Video visit" else "AMB", "finished", on, on, "", doctor, place)
        )
        day += timedelta(days=rng.randint(80, 150))
    if course.stay is not None:
        start, end = (PartialDate.of(one) for one in course.stay)
        visits.append(
            Encounter(
                "Hospital stay", "IMP", "finished", start, end, "Short of breath", "", "Rio Seco Hospital"
            )
        )
    return tuple(visits)
