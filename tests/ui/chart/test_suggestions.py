"""Problems named before are offered while another one is typed, and picked by keyboard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtWidgets import QLineEdit

from ccmdesk.domain.chart import ICD10CM, SNOMED, Coding, Condition
from ccmdesk.domain.known_problems import KnownProblem, matching_problems
from ccmdesk.services.facts import add_fact
from ccmdesk.services.known_problems import known_problems
from ccmdesk.services.patients import add_patient
from ccmdesk.ui.chart import ChartPage
from ccmdesk.ui.chart.fact_dialogs import FactDialog
from ccmdesk.ui.chart.suggestions import Suggestions
from tests.ui.chart.making import MARIA, Seat, add_maria
from tests.ui.hands import child, click, press, type_into

NAME, CODE = "chart.problem_form.name", "chart.problem_form.code"


def _practice(seat: Seat) -> int:
    store, actor = seat.opened.store, seat.opened.actor
    other = add_patient(store, actor, replace(MARIA, family="Peña")).value
    gout = Condition("Gouty arthritis (disorder)", (Coding(SNOMED, "48440001"),))
    for fact in (gout, Condition("Ménière's disease, left ear", (Coding(ICD10CM, "H81.02"),))):
        add_fact(store, actor, other, fact)
    return add_maria(seat.opened)


def _form(seat: Seat) -> tuple[ChartPage, FactDialog]:
    page = seat.show(_practice(seat))
    page.body.overview.problems.heading.triggered.emit()
    seat.settle()
    dialog = seat.desk.dialogs.current()
    assert isinstance(dialog, FactDialog)
    return page, dialog


def _offered(seat: Seat, field: str = NAME) -> list[str]:
    found = seat.host.window().findChild(Suggestions, f"{field}.suggestions")
    return [] if found is None else [row.text for row in found.rows()]


def test_a_problem_is_picked_by_keys_with_its_code(seat: Seat) -> None:
    page, dialog = _form(seat)
    name, code = child(dialog, QLineEdit, NAME), child(dialog, QLineEdit, CODE)
    type_into(name, "meni")
    assert _offered(seat) == ["Ménière's disease, left ear"]
    press(name, Qt.Key.Key_Down)
    assert "1 of 1" in name.accessibleDescription() and "H81.02" in name.accessibleDescription()
    press(name, Qt.Key.Key_Return)
    assert (name.text(), code.text()) == ("Ménière's disease, left ear", "H81.02")
    assert name.hasFocus() and _offered(seat) == []
    press(name, Qt.Key.Key_Return)
    seat.settle()
    assert page.view is not None
    assert "H81.02" in {one.value.icd10 for one in page.view.chart.conditions}


def test_a_code_finds_its_problem_and_a_name_of_an_import_is_clean(seat: Seat) -> None:
    _page, dialog = _form(seat)
    code = child(dialog, QLineEdit, CODE)
    code.setFocus()
    type_into(code, "h810")
    assert _offered(seat, CODE) == ["Ménière's disease, left ear"]
    name = child(dialog, QLineEdit, NAME)
    name.setFocus()
    assert _offered(seat, CODE) == []
    type_into(name, "gouty")
    assert _offered(seat) == ["Gouty arthritis"]


def test_enter_without_choosing_saves_what_was_typed_and_esc_closes_only_the_list(seat: Seat) -> None:
    page, dialog = _form(seat)
    name = child(dialog, QLineEdit, NAME)
    type_into(name, "gout")
    assert _offered(seat)
    press(name, Qt.Key.Key_Escape)
    assert seat.desk.dialogs.current() is dialog and _offered(seat) == []
    type_into(name, "y")
    press(name, Qt.Key.Key_Return)
    seat.settle()
    assert page.view is not None
    assert "gouty" in {one.value.name for one in page.view.chart.conditions}
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert seat.host.window().findChildren(Suggestions) == []


def test_a_click_picks_and_the_list_lies_inside_the_window(seat: Seat) -> None:
    _page, dialog = _form(seat)
    name = child(dialog, QLineEdit, NAME)
    type_into(name, "heart")
    found = child(seat.host.window(), Suggestions, f"{NAME}.suggestions")
    assert len(found.rows()) > 1
    assert seat.host.window().rect().contains(found.geometry())
    click(found, QPoint(40, 10))
    assert name.text() == "Heart failure, preserved EF"
    assert child(dialog, QLineEdit, CODE).text() == "I50.32"


def test_known_problems_come_from_the_charts_and_the_short_list_once_each(seat: Seat) -> None:
    _practice(seat)
    known = known_problems(seat.opened.store, seat.opened.actor)
    keys = [(one.name, one.icd10) for one in known]
    assert ("Gouty arthritis (disorder)", "") in keys
    assert keys.count(("Heart failure, preserved EF", "I50.32")) == 1
    assert len(known) > 6


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", []),
        ("  ", []),
        ("kid", ["Kidney stones", "Chronic kidney disease", "Type 2 diabetes with kidney disease"]),
        ("kidney dis", ["Chronic kidney disease", "Type 2 diabetes with kidney disease"]),
        ("disease kidney 2", ["Type 2 diabetes with kidney disease"]),
        ("idney", []),
        ("E11.2", ["Type 2 diabetes with kidney disease"]),
        ("e112", ["Type 2 diabetes with kidney disease"]),
    ],
)
def test_every_word_typed_begins_a_word(typed: str, found: list[str]) -> None:
    known = [
        KnownProblem("Type 2 diabetes with kidney disease", "E11.22", 2),
        KnownProblem("Chronic kidney disease", "N18.9", 5),
        KnownProblem("Kidney stones", "N20.0", 1),
    ]
    assert [one.name for one in matching_problems(known, typed)] == found
