"""Stand at a desk in a practice: an open file, a clock to turn, and short ways to what tests need."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from ccmdesk.domain.care_plan import CarePlanDocument, Goal, Intervention, PlanProblem
from ccmdesk.domain.chart import Patient, Sex, Telecom
from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.enrolment import (
    ALL_STATEMENTS,
    Consent,
    ConsentMethod,
    Enrolment,
    EnrolmentState,
    Program,
)
from ccmdesk.domain.practice import Actor, Role
from ccmdesk.domain.time_log import Mode, Subject, TimeEntry
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import reading
from ccmdesk.services import care_plans, clock, enrolments, patients
from ccmdesk.services.clock import Stopping
from ccmdesk.services.practice_file import OpenPractice

AMA = Patient(
    family="Osei",
    given="Ama",
    birth_date=date(1950, 2, 3),
    sex=Sex.FEMALE,
    telecoms=(Telecom("phone", "(505) 555-0111", "home"),),
)
PROBLEM = PlanProblem(
    id="p1",
    name="Heart failure",
    icd10="I50.9",
    expected_outcome="No stay in hospital",
    goals=(Goal("g1", "Weight within 2 kg of 70 kg"),),
    interventions=(Intervention("i1", "Ask for the weight", responsible="Sara Okafor, RN"),),
)


@dataclass(frozen=True)
class Desk:
    """Hold the open practice and its clock."""

    opened: OpenPractice
    clock: SettableClock

    @property
    def store(self) -> Store:
        """Return the open store."""
        return self.opened.store

    @property
    def actor(self) -> Actor:
        """Return who sits here: a nurse who also signs."""
        return self.opened.actor

    def acting(self, *roles: Role, user_id: int = 1, name: str = "Pat Quill") -> Actor:
        """Return someone with other roles."""
        return Actor(user_id, name, "none", frozenset(roles))

    def wait(self, *, minutes: float = 0, seconds: float = 0) -> None:
        """Let time pass."""
        self.clock.advance(timedelta(minutes=minutes, seconds=seconds))

    def patient(self, value: Patient = AMA) -> int:
        """Add a patient and return the id."""
        return patients.add_patient(self.store, self.actor, value).value

    def enrolled(self, value: Patient = AMA) -> int:
        """Add a patient who is enrolled and has consented, and return the id."""
        patient_id = self.patient(value)
        new = Enrolment(patient_id, Program.CCM, EnrolmentState.ACTIVE, nurse_id=1)
        enrolments.enrol(self.store, self.actor, new, consent_of(patient_id))
        return patient_id

    def worked(self, patient_id: int, *, minutes: float = 0, seconds: float = 0) -> TimeEntry:
        """Start the clock, let time pass, stop it, and return what was saved."""
        clock.start(self.store, self.actor, Subject(patient_id))
        self.wait(minutes=minutes, seconds=seconds)
        return clock.stop(self.store, self.actor, Stopping("education", Mode.PHONE)).value

    def signed(self, patient_id: int, *, review_on: date | None = None) -> None:
        """Write and sign a plan."""
        draft = care_plans.start_draft(self.store, self.actor, patient_id).value
        document = CarePlanDocument((PROBLEM,), review_on=review_on)
        saved = care_plans.save_draft(self.store, self.actor, replace(draft, document=document)).value
        care_plans.sign(self.store, self.actor, saved, copy_given_on=None)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return what the database holds, as stored."""
        with reading(self.store) as connection:
            return [tuple(row) for row in connection.exec_driver_sql(sql)]

    def audited(self, *, after: int = 0) -> list[tuple[str, str, int | None, str]]:
        """Return kind, object, patient and reason of the audit records after a number."""
        sql = f"SELECT kind, object_kind, patient_id, reason FROM audit WHERE id > {after} ORDER BY id"
        return [
            (str(kind), str(what), patient, str(reason)) for kind, what, patient, reason in self.rows(sql)
        ]

    def last_record(self) -> int:
        """Return the number of the newest audit record."""
        return int(self.rows("SELECT max(id) FROM audit")[0][0])


def consent_of(patient_id: int, *, given_on: date = date(2026, 11, 2)) -> Consent:
    """Return a complete verbal consent."""
    return Consent(
        patient_id=patient_id,
        program=Program.CCM,
        given_on=given_on,
        method=ConsentMethod.VERBAL,
        accepted=True,
        statements=ALL_STATEMENTS,
        obtained_by="Sara Okafor, RN",
    )
