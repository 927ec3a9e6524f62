"""What importers make of files: facts with their sources, and everything that was left out and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from ccmdesk.domain.chart import (
    Allergy,
    CareTeamMember,
    Condition,
    Coverage,
    Encounter,
    Medication,
    Observation,
    Patient,
    Procedure,
    RecordedGoal,
)
from ccmdesk.domain.dates import PartialDate

T_co = TypeVar("T_co", covariant=True)

Progress = Callable[[int, int], None]
"""Told (done, total) now and then; it raises Cancelled to stop the work."""


def no_progress(done: int, total: int) -> None:
    """Ignore progress."""


class FileKind(StrEnum):
    """Name the kinds of file that can be imported."""

    FHIR = "fhir"
    CCDA = "ccda"
    CSV = "csv"
    UNKNOWN = "unknown"


class FileStatus(StrEnum):
    """Name how a file ended: partial = readable, but without chart facts or with some left out."""

    IMPORTED = "imported"
    PARTIAL = "partial"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class InputFile:
    """Hold the name (last path part or path as given) and bytes of a file to read."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class SourceKey:
    """Name a thing in the system it came from, so that a second import finds it again."""

    system: str
    id: str


@dataclass(frozen=True, slots=True)
class Sourced(Generic[T_co]):
    """Hold an imported value with its source key and author where given."""

    key: SourceKey
    value: T_co
    author: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Say what was left out: `where` a place in the file, `why` a plain sentence.

    `fault` is false for kinds of entry that the chart does not keep (claims, devices), true for an
    entry that should have been kept and could not be read.
    """

    where: str
    why: str
    fault: bool = True


@dataclass(frozen=True, slots=True)
class ImportedChart:
    """Hold what one file says about one person; `patient` is None when another file has to say who it is."""

    subject: SourceKey
    patient: Patient | None = None
    conditions: tuple[Sourced[Condition], ...] = ()
    medications: tuple[Sourced[Medication], ...] = ()
    allergies: tuple[Sourced[Allergy], ...] = ()
    observations: tuple[Sourced[Observation], ...] = ()
    care_team: tuple[Sourced[CareTeamMember], ...] = ()
    goals: tuple[Sourced[RecordedGoal], ...] = ()
    encounters: tuple[Sourced[Encounter], ...] = ()
    procedures: tuple[Sourced[Procedure], ...] = ()
    coverages: tuple[Sourced[Coverage], ...] = ()


FACT_FIELDS = (
    "conditions",
    "medications",
    "allergies",
    "observations",
    "care_team",
    "goals",
    "encounters",
    "procedures",
    "coverages",
)


class FileOutcome(NamedTuple):
    """Hold how one file of an import ended; `reason` is empty when it was read in full."""

    name: str
    status: FileStatus
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """Hold the outcome of reading one file; a rejected file has a reason and nothing else."""

    name: str
    kind: FileKind
    status: FileStatus
    reason: str = ""
    written: PartialDate | None = None
    charts: tuple[ImportedChart, ...] = ()
    skipped: tuple[Skipped, ...] = ()

    def outcome(self) -> FileOutcome:
        """Return how the file ended."""
        return FileOutcome(self.name, self.status, self.reason)

    def counts(self) -> dict[str, int]:
        """Return how many patients and facts of each kind the file holds."""
        counts = {"patients": sum(chart.patient is not None for chart in self.charts)}
        for name in FACT_FIELDS:
            counts[name] = sum(len(getattr(chart, name)) for chart in self.charts)
        return counts


def rejected(name: str, kind: FileKind, *, reason: str) -> ParsedFile:
    """Return the outcome of a file that is unreadable or hostile."""
    return ParsedFile(name, kind, FileStatus.REJECTED, reason)


def settled(parsed: ParsedFile, *, empty_reason: str) -> ParsedFile:
    """Return a readable file's outcome with its status set from what it holds.

    A file without a patient or a fact is partial with the given reason; one with left-out entries is
    partial with their number, when that was a fault of the entry; any other is imported.
    """
    if not any(parsed.counts().values()):
        return replace(parsed, status=FileStatus.PARTIAL, reason=parsed.reason or empty_reason)
    faults = sum(skipped.fault for skipped in parsed.skipped)
    if faults:
        reason = parsed.reason or _left_out(faults)
        return replace(parsed, status=FileStatus.PARTIAL, reason=reason)
    return replace(parsed, status=FileStatus.IMPORTED)


def _left_out(number: int) -> str:
    return "One entry was left out." if number == 1 else f"{number} entries were left out."
