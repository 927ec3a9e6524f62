"""Undo and redo over values, and the edits between them."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ccmdesk.domain.care_plan import CarePlanDocument, Goal, PlanProblem, Section, SectionText
from ccmdesk.ui.care_plan import edits
from ccmdesk.ui.care_plan.history import History


def named(name: str) -> CarePlanDocument:
    """Return a document with one problem of a name."""
    return CarePlanDocument((PlanProblem(id="a", name=name),))


@given(st.lists(st.text(max_size=3), max_size=30))
def test_undo_goes_back_to_the_beginning_and_redo_to_the_end(names: list[str]) -> None:
    start = named("start")
    history = History(start)
    for name in names:
        history = history.changed(named(name))
    end = history.now
    for _ in names:
        history = history.undone()
    assert history.now == start
    assert history.undone().now == start
    for _ in names:
        history = history.redone()
    assert history.now == end
    assert history.redone().now == end


def test_typing_in_one_field_is_one_step_until_a_pause() -> None:
    history = History(named(""))
    for text in ("a", "ab", "abc"):
        history = history.changed(named(text), mark="name")
    history = history.sealed().changed(named("abcd"), mark="name")
    assert history.undone().now == named("abc")
    assert history.undone().undone().now == named("")


def test_a_new_change_forgets_what_was_undone() -> None:
    history = History(named("")).changed(named("a")).undone().changed(named("b"))
    assert history.redone().now == named("b")


def test_problems_move_and_stop_at_the_edge() -> None:
    problems = tuple(PlanProblem(id=key, name=key) for key in "abc")
    assert [p.id for p in edits.moved_item(problems, "c", step=-1)] == ["a", "c", "b"]
    assert edits.moved_item(problems, "a", step=-1) == problems
    assert edits.moved_item(problems, "x", step=1) == problems


def test_items_are_replaced_by_id_and_removed() -> None:
    goals = (Goal("1", "walk"), Goal("2", "swim"))
    assert edits.with_item(goals, Goal("1", "run"))[0].text == "run"
    assert edits.with_item(goals, Goal("3", "row"))[-1].text == "row"
    assert edits.without_item(goals, "1") == (Goal("2", "swim"),)


def test_an_empty_section_is_left_out_and_sections_keep_their_order() -> None:
    document = edits.with_section(CarePlanDocument(), SectionText(Section.CAREGIVER, "Lucía"))
    document = edits.with_section(document, SectionText(Section.ASSESSMENT, "clear"))
    assert [s.section for s in document.sections] == [Section.ASSESSMENT, Section.CAREGIVER]
    assert edits.with_section(document, SectionText(Section.ASSESSMENT, "")).sections == document.sections[1:]


def test_the_changed_place_is_found() -> None:
    before = named("a")
    assert edits.changed_place(before, named("b")) == "problem:a"
    with_text = edits.with_section(before, SectionText(Section.SYMPTOMS, "call"))
    assert edits.changed_place(before, with_text) == "section:symptoms"
    assert edits.changed_place(before, edits.with_review(before, date(2027, 1, 1))) == edits.REVIEW
    assert edits.changed_place(before, before) is None
