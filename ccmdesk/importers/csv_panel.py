"""Map a CSV panel, one patient a row, to charts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from ccmdesk.domain.chart import (
    ICD10CM,
    MEDICARE_ID,
    Address,
    Allergy,
    CareTeamMember,
    Coding,
    Condition,
    Coverage,
    Identifier,
    Medication,
    Patient,
    Telecom,
)
from ccmdesk.domain.dates import PartialDate
from ccmdesk.domain.imports import (
    FileKind,
    FileStatus,
    ImportedChart,
    ParsedFile,
    Skipped,
    Sourced,
    SourceKey,
)
from ccmdesk.importers.csv_fields import CsvField, suggest_mapping
from ccmdesk.importers.csv_table import CsvRow, CsvTable
from ccmdesk.importers.csv_values import (
    read_date,
    read_list,
    read_problems,
    read_sex,
    reads_either_way,
    split_name,
)
from ccmdesk.importers.languages import language_name
from ccmdesk.importers.outcome import finished

CSV = "csv"

_NO_ROWS = "The table is readable, but has no row with a patient."
_NONE = {"none", "n/a", "na", "nil", "-", "0"}
_NO_ALLERGIES = {"nka", "nkda", "none known", "no known allergies", "no known drug allergies"}
_YES = {"y", "yes", "true", "1", "needed", "required"}
_PHONES = ((CsvField.MOBILE, "mobile"), (CsvField.PHONE, "home"), (CsvField.WORK_PHONE, "work"))


def nothing() -> None:
    """Count no step."""


@dataclass(slots=True)
class _Row:
    """Answer what the cells of one row say, and collect what cannot be read."""

    line: int
    cells: dict[CsvField, list[str]]
    skipped: list[Skipped] = field(default_factory=list)

    def one(self, name: CsvField) -> str:
        """Return the first cell for a field."""
        return next(iter(self.cells.get(name, ())), "")

    def all(self, name: CsvField) -> list[str]:
        """Return all cells for a field."""
        return self.cells.get(name, [])

    def date(self, name: CsvField) -> PartialDate | None:
        """Return a date; one that cannot be read gives none and is reported."""
        try:
            return read_date(self.one(name))
        except ValueError as error:
            why = f"{name.value} {error}; the patient was kept without it."
            self.skipped.append(Skipped(f"line {self.line}", why))
            return None


def missing_columns(mapping: Mapping[int, CsvField]) -> str:
    """Return a sentence about the columns without which patients cannot be told apart, or an empty text."""
    fields = set(mapping.values())
    if not fields & {CsvField.FAMILY, CsvField.FULL_NAME}:
        return "The table is readable, but no column is known to hold the patients' names."
    if not fields & {CsvField.BIRTH_DATE, CsvField.MRN, CsvField.MBI}:
        return (
            "The table is readable, but no column is known to hold a date of birth, a record number or a "
            "Medicare number, and names alone do not tell patients apart."
        )
    return ""


def map_panel(
    table: CsvTable,
    mapping: Mapping[int, CsvField],
    *,
    name: str,
    step: Callable[[], None] = nothing,
) -> ParsedFile:
    """Return the patients of a table, its columns meaning what the mapping says.

    A row without a name is left out, naming its line.
    """
    charts: list[ImportedChart] = []
    skipped = [*table.problems, *_doubtful_dates(table, mapping)]
    lines: dict[SourceKey, int] = {}
    missing = missing_columns(mapping)
    for record in () if missing else table.rows:
        step()
        row = _row(record, mapping)
        chart = _chart(row)
        if chart is None:
            skipped.append(Skipped(f"line {row.line}", "This row has no name."))
            continue
        before = lines.setdefault(chart.subject, row.line)
        if before != row.line:
            why = f"This row is about the same patient as line {before}; that one counts."
            skipped.append(Skipped(f"line {row.line}", why))
            continue
        charts.append(chart)
        skipped.extend(row.skipped)
    parsed = ParsedFile(name, FileKind.CSV, FileStatus.IMPORTED, charts=tuple(charts), skipped=tuple(skipped))
    return finished(parsed, empty_reason=missing or _NO_ROWS)


def _doubtful_dates(table: CsvTable, mapping: Mapping[int, CsvField]) -> Iterator[Skipped]:
    """Yield a warning for a column of birth dates in which some have the day first for sure."""
    for index, name in mapping.items():
        if name is not CsvField.BIRTH_DATE or index >= len(table.headers):
            continue
        said = [reads_either_way(row.cells[index]) for row in table.rows]
        doubtful = sum(map(bool, said))
        if None in said and doubtful:
            others = (
                "One other can be read either way and was"
                if doubtful == 1
                else (f"{doubtful:,} others can be read either way and were")
            )
            yield Skipped(
                table.headers[index] or f"column {index + 1}",
                f"Some dates of birth have the day first, as 31/12/1950. {others} read with the month first; "
                "check them.",
            )


def map_guessed(table: CsvTable, *, step: Callable[[], None]) -> ParsedFile:
    """Return the patients of a table whose columns are guessed from its headers."""
    return map_panel(table, suggest_mapping(table.headers), name=table.name, step=step)


def _row(record: CsvRow, mapping: Mapping[int, CsvField]) -> _Row:
    cells: dict[CsvField, list[str]] = {}
    for index, name in sorted(mapping.items()):
        if 0 <= index < len(record.cells) and record.cells[index]:
            cells.setdefault(name, []).append(record.cells[index])
    return _Row(record.line, cells)


def _chart(row: _Row) -> ImportedChart | None:
    patient = _patient(row)
    if patient is None:
        return None
    subject = _subject(patient)
    return ImportedChart(
        subject,
        patient,
        conditions=tuple(_conditions(row, subject)),
        medications=tuple(_medications(row, subject)),
        allergies=tuple(_allergies(row, subject)),
        care_team=tuple(_team(row, subject)),
        coverages=tuple(_coverages(row, subject)),
    )


def _patient(row: _Row) -> Patient | None:
    family, given = row.one(CsvField.FAMILY), row.one(CsvField.GIVEN)
    if not family and row.one(CsvField.FULL_NAME):
        family, whole_given = split_name(row.one(CsvField.FULL_NAME))
        given = given or whole_given
    if not family and not given:
        return None
    birth, death = row.date(CsvField.BIRTH_DATE), row.date(CsvField.DEATH_DATE)
    spoken = row.one(CsvField.LANGUAGE)
    return Patient(
        family=family,
        given=" ".join(part for part in (given, row.one(CsvField.MIDDLE)) if part),
        birth_date=birth.whole() if birth else None,
        sex=read_sex(row.one(CsvField.SEX)),
        preferred_name=row.one(CsvField.PREFERRED_NAME),
        suffix=row.one(CsvField.SUFFIX),
        pronouns=row.one(CsvField.PRONOUNS),
        language=language_name(spoken) or spoken,
        interpreter="needed" if row.one(CsvField.INTERPRETER).lower() in _YES else "",
        best_time=row.one(CsvField.BEST_TIME),
        identifiers=tuple(_identifiers(row)),
        telecoms=tuple(_telecoms(row)),
        addresses=tuple(_addresses(row)),
        deceased=death is not None,
        deceased_on=death.whole() if death else None,
        note="\n".join(row.all(CsvField.NOTE)),
    )


def _identifiers(row: _Row) -> Iterator[Identifier]:
    if row.one(CsvField.MRN):
        yield Identifier("", row.one(CsvField.MRN), "MR")
    mbi = row.one(CsvField.MBI).replace("-", "").upper()
    if mbi:
        yield Identifier(MEDICARE_ID, mbi, "MBI")


def _telecoms(row: _Row) -> Iterator[Telecom]:
    seen: set[str] = set()
    for name, use in _PHONES:
        for value in row.all(name):
            if value not in seen:
                seen.add(value)
                yield Telecom("phone", value, use)
    if row.one(CsvField.EMAIL):
        yield Telecom("email", row.one(CsvField.EMAIL))


def _addresses(row: _Row) -> Iterator[Address]:
    lines = [*row.one(CsvField.ADDRESS).splitlines(), row.one(CsvField.ADDRESS_MORE)]
    address = Address(
        lines=tuple(line.strip() for line in lines if line.strip()),
        city=row.one(CsvField.CITY),
        state=row.one(CsvField.STATE),
        postal_code=row.one(CsvField.POSTAL_CODE),
        use="home",
    )
    if address.lines or address.city or address.postal_code:
        yield address


def _subject(patient: Patient) -> SourceKey:
    """Return the key of a row: its record number, else its Medicare number, else name and birth date."""
    for identifier in patient.identifiers:
        return SourceKey(CSV, f"{identifier.kind}/{identifier.value}")
    born = patient.birth_date.isoformat() if patient.birth_date else ""
    said = f"{patient.family}|{patient.given}|{born}".casefold()
    return SourceKey(CSV, f"sha256-{hashlib.sha256(said.encode('utf-8', 'replace')).hexdigest()[:24]}")


def _key(subject: SourceKey, kind: str, said: str) -> SourceKey:
    return SourceKey(CSV, f"{subject.id}/{kind}/{said.casefold()}")


def _conditions(row: _Row, subject: SourceKey) -> Iterator[Sourced[Condition]]:
    seen: set[SourceKey] = set()
    for cell in row.all(CsvField.CONDITIONS):
        for problem in read_problems(cell):
            key = _key(subject, "condition", problem.code or problem.name)
            if key not in seen and problem.name.lower() not in _NONE:
                seen.add(key)
                name = "" if problem.name == problem.code else problem.name
                held = (Coding(ICD10CM, problem.code, name),) if problem.code else ()
                yield Sourced(key, Condition(problem.name, held))


def _medications(row: _Row, subject: SourceKey) -> Iterator[Sourced[Medication]]:
    items = (item for cell in row.all(CsvField.MEDICATIONS) for item in read_list(cell, commas=False))
    for item in dict.fromkeys(items):
        if item.lower() not in _NONE:
            yield Sourced(_key(subject, "medication", item), Medication(item))


def _allergies(row: _Row, subject: SourceKey) -> Iterator[Sourced[Allergy]]:
    items = (item for cell in row.all(CsvField.ALLERGIES) for item in read_list(cell, commas=True))
    for item in dict.fromkeys(items):
        if item.lower() not in _NONE:
            name = "No known allergies" if item.lower() in _NO_ALLERGIES else item
            yield Sourced(_key(subject, "allergy", name), Allergy(name))


def _team(row: _Row, subject: SourceKey) -> Iterator[Sourced[CareTeamMember]]:
    people = (
        CareTeamMember(row.one(CsvField.NURSE), "Care manager"),
        CareTeamMember(row.one(CsvField.PRACTITIONER), "Primary care"),
        CareTeamMember(row.one(CsvField.CONTACT), "Contact", phone=row.one(CsvField.CONTACT_PHONE)),
    )
    for person in people:
        if person.name:
            yield Sourced(_key(subject, "member", f"{person.role}/{person.name}"), person)


def _coverages(row: _Row, subject: SourceKey) -> Iterator[Sourced[Coverage]]:
    payer = row.one(CsvField.PAYER)
    if payer:
        member = row.one(CsvField.MEMBER_ID)
        coverage = Coverage(payer, row.one(CsvField.PLAN), member)
        yield Sourced(_key(subject, "coverage", payer), coverage)
