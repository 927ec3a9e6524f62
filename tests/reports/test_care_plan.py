"""The printed plan holds what the plan holds."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from ccmdesk.domain.care_plan import CarePlanDocument, Goal, Intervention, PlanProblem
from ccmdesk.domain.chart import FactStatus, Medication, Patient
from ccmdesk.domain.practice import Practice
from ccmdesk.reports.words import Language
from tests.reports.making import SIGNED, ZONE, care_plan, fonts, long_document, pages, read, text

GOLDEN = Path(__file__).parent / "golden"


def test_every_part_of_the_plan_is_on_paper() -> None:
    printed = text(care_plan())
    for fact in (
        "María Álvarez, born 14 Feb 1945",
        "Juniper Street Family Practice, Dr. Amara Castellanos",
        "Heart failure, preserved EF I50.32",
        "Stable at home with early action on weight gain",
        "Morning weight steady. Target: 168 to 173 lb. By 31 Jan 2027. Today 176.2 lb, above goal.",
        "“Dance at Elena’s wedding”",
        "Weekly symptom call in Spanish (S. Okafor, RN, Tuesdays).",
        "Barriers Daughter works nights",
        "Caregiver Lucía, daughter, lives next door. Looked at 3 Nov 2026.",
        "What matters to me Wants to stay at home",
        "We look at this plan again by 12 Jan 2027.",
        "Furosemide 40 mg 1 tablet each morning Fluid Dr. Castellanos",
        "Apixaban 5 mg 1 tablet, by mouth, twice a day",
        "Penicillin, hives",
        "Lucía Álvarez Daughter, works nights (505) 555-0143",
        "Weight 176.2 lb 24 Nov 2026 A1c 7.6 % Oct 2026 Height 64 in",
    ):
        assert fact in printed


def test_what_has_ended_is_not_printed() -> None:
    printed = text(care_plan())
    assert "Digoxin" not in printed
    assert "Latex" not in printed


def test_what_the_patient_does_stands_apart() -> None:
    printed = text(care_plan())
    assert (
        "Mari does • Weighs and writes it down (daily). • Calls at 3 lb a day (Mari, Lucía, as needed)."
        in printed
    )
    assert "We do Weekly symptom call" in printed


@pytest.mark.parametrize("responsible", ["patient", "María Álvarez", "Self", "paciente", "Sara & Mari"])
def test_the_patient_is_known_by_several_names(responsible: str) -> None:
    problem = PlanProblem("p", "Gout", interventions=(Intervention("i", "Drinks water", responsible),))
    printed = text(care_plan(document=CarePlanDocument((problem,))))
    assert "Mari does Drinks water" in printed
    assert "We do" not in printed


def test_patient_without_a_given_name_still_does_something() -> None:
    problem = PlanProblem("p", "Gout", interventions=(Intervention("i", "Drinks water", "patient"),))
    printed = text(care_plan(document=CarePlanDocument((problem,)), patient=Patient("Doe", "")))
    assert "Patient does Drinks water" in printed


def test_dose_is_never_lost_and_doubt_is_said() -> None:
    printed = text(
        care_plan(
            medications=(
                Medication("Lisinopril", dose="10 mg", sig="each morning"),
                Medication("Aspirin", dose="81 mg", sig="81 MG daily"),
                Medication("Warfarin", sig="by plan", status=FactStatus.UNKNOWN),
            )
        )
    )
    assert "Lisinopril 10 mg: each morning" in printed
    assert "Aspirin 81 MG daily" in printed
    assert "Warfarin by plan Not known whether still taken: ask." in printed


def test_draft_says_so_on_every_page() -> None:
    texts = pages(care_plan(document=long_document(problems=12)))
    assert len(texts) > 3
    assert all("DRAFT of version 5" in page for page in texts)
    assert "This is a draft. It is not signed and not in force." in texts[0]


def test_signed_version_says_who_when_and_that_a_copy_was_given() -> None:
    printed = text(care_plan(status=SIGNED))
    assert "Signed by Dr. Amara Castellanos, MD on 12 Jan 2026, 09:05." in printed
    assert "A copy was given to the patient or caregiver on 13 Jan 2026." in printed
    assert "9f" * 32 in printed
    assert "version 4" in printed
    assert "draft" not in printed.lower()
    assert "No copy has been recorded" in text(
        care_plan(status=replace(SIGNED, copy_given_on=None, digest=""))
    )


def test_every_page_has_number_phone_date_and_honesty() -> None:
    texts = pages(care_plan(document=long_document(problems=30)))
    for number, page in enumerate(texts, 1):
        assert f"Page {number} of {len(texts)}" in page
        assert "(505) 555-0118" in page
        assert "(505) 555-0190" in page
        assert "Printed 24 Nov 2026, 10:42." in page
        assert "Not certified EHR technology." in page
        assert "María Álvarez, born 14 Feb 1945" in page
    assert all(f"Problem number {n} of the list" in " ".join(texts) for n in range(1, 31))


def test_practice_without_a_phone_is_named_instead() -> None:
    assert "Plain Practice Page 1" in text(care_plan(practice=Practice("Plain Practice", ZONE)))


def test_empty_plan_says_what_is_missing() -> None:
    printed = text(
        care_plan(
            document=CarePlanDocument(),
            practitioner=None,
            medications=(),
            allergies=(),
            care_team=(),
            values=(),
        )
    )
    assert "No problem is written in this plan yet." in printed
    assert "No medicine is recorded." in printed
    assert "Allergies None is recorded." in printed
    assert "Not written yet A problem list; an expected outcome" in printed
    assert "a date for the next review." in printed
    assert "Care team" not in printed


def test_problem_without_a_goal_says_so() -> None:
    assert "Atrial fibrillation I48.20 Goal No goal is written yet." in text(care_plan())


def test_goal_that_repeats_its_target_says_it_once() -> None:
    goal = Goal("g", "Under 130/80", target="Under 130/80")
    printed = text(care_plan(document=CarePlanDocument((PlanProblem("p", "Pressure", goals=(goal,)),))))
    assert printed.count("Under 130/80") == 1


def test_no_heading_stands_alone_at_the_foot() -> None:
    for page in pages(care_plan(document=long_document(problems=30)))[:-1]:
        body = page.split(" Questions? Call")[0]
        assert not re.search(r"Problem number \d+ of the list I50\.32$", body)


def test_medicine_and_its_dose_stay_on_one_page() -> None:
    medicines = [Medication(f"Medicine {n}x", sig=f"As told {n}x " * 20) for n in range(40)]
    for page in pages(care_plan(medications=medicines)):
        for n in range(40):
            assert (f"Medicine {n}x" in page) == (f"told {n}x" in page)


def test_table_head_is_repeated() -> None:
    medicines = [Medication(f"Medicine {n}", sig="As told") for n in range(80)]
    with_rows = [page for page in pages(care_plan(medications=medicines)) if "As told" in page]
    assert len(with_rows) > 2
    assert all("Medicine How to take it What it is for Ordered by" in page for page in with_rows)


def test_file_names_no_patient() -> None:
    reader = read(care_plan())
    metadata = reader.metadata
    assert metadata is not None
    assert metadata.title == "Comprehensive care plan"
    assert metadata.author == "Juniper Street Family Practice"
    assert "lvarez" not in str(dict(metadata))
    assert str(reader.root_object["/Lang"]) == "en-US"


def test_every_font_is_embedded() -> None:
    document = CarePlanDocument((PlanProblem("p", "Хроническая болезнь, bệnh thận"),))
    found = fonts(care_plan(document=document))
    assert len(found) == 3
    assert all("InterTabular" in font["/BaseFont"] for font in found)
    assert all("/FontFile2" in font["/FontDescriptor"] for font in found)


def test_letters_of_other_languages_can_be_read_back() -> None:
    names = ("Nguyễn Thị Hồng Ánh", "Хроническая болезнь почек", "Łódź Győr Škoda İzmir", "Ґалаґан")
    document = CarePlanDocument(tuple(PlanProblem(name, name) for name in names))
    printed = text(care_plan(document=document))
    assert all(name in printed for name in names)
    assert "□" not in printed


def test_missing_letters_are_marked_and_explained() -> None:
    printed = text(care_plan(document=CarePlanDocument((PlanProblem("p", "Pain 痛 at night"),))))
    assert "Pain □ at night" in printed
    assert "□ stands for a character that this paper cannot show" in printed
    assert "stands for a character" not in text(care_plan())


def test_same_values_give_the_same_bytes() -> None:
    assert care_plan() == care_plan()


@pytest.mark.parametrize("language", ["en", "es"])
def test_text_as_it_was_approved(language: Language) -> None:
    printed = "\n".join(
        page.extract_text() for page in read(care_plan(status=SIGNED, language=language)).pages
    )
    assert (
        printed.splitlines()
        == (GOLDEN / f"care_plan_{language}.txt").read_text("utf-8").rstrip().splitlines()
    )
