"""The demo practice as a practice file: everything generated is stored, and nothing is left by a cancel."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.domain.errors import Cancelled, UserError
from ccmdesk.domain.time_log import seconds_in_month
from ccmdesk.services.care_plans import plan_state, signed_version
from ccmdesk.services.contacts import contacts
from ccmdesk.services.demo import DemoMade, make_demo
from ccmdesk.services.demo_people import generate
from ccmdesk.services.enrolments import enrolment
from ccmdesk.services.lock_screen import lock_screen
from ccmdesk.services.patients import chart
from ccmdesk.services.practice import practitioners, users
from ccmdesk.services.practice_file import OpenPractice, close_practice, open_practice
from ccmdesk.services.worklist import worklist
from tests.practice_files import CHEAP

OCTOBER = ServiceMonth(2026, 10)
CLOCK = SettableClock(datetime(2026, 10, 31, 18, 0, tzinfo=UTC))
PANEL = generate(patients=60, months=2, through=OCTOBER, seed=5)


def made_in(folder: Path, *, patients: int = 60) -> DemoMade:
    return make_demo(folder, patients=patients, months=2, through=OCTOBER, seed=5, clock=CLOCK, kdf=CHEAP)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> DemoMade:
    return made_in(tmp_path_factory.mktemp("demo") / "here")


@pytest.fixture
def opened(made: DemoMade) -> Iterator[OpenPractice]:
    practice = open_practice(made.practice_folder, login=made.login, passphrase=made.passphrase, clock=CLOCK)
    yield practice
    close_practice(practice)


def test_team_is_on_the_lock_screen_and_shares_the_passphrase(made: DemoMade) -> None:
    screen = lock_screen(made.practice_folder)
    assert screen.name == "Lakeview Family Medicine"
    assert [user.login for user in screen.users] == ["sara", "ann", "luz", "castellanos"]
    for user in screen.users:
        again = open_practice(made.practice_folder, login=user.login, passphrase=made.passphrase, clock=CLOCK)
        assert again.actor.user_id == user.user_id
        close_practice(again)


def test_every_patient_reads_back_as_generated(opened: OpenPractice) -> None:
    store, actor = opened.store, opened.actor
    for person in PANEL.people():
        read = chart(store, actor, person.number)
        assert read.patient.value == person.patient
        stored = [
            fact.value
            for group in (
                read.conditions,
                read.medications,
                read.allergies,
                read.observations,
                read.care_team,
                read.encounters,
                read.coverages,
            )
            for fact in group
        ]
        assert sorted(map(repr, stored)) == sorted(map(repr, person.facts))
        view = enrolment(store, actor, person.number)
        assert [one.state for one in view.enrolments] == (
            [person.enrolment.state] if person.enrolment else []
        )
        assert [one.given_on for one in view.consents] == [one.given_on for one in person.consents]
        told = contacts(store, actor, person.number)
        assert [(one.at, one.seconds) for one in reversed(told)] == [
            (one.at, one.seconds) for one in person.contacts
        ]


def test_months_and_plans_in_the_worklist_are_those_generated(opened: OpenPractice) -> None:
    rows = {row.patient_id: row for row in worklist(opened.store, opened.actor, month=OCTOBER)}
    assert len(rows) == 60
    for person in PANEL.people():
        row = rows[person.number]
        intervals = [interval for entry in person.entries for interval in entry.intervals]
        assert row.month_seconds == seconds_in_month(intervals, OCTOBER, zone="America/Denver")
        assert row.plan == ("signed" if person.signed else "draft" if person.draft else "none")
        assert row.nurse_id == (person.enrolment.nurse_id if person.enrolment else None)


def test_plan_problems_name_the_stored_conditions_and_the_digest_is_of_the_text(opened: OpenPractice) -> None:
    state = plan_state(opened.store, opened.actor, 1)
    assert state.in_force is not None and state.draft is not None
    conditions = {one.id: one.value.name for one in chart(opened.store, opened.actor, 1).conditions}
    for problem in state.in_force.document.problems:
        assert problem.condition_id is not None and conditions[problem.condition_id] == problem.name
    first = signed_version(opened.store, opened.actor, 1, 1)
    assert len(first.digest) == 64


def test_staff_is_stored_with_the_ids_that_the_facts_use(opened: OpenPractice) -> None:
    assert [u.titled for u in users(opened.store, opened.actor)] == [u.titled for u in PANEL.staff.users]
    stored = {p.id: p.name for p in practitioners(opened.store, opened.actor)}
    assert stored == {p.id: p.name for p in PANEL.staff.practitioners}


def test_a_cancel_leaves_nothing(tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        assert total == 10
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        make_demo(
            tmp_path / "here",
            patients=10,
            months=1,
            through=OCTOBER,
            seed=5,
            clock=CLOCK,
            progress=stop,
            kdf=CHEAP,
        )
    assert not list((tmp_path / "here").iterdir())


def test_a_second_demo_in_the_same_place_is_refused(made: DemoMade) -> None:
    with pytest.raises(UserError, match="already"):
        made_in(made.practice_folder.parent, patients=1)
