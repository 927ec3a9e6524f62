"""Tell the sections of a document apart, and map the entries of those that the chart keeps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ccmdesk.domain.chart import ObservationCategory
from ccmdesk.domain.imports import Skipped
from ccmdesk.importers.ccda_care import coverages, encounters, goals, procedures
from ccmdesk.importers.ccda_entries import Document, Found, Left
from ccmdesk.importers.ccda_medications import medications
from ccmdesk.importers.ccda_people import section_team
from ccmdesk.importers.ccda_problems import PROBLEM_TEMPLATES, allergies, conditions
from ccmdesk.importers.ccda_results import observations
from ccmdesk.importers.ccda_xml import (
    El,
    attr,
    clean,
    has_null_flavor,
    kid,
    kids,
    line_of,
    templates,
    text_of,
)

Mapper = Callable[[El, Document], Iterable[Found[Any] | Left]]


class Kind(NamedTuple):
    """Say which field of the chart a section's entries go to and how they are mapped."""

    field: str
    map: Mapper


class Rule(NamedTuple):
    """Recognise a section by its LOINC codes, its template roots or words of its title."""

    kind: Kind
    codes: tuple[str, ...]
    templates: tuple[str, ...]
    title: str


def _problems(category: str) -> Mapper:
    return lambda entry, document: conditions(entry, document, category=category)


def _medicines(note: str) -> Mapper:
    return lambda entry, document: medications(entry, document, note=note)


def _readings(category: ObservationCategory) -> Mapper:
    return lambda entry, document: observations(entry, document, category=category)


def _concerns(entry: El, document: Document) -> Iterable[Found[Any] | Left]:
    """Yield the problems that a health concern holds; a mere pointer to one is not a problem again."""
    held = [one for one in entry.iter("observation") if templates(one) & PROBLEM_TEMPLATES]
    if not held:
        yield Left("A health concern that holds no problem of its own is not kept.", fault=False)
    for observation in held:
        yield from conditions(observation, document, category="health-concern")


_IG = "2.16.840.1.113883.10.20.22.2"
_OLD = "2.16.840.1.113883.10.20.1"
_RULES = (
    Rule(
        Kind("conditions", _problems("problem-list-item")),
        ("11450-4", "11348-0"),
        (f"{_IG}.5", f"{_IG}.5.1", f"{_OLD}.11", f"{_IG}.20"),
        r"problems?\b|problem list|past medical history|(active|current) problems",
    ),
    Rule(
        Kind("conditions", _problems("encounter-diagnosis")),
        ("46241-6", "11535-2", "29548-5"),
        (f"{_IG}.43", f"{_IG}.24"),
        r"(hospital )?(admission|discharge) diagnos[ei]s|diagnos[ei]s",
    ),
    Rule(
        Kind("medications", _medicines("")),
        ("10160-0",),
        (f"{_IG}.1", f"{_IG}.1.1", f"{_OLD}.8"),
        r"medications?\Z|(history of|current|active) medications?|medication (list|history)",
    ),
    Rule(
        Kind("medications", _medicines("Discharge medicine")),
        ("10183-2", "75311-1"),
        (f"{_IG}.11", f"{_IG}.11.1"),
        r"(hospital )?discharge medications?",
    ),
    Rule(
        Kind("medications", _medicines("Admission medicine")),
        ("42346-7",),
        (f"{_IG}.44",),
        r"(hospital )?admission medications?",
    ),
    Rule(
        Kind("allergies", allergies),
        ("48765-2",),
        (f"{_IG}.6", f"{_IG}.6.1", f"{_OLD}.2"),
        r"allerg|alerts",
    ),
    Rule(
        Kind("observations", _readings(ObservationCategory.LABORATORY)),
        ("30954-2",),
        (f"{_IG}.3", f"{_IG}.3.1", f"{_OLD}.14"),
        r"(lab\w*|diagnostic) results?|results",
    ),
    Rule(
        Kind("observations", _readings(ObservationCategory.VITAL)),
        ("8716-3",),
        (f"{_IG}.4", f"{_IG}.4.1", f"{_OLD}.16"),
        r"vital",
    ),
    Rule(
        Kind("observations", _readings(ObservationCategory.SOCIAL)),
        ("29762-2",),
        (f"{_IG}.17", f"{_OLD}.15"),
        r"social history",
    ),
    Rule(
        Kind("observations", _readings(ObservationCategory.SURVEY)),
        ("47420-5", "10190-7"),
        (f"{_IG}.14", f"{_IG}.56", f"{_OLD}.5"),
        r"(functional|mental|cognitive)\b.*status",
    ),
    Rule(
        Kind("observations", _readings(ObservationCategory.OTHER)),
        ("11383-7",),
        (f"{_IG}.61",),
        r"health status evaluations?|outcomes",
    ),
    Rule(Kind("care_team", section_team), ("85847-2",), (f"{_IG}.500",), r"care team"),
    Rule(Kind("coverages", coverages), ("48768-6",), (f"{_IG}.18", f"{_OLD}.9"), r"payers|insurance"),
    Rule(Kind("goals", goals), ("61146-7",), (f"{_IG}.60",), r"goals?\b"),
    Rule(Kind("conditions", _concerns), ("75310-3",), (f"{_IG}.58",), r"health concerns?"),
    Rule(
        Kind("encounters", encounters),
        ("46240-8",),
        (f"{_IG}.22", f"{_IG}.22.1", f"{_OLD}.3"),
        r"(history of )?encounters?",
    ),
    Rule(
        Kind("procedures", procedures),
        ("47519-4",),
        (f"{_IG}.7", f"{_IG}.7.1", f"{_OLD}.12"),
        r"(history of )?procedures?",
    ),
)
_NOT_KEPT = {
    "11369-6": "immunizations are not kept in the chart",
    "18776-5": "planned items are not kept in the chart",
    "51847-2": "planned items are not kept in the chart",
    "29549-3": "medicines given during a visit are not kept in the chart",
    "46264-8": "devices and supplies are not kept in the chart",
    "10157-6": "family history is not kept in the chart",
    "42348-3": "advance directives are not kept in the chart",
    "62387-6": "interventions are not kept in the chart",
    "69730-0": "instructions are not kept in the chart",
}


def rule_of(section: El) -> Kind | None:
    """Return how a section's entries are mapped, or None for those that the chart does not keep."""
    code = attr(kid(section, "code"), "code")
    for rule in _RULES:
        if code in rule.codes:
            return rule.kind
    if code in _NOT_KEPT:
        return None
    claimed = templates(section)
    for rule in _RULES:
        if claimed.intersection(rule.templates):
            return rule.kind
    if claimed & {f"{_IG}.2", f"{_IG}.2.1", f"{_IG}.10", f"{_IG}.23", f"{_IG}.15", f"{_IG}.38"}:
        return None
    title = text_of(kid(section, "title"))
    return next((rule.kind for rule in _RULES if re.match(rule.title, title, re.IGNORECASE)), None)


@dataclass(slots=True)
class Harvest:
    """Gather what the sections of one document give, by field of the chart, and what was left out."""

    found: dict[str, list[Found[Any]]] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)


def harvest(root: El, document: Document) -> Harvest:
    """Return the facts of all sections of a document, and a reason for each thing left out."""
    gathered = Harvest()
    for section in root.iter("section"):
        kind = rule_of(section)
        if kind is None:
            _leave_section(section, gathered)
        else:
            _read_section(section, kind, document, gathered)
    return gathered


def title_of(section: El) -> str:
    """Return a section's title, or the label of its code, or a word for it."""
    title = text_of(kid(section, "title")) or clean(attr(kid(section, "code"), "displayName"))
    return title[:80] or "Section without a title"


def _leave_section(section: El, gathered: Harvest) -> None:
    number = sum(len(entry) > 0 for entry in kids(section, "entry"))
    if not number:
        return
    why = _NOT_KEPT.get(attr(kid(section, "code"), "code"), "the chart does not keep this kind of section")
    said = "One entry was left out" if number == 1 else f"{number} entries were left out"
    gathered.skipped.append(Skipped(title_of(section), f"{said}: {why}.", fault=False))


def _read_section(section: El, kind: Kind, document: Document, gathered: Harvest) -> None:
    entries = kids(section, "entry")
    if not entries and not has_null_flavor(section) and text_of(kid(section, "text")):
        why = "The section has only text and no coded entries, so nothing was taken from it."
        gathered.skipped.append(Skipped(title_of(section), why, fault=False))
    left: dict[Left, list[str]] = {}
    for number, entry in enumerate(entries, start=1):
        where = f"entry {number} (line {line_of(entry)})"
        acts = [act for act in entry if act.tag not in ("templateId", "text", "realmCode", "typeId")]
        if not acts:
            left.setdefault(Left("The entry is empty.", fault=False), []).append(where)
        for act in acts:
            for item in kind.map(act, document):
                if isinstance(item, Left):
                    left.setdefault(item, []).append(where)
                else:
                    gathered.found.setdefault(kind.field, []).append(item)
    _report(title_of(section), left, gathered)


def _report(title: str, left: dict[Left, list[str]], gathered: Harvest) -> None:
    """Note what was left out: each fault by itself, what is no fault together by its reason."""
    for item, places in left.items():
        if item.fault or len(places) == 1:
            gathered.skipped.extend(
                Skipped(f"{title}, {place}", item.why, fault=item.fault) for place in places
            )
        else:
            where = f"{title}, {len(places)} entries from {places[0]}"
            gathered.skipped.append(Skipped(where, item.why, fault=False))
