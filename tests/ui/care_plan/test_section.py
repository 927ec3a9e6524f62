"""The care plan over a real practice file: written by keys, saved by itself, signed, read again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from shiboken6 import isValid

from ccmdesk.domain.care_plan import CarePlanDocument, CarePlanDraft, PlanProblem
from ccmdesk.domain.changes import ChangeKind, Done, changed
from ccmdesk.domain.practice import Actor, Role
from ccmdesk.models.errors import StorageFull
from ccmdesk.services.care_plans import plan_state, save_draft, sign, start_draft
from ccmdesk.services.store import Store
from ccmdesk.ui.care_plan import CarePlanSection, keeper, plan_section
from ccmdesk.ui.care_plan.dialogs import CompareDialog, SignDialog
from tests.ui.care_plan.desks import Seat
from tests.ui.hands import child, click, press, type_into

ENTER, CONTROL = Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier


def begun(seat: Seat) -> CarePlanSection:
    """Return the section with a draft begun from the chart."""
    start_draft(seat.desk.store, seat.desk.actor, seat.patient_id)
    section = plan_section(seat.desk, seat.patient_id)
    seat.show(section)
    return section


def stored(seat: Seat) -> CarePlanDraft:
    """Return the draft as it is in the file."""
    draft = plan_state(seat.desk.store, seat.desk.actor, seat.patient_id).draft
    assert draft is not None
    return draft


def saved(seat: Seat, section: CarePlanSection) -> None:
    """Wait until everything typed is saved."""
    assert section.editor is not None
    seat.until(section.editor.keeper.clean)
    seat.settle()


def names(document: CarePlanDocument) -> list[str]:
    """Return the names of the problems."""
    return [problem.name for problem in document.problems]


def text(parent: QWidget, name: str) -> str:
    """Return the words of a label."""
    return child(parent, QLabel, name).text()


def focused(seat: Seat) -> str:
    """Return the name of the widget with the keyboard."""
    return seat.host.focusWidget().objectName()


def write(section: CarePlanSection, name: str, words: str) -> QPlainTextEdit:
    """Type into a text of the plan."""
    field = child(section, QPlainTextEdit, name)
    field.setFocus()
    type_into(field, words)
    return field


def test_without_a_plan_it_is_begun_from_the_charts_problems(seat: Seat) -> None:
    section = plan_section(seat.desk, seat.patient_id)
    seat.show(section)
    button = child(section, QPushButton, "care_plan.empty.action")
    assert button.isVisible()
    click(button)
    seat.settle()
    assert text(section, "care_plan.title") == "Draft of version 1"
    assert sorted(names(stored(seat).document)) == ["Heart failure", "Type 2 diabetes"]
    assert text(section, "care_plan.meter_count") == "1 of 12"


def test_a_plan_is_written_by_keys_alone_and_saved_at_the_pause(seat: Seat) -> None:
    section = begun(seat)
    goal = write(section, "care_plan.problem.new_goal", "Morning weight 168 to 173 lb")
    press(goal, ENTER)
    assert focused(seat) == "care_plan.goal.1.target"
    type_into(child(section, QLineEdit, "care_plan.goal.1.target"), "168-173")
    press(child(section, QLineEdit, "care_plan.goal.1.target"), Qt.Key.Key_Tab)
    assert focused(seat) == "care_plan.goal.1.due"
    type_into(child(section, QLineEdit, "care_plan.goal.1.due"), "1/31/2027")
    todo = write(section, "care_plan.new_intervention", "Weigh each morning")
    press(todo, ENTER)
    assert focused(seat) == "care_plan.intervention.1.responsible"
    press(write(section, "care_plan.intervention.1.responsible", "Maria"), Qt.Key.Key_Tab)
    assert focused(seat) == "care_plan.intervention.1.how_often"
    write(section, "care_plan.intervention.1.how_often", "daily")
    assert text(section, "care_plan.saved") == "Saving…"
    saved(seat, section)
    assert text(section, "care_plan.saved") == "Saved 9:00"
    problem = stored(seat).document.problems[0]
    assert problem.goals[0].text == "Morning weight 168 to 173 lb"
    assert (problem.goals[0].target, problem.goals[0].due) == ("168-173", date(2027, 1, 31))
    todo_stored = problem.interventions[0]
    assert (todo_stored.text, todo_stored.responsible, todo_stored.how_often) == (
        "Weigh each morning",
        "Maria",
        "daily",
    )


def test_undo_goes_through_the_whole_document_and_shows_the_place(seat: Seat) -> None:
    section = begun(seat)
    editor = section.editor
    assert editor is not None
    before = editor.keeper.document
    field = write(section, "care_plan.problem.expected", "Stable at home")
    editor.open_place("section:caregiver")
    area = child(section, QPlainTextEdit, "care_plan.section.text")
    area.setFocus()
    type_into(area, "Lucia, daughter")
    press(area, Qt.Key.Key_Z, CONTROL)
    assert area.toPlainText() == ""
    press(area, Qt.Key.Key_Z, CONTROL)
    assert editor.keeper.document == before
    assert editor.place.startswith("problem:")
    assert field.toPlainText() == ""
    field.setFocus()
    press(field, Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    press(field, Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert editor.keeper.document.sections[0].text == "Lucia, daughter"


def test_problems_are_added_moved_and_removed_by_keys(seat: Seat) -> None:
    section = begun(seat)
    editor = section.editor
    assert editor is not None
    press(write(section, "care_plan.new_problem", "Knee arthritis"), ENTER)
    assert focused(seat) == "care_plan.problem.name"
    assert names(editor.keeper.document)[-1] == "Knee arthritis"
    third = child(section, QPushButton, "care_plan.problems.3")
    third.setFocus()
    press(third, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert names(editor.keeper.document)[1] == "Knee arthritis"
    second = child(section, QPushButton, "care_plan.problems.2")
    assert seat.host.focusWidget() is second
    press(second, Qt.Key.Key_Delete)
    assert "Knee arthritis" not in names(editor.keeper.document)
    first = child(section, QPushButton, "care_plan.problems.1")
    first.setFocus()
    press(first, Qt.Key.Key_Down)
    assert focused(seat) == "care_plan.problems.2"
    assert seat.desk.messages.undo()
    assert names(editor.keeper.document)[1] == "Knee arthritis"
    assert child(section, QPushButton, "care_plan.problems.2").accessibleName() == "Knee arthritis, no goal"


def test_a_full_disk_is_told_and_the_text_outlives_the_page(
    seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = begun(seat)

    def full(store: Store, actor: Actor, draft: CarePlanDraft) -> Done[CarePlanDraft]:
        raise StorageFull("The disk is full.", kept="Nothing was changed.", todo="Free some space.")

    monkeypatch.setattr(keeper, "save_draft", full)
    write(section, "care_plan.problem.barriers", "Works nights")
    assert section.leave()
    seat.settle()
    assert text(section, "care_plan.saved").startswith("Not saved")
    assert "The disk is full." in text(section, "care_plan.trouble_text")
    assert "Free some space." in text(section, "care_plan.trouble_text")
    assert not section.leave()
    seat.settle()
    section.hide()
    section.deleteLater()
    seat.until(lambda: not isValid(section))
    monkeypatch.undo()
    again = plan_section(seat.desk, seat.patient_id)
    seat.show(again)
    assert child(again, QPlainTextEdit, "care_plan.problem.barriers").toPlainText() == "Works nights"
    assert again.leave() is False
    saved(seat, again)
    assert stored(seat).document.problems[0].barriers == "Works nights"
    assert child(again, QWidget, "care_plan.trouble").isHidden()


def save_elsewhere(seat: Seat, name: str) -> None:
    """Save the draft as someone else would, with one problem of a name."""
    draft = stored(seat)
    document = CarePlanDocument((PlanProblem(id="x", name=name),))
    save_draft(seat.desk.store, seat.desk.actor, replace(draft, document=document))


def conflict(seat: Seat) -> tuple[CarePlanSection, CompareDialog]:
    """Return the section and the dialog after two people saved."""
    section = begun(seat)
    save_elsewhere(seat, "Theirs")
    write(section, "care_plan.problem.barriers", "Mine")
    seat.until(lambda: isinstance(seat.desk.dialogs.current(), CompareDialog))
    dialog = seat.desk.dialogs.current()
    assert isinstance(dialog, CompareDialog)
    assert "▸ Barriers: Mine" in child(dialog, QPlainTextEdit, "care_plan.compare.mine").toPlainText()
    assert "▸ Theirs" in child(dialog, QPlainTextEdit, "care_plan.compare.theirs").toPlainText()
    assert names(stored(seat).document) == ["Theirs"]
    return section, dialog


def test_of_two_saves_mine_is_kept_and_undo_brings_theirs_back(seat: Seat) -> None:
    section, dialog = conflict(seat)
    click(dialog.primary)
    saved(seat, section)
    assert stored(seat).document.problems[0].barriers == "Mine"
    assert section.editor is not None
    section.editor.step(-1)
    saved(seat, section)
    assert names(stored(seat).document) == ["Theirs"]


def test_of_two_saves_theirs_is_taken_and_undo_brings_mine_back(seat: Seat) -> None:
    section, dialog = conflict(seat)
    click(child(dialog, QPushButton, "care_plan.compare.take_theirs"))
    saved(seat, section)
    assert text(section, "care_plan.saved") == "Saved 9:00"
    assert names(stored(seat).document) == ["Theirs"]
    assert section.editor is not None
    section.editor.step(-1)
    saved(seat, section)
    assert stored(seat).document.problems[0].barriers == "Mine"


def test_deciding_later_overwrites_nothing(seat: Seat) -> None:
    section, dialog = conflict(seat)
    press(dialog, Qt.Key.Key_Escape)
    seat.settle()
    write(section, "care_plan.problem.barriers", "still ")
    seat.qtbot.wait(keeper.PAUSE_MS + 200)
    assert seat.desk.dialogs.current() is None
    click(child(section, QPushButton, "care_plan.trouble_act"))
    assert isinstance(seat.desk.dialogs.current(), CompareDialog)
    seat.desk.dialogs.close_dialog()
    assert not section.leave()
    assert isinstance(seat.desk.dialogs.current(), CompareDialog)
    assert names(stored(seat).document) == ["Theirs"]


def test_a_change_from_elsewhere_is_shown_when_nothing_was_typed(seat: Seat) -> None:
    section = begun(seat)
    save_elsewhere(seat, "Theirs")
    section.refresh(changed(ChangeKind.CARE_PLAN, patient_id=seat.patient_id + 1))
    seat.settle()
    assert child(section, QPushButton, "care_plan.problems.1").text() != "Theirs"
    section.refresh(changed(ChangeKind.CARE_PLAN, patient_id=seat.patient_id))
    seat.settle()
    assert child(section, QPushButton, "care_plan.problems.1").text() == "Theirs"


def test_signing_names_what_is_open_and_makes_a_version(seat: Seat) -> None:
    section = begun(seat)
    write(section, "care_plan.problem.barriers", "Works nights")
    click(child(section, QPushButton, "care_plan.sign"))
    seat.until(lambda: isinstance(seat.desk.dialogs.current(), SignDialog))
    dialog = seat.desk.dialogs.current()
    assert isinstance(dialog, SignDialog)
    assert "caregiver" in text(dialog, "care_plan.sign_dialog.open")
    assert dialog.secondary.hasFocus()
    dialog.day.set_value(date(2026, 11, 24))
    click(dialog.primary)
    seat.settle()
    assert "future" in text(dialog, "care_plan.sign_dialog.trouble")
    dialog.day.set_value(date(2026, 11, 23))
    click(dialog.primary)
    seat.settle()
    state = plan_state(seat.desk.store, seat.desk.actor, seat.patient_id)
    assert state.in_force is not None
    assert state.draft is None
    assert state.in_force.document.problems[0].barriers == "Works nights"
    assert state.in_force.copy_given_on == date(2026, 11, 23)
    assert text(section, "care_plan.title") == "Version 1 in force"
    assert "copy given 23 Nov 2026" in text(section, "care_plan.note")
    click(child(section, QPushButton, "care_plan.sign"))
    seat.settle()
    assert text(section, "care_plan.title") == "Draft of version 2"
    assert text(section, "care_plan.note") == "version 1 stays in force until this is signed"


def test_who_may_not_sign_reads_who_does(seat: Seat) -> None:
    nurse = seat.acting_as(Role.CARE_MANAGER)
    section = begun(nurse)
    assert child(section, QPushButton, "care_plan.sign").isHidden()
    assert text(section, "care_plan.who_signs") == "A billing practitioner signs"


def test_who_may_not_write_reads(seat: Seat) -> None:
    start_draft(seat.desk.store, seat.desk.actor, seat.patient_id)
    section = plan_section(seat.acting_as(Role.AUDITOR).desk, seat.patient_id)
    seat.show(section)
    assert child(section, QPlainTextEdit, "care_plan.problem.name").isReadOnly()
    assert child(section, QPlainTextEdit, "care_plan.new_problem").isHidden()


def test_discarding_can_be_taken_back(seat: Seat) -> None:
    section = begun(seat)
    write(section, "care_plan.problem.barriers", "Works nights")
    saved(seat, section)
    click(child(section, QPushButton, "care_plan.more"))
    click(child(seat.host, QPushButton, "care_plan.menu_discard"))
    seat.settle()
    assert plan_state(seat.desk.store, seat.desk.actor, seat.patient_id).draft is None
    assert child(section, QPushButton, "care_plan.empty.action").isVisible()
    assert seat.desk.messages.undo()
    seat.settle()
    assert stored(seat).document.problems[0].barriers == "Works nights"
    assert text(section, "care_plan.title") == "Draft of version 1"


def test_older_versions_are_read_and_printed(seat: Seat) -> None:
    store, actor = seat.desk.store, seat.desk.actor
    for _ in range(2):
        sign(store, actor, start_draft(store, actor, seat.patient_id).value, copy_given_on=None)
    section = plan_section(seat.desk, seat.patient_id)
    seat.show(section)
    assert text(section, "care_plan.title") == "Version 2 in force"
    click(child(section, QPushButton, "care_plan.versions.2"))
    seat.settle()
    assert text(section, "care_plan.title") == "Version 1, replaced"
    press(section.signed.page.view, Qt.Key.Key_P)
    (paper,) = seat.papers
    assert (paper.file_name, paper.patient_id) == ("care-plan.pdf", seat.patient_id)
    assert paper.make().startswith(b"%PDF")


def test_the_page_follows_what_is_typed_and_the_letter_p_is_typed(seat: Seat) -> None:
    section = begun(seat)
    editor = section.editor
    assert editor is not None
    seat.until(lambda: editor.page.view.page_count() > 0)
    field = write(section, "care_plan.problem.expected", "Puddings")
    assert not seat.papers
    assert field.toPlainText() == "Puddings"

    def printed() -> str:
        document = editor.page.view.document
        return "" if document is None else document.getAllText(0).text()

    seat.until(lambda: "Puddings" in printed())


def test_panes_give_way_where_there_is_no_room(seat: Seat) -> None:
    section = begun(seat)
    editor = section.editor
    assert editor is not None
    assert editor.page_shown()
    seat.host.resize(600, 500)
    assert not editor.page_shown()
    assert not editor.parts_hidden()
    click(child(section, QPushButton, "care_plan.toggle_page"))
    assert editor.page_shown()
    click(child(section, QPushButton, "care_plan.toggle_page"))
    seat.host.resize(400, 400)
    click(child(section, QPushButton, "care_plan.problems.2"))
    assert editor.parts_hidden()
    click(child(section, QPushButton, "care_plan.parts"))
    assert not editor.parts_hidden()


def test_tab_goes_through_the_panes_in_the_order_of_reading(seat: Seat) -> None:
    section = begun(seat)
    child(section, QPushButton, "care_plan.problems.1").setFocus()
    seen = []
    for _ in range(10):
        seen.append(focused(seat))
        press(seat.host.focusWidget(), Qt.Key.Key_Tab)
    assert seen == [
        "care_plan.problems.1",
        "care_plan.new_problem",
        "care_plan.sections.1",
        "care_plan.problem.name",
        "care_plan.problem.icd10",
        "care_plan.problem.expected",
        "care_plan.problem.new_goal",
        "care_plan.problem.barriers",
        "care_plan.new_intervention",
        "care_plan.pages",
    ]
