"""Find, add and correct patients by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ccmdesk.domain.changes import ChangeKind
from ccmdesk.domain.chart import Condition, Identifier, Patient, Telecom
from ccmdesk.domain.errors import InvalidValue, NotFound, StaleVersion
from ccmdesk.models.codec import from_json
from ccmdesk.services import facts, patients
from tests.services.desk import AMA, Desk


def test_a_patient_added_by_hand_opens_as_a_chart(desk: Desk) -> None:
    done = patients.add_patient(desk.store, desk.actor, AMA)
    chart = patients.chart(desk.store, desk.actor, done.value)
    assert chart.patient.value == AMA
    assert (chart.patient.version, chart.patient.origin.kind) == (1, "hand")
    assert chart.patient.origin.recorded_at == desk.clock.wall()
    assert chart.patient.origin.recorded_by == "Sara Okafor"
    assert done.changes.touches(done.value) and ChangeKind.PATIENT in done.changes.kinds


def test_the_whole_chart_is_there_by_kind(desk: Desk) -> None:
    patient_id = desk.patient()
    facts.add_fact(desk.store, desk.actor, patient_id, Condition("Asthma"))
    chart = patients.chart(desk.store, desk.actor, patient_id)
    assert [each.value.name for each in chart.conditions] == ["Asthma"]
    others = (chart.medications, chart.allergies, chart.observations, chart.care_team, chart.goals)
    assert (*others, chart.encounters, chart.procedures, chart.coverages) == ((),) * 8


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("osei", ["Osei"]),
        ("AMA OSEI", ["Osei"]),
        ("nunez", ["Núñez"]),
        ("2/3/1950", ["Osei"]),
        ("1950-02-03", ["Osei"]),
        ("0111", ["Osei"]),
        ("555-0111", []),
        ("5550111", ["Osei"]),
        ("mr-77", ["Núñez"]),
        ("", ["Núñez", "Osei"]),
        ("   ", ["Núñez", "Osei"]),
        ("100%", []),
        ("_", []),
        ("123-45-6789", []),
    ],
)
def test_a_search_finds_any_part_but_no_social_security_number(
    desk: Desk, typed: str, found: list[str]
) -> None:
    desk.patient()
    numbers = (Identifier("urn:x", "MR-77", "MR"), Identifier("urn:ssn", "123-45-6789", "SS"))
    desk.patient(Patient("Núñez", "Luz", identifiers=numbers))
    before = desk.last_record()
    hits = patients.search(desk.store, desk.actor, typed)
    assert [hit.family for hit in hits] == found
    assert desk.audited(after=before) == [("view", "search", None, f"{len(found)} shown")]


def test_names_that_begin_with_the_word_come_first_and_the_list_is_cut(desk: Desk) -> None:
    for family, given in (("Bauer", "Ana"), ("Anaya", "Joe"), ("Diana", "Lee")):
        desk.patient(Patient(family, given))
    found = patients.search(desk.store, desk.actor, "ana")
    assert [hit.family for hit in found] == ["Anaya", "Bauer", "Diana"]
    assert len(patients.search(desk.store, desk.actor, "ana", limit=2)) == 2


@pytest.mark.parametrize(
    ("value", "field"),
    [
        (replace(AMA, family="  "), "family"),
        (replace(AMA, birth_date=date(2026, 11, 24)), "birth_date"),
        (replace(AMA, birth_date=date(1879, 12, 31)), "birth_date"),
        (replace(AMA, deceased_on=date(1950, 2, 2)), "deceased_on"),
    ],
)
def test_a_patient_who_cannot_be_right_is_refused_at_the_field(
    desk: Desk, value: Patient, field: str
) -> None:
    patient_id = desk.patient()
    known = patients.chart(desk.store, desk.actor, patient_id).patient
    before = desk.last_record()
    with pytest.raises(InvalidValue) as added:
        patients.add_patient(desk.store, desk.actor, value)
    with pytest.raises(InvalidValue) as saved:
        patients.save_patient(desk.store, desk.actor, known, value)
    assert added.value.field == saved.value.field == field
    assert desk.last_record() == before
    assert desk.rows("SELECT count(*) FROM patient") == [(1,)]


def test_a_correction_keeps_what_was_before(desk: Desk) -> None:
    patient_id = desk.patient()
    known = patients.chart(desk.store, desk.actor, patient_id).patient
    moved = replace(
        AMA, telecoms=(Telecom("phone", "(505) 555-0222"),), identifiers=(Identifier("u", "1", "MR"),)
    )
    saved = patients.save_patient(desk.store, desk.actor, known, moved).value
    assert (saved.value, saved.version) == (moved, 2)
    assert patients.chart(desk.store, desk.actor, patient_id).patient == saved
    ((body, version, by),) = desk.rows("SELECT body, version, replaced_by FROM history")
    assert (from_json(Patient, body), version, by) == (AMA, 1, "Sara Okafor")
    assert patients.search(desk.store, desk.actor, "0222") and not patients.search(
        desk.store, desk.actor, "0111"
    )
    again = patients.save_patient(desk.store, desk.actor, saved, moved).value
    assert again.version == 3
    assert desk.rows("SELECT count(*) FROM patient_identifier") == [(1,)]


def test_a_stale_correction_is_refused_with_both_versions(desk: Desk) -> None:
    patient_id = desk.patient()
    known = patients.chart(desk.store, desk.actor, patient_id).patient
    hers, mine = replace(AMA, note="hers"), replace(AMA, note="mine")
    patients.save_patient(desk.store, desk.actor, known, hers)
    before = desk.last_record()
    with pytest.raises(StaleVersion) as error:
        patients.save_patient(desk.store, desk.actor, known, mine)
    assert (error.value.mine, error.value.theirs, error.value.their_version) == (mine, hers, 2)
    assert desk.last_record() == before
    assert patients.chart(desk.store, desk.actor, patient_id).patient.value == hers


def test_nobody_is_found_under_a_wrong_number(desk: Desk) -> None:
    with pytest.raises(NotFound, match="not in the practice file"):
        patients.chart(desk.store, desk.actor, 99)
    assert "chart" not in {what for _, what, _, _ in desk.audited()}
