"""The comprehensive care plan: its document, its CMS elements and how complete it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Element(StrEnum):
    """Name the elements of a comprehensive care plan (RULES.md 4.1); the value is stored."""

    PROBLEMS = "problems"
    EXPECTED_OUTCOME = "expected_outcome"
    GOALS = "goals"
    ASSESSMENT = "assessment"
    SYMPTOMS = "symptoms"
    INTERVENTIONS = "interventions"
    MEDICATIONS = "medications"
    ENVIRONMENT = "environment"
    CAREGIVER = "caregiver"
    COORDINATION = "coordination"
    COMMUNITY = "community"
    REVIEW = "review"


class Section(StrEnum):
    """Name the parts of the plan that are written for the whole patient, in printed order."""

    ASSESSMENT = "assessment"
    SYMPTOMS = "symptoms"
    MEDICATIONS = "medications"
    CAREGIVER = "caregiver"
    ENVIRONMENT = "environment"
    COMMUNITY = "community"
    COORDINATION = "coordination"
    PREFERENCES = "preferences"
    ADVANCE_DIRECTIVES = "advance_directives"


@dataclass(frozen=True, slots=True)
class Goal:
    """Hold a measurable goal; `own_words` are the patient's; achievement in words."""

    id: str
    text: str
    target: str = ""
    due: date | None = None
    own_words: str = ""
    achievement: str = ""


@dataclass(frozen=True, slots=True)
class Intervention:
    """Hold what is done, by whom and how often."""

    id: str
    text: str
    responsible: str = ""
    how_often: str = ""


@dataclass(frozen=True, slots=True)
class PlanProblem:
    """Hold one problem of the plan with what is expected, wanted and done."""

    id: str
    name: str
    icd10: str = ""
    condition_id: int | None = None
    expected_outcome: str = ""
    barriers: str = ""
    goals: tuple[Goal, ...] = ()
    interventions: tuple[Intervention, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionText:
    """Hold what is written under one section, and when it was last looked at."""

    section: Section
    text: str
    reviewed_on: date | None = None


@dataclass(frozen=True, slots=True)
class CarePlanDocument:
    """Hold the whole text of a plan; sections that are empty may be absent."""

    problems: tuple[PlanProblem, ...] = ()
    sections: tuple[SectionText, ...] = ()
    review_on: date | None = None

    def section(self, section: Section) -> str:
        """Return the text of a section, or an empty text."""
        return next((s.text for s in self.sections if s.section is section), "")


@dataclass(frozen=True, slots=True)
class CarePlanDraft:
    """Hold the draft being written: the version number it will get, and its save version."""

    patient_id: int
    number: int
    document: CarePlanDocument
    version: int
    saved_at: datetime | None = None
    saved_by: str = ""


@dataclass(frozen=True, slots=True)
class SignedCarePlan:
    """Hold an immutable signed version; `digest` is the SHA-256 of the stored text, in hex."""

    patient_id: int
    number: int
    document: CarePlanDocument
    signed_at: datetime
    signed_by: str
    digest: str
    copy_given_on: date | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class PlanState:
    """Hold what there is of a patient's plan: version in force, and draft when one is being written."""

    in_force: SignedCarePlan | None
    draft: CarePlanDraft | None
    versions: tuple[int, ...] = ()


def filled_elements(document: CarePlanDocument) -> frozenset[Element]:
    """Return the CMS elements that the plan says something about (RULES.md 4.1).

    Goals and interventions count when every problem has one; an intervention needs who is responsible.
    """
    problems = document.problems
    filled: set[Element] = set()
    if problems:
        filled.add(Element.PROBLEMS)
        if all(p.expected_outcome.strip() for p in problems):
            filled.add(Element.EXPECTED_OUTCOME)
        if all(any(g.text.strip() for g in p.goals) for p in problems):
            filled.add(Element.GOALS)
        if all(any(i.text.strip() and i.responsible.strip() for i in p.interventions) for p in problems):
            filled.add(Element.INTERVENTIONS)
    for element in (
        Element.ASSESSMENT,
        Element.SYMPTOMS,
        Element.MEDICATIONS,
        Element.ENVIRONMENT,
        Element.CAREGIVER,
        Element.COORDINATION,
        Element.COMMUNITY,
    ):
        if document.section(Section(element.value)).strip():
            filled.add(element)
    if document.review_on is not None:
        filled.add(Element.REVIEW)
    return frozenset(filled)


def open_elements(document: CarePlanDocument) -> tuple[Element, ...]:
    """Return the CMS elements that are still empty, in the order CMS lists them."""
    filled = filled_elements(document)
    return tuple(element for element in Element if element not in filled)
