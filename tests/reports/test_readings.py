"""The latest reading of each kind is said as a person would write it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from ccmdesk.domain.chart import LOINC, Coding, Component, Observation, ObservationCategory
from ccmdesk.domain.dates import PartialDate
from ccmdesk.reports.readings import LastValue, last_values, value_text

VITAL = ObservationCategory.VITAL
LABORATORY = ObservationCategory.LABORATORY
ZONE = "America/Denver"


def _pressure(*parts: Component) -> Observation:
    return Observation("Blood pressure", category=VITAL, components=parts)


@pytest.mark.parametrize(
    ("reading", "text"),
    [
        (Observation("Weight", value=Decimal("176.20"), unit="[lb_av]"), "176.20 lb"),
        (
            Observation("eGFR", value=Decimal("6E+1"), unit="mL/min/{1.73_m2}", comparator=">"),
            "> 60 mL/min/1.73 m²",
        ),
        (Observation("Culture", text="no growth"), "no growth"),
        (Observation("Nothing"), ""),
        (
            _pressure(
                Component("Diastolic", value=Decimal(84), unit="mm[Hg]"),
                Component("Systolic", value=Decimal(138), unit="mm[Hg]"),
            ),
            "138/84 mmHg",
        ),
        (_pressure(Component("Systolic", value=Decimal(138), unit="mm[Hg]")), "Systolic 138 mmHg"),
        (
            Observation(
                "Panel",
                components=(
                    Component("Sodium", value=Decimal(140), unit="mmol/L"),
                    Component("TSH", value=Decimal("4.2"), unit="m[IU]/L"),
                    Component("Colour", text="clear"),
                    Component("Empty"),
                ),
            ),
            "Sodium 140 mmol/L, TSH 4.2 mIU/L, Colour clear",
        ),
    ],
)
def test_value(reading: Observation, text: str) -> None:
    assert value_text(reading) == text


def _weight(value: int, *, name: str = "Weight", **more: object) -> Observation:
    when = {"date": more.get("date"), "at": more.get("at")}
    return Observation(
        name,
        (Coding(LOINC, "29463-7"),),
        category=VITAL,
        value=Decimal(value),
        unit="[lb_av]",
        status=str(more.get("status", "final")),
        date=when["date"] if isinstance(when["date"], PartialDate) else None,
        at=when["at"] if isinstance(when["at"], datetime) else None,
    )


def test_newest_of_each_kind_newest_first() -> None:
    found = last_values(
        [
            _weight(170, date=PartialDate(2026, 10, 1)),
            _weight(176, name="Body weight", at=datetime(2026, 11, 24, 3, tzinfo=UTC)),
            _weight(171, date=PartialDate(2026, 11)),
            _weight(999, date=PartialDate(2026, 12, 1), status="entered-in-error"),
            Observation(
                "A1c", category=LABORATORY, value=Decimal("7.6"), unit="%", date=PartialDate(2026, 12, 2)
            ),
            Observation("Pets", category=ObservationCategory.SOCIAL, text="two cats"),
            Observation("Undated", category=LABORATORY, text="seen"),
        ],
        zone=ZONE,
    )
    assert found == (
        LastValue("A1c", "7.6 %", PartialDate(2026, 12, 2)),
        LastValue("Body weight", "176 lb", PartialDate(2026, 11, 23)),
        LastValue("Undated", "seen"),
    )


def test_limit_keeps_the_newest() -> None:
    readings = [
        Observation(f"Lab {n}", category=LABORATORY, text="ok", date=PartialDate(2026, 1, n))
        for n in range(1, 20)
    ]
    assert [value.name for value in last_values(readings, zone=ZONE, limit=2)] == ["Lab 19", "Lab 18"]


def test_a_value_without_a_time_is_the_last_of_its_day_and_the_later_entry_wins() -> None:
    day = PartialDate(2026, 11, 23)
    timed = _weight(170, at=datetime(2026, 11, 23, 20, tzinfo=UTC))
    assert last_values([_weight(171, date=day), timed], zone=ZONE) == (LastValue("Weight", "171 lb", day),)
    twice = [_weight(171, date=day), _weight(172, date=day)]
    assert last_values(twice, zone=ZONE) == (LastValue("Weight", "172 lb", day),)
