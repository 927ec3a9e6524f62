"""Frozen values survive being stored as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccmdesk.domain.care_plan import CarePlanDocument
from ccmdesk.domain.chart import (
    Coding,
    Component,
    Condition,
    Fact,
    FactStatus,
    Observation,
    Patient,
)
from ccmdesk.domain.dates import PartialDate
from ccmdesk.domain.enrolment import ALL_STATEMENTS, Consent, ConsentMethod, Enrolment, Program
from ccmdesk.domain.practice import Practice
from ccmdesk.models.codec import from_json, to_json
from ccmdesk.models.facts import KIND_OF

st.register_type_strategy(PartialDate, st.dates().map(PartialDate.of) | st.integers(1, 9999).map(PartialDate))
st.register_type_strategy(Decimal, st.decimals(allow_nan=False, allow_infinity=False))
st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))
# As PostgreSQL and a printed page: no lone surrogates; SQLite and JSON would take the rest.
st.register_type_strategy(str, st.text(st.characters(codec="utf-8"), max_size=12))

STORED: list[Any] = [*KIND_OF, Patient, CarePlanDocument, Practice, Consent, Enrolment]


@pytest.mark.parametrize("kind", STORED, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_every_stored_kind_of_value_comes_back_equal(kind: type[Any], data: st.DataObject) -> None:
    value = data.draw(st.from_type(kind))
    text = to_json(value)
    assert from_json(kind, text) == value
    assert to_json(from_json(kind, text)) == text


def test_defaults_are_left_out_so_that_a_later_field_needs_no_rewriting() -> None:
    assert to_json(Condition("Asthma")) == '{"name":"Asthma"}'
    assert to_json(Condition("Asthma", status=FactStatus.ENDED)) == '{"name":"Asthma","status":"ended"}'


def test_a_field_of_a_newer_program_is_passed_over() -> None:
    assert from_json(Condition, '{"name":"Asthma","colour":"blue"}') == Condition("Asthma")


def test_exact_numbers_dates_and_accents_are_kept_as_written() -> None:
    reading = Observation(
        "Lượng đường",
        value=Decimal("7.10"),
        date=PartialDate(2026, 10),
        at=datetime(2026, 10, 3, 9, 30, tzinfo=UTC),
        components=(Component("x", Coding("urn:a", "1"), Decimal("0.0")),),
    )
    stored = json.loads(to_json(reading))
    assert stored["name"] == "Lượng đường"
    assert (stored["value"], stored["date"], stored["at"]) == ("7.10", "2026-10", "2026-10-03T09:30:00+00:00")
    back = from_json(Observation, to_json(reading))
    assert back == reading
    assert str(back.value) == "7.10"


def test_sets_are_stored_in_one_order() -> None:
    consent = Consent(1, Program.CCM, date(2026, 11, 2), ConsentMethod.VERBAL, True, ALL_STATEMENTS, "Sara")
    assert json.loads(to_json(consent))["statements"] == sorted(ALL_STATEMENTS)


@dataclass(frozen=True)
class Odd:
    thing: complex


@dataclass(frozen=True)
class Either:
    thing: int | str | None


@pytest.mark.parametrize("value", [Odd(1j), Either(1)], ids=["complex", "union"])
def test_a_value_without_a_form_is_refused_when_written(value: object) -> None:
    with pytest.raises(TypeError, match="no JSON form"):
        to_json(value)


def test_every_fact_of_the_chart_has_a_kind() -> None:
    assert set(KIND_OF) == set(Fact.__args__)
