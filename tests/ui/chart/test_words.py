"""Names, typed dates, codes and readings in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication

from ccmdesk.domain.chart import (
    ICD10CM,
    LOINC,
    Coding,
    Component,
    Condition,
    FactStatus,
    Observation,
    ObservationCategory,
    Origin,
    Recorded,
)
from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.dates import PartialDate
from ccmdesk.ui.chart.problems import current_problems, ended_problems, problem_words
from ccmdesk.ui.chart.readings import series_of, side_words, trend_of, value_words, when_words
from ccmdesk.ui.chart.typed import parse_icd10, parse_numbers, parse_partial
from ccmdesk.ui.chart.words import Now, origin_words, partial_words
from ccmdesk.ui.common.date_fields import NotUnderstoodError
from ccmdesk.ui.common.say import name_words

TODAY = date(2026, 11, 24)
T = TypeVar("T")
ZONE = "America/Denver"
NOW = Now(SettableClock(datetime(2026, 11, 24, 17, 0, tzinfo=UTC)), ZONE)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("NEWMAN", "Newman"),
        ("O'CONNOR", "O'Connor"),
        ("MCKINEY", "McKiney"),
        ("SMITH-JONES III", "Smith-Jones III"),
        ("DE LA CRUZ", "de la Cruz"),
        ("VAN DER BERG", "van der Berg"),
        ("VAN ANH", "Van Anh"),
        ("ÁLVAREZ", "Álvarez"),
        ("Mary ANN", "Mary Ann"),
        ("DeWitt", "DeWitt"),
        ("ALICE J", "Alice J"),
        ("Amara Castellanos, MD", "Amara Castellanos, MD"),
        ("DO", "Do"),
        ("quill", "Quill"),
        ("de la cruz", "de la Cruz"),
        ("weiß", "weiß"),
        ("", ""),
    ],
)
def test_names_are_said_in_proper_case(typed: str, said: str) -> None:
    assert name_words(typed) == said


@pytest.mark.parametrize(
    ("typed", "iso"),
    [("2019", "2019"), ("3/2019", "2019-03"), ("2019-03", "2019-03"), ("Mar 2019", "2019-03"),
     ("3/14/2019", "2019-03-14"), ("14 mar 2019", "2019-03-14")],
)  # fmt: skip
def test_a_date_is_taken_as_exactly_as_it_is_known(typed: str, iso: str) -> None:
    assert parse_partial(typed, today=TODAY).iso() == iso


@pytest.mark.parametrize("typed", ["2031", "12/2026", "13/2019", "soon", "0000", "0/2019"])
def test_dates_to_come_or_not_understood_are_refused(typed: str) -> None:
    with pytest.raises(NotUnderstoodError):
        parse_partial(typed, today=TODAY)


def test_codes_and_numbers_are_read_as_people_write_them() -> None:
    assert [parse_icd10(code) for code in ("e1122", "I10", " n18.32 ", "")] == ["E11.22", "I10", "N18.32", ""]
    assert parse_numbers("142/88", 2) == (Decimal(142), Decimal(88))
    assert parse_numbers("7,9", 1) == (Decimal("7.9"),)
    for wrong, count in (("142", 2), ("142/88", 1), ("high", 1)):
        with pytest.raises(NotUnderstoodError):
            parse_numbers(wrong, count)
    with pytest.raises(NotUnderstoodError):
        parse_icd10("heart")


def test_chronic_problems_come_first_and_mere_findings_last() -> None:
    found = current_problems(
        [
            _recorded(1, Condition("Full-time employment (finding)")),
            _recorded(2, Condition("Broken wrist", (Coding(ICD10CM, "S62.1"),))),
            _recorded(3, Condition("Chronic kidney disease stage 3 (disorder)")),
            _recorded(4, Condition("Anything", (Coding(ICD10CM, "E11.22"),))),
            _recorded(5, Condition("Cough", status=FactStatus.ENDED)),
        ]
    )
    assert [one.id for one in found] == [3, 4, 2, 1]
    assert problem_words(found[0].value.name) == "Chronic kidney disease stage 3"
    assert [
        one.id for one in ended_problems([_recorded(5, Condition("Cough", status=FactStatus.ENDED))])
    ] == [5]


def test_readings_are_grouped_by_kind_common_ones_first(qapp: QApplication) -> None:
    iron = _reading("Iron", "2498-4", "60", "ug/dL", PartialDate(2026, 11, 20))
    old = _reading("Body weight", "29463-7", "170", "[lb_av]", PartialDate(2026, 1, 5))
    new = _reading("Weight measured", "3141-9", "176.2", "[lb_av]", PartialDate(2026, 11, 1))
    wrong = _reading(
        "Weight", "29463-7", "900", "[lb_av]", PartialDate(2026, 11, 2), status="entered-in-error"
    )
    found = series_of([_recorded(at, one) for at, one in enumerate((iron, old, new, wrong))], zone=ZONE)
    assert [(one.name, len(one.readings)) for one in found] == [("Weight", 2), ("Iron", 1)]
    assert value_words(found[0].last) == "176.2 lb"
    assert [value for _, value in trend_of(found[0]).points] == [170.0, 176.2]


def test_a_value_of_today_without_a_time_comes_before_an_earlier_timed_one(qapp: QApplication) -> None:
    day = PartialDate(2026, 11, 23)
    untimed = _reading("Weight", "29463-7", "171", "[lb_av]", day)
    later = _reading("Weight", "29463-7", "172", "[lb_av]", day)
    # Eight in the evening in Denver is the next day in UTC.
    timed = replace(
        _reading("Weight", "29463-7", "170", "[lb_av]", day), at=datetime(2026, 11, 24, 3, tzinfo=UTC)
    )
    (weight,) = series_of([_recorded(1, timed), _recorded(2, untimed), _recorded(3, later)], zone=ZONE)
    assert [one.id for one in weight.readings] == [3, 2, 1]
    stamps = [at for at, _ in trend_of(weight).points]
    assert stamps == sorted(stamps)


def test_units_are_shown_as_people_write_them() -> None:
    tsh = _reading("TSH", "3016-3", "4.2", "m[IU]/L", PartialDate(2026, 11, 1))
    cells = _reading("Leukocytes", "6690-2", "7.1", "10+3/ul", PartialDate(2026, 11, 1))
    assert [value_words(tsh), value_words(cells)] == ["4.2 mIU/L", "7.1 10³/µL"]


def test_a_trend_never_mixes_units(qapp: QApplication) -> None:
    kilos = _reading("Weight", "29463-7", "80", "kg", PartialDate(2026, 1, 5))
    pounds = _reading("Weight", "29463-7", "176", "[lb_av]", PartialDate(2026, 11, 1))
    (weight,) = series_of([_recorded(1, kilos), _recorded(2, pounds)], zone=ZONE)
    assert [value for _, value in trend_of(weight).points] == [176.0]


def test_a_pressure_is_said_as_a_pair_whatever_its_order() -> None:
    parts = (
        Component("Diastolic blood pressure", value=Decimal(76), unit="mm[Hg]"),
        Component("Systolic blood pressure", value=Decimal("138.0"), unit="mm[Hg]"),
    )
    reading = Observation("Blood pressure", category=ObservationCategory.VITAL, components=parts)
    assert value_words(reading) == "138.0/76 mmHg"


def test_machine_digits_are_rounded_and_ranges_judged() -> None:
    reading = Observation("X", value=Decimal("83.47231"), unit="kg", high=Decimal(80))
    assert (value_words(reading), side_words(reading)) == ("83.5 kg", "above")
    assert side_words(Observation("X", value=Decimal(3), low=Decimal(4))) == "below"
    assert side_words(Observation("X", text="negative", low=Decimal(4))) == ""


def test_times_are_local_and_origins_name_the_file() -> None:
    morning = Observation("X", at=datetime(2026, 11, 24, 13, 50, tzinfo=UTC))
    assert when_words(morning, NOW) == "today 6:50"
    assert when_words(Observation("X", date=PartialDate(2025, 10, 19)), NOW) == "19 Oct 2025"
    assert when_words(Observation("X", date=PartialDate(2019, 3)), NOW) == "Mar 2019"
    assert partial_words(PartialDate(2019)) == "2019"
    origin = Origin("import", "export.xml", PartialDate(2026, 10, 1), "Dr. Whitfield")
    assert origin_words(origin) == "From export.xml, 1 Oct 2026, Dr. Whitfield"


def _recorded(number: int, value: T) -> Recorded[T]:
    return Recorded(number, 1, 1, Origin("hand"), value)


def _reading(name: str, code: str, value: str, unit: str, day: PartialDate, status: str = "") -> Observation:
    return Observation(
        name,
        (Coding(LOINC, code),),
        ObservationCategory.LABORATORY,
        value=Decimal(value),
        unit=unit,
        date=day,
        status=status,
    )
