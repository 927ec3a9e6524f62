"""Tell whether an imported fact says what a chart already says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ccmdesk.domain.chart import (
    ICD10CM,
    LOINC,
    RXNORM,
    SNOMED,
    Allergy,
    CareTeamMember,
    Coding,
    Condition,
    Encounter,
    Fact,
    FactStatus,
    Medication,
    Observation,
    Procedure,
    RecordedGoal,
)
from ccmdesk.domain.dates import PartialDate
from ccmdesk.domain.words import folded

Key = tuple[object, ...]

_CODES = (ICD10CM, SNOMED, RXNORM, LOINC)


class KnownFacts:
    """Find facts that say the same as another, among those added so far."""

    def __init__(self) -> None:
        self._by_key: dict[Key, list[Fact]] = {}

    def add(self, fact: Fact) -> None:
        """Add a fact to those that are known."""
        for key in content_keys(fact):
            self._by_key.setdefault(key, []).append(fact)

    def __contains__(self, fact: Fact) -> bool:
        """Tell whether a known fact says the same."""
        return any(
            says_the_same(fact, other) for key in content_keys(fact) for other in self._by_key.get(key, ())
        )


def content_keys(fact: Fact) -> tuple[Key, ...]:
    """Return keys of which two facts share at least one when they may say the same."""
    match fact:
        case Condition() | Medication() | Procedure():
            return _named_keys(type(fact).__name__, fact.name, fact.codings)
        case Allergy():
            return _named_keys("Allergy", fact.substance, fact.codings)
        case Observation():
            return tuple(
                (*key, _day(fact.date)) for key in _named_keys("Observation", fact.name, fact.codings)
            )
        case CareTeamMember():
            return (("CareTeamMember", folded(fact.name)),)
        case RecordedGoal():
            return (("RecordedGoal", folded(fact.text)),)
        case Encounter():
            return (("Encounter", _day(fact.start), folded(fact.kind)),)
        case _:
            return (("Coverage", folded(fact.payer), fact.member_id),)


def says_the_same(one: Fact, other: Fact) -> bool:
    """Tell whether two facts with a common key say the same of the patient.

    A current problem, medicine or allergy is the same whatever its start; an ended one only with a start
    that does not contradict; a reading needs the same value at the same time.
    """
    match one, other:
        case (Condition(), Condition()):
            current = FactStatus.ENDED not in (one.status, other.status)
            return current or (one.status is other.status and _agree(one.onset, other.onset))
        case (Medication(), Medication()):
            current = FactStatus.ENDED not in (one.status, other.status)
            return one.status is other.status and (
                (current and _same_dose(one, other)) or _agree(one.start, other.start)
            )
        case (Allergy(), Allergy()):
            return one.status is other.status or FactStatus.UNKNOWN in (one.status, other.status)
        case (Observation(), Observation()):
            return _same_reading(one, other)
        case (Procedure(), Procedure()):
            return one.date == other.date
        case (CareTeamMember(), CareTeamMember()):
            return not one.role or not other.role or folded(one.role) == folded(other.role)
        case _:
            return type(one) is type(other)


def alike(one: Fact, other: Fact) -> bool:
    """Tell whether two facts are about the same thing, whatever they say of it."""
    return not set(content_keys(one)).isdisjoint(content_keys(other))


def _named_keys(kind: str, name: str, codings: tuple[Coding, ...]) -> tuple[Key, ...]:
    coded: Iterable[Key] = ((kind, c.system, c.code) for c in codings if c.system in _CODES)
    return (*coded, (kind, "name", folded(name).strip()))


def _same_dose(one: Medication, other: Medication) -> bool:
    return not one.dose or not other.dose or folded(one.dose) == folded(other.dose)


def _same_reading(one: Observation, other: Observation) -> bool:
    if one.at is not None and other.at is not None and one.at != other.at:
        return False
    return (one.value, one.text, _values(one)) == (other.value, other.text, _values(other))


def _values(reading: Observation) -> tuple[object, ...]:
    return tuple(sorted(str(part.value) + part.text for part in reading.components))


def _agree(one: PartialDate | None, other: PartialDate | None) -> bool:
    if one is None or other is None:
        return True
    shorter, longer = sorted((one.iso(), other.iso()), key=len)
    return longer.startswith(shorter)


def _day(day: PartialDate | None) -> date | str:
    return "" if day is None else day.iso()
