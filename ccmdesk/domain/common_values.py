"""The readings that a nurse enters by hand: their codes, units and what a number can plausibly be."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ccmdesk.domain.chart import LOINC, Coding, Component, Observation, ObservationCategory, code_of

_VITAL, _LAB, _SURVEY = (
    ObservationCategory.VITAL,
    ObservationCategory.LABORATORY,
    ObservationCategory.SURVEY,
)


@dataclass(frozen=True, slots=True)
class ValueUnit:
    """Hold a UCUM unit and the bounds outside which a number is a slip of the hand."""

    ucum: str
    least: Decimal
    most: Decimal


@dataclass(frozen=True, slots=True)
class CommonValue:
    """Hold one kind of reading; `also` are further LOINC codes that mean the same kind.

    The first unit is the one offered. `parts` name the two numbers of a pair such as a blood pressure.
    """

    key: str
    name: str
    loinc: str
    category: ObservationCategory
    units: tuple[ValueUnit, ...]
    also: tuple[str, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()


def _unit(ucum: str, least: str, most: str) -> ValueUnit:
    return ValueUnit(ucum, Decimal(least), Decimal(most))


COMMON_VALUES: tuple[CommonValue, ...] = (
    CommonValue(
        "weight",
        "Weight",
        "29463-7",
        _VITAL,
        (_unit("[lb_av]", "40", "1000"), _unit("kg", "18", "450")),
        also=("3141-9", "3142-7", "8335-2"),
    ),
    CommonValue(
        "pressure",
        "Blood pressure",
        "85354-9",
        _VITAL,
        (_unit("mm[Hg]", "20", "300"),),
        also=("55284-4",),
        parts=(("Systolic blood pressure", "8480-6"), ("Diastolic blood pressure", "8462-4")),
    ),
    CommonValue("pulse", "Pulse", "8867-4", _VITAL, (_unit("/min", "20", "250"),), also=("8893-0",)),
    CommonValue(
        "glucose",
        "Glucose",
        "2345-7",
        _LAB,
        (_unit("mg/dL", "10", "1500"), _unit("mmol/L", "0.5", "80")),
        also=("2339-0", "41653-7", "2340-8", "1558-6", "14743-9", "15074-8"),
    ),
    CommonValue("a1c", "A1c", "4548-4", _LAB, (_unit("%", "3", "20"),), also=("17856-6", "59261-8")),
    CommonValue(
        "egfr",
        "eGFR",
        "98979-8",
        _LAB,
        (_unit("mL/min/{1.73_m2}", "1", "200"),),
        also=("33914-3", "48642-3", "48643-1", "62238-1", "69405-9", "77147-7", "88293-6", "88294-4"),
    ),
    CommonValue(
        "potassium", "Potassium", "2823-3", _LAB, (_unit("mmol/L", "1", "10"),), also=("6298-4", "77142-8")
    ),
    CommonValue(
        "ldl", "LDL", "13457-7", _LAB, (_unit("mg/dL", "5", "800"),), also=("2089-1", "18262-6", "39469-2")
    ),
    CommonValue("phq9", "PHQ-9", "44261-6", _SURVEY, (_unit("{score}", "0", "27"),)),
    CommonValue(
        "creatinine", "Creatinine", "2160-0", _LAB, (_unit("mg/dL", "0.1", "25"),), also=("38483-4",)
    ),
    CommonValue(
        "saturation",
        "Oxygen saturation",
        "59408-5",
        _VITAL,
        (_unit("%", "40", "100"),),
        also=("2708-6", "20564-1"),
    ),
    CommonValue(
        "temperature",
        "Temperature",
        "8310-5",
        _VITAL,
        (_unit("[degF]", "85", "112"), _unit("Cel", "29", "45")),
        also=("8331-1", "8329-5"),
    ),
)
"""The kinds offered in the form, those shown first at the top."""

_BY_CODE = {code: value for value in COMMON_VALUES for code in (value.loinc, *value.also)}
_BY_KEY = {value.key: value for value in COMMON_VALUES}


def common_value(key: str) -> CommonValue | None:
    """Return the kind with a key, or None."""
    return _BY_KEY.get(key)


def common_kind(reading: Observation) -> CommonValue | None:
    """Return the common kind that a reading belongs to by its LOINC code, or None."""
    return _BY_CODE.get(code_of(reading.codings, LOINC))


def new_reading(kind: CommonValue, numbers: tuple[Decimal, ...], *, unit: str) -> Observation:
    """Return an observation of a kind, without its date; a pair becomes two components.

    Raises ValueError when there are more or fewer numbers than the kind has, or one lies outside the bounds.
    """
    bounds = next((known for known in kind.units if known.ucum == unit), None)
    if bounds is None or len(numbers) != max(len(kind.parts), 1):
        raise ValueError("wrong unit or number of values")
    if not all(bounds.least <= number <= bounds.most for number in numbers):
        raise ValueError("out of bounds")
    codings = (Coding(LOINC, kind.loinc, kind.name),)
    if not kind.parts:
        return Observation(kind.name, codings, kind.category, value=numbers[0], unit=unit)
    components = tuple(
        Component(name, Coding(LOINC, code, name), value=number, unit=unit)
        for (name, code), number in zip(kind.parts, numbers, strict=True)
    )
    return Observation(kind.name, codings, kind.category, components=components)
