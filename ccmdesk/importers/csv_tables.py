"""Recognise tables as Synthea and similar exporters name them, so that a folder imports as one set.

The tables know each other by the `PATIENT` column: its value is the id of the source key, whose system
is `csv`. Any other table is taken for a panel of patients.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ccmdesk.domain.chart import Patient
from ccmdesk.domain.imports import (
    FileKind,
    FileStatus,
    ImportedChart,
    ParsedFile,
    Skipped,
    Sourced,
    SourceKey,
)
from ccmdesk.importers.csv_fields import normal_header
from ccmdesk.importers.csv_panel import CSV, map_guessed
from ccmdesk.importers.csv_rows import (
    Record,
    allergy_of,
    condition_of,
    encounter_of,
    medication_of,
    observation_of,
    patient_of,
    procedure_of,
)
from ccmdesk.importers.csv_table import CsvRow, CsvTable
from ccmdesk.importers.outcome import finished

_Facts = dict[SourceKey, dict[SourceKey, Sourced[Any]]]
_NOTHING = "The table is readable, but holds nothing for a chart."


@dataclass(frozen=True, slots=True)
class _Kind:
    """Say by which columns a kind of table is known, and what its rows become."""

    name: str
    needs: frozenset[str]
    without: frozenset[str]
    target: str = ""
    make: Callable[[Record], Any] | None = None


def _kind(name: str, needs: str, without: str = "", target: str = "", make: Any = None) -> _Kind:
    return _Kind(name, frozenset(needs.split()), frozenset(without.split()), target, make)


_CODED = "patient encounter code description"
_KINDS = (
    _kind("patients", "id birthdate first last gender", "patient", "patient", patient_of),
    _kind("observations", "date patient code description value units", "", "observations", observation_of),
    _kind("encounters", "id start patient encounterclass", "", "encounters", encounter_of),
    _kind("medications", f"start stop {_CODED} dispenses", "", "medications", medication_of),
    _kind("allergies", f"start {_CODED} reaction1", "", "allergies", allergy_of),
    _kind("careplans", f"id start stop {_CODED} reasoncode", "basecost"),
    _kind("procedures", f"{_CODED} basecost reasoncode", "dispenses", "procedures", procedure_of),
    _kind("immunizations", f"date {_CODED} basecost", "reasoncode"),
    _kind("conditions", f"start stop {_CODED}", "basecost id type", "conditions", condition_of),
    _kind("providers", "id organization name", "patient"),
    _kind("payers", "id name amountcovered", "patient"),
    _kind("organizations", "id name address city revenue", "patient"),
)
_SUPPORTING = ("providers", "organizations", "payers")


def map_tables(tables: Sequence[CsvTable], *, step: Callable[[], None]) -> Iterator[ParsedFile]:
    """Yield the outcome of each table; ids of providers and organizations resolve across all of them."""
    kinds = [_recognised(table) for table in tables]
    names: dict[str, str] = {}
    for table, kind in zip(tables, kinds, strict=True):
        if kind is not None and kind.name in _SUPPORTING:
            for record in _records(table, {}):
                names.setdefault(record.say("id"), record.say("name"))
    for table, kind in zip(tables, kinds, strict=True):
        yield map_guessed(table, step=step) if kind is None else _mapped(table, kind, names, step)


def is_panel(table: CsvTable) -> bool:
    """Tell whether a table is taken for a panel of patients, not for one of a known exporter."""
    return _recognised(table) is None


def _recognised(table: CsvTable) -> _Kind | None:
    columns = {normal_header(header) for header in table.headers}
    fitting = [kind for kind in _KINDS if kind.needs <= columns and not kind.without & columns]
    if fitting and fitting[0].name == "conditions" and "allerg" in table.name.lower():
        return next(kind for kind in _KINDS if kind.name == "allergies")
    return fitting[0] if fitting else None


def _records(table: CsvTable, names: Mapping[str, str]) -> Iterator[Record]:
    columns = [normal_header(header) for header in table.headers]

    def record(row: CsvRow) -> Record:
        return Record(row.line, dict(zip(reversed(columns), reversed(row.cells), strict=True)), names)

    return map(record, table.rows)


def _mapped(table: CsvTable, kind: _Kind, names: Mapping[str, str], step: Callable[[], None]) -> ParsedFile:
    skipped = list(table.problems)
    patients: dict[SourceKey, Patient] = {}
    facts: _Facts = {}
    if kind.make is None:
        skipped.extend(_not_kept(table, kind))
    else:
        for record in _records(table, names):
            step()
            skipped.extend(_add(record, kind, patients, facts))
    return _outcome(table, kind, [*_patient_charts(patients), *_fact_charts(facts, kind)], skipped)


def _add(
    record: Record,
    kind: _Kind,
    patients: dict[SourceKey, Patient],
    facts: _Facts,
) -> list[Skipped]:
    place = f"line {record.line}"
    owner = record.say("id") if kind.target == "patient" else record.say("patient")
    if not owner:
        return [Skipped(place, "This row does not say which patient it is about.")]
    made = kind.make(record) if kind.make is not None else None
    subject = SourceKey(CSV, owner)
    if made is None or getattr(made, "name", "-") == "":
        why = "This row has no name." if kind.target != "observations" else "This row has no value."
        return [Skipped(place, why), *record.skipped]
    if isinstance(made, Patient):
        if subject in patients:
            return [Skipped(place, "This row is about a patient of an earlier row; that one counts.")]
        patients[subject] = made
        return record.skipped
    key = _fact_key(record, kind, owner)
    held = facts.setdefault(subject, {})
    if key in held:
        return [Skipped(place, "This row says the same as an earlier one.", fault=False)]
    held[key] = Sourced(key, made)
    return record.skipped


def _fact_key(record: Record, kind: _Kind, owner: str) -> SourceKey:
    if record.say("id"):
        return SourceKey(CSV, f"{kind.name}/{record.say('id')}")
    said = "/".join(record.say(each) for each in ("start", "date", "code", "value") if record.say(each))
    return SourceKey(CSV, f"{owner}/{kind.name}/{said}")


def _not_kept(table: CsvTable, kind: _Kind) -> Iterator[Skipped]:
    if kind.name not in _SUPPORTING and table.rows:
        count = f"{len(table.rows):,} {'row' if len(table.rows) == 1 else 'rows'}"
        yield Skipped(kind.name, f"{kind.name}: {count}; the chart does not keep this kind.", False)


def _patient_charts(patients: Mapping[SourceKey, Patient]) -> Iterator[ImportedChart]:
    return (ImportedChart(subject, patient) for subject, patient in patients.items())


def _fact_charts(facts: _Facts, kind: _Kind) -> Iterator[ImportedChart]:
    for subject, held in facts.items():
        kept: dict[str, Any] = {kind.target: tuple(held.values())}
        yield ImportedChart(subject, None, **kept)


def _outcome(
    table: CsvTable, kind: _Kind, charts: Sequence[ImportedChart], skipped: Sequence[Skipped]
) -> ParsedFile:
    reason = _NOTHING
    if kind.name in _SUPPORTING:
        reason = f"This is a table of {kind.name}; their names were used for the other tables."
    parsed = ParsedFile(
        table.name, FileKind.CSV, FileStatus.IMPORTED, charts=tuple(charts), skipped=tuple(skipped)
    )
    return finished(parsed, empty_reason=reason)
