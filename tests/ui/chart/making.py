"""People, facts and a plan for the tests of the chart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from ccmdesk.domain.chart import (
    ICD10CM,
    LOINC,
    Allergy,
    CareTeamMember,
    Coding,
    Condition,
    Medication,
    Observation,
    ObservationCategory,
    Patient,
    Sex,
    Telecom,
)
from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.dates import PartialDate
from ccmdesk.domain.enrolment import (
    ALL_STATEMENTS,
    Consent,
    ConsentMethod,
    Enrolment,
    EnrolmentState,
    Program,
)
from ccmdesk.domain.follow_up import FollowUp
from ccmdesk.domain.time_log import Contact, Mode, Outcome
from ccmdesk.services.contacts import log_contact, plan_follow_up
from ccmdesk.services.enrolments import enrol
from ccmdesk.services.facts import add_fact
from ccmdesk.services.patients import add_patient
from ccmdesk.services.practice_file import OpenPractice
from ccmdesk.ui.chart import ChartPage
from ccmdesk.ui.common.desk import Desk, Paper, Route, Selection


@dataclass
class Asked:
    """Keep what a page asked the window for."""

    routes: list[Route] = field(default_factory=list)
    selected: list[Selection | None] = field(default_factory=list)
    clocks: list[Selection] = field(default_factory=list)
    contacts: list[Selection] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)


@dataclass
class Seat:
    """Hold a desk, the widget that stands for the window, what was asked of it, and a wait for the lane."""

    desk: Desk
    host: QWidget
    asked: Asked
    opened: OpenPractice
    clock: SettableClock
    settle: Callable[[], None]
    show: Callable[..., ChartPage]


MARIA = Patient(
    family="ÁLVAREZ",
    given="MARÍA",
    preferred_name="Mari",
    birth_date=date(1945, 2, 14),
    sex=Sex.FEMALE,
    pronouns="she/her",
    language="Spanish",
    interpreter="daughter interprets",
    best_time="Tue, Thu 10–11",
    telecoms=(Telecom("phone", "5055550142"), Telecom("email", "maria@example.org")),
)


def weight(pounds: str, day: date, *, high: str | None = None) -> Observation:
    """Return a weight of a day."""
    return Observation(
        "Weight",
        (Coding(LOINC, "29463-7"),),
        ObservationCategory.VITAL,
        value=Decimal(pounds),
        unit="[lb_av]",
        date=PartialDate.of(day),
        high=None if high is None else Decimal(high),
    )


def add_maria(opened: OpenPractice, *, enrolled: bool = True) -> int:
    """Add María with a full chart and return her id."""
    store, actor = opened.store, opened.actor
    maria = add_patient(store, actor, MARIA).value
    for fact in (
        Condition("Broken wrist", onset=PartialDate(2026, 10)),
        Condition("Heart failure, preserved EF", (Coding(ICD10CM, "I50.32"),)),
        Medication("Furosemide", dose="40 mg", timing="morning"),
        Allergy("Penicillin", reaction="Hives"),
        weight("171", date(2026, 11, 20)),
        weight("176.2", date(2026, 11, 23), high="173"),
        CareTeamMember("Dr. Paul Whitfield", role="cardiology", phone="5055550163"),
    ):
        add_fact(store, actor, maria, fact)
    if enrolled:
        enrol(store, actor, enrolment_of(opened, maria), consent_of(maria))
    plan_follow_up(store, actor, FollowUp(maria, date(2026, 11, 20), "tell the date of the visit"))
    at = datetime(2026, 11, 22, 18, 5, tzinfo=UTC)
    log_contact(store, actor, Contact(maria, at, Mode.PHONE, Outcome.REACHED, "Lucía", "Breathing easy."))
    return maria


def enrolment_of(opened: OpenPractice, patient_id: int) -> Enrolment:
    """Return an active enrolment with the nurse of the tests."""
    return Enrolment(
        patient_id=patient_id,
        program=Program.CCM,
        state=EnrolmentState.ACTIVE,
        started_on=date(2026, 10, 1),
        nurse_id=opened.actor.user_id,
        risk="high",
    )


def consent_of(patient_id: int) -> Consent:
    """Return a consent with all that it needs."""
    return Consent(
        patient_id=patient_id,
        program=Program.CCM,
        given_on=date(2026, 10, 1),
        method=ConsentMethod.VERBAL,
        accepted=True,
        statements=ALL_STATEMENTS,
        obtained_by="Sara Okafor, RN",
    )
