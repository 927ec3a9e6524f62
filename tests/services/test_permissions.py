"""Who may do what, by direct calls; and what each use case leaves in the audit trail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ccmdesk.domain.care_plan import CarePlanDraft
from ccmdesk.domain.chart import Condition, Recorded
from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.domain.enrolment import Enrolment, EnrolmentState, Program
from ccmdesk.domain.errors import Forbidden, UserError
from ccmdesk.domain.follow_up import FollowUp
from ccmdesk.domain.imports import FileKind, FileStatus, ImportedChart, ParsedFile, Sourced, SourceKey
from ccmdesk.domain.practice import Actor, Role
from ccmdesk.domain.time_log import Contact, Mode, Outcome, Subject
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import writing
from ccmdesk.security.audit_chain import AuditKind
from ccmdesk.services import (
    care_plans,
    checks,
    clock,
    contacts,
    enrolments,
    export,
    facts,
    imports,
    papers,
    patients,
    practice,
    preferences,
    time_sheets,
    worklist,
)
from ccmdesk.services.clock import Stopping
from ccmdesk.services.papers import Leaving, Paper
from ccmdesk.services.permissions import UseCase
from tests.practice_files import MONDAY, PRACTICE
from tests.services.desk import AMA, Desk, consent_of

TODAY = date(2026, 11, 23)
MONTH = ServiceMonth(2026, 11)
KEY = SourceKey("urn:clinic", "1")
FILE = ParsedFile(
    "a.json",
    FileKind.FHIR,
    FileStatus.IMPORTED,
    charts=(
        ImportedChart(KEY, replace(AMA, family="Lund"), conditions=(Sourced(KEY, Condition("Asthma")),)),
    ),
)
Use = Callable[[Store, Actor, "Scene"], object]


class Scene:
    """Hold a practice in which every use case has something to work on."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        store, actor = desk.store, desk.actor
        self.batch = imports.commit(store, actor, [FILE]).value.batch_id
        self.patient = desk.enrolled()
        desk.signed(self.patient)
        desk.worked(self.patient, minutes=3)
        facts.add_fact(store, actor, self.patient, Condition("Gout"))
        self.follow_up = contacts.plan_follow_up(store, actor, FollowUp(self.patient, TODAY, "x")).value
        chart = patients.chart(store, actor, self.patient)
        self.known = chart.patient
        self.fact: Recorded[Any] = chart.conditions[0]
        self.draft: CarePlanDraft = care_plans.start_draft(store, actor, self.patient).value
        current = enrolments.enrolment(store, actor, self.patient).current
        assert current is not None
        self.enrolment: Enrolment = current
        self.paper = Paper("care plan", self.patient, b"%PDF-")
        self.place: Path = desk.opened.folder.parent / "paper.pdf"


def begin(store: Store, actor: Actor, scene: Scene) -> object:
    return clock.start(store, actor, Subject(scene.patient))


def on_a_running_clock(use: Use) -> Use:
    def started_first(store: Store, actor: Actor, scene: Scene) -> object:
        begin(store, scene.desk.actor, scene)
        return use(store, actor, scene)

    return started_first


def resumed(store: Store, actor: Actor, scene: Scene) -> object:
    clock.hold(store, scene.desk.actor)
    return clock.resume(store, actor)


READS: dict[str, Use] = {
    "search": lambda s, a, x: patients.search(s, a, "osei"),
    "chart": lambda s, a, x: patients.chart(s, a, x.patient),
    "enrolment": lambda s, a, x: enrolments.enrolment(s, a, x.patient),
    "contacts": lambda s, a, x: contacts.contacts(s, a, x.patient),
    "follow_ups": lambda s, a, x: contacts.follow_ups(s, a, x.patient),
    "plan_state": lambda s, a, x: care_plans.plan_state(s, a, x.patient),
    "signed_version": lambda s, a, x: care_plans.signed_version(s, a, x.patient, 1),
    "month_sheet": lambda s, a, x: time_sheets.month_sheet(s, a, x.patient, MONTH),
    "today": lambda s, a, x: time_sheets.today(s, a),
    "worklist": lambda s, a, x: worklist.worklist(s, a),
    "worklist_row": lambda s, a, x: worklist.worklist_row(s, a, x.patient),
    "card": lambda s, a, x: worklist.card(s, a, x.patient),
    "care_plan_pdf": lambda s, a, x: papers.care_plan_pdf(s, a, x.patient),
    "draft_pdf": lambda s, a, x: papers.draft_pdf(s, a, x.patient, x.draft.document, number=2),
    "time_sheet_pdf": lambda s, a, x: papers.time_sheet_pdf(s, a, x.patient, MONTH),
    "consent_pdf": lambda s, a, x: papers.consent_pdf(s, a, x.patient),
    "save_paper": lambda s, a, x: papers.save_paper(s, a, x.paper, x.place),
    "check_practice": lambda s, a, x: checks.check_practice(s, a),
    "practice": lambda s, a, x: practice.practice(s, a),
    "practitioners": lambda s, a, x: practice.practitioners(s, a),
    "users": lambda s, a, x: practice.users(s, a),
    "batches": lambda s, a, x: imports.batches(s, a),
    "practice_preference": lambda s, a, x: preferences.practice_preference(s, a, "key"),
}
WRITES: dict[str, Use] = {
    "add_patient": lambda s, a, x: patients.add_patient(s, a, AMA),
    "save_patient": lambda s, a, x: patients.save_patient(s, a, x.known, AMA),
    "add_fact": lambda s, a, x: facts.add_fact(s, a, x.patient, Condition("Asthma")),
    "correct_fact": lambda s, a, x: facts.correct_fact(s, a, x.fact, x.fact.value, reason="x"),
    "end_fact": lambda s, a, x: facts.end_fact(s, a, x.fact, on=TODAY),
    "void_fact": lambda s, a, x: facts.void_fact(s, a, x.fact, reason="x"),
    "enrol": lambda s, a, x: enrolments.enrol(
        s, a, Enrolment(x.patient, Program.BHI, EnrolmentState.ACTIVE), None
    ),
    "record_consent": lambda s, a, x: enrolments.record_consent(s, a, consent_of(x.patient)),
    "revoke_consent": lambda s, a, x: enrolments.revoke_consent(
        s, a, x.patient, program=Program.CCM, on=TODAY, reason="x"
    ),
    "change_state": lambda s, a, x: enrolments.change_state(
        s, a, x.enrolment, state=EnrolmentState.PAUSED, on=TODAY, reason="x"
    ),
    "assign": lambda s, a, x: enrolments.assign(s, a, x.enrolment, nurse_id=1, risk="high"),
    "log_contact": lambda s, a, x: contacts.log_contact(
        s, a, Contact(x.patient, MONDAY, Mode.PHONE, Outcome.REACHED)
    ),
    "plan_follow_up": lambda s, a, x: contacts.plan_follow_up(s, a, FollowUp(x.patient, TODAY, "x")),
    "finish_follow_up": lambda s, a, x: contacts.finish_follow_up(s, a, x.follow_up),
    "start": begin,
    "hold": on_a_running_clock(lambda s, a, x: clock.hold(s, a)),
    "resume": on_a_running_clock(resumed),
    "stop": on_a_running_clock(lambda s, a, x: clock.stop(s, a, Stopping("education", Mode.PHONE))),
    "save_draft": lambda s, a, x: care_plans.save_draft(s, a, x.draft),
    "discard_draft": lambda s, a, x: care_plans.discard_draft(s, a, x.draft),
    "preview": lambda s, a, x: imports.preview(s, a, [FILE]),
    "commit": lambda s, a, x: imports.commit(s, a, [FILE]),
    "take_back": lambda s, a, x: imports.take_back(s, a, x.batch),
}
SIGNS: dict[str, Use] = {"sign": lambda s, a, x: care_plans.sign(s, a, x.draft, copy_given_on=None)}
ADMINISTERS: dict[str, Use] = {
    "export_practice": lambda s, a, x: export.export_practice(s, a, to=x.place.parent),
    "save_practice": lambda s, a, x: practice.save_practice(s, a, PRACTICE),
    "save_practitioner": lambda s, a, x: practice.save_practitioner(
        s, a, practice.practitioners(s, x.desk.actor)[0]
    ),
}
USES = {**READS, **WRITES, **SIGNS, **ADMINISTERS}


def tied_to(desk: Desk, use: Use, scene: Scene) -> UseCase:
    """Return the row of the table that a use case asks, told by the record of a denied attempt."""
    desk.wait(minutes=2)
    before = desk.last_record()
    with pytest.raises(Forbidden) as error:
        use(desk.store, desk.acting(), scene)
    assert str(error.value).startswith("Only ") and "Nothing was changed." in str(error.value)
    sql = f"SELECT object_id FROM audit WHERE kind = 'denied' AND id > {before}"
    ((key,),) = desk.rows(sql)
    return UseCase[str(key).upper()]


@pytest.mark.parametrize("name", USES)
def test_every_role_is_let_in_or_kept_out_with_real_work_before_her(desk: Desk, name: str) -> None:
    scene, use = Scene(desk), USES[name]
    tied = tied_to(desk, use, scene)
    counts = "SELECT (SELECT count(*) FROM history), (SELECT count(*) FROM chart_fact)"
    for role in Role:
        end_clock(desk)
        if role in tied.roles:
            continue
        before = desk.rows(counts)
        with pytest.raises(Forbidden):
            use(desk.store, desk.acting(role), scene)
        assert before == desk.rows(counts)
    end_clock(desk)
    use(desk.store, desk.acting(min(tied.roles, key=list(Role).index)), scene)


def end_clock(desk: Desk) -> None:
    if clock.clock_view(desk.store, desk.actor).run is not None:
        clock.stop(desk.store, desk.actor, Stopping("other", Mode.PHONE))


AUDITED: dict[str, list[str]] = {
    "search": ["view search"],
    "chart": ["view chart"],
    "worklist": ["view worklist"],
    "card": ["view card"],
    "save_paper": ["export care plan"],
    "export_practice": ["export practice"],
    "add_patient": ["create patient"],
    "save_patient": ["amend patient"],
    "add_fact": ["create condition"],
    "correct_fact": ["amend condition"],
    "end_fact": ["amend condition"],
    "void_fact": ["void condition"],
    "enrol": ["create enrolment"],
    "record_consent": ["create consent"],
    "revoke_consent": ["amend consent", "amend enrolment"],
    "change_state": ["amend enrolment"],
    "assign": ["amend enrolment"],
    "log_contact": ["create contact"],
    "plan_follow_up": ["create follow_up"],
    "finish_follow_up": ["amend follow_up"],
    "start": ["clock_event clock"],
    "save_draft": ["amend care_plan_draft"],
    "discard_draft": ["void care_plan_draft"],
    "sign": ["sign care_plan_version"],
    "save_practice": ["amend practice"],
    "save_practitioner": ["amend billing_practitioner"],
    "take_back": ["void import"],
}


@pytest.mark.parametrize("name", AUDITED)
def test_what_is_done_or_seen_is_recorded_once_in_the_same_transaction(desk: Desk, name: str) -> None:
    scene = Scene(desk)
    before = desk.last_record()
    USES[name](desk.store, desk.actor, scene)
    assert [f"{kind} {what}" for kind, what, *_ in desk.audited(after=before)] == AUDITED[name]
    assert checks.check_practice(desk.store, desk.actor)[-1].passed


def test_a_stop_records_the_press_and_the_entry_with_who_and_when(desk: Desk) -> None:
    scene = Scene(desk)
    begin(desk.store, desk.actor, scene)
    before = desk.last_record()
    clock.stop(desk.store, desk.actor, Stopping("education", Mode.PHONE))
    assert [record[:3] for record in desk.audited(after=before)] == [
        ("clock_event", "clock", scene.patient),
        ("create", "time_entry", scene.patient),
    ]
    ((who, name, zone),) = desk.rows(
        f"SELECT DISTINCT user_id, user_name, zone FROM audit WHERE id > {before}"
    )
    assert (who, name, zone) == (1, "Sara Okafor", desk.store.zone)


def test_what_was_rolled_back_leaves_no_record(desk: Desk) -> None:
    before, kept = desk.last_record(), desk.rows("SELECT * FROM preference")
    with pytest.raises(UserError), writing(desk.store, desk.actor) as work:
        work.connection.exec_driver_sql("INSERT INTO preference VALUES (0, 'k', '1')")
        work.audit(AuditKind.CREATE, object_kind="patient")
        raise UserError("No.")
    assert desk.last_record() == before
    assert desk.rows("SELECT * FROM preference") == kept


def test_a_print_is_recorded_as_one(desk: Desk) -> None:
    before = desk.last_record()
    papers.record_leaving(desk.store, desk.actor, paper="care plan", patient_id=1, how=Leaving.PRINTED)
    assert desk.audited(after=before) == [("print", "care plan", 1, "print")]
