"""Every public use case leaves exactly the audit records expected of it, in the transaction of its change.

The use cases are found by looking at the code: a new one fails here until this table says what it leaves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import event

from ccmdesk.domain.audit_trail import AuditFilter
from ccmdesk.domain.chart import Condition
from ccmdesk.domain.enrolment import Enrolment, EnrolmentState, Program
from ccmdesk.domain.errors import UserError
from ccmdesk.domain.follow_up import FollowUp
from ccmdesk.domain.practice import Actor, Role, User
from ccmdesk.domain.time_log import Contact, Mode, Outcome, Subject
from ccmdesk.models.store import Store
from ccmdesk.security.recovery_key import new_recovery_key, printed
from ccmdesk.services import (
    audit,
    backup_list,
    backup_state,
    backups,
    care_plans,
    checks,
    clock,
    contacts,
    enrolments,
    export,
    facts,
    import_undo,
    imports,
    known_problems,
    last_place,
    papers,
    patients,
    practice,
    preferences,
    quick_unlock,
    restore_drill,
    security_check,
    time_sheets,
    user_passphrases,
    users,
    vault_pair,
    worklist,
)
from ccmdesk.services.clock import Stopping
from ccmdesk.services.papers import Leaving
from tests.practice_files import CHEAP, MONDAY, PASSPHRASE, PRACTICE
from tests.services.desk import AMA, Desk, consent_of
from tests.services.every_use import use_cases
from tests.services.test_permissions import FILE, MONTH, TODAY, Scene, begin

Use = Callable[[Store, Actor, Scene], object]


@dataclass(frozen=True)
class Left:
    """Hold a call, the records it must leave (`kind object`, in order), and what must come before it."""

    use: Use
    records: tuple[str, ...]
    first: Use = lambda store, actor, scene: None


def on_hold(store: Store, actor: Actor, scene: Scene) -> None:
    begin(store, actor, scene)
    clock.hold(store, actor)


def with_pin(store: Store, actor: Actor, scene: Scene) -> None:
    quick_unlock.set_pin(store, actor, PIN)


PIN = "284710"
BEA = User("bea", "Bea Lindqvist", "LPN", frozenset({Role.CARE_MANAGER}))
BEAS = "violet harbor ladder seven"
OTHER = "marble kettle ninety swallows"


def with_bea(store: Store, actor: Actor, scene: Scene) -> User:
    return users.add_user(store, actor, BEA, passphrase=BEAS, admin_passphrase=PASSPHRASE, kdf=CHEAP).value


def without_bea(store: Store, actor: Actor, scene: Scene) -> None:
    users.disable_user(store, actor, with_bea(store, actor, scene).id, admin_passphrase=PASSPHRASE)


def bea_of(store: Store, actor: Actor) -> User:
    return next(user for user in practice.users(store, actor) if user.login == "bea")


def new_sheet(store: Store, actor: Actor, scene: Scene) -> None:
    sheet = printed(new_recovery_key())
    user_passphrases.replace_recovery_key(
        store, actor, recovery_key=sheet, typed=sheet, admin_passphrase=PASSPHRASE
    )


def prove(store: Store, actor: Actor, scene: Scene) -> None:
    with vault_pair.proved(store, actor, PASSPHRASE) as proof:
        vault_pair.settle(store, actor, opened=proof, users=practice.users(store, actor))


def save_csv(store: Store, actor: Actor, scene: Scene) -> None:
    audit.save_csv(store, actor, AuditFilter(), store.database.with_name("trail.csv"))


SAW_WHOLE = {
    "audit.export_csv": Left(lambda s, a, x: audit.export_csv(s, a, AuditFilter()), ("export audit",)),
    "audit.records": Left(lambda s, a, x: audit.records(s, a, AuditFilter()), ("view audit",)),
    "audit.save_csv": Left(save_csv, ("export audit",)),
    "audit.verify_chain": Left(lambda s, a, x: audit.verify_chain(s, a), ("view audit_chain",)),
    "audit.who_looked": Left(lambda s, a, x: audit.who_looked(s, a, x.patient), ("view audit",)),
    "patients.chart": Left(lambda s, a, x: patients.chart(s, a, x.patient), ("view chart",)),
    "patients.search": Left(lambda s, a, x: patients.search(s, a, "osei"), ("view search",)),
    "worklist.card": Left(lambda s, a, x: worklist.card(s, a, x.patient), ("view card",)),
    "worklist.worklist": Left(lambda s, a, x: worklist.worklist(s, a), ("view worklist",)),
}
CHANGES = {
    "care_plans.discard_draft": Left(
        lambda s, a, x: care_plans.discard_draft(s, a, x.draft), ("void care_plan_draft",)
    ),
    "care_plans.save_draft": Left(
        lambda s, a, x: care_plans.save_draft(s, a, x.draft), ("amend care_plan_draft",)
    ),
    "care_plans.sign": Left(
        lambda s, a, x: care_plans.sign(s, a, x.draft, copy_given_on=None), ("sign care_plan_version",)
    ),
    "care_plans.start_draft": Left(
        lambda s, a, x: care_plans.start_draft(s, a, 1), ("create care_plan_draft",)
    ),
    "clock.hold": Left(lambda s, a, x: clock.hold(s, a), ("clock_event clock",), begin),
    "clock.hold_at_close": Left(lambda s, a, x: clock.hold_at_close(s, a), ("clock_event clock",), begin),
    "clock.resume": Left(lambda s, a, x: clock.resume(s, a), ("clock_event clock",), on_hold),
    "clock.start": Left(lambda s, a, x: clock.start(s, a, Subject(x.patient)), ("clock_event clock",)),
    "clock.stop": Left(
        lambda s, a, x: clock.stop(s, a, Stopping("education", Mode.PHONE)),
        ("clock_event clock", "create time_entry"),
        begin,
    ),
    "contacts.finish_follow_up": Left(
        lambda s, a, x: contacts.finish_follow_up(s, a, x.follow_up), ("amend follow_up",)
    ),
    "contacts.log_contact": Left(
        lambda s, a, x: contacts.log_contact(s, a, Contact(x.patient, MONDAY, Mode.PHONE, Outcome.REACHED)),
        ("create contact",),
    ),
    "contacts.plan_follow_up": Left(
        lambda s, a, x: contacts.plan_follow_up(s, a, FollowUp(x.patient, TODAY, "x")), ("create follow_up",)
    ),
    "enrolments.assign": Left(
        lambda s, a, x: enrolments.assign(s, a, x.enrolment, nurse_id=1, risk="high"), ("amend enrolment",)
    ),
    "enrolments.change_state": Left(
        lambda s, a, x: enrolments.change_state(
            s, a, x.enrolment, state=EnrolmentState.PAUSED, on=TODAY, reason="x"
        ),
        ("amend enrolment",),
    ),
    "enrolments.enrol": Left(
        lambda s, a, x: enrolments.enrol(
            s, a, Enrolment(x.patient, Program.BHI, EnrolmentState.ACTIVE), None
        ),
        ("create enrolment",),
    ),
    "enrolments.record_consent": Left(
        lambda s, a, x: enrolments.record_consent(s, a, consent_of(x.patient)), ("create consent",)
    ),
    "enrolments.revoke_consent": Left(
        lambda s, a, x: enrolments.revoke_consent(s, a, x.patient, program=Program.CCM, on=TODAY, reason="x"),
        ("amend consent", "amend enrolment"),
    ),
    "facts.add_fact": Left(
        lambda s, a, x: facts.add_fact(s, a, x.patient, Condition("Asthma")), ("create condition",)
    ),
    "facts.correct_fact": Left(
        lambda s, a, x: facts.correct_fact(s, a, x.fact, x.fact.value, reason="x"), ("amend condition",)
    ),
    "facts.end_fact": Left(lambda s, a, x: facts.end_fact(s, a, x.fact, on=TODAY), ("amend condition",)),
    "facts.void_fact": Left(lambda s, a, x: facts.void_fact(s, a, x.fact, reason="x"), ("void condition",)),
    "import_undo.take_back": Left(lambda s, a, x: import_undo.take_back(s, a, x.batch), ("void import",)),
    "imports.commit": Left(lambda s, a, x: imports.commit(s, a, [FILE]), ("amend chart", "create import")),
    "papers.record_leaving": Left(
        lambda s, a, x: papers.record_leaving(
            s, a, paper="care plan", patient_id=x.patient, how=Leaving.PRINTED
        ),
        ("print care plan",),
    ),
    "papers.save_paper": Left(
        lambda s, a, x: papers.save_paper(s, a, x.paper, x.place), ("export care plan",)
    ),
    "patients.add_patient": Left(lambda s, a, x: patients.add_patient(s, a, AMA), ("create patient",)),
    "patients.save_patient": Left(
        lambda s, a, x: patients.save_patient(s, a, x.known, AMA), ("amend patient",)
    ),
    "practice.save_practice": Left(
        lambda s, a, x: practice.save_practice(s, a, PRACTICE), ("amend practice",)
    ),
    "practice.save_practitioner": Left(
        lambda s, a, x: practice.save_practitioner(s, a, practice.practitioners(s, a)[0]),
        ("amend billing_practitioner",),
    ),
}
KEEPS_SAFE = {
    "backups.back_up": Left(lambda s, a, x: backups.back_up(s, a), ("backup backup_here",)),
    "backups.choose_second_place": Left(
        lambda s, a, x: backups.choose_second_place(s, a, None), ("amend second_backup_place",)
    ),
    "export.export_practice": Left(
        lambda s, a, x: export.export_practice(s, a, to=x.place.parent), ("export practice",)
    ),
    "quick_unlock.note_lock": Left(
        lambda s, a, x: quick_unlock.note_lock(s, a, reason="idle"), ("lock window",)
    ),
    "quick_unlock.note_unlock": Left(lambda s, a, x: quick_unlock.note_unlock(s, a), ("login window",)),
    "quick_unlock.remove_pin": Left(
        lambda s, a, x: quick_unlock.remove_pin(s, a), ("privilege pin",), with_pin
    ),
    "quick_unlock.set_pin": Left(with_pin, ("privilege pin",)),
    "quick_unlock.unlock_with_pin": Left(
        lambda s, a, x: quick_unlock.unlock_with_pin(s, a, PIN), ("login window",), with_pin
    ),
    "restore_drill.drill": Left(
        lambda s, a, x: restore_drill.drill(s, a),
        ("backup restore_drill",),
        lambda s, a, x: backups.back_up(s, a),
    ),
}
OF_USERS = {
    "user_passphrases.change_own_passphrase": Left(
        lambda s, a, x: user_passphrases.change_own_passphrase(s, a, old=PASSPHRASE, new=OTHER, kdf=CHEAP),
        ("privilege user",),
    ),
    "user_passphrases.new_recovery_key": Left(
        lambda s, a, x: user_passphrases.new_recovery_key(s, a), ("privilege vault",)
    ),
    "user_passphrases.replace_recovery_key": Left(new_sheet, ("privilege vault",)),
    "user_passphrases.reset_passphrase": Left(
        lambda s, a, x: user_passphrases.reset_passphrase(
            s, a, bea_of(s, a).id, admin_passphrase=PASSPHRASE, kdf=CHEAP
        ),
        ("privilege user",),
        with_bea,
    ),
    "users.add_user": Left(with_bea, ("privilege user",)),
    "users.change_user": Left(
        lambda s, a, x: users.change_user(
            s, a, replace(bea_of(s, a), credential="RN"), admin_passphrase=PASSPHRASE
        ),
        ("privilege user",),
        with_bea,
    ),
    "users.disable_user": Left(
        lambda s, a, x: users.disable_user(s, a, bea_of(s, a).id, admin_passphrase=PASSPHRASE),
        ("privilege user",),
        with_bea,
    ),
    "users.enable_user": Left(
        lambda s, a, x: users.enable_user(
            s, a, bea_of(s, a).id, passphrase=OTHER, admin_passphrase=PASSPHRASE, kdf=CHEAP
        ),
        ("privilege user",),
        without_bea,
    ),
}
PART_OF_WHAT_WAS_RECORDED: dict[str, Use] = {
    # Sections of a chart or card whose opening is the record.
    "care_plans.plan_state": lambda s, a, x: care_plans.plan_state(s, a, x.patient),
    "care_plans.signed_version": lambda s, a, x: care_plans.signed_version(s, a, x.patient, 1),
    "contacts.contacts": lambda s, a, x: contacts.contacts(s, a, x.patient),
    "contacts.follow_ups": lambda s, a, x: contacts.follow_ups(s, a, x.patient),
    "enrolments.enrolment": lambda s, a, x: enrolments.enrolment(s, a, x.patient),
    "time_sheets.month_sheet": lambda s, a, x: time_sheets.month_sheet(s, a, x.patient, MONTH),
    # Papers are drawn from an open chart; that one leaves the file is the record.
    "papers.care_plan_pdf": lambda s, a, x: papers.care_plan_pdf(s, a, x.patient),
    "papers.consent_pdf": lambda s, a, x: papers.consent_pdf(s, a, x.patient),
    "papers.draft_pdf": lambda s, a, x: papers.draft_pdf(s, a, x.patient, x.draft.document, number=2),
    "papers.time_sheet_pdf": lambda s, a, x: papers.time_sheet_pdf(s, a, x.patient, MONTH),
    # One row of a list that is on the screen already, looked at again after a change.
    "worklist.worklist_row": lambda s, a, x: worklist.worklist_row(s, a, x.patient),
    # Asked before an import that is then the record.
    "imports.preview": lambda s, a, x: imports.preview(s, a, [FILE]),
    # One's own work of the day.
    "clock.clock_view": lambda s, a, x: clock.clock_view(s, a),
    "clock.heartbeat": lambda s, a, x: clock.heartbeat(s, a),
    "clock.recover": lambda s, a, x: clock.recover(s, a),
    "time_sheets.today": lambda s, a, x: time_sheets.today(s, a),
}
ABOUT_NO_PATIENT: dict[str, Use] = {
    "backup_list.list_backups": lambda s, a, x: backup_list.list_backups(s, a),
    "backup_state.backup_state": lambda s, a, x: backup_state.backup_state(s, a),
    "backup_state.second_place_of": lambda s, a, x: backup_state.second_place_of(s, a),
    "backups.prune": lambda s, a, x: backups.prune(s, a, x.place.parent),
    "checks.check_practice": lambda s, a, x: checks.check_practice(s, a),
    "imports.batches": lambda s, a, x: imports.batches(s, a),
    "known_problems.known_problems": lambda s, a, x: known_problems.known_problems(s, a),
    "last_place.keep_place": lambda s, a, x: last_place.keep_place(s, a, {"page": "worklist"}),
    "last_place.take_place": lambda s, a, x: last_place.take_place(s, a),
    "practice.practice": lambda s, a, x: practice.practice(s, a),
    "practice.practitioners": lambda s, a, x: practice.practitioners(s, a),
    "practice.users": lambda s, a, x: practice.users(s, a),
    "preferences.practice_preference": lambda s, a, x: preferences.practice_preference(s, a, "key"),
    "preferences.set_user_preference": lambda s, a, x: preferences.set_user_preference(s, a, "key", 1),
    "preferences.user_preference": lambda s, a, x: preferences.user_preference(s, a, "key"),
    # Steps of the use cases on users, which leave the record; here key file and database are a pair already.
    "vault_pair.proved": prove,
    "vault_pair.settle": prove,
    "vault_pair.write_pending": lambda s, a, x: vault_pair.write_pending(s, a),
    "security_check.security_check": lambda s, a, x: security_check.security_check(s, a),
    "users.last_logins": lambda s, a, x: users.last_logins(s, a),
    "quick_unlock.has_pin": lambda s, a, x: quick_unlock.has_pin(s, a),
}
RECORDED = {**SAW_WHOLE, **CHANGES, **KEEPS_SAFE, **OF_USERS}
SILENT = {**PART_OF_WHAT_WAS_RECORDED, **ABOUT_NO_PATIENT}


def test_every_use_case_has_its_place_in_this_table() -> None:
    known = [*RECORDED, *SILENT]
    assert sorted(known) == sorted(set(known))
    assert sorted(set(use_cases()) - set(known)) == [], "say here which records these leave"
    assert sorted(set(known) - set(use_cases())) == []


def records_of(desk: Desk, before: int) -> tuple[str, ...]:
    return tuple(f"{kind} {what}" for kind, what, *_ in desk.audited(after=before))


def prepared(desk: Desk, left: Left) -> Scene:
    scene = Scene(desk)
    left.first(desk.store, desk.actor, scene)
    return scene


@pytest.mark.parametrize("name", RECORDED)
def test_exactly_the_records_expected_are_left_in_one_commit(desk: Desk, name: str) -> None:
    left = RECORDED[name]
    scene = prepared(desk, left)
    before = desk.last_record()
    commits: list[object] = []
    event.listen(desk.store.engine, "commit", lambda connection: commits.append(connection))
    left.use(desk.store, desk.actor, scene)
    assert records_of(desk, before) == left.records
    assert name not in {**SAW_WHOLE, **CHANGES} or len(commits) == 1, (
        "a change and its records are one commit"
    )
    assert audit.chain_report(desk.store).holds


@pytest.mark.parametrize("name", SILENT)
def test_what_needs_no_record_leaves_none(desk: Desk, name: str) -> None:
    scene = Scene(desk)
    before = desk.last_record()
    SILENT[name](desk.store, desk.actor, scene)
    assert records_of(desk, before) == ()


def fingerprint(desk: Desk) -> dict[str, str]:
    """Return a digest of the rows of every table."""
    tables = [name for (name,) in desk.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {
        name: hashlib.sha256(repr(desk.rows(f'SELECT * FROM "{name}"')).encode()).hexdigest()
        for name in tables
    }


@pytest.mark.parametrize("name", [*CHANGES, *SAW_WHOLE, *OF_USERS])
def test_without_its_last_record_nothing_of_a_change_stays(desk: Desk, name: str) -> None:
    left = RECORDED[name]
    scene = prepared(desk, left)
    last = desk.last_record() + len(left.records) - 1
    with desk.store.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(
            f"CREATE TRIGGER refused AFTER INSERT ON audit WHEN NEW.id > {last}"
            " BEGIN SELECT RAISE(ABORT, 'no room for a record'); END"
        )
    before = fingerprint(desk)
    with pytest.raises(UserError):
        left.use(desk.store, desk.actor, scene)
    assert fingerprint(desk) == before
