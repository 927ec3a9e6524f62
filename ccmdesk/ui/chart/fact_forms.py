"""The forms for problems, medicines, allergies and the care team: one dialog, fields by kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, TypeVar

from PySide6.QtCore import QCoreApplication

from ccmdesk.domain.chart import (
    ICD10CM,
    Allergy,
    CareTeamMember,
    Coding,
    Condition,
    Fact,
    FactStatus,
    Medication,
)
from ccmdesk.domain.known_problems import KnownProblem, matching_problems
from ccmdesk.ui.chart.forms import AnyField, NoteField, PartialDateField
from ccmdesk.ui.chart.problems import problem_words
from ccmdesk.ui.chart.suggestions import Suggestion, Suggestions
from ccmdesk.ui.chart.typed import parse_icd10
from ccmdesk.ui.common import say
from ccmdesk.ui.common.date_fields import NotUnderstoodError
from ccmdesk.ui.common.fields import Choice, Field
from ccmdesk.ui.common.form import FormLayout
from ccmdesk.ui.common.theme import Theme

translate = QCoreApplication.translate
F = TypeVar("F", Condition, Medication, Allergy, CareTeamMember)


@dataclass(frozen=True, slots=True)
class FactFields(Generic[F]):
    """Hold the fields of one kind of fact and the function that makes a fact of what they hold.

    `fact` returns None when a field shows an error; `suggest` takes the problems to offer while typing.
    """

    form: FormLayout
    by_name: Mapping[str, AnyField]
    fact: Callable[[], F | None]
    suggest: Callable[[Sequence[KnownProblem]], None] | None = None


AnyFactFields = (
    FactFields[Condition] | FactFields[Medication] | FactFields[Allergy] | FactFields[CareTeamMember]
)


def fields_for(theme: Theme, known: Fact, *, today: date) -> AnyFactFields:
    """Return the fields for a fact's kind, filled with it; raise TypeError for a kind without a form."""
    match known:
        case Condition():
            return problem_fields(theme, known, today=today)
        case Medication():
            return medicine_fields(theme, known, today=today)
        case Allergy():
            return allergy_fields(theme, known)
        case CareTeamMember():
            return team_fields(theme, known)
        case _:
            raise TypeError("there is no form for this kind of fact")


def problem_fields(theme: Theme, known: Condition, *, today: date) -> FactFields[Condition]:
    """Return the fields of a problem."""
    name = Field(theme, translate("chart", "Problem"), name="chart.problem_form.name", text=known.name)
    code = Field(
        theme,
        translate("chart", "ICD-10 code"),
        name="chart.problem_form.code",
        text=known.icd10,
        placeholder=translate("chart", "E11.22"),
    )
    onset = PartialDateField(
        theme, translate("chart", "Since"), name="chart.problem_form.onset", today=today, known=known.onset
    )
    note = _note(theme, "chart.problem_form.note", known.note)
    form = FormLayout(theme, columns=2)
    form.add(name, span=2)
    form.add(code)
    form.add(onset)
    form.add(note, span=2)

    def fact() -> Condition | None:
        typed = ""
        code.set_error("")
        try:
            typed = parse_icd10(code.text())
        except NotUnderstoodError as problem:
            code.set_error(str(problem))
        since = onset.value()
        if code.error() or onset.error():
            return None
        others = tuple(coding for coding in known.codings if coding.system != ICD10CM)
        kept = tuple(c for c in known.codings if c.system == ICD10CM and c.code == typed)
        codings = kept or ((Coding(ICD10CM, typed, name.text()),) if typed else ())
        return replace(known, name=name.text(), codings=codings + others, onset=since, note=note.text())

    fields = {"name": name, "code": code, "onset": onset}
    return FactFields(form, fields, fact, suggest=_suggesting(theme, name, code))


def _suggesting(theme: Theme, name: Field, code: Field) -> Callable[[Sequence[KnownProblem]], None]:
    """Offer known problems while the name or the code is typed; picking one fills both."""
    known: list[KnownProblem] = []

    def find(typed: str) -> list[Suggestion]:
        return [Suggestion(one.name, one.icd10) for one in matching_problems(known, typed)]

    def fill(chosen: Suggestion) -> None:
        name.set_text(chosen.text)
        if chosen.aside:
            code.set_text(chosen.aside)
        for field in (name, code):
            field.set_error("")

    for field in (name, code):
        edit = field.control
        Suggestions(theme, edit, name=f"{edit.objectName()}.suggestions", find=find).picked.connect(fill)

    def suggest(problems: Sequence[KnownProblem]) -> None:
        known[:] = [replace(one, name=problem_words(one.name)) for one in problems]

    return suggest


def medicine_fields(theme: Theme, known: Medication, *, today: date) -> FactFields[Medication]:
    """Return the fields of a medicine."""

    def field(caption: str, key: str, text: str, hint: str = "") -> Field:
        return Field(theme, caption, name=f"chart.medicine_form.{key}", text=text, placeholder=hint)

    name = field(translate("chart", "Medicine"), "name", known.name)
    dose = field(translate("chart", "Dose"), "dose", known.dose, translate("chart", "40 mg"))
    hint = translate("chart", "twice a day, bedtime")
    timing = field(translate("chart", "When"), "timing", known.timing, hint)
    route = field(translate("chart", "Route"), "route", known.route, translate("chart", "by mouth"))
    reason = field(translate("chart", "For"), "reason", known.reason)
    prescriber = field(translate("chart", "Prescribed by"), "prescriber", known.prescriber)
    start = PartialDateField(
        theme, translate("chart", "Since"), name="chart.medicine_form.start", today=today, known=known.start
    )
    note = _note(theme, "chart.medicine_form.note", known.note)
    form = FormLayout(theme, columns=2)
    form.add(name, span=2)
    for one in (dose, timing, route, reason, prescriber, start):
        form.add(one)
    form.add(note, span=2)

    def fact() -> Medication | None:
        since = start.value()
        if start.error():
            return None
        return replace(
            known,
            name=name.text(),
            dose=dose.text(),
            timing=timing.text(),
            route=route.text(),
            reason=reason.text(),
            prescriber=prescriber.text(),
            start=since,
            note=note.text(),
        )

    return FactFields(form, {"name": name, "start": start}, fact)


def allergy_fields(theme: Theme, known: Allergy) -> FactFields[Allergy]:
    """Return the fields of an allergy."""
    substance = Field(
        theme, translate("chart", "Allergic to"), name="chart.allergy_form.substance", text=known.substance
    )
    reaction = Field(
        theme,
        translate("chart", "Reaction"),
        name="chart.allergy_form.reaction",
        text=known.reaction,
        placeholder=translate("chart", "hives, swelling"),
    )
    severity = Choice(
        theme,
        translate("chart", "How severe"),
        name="chart.allergy_form.severity",
        options=_grades(known.severity),
        current=known.severity,
    )
    note = _note(theme, "chart.allergy_form.note", known.note)
    form = FormLayout(theme, columns=2)
    form.add(substance, span=2)
    form.add(reaction)
    form.add(severity)
    form.add(note, span=2)

    def fact() -> Allergy | None:
        return replace(
            known,
            substance=substance.text(),
            reaction=reaction.text(),
            severity=severity.key(),
            note=note.text(),
        )

    return FactFields(form, {"substance": substance}, fact)


def _grades(known: str) -> tuple[tuple[str, str], ...]:
    """Return how severe a reaction can be; a source's own word stays on offer."""
    grades = {
        "": translate("chart", "Not known"),
        "mild": translate("chart", "Mild"),
        "moderate": translate("chart", "Moderate"),
        "severe": translate("chart", "Severe"),
    }
    grades.setdefault(known, known)
    return tuple(grades.items())


def team_fields(theme: Theme, known: CareTeamMember) -> FactFields[CareTeamMember]:
    """Return the fields of someone in the care team."""

    def field(caption: str, key: str, text: str, hint: str = "") -> Field:
        return Field(theme, caption, name=f"chart.team_form.{key}", text=text, placeholder=hint)

    name = field(translate("chart", "Name"), "name", known.name)
    role = field(
        translate("chart", "What for"),
        "role",
        known.role,
        translate("chart", "cardiology, daughter, pharmacy"),
    )
    place = field(translate("chart", "Practice or agency"), "organization", known.organization)
    phone = field(translate("chart", "Phone"), "phone", say.phone_words(known.phone))
    note = _note(theme, "chart.team_form.note", known.note)
    form = FormLayout(theme, columns=2)
    form.add(name, span=2)
    for one in (role, phone):
        form.add(one)
    form.add(place, span=2)
    form.add(note, span=2)

    def fact() -> CareTeamMember | None:
        name.set_error("" if name.text() else translate("chart", "The name is missing."))
        if name.error():
            return None
        return replace(
            known,
            name=name.text(),
            role=role.text(),
            organization=place.text(),
            phone=phone.text(),
            note=note.text(),
        )

    return FactFields(form, {"name": name}, fact)


def fact_words(fact: Fact) -> str:
    """Return a fact in one line, for a message or for showing someone else's version."""
    match fact:
        case Condition():
            return ", ".join(part for part in (fact.name, fact.icd10, _ended(fact.status), fact.note) if part)
        case Medication():
            parts = (fact.name, fact.dose, fact.timing, fact.route, _ended(fact.status), fact.note)
            return ", ".join(part for part in parts if part)
        case Allergy():
            said = (fact.substance, fact.reaction, fact.severity, _ended(fact.status), fact.note)
            return ", ".join(part for part in said if part)
        case CareTeamMember():
            return ", ".join(part for part in (fact.name, fact.role, fact.phone, fact.note) if part)
        case _:
            return getattr(fact, "name", "")


def _note(theme: Theme, name: str, text: str) -> NoteField:
    return NoteField(theme, name=name, text=text)


def _ended(status: FactStatus) -> str:
    return translate("chart", "ended") if status is FactStatus.ENDED else ""
