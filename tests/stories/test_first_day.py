"""The first working day: an empty folder in the morning, a signed plan on paper in the evening.

Sara Okafor, a nurse, sets up ccmdesk in a practice that never had it. She imports what other systems
exported, enrols a patient, keeps the clock on a call, signs the plan and prints it. Then the power fails.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from ccmdesk.domain.care_plan import (
    CarePlanDocument,
    Goal,
    Intervention,
    Section,
    SectionText,
    SignedCarePlan,
    open_elements,
)
from ccmdesk.domain.chart import Chart
from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.domain.enrolment import (
    ALL_STATEMENTS,
    Consent,
    ConsentMethod,
    ConsentState,
    Enrolment,
    EnrolmentState,
    Program,
)
from ccmdesk.domain.imports import FileStatus
from ccmdesk.domain.time_log import Mode, Outcome, Subject, TimeEntry
from ccmdesk.domain.worklist import Why, reasons_of
from ccmdesk.services import (
    care_plans,
    checks,
    clock,
    contacts,
    enrolments,
    imports,
    papers,
    patients,
    practice,
    worklist,
)
from ccmdesk.services.clock import Stopping
from ccmdesk.services.import_files import read_paths
from ccmdesk.services.imports import ImportOutcome
from ccmdesk.services.practice_file import (
    OpenPractice,
    close_practice,
    confirm_recovery_key,
    create_practice,
    open_practice,
)
from tests.importers.samples import ROOT as SAMPLES
from tests.importers.samples import need_samples
from tests.practice_files import CHEAP, DOCTOR, MONDAY, NURSE, PASSPHRASE, PRACTICE

PROJECT = Path(__file__).parents[2]
TODAY = date(2026, 11, 23)
NOVEMBER = ServiceMonth(2026, 11)

THREE_PEOPLE = (
    "fhir/synthea2021/Gayla_Ferry_259bc6c6-9c1d-43e9-bd25-7539cf07f8ac.json",
    "fhir/synthea2021/Trey_Berge_99153850-84f1-4de6-9e19-3e0d6eeedeb2.json",
    "fhir/synthea2021/Maida_Gerhold_40f86343-0170-40ca-b4ca-21ab9094da93.json",
)
MANY_CONDITIONS = ("fhir/synthea_mcc2023/Ward668_Pagac496_0d8e1873-e236-522b-fddd-2501205c0662.json",)
ALICE_TWICE = (
    "ccda/ehr_vendors_r21/HenrySchein__CDA_Newman_g9.xml",
    "ccda/ehr_vendors_r21/eRAD__Newman.xml",
)
SOMEONE_LIKE_ALICE = ("ccda/ehr_vendors_r21/Carefluence__Newman_Alice_1_Ambulatory.xml",)

DIES_MID_CALL = """
import os, sys
from datetime import datetime, timedelta
from pathlib import Path
from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.time_log import Mode, Subject
from ccmdesk.services import clock
from ccmdesk.services.practice_file import open_practice
folder, passphrase, patient, now = sys.argv[1:]
time = SettableClock(datetime.fromisoformat(now))
opened = open_practice(Path(folder), login="sara", passphrase=passphrase, clock=time)
clock.start(opened.store, opened.actor, Subject(int(patient), mode=Mode.PHONE))
for _ in range(12):
    time.advance(timedelta(seconds=5))
    clock.heartbeat(opened.store, opened.actor)
time.advance(timedelta(seconds=4))
print("on the phone", flush=True)
sys.stdin.read()
"""


@dataclass(frozen=True)
class Day:
    """Hold where Sara works: her folder, her open practice and the clock on the wall."""

    folder: Path
    opened: OpenPractice
    clock: SettableClock

    def minutes_pass(self, minutes: float) -> None:
        """Let time pass."""
        self.clock.advance(timedelta(minutes=minutes))


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    """Begin on Monday at nine with an empty folder, and leave the practice closed in the evening."""
    need_samples()
    begun = she_sets_up_the_practice(tmp_path)
    yield begun
    close_practice(begun.opened)


def she_sets_up_the_practice(documents: Path) -> Day:
    wall = SettableClock(MONDAY)
    made = create_practice(
        documents / f"{PRACTICE.name}.ccmdesk",
        practice=PRACTICE,
        practitioners=(DOCTOR,),
        first_user=NURSE,
        passphrase=PASSPHRASE,
        clock=wall,
        kdf=CHEAP,
    )
    folder = made.opened.folder
    sheet = papers.recovery_sheet(
        practice_name=PRACTICE.name, recovery_key=made.recovery_key, clock=wall, zone=PRACTICE.zone
    )
    assert made.recovery_key.split("-")[0] in text_of(sheet)
    confirm_recovery_key(folder, typed=made.recovery_key)
    return Day(folder, made.opened, wall)


def she_imports(day: Day, names: tuple[str, ...]) -> ImportOutcome:
    read = read_paths([SAMPLES / name for name in names])
    assert FileStatus.REJECTED not in {file.status for file in read.files}
    seen = imports.preview(day.opened.store, day.opened.actor, read.files)
    outcome = imports.commit(day.opened.store, day.opened.actor, read.files).value
    assert outcome.facts_added == sum(sum(person.new.values()) for person in seen.people)
    return outcome


def she_finds(day: Day, typed: str) -> int:
    (hit,) = patients.search(day.opened.store, day.opened.actor, typed)
    return hit.patient_id


def chart_of(day: Day, patient_id: int) -> Chart:
    return patients.chart(day.opened.store, day.opened.actor, patient_id)


def she_enrols(day: Day, patient_id: int) -> None:
    (doctor,) = practice.practitioners(day.opened.store, day.opened.actor)
    enrolment = Enrolment(
        patient_id, Program.CCM, EnrolmentState.NOT_ENROLLED, practitioner_id=doctor.id, nurse_id=1
    )
    consent = Consent(
        patient_id=patient_id,
        program=Program.CCM,
        given_on=TODAY,
        method=ConsentMethod.VERBAL,
        accepted=True,
        statements=ALL_STATEMENTS,
        obtained_by="Sara Okafor, RN",
        practitioner_id=doctor.id,
    )
    enrolments.enrol(day.opened.store, day.opened.actor, enrolment, consent)


def she_calls_for_22_minutes_with_a_hold(day: Day, patient_id: int) -> TimeEntry:
    store, sara = day.opened.store, day.opened.actor
    clock.start(store, sara, Subject(patient_id, activity="medication review", mode=Mode.PHONE))
    day.minutes_pass(13.5)
    clock.hold(store, sara)  # the pharmacy is on the other line
    day.minutes_pass(6)
    clock.resume(store, sara)
    day.minutes_pass(8.5)
    said = Stopping("medication review", Mode.PHONE, "All medicines gone through.", Outcome.REACHED, "her")
    return clock.stop(store, sara, said).value


def she_writes_and_signs_the_plan(day: Day, patient_id: int) -> SignedCarePlan:
    store, sara = day.opened.store, day.opened.actor
    draft = care_plans.start_draft(store, sara, patient_id).value
    assert draft.document.problems, "the plan begins with the problems of the imported chart"
    first = replace(
        draft.document.problems[0],
        expected_outcome="No unplanned stay in hospital",
        goals=(Goal("g1", "Walk to the mailbox daily", due=date(2027, 2, 1)),),
        interventions=(Intervention("i1", "Call every second Monday", responsible="Sara Okafor, RN"),),
    )
    sections = tuple(SectionText(section, f"Talked about {section.value}.") for section in Section)
    document = CarePlanDocument((first,), sections, review_on=date(2027, 5, 24))
    assert open_elements(document) == ()
    saved = care_plans.save_draft(store, sara, replace(draft, document=document)).value
    return care_plans.sign(store, sara, saved, copy_given_on=TODAY).value


def the_program_is_killed_in_her_next_call(day: Day, patient_id: int) -> None:
    close_practice(day.opened)
    arguments = [str(day.folder), PASSPHRASE, str(patient_id), day.clock.wall().isoformat()]
    program = subprocess.Popen(
        [sys.executable, "-c", DIES_MID_CALL, *arguments],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with program:
        assert program.stdout is not None
        assert program.stdout.readline() == "on the phone\n"
        os.kill(program.pid, signal.SIGKILL)


def she_comes_back(day: Day) -> Day:
    day.minutes_pass(30)
    again = open_practice(day.folder, login="sara", passphrase=PASSPHRASE, clock=day.clock)
    return replace(day, opened=again)


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_records_of_one_person_from_two_vendors_become_one_patient(day: Day) -> None:
    together = she_imports(day, THREE_PEOPLE)
    assert (together.patients_added, together.asked) == (3, ())
    assert she_imports(day, MANY_CONDITIONS).patients_added == 1

    first, second = (she_imports(day, (name,)) for name in ALICE_TWICE)
    assert (first.patients_added, second.patients_added, second.patients_found) == (1, 0, 1)
    alice = chart_of(day, she_finds(day, "newman"))
    files = {fact.origin.file for fact in (*alice.conditions, *alice.medications, *alice.observations)}
    assert files == {Path(name).name for name in ALICE_TWICE}, "every fact says which file it came from"
    again = she_imports(day, ALICE_TWICE)
    assert (again.patients_added, again.facts_added) == (0, 0)

    asked = she_imports(day, SOMEONE_LIKE_ALICE)  # born on another day: that is for a person to decide
    assert (asked.patients_added, asked.patients_found, len(asked.asked)) == (0, 0, 1)
    assert asked.asked[0].candidates[0].patient_id == alice.patient.id
    assert len(patients.search(day.opened.store, day.opened.actor, "")) == 5


def test_a_first_working_day(day: Day) -> None:
    she_imports(day, (*MANY_CONDITIONS, *ALICE_TWICE))
    alice = she_finds(day, "newman alice")
    before = chart_of(day, alice)
    assert before.conditions and before.medications and before.allergies

    she_enrols(day, alice)
    row = worklist.worklist_row(day.opened.store, day.opened.actor, alice)
    assert reasons_of(row) == (Why.NO_PLAN, Why.NO_CONTACT_THIS_MONTH)
    call = she_calls_for_22_minutes_with_a_hold(day, alice)
    assert call.seconds == 22 * 60
    plan = she_writes_and_signs_the_plan(day, alice)
    row = worklist.worklist_row(day.opened.store, day.opened.actor, alice)
    assert (reasons_of(row), row.month_seconds, row.consent) == ((), 1320, ConsentState.GIVEN)

    she_prints_what_the_record_holds(day, alice)
    the_program_is_killed_in_her_next_call(day, alice)
    evening = she_comes_back(day)
    nothing_is_lost(evening, alice, chart=before, call=call, plan=plan)
    close_practice(evening.opened)


def she_prints_what_the_record_holds(day: Day, alice: int) -> None:
    store, sara = day.opened.store, day.opened.actor
    plan = text_of(papers.care_plan_pdf(store, sara, alice))
    sheet = text_of(papers.time_sheet_pdf(store, sara, alice, NOVEMBER))
    consent = text_of(papers.consent_pdf(store, sara, alice))
    for words in (
        "Newman",
        "Walk to the mailbox daily",
        "Call every second Monday",
        "Talked about symptoms.",
        "Sara Okafor, RN",
        PRACTICE.phone,
    ):
        assert words in plan, words
    for words in ("Newman", "22:00", "All medicines gone through.", "13:30", "8:30"):
        assert words in sheet, words
    for words in ("Newman", "Sara Okafor, RN", DOCTOR.name):
        assert words in consent, words


def nothing_is_lost(day: Day, alice: int, *, chart: Chart, call: TimeEntry, plan: SignedCarePlan) -> None:
    store, sara = day.opened.store, day.opened.actor
    assert all(check.passed for check in checks.check_practice(store, sara))
    assert chart_of(day, alice) == chart
    state = care_plans.plan_state(store, sara, alice)
    assert state.in_force is not None and state.draft is None
    assert state.in_force.document == plan.document and state.in_force.digest == plan.digest
    assert enrolments.enrolment(store, sara, alice).consent is ConsentState.GIVEN
    (contact,) = contacts.contacts(store, sara, alice)
    assert (contact.outcome, contact.with_whom, contact.seconds) == (Outcome.REACHED, "her", call.seconds)

    found = clock.recover(store, sara).value
    assert found.run is not None and found.run.recovered
    assert found.run.seconds_at(day.clock.wall()) == 60, "of 64 seconds on the phone, 4 are lost"
    assert found.month_seconds == call.seconds
    saved = clock.stop(store, sara, Stopping("symptom check", Mode.PHONE)).value
    assert worklist.worklist_row(store, sara, alice).month_seconds == call.seconds + saved.seconds == 1380
