"""Write tables as CSV that a spreadsheet opens rightly and never runs: UTF-8 with BOM, RFC 4180."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from io import StringIO

_BOM = b"\xef\xbb\xbf"
_FORMULA = tuple("=+-@＝＋－＠")
_ROWS_A_PART = 500


def csv_parts(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """Yield the bytes of a CSV file, some hundred rows at a time."""
    yield _BOM
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for number, row in enumerate(rows, start=1):
        writer.writerow([cell(value) for value in row])
        if number % _ROWS_A_PART == 0:
            yield _taken(text)
    yield _taken(text)


def cell(value: object) -> str:
    """Return a value as it stands in a cell; a text that a spreadsheet might run gets a ' in front.

    A text that begins with ' gets one more, so that every text can be had back: `text_of` does.
    """
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Enum():
            return _safe(str(value.value))
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case int() | Decimal():
            return str(value)
        case bytes():
            return value.hex()
        case _:
            return _safe(str(value))


def text_of(shown: str) -> str:
    """Return the text that stands in a cell."""
    return shown.removeprefix("'")


def _safe(text: str) -> str:
    runs = text.lstrip().startswith(_FORMULA) or text[:1] in ("\t", "\r", "\n", "'")
    return f"'{text}" if runs else text


def _taken(text: StringIO) -> bytes:
    taken = text.getvalue().encode("utf-8", "replace")
    text.seek(0)
    text.truncate()
    return taken
