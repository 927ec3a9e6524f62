"""Check how medicines of C-CDA documents are read."""

from __future__ import annotations

import pytest

from ccmdesk.domain.chart import RXNORM as RXNORM_URI
from ccmdesk.domain.chart import (
    FactStatus,
)
from ccmdesk.domain.dates import PartialDate
from tests.importers.test_ccda_documents import (
    RXNORM,
    SNOMED,
    chart,
    coded,
    document,
    medication,
    read,
    section,
    status,
)

METFORMIN = coded(
    "code",
    "860975",
    RXNORM,
    "Metformin 500 MG Oral Tablet",
    coded("translation", "00093104801", "2.16.840.1.113883.6.69"),
)
TAKEN = '<effectiveTime xsi:type="IVL_TS"><low value="20250101"/><high nullFlavor="UNK"/></effectiveTime>'
EVERY_12 = '<effectiveTime xsi:type="PIVL_TS" operator="A"><period value="12" unit="h"/></effectiveTime>'


def test_medication_has_dose_timing_sig_reason_and_prescriber() -> None:
    author = (
        "<author><assignedAuthor><assignedPerson><name><prefix>Dr</prefix><given>Nils</given>"
        "<family>Moor</family></name></assignedPerson></assignedAuthor></author>"
    )
    reason = coded("value", "44054006", SNOMED, "Diabetes type 2", kind="CD")
    more = (
        f'{author}<entryRelationship typeCode="RSON"><observation>{reason}</observation></entryRelationship>'
        '<entryRelationship typeCode="SUBJ"><act><code code="76662-6"/><text>Take with food</text></act>'
        "</entryRelationship>"
    )
    dose = '<routeCode code="C38288" displayName="oral"/><doseQuantity value="1.50" unit="{tablet}"/>'
    entry = medication(METFORMIN, times=TAKEN + EVERY_12 + dose, more=more)
    found = chart(section("Medications", entry)).medications[0]
    medicine = found.value
    assert found.author == "Dr Nils Moor"
    assert medicine.name == "Metformin 500 MG Oral Tablet"
    assert [c.code for c in medicine.codings] == ["860975", "00093104801"]
    assert medicine.codings[0].system == RXNORM_URI
    assert (medicine.dose, medicine.route, medicine.timing) == ("1.5 tablet", "oral", "every 12 hours")
    assert (medicine.sig, medicine.reason) == ("Take with food", "Diabetes type 2")
    assert medicine.prescriber == "Dr Nils Moor"
    assert (medicine.start, medicine.stop) == (PartialDate(2025, 1, 1), None)
    assert medicine.status is FactStatus.ACTIVE


@pytest.mark.parametrize(
    ("time", "words"),
    [
        ('<effectiveTime xsi:type="PIVL_TS"><period value="24" unit="h"/></effectiveTime>', "once a day"),
        ('<effectiveTime xsi:type="PIVL_TS"><period value="1" unit="d"/></effectiveTime>', "once a day"),
        (
            '<effectiveTime xsi:type="PIVL_TS"><period value="0.5" unit="d"/></effectiveTime>',
            "every 12 hours",
        ),
        ('<effectiveTime xsi:type="PIVL_TS"><period value="7" unit="d"/></effectiveTime>', "once a week"),
        ('<effectiveTime xsi:type="PIVL_TS"><period value="2" unit="wk"/></effectiveTime>', "every 2 weeks"),
        (
            '<effectiveTime xsi:type="PIVL_TS"><period><low value="4" unit="h"/>'
            '<high value="6" unit="h"/></period>'
            "</effectiveTime>",
            "every 4 to 6 hours",
        ),
        ('<effectiveTime xsi:type="EIVL_TS"><event code="HS"/></effectiveTime>', "at bedtime"),
        ('<effectiveTime xsi:type="EIVL_TS"><event code="ZZ"/></effectiveTime>', ""),
        ('<effectiveTime xsi:type="PIVL_TS"><period nullFlavor="UNK"/></effectiveTime>', ""),
        ('<effectiveTime xsi:type="PIVL_TS"><period value="-3" unit="h"/></effectiveTime>', ""),
        (
            '<precondition><criterion><value xsi:type="CD" code="1" displayName="pain"/>'
            "</criterion></precondition>",
            "as needed for pain",
        ),
    ],
)
def test_timing_in_words(time: str, words: str) -> None:
    medicine = chart(section("Medications", medication(METFORMIN, times=TAKEN + time))).medications[0].value
    assert medicine.timing == words


ENDED_TIME = '<effectiveTime><low value="20250101"/><high value="20250201"/></effectiveTime>'
LATER_TIME = '<effectiveTime><low value="20250101"/><high value="20270201"/></effectiveTime>'


@pytest.mark.parametrize(
    ("state", "times", "more", "expected", "noted"),
    [
        ("active", ENDED_TIME, "", FactStatus.ACTIVE, False),
        ("completed", ENDED_TIME, "", FactStatus.ENDED, False),
        ("completed", LATER_TIME, "", FactStatus.ACTIVE, False),
        ("completed", TAKEN, "", FactStatus.ACTIVE, True),
        ("completed", TAKEN, status("55561003", "No longer active"), FactStatus.ENDED, False),
        ("completed", ENDED_TIME, status("55561003", "Active"), FactStatus.ACTIVE, False),
        ("aborted", TAKEN, "", FactStatus.ENDED, False),
        ("suspended", TAKEN, "", FactStatus.UNKNOWN, True),
    ],
)
def test_medication_status(state: str, times: str, more: str, expected: FactStatus, noted: bool) -> None:
    entry = medication(METFORMIN, state=state, times=times, more=more)
    medicine = chart(section("Medications", entry)).medications[0].value
    assert medicine.status is expected
    assert bool(medicine.note) is noted


@pytest.mark.parametrize(
    "entry",
    [
        medication(METFORMIN, attrs='negationInd="true"'),
        medication(
            '<code nullFlavor="OTH"><translation code="410942007" displayName="drug or medication"/></code>'
        ),
        medication('<code nullFlavor="NI"><originalText>No known medications</originalText></code>'),
        medication('<code nullFlavor="NI"/>'),
        medication(METFORMIN).replace('moodCode="EVN"', 'moodCode="RQO"'),
    ],
)
def test_no_medicine_is_no_fact_and_no_fault(entry: str) -> None:
    parsed = read(document(section("Medications", entry)))
    assert parsed.charts[0].medications == ()
    assert [one.fault for one in parsed.skipped] == [False]
