"""Read FHIR R4 files of one import together: every reference may lead into another of the files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ccmdesk.domain.chart import Patient
from ccmdesk.domain.imports import (
    FACT_FIELDS,
    FileKind,
    FileStatus,
    ImportedChart,
    ParsedFile,
    Skipped,
    Sourced,
    SourceKey,
)
from ccmdesk.importers.fhir_apart import told_apart
from ccmdesk.importers.fhir_authors import Authors
from ccmdesk.importers.fhir_bundle import Document, Entry, Index, key_of
from ccmdesk.importers.fhir_facts import (
    map_allergy,
    map_condition,
    map_encounter,
    map_goal,
    map_procedure,
)
from ccmdesk.importers.fhir_look import Left, Look
from ccmdesk.importers.fhir_medication import map_medication
from ccmdesk.importers.fhir_observation import map_observation
from ccmdesk.importers.fhir_patient import contacts, map_coverage, map_patient, map_related
from ccmdesk.importers.fhir_pick import obj, text
from ccmdesk.importers.fhir_team import general_practitioners, merged, team_members
from ccmdesk.importers.outcome import finished

_Mapper = Callable[[Look], Any]

_MAPPERS: dict[str, tuple[str, str, _Mapper]] = {
    "Condition": ("conditions", "subject", map_condition),
    "MedicationRequest": ("medications", "subject", map_medication),
    "MedicationOrder": ("medications", "patient", map_medication),
    "MedicationStatement": ("medications", "subject", map_medication),
    "AllergyIntolerance": ("allergies", "patient", map_allergy),
    "Observation": ("observations", "subject", map_observation),
    "RelatedPerson": ("care_team", "patient", map_related),
    "Goal": ("goals", "subject", map_goal),
    "Encounter": ("encounters", "subject", map_encounter),
    "Procedure": ("procedures", "subject", map_procedure),
    "Coverage": ("coverages", "beneficiary", map_coverage),
}
_SUPPORTING = {
    "Bundle", "HealthcareService", "Location", "Medication", "Organization", "Practitioner",
    "PractitionerRole", "Provenance",
}  # fmt: skip
_TEAM_ENDED = ("inactive", "entered-in-error", "proposed")
_HOLDERS = {"CarePlan", "CareTeam", "DiagnosticReport", "EpisodeOfCare", "Composition", "List"}
"""Kinds whose contained resources are facts; in others they only say who pays a claim and the like."""
_NO_FHIR = "The file is readable JSON, but holds no FHIR resource."
_NO_FACTS = "The file is readable FHIR, but holds no patient and nothing for a chart."


@dataclass(slots=True)
class _Draft:
    """Collect what one file says about one person."""

    patient: Patient | None = None
    facts: dict[str, list[Sourced[Any]]] = field(default_factory=lambda: {name: [] for name in FACT_FIELDS})
    members: dict[SourceKey, int] = field(default_factory=dict)

    def add_member(self, sourced: Sourced[Any]) -> None:
        """Add a member of the care team, or the roles of one who is there already."""
        team = self.facts["care_team"]
        place = self.members.setdefault(sourced.key, len(team))
        if place == len(team):
            team.append(sourced)
        else:
            team[place] = replace(team[place], value=merged(team[place].value, sourced.value))


@dataclass(slots=True)
class _Mapping:
    """Map the entries of one file, collecting charts, and what was left out."""

    document: Document
    number: int
    index: Index
    authors: Authors
    drafts: dict[SourceKey, _Draft] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    unkept: dict[str, int] = field(default_factory=dict)
    seen: set[SourceKey] = field(default_factory=set)

    def map(self, entry: Entry) -> None:
        """Map one entry to a fact, or say why not."""
        if entry.parent is not None and entry.parent.kind not in _HOLDERS:
            return
        look = Look(entry, self.number, self.index)
        if entry.kind == "Patient":
            self._patient(look)
        elif entry.kind == "CareTeam":
            self._team(look)
        elif entry.kind in _MAPPERS:
            self._fact(look)
        elif entry.kind not in _SUPPORTING:
            self.unkept[entry.kind] = self.unkept.get(entry.kind, 0) + 1
        self.skipped.extend(Skipped(entry.where, fault) for fault in look.faults)

    def _draft(self, subject: SourceKey) -> _Draft:
        return self.drafts.setdefault(subject, _Draft())

    def _skip(self, entry: Entry, left: Left) -> None:
        self.skipped.append(Skipped(entry.where, left.why, left.fault))

    def _again(self, entry: Entry) -> bool:
        if entry.key in self.seen:
            self._skip(entry, Left("The file holds this entry twice; the first counts.", fault=False))
            return True
        self.seen.add(entry.key)
        return False

    def _patient(self, look: Look) -> None:
        entry = look.entry
        if self._again(entry):
            return
        made = map_patient(look)
        if isinstance(made, Left):
            self._skip(entry, made)
            return
        draft = self._draft(entry.key)
        draft.patient = made
        for key, member in general_practitioners(look):
            draft.add_member(Sourced(key, member))
        for member in contacts(entry.body):
            key = SourceKey(entry.key.system, f"{entry.key.id}#contact:{member.name}")
            draft.add_member(Sourced(key, member))

    def _team(self, look: Look) -> None:
        entry = look.entry
        if text(entry.body.get("status")) in _TEAM_ENDED:
            self._skip(entry, Left("This care team is not active any more.", fault=False))
            return
        subject = self._subject(look, "subject")
        if isinstance(subject, Left):
            self._skip(entry, subject)
            return
        author = self.authors.of(look)
        for key, member in team_members(look):
            self._draft(subject).add_member(Sourced(key, member, author))

    def _fact(self, look: Look) -> None:
        entry = look.entry
        name, subject_name, mapper = _MAPPERS[entry.kind]
        if self._again(entry):
            return
        subject = self._subject(look, subject_name)
        made = subject if isinstance(subject, Left) else mapper(look)
        if isinstance(made, Left) or isinstance(subject, Left):
            self._skip(entry, made)
            return
        sourced = Sourced(entry.key, made, self.authors.of(look))
        if name == "care_team":
            self._draft(subject).add_member(sourced)
        else:
            self._draft(subject).facts[name].append(sourced)

    def _subject(self, look: Look, name: str) -> SourceKey | Left:
        entry = look.entry
        reference = entry.body.get(name) or entry.body.get("subject") or entry.body.get("patient")
        if not obj(reference) and entry.parent is not None:
            reference = entry.parent.body.get("subject") or entry.parent.body.get("patient")
        found = look.find(reference)
        if found is not None:
            return found.key if found.kind == "Patient" else _other_subject(found.kind)
        key = key_of(reference, entry)
        if key is None:
            return Left("This entry does not say which patient it is about.")
        return key if key.id.startswith("Patient") else _other_subject(key.id.partition("/")[0])

    def outcome(self) -> ParsedFile:
        """Return the outcome of the file."""
        charts = tuple(
            ImportedChart(
                subject,
                draft.patient,
                **{name: tuple(found) for name, found in draft.facts.items()},
            )
            for subject, draft in self.drafts.items()
            if draft.patient is not None or any(draft.facts.values())
        )
        unkept = (
            Skipped(kind, f"{kind}: {count:,} {_entries(count)}; the chart does not keep this kind.", False)
            for kind, count in sorted(self.unkept.items())
        )
        parsed = ParsedFile(
            self.document.name,
            FileKind.FHIR,
            FileStatus.IMPORTED,
            written=self.document.written,
            charts=charts,
            skipped=(*self.document.skipped, *self.skipped, *unkept),
        )
        return finished(parsed, empty_reason=_NO_FACTS if self.document.entries else _NO_FHIR)


def _entries(count: int) -> str:
    return "entry" if count == 1 else "entries"


def _other_subject(kind: str) -> Left:
    return Left(f"This entry is about a {kind}, not about a patient.", fault=False)


def map_documents(documents: Sequence[Document], *, step: Callable[[], None]) -> Iterator[ParsedFile]:
    """Yield the outcome of each FHIR file, references resolved across all; `step` is called per entry."""
    documents = told_apart(documents)
    index = Index(documents)
    authors = Authors(documents, index)
    for number, document in enumerate(documents):
        mapping = _Mapping(document, number, index, authors)
        for entry in document.entries:
            step()
            mapping.map(entry)
        yield mapping.outcome()
