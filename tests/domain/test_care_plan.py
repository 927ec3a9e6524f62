"""Which elements of a comprehensive care plan say something."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ccmdesk.domain.care_plan import (
    CarePlanDocument,
    Element,
    Goal,
    Intervention,
    PlanProblem,
    Section,
    SectionText,
    filled_elements,
    open_elements,
)

WHOLE_PATIENT = tuple(
    section for section in Section if section.value in {element.value for element in Element}
)
PROBLEM = PlanProblem(
    id="p1",
    name="Heart failure",
    expected_outcome="No stay in hospital",
    goals=(Goal("g1", "Weight steady", target="within 2 kg"),),
    interventions=(Intervention("i1", "Daily weight call", responsible="Sara Okafor"),),
)
FULL = CarePlanDocument(
    problems=(PROBLEM,),
    sections=tuple(SectionText(section, "Looked at.") for section in WHOLE_PATIENT),
    review_on=date(2027, 5, 1),
)


def test_an_empty_plan_has_every_element_open_in_the_order_of_cms() -> None:
    assert open_elements(CarePlanDocument()) == tuple(Element)
    assert filled_elements(CarePlanDocument()) == frozenset()


def test_a_full_plan_has_none_open() -> None:
    assert open_elements(FULL) == ()
    assert filled_elements(FULL) == frozenset(Element)


@pytest.mark.parametrize(
    ("second", "missing"),
    [
        (replace(PROBLEM, expected_outcome=" "), Element.EXPECTED_OUTCOME),
        (replace(PROBLEM, goals=()), Element.GOALS),
        (replace(PROBLEM, goals=(Goal("g2", " "),)), Element.GOALS),
        (replace(PROBLEM, interventions=()), Element.INTERVENTIONS),
        (replace(PROBLEM, interventions=(Intervention("i2", "Call"),)), Element.INTERVENTIONS),
        (replace(PROBLEM, interventions=(Intervention("i2", "", "Sara"),)), Element.INTERVENTIONS),
    ],
)
def test_every_problem_needs_its_outcome_goal_and_a_responsible_one(
    second: PlanProblem, missing: Element
) -> None:
    assert open_elements(replace(FULL, problems=(PROBLEM, second))) == (missing,)


@pytest.mark.parametrize("section", WHOLE_PATIENT)
def test_a_section_with_nothing_but_space_is_open(section: Section) -> None:
    sections = tuple(replace(s, text=" \n") if s.section is section else s for s in FULL.sections)
    assert open_elements(replace(FULL, sections=sections)) == (Element(section.value),)


def test_a_plan_needs_a_day_of_review() -> None:
    assert open_elements(replace(FULL, review_on=None)) == (Element.REVIEW,)


def test_a_section_is_read_by_its_name() -> None:
    assert FULL.section(Section.SYMPTOMS) == "Looked at."
    assert FULL.section(Section.PREFERENCES) == ""
