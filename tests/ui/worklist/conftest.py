"""A practice with three patients, and the desk of a page that shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QStackedLayout, QWidget
from pytestqt.qtbot import QtBot

from ccmdesk.domain.chart import Allergy, Condition, Patient, Sex, Telecom
from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.enrolment import (
    ALL_STATEMENTS,
    Consent,
    ConsentMethod,
    Enrolment,
    EnrolmentState,
    Program,
)
from ccmdesk.domain.follow_up import FollowUp
from ccmdesk.domain.practice import Role
from ccmdesk.services.contacts import plan_follow_up
from ccmdesk.services.enrolments import enrol
from ccmdesk.services.facts import add_fact
from ccmdesk.services.patients import add_patient
from ccmdesk.services.practice_file import OpenPractice, close_practice
from ccmdesk.ui.common.change_notice import ChangeNotice
from ccmdesk.ui.common.desk import Desk, Paper, Route, Selection
from ccmdesk.ui.common.dialog import DialogHost
from ccmdesk.ui.common.lane import Lane
from ccmdesk.ui.common.message_bar import MessageBar
from ccmdesk.ui.common.theme import Theme
from ccmdesk.ui.worklist.page import WorklistPage
from tests.practice_files import MONDAY, fresh_practice


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
    """Hold a desk, the widget that stands for the window, and what was asked of it."""

    desk: Desk
    host: QWidget
    asked: Asked
    opened: OpenPractice
    clock: SettableClock


@pytest.fixture
def seat(theme: Theme, qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    """Return a desk over a fresh practice file."""
    clock = SettableClock(MONDAY)
    opened = fresh_practice(tmp_path, clock)
    lane, asked, host = Lane(), Asked(), QWidget()
    host.resize(1214, 664)
    qtbot.addWidget(host)
    desk = Desk(
        theme=theme,
        lane=lane,
        store=opened.store,
        actor=opened.actor,
        clock=clock,
        folder=opened.folder,
        notice=ChangeNotice(),
        messages=MessageBar(theme, parent=host),
        dialogs=DialogHost(theme, parent=host),
        navigate=asked.routes.append,
        select=asked.selected.append,
        start_clock=asked.clocks.append,
        log_contact=asked.contacts.append,
        print_paper=asked.papers.append,
    )
    yield Seat(desk, host, asked, opened, clock)
    lane.stop()
    close_practice(opened)


@pytest.fixture
def settle(seat: Seat, qtbot: QtBot) -> Callable[[], None]:
    """Return a function that waits until the lane has answered and pauses are over."""

    def wait() -> None:
        for pause in (
            20,
            140,
            20,
        ):  # the rows, the card that is asked for when the list stands still, its answer
            qtbot.wait(pause)
            qtbot.waitUntil(seat.desk.lane.idle, timeout=20_000)

    return wait


def add_people(opened: OpenPractice) -> tuple[int, int, int]:
    """Add María (overdue), Dolores (due today at 10:15) and Earl (not enrolled); return their ids."""
    store, actor = opened.store, opened.actor
    maria = Patient(
        family="Álvarez",
        given="María",
        birth_date=date(1945, 2, 14),
        sex=Sex.FEMALE,
        pronouns="she/her",
        language="Spanish",
        interpreter="daughter Lucía",
        best_time="Tue, Thu 10–11",
        telecoms=(Telecom("phone", "5055550142"),),
    )
    dolores = Patient(family="Peña", given="Dolores", birth_date=date(1949, 6, 1), sex=Sex.FEMALE)
    earl = Patient(family="Washington", given="Earl", sex=Sex.MALE)
    first, second, third = (add_patient(store, actor, p).value for p in (maria, dolores, earl))
    for patient_id in (first, second):
        enrol(store, actor, enrolment_of(opened, patient_id), consent_of(patient_id))
    promise(opened, first, due_on=date(2026, 11, 20), reason="tell the date of the visit")
    at = datetime(2026, 11, 23, 17, 15, tzinfo=UTC)
    plan_follow_up(store, actor, FollowUp(second, date(2026, 11, 23), "glucose log", due_at=at))
    add_fact(store, actor, first, Allergy("Penicillin"))
    add_fact(store, actor, first, Condition("Heart failure"))
    return first, second, third


def enrolment_of(opened: OpenPractice, patient_id: int) -> Enrolment:
    """Return an active enrolment with the nurse of the tests."""
    return Enrolment(
        patient_id=patient_id,
        program=Program.CCM,
        state=EnrolmentState.ACTIVE,
        started_on=date(2026, 10, 1),
        nurse_id=opened.actor.user_id,
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


def promise(opened: OpenPractice, patient_id: int, *, due_on: date, reason: str) -> int:
    """Promise a contact and return its id."""
    return plan_follow_up(opened.store, opened.actor, FollowUp(patient_id, due_on, reason)).value


def show_page(seat: Seat, *, roles: frozenset[Role] | None = None) -> WorklistPage:
    """Return the page, shown, for a user of other roles if told so."""
    desk = seat.desk
    if roles is not None:
        desk = replace(desk, actor=replace(desk.actor, roles=roles))
    page = WorklistPage(desk)
    layout = seat.host.layout() or QStackedLayout(seat.host)
    layout.addWidget(page)
    desk.notice.subscribe(page, page.refresh, kinds=frozenset())
    seat.host.show()
    return page
