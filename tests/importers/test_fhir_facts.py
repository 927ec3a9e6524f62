"""FHIR problems, allergies, goals, visits, procedures and care teams become facts of the chart."""

from __future__ import annotations

import pytest

from ccmdesk.domain.chart import (
    ICD10CM,
    SNOMED,
    Allergy,
    Coding,
    Condition,
    Encounter,
    FactStatus,
    Procedure,
    RecordedGoal,
)
from ccmdesk.domain.dates import PartialDate
from tests.importers.making import PATIENT, Resource, about, concept, one_chart, one_fact, read, why_left

CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
VERIFIED = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category"


def condition(**elements: object) -> Resource:
    """Return a problem."""
    return {"resourceType": "Condition", "id": "c", "code": {"text": "Gout"}, **elements}


def test_condition() -> None:
    found = one_fact(
        condition(
            code=concept(
                "Type 2 diabetes",
                ("urn:oid:2.16.840.1.113883.6.90", "e119", "T2DM"),
                ("http://snomed.info/sct/", "44054006", "Diabetes mellitus type 2"),
            ),
            clinicalStatus=concept("", (CLINICAL, "active", "Active")),
            verificationStatus=concept("", (VERIFIED, "confirmed", "")),
            category=[concept("", (CATEGORY, "problem-list-item", "Problem List Item"))],
            severity={"text": "Moderate"},
            onsetDateTime="2011-04",
            note=[{"text": "Diet first"}],
        )
    )
    assert found == Condition(
        name="Type 2 diabetes",
        codings=(
            Coding(ICD10CM, "E11.9", "T2DM"),
            Coding(SNOMED, "44054006", "Diabetes mellitus type 2"),
        ),
        status=FactStatus.ACTIVE,
        clinical_status="active",
        verification="confirmed",
        category="problem-list-item",
        onset=PartialDate(2011, 4),
        note="Severity: Moderate; Diet first",
    )
    assert found.icd10 == "E11.9"


@pytest.mark.parametrize(
    ("clinical", "status"),
    [
        ("active", FactStatus.ACTIVE),
        ("recurrence", FactStatus.ACTIVE),
        ("relapse", FactStatus.ACTIVE),
        ("inactive", FactStatus.ENDED),
        ("remission", FactStatus.ENDED),
        ("resolved", FactStatus.ENDED),
        ("", FactStatus.UNKNOWN),
        ("something", FactStatus.UNKNOWN),
    ],
)
def test_clinical_status(clinical: str, status: FactStatus) -> None:
    found = one_fact(condition(clinicalStatus=concept("", (CLINICAL, clinical, ""))))
    assert (found.status, found.clinical_status) == (status, clinical)


def test_a_problem_with_an_end_and_no_status_has_ended() -> None:
    found = one_fact(condition(abatementDateTime="2020-01-02T03:04:05-05:00"))
    assert (found.status, found.ended) == (FactStatus.ENDED, PartialDate(2020, 1, 2))
    found = one_fact(condition(onsetAge={"value": 52, "unit": "years"}, abatementString="in spring"))
    assert (found.status, found.note) == (FactStatus.ENDED, "Since age 52 years; Ended in spring")
    found = one_fact(condition(onsetPeriod={"start": "2001"}, abatementPeriod={"end": "2002-03"}))
    assert (found.onset, found.ended) == (PartialDate(2001), PartialDate(2002, 3))


def test_problems_in_error_ruled_out_or_without_a_name_are_left_out() -> None:
    error = condition(verificationStatus=concept("", (VERIFIED, "entered-in-error", "")))
    assert why_left(error) == ("This problem was marked as entered in error.", False)
    refuted = condition(verificationStatus=concept("", (VERIFIED, "refuted", "")))
    assert why_left(refuted) == ("This problem was ruled out.", False)
    assert why_left(condition(code={})) == ("This entry does not name the problem.", True)


def test_a_code_without_words_says_which_terminology_it_is_of() -> None:
    assert one_fact(condition(code=concept("", (SNOMED, "90560007", "")))).name == "SNOMED 90560007"
    assert one_fact(condition(code=concept("", ("urn:x", "77", "")))).name == "77"


def test_a_date_that_does_not_exist_costs_only_itself() -> None:
    parsed = read(PATIENT, about(condition(onsetDateTime="2019-13-01")))
    assert one_chart(parsed).conditions[0].value.onset is None
    assert parsed.skipped[0].where == "Condition c"
    assert (
        parsed.skipped[0].why
        == "The date of the start is not a date that exists; the entry was kept without it."
    )
    assert parsed.reason == "One entry was left out."


def test_allergy() -> None:
    found = one_fact(
        {
            "resourceType": "AllergyIntolerance",
            "patient": {"reference": "Patient/p1"},
            "clinicalStatus": concept("", (CLINICAL, "active", "")),
            "code": {"text": "Penicillin"},
            "category": ["medication"],
            "criticality": "high",
            "onsetDateTime": "1999",
            "reaction": [
                {"manifestation": [{"text": "Hives"}, {"text": "Wheezing"}], "severity": "moderate"},
                {"description": "Swollen lips", "severity": "severe"},
            ],
            "note": "single text",
        }
    )
    assert found == Allergy(
        substance="Penicillin",
        status=FactStatus.ACTIVE,
        reaction="Hives, Wheezing, Swollen lips",
        severity="severe",
        category="medication",
        onset=PartialDate(1999),
        note="single text",
    )


def test_no_known_allergies_is_kept_as_said() -> None:
    code = concept("", (SNOMED, "716186003", "No known allergy"))
    found = one_fact(
        {
            "resourceType": "AllergyIntolerance",
            "clinicalStatus": concept("", (CLINICAL, "active", "")),
            "code": code,
        }
    )
    assert (found.substance, found.status) == ("No known allergy", FactStatus.ACTIVE)


def test_goal() -> None:
    found = one_fact(
        {
            "resourceType": "Goal",
            "lifecycleStatus": "active",
            "achievementStatus": {"text": "Improving"},
            "description": {"text": "Lower blood sugar"},
            "startDate": "2026-01-15",
            "target": [
                {
                    "measure": {"text": "HbA1c"},
                    "detailQuantity": {"value": 7.0, "comparator": "<", "unit": "%"},
                    "dueDate": "2026-12",
                },
                {
                    "measure": {"text": "Weight"},
                    "detailRange": {"low": {"value": 70, "unit": "kg"}, "high": {"value": 75, "unit": "kg"}},
                },
                {"detailString": "no soda", "dueDuration": {"value": 3, "unit": "months"}},
            ],
            "note": [{"text": "Wants fewer pills"}],
        }
    )
    assert found == RecordedGoal(
        text="Lower blood sugar",
        target="HbA1c < 7.0 %; Weight 70–75 kg; no soda",
        status="active, improving",
        start=PartialDate(2026, 1, 15),
        due=PartialDate(2026, 12),
        note="Within: 3 months; Wants fewer pills",
    )


def test_encounter() -> None:
    place: Resource = {"resourceType": "Organization", "id": "o", "name": "Harbor Clinic"}
    visit = about(
        {
            "resourceType": "Encounter",
            "status": "finished",
            "class": {"code": "AMB", "display": "ambulatory"},
            "type": [{"text": "Check-up"}],
            "period": {"start": "2026-03-04T10:00:00-05:00", "end": "2026-03-04T10:30:00-05:00"},
            "reasonCode": [{"text": "Cough"}],
            "participant": [{"individual": {"display": "Dr. Ives"}}],
            "serviceProvider": {"reference": "Organization/o"},
        }
    )
    day = PartialDate(2026, 3, 4)
    assert one_chart(read(PATIENT, visit, place)).encounters[0].value == Encounter(
        "Check-up", "AMB", "finished", day, day, "Cough", "Dr. Ives", "Harbor Clinic"
    )


def test_procedure() -> None:
    done: Resource = {
        "resourceType": "Procedure",
        "status": "completed",
        "code": {"text": "Foot exam"},
        "performedPeriod": {"start": "2026-05-06T08:00:00Z", "end": "2026-05-06T08:10:00Z"},
        "reasonCode": [{"text": "Diabetes"}],
    }
    assert one_fact(done) == Procedure("Foot exam", (), "completed", PartialDate(2026, 5, 6), "For: Diabetes")
    assert why_left({**done, "status": "not-done"}) == ("This procedure was not done.", False)


def test_more_reasons_to_leave_an_entry_out() -> None:
    allergy: Resource = {"resourceType": "AllergyIntolerance", "code": {"text": "Eggs"}}
    for status, why in (("entered-in-error", "marked as entered in error"), ("refuted", "ruled out")):
        verified = {**allergy, "verificationStatus": concept("", (VERIFIED, status, ""))}
        assert why_left(verified) == (f"This allergy was {why}.", False)
    assert why_left({**allergy, "code": {}}) == (
        "This entry does not name what the patient is allergic to.",
        True,
    )
    assert why_left({"resourceType": "Goal"}) == ("This goal has no text.", True)
    for kind, word in (("Goal", "goal"), ("Encounter", "visit"), ("Procedure", "procedure")):
        state = {"status": "entered-in-error"}
        assert why_left({"resourceType": kind, **state}) == (
            f"This {word} was marked as entered in error.",
            False,
        )
    assert why_left({"resourceType": "Procedure"}) == ("This entry does not name the procedure.", True)
    coverage: Resource = {"resourceType": "Coverage"}
    assert why_left(coverage) == ("This coverage names no payer.", True)
    assert why_left({**coverage, "status": "draft"})[1] is False
    person: Resource = {"resourceType": "RelatedPerson"}
    assert why_left(person) == ("This person has no name.", True)
    assert why_left({**person, "active": "false"})[1] is False


def test_records_in_the_form_before_r4_are_read() -> None:
    patient = {**PATIENT, "name": [{"family": ["Quill"], "given": ["Orla"]}]}
    order = {
        "resourceType": "MedicationOrder",
        "patient": {"reference": "Patient/p1"},
        "status": "active",
        "medicationCodeableConcept": {"text": "Aspirin"},
        "prescriber": {"display": "Dr. Ives"},
        "dateWritten": "2015-02-03",
    }
    problem = {
        "resourceType": "Condition",
        "patient": {"reference": "Patient/p1"},
        "code": {"text": "Gout"},
        "clinicalStatus": "active",
        "verificationStatus": "confirmed",
    }
    chart = one_chart(read(patient, order, problem))
    assert chart.patient is not None
    assert (chart.patient.family, chart.conditions[0].value.status) == ("Quill", FactStatus.ACTIVE)
    medicine = chart.medications[0].value
    assert (medicine.name, medicine.prescriber, medicine.start) == (
        "Aspirin",
        "Dr. Ives",
        PartialDate(2015, 2, 3),
    )
