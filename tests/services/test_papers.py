"""Papers say what the record holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from ccmdesk.domain.care_plan import CarePlanDocument
from ccmdesk.domain.chart import Allergy, CareTeamMember, Medication
from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.domain.errors import NotFound
from ccmdesk.domain.time_log import Mode, Outcome, Subject
from ccmdesk.models.errors import StorageFailed
from ccmdesk.services import care_plans, clock, facts, papers
from ccmdesk.services.clock import Stopping
from ccmdesk.services.papers import Paper
from tests.practice_files import MONDAY
from tests.services.desk import PROBLEM, Desk

MONTH = ServiceMonth(2026, 11)


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_a_signed_plan_is_printed_with_its_problems_medicines_and_signature(desk: Desk) -> None:
    patient_id = desk.enrolled()
    for fact in (
        Medication("Furosemide", dose="40 mg"),
        Allergy("Penicillin"),
        CareTeamMember("Kofi Osei", "son"),
    ):
        facts.add_fact(desk.store, desk.actor, patient_id, fact)
    desk.signed(patient_id)
    text = text_of(papers.care_plan_pdf(desk.store, desk.actor, patient_id))
    for words in (
        "Osei",
        "Heart failure",
        "Weight within 2 kg of 70 kg",
        "Ask for the weight",
        "Furosemide",
        "40 mg",
        "Penicillin",
        "Kofi Osei",
        "Sara Okafor, RN",
        "Dr. Amara Castellanos",
        "(505) 555-0100",
    ):
        assert words in text, words


def test_a_version_is_printed_by_its_number_and_the_draft_where_nothing_is_signed(desk: Desk) -> None:
    patient_id = desk.patient()
    with pytest.raises(NotFound, match="no care plan for this patient yet"):
        papers.care_plan_pdf(desk.store, desk.actor, patient_id)
    draft = care_plans.start_draft(desk.store, desk.actor, patient_id).value
    assert "draft" in text_of(papers.care_plan_pdf(desk.store, desk.actor, patient_id)).lower()
    document = CarePlanDocument((replace(PROBLEM, name="Gout"),))
    typed = text_of(papers.draft_pdf(desk.store, desk.actor, patient_id, document, number=draft.number))
    assert "Gout" in typed and "draft" in typed.lower()
    care_plans.discard_draft(desk.store, desk.actor, draft)
    desk.signed(patient_id)
    again = care_plans.start_draft(desk.store, desk.actor, patient_id).value
    saved = care_plans.save_draft(desk.store, desk.actor, replace(again, document=document)).value
    care_plans.sign(desk.store, desk.actor, saved, copy_given_on=date(2026, 11, 23))
    first, second = (
        text_of(papers.care_plan_pdf(desk.store, desk.actor, patient_id, number=number)) for number in (1, 2)
    )
    assert "Heart failure" in first and "Gout" not in first
    assert "Gout" in second and "Heart failure" not in second
    with pytest.raises(NotFound, match="no signed version 3"):
        papers.care_plan_pdf(desk.store, desk.actor, patient_id, number=3)


def test_the_time_sheet_says_who_did_what_to_the_second(desk: Desk) -> None:
    patient_id = desk.enrolled()
    clock.start(desk.store, desk.actor, Subject(patient_id))
    desk.wait(minutes=12, seconds=34)
    stopping = Stopping("medication review", Mode.PHONE, "Furosemide taken.", Outcome.REACHED, "herself")
    clock.stop(desk.store, desk.actor, stopping)
    text = text_of(papers.time_sheet_pdf(desk.store, desk.actor, patient_id, MONTH))
    for words in ("Osei", "12:34", "Sara Okafor", "Furosemide taken."):
        assert words in text, words
    assert "12:34" not in text_of(
        papers.time_sheet_pdf(desk.store, desk.actor, patient_id, ServiceMonth(2026, 10))
    )


def test_the_consent_is_printed_as_given_or_as_a_form_to_sign(desk: Desk) -> None:
    form = text_of(papers.consent_pdf(desk.store, desk.actor, desk.patient()))
    given = text_of(papers.consent_pdf(desk.store, desk.actor, desk.enrolled()))
    assert "Osei" in form and "Osei" in given
    assert "Sara Okafor, RN" in given and "Sara Okafor" not in form


def test_the_recovery_sheet_names_the_practice_and_no_patient(desk: Desk) -> None:
    desk.patient()
    groups = "ABCDE-FGHJK-MNPQR"
    pdf = papers.recovery_sheet(
        practice_name="Lakeview Family Medicine",
        recovery_key=groups,
        clock=SettableClock(MONDAY),
        zone=desk.store.zone,
    )
    text = text_of(pdf)
    assert "Lakeview Family Medicine" in text and "ABCDE" in text and "Osei" not in text


def test_a_paper_is_saved_for_its_owner_alone_and_recorded(desk: Desk, tmp_path: Path) -> None:
    paper = Paper("care plan", desk.patient(), b"%PDF-1.7 x")
    before = desk.last_record()
    place = tmp_path / "chosen by her.pdf"
    papers.save_paper(desk.store, desk.actor, paper, place)
    assert place.read_bytes() == paper.pdf
    assert place.stat().st_mode & 0o777 == 0o600
    assert desk.audited(after=before) == [("export", "care plan", paper.patient_id, "save")]


def test_a_paper_that_cannot_be_written_is_a_sentence(desk: Desk, tmp_path: Path) -> None:
    paper = Paper("care plan", desk.patient(), b"%PDF-1.7 x")
    with pytest.raises(StorageFailed) as error:
        papers.save_paper(desk.store, desk.actor, paper, tmp_path / "nowhere" / "p.pdf")
    assert "Nothing was saved. Choose another folder." in str(error.value)


def test_a_paper_is_saved_with_a_password_and_its_record_says_so(desk: Desk, tmp_path: Path) -> None:
    patient_id = desk.enrolled()
    pdf = papers.consent_pdf(desk.store, desk.actor, patient_id)
    path = tmp_path / "paper.pdf"
    before = desk.last_record()
    papers.save_paper(
        desk.store, desk.actor, Paper("consent", patient_id, pdf), path, password="nine red kites"
    )
    assert path.stat().st_mode & 0o777 == 0o600
    reader = PdfReader(path)
    assert reader.is_encrypted and reader.decrypt("nine red kites")
    assert "Osei" in reader.pages[0].extract_text()
    assert desk.audited(after=before)[0][:2] == ("export", "consent")
    assert desk.rows("SELECT reason FROM audit ORDER BY id DESC LIMIT 1") == [("save with a password",)]
