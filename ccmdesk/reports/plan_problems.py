"""Set the problems of a care plan: what is expected, wanted, done by whom, and what stands in the way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ccmdesk.domain.care_plan import CarePlanDocument, Goal, Intervention, PlanProblem
from ccmdesk.domain.chart import Patient
from ccmdesk.reports.layout import BODY, HEADING, LABEL, MUTED, Cell, Strip, cells
from ccmdesk.reports.paper import WIDTH
from ccmdesk.reports.plan_words import PlanWords
from ccmdesk.reports.typeset import Face, Style, Typesetter
from ccmdesk.reports.words import Language, day_text

_LABEL_WIDTH = 100.0
_TEXT_AT = 110.0
_DOT_WIDTH = 9.0
_NUMBER_AT = 22.0
_CODE = Style(Face.REGULAR, 9, 16, MUTED)
_PATIENT = ("patient", "self", "paciente", "pt")


@dataclass(frozen=True, slots=True)
class Pen:
    """Hold what every part of this document needs to be set."""

    setter: Typesetter
    words: PlanWords
    language: Language
    draft: bool

    def day(self, day: date) -> str:
        """Return a date in the language of the paper."""
        return day_text(day, self.language)

    def labelled(self, label: str, text: str, *, space: float = 2.5, style: Style = BODY) -> list[Strip]:
        """Return a text with its label in the column to the left."""
        return cells(
            self.setter,
            [Cell(label, 0, _LABEL_WIDTH, LABEL), Cell(text, _TEXT_AT, WIDTH - _TEXT_AT, style)],
            space=space,
        )

    def listed(self, label: str, texts: Sequence[str]) -> list[Strip]:
        """Return texts one below the other, with a dot before each when there are several."""
        dot = "•" if len(texts) > 1 else ""
        indent = _TEXT_AT + (_DOT_WIDTH if dot else 0)
        strips: list[Strip] = []
        for at, text in enumerate(texts):
            row = (
                Cell("" if at else label, 0, _LABEL_WIDTH, LABEL),
                Cell(dot, _TEXT_AT, _DOT_WIDTH),
                Cell(text, indent, WIDTH - indent),
            )
            strips += cells(self.setter, row, space=0.5 if at else 2.5)
        return strips

    def heading(self, text: str, *, space: float = 16) -> list[Strip]:
        """Return the heading of a part of the plan."""
        return cells(self.setter, [Cell(text, 0, WIDTH, HEADING)], space=space, keep=True)

    def line(self, text: str, *, space: float = 0.0, style: Style = BODY) -> list[Strip]:
        """Return a text over the whole width."""
        return cells(self.setter, [Cell(text, 0, WIDTH, style)], space=space)


def problems(pen: Pen, document: CarePlanDocument, *, patient: Patient) -> Iterator[Strip]:
    """Yield the strips of all problems, or of a sentence that there is none."""
    if not document.problems:
        yield from cells(pen.setter, [Cell(pen.words.no_problems, 0, WIDTH, BODY)], space=14)
    for number, problem in enumerate(document.problems, 1):
        code = pen.setter.fit(problem.icd10, _CODE, width=90)
        yield from cells(
            pen.setter,
            [
                Cell(str(number), 0, _NUMBER_AT, HEADING),
                Cell(problem.name, _NUMBER_AT, WIDTH - _NUMBER_AT - 96, HEADING),
                Cell(code, WIDTH - 90, 90, _CODE, "right"),
            ],
            space=15,
            keep=True,
        )
        yield from _problem(pen, problem, patient)


def _problem(pen: Pen, problem: PlanProblem, patient: Patient) -> Iterator[Strip]:
    words = pen.words
    if problem.expected_outcome.strip():
        yield from pen.labelled(words.expected, problem.expected_outcome)
    goals = [goal for goal in problem.goals if goal.text.strip()]
    for goal in goals:
        yield from pen.labelled(words.goal, _goal(pen, goal))
    if not goals:
        yield from pen.labelled(words.goal, words.no_goal)
    ours, theirs = _shared_out(problem.interventions, patient)
    if ours:
        yield from pen.listed(words.we_do, [_intervention(i, named=True) for i in ours])
    if theirs:
        name = " ".join((patient.preferred_name or patient.given).split()) or words.patient
        texts = [_intervention(i, named=_is_shared(i)) for i in theirs]
        yield from pen.listed(words.patient_does.format(name=name), texts)
    if problem.barriers.strip():
        yield from pen.labelled(words.barriers, problem.barriers)


def _goal(pen: Pen, goal: Goal) -> str:
    parts = [goal.text]
    if goal.target.strip() and goal.target.strip() != goal.text.strip():
        parts.append(pen.words.target.format(target=goal.target))
    if goal.due is not None:
        parts.append(pen.words.by_date.format(day=pen.day(goal.due)))
    text = " ".join(sentence(part) for part in (*parts, goal.achievement) if part.strip())
    own = goal.own_words.strip()
    return f"{text} “{own}”" if own else text


def sentence(text: str) -> str:
    """Return a text with a full stop, unless it ends in a sign of its own."""
    text = text.strip()
    return text if text.endswith((".", "!", "?", "…", ":")) else f"{text}."


def _intervention(intervention: Intervention, *, named: bool) -> str:
    about = [intervention.how_often.strip()]
    if named:
        about.insert(0, intervention.responsible.strip())
    brackets = ", ".join(part for part in about if part)
    text = intervention.text.strip().removesuffix(".")
    return f"{text} ({brackets})." if brackets else f"{text}."


def _names(responsible: str) -> list[str]:
    return [name.strip().casefold() for name in re.split(r"[,;&/]| and | y ", responsible) if name.strip()]


def _is_shared(intervention: Intervention) -> bool:
    return len(_names(intervention.responsible)) > 1


def _shared_out(
    interventions: Sequence[Intervention], patient: Patient
) -> tuple[list[Intervention], list[Intervention]]:
    """Return what others do and what the patient does, told apart by the name in charge."""
    own = {
        patient.given,
        patient.preferred_name,
        f"{patient.given} {patient.family}",
        *patient.given.split()[:1],
    }
    own_names = {*_PATIENT, *(name.strip().casefold() for name in own if name.strip())}
    written = [intervention for intervention in interventions if intervention.text.strip()]
    theirs = [i for i in written if own_names.intersection(_names(i.responsible))]
    return [i for i in written if i not in theirs], theirs
