"""Open CSV panels so that a person can say what each column holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

from ccmdesk.domain.imports import FileKind, FileStatus, InputFile, ParsedFile, Progress, no_progress
from ccmdesk.importers.csv_fields import REPEATABLE, CsvField, suggest_mapping
from ccmdesk.importers.csv_panel import map_panel, missing_columns
from ccmdesk.importers.csv_table import CsvTable, read_table
from ccmdesk.importers.csv_tables import is_panel

_FIRST_ROWS = 5


@dataclass(frozen=True, slots=True)
class PanelField:
    """Name something that a column may hold; only a repeatable one may be held by several columns."""

    key: str
    label: str
    repeatable: bool


@dataclass(frozen=True, slots=True)
class PanelTable:
    """Hold an opened table: headers, first rows, number of rows, and the guess of what the columns hold.

    `suggested` gives the field's key by the column's index; columns without a guess are left out. `parsed`
    is the outcome by that guess.
    """

    name: str
    headers: tuple[str, ...]
    first_rows: tuple[tuple[str, ...], ...]
    row_count: int
    suggested: dict[int, str]
    source: CsvTable
    parsed: ParsedFile


def panel_fields() -> tuple[PanelField, ...]:
    """Return what a column may hold, in the order to offer it."""
    return tuple(PanelField(each.name.lower(), each.value, each in REPEATABLE) for each in CsvField)


def open_table(file: InputFile, parsed: ParsedFile) -> PanelTable | None:
    """Return the table of a file when its columns need a person's eye; None for any other file.

    `parsed` is the outcome of reading the same file.
    """
    if parsed.kind is not FileKind.CSV or parsed.status is FileStatus.REJECTED:
        return None
    table = read_table(file.data, name=file.name)
    if not is_panel(table):
        return None
    suggested = {index: each.name.lower() for index, each in suggest_mapping(table.headers).items()}
    first = tuple(row.cells for row in table.rows[:_FIRST_ROWS])
    return PanelTable(file.name, table.headers, first, len(table.rows), suggested, table, parsed)


def what_is_missing(mapping: Mapping[int, str]) -> str:
    """Return a sentence about the columns without which patients cannot be told apart, or an empty text."""
    return missing_columns(_fields(mapping))


def parse_with(
    table: PanelTable, mapping: Mapping[int, str], *, progress: Progress = no_progress
) -> ParsedFile:
    """Return the outcome of a table whose columns hold what the mapping (index to field's key) says."""
    done = count()

    def step() -> None:
        progress(next(done), table.row_count)

    return map_panel(table.source, _fields(mapping), name=table.name, step=step)


def _fields(mapping: Mapping[int, str]) -> dict[int, CsvField]:
    return {index: CsvField[key.upper()] for index, key in mapping.items()}
