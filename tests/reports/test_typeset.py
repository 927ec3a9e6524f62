"""Text is cleaned, measured and broken without losing anything that a reader would miss."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccmdesk.reports.layout import BODY
from ccmdesk.reports.typeset import NO_GLYPH, Typesetter


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("plain text", "plain text"),
        ("a <b>bold</b> & a 5 > 3", "a <b>bold</b> & a 5 > 3"),
        ("tab\there", "tab here"),
        ("nul\x00 and bell\x07", "nul and bell"),
        ("e\u0301", "é"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("Иванова Ґалаґан", "Иванова Ґалаґан"),
        ("heart \U0001f600", f"heart {NO_GLYPH}"),
        ("心", NO_GLYPH),
        ("\u202eevil\u202c", "evil"),
        ("thin\u2009space", "thin space"),
        ("\u2764\ufe0f", "❤" if "❤" in Typesetter().clean("❤") else NO_GLYPH),
        ("half \ud83d surrogate", f"half {NO_GLYPH} surrogate"),
    ],
)
def test_what_is_printed_for(written: str, printed: str) -> None:
    assert Typesetter().clean(written) == printed


def test_setter_remembers_that_a_letter_was_missing() -> None:
    setter = Typesetter()
    setter.clean("Ánh Đặng □")
    assert not setter.replaced
    setter.clean("心")
    assert setter.replaced


def test_wrap_keeps_line_ends_and_joins_blank_lines() -> None:
    lines = Typesetter().wrap("\n\none\n\n\n two \r\nthree\x0b\n", BODY, width=200)
    assert lines == ["one", "", "two", "three"]


def test_wrap_cuts_a_word_that_is_wider_than_the_column() -> None:
    setter = Typesetter()
    lines = setter.wrap("W" * 100, BODY, width=60)
    assert "".join(lines) == "W" * 100
    assert all(setter.width(line, BODY) <= 60 for line in lines)


def test_wrap_in_a_column_narrower_than_a_letter_still_ends() -> None:
    assert Typesetter().wrap("WWW", BODY, width=1) == ["W", "W", "W"]


def test_no_break_space_holds_a_date_together() -> None:
    setter = Typesetter()
    width = setter.width("before 12 Jan", BODY)
    assert setter.wrap("before 12\u00a0Jan", BODY, width=width - 1) == ["before", "12\u00a0Jan"]


def test_fit_cuts_with_an_ellipsis() -> None:
    setter = Typesetter()
    cut = setter.fit("A name that goes on and on", BODY, width=80)
    assert cut.startswith("A name")
    assert cut.endswith("…")
    assert setter.width(cut, BODY) <= 80
    assert setter.fit("Short", BODY, width=80) == "Short"


@given(st.text(max_size=300), st.floats(min_value=5, max_value=400))
def test_wrap_loses_no_letter_and_no_line_is_too_wide(written: str, width: float) -> None:
    setter = Typesetter()
    lines = setter.wrap(written, BODY, width=width)
    kept = "".join("".join(lines).split())
    assert kept == "".join("".join(setter.clean(line) for line in written.splitlines()).split())
    widest = max((setter.width(line, BODY) for line in lines if len(line) > 1), default=0)
    assert widest <= width + 0.001
