"""Pages fill as a typesetter would fill them."""

from __future__ import annotations

from typing import Any

from ccmdesk.reports.layout import BODY, Cell, Placed, Strip, Text, bound, cells, paginate, tied
from ccmdesk.reports.typeset import Typesetter


def _strips(count: int, **values: Any) -> list[Strip]:
    return [Strip(10.0)._replace(**values) for _ in range(count)]


def _tops(page: list[Placed]) -> list[float]:
    return [placed.top for placed in page]


def test_strips_go_to_the_next_page_when_one_is_full() -> None:
    assert [_tops(page) for page in paginate(_strips(5), 30)] == [[0, 10, 20], [0, 10]]


def test_nothing_is_one_empty_page() -> None:
    assert paginate([], 100) == [[]]


def test_space_is_dropped_at_the_top_of_a_page() -> None:
    assert [_tops(page) for page in paginate(_strips(3, space=5.0), 25)] == [[0, 15], [0]]


def test_bound_strips_move_together() -> None:
    first = _strips(2)
    together = bound(_strips(2))
    assert [len(page) for page in paginate([*first, *together], 30)] == [2, 2]


def test_bound_strips_longer_than_a_page_are_parted() -> None:
    assert [len(page) for page in paginate(bound(_strips(7)), 30)] == [3, 3, 1]


def test_last_strip_may_be_bound_to_nothing() -> None:
    assert [len(page) for page in paginate(_strips(2, keep=True), 30)] == [2]


def test_tied_tail_takes_the_last_strip_with_it() -> None:
    strips = tied(_strips(3), _strips(1))
    assert [len(page) for page in paginate(strips, 30)] == [2, 2]
    assert tied([], _strips(1)) == _strips(1)


def test_head_is_repeated_on_each_page_and_only_there() -> None:
    head = Strip(7.0)
    rows = _strips(5, head=(head,))
    filled = paginate([head._replace(keep=True), *rows], 30)
    assert [[placed.strip.height for placed in page] for page in filled] == [
        [7, 10, 10],
        [7, 10, 10],
        [7, 10],
    ]


def test_paragraph_leaves_no_single_line_behind_or_ahead() -> None:
    setter = Typesetter()
    width = setter.width("word word", BODY)
    strips = cells(setter, [Cell("word " * 10, 0, width)])
    assert len(strips) == 5
    assert [strip.keep for strip in strips] == [True, False, False, True, False]


def test_right_aligned_text_ends_at_the_edge() -> None:
    setter = Typesetter()
    (strip,) = cells(setter, [Cell("12", 100, 50, BODY, "right")])
    (mark,) = strip.marks
    assert isinstance(mark, Text)
    assert mark.x + setter.width("12", BODY) == 150
