"""The invented charts and plans: problems, medicines and values that fit each other."""

from __future__ import annotations

import re
from decimal import Decimal

from ccmdesk.domain.care_plan import open_elements
from ccmdesk.domain.chart import LOINC, Medication, Observation, Sex
from ccmdesk.domain.enrolment import EnrolmentState
from ccmdesk.services.demo_catalog import load_catalog
from ccmdesk.services.demo_values import DemoPatient, canonical
from tests.services.demo_panels import OCTOBER, active_conditions, many, sixty

RANGES = {
    "29463-7": (80, 400),
    "8867-4": (45, 130),
    "59408-5": (88, 100),
    "41653-7": (50, 350),
    "4548-4": (4.5, 14),
    "98979-8": (10, 120),
    "2823-3": (3.2, 5.6),
    "13457-7": (20, 250),
    "44261-6": (0, 27),
    "3016-3": (0.1, 12),
    "718-7": (8, 18),
    "6301-6": (0.9, 4.5),
    "8480-6": (80, 200),
    "8462-4": (40, 120),
}
"""The values that a nurse would not have to confirm, by LOINC code."""


def numbers(person: DemoPatient) -> list[tuple[str, Decimal]]:
    found = []
    for fact in person.facts:
        if isinstance(fact, Observation):
            parts = [(c.coding, c.value) for c in fact.components] or [(fact.codings[0], fact.value)]
            found += [
                (coding.code, value) for coding, value in parts if coding is not None and value is not None
            ]
    return found


def test_plans_are_in_every_state() -> None:
    last = OCTOBER.last_day()
    active = [p for p in sixty() if p.enrolment is not None and p.enrolment.state is EnrolmentState.ACTIVE]
    assert any(not p.signed and p.draft is None for p in active)
    assert any(not p.signed and p.draft is not None for p in active)
    assert any(p.signed and p.draft is not None for p in active)
    assert any(p.signed and p.draft is None for p in active)
    reviews = [p.signed[-1].document.review_on for p in active if p.signed]
    assert any(review is not None and review < last for review in reviews)
    assert sum(review is not None and review >= last for review in reviews) > len(reviews) / 2


def test_signed_plans_are_complete_and_numbered() -> None:
    for person in many():
        names = {condition.name for condition in active_conditions(person)}
        assert [plan.number for plan in person.signed] == list(range(1, len(person.signed) + 1))
        for plan in person.signed:
            assert open_elements(plan.document) == ()
            assert {problem.name for problem in plan.document.problems} == names
            assert "{" not in canonical(plan.document).replace("{}", "")
        ids = [problem.id for plan in person.signed[-1:] for problem in plan.document.problems]
        assert len(set(ids)) == len(ids)


def test_everyone_has_two_to_six_problems_and_medicines_with_a_reason() -> None:
    for person in many():
        conditions = active_conditions(person)
        names = [condition.name for condition in conditions]
        assert 2 <= len(conditions) <= 6 and len(set(names)) == len(names)
        assert all(re.fullmatch(r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?", c.icd10) for c in conditions)
        medicines = [fact for fact in person.facts if isinstance(fact, Medication)]
        assert all(medicine.reason in names for medicine in medicines)
        assert len({medicine.name for medicine in medicines}) == len(medicines)
        if "Breast cancer, on hormone treatment" in names:
            assert person.patient.sex is Sex.FEMALE


def test_joint_codes_are_used_where_problems_belong_together() -> None:
    seen = set()
    for person in many():
        codes = {condition.icd10 for condition in active_conditions(person)}
        heart, kidney = any(c.startswith("I50") for c in codes), any(c.startswith("N18") for c in codes)
        pressure = codes & {"I10", "I11.0", "I12.9", "I13.0"}
        wanted = {
            (False, False): "I10",
            (True, False): "I11.0",
            (False, True): "I12.9",
            (True, True): "I13.0",
        }
        assert pressure <= {wanted[heart, kidney]}
        assert not (kidney and "E11.9" in codes) and not (not kidney and "E11.22" in codes)
        seen |= pressure
    assert seen == {"I10", "I11.0", "I12.9", "I13.0"}


def test_no_medicine_is_given_against_a_problem_or_twice_in_its_family() -> None:
    catalog = load_catalog()
    by_name = {medicine.name: medicine for medicine in catalog.medicines.values()}
    keys = {problem.icd10: problem.key for problem in catalog.problems.values()}
    for person in many():
        problems = {keys.get(condition.icd10, "") for condition in active_conditions(person)}
        taken = [by_name[fact.name] for fact in person.facts if isinstance(fact, Medication)]
        assert len({medicine.family for medicine in taken}) == len(taken)
        assert not [medicine.key for medicine in taken if medicine.never & problems]


def test_values_are_plausible_and_coded() -> None:
    seen = set()
    for person in many():
        for code, value in numbers(person):
            low, high = RANGES[code]
            assert low <= value <= high, (code, value)
            seen.add(code)
        for fact in person.facts:
            if isinstance(fact, Observation):
                assert fact.codings[0].system == LOINC
                if fact.components:
                    systolic, diastolic = (part.value for part in fact.components)
                    assert systolic is not None and diastolic is not None and systolic > diastolic
    assert seen == set(RANGES)


def test_kidney_values_fit_the_stage() -> None:
    stages = {"N18.31": (45, 59), "N18.32": (30, 44), "N18.4": (15, 29)}
    for person in many():
        codes = {condition.icd10 for condition in active_conditions(person)}
        for stage in codes & stages.keys():
            values = [value for code, value in numbers(person) if code == "98979-8"]
            assert (values or person.patient.deceased) and all(
                stages[stage][0] <= value <= stages[stage][1] for value in values
            )
