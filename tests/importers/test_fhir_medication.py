"""FHIR medication requests and statements become medicines as taken."""

from __future__ import annotations

from typing import Any

import pytest

from ccmdesk.domain.chart import RXNORM, Coding, FactStatus, Medication
from ccmdesk.domain.dates import PartialDate
from tests.importers.making import PATIENT, Resource, about, concept, one_chart, one_fact, read, why_left


def request(**elements: Any) -> Resource:
    """Return a medication request."""
    return {
        "resourceType": "MedicationRequest",
        "status": "active",
        "medicationCodeableConcept": {"text": "Lisinopril 10 MG Oral Tablet"},
        **elements,
    }


def timing(repeat: Resource | None = None, **dosage: Any) -> str:
    """Return the timing words of a dosage."""
    found: Medication = one_fact(request(dosageInstruction=[{"timing": {"repeat": repeat}, **dosage}]))
    return found.timing


DOSAGES: list[Resource] = [
    {
        "text": "One tablet every morning",
        "patientInstruction": "With water",
        "route": {"text": "Oral"},
        "timing": {
            "repeat": {
                "frequency": 1,
                "period": 1,
                "periodUnit": "d",
                "when": ["MORN"],
                "boundsPeriod": {"start": "2026-01-03", "end": "2026-12"},
            }
        },
        "doseAndRate": [{"doseQuantity": {"value": 10.50, "unit": "mg"}}],
    },
    {"text": "Half if dizzy"},
]


def test_a_whole_request() -> None:
    condition: Resource = {"resourceType": "Condition", "id": "c", "code": {"text": "Hypertension"}}
    medicine = about(
        request(
            medicationCodeableConcept=concept("", (RXNORM, "314076", "Lisinopril 10 MG Oral Tablet")),
            requester={"display": "Dr. Ives"},
            authoredOn="2026-01-02",
            reasonReference=[{"reference": "Condition/c"}],
            dosageInstruction=DOSAGES,
            note=[{"text": "Check potassium"}],
        )
    )
    chart = one_chart(read(PATIENT, about(condition), medicine))
    assert chart.medications[0].value == Medication(
        name="Lisinopril 10 MG Oral Tablet",
        codings=(Coding(RXNORM, "314076", "Lisinopril 10 MG Oral Tablet"),),
        status=FactStatus.ACTIVE,
        dose="10.5 mg",
        route="Oral",
        timing="once a day, in the morning",
        sig="One tablet every morning; With water; Half if dizzy",
        reason="Hypertension",
        prescriber="Dr. Ives",
        start=PartialDate(2026, 1, 3),
        stop=PartialDate(2026, 12),
        note="Check potassium",
    )
    assert chart.medications[0].author == "Dr. Ives"


@pytest.mark.parametrize(
    ("repeat", "words"),
    [
        ({"frequency": 2, "period": 1, "periodUnit": "d"}, "twice a day"),
        ({"frequency": 5, "period": 1, "periodUnit": "d"}, "5 times a day"),
        ({"frequency": 1, "period": 8, "periodUnit": "h"}, "every 8 hours"),
        ({"frequency": 1, "period": 1, "periodUnit": "h"}, "every hour"),
        ({"period": 4, "periodMax": 6, "periodUnit": "h"}, "every 4 to 6 hours"),
        ({"frequency": 1, "period": 2, "periodUnit": "wk"}, "every 2 weeks"),
        ({"frequency": 1, "frequencyMax": 3, "period": 1, "periodUnit": "d"}, "1 to 3 times a day"),
        ({"frequency": 3, "period": 2, "periodUnit": "d"}, "three times every 2 days"),
        ({"frequency": 1, "period": 1, "periodUnit": "wk", "dayOfWeek": ["mon"]}, "once a week, on Monday"),
        ({"when": ["HS"]}, "at bedtime"),
        ({"timeOfDay": ["08:00:00", "20:00:00"]}, "at 08:00, 20:00"),
        ({"frequency": 0, "period": 1, "periodUnit": "d"}, ""),
        ({"frequency": "often", "period": {}, "periodUnit": 4}, ""),
        (None, ""),
    ],
)
def test_timing_in_words(repeat: Resource | None, words: str) -> None:
    assert timing(repeat) == words


def test_timing_codes_and_as_needed() -> None:
    code = concept("", ("http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation", "BID", ""))
    assert timing(None, timing={"code": code}) == "twice a day"
    assert timing(None, timing={"code": {"text": "with the paper"}}) == "with the paper"
    assert timing(None, asNeededBoolean=True) == "as needed"
    assert timing(None, asNeededCodeableConcept={"text": "pain"}) == "as needed for pain"


def test_doses() -> None:
    def dose(**rate: Any) -> str:
        found: Medication = one_fact(request(dosageInstruction=[{"doseAndRate": [rate]}]))
        return found.dose

    low, high = {"value": 1, "unit": "tablet"}, {"value": 2, "unit": "tablet"}
    assert dose(doseRange={"low": low, "high": high}) == "1–2 tablet"
    assert dose(doseRange={"low": low}) == "at least 1 tablet"
    assert dose(doseQuantity={"value": 5, "code": "mL", "system": "http://unitsofmeasure.org"}) == "5 mL"
    rate = {"numerator": {"value": 2, "unit": "L"}, "denominator": {"value": 1, "unit": "min"}}
    assert dose(rateRatio=rate) == "2 L per 1 min"
    assert dose(doseQuantity={"value": "5e999999999"}) == ""


@pytest.mark.parametrize(
    ("status", "kept"),
    [
        ("active", FactStatus.ACTIVE),
        ("completed", FactStatus.ENDED),
        ("stopped", FactStatus.ENDED),
        ("cancelled", FactStatus.ENDED),
        ("on-hold", FactStatus.UNKNOWN),
        ("unknown", FactStatus.UNKNOWN),
    ],
)
def test_status(status: str, kept: FactStatus) -> None:
    assert one_fact(request(status=status)).status is kept


def test_what_was_never_ordered_is_left_out() -> None:
    assert why_left(request(status="entered-in-error"))[1] is False
    assert why_left(request(status="draft")) == ("This order is a draft that nobody signed.", False)
    assert why_left(request(intent="proposal")) == ("This medicine was only proposed.", False)
    assert why_left(request(doNotPerform=True))[1] is True
    assert why_left(request(medicationCodeableConcept=None)) == (
        "This entry does not name the medicine.",
        True,
    )


def test_a_statement_with_a_contained_mixture() -> None:
    statement = {
        "resourceType": "MedicationStatement",
        "status": "not-taken",
        "statusReason": [{"text": "Cost"}],
        "contained": [
            {
                "resourceType": "Medication",
                "id": "m",
                "ingredient": [
                    {"itemCodeableConcept": {"text": "Amlodipine"}},
                    {"itemCodeableConcept": {"text": "Benazepril"}},
                ],
            }
        ],
        "medicationReference": {"reference": "#m"},
        "effectivePeriod": {"start": "2025-05", "end": "2025-07"},
        "dosage": [{"text": "One a day"}],
        "informationSource": {"display": "Pip Quill"},
    }
    parsed = read(PATIENT, about(statement))
    sourced = one_chart(parsed).medications[0]
    assert sourced.author == "Pip Quill"
    assert sourced.value == Medication(
        name="Amlodipine / Benazepril",
        status=FactStatus.ENDED,
        sig="One a day",
        start=PartialDate(2025, 5),
        stop=PartialDate(2025, 7),
        note="Not taken: Cost",
    )
    assert not parsed.skipped
