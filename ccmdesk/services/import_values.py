"""What an import would do, as values: persons, the facts planned for them, and what belongs to nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ccmdesk.domain.chart import Fact, Patient
from ccmdesk.domain.dates import PartialDate
from ccmdesk.domain.imports import ImportedChart, ParsedFile, Skipped, Sourced, SourceKey
from ccmdesk.domain.matching import Match, MatchKind
from ccmdesk.models.facts import StoredFact

Answers = Mapping[SourceKey, int | None]
"""What a person answered about look-alikes: the candidate's id, or None for someone new."""

NumberedCharts = list[tuple[int, ImportedChart]]
"""Charts about one subject, each with the number of its file."""

ANYWHERE = frozenset({"fhir", "csv", ""})
"""Source systems whose ids are not unique beyond one export, so that a stored one proves nothing."""


_APART = "\x1f"
"""Stands between a source key's id and a person's number in this import, where several have the key."""


def apart(subject: SourceKey, number: int) -> SourceKey:
    """Return what names in answers the `number`th person who has a key (0: the first, by the key itself)."""
    return SourceKey(subject.system, f"{subject.id}{_APART}{number}") if number else subject


def source_of(subject: SourceKey) -> SourceKey:
    """Return the key that the source gives a subject of an import."""
    return SourceKey(subject.system, subject.id.partition(_APART)[0])


@dataclass(frozen=True, slots=True)
class PlannedFact:
    """Hold a fact to be added (`stored` None) or to replace a stored one, and the file it is from.

    `written` is the day on which the file was written, where it says so.
    """

    fact: Sourced[Fact]
    file: int
    written: PartialDate | None = None
    stored: StoredFact | None = None


@dataclass(slots=True)
class PersonPlan:
    """Gather what an import would do for one person; `number` is the place of her first subject.

    The id of someone met in this import and not stored is `-number - 1`: it depends on the files alone,
    never on answers, so that an answer goes on naming the same person.
    """

    number: int
    subjects: list[SourceKey]
    patient: Patient | None
    match: Match
    charts: NumberedCharts
    stored: Patient | None = None
    filled: Patient | None = None
    differing: tuple[str, ...] = ()
    adds: list[PlannedFact] = field(default_factory=list)
    changes: list[PlannedFact] = field(default_factory=list)
    known: int = 0
    kept_by_hand: int = 0

    @property
    def files(self) -> set[int]:
        """Return the numbers of the files that say something about this person."""
        return {file for file, _ in self.charts}

    @property
    def writes(self) -> bool:
        """Tell whether this person is clear enough to be written."""
        return self.match.kind is not MatchKind.ASK and (
            self.patient is not None or self.match.patient_id is not None
        )


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """Hold the persons of an import in the order of the files."""

    files: tuple[ParsedFile, ...]
    people: tuple[PersonPlan, ...]
    nobody: tuple[Skipped, ...] = ()
