"""Read everything that the chart of one patient shows, in one piece of work on the lane."""

from __future__ import annotations

from dataclasses import dataclass

from ccmdesk.domain.care_plan import PlanState
from ccmdesk.domain.chart import Allergy, Chart, FactStatus, Medication, Recorded
from ccmdesk.domain.clock import local_date
from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.domain.follow_up import FollowUp
from ccmdesk.domain.practice import Actor, BillingPractitioner, User
from ccmdesk.domain.time_log import Contact
from ccmdesk.services.care_plans import plan_state
from ccmdesk.services.contacts import contacts, follow_ups
from ccmdesk.services.enrolments import EnrolmentView, enrolment
from ccmdesk.services.patients import chart
from ccmdesk.services.practice import practitioners, users
from ccmdesk.services.store import Store
from ccmdesk.services.time_sheets import MonthSheet, month_sheet

CONTACTS_READ = 1000


@dataclass(frozen=True, slots=True)
class ChartView:
    """Hold what the page shows of a patient: chart, plan, enrolment, promises, contacts and this month."""

    chart: Chart
    plan: PlanState
    enrolment: EnrolmentView
    promised: tuple[FollowUp, ...]
    contacts: tuple[Contact, ...]
    month: MonthSheet
    users: tuple[User, ...]
    practitioners: tuple[BillingPractitioner, ...]

    @property
    def patient_id(self) -> int:
        """Return whose chart this is."""
        return self.chart.patient.id

    @property
    def allergies(self) -> tuple[Recorded[Allergy], ...]:
        """Return the allergies that have not ended."""
        return tuple(a for a in self.chart.allergies if a.value.status is not FactStatus.ENDED)

    @property
    def medicines(self) -> tuple[Recorded[Medication], ...]:
        """Return the medicines that have not been stopped."""
        return tuple(m for m in self.chart.medications if m.value.status is not FactStatus.ENDED)

    def user_name(self, user_id: int | None) -> str:
        """Return a user's name, or nothing."""
        return next((user.name for user in self.users if user.id == user_id), "")

    def practitioner_name(self, practitioner_id: int | None) -> str:
        """Return a billing practitioner's name, or nothing."""
        return next((p.name for p in self.practitioners if p.id == practitioner_id), "")


def read_chart(store: Store, actor: Actor, patient_id: int) -> ChartView:
    """Return a patient's whole chart; that it was opened is audited once."""
    month = ServiceMonth.of(local_date(store.clock.wall(), store.zone))
    return ChartView(
        chart=chart(store, actor, patient_id),
        plan=plan_state(store, actor, patient_id),
        enrolment=enrolment(store, actor, patient_id),
        promised=follow_ups(store, actor, patient_id),
        contacts=contacts(store, actor, patient_id, limit=CONTACTS_READ),
        month=month_sheet(store, actor, patient_id, month),
        users=users(store, actor),
        practitioners=practitioners(store, actor),
    )
