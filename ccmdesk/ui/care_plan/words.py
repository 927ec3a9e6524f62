"""The words of the care plan on the window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from ccmdesk.domain.care_plan import CarePlanDocument, Element, PlanProblem, Section, open_elements
from ccmdesk.ui.common.say import clock_time, full_date

translate = QCoreApplication.translate


def section_name(section: Section) -> str:
    """Return what a section is called."""
    return {
        Section.ASSESSMENT: translate("care_plan", "Mind and function"),
        Section.SYMPTOMS: translate("care_plan", "Symptoms"),
        Section.MEDICATIONS: translate("care_plan", "Medicines"),
        Section.CAREGIVER: translate("care_plan", "Caregiver"),
        Section.ENVIRONMENT: translate("care_plan", "Home and safety"),
        Section.COMMUNITY: translate("care_plan", "Community services"),
        Section.COORDINATION: translate("care_plan", "Outside services"),
        Section.PREFERENCES: translate("care_plan", "What matters most"),
        Section.ADVANCE_DIRECTIVES: translate("care_plan", "Advance directives"),
    }[section]


def section_hint(section: Section) -> str:
    """Return what a section is meant to say."""
    return {
        Section.ASSESSMENT: translate(
            "care_plan", "Memory, mood, and what the patient can do alone, with help, or not at all."
        ),
        Section.SYMPTOMS: translate(
            "care_plan", "What to watch for, what to do about it at home, and when to call."
        ),
        Section.MEDICATIONS: translate(
            "care_plan", "When the medicines were last gone through and with whom; how they are taken."
        ),
        Section.CAREGIVER: translate("care_plan", "Who helps, with what, and how that person is doing."),
        Section.ENVIRONMENT: translate(
            "care_plan", "How and with whom the patient lives; stairs, falls, heating, food, transport."
        ),
        Section.COMMUNITY: translate(
            "care_plan", "Meals, rides, social services: what was ordered and who arranges it."
        ),
        Section.COORDINATION: translate(
            "care_plan", "Other clinicians and agencies, and who in the practice keeps in touch with each."
        ),
        Section.PREFERENCES: translate("care_plan", "What the patient wants from life and from this care."),
        Section.ADVANCE_DIRECTIVES: translate(
            "care_plan", "Which papers there are, where they are kept, and who decides."
        ),
    }[section]


def element_name(element: Element) -> str:
    """Return what an element of the plan is called where it is still open."""
    return {
        Element.PROBLEMS: translate("care_plan", "problems"),
        Element.EXPECTED_OUTCOME: translate("care_plan", "an expected outcome for each problem"),
        Element.GOALS: translate("care_plan", "a goal for each problem"),
        Element.ASSESSMENT: translate("care_plan", "mind and function"),
        Element.SYMPTOMS: translate("care_plan", "symptoms"),
        Element.INTERVENTIONS: translate("care_plan", "what is done and by whom for each problem"),
        Element.MEDICATIONS: translate("care_plan", "medicines"),
        Element.ENVIRONMENT: translate("care_plan", "home and safety"),
        Element.CAREGIVER: translate("care_plan", "caregiver"),
        Element.COORDINATION: translate("care_plan", "outside services"),
        Element.COMMUNITY: translate("care_plan", "community services"),
        Element.REVIEW: translate("care_plan", "the next review"),
    }[element]


def open_words(document: CarePlanDocument) -> str:
    """Return the elements that are still open in one line, or that none is."""
    names = [element_name(element) for element in open_elements(document)]
    if not names:
        return translate("care_plan", "Nothing is open.")
    return translate("care_plan", "Open: {elements}").format(elements=", ".join(names))


def goal_count(problem: PlanProblem) -> str:
    """Return how many goals a problem has."""
    count = sum(1 for goal in problem.goals if goal.text.strip())
    if count == 0:
        return translate("care_plan", "no goal")
    if count == 1:
        return translate("care_plan", "1 goal")
    return translate("care_plan", "{count} goals").format(count=count)


def saved_words(when: datetime | None, *, zone: str, now: datetime) -> str:
    """Return when a draft was saved: the time today, else date and time."""
    if when is None:
        return ""
    local = when.astimezone(ZoneInfo(zone))
    if local.date() == now.astimezone(ZoneInfo(zone)).date():
        return clock_time(local)
    return f"{full_date(local.date())} {clock_time(local)}"


def day_or(day: date | None, *, otherwise: str) -> str:
    """Return a date in words, or other words when there is none."""
    return otherwise if day is None else full_date(day)


def document_lines(document: CarePlanDocument) -> list[str]:
    """Return a document line by line, for comparing two of them."""
    return list(_lines(document))


def _lines(document: CarePlanDocument) -> Iterator[str]:
    for problem in document.problems:
        yield f"{problem.name} {problem.icd10}".strip()
        if problem.expected_outcome:
            yield f"{translate('care_plan', 'Expected')}: {problem.expected_outcome}"
        for goal in problem.goals:
            day = full_date(goal.due) if goal.due else ""
            parts = (goal.text, goal.target, day, goal.own_words, goal.achievement)
            yield f"{translate('care_plan', 'Goal')}: {'; '.join(part for part in parts if part)}"
        if problem.barriers:
            yield f"{translate('care_plan', 'Barriers')}: {problem.barriers}"
        for todo in problem.interventions:
            yield "– " + "; ".join(part for part in (todo.text, todo.responsible, todo.how_often) if part)
    for section in document.sections:
        day = f" ({full_date(section.reviewed_on)})" if section.reviewed_on else ""
        yield f"{section_name(section.section)}{day}: {section.text}"
    if document.review_on:
        yield f"{translate('care_plan', 'Next review')}: {full_date(document.review_on)}"
