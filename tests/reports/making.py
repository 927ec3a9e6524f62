"""Make the values that papers are drawn from, all invented, and read the papers back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from ccmdesk.domain.care_plan import (
    CarePlanDocument,
    Goal,
    Intervention,
    PlanProblem,
    Section,
    SectionText,
)
from ccmdesk.domain.chart import Allergy, CareTeamMember, FactStatus, Identifier, Medication, Patient
from ccmdesk.domain.dates import PartialDate, ServiceMonth
from ccmdesk.domain.enrolment import Program
from ccmdesk.domain.practice import BillingPractitioner, Practice
from ccmdesk.domain.time_log import Contact, Interval, Mode, Outcome, TimeEntry
from ccmdesk.reports.care_plan import PlanPaper, care_plan_pdf
from ccmdesk.reports.readings import LastValue
from ccmdesk.reports.time_sheet import time_sheet_pdf

ZONE = "America/Denver"
PRACTICE = Practice(
    name="Juniper Street Family Practice",
    zone=ZONE,
    phone="(505) 555-0118",
    after_hours_phone="(505) 555-0190",
)
DOCTOR = BillingPractitioner(name="Dr. Amara Castellanos", npi="1234567893")
PATIENT = Patient(
    family="Álvarez",
    given="María",
    birth_date=date(1945, 2, 14),
    preferred_name="Mari",
    identifiers=(Identifier("urn:practice", "J-1042", "MR"),),
)
PRINTED_AT = datetime(2026, 11, 24, 17, 42, tzinfo=UTC)
DRAFT = PlanPaper(number=5, signed=False, printed_at=PRINTED_AT, zone=ZONE)
SIGNED = PlanPaper(
    number=4,
    signed=True,
    signed_by="Dr. Amara Castellanos, MD",
    signed_at=datetime(2026, 1, 12, 16, 5, tzinfo=UTC),
    copy_given_on=date(2026, 1, 13),
    digest="9f" * 32,
    printed_at=PRINTED_AT,
    zone=ZONE,
)
DOCUMENT = CarePlanDocument(
    problems=(
        PlanProblem(
            id="p1",
            name="Heart failure, preserved EF",
            icd10="I50.32",
            expected_outcome="Stable at home with early action on weight gain",
            barriers="Daughter works nights",
            goals=(
                Goal(
                    id="g1",
                    text="Morning weight steady",
                    target="168 to 173 lb",
                    due=date(2027, 1, 31),
                    own_words="Dance at Elena’s wedding",
                    achievement="Today 176.2 lb, above goal",
                ),
            ),
            interventions=(
                Intervention("i1", "Weekly symptom call in Spanish", "S. Okafor, RN", "Tuesdays"),
                Intervention("i2", "Weighs and writes it down", "María", "daily"),
                Intervention("i3", "Calls at 3 lb a day", "Mari, Lucía", "as needed"),
            ),
        ),
        PlanProblem(id="p2", name="Atrial fibrillation", icd10="I48.20"),
    ),
    sections=(
        SectionText(Section.CAREGIVER, "Lucía, daughter, lives next door", date(2026, 11, 3)),
        SectionText(Section.PREFERENCES, "Wants to stay at home"),
    ),
    review_on=date(2027, 1, 12),
)
MEDICATIONS = (
    Medication("Furosemide 40 mg", sig="1 tablet each morning", reason="Fluid", prescriber="Dr. Castellanos"),
    Medication("Apixaban 5 mg", dose="1 tablet", route="by mouth", timing="twice a day"),
    Medication("Digoxin 125 mcg", sig="stopped long ago", status=FactStatus.ENDED),
)
ALLERGIES = (
    Allergy("Penicillin", reaction="hives"),
    Allergy("Latex", status=FactStatus.ENDED),
)
CARE_TEAM = (
    CareTeamMember("Sara Okafor, RN", "Care manager", "Juniper Street", "(505) 555-0118"),
    CareTeamMember("Lucía Álvarez", "Daughter", phone="(505) 555-0143", note="works nights"),
)
VALUES = (
    LastValue("Weight", "176.2 lb", PartialDate(2026, 11, 24)),
    LastValue("A1c", "7.6 %", PartialDate(2026, 10)),
    LastValue("Height", "64 in"),
)
MONTH = ServiceMonth(2026, 10)


def care_plan(**changes: Any) -> bytes:
    """Return the PDF of the care plan, with what a test changes."""
    values: dict[str, Any] = {
        "practice": PRACTICE,
        "practitioner": DOCTOR,
        "patient": PATIENT,
        "document": DOCUMENT,
        "status": DRAFT,
        "medications": MEDICATIONS,
        "allergies": ALLERGIES,
        "care_team": CARE_TEAM,
        "values": VALUES,
    }
    return care_plan_pdf(**(values | changes))


def time_sheet(**changes: Any) -> bytes:
    """Return the PDF of a time sheet, with what a test changes."""
    values: dict[str, Any] = {
        "practice": PRACTICE,
        "practitioner": DOCTOR,
        "patient": PATIENT,
        "month": MONTH,
        "entries": (),
        "contacts": (),
        "printed_at": PRINTED_AT,
    }
    return time_sheet_pdf(**(values | changes))


def entry(start: datetime, seconds: int, *more: tuple[datetime, int], **changes: Any) -> TimeEntry:
    """Return an entry of the nurse with one interval and those given after it."""
    values: dict[str, Any] = {
        "patient_id": 1,
        "user_id": 1,
        "user_name": "Sara Okafor",
        "credential": "RN",
        "program": Program.CCM,
        "activity": "symptom check",
        "mode": Mode.PHONE,
        "interactive": True,
        "note": "",
        "intervals": tuple(Interval(at, at + timedelta(seconds=n)) for at, n in ((start, seconds), *more)),
    }
    return TimeEntry(**(values | changes))


def contact(at: datetime, **changes: Any) -> Contact:
    """Return a contact that left a voicemail."""
    values: dict[str, Any] = {
        "patient_id": 1,
        "at": at,
        "mode": Mode.PHONE,
        "outcome": Outcome.VOICEMAIL,
        "with_whom": "Lucía Álvarez",
        "by": "Sara Okafor, RN",
    }
    return Contact(**(values | changes))


def long_document(*, problems: int) -> CarePlanDocument:
    """Return a plan of many problems, each with two goals and three interventions."""
    return CarePlanDocument(
        problems=tuple(
            PlanProblem(
                id=f"p{n}",
                name=f"Problem number {n} of the list",
                icd10="I50.32",
                expected_outcome="Steady through next year with the present medicines and weekly calls. " * 2,
                barriers="Lives alone; no car after dark",
                goals=tuple(Goal(f"g{g}", f"Goal {g} of problem {n}, measured at home") for g in (1, 2)),
                interventions=tuple(
                    Intervention(f"i{i}", f"Step {i} that was agreed at the last visit", "Sara", "weekly")
                    for i in (1, 2, 3)
                ),
            )
            for n in range(1, problems + 1)
        ),
        sections=tuple(SectionText(section, "Talked about at the last call. " * 6) for section in Section),
        review_on=date(2027, 1, 12),
    )


def read(pdf: bytes) -> PdfReader:
    """Return the reader of a paper."""
    return PdfReader(BytesIO(pdf))


def fonts(pdf: bytes) -> list[dict[str, Any]]:
    """Return the fonts that the pages of a paper name, their descriptors resolved."""
    found = []
    for page in read(pdf).pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            named = dict(font.get_object())
            named["/FontDescriptor"] = (
                named.get("/FontDescriptor", {}) and named["/FontDescriptor"].get_object()
            )
            found.append(named)
    return found


def pages(pdf: bytes) -> list[str]:
    """Return the text of every page with blanks and line ends as single blanks."""
    return [" ".join(page.extract_text().split()) for page in read(pdf).pages]


def text(pdf: bytes) -> str:
    """Return the text of the whole paper on one line."""
    return " ".join(pages(pdf))
