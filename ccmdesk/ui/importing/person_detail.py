"""What an import would do for one person, and the question who she is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QRadioButton

from ccmdesk.domain.chart import Patient
from ccmdesk.domain.matching import Candidate, MatchKind
from ccmdesk.services.imports import PersonPreview
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.theme import Theme, Weight
from ccmdesk.ui.importing import words
from ccmdesk.ui.importing.detail_parts import Detail, side_by_side
from ccmdesk.ui.importing.review import PersonRow

translate = QCoreApplication.translate

LEAVE_OUT = "leave"
SOMEONE_NEW = "new"


def person_detail(theme: Theme, row: PersonRow, *, chosen: str, answer: Callable[[str], None]) -> Detail:
    """Return the detail of a person; `answer` hears a candidate's id, `new` or `leave`; `chosen` is one."""
    detail = Detail(theme, name="importing.person")
    person = row.person
    detail.say(words.name_words(person.patient), weight=Weight.BOLD, name="importing.person_name")
    facts = (words.born_words(person.patient.birth_date), words.sex_words(person.patient.sex))
    detail.say(", ".join(facts), role=Role.MUTED)
    if row.question is not None:
        _ask(detail, row.question, chosen=chosen, answer=answer)
    elif person.match is MatchKind.SAME and person.stored is not None:
        detail.heading(translate("importing", "Already in this practice"))
        detail.column.addWidget(side_by_side(theme, person.patient, other=person.stored))
    if not row.open:
        _effects(detail, person)
    detail.heading(translate("importing", "From"))
    for name in person.files:
        detail.say(words.breakable(name), role=Role.MUTED)
    detail.column.addStretch(1)
    return detail


def _ask(detail: Detail, person: PersonPreview, *, chosen: str, answer: Callable[[str], None]) -> None:
    def offer(key: str, text: str, spoken: str) -> None:
        button = QRadioButton(text)
        button.setObjectName(f"importing.answer.{key}")
        button.setAccessibleName(spoken)
        button.setChecked(key == chosen)
        button.clicked.connect(lambda: answer(key))
        detail.column.addWidget(button)

    detail.heading(translate("importing", "Who is this?"))
    same = translate("importing", "This is the same person")
    for candidate in person.candidates:
        detail.say(words.why_words(candidate.why), role=Role.AMBER_TEXT, weight=Weight.MEDIUM)
        stored = candidate.patient_id > 0
        pair = side_by_side(detail.theme, person.patient, other=candidate.patient, stored=stored)
        detail.column.addWidget(pair)
        offer(str(candidate.patient_id), same, _same_words(candidate))
    new = translate("importing", "Someone new: add another patient")
    leave = translate("importing", "Leave out for now")
    offer(SOMEONE_NEW, new, new)
    offer(LEAVE_OUT, leave, leave)


def _same_words(candidate: Candidate) -> str:
    said = translate("importing", "The same as %1, born %2")
    said = said.replace("%2", words.born_words(candidate.patient.birth_date))
    return said.replace("%1", words.name_words(candidate.patient))


def _effects(detail: Detail, person: PersonPreview) -> None:
    if person.new:
        detail.heading(translate("importing", "Will be added"))
        detail.counts(person.new)
    if person.changed:
        detail.heading(translate("importing", "Will be changed to what the file says"))
        detail.counts(person.changed)
    if person.differing and person.stored is not None:
        detail.heading(translate("importing", "Differs, and stays as it is here"))
        for name in person.differing:
            detail.say(_differing(name, person.stored, person.patient))
    if person.filled:
        text = translate("importing", "Details that were empty here are filled in from the file.")
        detail.say(text, role=Role.MUTED)
    if person.known or person.kept_by_hand:
        detail.heading(translate("importing", "Stays as it is"))
        if person.known:
            detail.number(translate("importing", "Already in the chart"), person.known)
        if person.kept_by_hand:
            detail.number(translate("importing", "Corrected by hand, kept"), person.kept_by_hand)
    elif not (person.new or person.changed or person.match is MatchKind.NEW):
        detail.say(translate("importing", "The files hold nothing that is new for this patient."))


def _differing(name: str, here: Patient, imported: Patient) -> str:
    text = translate("importing", "%1: here “%2”, in the file “%3”")
    values = (words.detail_words(name), words.detail_value(here, name), words.detail_value(imported, name))
    for at, value in enumerate(values, start=1):
        text = text.replace(f"%{at}", value)
    return text
