"""Pick the latest reading of each kind and say it as people write it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from ccmdesk.domain.chart import LOINC, Component, Observation, ObservationCategory, code_of
from ccmdesk.domain.dates import PartialDate
from ccmdesk.domain.readings import readable_unit, reading_order

_SHOWN = frozenset({ObservationCategory.VITAL, ObservationCategory.LABORATORY})
_WITHDRAWN = frozenset({"entered-in-error", "cancelled"})


@dataclass(frozen=True, slots=True)
class LastValue:
    """Hold the latest reading of one kind, in words: `Weight`, `176.2 lb`, and when it was taken."""

    name: str
    text: str
    on: PartialDate | None = None


def last_values(observations: Iterable[Observation], *, zone: str, limit: int = 12) -> tuple[LastValue, ...]:
    """Return the latest vital sign or laboratory value of each kind, newest first.

    Kinds are told apart by LOINC code, or by name where there is none. Withdrawn readings are left out.
    Of readings at the same time the later one in `observations` counts: they come in order of entry.
    """
    latest: dict[str, tuple[tuple[str, str], LastValue]] = {}
    for reading in observations:
        text = value_text(reading)
        if reading.category not in _SHOWN or reading.status in _WITHDRAWN or not text:
            continue
        moment = reading_order(reading, zone=zone)
        kind = code_of(reading.codings, LOINC) or reading.name.casefold()
        if kind not in latest or moment >= latest[kind][0]:
            latest[kind] = moment, LastValue(reading.name, text, _day(reading, zone))
    newest = sorted(latest.values(), key=lambda found: found[0], reverse=True)
    return tuple(value for _, value in newest[:limit])


def value_text(reading: Observation) -> str:
    """Return a reading's value with its unit: `176.2 lb`, `138/84 mmHg`, `> 60 mL/min`; empty without one."""
    if reading.value is not None:
        return _with_unit(f"{reading.comparator} {_number(reading.value)}".strip(), reading.unit)
    if reading.text:
        return reading.text
    parts = [part for part in reading.components if part.value is not None or part.text]
    if (
        len(parts) > 1
        and len({part.unit for part in parts}) == 1
        and all("tolic" in p.name.casefold() for p in parts)
    ):
        return _with_unit("/".join(_part(part) for part in sorted(parts, key=_diastolic)), parts[0].unit)
    return ", ".join(f"{part.name} {_with_unit(_part(part), part.unit)}" for part in parts)


def _day(reading: Observation, zone: str) -> PartialDate | None:
    if reading.date is not None or reading.at is None:
        return reading.date
    return PartialDate.of(reading.at.astimezone(ZoneInfo(zone)).date())


def _part(part: Component) -> str:
    return part.text if part.value is None else _number(part.value)


def _diastolic(part: Component) -> bool:
    return "dias" in part.name.casefold()


def _number(value: Decimal) -> str:
    return f"{value:f}"


def _with_unit(text: str, unit: str) -> str:
    return f"{text} {readable_unit(unit)}".strip()
