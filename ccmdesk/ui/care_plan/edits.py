"""Changes of a care plan document: functions from one value to the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from ccmdesk.domain.care_plan import (
    CarePlanDocument,
    Goal,
    Intervention,
    PlanProblem,
    Section,
    SectionText,
)

REVIEW = "review"
T = TypeVar("T", PlanProblem, Goal, Intervention)


def problem_place(problem_id: str) -> str:
    """Return the key of the place in the editor where a problem is written."""
    return f"problem:{problem_id}"


def section_place(section: Section) -> str:
    """Return the key of the place in the editor where a section is written."""
    return f"section:{section.value}"


def section_of(place: str) -> Section | None:
    """Return the section that is written at a place."""
    kind, _, key = place.partition(":")
    return Section(key) if kind == "section" else None


def find_problem(document: CarePlanDocument, place: str) -> PlanProblem | None:
    """Return the problem that is written at a place."""
    return next((p for p in document.problems if problem_place(p.id) == place), None)


def with_item(items: tuple[T, ...], item: T) -> tuple[T, ...]:
    """Return the items with one of the same id replaced, or added at the end."""
    if all(old.id != item.id for old in items):
        return items + (item,)  # noqa: RUF005 - mypy cannot unpack a tuple of a constrained type
    return tuple(item if old.id == item.id else old for old in items)


def without_item(items: tuple[T, ...], item_id: str) -> tuple[T, ...]:
    """Return the items without one."""
    return tuple(item for item in items if item.id != item_id)


def moved_item(items: tuple[T, ...], item_id: str, *, step: int) -> tuple[T, ...]:
    """Return the items with one moved up (-1) or down (1); at the edge it stays."""
    at = next((at for at, item in enumerate(items) if item.id == item_id), None)
    if at is None or not 0 <= at + step < len(items):
        return items
    order = list(items)
    order[at], order[at + step] = order[at + step], order[at]
    return tuple(order)


def with_problem(document: CarePlanDocument, problem: PlanProblem) -> CarePlanDocument:
    """Return the document with a problem replaced, or added at the end."""
    return replace(document, problems=with_item(document.problems, problem))


def without_problem(document: CarePlanDocument, problem_id: str) -> CarePlanDocument:
    """Return the document without a problem."""
    return replace(document, problems=without_item(document.problems, problem_id))


def change_problem(
    document: CarePlanDocument, problem_id: str, *, change: Callable[[PlanProblem], PlanProblem]
) -> CarePlanDocument:
    """Return the document with one problem changed by a function; without the problem it stays as it is."""
    return replace(
        document, problems=tuple(change(p) if p.id == problem_id else p for p in document.problems)
    )


def section_text(document: CarePlanDocument, section: Section) -> SectionText:
    """Return what is written under a section, empty when nothing is."""
    return next((s for s in document.sections if s.section is section), SectionText(section, ""))


def with_section(document: CarePlanDocument, text: SectionText) -> CarePlanDocument:
    """Return the document with a section replaced; an empty one is left out."""
    kept = {s.section: s for s in document.sections}
    kept[text.section] = text
    sections = tuple(kept[s] for s in Section if s in kept and (kept[s].text or kept[s].reviewed_on))
    return replace(document, sections=sections)


def with_review(document: CarePlanDocument, day: date | None) -> CarePlanDocument:
    """Return the document with the day of its next review."""
    return replace(document, review_on=day)


def changed_place(before: CarePlanDocument, after: CarePlanDocument) -> str | None:
    """Return the first place that differs between two documents, so that an undo can be seen."""
    old = {p.id: p for p in before.problems}
    for problem in after.problems:
        if old.get(problem.id) != problem:
            return problem_place(problem.id)
    for section in Section:
        if section_text(before, section) != section_text(after, section):
            return section_place(section)
    return REVIEW if before.review_on != after.review_on else None
