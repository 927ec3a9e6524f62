"""The preview of the import page: persons, questions, files, and what was left out."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton, QRadioButton, QWidget

from ccmdesk.domain.chart import Patient
from ccmdesk.services.patients import add_patient
from ccmdesk.ui.chart.words import family_first
from ccmdesk.ui.common.theme import Theme
from ccmdesk.ui.importing import words
from ccmdesk.ui.importing.preview_panel import FILES, PEOPLE
from ccmdesk.ui.importing.review import Totals
from tests.importers.making import PATIENT
from tests.services.importing import problem, weight
from tests.ui.importing.stage import Stage, button, hits, press, shown_words, text, write

ALIKE = {**PATIENT, "birthDate": "1948-06-12"}


def alike(stage: Stage, tmp_path: Path) -> int:
    """Store Orla, and give the page a record of someone who looks like her."""
    store, actor = stage.practice.store, stage.practice.actor
    known = add_patient(store, actor, Patient("Quill", "Orla", date(1948, 6, 2))).value
    stage.take(write(tmp_path, "alike.json", ALIKE, problem("Asthma")))
    return known


def test_a_look_alike_is_shown_side_by_side(stage: Stage, tmp_path: Path) -> None:
    alike(stage, tmp_path)
    said = shown_words(stage)
    assert "12 Jun 1948" in said
    assert "2 Jun 1948" in said
    assert "Same name, similar birth date." in said
    assert text(stage, "note") == "1 open question: left out until answered"
    assert stage.page.preview.primary.text() == "Nothing new to add"


@pytest.mark.parametrize(
    ("choice", "does", "patients"), [("same", "Add 1 fact", 1), ("new", "Add 1 patient", 2)]
)
def test_a_question_is_answered(stage: Stage, tmp_path: Path, choice: str, does: str, patients: int) -> None:
    known = alike(stage, tmp_path)
    key = str(known) if choice == "same" else choice
    stage.find(QRadioButton, f"importing.answer.{key}").click()
    stage.settle()
    assert stage.page.preview.primary.text().startswith(does)
    assert text(stage, "note") == ""
    assert stage.find(QRadioButton, f"importing.answer.{key}").isChecked()
    press(stage, "commit")
    assert len(hits(stage)) == patients


def test_an_answer_can_be_taken_back(stage: Stage, tmp_path: Path) -> None:
    known = alike(stage, tmp_path)
    for key in (str(known), "leave"):
        stage.find(QRadioButton, f"importing.answer.{key}").click()
        stage.settle()
    assert not stage.page.preview.primary.isEnabled()
    assert "1 open question" in text(stage, "note")


def test_two_persons_of_one_import_are_asked_about(stage: Stage, tmp_path: Path) -> None:
    stage.take(
        write(tmp_path, "a.json", PATIENT, problem("Asthma")),
        write(tmp_path, "b.json", {**ALIKE, "id": "p2"}),
    )
    assert "Also in these files" in shown_words(stage)
    assert stage.page.preview.primary.text() == "Add 1 patient and 1 fact"
    stage.find(QRadioButton, "importing.answer.-1").click()
    stage.settle()
    assert [len(row.person.files) for row in stage.page.preview.people.values()] == [1, 2]
    press(stage, "commit")
    assert hits(stage) == ["Quill"]


def test_open_questions_are_told_with_the_outcome(stage: Stage, tmp_path: Path) -> None:
    minh = {**PATIENT, "id": "m", "name": [{"family": "Tran", "given": ["Minh"]}], "birthDate": "1950-01-09"}
    second = write(tmp_path, "minh.json", minh)
    alike(stage, tmp_path)
    press(stage, "back")
    stage.take(tmp_path / "alike.json", second)
    press(stage, "commit")
    assert "nobody said who they are: 1 patient" in text(stage, "outcome_left")
    assert hits(stage) == ["Quill", "Tran"]


def test_a_rejected_file_says_why(stage: Stage, folder: Path) -> None:
    stage.take(folder / "broken.json")
    assert stage.page.preview.primary.text() == "Nothing new to add"
    assert text(stage, "file_outcome") == "FHIR, Rejected"
    assert "line 1" in text(stage, "file_reason")


def test_what_was_left_out_opens(stage: Stage, tmp_path: Path) -> None:
    bad = {"resourceType": "Observation", "id": "x", "subject": {"reference": "Patient/p1"}}
    claims = [{"resourceType": "Claim", "id": f"k{n}", "status": "active"} for n in range(70)]
    stage.take(write(tmp_path, "mixed.json", PATIENT, bad, *claims))
    stage.page.preview.show_tab(FILES)
    assert "Left out, look at these" in shown_words(stage)
    stage.find(QPushButton, "importing.other.0").click()
    assert "and 10 more" in shown_words(stage) or "Claim" in shown_words(stage)
    stage.find(QPushButton, "importing.other.0").click()
    stage.page.preview.show_tab(PEOPLE)
    assert "Orla" in shown_words(stage)


def test_what_belongs_to_nobody_is_shown_at_its_file(stage: Stage, folder: Path) -> None:
    stage.take(folder / "more" / "gout.json")
    assert "The files do not say who this is" in shown_words(stage)


def test_the_detail_lies_over_the_list_where_it_is_narrow(stage: Stage, folder: Path, theme: Theme) -> None:
    stage.take(folder)
    page, detail = stage.page, stage.find(QWidget, "importing.detail")
    assert detail.isVisible()
    theme.set_zoom(200)
    stage.window.resize(1254, 560)
    page.setGeometry(stage.window.rect())
    page.preview.place()
    assert not detail.isVisible()
    page.preview.people_table.opened.emit(None)
    assert detail.isVisible()
    assert detail.width() == page.preview.width()
    button(stage, "close_detail").click()
    assert not detail.isVisible()
    page.preview.show_tab(FILES)
    page.preview.files_table.clicked.emit(page.preview.files.index(0, 0))
    assert detail.isVisible()


@pytest.mark.parametrize(
    ("totals", "said"),
    [
        (Totals(), "Nothing new to add"),
        (Totals(patients=2, facts=341), "Add 2 patients and 341 facts"),
        (Totals(patients=1), "Add 1 patient"),
        (Totals(facts=1, changes=2), "Add 1 fact, change 2"),
        (Totals(changes=1), "Change 1 fact"),
        (Totals(filled=2), "Complete 2 patients"),
    ],
)
def test_the_button_says_what_it_will_do(totals: Totals, said: str) -> None:
    assert words.button_words(totals) == said
    assert totals.anything == (said != "Nothing new to add")


def test_long_names_may_break() -> None:
    assert max(len(part) for part in words.breakable("a" * 50).split("\u200b")) == 18
    assert words.breakable("a_b.json").replace("\u200b", "") == "a_b.json"


def test_details_of_every_kind_have_their_words(stage: Stage, tmp_path: Path) -> None:
    store, actor = stage.practice.store, stage.practice.actor
    add_patient(store, actor, Patient("Quill", "Orla", date(1948, 6, 2), language="Irish"))
    spoken = [{"language": {"text": "English"}, "preferred": True}]
    stage.take(write(tmp_path, "a.json", {**PATIENT, "communication": spoken}, weight(176)))
    said = shown_words(stage)
    assert "Language: here “Irish”, in the file “English”" in said
    assert "filled in from the file" in said
    press(stage, "commit")
    press(stage, "again")
    stage.take(write(tmp_path, "b.json", {**PATIENT, "communication": spoken}, weight(181)))
    assert "Will be changed to what the file says" in shown_words(stage)
    assert stage.page.preview.primary.text() == "Change 1 fact"
    press(stage, "commit")
    assert text(stage, "outcome_title").endswith("1 fact changed.")
    assert json.dumps(hits(stage)) == '["Quill"]'


def test_names_look_as_in_the_chart_however_a_vendor_typed_them(stage: Stage, tmp_path: Path) -> None:
    shouted = {**PATIENT, "name": [{"family": "O'NEIL DE LA CRUZ", "given": ["ORLA"]}]}
    name = {"family": "tran", "given": ["minh"]}
    murmured = {**PATIENT, "id": "p2", "birthDate": "1950-01-09", "name": [name]}
    stage.take(write(tmp_path, "a.json", shouted), write(tmp_path, "b.json", murmured))
    model = stage.page.preview.people
    at = next(at for at, column in enumerate(model.columns) if column.key == "name")
    names = [str(model.index(row, at).data()) for row in range(model.rowCount())]
    assert names == ["O'Neil de la Cruz, Orla", "Tran, Minh"]
    painted = model.columns[at].runs
    assert painted is not None
    assert ["".join(run.text for run in painted(row)) for row in model.values()] == names
    assert "O'Neil de la Cruz, Orla" in shown_words(stage)
    assert [family_first(row.person.patient) for row in model.values()] == names
    press(stage, "commit")
    outcome = stage.page.outcome.model
    assert [str(outcome.index(row, 0).data()) for row in range(2)] == names
