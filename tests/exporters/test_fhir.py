"""The record as FHIR: read back by our own importer, and marked where it was entered in error."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from ccmdesk.domain.care_plan import (
    CarePlanDocument,
    CarePlanDraft,
    Goal,
    Intervention,
    PlanProblem,
    Section,
    SectionText,
    SignedCarePlan,
)
from ccmdesk.domain.chart import (
    ICD10CM,
    LOINC,
    RXNORM,
    Address,
    Allergy,
    CareTeamMember,
    Coding,
    Component,
    Condition,
    Coverage,
    Encounter,
    Fact,
    FactStatus,
    Identifier,
    Medication,
    Observation,
    ObservationCategory,
    Origin,
    Patient,
    Procedure,
    Recorded,
    RecordedGoal,
    Sex,
    Telecom,
)
from ccmdesk.domain.dates import PartialDate
from ccmdesk.domain.enrolment import (
    ALL_STATEMENTS,
    Consent,
    ConsentMethod,
    Enrolment,
    EnrolmentState,
    Program,
)
from ccmdesk.domain.export import ExportedFact, ExportStamp, PatientRecord
from ccmdesk.domain.imports import FACT_FIELDS, ImportedChart, InputFile
from ccmdesk.domain.time_log import Contact, Mode, Outcome
from ccmdesk.exporters.fhir import patient_bundle
from ccmdesk.services.imports import read

AT = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
STAMP = ExportStamp("Lakeview Family Medicine", "0f" * 16, AT, "America/Denver")
MAY = PartialDate(2024, 5)
WHO = Patient(
    family="Osei",
    given="Ama",
    birth_date=date(1948, 2, 29),
    sex=Sex.FEMALE,
    preferred_name="Auntie",
    suffix="Jr.",
    pronouns="she/her",
    language="Twi",
    interpreter="her son, on Tuesdays",
    best_time="after 10",
    identifiers=(
        Identifier("urn:clinic", "A-17", "MR"),
        Identifier("http://hl7.org/fhir/sid/us-ssn", "1", "SSN"),
    ),
    telecoms=(Telecom("phone", "(505) 555-0101", "work"), Telecom("email", "ama@mail.example", "home")),
    addresses=(Address(("3 Elm", "Flat 2"), "Taos", "NM", "87571", "US", "home"),),
    deceased=True,
    deceased_on=date(2026, 11, 1),
    note="Two dogs.",
)
FACTS: tuple[Fact, ...] = (
    Condition("Heart failure", (Coding(ICD10CM, "I50.9", "HF"),), clinical_status="relapse", onset=MAY),
    Condition("Gout", status=FactStatus.ENDED, clinical_status="resolved", verification="confirmed",
              category="problem-list-item, told by phone", ended=PartialDate(2020), note="Severity: mild"),
    Condition("Something", status=FactStatus.UNKNOWN),
    Medication("Furosemide", (Coding(RXNORM, "4603"),), dose="40 mg", route="by mouth", timing="twice a day",
               sig="One tablet, morning and noon", reason="swelling", prescriber="Dr. Lund", start=MAY,
               stop=PartialDate(2025, 1, 2), status=FactStatus.ENDED, note="with food"),
    Medication("Insulin", dose="as the scale says", status=FactStatus.UNKNOWN),
    Allergy("Penicillin", reaction="rash, itching", severity="severe", category="medication", onset=MAY),
    Allergy("Latex", severity="quite bad", category="work", status=FactStatus.UNKNOWN),
    Allergy("Bees", severity="high risk", status=FactStatus.ENDED),
    Observation("Weight", (Coding(LOINC, "29463-7"),), ObservationCategory.VITAL, value=Decimal("70.10"),
                unit="kg", date=PartialDate(2026, 3, 4), at=datetime(2026, 3, 5, 1, 2, 3, tzinfo=UTC),
                low=Decimal(60), high=Decimal(80), status="final"),
    Observation("Weight far away", value=Decimal(1), unit="per day", comparator="<", status="preliminary",
                date=PartialDate(2026, 3, 6), at=datetime(2026, 3, 5, 13, 0, tzinfo=UTC),
                note="Preliminary; x"),
    Observation("Pressure", components=(
        Component("Systolic", Coding(LOINC, "8480-6"), Decimal(120), unit="mm[Hg]"),
        Component("Diastolic", Coding(LOINC, "8462-4"), Decimal(5), "< 5 mm[Hg]", "mm[Hg]"),
        Component("Place", text="left arm"), Component("Cuff", text="No value: refused")), status="amended"),
    Observation("Smoking", category=ObservationCategory.SOCIAL, text="never", date=PartialDate(2020),
                status="final"),
    Observation("Refused", note="No value: refused; again", date=PartialDate(2020), status="final"),
    CareTeamMember("Kofi Osei", "son", phone="(505) 555-0102", note="has the key"),
    CareTeamMember("Dr. Lund", "cardiologist", "Heart House", "(505) 555-0103"),
    RecordedGoal("Walk more", "2 miles", "active, improving", MAY, PartialDate(2026, 12, 1), "slowly"),
    RecordedGoal("Sleep", status="thinking about it"),
    Encounter("Office visit", "AMB", "finished", MAY, MAY, "cough", "Dr. Lund", "Lakeview"),
    Encounter("Stay", status="unknown"),
    Procedure("Stent", (Coding("http://snomed.info/sct", "36969009"),), "completed", PartialDate(2019, 2, 3),
              "two"),
    Coverage("Medicare", "Part B", "1EG4", "public", MAY, PartialDate(2027)),
)  # fmt: skip


def exported(*facts: Fact, voided: bool = False, **more: Any) -> bytes:
    origin = Origin("import", file="old.xml", author="Dr. Lund", recorded_at=AT, recorded_by="Sara Okafor")
    held = tuple(
        ExportedFact(number, fact, origin, "urn:ehr", f"x{number}", voided)
        for number, fact in enumerate(facts, start=1)
    )
    patient = Recorded(7, 7, 1, Origin("hand", recorded_at=AT, recorded_by="Sara Okafor"), WHO)
    return patient_bundle(PatientRecord(patient, held, **more), STAMP)


def read_back(bundle: bytes) -> ImportedChart:
    (file,) = read([InputFile("back.json", bundle)])
    assert not [skipped for skipped in file.skipped if skipped.fault]
    (chart,) = file.charts
    return chart


def resources(bundle: bytes, kind: str) -> list[dict[str, Any]]:
    entries = json.loads(bundle)["entry"]
    return [each["resource"] for each in entries if each["resource"]["resourceType"] == kind]


def values_of(chart: ImportedChart) -> list[Fact]:
    return [sourced.value for name in FACT_FIELDS for sourced in getattr(chart, name)]


def test_the_patient_comes_back_whole() -> None:
    assert read_back(exported()).patient == WHO


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: type(fact).__name__)
def test_each_fact_comes_back_as_it_was(fact: Fact) -> None:
    (back,) = values_of(read_back(exported(fact)))
    if isinstance(fact, Condition) and not fact.clinical_status:
        assert isinstance(back, Condition)
        back = replace(back, clinical_status="")
    assert back == fact


def test_whoever_stated_a_fact_is_named() -> None:
    chart = read_back(exported(*FACTS))
    of_facts = [name for name in FACT_FIELDS if name != "care_team"]  # whose author is that of the team
    assert {each.author for name in of_facts for each in getattr(chart, name)} == {"Dr. Lund"}


def test_what_was_entered_in_error_says_so_and_is_not_read_as_a_fact() -> None:
    bundle = exported(*FACTS, voided=True)
    for kind in ("Condition", "AllergyIntolerance"):
        for each in resources(bundle, kind):
            assert each["verificationStatus"]["coding"][0]["code"] == "entered-in-error"
            assert "clinicalStatus" not in each
    for kind in ("MedicationStatement", "Observation", "Encounter", "Procedure", "Coverage", "CareTeam"):
        assert {each["status"] for each in resources(bundle, kind)} == {"entered-in-error"}
    assert values_of(read_back(bundle)) == []


def test_a_second_export_gives_the_same_ids_and_another_practice_others() -> None:
    def ids(bundle: bytes) -> list[str]:
        return [entry["fullUrl"] for entry in json.loads(bundle)["entry"]]

    first = exported(*FACTS)
    assert ids(first) == ids(exported(*FACTS))
    assert len(set(ids(first))) == len(ids(first))
    record = PatientRecord(Recorded(7, 7, 1, Origin("hand"), WHO))
    elsewhere = patient_bundle(record, replace(STAMP, database_id="0e" * 16))
    assert not set(ids(first)) & set(ids(elsewhere))


GOAL = Goal("g1", "Weigh daily", "within 2 kg", date(2026, 12, 31), "I want to dance", "on the way")
STEP = Intervention("i1", "Ask for the weight", "Sara Okafor, RN", "weekly")
PROBLEM = PlanProblem("p1", "Heart failure", "I50.9", 1, "No stay in hospital", "stairs", (GOAL,), (STEP,))
DOCUMENT = CarePlanDocument(
    (PROBLEM,), (SectionText(Section.CAREGIVER, "Her son comes daily."),), date(2027, 1, 5)
)
PLANS = tuple(SignedCarePlan(7, number, DOCUMENT, AT, "Dr. Lund", f"{number:064}") for number in (2, 1))
CONSENT = Consent(
    7,
    Program.CCM,
    date(2026, 1, 2),
    ConsentMethod.VERBAL,
    accepted=True,
    statements=ALL_STATEMENTS,
    obtained_by="Sara Okafor",
    id=4,
    revoked_on=date(2026, 6, 5),
)


def test_plans_go_along_and_the_goals_of_the_one_in_force() -> None:
    bundle = exported(FACTS[0], plans=PLANS, draft=CarePlanDraft(7, 3, DOCUMENT, 1, AT, "Sara Okafor"))
    made = resources(bundle, "CarePlan")
    assert [plan["status"] for plan in made] == ["active", "completed", "draft"]
    words = json.dumps(made[0])
    for said in (
        "No stay in hospital",
        "stairs",
        "Ask for the weight",
        "weekly",
        "comes daily",
        "2027-01-05",
    ):
        assert said in words
    (goal,) = resources(bundle, "Goal")
    assert made[0]["goal"][0]["reference"] == f"urn:uuid:{goal['id']}"
    (problem,) = resources(bundle, "Condition")
    assert made[0]["addresses"][0]["reference"] == f"urn:uuid:{problem['id']}"
    (back,) = read_back(bundle).goals
    assert (back.value.text, back.value.target) == ("Weigh daily", "within 2 kg")


def test_consents_enrolments_and_contacts_go_along() -> None:
    bundle = exported(
        consents=(CONSENT,),
        enrolments=(Enrolment(7, Program.CCM, EnrolmentState.PAUSED, date(2026, 1, 2), risk="high", id=3),),
        contacts=(
            Contact(7, AT, Mode.PHONE, Outcome.REACHED, "her son", "all well", "Sara Okafor", id=1),
            Contact(7, AT, Mode.PHONE, Outcome.NO_ANSWER, by="Sara Okafor", id=2),
        ),
    )
    (consent,) = resources(bundle, "Consent")
    assert consent["status"] == "inactive"
    assert consent["provision"]["period"]["end"] == "2026-06-30"
    assert [each["status"] for each in resources(bundle, "Communication")] == ["completed", "not-done"]
    assert resources(bundle, "EpisodeOfCare")[0]["status"] == "onhold"


def test_every_digit_of_a_number_is_kept() -> None:
    bundle = exported(Observation("x", value=Decimal("7.10000000000000000001"), status="final"))
    assert b"7.10000000000000000001" in bundle
