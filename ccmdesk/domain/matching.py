"""Decide whether an imported person is one who is already known: same, perhaps, or new."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum

from ccmdesk.domain.chart import Identifier, Patient, Sex
from ccmdesk.domain.words import folded

_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "md", "phd"})
_ALIKE = 0.82
"""Ratio of common letters from which two names are taken for spellings of one."""


_UNIQUE = frozenset({"SSN", "SS", "MBI", "MB", "MC"})
_OF_A_PERSON = _UNIQUE | {"MR", "PI", "PT"}
"""Kinds of identifier that name one person; others (samples, visits, unnamed ones) prove nothing."""


class MatchKind(StrEnum):
    """Name what matching found: ask means that only a person can tell."""

    NEW = "new"
    SAME = "same"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Known:
    """Hold a known person to compare with; `shares_key` when their source gives both the same key."""

    patient_id: int
    patient: Patient
    shares_key: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """Hold a known person who may be the same, and why."""

    patient_id: int
    patient: Patient
    why: str


@dataclass(frozen=True, slots=True)
class Match:
    """Hold what matching found: the patient when it is the same, the candidates when it must be asked."""

    kind: MatchKind
    patient_id: int | None = None
    candidates: tuple[Candidate, ...] = ()


def match(person: Patient, known: Iterable[Known]) -> Match:
    """Compare a person with known ones: by identifiers, then by name, birth date and sex.

    The same identifier or source key with another birth date or another name, and names that are only
    alike, are asked about, never merged silently; so are several known persons who all fit. Where both
    birth date and name are others, an identifier is one that two persons were given: nobody is asked. A
    person may be known by several records with the same id.
    """
    same: dict[int, Known] = {}
    perhaps: dict[int, Candidate] = {}
    for other in known:
        verdict, why = _compare(person, other)
        if verdict is MatchKind.SAME:
            same.setdefault(other.patient_id, other)
        elif verdict is MatchKind.ASK:
            perhaps.setdefault(other.patient_id, Candidate(other.patient_id, other.patient, why))
    if len(same) == 1:
        return Match(MatchKind.SAME, next(iter(same)))
    if same:
        several = (Candidate(s.patient_id, s.patient, "several patients fit") for s in same.values())
        return Match(MatchKind.ASK, None, tuple(several))
    if perhaps:
        return Match(MatchKind.ASK, None, tuple(perhaps.values()))
    return Match(MatchKind.NEW)


def plausible(one: Patient, other: Patient) -> bool:
    """Tell whether two records that share a key of their source can be of one person.

    Vendors leave the sample ids of a standard in their files, so a key alone proves nothing: birth date and
    name must not contradict, and without a birth date the name must be the same. A record without any name
    contradicts none.
    """
    births = _births(one.birth_date, other.birth_date)
    if births in ("close", "other"):
        return False
    if not all(any(_parts(each)) for each in (one, other)):
        return True
    names = _names(one, other)
    return names == "same" or (births == "same" and names == "alike")


def _compare(one: Patient, known: Known) -> tuple[MatchKind, str]:
    other = known.patient
    number = _shared_identifier(one.identifiers, other.identifiers)
    shared = f"record number ({number.kind or 'id'})" if number else "id in its source" * known.shares_key
    births = _births(one.birth_date, other.birth_date)
    names = _names(one, other)
    sexes = one.sex is other.sex or Sex.UNKNOWN in (one.sex, other.sex)
    if shared:
        if births == "same" and names != "other":
            return MatchKind.SAME, ""
        if births == "other" and names == "other":
            return MatchKind.NEW, ""
        if names == "same" and births == "unknown":
            return MatchKind.SAME, ""
        return MatchKind.ASK, f"same {shared}, other name or birth date"
    if names == "same" and births == "same" and sexes:
        if _contradict(one.identifiers, other.identifiers):
            return MatchKind.ASK, "same name and birth date, other social security or Medicare number"
        return MatchKind.SAME, ""
    return _look_alike(births=births, names=names, sexes=sexes)


def _look_alike(*, births: str, names: str, sexes: bool) -> tuple[MatchKind, str]:
    if names == "same" and births == "same":
        return MatchKind.ASK, "same name and birth date, other sex"
    if names == "alike" and births == "same" and sexes:
        return MatchKind.ASK, "similar name, same birth date"
    if names == "same" and births == "close":
        return MatchKind.ASK, "same name, similar birth date"
    if names == "same" and births == "unknown":
        return MatchKind.ASK, "same name, a birth date is missing"
    return MatchKind.NEW, ""


def _shared_identifier(one: tuple[Identifier, ...], other: tuple[Identifier, ...]) -> Identifier | None:
    theirs = {(i.system, i.value) for i in other if i.kind in _OF_A_PERSON and i.value}
    return next((i for i in one if i.kind in _OF_A_PERSON and (i.system, i.value) in theirs), None)


def _contradict(one: tuple[Identifier, ...], other: tuple[Identifier, ...]) -> bool:
    mine = {i.system: i.value for i in one if i.kind in _UNIQUE}
    return any(i.kind in _UNIQUE and mine.get(i.system, i.value) != i.value for i in other)


def _births(one: date | None, other: date | None) -> str:
    if one is None or other is None:
        return "unknown"
    if one == other:
        return "same"
    parts = ((one.year, other.year), (one.month, other.month), (one.day, other.day))
    equal = sum(a == b for a, b in parts)
    swapped = one.year == other.year and (one.month, one.day) == (other.day, other.month)
    typed = sum(a != b for a, b in zip(one.isoformat(), other.isoformat(), strict=True)) == 1
    return "close" if swapped or (equal == 2 and typed) else "other"


def _names(one: Patient, other: Patient) -> str:
    mine, theirs = _parts(one), _parts(other)
    if mine == theirs:
        return "same"
    (family, given), (their_family, their_given) = mine, theirs
    if not family or not their_family:
        return "other"
    families = (
        _alike(family, their_family) or family in their_family.split() or their_family in family.split()
    )
    givens = _alike(given, their_given) or _short_for(given, their_given) or _short_for(their_given, given)
    crossed = family == their_given and given == their_family
    half = (family == their_family and given[:1] == their_given[:1]) or (given == their_given and bool(given))
    return "alike" if crossed or (families and givens) or half else "other"


def _parts(patient: Patient) -> tuple[str, str]:
    family = [w for w in re.findall(r"\w+", folded(patient.family)) if w not in _SUFFIXES]
    given = re.findall(r"\w+", folded(patient.given))
    return " ".join(family), given[0] if given else ""


def _alike(one: str, other: str) -> bool:
    # the ratio depends on the order, and whether two names are alike must not
    return one == other or SequenceMatcher(None, min(one, other), max(one, other)).ratio() >= _ALIKE


def _short_for(short: str, whole: str) -> bool:
    return len(short) >= 3 and whole.startswith(short)
