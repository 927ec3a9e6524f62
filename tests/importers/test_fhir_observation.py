"""FHIR observations become readings with exact numbers, units and parts."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from ccmdesk.domain.chart import LOINC, Coding, Component, Observation, ObservationCategory
from ccmdesk.domain.dates import PartialDate
from ccmdesk.domain.imports import InputFile
from ccmdesk.importers.reading import read_files
from tests.importers.making import Resource, concept, one_fact, why_left

UCUM = "http://unitsofmeasure.org"


def reading(**elements: Any) -> Resource:
    """Return an observation."""
    return {"resourceType": "Observation", "status": "final", "code": {"text": "Reading"}, **elements}


def quantity(value: object, unit: str) -> Resource:
    """Return a quantity in UCUM."""
    return {"value": value, "unit": f"{unit} in words", "system": UCUM, "code": unit}


def test_a_laboratory_result() -> None:
    found = one_fact(
        reading(
            code=concept("", (LOINC, "4548-4", "Hemoglobin A1c")),
            category=[
                concept("", ("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory", ""))
            ],
            valueQuantity={**quantity(7.1, "%"), "comparator": ">"},
            effectiveDateTime="2026-02-03T22:30:00-05:00",
            referenceRange=[{"low": quantity(4, "%"), "high": quantity(5.6, "%")}],
            interpretation=[{"text": "High"}],
            note=[{"text": "Fasting"}],
        )
    )
    assert found == Observation(
        name="Hemoglobin A1c",
        codings=(Coding(LOINC, "4548-4", "Hemoglobin A1c"),),
        category=ObservationCategory.LABORATORY,
        value=Decimal("7.1"),
        unit="%",
        comparator=">",
        date=PartialDate(2026, 2, 3),
        at=datetime(2026, 2, 4, 3, 30, tzinfo=UTC),
        low=Decimal(4),
        high=Decimal("5.6"),
        status="final",
        note="High; Fasting",
    )


def test_blood_pressure_keeps_both_parts() -> None:
    found = one_fact(
        reading(
            component=[
                {
                    "code": concept("", (LOINC, "8480-6", "Systolic blood pressure")),
                    "valueQuantity": quantity(138, "mm[Hg]"),
                },
                {
                    "code": concept("", (LOINC, "8462-4", "Diastolic blood pressure")),
                    "dataAbsentReason": {"text": "Cuff failed"},
                },
            ]
        )
    )
    assert found.value is None
    assert found.components == (
        Component(
            "Systolic blood pressure",
            Coding(LOINC, "8480-6", "Systolic blood pressure"),
            Decimal(138),
            "",
            "mm[Hg]",
        ),
        Component(
            "Diastolic blood pressure",
            Coding(LOINC, "8462-4", "Diastolic blood pressure"),
            text="No value: Cuff failed",
        ),
    )


def test_every_digit_of_a_number_is_kept() -> None:
    for digits in ("7.10", "0.1000000000000000055511151231257827", "12345678901234567890", "1.5e3"):
        data = (
            '{"resourceType":"Observation","status":"final","code":{"text":"X"},"subject":'
            '{"reference":"Patient/1"},"valueQuantity":{"value":' + digits + ',"unit":"mg"}}'
        )
        value = read_files([InputFile("a.json", data.encode())])[0].charts[0].observations[0].value.value
        assert str(value) == str(Decimal(digits))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"valueCodeableConcept": {"text": "Never smoked"}}, "Never smoked"),
        ({"valueString": " clear "}, "clear"),
        ({"valueBoolean": False}, "No"),
        ({"valueRange": {"low": {"value": 1, "unit": "L"}, "high": {"value": 2, "unit": "L"}}}, "1–2 L"),
        ({"valueRatio": {"numerator": {"value": 1}, "denominator": {"value": 128}}}, "1 : 128"),
        ({"valueDateTime": "2026-01-02"}, "2026-01-02"),
        ({"valueTime": "08:00:00"}, "08:00:00"),
        ({"valuePeriod": {"start": "2026-01", "end": "2026-02"}}, "2026-01 to 2026-02"),
        ({"valueSampledData": {"data": "1 2"}}, "A curve; see the other record"),
        ({"valueQuantity": {"value": "trace"}}, "trace"),
    ],
)
def test_values_in_words(value: Resource, said: str) -> None:
    found = one_fact(reading(**value))
    assert (found.text, found.value) == (said, None)


def test_whole_numbers_and_units_in_words() -> None:
    assert one_fact(reading(valueInteger=0)).value == 0
    found = one_fact(reading(valueQuantity={"value": 3, "unit": "steps", "code": "S", "system": "urn:own"}))
    assert found.unit == "steps"
    assert one_fact(reading(valueQuantity={"value": 3, "code": "kg"})).unit == "kg"


@pytest.mark.parametrize(
    ("category", "found"),
    [
        ([concept("", ("x", "vital-signs", ""))], ObservationCategory.VITAL),
        ([{"text": "Social History"}], ObservationCategory.SOCIAL),
        ([concept("", ("x", "exam", "")), concept("", ("x", "survey", ""))], ObservationCategory.SURVEY),
        ([], ObservationCategory.OTHER),
        ("vital-signs", ObservationCategory.OTHER),
    ],
)
def test_category(category: object, found: ObservationCategory) -> None:
    assert one_fact(reading(valueInteger=1, category=category)).category is found


def test_when() -> None:
    def when(**elements: Any) -> tuple[PartialDate | None, datetime | None]:
        found: Observation = one_fact(reading(valueInteger=1, **elements))
        return found.date, found.at

    moment = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    day = PartialDate(2026, 1, 2)
    assert when(effectiveInstant="2026-01-02T03:04:00Z") == (day, moment)
    assert when(effectivePeriod={"start": "2026-01-02T03:04:00Z"}) == (day, moment)
    assert when(effectiveDateTime="2026-01-02T03:04:00") == (day, None)
    assert when(effectiveDateTime="2026") == (PartialDate(2026), None)
    assert when(issued="2026-01-02T03:04:00.000Z") == (day, moment)
    assert when() == (None, None)


def test_an_absent_value_is_said() -> None:
    found = one_fact(reading(dataAbsentReason={"text": "Patient declined"}))
    assert (found.value, found.text, found.note) == (None, "", "No value: Patient declined")


def test_readings_without_a_value_of_their_own_are_left_out() -> None:
    member = [{"reference": "Observation/x"}]
    assert why_left(reading(hasMember=member)) == (
        "This panel has no value of its own; its readings stand on their own.",
        False,
    )
    assert why_left(reading()) == ("This reading has no value.", False)
    assert why_left(reading(valueQuantity=[])) == ("The value of this reading could not be read.", True)
    assert why_left(reading(valueInteger=1, status="entered-in-error"))[1] is False
    assert why_left(reading(valueInteger=1, code=None)) == (
        "This reading does not say what was measured.",
        True,
    )
