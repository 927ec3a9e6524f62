"""Read a CSV table whatever its encoding and separator, keeping the line that each row starts on."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from typing import NamedTuple

from ccmdesk.domain.imports import Skipped
from ccmdesk.importers.csv_fields import suggest_mapping
from ccmdesk.importers.decoding import UnreadableError, decoded, encoding_of

MOST_ROWS = 1_000_000
MOST_COLUMNS = 2_000

_SEPARATORS = ",;\t|"
_SAMPLE_ROWS = 30
_SEP_LINE = re.compile(r"sep=([,;\t|])\r?\n", re.IGNORECASE)
_MOST_ABOVE = 12
_MANY_DIGITS = re.compile(r"(?:\D*\d){4}")
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class CsvRow(NamedTuple):
    """Hold one row with the line of the file that it starts on."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CsvTable:
    """Hold a table: every row has as many cells as there are headers."""

    name: str
    headers: tuple[str, ...]
    rows: tuple[CsvRow, ...]
    problems: tuple[Skipped, ...] = ()


def read_table(data: bytes, *, name: str = "") -> CsvTable:
    """Return the table of a CSV file.

    Text that is not Unicode is read as Windows-1252, and said so. Short rows are filled up; what a long
    row has too much is left out and reported with its line. Raises UnreadableError naming the line.
    """
    problems: list[Skipped] = []
    text = _text_of(data, problems)
    marked = _SEP_LINE.match(text)
    start = text[marked.end() :] if marked else text
    separator = marked[1] if marked else separator_of(start)
    rows = _rows_of(start, separator, 1 if marked else 0)
    if not rows:
        raise UnreadableError("The file is empty.")
    if start.count('"') % 2:
        problems.append(Skipped("whole file", "A quotation mark is not closed; rows may have run together."))
    head = _head(rows)
    for row in rows[:head]:
        why = "This line stands above the names of the columns; it was not read."
        problems.append(Skipped(f"line {row.line}", why, fault=False))
    headers = rows[head].cells
    body = tuple(_fitted(row, len(headers), problems) for row in rows[head + 1 :])
    return CsvTable(name, headers, body, tuple(problems))


def _head(rows: list[CsvRow]) -> int:
    """Return which row names the columns: titles and names of groups of columns may stand above it.

    The first row does, when two of its cells or more are names that are known and few are empty. Otherwise
    it is the fullest of the rows before the first one that holds data.
    """
    cells = rows[0].cells
    if len(suggest_mapping(cells)) > 1 and 2 * _filled(rows[0]) > len(cells):
        return 0
    above = next((at for at, row in enumerate(rows[:_MOST_ABOVE]) if _holds_data(row)), 0)
    return max(range(above), key=lambda at: _filled(rows[at]), default=0)


def _holds_data(row: CsvRow) -> bool:
    """Tell whether a row is one of the table, by a date or number of four digits; a title is one cell."""
    return _filled(row) > 1 and any(map(_MANY_DIGITS.match, row.cells))


def _filled(row: CsvRow) -> int:
    return sum(bool(cell) for cell in row.cells)


def _text_of(data: bytes, problems: list[Skipped]) -> str:
    try:
        return decoded(data)
    except UnreadableError:
        if encoding_of(data).codec != "utf-8":
            raise
    why = "The file is not in Unicode; it was read as Windows-1252. Check names with accents."
    problems.append(Skipped("whole file", why, fault=False))
    return data.decode("cp1252", "replace")


def separator_of(text: str) -> str:
    """Return the separator that gives the most columns in the most rows of the same width."""
    head = text[:65_536]

    def score(separator: str) -> tuple[int, int]:
        try:
            reader = csv.reader(StringIO(head, newline=""), delimiter=separator)
            rows = list(islice(reader, _SAMPLE_ROWS))
        except csv.Error:
            return 0, 0
        widths = Counter(len(row) for row in rows if any(row))
        width, same = max(widths.items(), key=lambda each: (each[0] > 1, each[1]), default=(0, 0))
        return same if width > 1 else 0, width

    return max(_SEPARATORS, key=score)


def _rows_of(text: str, separator: str, before: int) -> list[CsvRow]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    rows: list[CsvRow] = []
    line = 1 + before
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(CsvRow(line, tuple(_UNWANTED.sub("", cell).strip() for cell in cells)))
            line = reader.line_num + 1 + before
            if len(rows) > MOST_ROWS or len(cells) > MOST_COLUMNS:
                raise UnreadableError(
                    f"The table is too large at line {line:,}; the limits are {MOST_ROWS:,} rows and "
                    f"{MOST_COLUMNS:,} columns."
                )
    except csv.Error as error:
        raise UnreadableError(f"Line {line:,} of the file cannot be read as a row of a table.") from error
    return rows


def _fitted(row: CsvRow, width: int, problems: list[Skipped]) -> CsvRow:
    if len(row.cells) <= width:
        return CsvRow(row.line, row.cells + ("",) * (width - len(row.cells)))
    if any(row.cells[width:]):
        why = "The row has more cells than the table has columns; the cells too many were left out."
        problems.append(Skipped(f"line {row.line}", why))
    return CsvRow(row.line, row.cells[:width])
