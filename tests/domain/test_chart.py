"""What is drawn from a patient's and a fact's value."""

from __future__ import annotations

from ccmdesk.domain.chart import (
    ICD10CM,
    SNOMED,
    Coding,
    Condition,
    Identifier,
    Patient,
    Telecom,
    code_of,
)


def test_the_first_phone_number_is_the_phone() -> None:
    patient = Patient(
        family="Osei",
        given="Ama",
        telecoms=(
            Telecom("email", "ama@example.org"),
            Telecom("phone", ""),
            Telecom("phone", "505-555-0111"),
        ),
    )
    assert patient.phone == "505-555-0111"
    assert Patient(family="Osei", given="Ama").phone == ""


def test_the_record_number_is_the_identifier_of_that_kind() -> None:
    identifiers = (Identifier("urn:a", "1EG4", "MBI"), Identifier("urn:b", "00712", "MR"))
    assert Patient(family="Osei", given="Ama", identifiers=identifiers).mrn == "00712"
    assert Patient(family="Osei", given="Ama", identifiers=identifiers[:1]).mrn == ""


def test_a_code_is_found_by_its_terminology() -> None:
    codings = (Coding(SNOMED, "38341003"), Coding(ICD10CM, "I10"), Coding(ICD10CM, "I11.9"))
    assert Condition("Hypertension", codings).icd10 == "I10"
    assert code_of(codings, SNOMED) == "38341003"
    assert code_of(codings, "urn:other") == Condition("Hypertension").icd10 == ""
