"""FHIR patients, the people around them and their insurance become what the chart keeps."""

from __future__ import annotations

from datetime import date
from typing import Any

from ccmdesk.domain.chart import Address, CareTeamMember, Coverage, Identifier, Patient, Sex, Telecom
from ccmdesk.domain.dates import PartialDate
from tests.importers.making import PATIENT, Resource, concept, one_chart, one_fact, read

V2 = "http://terminology.hl7.org/CodeSystem/v2-0203"
CORE = "http://hl7.org/fhir/us/core/StructureDefinition"


def patient(**changes: Any) -> Patient:
    """Return the invented patient with some elements changed."""
    found = one_chart(read({**PATIENT, **changes})).patient
    assert found is not None
    return found


NAMES: list[Resource] = [
    {"use": "old", "family": "Before"},
    {"use": "usual", "given": ["Bunny"], "family": "Quill"},
    {
        "use": "official",
        "prefix": ["Mrs."],
        "given": ["Orla", "Mae"],
        "family": "Quill-Øster",
        "suffix": ["Jr."],
    },
]
IDENTIFIERS: list[Resource] = [
    {"type": concept("", (V2, "MR", "")), "system": "urn:oid:1.9", "value": "A-17"},
    {"system": "http://hl7.org/fhir/sid/us-mbi", "value": "1EG4TE5MK73"},
    {"type": concept("", (V2, "SS", "")), "value": "900-00-0000"},
    {"system": "urn:oid:2.16.840.1.113883.4.927", "value": "1EG4TE5MK73"},
    {"use": "old", "value": "gone"},
    {"type": {"text": "Medical Record Number"}, "value": "B-2"},
    {"system": "urn:oid:1.9"},
]
ADDRESSES: list[Resource] = [
    {"use": "old", "line": ["Gone"]},
    {"line": ["9 Pier"], "city": "Gull"},
    {
        "use": "home",
        "line": ["1 Elm St", "Apt 2"],
        "city": "Gull",
        "state": "ME",
        "postalCode": "04000",
    },
]
COMMUNICATIONS: list[Resource] = [
    {"language": concept("", ("urn:ietf:bcp:47", "en-US", "English (US)"))},
    {"language": concept("", ("urn:ietf:bcp:47", "vi", "")), "preferred": True},
]
EXTENSIONS: list[Resource] = [
    {
        "url": f"{CORE}/us-core-interpreter-needed",
        "valueCoding": {"system": "http://snomed.info/sct", "code": "373066001"},
    },
    {
        "url": "http://hl7.org/fhir/StructureDefinition/individual-pronouns",
        "extension": [],
        "valueCodeableConcept": {"text": "she/her"},
    },
]


def test_names_and_language() -> None:
    found = patient(name=NAMES, communication=COMMUNICATIONS, extension=EXTENSIONS)
    assert (found.family, found.given, found.suffix) == ("Quill-Øster", "Orla Mae", "Jr.")
    assert found.preferred_name == "Bunny"
    assert (found.birth_date, found.sex) == (date(1948, 6, 2), Sex.FEMALE)
    assert (found.language, found.interpreter, found.pronouns) == ("Vietnamese", "needed", "she/her")


def test_identifiers() -> None:
    found = patient(identifier=IDENTIFIERS)
    assert found.identifiers == (
        Identifier("urn:oid:1.9", "A-17", "MR"),
        Identifier("http://hl7.org/fhir/sid/us-mbi", "1EG4TE5MK73", "MBI"),
        Identifier("", "900-00-0000", "SSN"),
        Identifier("http://hl7.org/fhir/sid/us-mbi", "1EG4TE5MK73", "MBI"),
        Identifier("", "B-2", "MR"),
    )
    assert found.mrn == "A-17"


def test_addresses() -> None:
    found = patient(address=ADDRESSES)
    assert found.addresses[0] == Address(("1 Elm St", "Apt 2"), "Gull", "ME", "04000", "", "home")
    assert [each.city for each in found.addresses] == ["Gull", "Gull"]


def test_the_number_to_try_first_comes_first() -> None:
    found = patient(
        telecom=[
            {"system": "phone", "use": "work", "value": "1"},
            {"system": "phone", "use": "old", "value": "2"},
            {"system": "email", "value": "mailto:o@example.org"},
            {"system": "phone", "use": "home", "value": "3"},
            {"system": "sms", "use": "mobile", "value": "tel:4"},
            {"value": "5", "rank": 1, "system": "phone"},
            {"system": "pager", "value": "6"},
            {"system": "phone"},
        ]
    )
    assert [each.value for each in found.telecoms] == ["5", "4", "3", "o@example.org", "6", "1"]
    assert found.phone == "5"
    assert found.telecoms[1] == Telecom("phone", "4", "mobile")
    assert found.telecoms[4].system == "other"


def test_names_in_one_text_are_taken_apart() -> None:
    for whole, family, given in (("Orla Mae Quill", "Quill", "Orla Mae"), ("Quill, Orla", "Quill", "Orla")):
        found = patient(name=[{"text": whole}])
        assert (found.family, found.given) == (family, given)


def test_sex_from_the_us_core_extensions() -> None:
    for ending, value in (
        ("us-core-birthsex", {"valueCode": "M"}),
        ("us-core-sex", {"valueCode": "248153007"}),
        ("us-core-sex", {"valueCoding": {"system": "http://snomed.info/sct", "code": "248153007"}}),
    ):
        assert patient(gender=None, extension=[{"url": f"{CORE}/{ending}", **value}]).sex is Sex.MALE
    assert patient(gender="other").sex is Sex.OTHER
    assert patient(gender=["female"]).sex is Sex.UNKNOWN


def test_death() -> None:
    assert patient(deceasedBoolean=True).deceased
    assert not patient(deceasedBoolean=False).deceased
    found = patient(deceasedDateTime="2024-02-03T04:05:06Z")
    assert (found.deceased, found.deceased_on) == (True, date(2024, 2, 3))
    vague = patient(deceasedDateTime="2024")
    assert (vague.deceased, vague.deceased_on) == (True, None)


def test_a_birth_date_that_is_none_costs_only_itself() -> None:
    for value, why in (
        ("1950-02-30", "The date of birth is not a date that exists; the entry was kept without it."),
        ("soon", "The date of birth is not a date that exists; the entry was kept without it."),
        ("1950-02", "The date of birth has no day; the patient was kept without it."),
    ):
        parsed = read({**PATIENT, "birthDate": value})
        assert one_chart(parsed).patient == Patient("Quill", "Orla", sex=Sex.FEMALE)
        assert [(each.where, each.why, each.fault) for each in parsed.skipped] == [("Patient p1", why, True)]


def test_animals_replaced_and_nameless_patients_are_left_out() -> None:
    animal = "http://hl7.org/fhir/StructureDefinition/patient-animal"
    for changes, why, fault in (
        ({"extension": [{"url": animal}]}, "This patient is an animal.", False),
        ({"name": []}, "This patient has no name.", True),
        ({"name": "Quill"}, "This patient has no name.", True),
        (
            {"link": [{"type": "replaced-by"}]},
            "This record was replaced by another record of the same person.",
            False,
        ),
    ):
        parsed = read({**PATIENT, **changes})
        assert not parsed.charts
        assert (parsed.skipped[0].why, parsed.skipped[0].fault) == (why, fault)


def test_contacts_and_the_usual_practitioner_join_the_care_team() -> None:
    doctor: Resource = {
        "resourceType": "Practitioner",
        "id": "d",
        "name": [{"prefix": ["Dr."], "given": ["Noa"], "family": "Ives", "suffix": ["MD"]}],
        "telecom": [{"system": "phone", "value": "555-0100"}],
    }
    contact = {
        "name": {"given": ["Pip"], "family": "Quill"},
        "relationship": [concept("", ("http://terminology.hl7.org/CodeSystem/v2-0131", "C", ""))],
        "telecom": [{"system": "phone", "value": "555-0101"}],
    }
    parsed = read(
        {**PATIENT, "contact": [contact], "generalPractitioner": [{"reference": "Practitioner/d"}]}, doctor
    )
    team = [each.value for each in one_chart(parsed).care_team]
    assert team == [
        CareTeamMember("Dr. Noa Ives, MD", "Primary care", phone="555-0100"),
        CareTeamMember("Pip Quill", "Emergency contact", phone="555-0101"),
    ]


def test_coverage() -> None:
    found = one_fact(
        {
            "resourceType": "Coverage",
            "status": "active",
            "beneficiary": {"reference": "Patient/p1"},
            "payor": [{"display": "Medicare"}],
            "class": [
                {"type": concept("", ("x", "group", "")), "name": "Group"},
                {"type": concept("", ("x", "plan", "")), "name": "Part B"},
            ],
            "identifier": [{"value": "x"}, {"type": concept("", (V2, "MB", "")), "value": "M-1"}],
            "type": {"text": "Public"},
            "period": {"start": "2013-06-01"},
        }
    )
    assert found == Coverage("Medicare", "Part B", "M-1", "Public", PartialDate(2013, 6, 1))
