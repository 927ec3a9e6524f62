"""The readings entered by hand: codes, pairs, bounds."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ccmdesk.domain.chart import LOINC, Coding, Observation
from ccmdesk.domain.common_values import COMMON_VALUES, common_kind, common_value, new_reading


def test_every_kind_has_codes_of_its_own() -> None:
    keys = [value.key for value in COMMON_VALUES]
    codes = [code for value in COMMON_VALUES for code in (value.loinc, *value.also)]
    assert len(set(keys)) == len(keys)
    assert len(set(codes)) == len(codes)
    assert all(unit.least < unit.most for value in COMMON_VALUES for unit in value.units)


def test_a_reading_is_known_by_any_of_its_codes() -> None:
    old = Observation("Weight, measured", (Coding(LOINC, "3141-9"),))
    kind = common_kind(old)
    assert kind is not None and kind.key == "weight"
    assert common_kind(Observation("Mood", (Coding(LOINC, "0000-0"),))) is None
    assert common_value("a1c") is not None
    assert common_value("mood") is None


def test_a_number_becomes_a_reading_with_code_and_unit() -> None:
    kind = common_value("weight")
    assert kind is not None
    reading = new_reading(kind, (Decimal("183.5"),), unit="[lb_av]")
    assert (reading.value, reading.unit, reading.codings[0].code) == (Decimal("183.5"), "[lb_av]", "29463-7")


def test_a_pair_becomes_two_components() -> None:
    kind = common_value("pressure")
    assert kind is not None
    reading = new_reading(kind, (Decimal(142), Decimal(88)), unit="mm[Hg]")
    assert reading.value is None
    parts = [(part.coding.code if part.coding else "", part.value) for part in reading.components]
    assert parts == [("8480-6", Decimal(142)), ("8462-4", Decimal(88))]


@pytest.mark.parametrize(
    ("key", "numbers", "unit"),
    [
        ("weight", (Decimal(1830),), "[lb_av]"),
        ("weight", (Decimal(183),), "stone"),
        ("pressure", (Decimal(142),), "mm[Hg]"),
        ("pulse", (Decimal(2),), "/min"),
    ],
)
def test_a_slip_of_the_hand_is_refused(key: str, numbers: tuple[Decimal, ...], unit: str) -> None:
    kind = common_value(key)
    assert kind is not None
    with pytest.raises(ValueError, match=r"wrong|bounds"):
        new_reading(kind, numbers, unit=unit)
