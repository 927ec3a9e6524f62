"""Units are said as people write them, and the last reading of a day is the last one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ccmdesk.domain.chart import Observation
from ccmdesk.domain.dates import PartialDate
from ccmdesk.domain.readings import readable_unit, reading_order, short_unit

ZONE = "America/Denver"


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ("mm[Hg]", "mmHg"),
        ("MM[HG]", "mmHg"),
        ("mmHg", "mmHg"),
        ("[degF]", "°F"),
        ("[DEGF]", "°F"),
        ("Cel", "°C"),
        ("cel", "°C"),
        ("m[IU]/L", "mIU/L"),
        ("m[iU]/L", "mIU/L"),
        ("u[IU]/mL", "µIU/mL"),
        ("[iU]/L", "IU/L"),
        ("mU/L", "mU/L"),
        ("uU/mL", "µU/mL"),
        ("10*3/uL", "10³/µL"),
        ("10+3/ul", "10³/µL"),
        ("10*6/uL", "10⁶/µL"),
        ("10*12/L", "10¹²/L"),
        ("10*-3/L", "10⁻³/L"),
        ("x10E3/uL", "x10E3/µL"),
        ("K/uL", "K/µL"),
        ("{cells}/uL", "/µL"),
        ("/{HPF}", "/HPF"),
        ("/[HPF]", "/HPF"),
        ("{score}", ""),
        ("{#}", ""),
        ("1", ""),
        ("null", ""),
        ("", ""),
        ("%", "%"),
        ("/min", "/min"),
        ("{beats}/min", "/min"),
        ("umol/L", "µmol/L"),
        ("ug/L", "µg/L"),
        ("ug/dL", "µg/dL"),
        ("mcg", "mcg"),
        ("unit", "unit"),
        ("ukat/L", "µkat/L"),
        ("ueq/L", "µeq/L"),
        ("units", "units"),
        ("kg/m2", "kg/m²"),
        ("kg/m²", "kg/m²"),
        ("m2", "m²"),
        ("mm2", "mm²"),
        ("mL/min/{1.73_m2}", "mL/min/1.73 m²"),
        ("mL/min/1.73m2", "mL/min/1.73 m²"),
        ("mL/min/1.73 m2", "mL/min/1.73 m²"),
        ("ml/min", "mL/min"),
        ("mg/dl", "mg/dL"),
        ("mmol/l", "mmol/L"),
        ("mmol/mol", "mmol/mol"),
        ("ng/mL", "ng/mL"),
        ("pg/mL{FEU}", "pg/mL"),
        ("[lb_av]", "lb"),
        ("lbs", "lbs"),
        ("[in_us]", "in"),
        ("[pH]", "pH"),
        ("cm[H2O]", "cmH₂O"),
        ("mm/h", "mm/h"),
        ("mg/g{creat}", "mg/g"),
        ("steps/day", "steps/day"),
        ("tablet", "tablet"),
        ("kg.m", "kg·m"),
    ],
)
def test_a_unit_is_read_as_people_write_it(stored: str, read: str) -> None:
    assert readable_unit(stored) == read


def test_a_narrow_column_leaves_out_the_body_surface() -> None:
    assert short_unit("mL/min/{1.73_m2}") == "mL/min"
    assert short_unit("m[IU]/L") == "mIU/L"


def test_a_value_without_a_time_counts_as_the_end_of_its_day() -> None:
    # 02:30 of the 24th in UTC is still the evening of the 23rd in Denver.
    evening = Observation("X", at=datetime(2026, 11, 24, 2, 30, tzinfo=UTC))
    morning = Observation("X", at=datetime(2026, 11, 23, 14, 0, tzinfo=UTC))
    untimed = Observation("X", date=PartialDate(2026, 11, 23))
    next_day = Observation("X", at=datetime(2026, 11, 24, 8, 0, tzinfo=UTC))
    month, undated = Observation("X", date=PartialDate(2026, 11)), Observation("X")
    rightly = [undated, month, morning, evening, untimed, next_day]
    shuffled = [next_day, morning, undated, untimed, month, evening]
    assert sorted(shuffled, key=lambda one: reading_order(one, zone=ZONE)) == rightly
