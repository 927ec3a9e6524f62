"""Filters, counts, typed words, and the columns as they are kept."""

from __future__ import annotations

from datetime import date

from ccmdesk.domain.worklist import REASON_BITS, Why, WorklistFilter, keep
from ccmdesk.ui.worklist.layout import ColumnLayout, read_layout
from ccmdesk.ui.worklist.rows import counts, kept, matching, urgency_key, with_row
from tests.ui.worklist.making import many_rows, row

TODAY = date(2026, 11, 24)
KEYS = ("mark", "patient", "why", "month", "phone")


def test_counts_and_filters_agree_with_the_rule_for_one_row() -> None:
    rows = many_rows(500)
    counted = counts(rows, today=TODAY)
    for chosen in WorklistFilter:
        expected = [r for r in rows if keep(r, chosen, today=TODAY)]
        assert kept(rows, chosen, today=TODAY) == expected
        assert counted[chosen] == len(expected)
    assert 0 < counted[WorklistFilter.OVERDUE] < counted[WorklistFilter.EVERYONE] == 500


def test_every_typed_word_must_be_held_without_accents_and_capitals() -> None:
    rows = [
        row(1, search_key="nunez aurelio 1958-03-02 5055550111"),
        row(2, search_key="nunez carmen 1950-01-01"),
    ]
    assert [r.patient_id for r in matching(rows, "NÚÑEZ")] == [1, 2]
    assert [r.patient_id for r in matching(rows, "  nuñ  aur ")] == [1]
    assert [r.patient_id for r in matching(rows, "0111")] == [1]
    assert matching(rows, "nunez walter") == []
    assert matching(rows, "   ") == rows


def test_a_changed_row_takes_the_place_that_its_urgency_gives() -> None:
    later = row(1, why=int(Why.NOTHING_DUE), family="Adams")
    soon = row(2, why=int(Why.NO_PLAN), family="Brown", reasons=REASON_BITS[Why.NO_PLAN])
    overdue = row(1, why=int(Why.FOLLOW_UP_OVERDUE), next_due_on="2026-11-20", family="Adams")
    assert with_row([soon, later], overdue) == [overdue, soon]
    assert with_row([soon], later) == [soon, later]
    assert min([later, soon, overdue], key=urgency_key) is overdue


def test_a_layout_comes_back_as_it_was_kept() -> None:
    layout = ColumnLayout(
        order=("mark", "patient", "month", "why", "phone"),
        hidden=frozenset({"month"}),
        widths={"why": 300},
        sorted_by="month",
        descending=True,
    )
    assert read_layout(layout.to_json(), keys=KEYS, hidden=("phone",)) == layout


def test_a_layout_of_another_program_is_mended() -> None:
    stored = {
        "order": ["mark", "why", "gone", 7, "patient"],
        "hidden": ["gone", "why"],
        "widths": {"why": "wide", "patient": 5, "month": 90},
        "sorted_by": "gone",
        "descending": "yes",
    }
    layout = read_layout(stored, keys=KEYS, hidden=("phone",))
    assert layout.order == ("mark", "why", "patient", "month", "phone")
    assert layout.hidden == {"why", "phone"}
    assert layout.widths == {"month": 90}
    assert (layout.sorted_by, layout.descending) == ("", False)
    nonsense: tuple[object, ...] = (None, 3, "x", [], {"order": None, "widths": []})
    for rubbish in nonsense:
        assert read_layout(rubbish, keys=KEYS, hidden=("phone",)).order == KEYS
