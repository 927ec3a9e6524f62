"""Tables as CSV: read back by another reader exactly, and never run by a spreadsheet."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from io import StringIO

from hypothesis import given
from hypothesis import strategies as some

from ccmdesk.domain.practice import Role
from ccmdesk.exporters.csv_tables import cell, csv_parts, text_of

NO_SURROGATES = some.characters(codec="utf-8", exclude_characters="\x00")


def read_back(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def test_every_kind_of_value_has_one_plain_form() -> None:
    at = datetime(2026, 11, 23, 9, 0, 0, 5, tzinfo=timezone(timedelta(hours=-7)))
    values = (None, True, 3, -4, Decimal("7.10"), at, date(2026, 1, 2), b"\x00\xff", Role.AUDITOR, "x")
    assert [cell(value) for value in values] == [
        "", "true", "3", "-4", "7.10", "2026-11-23T16:00:00.000005Z", "2026-01-02", "00ff", "auditor", "x",
    ]  # fmt: skip


def test_no_text_can_be_taken_for_a_formula() -> None:
    for text in ("=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\n=1", "\rx", "＝1+1", "'quoted"):
        shown = cell(text)
        assert shown == f"'{text}"
        assert text_of(shown) == text
    assert cell("a = b") == "a = b"


def test_lines_end_as_the_standard_says_and_hard_texts_are_quoted() -> None:
    data = b"".join(csv_parts(["a", "b"], [['say "x", then', "two\nlines"], ["", None]]))
    assert data == b'\xef\xbb\xbfa,b\r\n"say ""x"", then","two\nlines"\r\n,\r\n'


def test_thousands_of_rows_come_in_parts() -> None:
    parts = list(csv_parts(["n"], [[number] for number in range(1201)]))
    assert len(parts) > 3
    assert [row[0] for row in read_back(b"".join(parts))[1:]] == [str(number) for number in range(1201)]


@given(some.lists(some.tuples(some.text(NO_SURROGATES), some.text(NO_SURROGATES)), max_size=20))
def test_any_text_is_had_back(rows: list[tuple[str, str]]) -> None:
    back = read_back(b"".join(csv_parts(["a", "b"], rows)))[1:]
    assert [tuple(text_of(shown) for shown in row) for row in back] == rows


def test_an_instant_of_utc_ends_in_z() -> None:
    assert cell(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00Z"
