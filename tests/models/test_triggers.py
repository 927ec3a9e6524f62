"""The database itself refuses what the record may never suffer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

import pytest

from ccmdesk.domain.care_plan import CarePlanDocument, PlanProblem, SignedCarePlan
from ccmdesk.domain.chart import Condition
from ccmdesk.domain.enrolment import (
    ALL_STATEMENTS,
    Consent,
    ConsentMethod,
    Enrolment,
    EnrolmentState,
    Program,
)
from ccmdesk.domain.follow_up import FollowUp
from ccmdesk.domain.practice import BillingPractitioner
from ccmdesk.domain.time_log import ClockFact, Contact, FactKind, Interval, Mode, Outcome, Subject, TimeEntry
from ccmdesk.models import care, care_plans, clock_facts, facts, imports, people, time_entries
from ccmdesk.models.errors import Overlap, RefusedByRecord, StorageFailed
from ccmdesk.models.patients import Recording
from ccmdesk.models.sqlite_triggers import APPEND_ONLY, NEVER_DELETED
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import UnitOfWork, reading, writing
from ccmdesk.security.audit_chain import AuditKind
from tests.models.making import SARA, add_patient, raw
from tests.practice_files import MONDAY, ZONE

ENTRY = TimeEntry(
    patient_id=1,
    user_id=1,
    user_name="Sara Okafor",
    credential="RN",
    program=Program.CCM,
    activity="education",
    mode=Mode.PHONE,
    interactive=True,
    note="",
    intervals=(Interval(MONDAY, MONDAY + timedelta(minutes=20)),),
)
CONSENT = Consent(1, Program.CCM, date(2026, 11, 2), ConsentMethod.VERBAL, True, ALL_STATEMENTS, "Sara")
DOCUMENT = CarePlanDocument((PlanProblem("p1", "Asthma"),), review_on=date(2027, 5, 1))
PLAN = SignedCarePlan(1, 1, DOCUMENT, MONDAY, "Dr. Amara Castellanos", care_plans.digest_of(DOCUMENT))


@pytest.fixture
def filled(store: Store) -> Store:
    """Put one row into every table that may not lose one."""
    with writing(store, SARA) as work:
        add_patient(work)
        people.store_practitioner(work.connection, BillingPractitioner("Dr. Amara Castellanos", "1999999984"))
        batch = imports.insert_batch(work.connection, at=work.now, by="Sara", added=1)
        raw(
            work.connection,
            f"INSERT INTO import_file VALUES (1, {batch}, 'a', 'fhir', 'imported', '', NULL, '{{}}')",
        )
        facts.insert_facts(
            work.connection, [facts.NewFact(1, Condition("Asthma"), Recording(work.now, "Sara"))]
        )
        care.insert_enrolments(work.connection, [Enrolment(1, Program.CCM, EnrolmentState.ACTIVE)])
        care.insert_consents(work.connection, [CONSENT], now=work.now)
        care.insert_follow_ups(work.connection, [FollowUp(1, date(2026, 11, 30), "Blood pressure")])
        care.insert_contacts(work.connection, [Contact(1, work.now, Mode.PHONE, Outcome.REACHED)])
        care_plans.insert_versions(work.connection, [PLAN])
        time_entries.insert_entries(work.connection, [ENTRY], zone=ZONE)
        clock_facts.append_fact(work.connection, clock_fact(work))
        work.keep_history(object_kind="patient", object_id=1, patient_id=1, version=1, body="{}", reason="x")
        work.audit(AuditKind.CREATE, object_kind="patient")
    return store


def clock_fact(work: UnitOfWork) -> ClockFact:
    return ClockFact(
        run="run-1",
        user_id=1,
        kind=FactKind.START,
        at=work.now,
        zone=ZONE,
        monotonic_ns=1,
        boot_ns=1,
        boot_id="boot-1",
        subject=Subject(1),
    )


def dump(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with reading(store) as connection:
        names = [row[0] for row in raw(connection, "SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: [tuple(row) for row in raw(connection, f"SELECT * FROM {name}")] for name in names}


def refused(store: Store, sql: str) -> None:
    before = dump(store)
    with pytest.raises(RefusedByRecord) as error, writing(store, SARA) as work:
        raw(work.connection, sql)
    assert str(error.value) == "The record does not allow this change. Nothing was changed."
    assert dump(store) == before


@pytest.mark.parametrize("table", [*APPEND_ONLY, *NEVER_DELETED])
def test_no_row_is_ever_deleted(filled: Store, table: str) -> None:
    assert dump(filled)[table], f"{table} has no row: this test would prove nothing"
    refused(filled, f"DELETE FROM {table}")


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_no_row_of_the_log_is_ever_changed(filled: Store, table: str) -> None:
    refused(filled, f"UPDATE {table} SET id = id")


@pytest.mark.parametrize("table", [*APPEND_ONLY, *NEVER_DELETED])
def test_replacing_a_row_is_deleting_it(filled: Store, table: str) -> None:
    before = dump(filled)[table]
    with pytest.raises((RefusedByRecord, Overlap)), writing(filled, SARA) as work:
        raw(work.connection, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    assert dump(filled)[table] == before


@pytest.mark.parametrize(
    "change",
    [
        "body = '{}'",
        "number = 2",
        "patient_id = patient_id + 1",
        "signed_by = 'someone'",
        "signed_at = signed_at + 1",
        "digest = ''",
        "review_on = NULL",
        "id = 9",
        "copy_given_on = NULL",
        "copy_given_on = '2026-11-23', body = '{}'",
    ],
)
def test_a_signed_plan_is_immutable(filled: Store, change: str) -> None:
    refused(filled, f"UPDATE care_plan_version SET {change}")


def test_that_a_copy_was_given_is_noted_once(filled: Store) -> None:
    with writing(filled, SARA) as work:
        raw(work.connection, "UPDATE care_plan_version SET copy_given_on = '2026-11-23'")
    refused(filled, "UPDATE care_plan_version SET copy_given_on = '2026-11-24'")


@pytest.mark.parametrize(
    "change",
    [
        "given_on = '2026-10-01'",
        "accepted = 0",
        "statements = ''",
        "obtained_by = 'someone'",
        "note = 'x'",
        "method = 'written'",
        "recorded_at = 0",
        "program = 'PCM'",
        "practitioner_id = 1",
        "revoked_on = NULL",
        "revoked_on = '2026-11-20', given_on = '2026-11-19'",
    ],
)
def test_a_consent_is_never_rewritten(filled: Store, change: str) -> None:
    refused(filled, f"UPDATE consent SET {change}")


def test_a_consent_is_revoked_once(filled: Store) -> None:
    revoked = replace(CONSENT, id=1, revoked_on=date(2026, 11, 20))
    with writing(filled, SARA) as work:
        care.revoke_consent(work.connection, revoked)
    refused(filled, "UPDATE consent SET revoked_on = '2026-11-21'")
    refused(filled, "UPDATE consent SET revoked_on = NULL")


def test_a_run_starts_once(filled: Store) -> None:
    with pytest.raises(StorageFailed), writing(filled, SARA) as work:
        clock_facts.append_fact(work.connection, clock_fact(work))


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO practice VALUES (2, 1, 'UTC', '{}')",
        "UPDATE chart_fact SET kind = 'rumour'",
        "UPDATE patient SET family = NULL",
        "UPDATE patient SET version = 'two'",
        "UPDATE enrolment SET patient_id = 99",
        "INSERT INTO app_user SELECT 2, version, login, name, credential, '', '', 0, 0 FROM app_user",
        "INSERT INTO time_piece VALUES (9, 1, 1, 1, '2026-11', '2026-11-23', 1, 1, 0)",
    ],
)
def test_checks_types_and_references_are_kept_by_the_database(filled: Store, sql: str) -> None:
    before = dump(filled)
    with pytest.raises(StorageFailed) as error, writing(filled, SARA) as work:
        raw(work.connection, sql)
    assert "Nothing was changed." in str(error.value)
    assert dump(filled) == before


def minutes(start: float, end: float) -> Callable[[datetime], TimeEntry]:
    def at(base: datetime) -> TimeEntry:
        span = Interval(base + timedelta(minutes=start), base + timedelta(minutes=end))
        return replace(ENTRY, intervals=(span,))

    return at


@pytest.mark.parametrize(
    "entry", [minutes(5, 10), minutes(-10, 1), minutes(19, 40), minutes(-60, 60), minutes(0, 20)]
)
def test_two_entries_of_one_person_never_overlap(
    filled: Store, entry: Callable[[datetime], TimeEntry]
) -> None:
    before = dump(filled)
    with pytest.raises(Overlap) as error, writing(filled, SARA) as work:
        time_entries.insert_entries(work.connection, [entry(MONDAY)], zone=ZONE)
    assert str(error.value).startswith("You already have time at that hour. Nothing was changed.")
    assert dump(filled) == before


def test_entries_may_touch_and_colleagues_may_work_at_the_same_hour(filled: Store) -> None:
    with writing(filled, SARA) as work:
        raw(
            work.connection,
            "INSERT INTO app_user SELECT 2, version, 'joe', 'Joe', credential, '', '', 0, 0 FROM app_user",
        )
        touching = [minutes(20, 30)(MONDAY), minutes(-10, 0)(MONDAY), replace(ENTRY, user_id=2)]
        assert len(time_entries.insert_entries(work.connection, touching, zone=ZONE)) == 3


def test_an_overlap_with_work_that_began_the_day_before_is_seen(filled: Store) -> None:
    long = Interval(MONDAY + timedelta(hours=1), MONDAY + timedelta(hours=40))
    with writing(filled, SARA) as work:
        time_entries.insert_entries(work.connection, [replace(ENTRY, intervals=(long,))], zone=ZONE)
    with pytest.raises(Overlap), writing(filled, SARA) as work:
        late = minutes(39 * 60, 39 * 60 + 5)(MONDAY)
        time_entries.insert_entries(work.connection, [late], zone=ZONE)


@pytest.mark.parametrize("seed", range(12))
def test_the_last_contact_is_kept_in_whatever_order_contacts_are_written(store: Store, seed: int) -> None:
    draw = Random(seed)
    with writing(store, SARA) as work:
        for patient_id in (add_patient(work), add_patient(work)):
            for _ in range(draw.randrange(1, 9)):
                at = MONDAY - timedelta(days=draw.randrange(5))
                contact = Contact(patient_id, at, Mode.PHONE, draw.choice(list(Outcome)))
                care.insert_contact(work.connection, contact)
    with reading(store) as connection:
        kept = raw(connection, "SELECT patient_id, at, outcome, reached_at FROM last_contact ORDER BY 1")
        looked_up = raw(
            connection,
            "SELECT patient_id, max(at), (SELECT outcome FROM contact n WHERE n.patient_id = c.patient_id"
            " ORDER BY at DESC, id DESC LIMIT 1), max(iif(outcome = 'reached', at, NULL))"
            " FROM contact c GROUP BY patient_id ORDER BY 1",
        )
    assert kept == looked_up
    assert len(kept) == 2
