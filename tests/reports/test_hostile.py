"""No text that a record can hold stops a paper from being printed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccmdesk.domain.care_plan import (
    CarePlanDocument,
    Goal,
    Intervention,
    PlanProblem,
    Section,
    SectionText,
)
from ccmdesk.domain.chart import Allergy, CareTeamMember, Medication, Patient
from ccmdesk.domain.practice import BillingPractitioner, Practice
from ccmdesk.reports.readings import LastValue
from ccmdesk.reports.recovery_sheet import recovery_sheet_pdf
from tests.reports.making import PRINTED_AT, ZONE, care_plan, contact, entry, pages, text, time_sheet

HOSTILE = (
    "<b>bold</b> <para> &amp; &lt;",
    "{phone} {0} {page} %s %(x)s",
    "(paren \\ ) Tj ET",
    "שלום עולם \u202e reversed",
    "👩🏽‍⚕️🫀 family 👨‍👩‍👧‍👦",
    "nul \x00 esc \x1b[31m bell \x07",
    "\ud800 lone surrogate",
    "line\u2028separator\u2029paragraph\x85next",
    "Z\u0351\u036b\u0343\u036a\u0302\u036ba\u0321\u034d\u0358l\u0315go",
    "\ufeff\u200b\u200d\u00ad",
    " \t\n ",
    "x" * 10_000,
    "word " * 2_000,
    "\n" * 3_000,
)
ANY_TEXT = st.one_of(st.text(max_size=200), st.sampled_from(HOSTILE[:11]))


def _plan(written: str) -> bytes:
    return care_plan(
        practice=Practice(written, ZONE, phone=written, after_hours_phone=written),
        practitioner=BillingPractitioner(written, "1234567893"),
        patient=Patient(written, written, preferred_name=written, suffix=written),
        document=CarePlanDocument(
            problems=(
                PlanProblem(
                    id="p",
                    name=written,
                    icd10=written,
                    expected_outcome=written,
                    barriers=written,
                    goals=(Goal("g", written, written, None, written, written),),
                    interventions=(Intervention("i", written, written, written),),
                ),
            ),
            sections=(SectionText(Section.CAREGIVER, written),),
        ),
        medications=(Medication(written, sig=written, reason=written, prescriber=written),),
        allergies=(Allergy(written, reaction=written, severity=written),),
        care_team=(CareTeamMember(written, written, written, written, written),),
        values=(LastValue(written, written),),
    )


@pytest.mark.parametrize("written", HOSTILE, ids=range(len(HOSTILE)))
def test_plan_prints_hostile_text(written: str) -> None:
    assert _plan(written).startswith(b"%PDF")


@settings(max_examples=40)
@given(ANY_TEXT)
def test_plan_prints_any_text(written: str) -> None:
    assert "Page 1 of" in pages(_plan(written))[0]


@settings(max_examples=30)
@given(ANY_TEXT)
def test_time_sheet_and_recovery_sheet_print_any_text(written: str) -> None:
    at = datetime(2026, 10, 2, 16, tzinfo=UTC)
    spent = entry(at, 60, user_name=written, credential=written, activity=written, note=written)
    called = contact(at, with_whom=written, note=written, by=written)
    patient = Patient(written, written)
    assert "0:01:00 60 1" in text(time_sheet(entries=[spent], contacts=[called], patient=patient))
    assert recovery_sheet_pdf(practice_name=written, recovery_key="AAAAA", printed_at=PRINTED_AT, zone=ZONE)


def test_markup_is_printed_as_it_was_written() -> None:
    document = CarePlanDocument((PlanProblem("p", "<b>A1c</b> < 8 & steady {number} (ok) \\o/"),))
    assert "<b>A1c</b> < 8 & steady {number} (ok) \\o/" in text(care_plan(document=document))


def test_long_words_stay_on_the_paper() -> None:
    long = "W" * 10_000
    document = CarePlanDocument((PlanProblem("p", "Gout", expected_outcome=long),))
    printed = "".join(text(care_plan(document=document)).split())
    assert printed.count("W") >= 10_000
