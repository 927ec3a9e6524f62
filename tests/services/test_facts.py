"""Add, correct, end and void the facts of a chart by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ccmdesk.domain.chart import (
    ICD10CM,
    Allergy,
    CareTeamMember,
    Coding,
    Condition,
    Coverage,
    Encounter,
    Fact,
    FactStatus,
    Medication,
    Observation,
    Procedure,
    Recorded,
    RecordedGoal,
)
from ccmdesk.domain.dates import PartialDate
from ccmdesk.domain.errors import InvalidValue, NotFound, StaleVersion
from ccmdesk.models.codec import from_json
from ccmdesk.services import facts, patients
from tests.services.desk import Desk

DAY = PartialDate(2026, 10, 3)
ASTHMA = Condition("Asthma", (Coding(ICD10CM, "J45.909"),), onset=DAY)
EACH: dict[str, Fact] = {
    "conditions": ASTHMA,
    "medications": Medication("Metformin", dose="500 mg", start=DAY),
    "allergies": Allergy("Penicillin", onset=DAY),
    "observations": Observation("Weight", value=Decimal("70.10"), unit="kg", date=DAY),
    "care_team": CareTeamMember("Joe Lund", "son"),
    "goals": RecordedGoal("Walk daily", start=DAY),
    "encounters": Encounter("Visit", "AMB", start=DAY),
    "procedures": Procedure("Eye examination", date=DAY),
    "coverages": Coverage("Medicare", start=DAY),
}


def only(desk: Desk, patient_id: int, field: str = "conditions") -> Recorded[Any]:
    (recorded,) = getattr(patients.chart(desk.store, desk.actor, patient_id), field)
    assert isinstance(recorded, Recorded)
    return recorded


@pytest.mark.parametrize("field", EACH)
def test_each_kind_of_fact_is_added_corrected_and_voided(desk: Desk, field: str) -> None:
    patient_id = desk.patient()
    value: Any = EACH[field]
    fact_id = facts.add_fact(desk.store, desk.actor, patient_id, value).value
    recorded = only(desk, patient_id, field)
    assert (recorded.id, recorded.value, recorded.version) == (fact_id, value, 1)
    assert (recorded.origin.kind, recorded.origin.author) == ("hand", "Sara Okafor")
    other = EACH[field] if field == "care_team" else replace(value, **{_date_of(value): PartialDate(2026)})
    facts.correct_fact(desk.store, desk.actor, recorded, other, reason="misread")
    corrected = only(desk, patient_id, field)
    assert (corrected.value, corrected.version) == (other, 2)
    assert desk.rows("SELECT version, reason FROM history") == [(1, "misread")]
    facts.void_fact(desk.store, desk.actor, corrected, reason=" other patient ")
    assert getattr(patients.chart(desk.store, desk.actor, patient_id), field) == ()
    assert desk.rows("SELECT void_reason, version FROM chart_fact") == [("other patient", 3)]


def _date_of(value: Fact) -> str:
    return next(name for name in ("onset", "start", "date") if hasattr(value, name))


def test_the_value_before_a_correction_stays_readable(desk: Desk) -> None:
    patient_id = desk.patient()
    facts.add_fact(desk.store, desk.actor, patient_id, ASTHMA)
    facts.correct_fact(
        desk.store, desk.actor, only(desk, patient_id), replace(ASTHMA, note="mild"), reason=""
    )
    ((kind, body, reason),) = desk.rows("SELECT object_kind, body, reason FROM history")
    assert (kind, from_json(Condition, body), reason) == ("condition", ASTHMA, "corrected")


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("conditions", {"status": FactStatus.ENDED, "clinical_status": "resolved", "ended": DAY}),
        ("medications", {"status": FactStatus.ENDED, "stop": DAY}),
        ("allergies", {"status": FactStatus.ENDED}),
    ],
)
def test_problems_medicines_and_allergies_end_on_a_day(
    desk: Desk, field: str, expected: dict[str, object]
) -> None:
    patient_id = desk.patient()
    facts.add_fact(desk.store, desk.actor, patient_id, EACH[field])
    facts.end_fact(desk.store, desk.actor, only(desk, patient_id, field), on=date(2026, 10, 3))
    ended = only(desk, patient_id, field).value
    assert {name: getattr(ended, name) for name in expected} == expected
    assert desk.rows("SELECT reason FROM history") == [("ended",)]


def test_current_facts_come_first_then_the_newest(desk: Desk) -> None:
    patient_id = desk.patient()
    for name, onset, status in (
        ("Gout", "2020", FactStatus.ENDED),
        ("Asthma", "2010-05", FactStatus.ACTIVE),
        ("Diabetes", "2021-01-01", FactStatus.ACTIVE),
    ):
        fact = Condition(name, status=status, onset=PartialDate.parse(onset))
        facts.add_fact(desk.store, desk.actor, patient_id, fact)
    names = [each.value.name for each in patients.chart(desk.store, desk.actor, patient_id).conditions]
    assert names == ["Diabetes", "Asthma", "Gout"]


def test_what_has_not_come_yet_cannot_be_ended_nor_a_value_at_all(desk: Desk) -> None:
    patient_id = desk.patient()
    facts.add_fact(desk.store, desk.actor, patient_id, ASTHMA)
    facts.add_fact(desk.store, desk.actor, patient_id, EACH["observations"])
    before = desk.last_record()
    with pytest.raises(InvalidValue, match="lies in the future"):
        facts.end_fact(desk.store, desk.actor, only(desk, patient_id), on=date(2026, 11, 24))
    with pytest.raises(InvalidValue, match="Only problems, medicines and allergies"):
        value = only(desk, patient_id, "observations")
        facts.end_fact(desk.store, desk.actor, value, on=date(2026, 11, 1))
    assert "amend" not in {kind for kind, *_ in desk.audited(after=before)}
    assert only(desk, patient_id).value == ASTHMA


@pytest.mark.parametrize(
    ("fact", "field"), [(Condition(" "), "name"), (Medication(""), "name"), (Allergy("\n"), "substance")]
)
def test_a_fact_without_its_name_is_refused(desk: Desk, fact: Fact, field: str) -> None:
    with pytest.raises(InvalidValue) as error:
        facts.add_fact(desk.store, desk.actor, desk.patient(), fact)
    assert error.value.field == field
    assert desk.rows("SELECT count(*) FROM chart_fact") == [(0,)]


def test_a_void_needs_its_reason(desk: Desk) -> None:
    patient_id = desk.patient()
    facts.add_fact(desk.store, desk.actor, patient_id, ASTHMA)
    with pytest.raises(InvalidValue, match="Say why this was wrong"):
        facts.void_fact(desk.store, desk.actor, only(desk, patient_id), reason=" ")
    assert only(desk, patient_id).value == ASTHMA


def test_a_stale_fact_is_neither_corrected_ended_nor_voided(desk: Desk) -> None:
    patient_id = desk.patient()
    facts.add_fact(desk.store, desk.actor, patient_id, ASTHMA)
    seen = only(desk, patient_id)
    hers = replace(ASTHMA, note="hers")
    facts.correct_fact(desk.store, desk.actor, seen, hers, reason="")
    attempts: tuple[Callable[[], object], ...] = (
        lambda: facts.correct_fact(desk.store, desk.actor, seen, replace(ASTHMA, note="mine"), reason=""),
        lambda: facts.end_fact(desk.store, desk.actor, seen, on=date(2026, 11, 1)),
        lambda: facts.void_fact(desk.store, desk.actor, seen, reason="wrong"),
    )
    for stale in attempts:
        with pytest.raises(StaleVersion) as error:
            stale()
        assert (error.value.theirs, error.value.their_version) == (hers, 2)
    assert only(desk, patient_id).value == hers
    facts.void_fact(desk.store, desk.actor, only(desk, patient_id), reason="wrong")
    with pytest.raises(NotFound, match="no longer in the chart"):
        facts.void_fact(desk.store, desk.actor, seen, reason="wrong")


def test_a_fact_is_corrected_by_one_of_its_own_kind(desk: Desk) -> None:
    patient_id = desk.patient()
    facts.add_fact(desk.store, desk.actor, patient_id, ASTHMA)
    with pytest.raises(TypeError, match="one of its own kind"):
        facts.correct_fact(desk.store, desk.actor, only(desk, patient_id), Allergy("Dust"), reason="")


def test_nobody_gets_a_fact_who_is_not_there(desk: Desk) -> None:
    with pytest.raises(NotFound):
        facts.add_fact(desk.store, desk.actor, 99, ASTHMA)
