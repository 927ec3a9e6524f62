"""The worklist: whom to call, why, and in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from ccmdesk.domain.chart import Allergy, Condition, FactStatus, Patient
from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.domain.enrolment import ConsentState, Enrolment, EnrolmentState, Program
from ccmdesk.domain.errors import InvalidValue, NotFound
from ccmdesk.domain.follow_up import FollowUp
from ccmdesk.domain.time_log import Contact, Mode, Outcome
from ccmdesk.domain.worklist import (
    REASON_BITS,
    PlanMark,
    Urgency,
    Why,
    WorklistFilter,
    WorklistRow,
    keep,
    reasons_of,
)
from ccmdesk.services import care_plans, contacts, enrolments, facts, worklist
from tests.practice_files import MONDAY
from tests.services.desk import AMA, Desk, consent_of

TODAY = date(2026, 11, 23)


def row(desk: Desk, patient_id: int) -> WorklistRow:
    return worklist.worklist_row(desk.store, desk.actor, patient_id)


def reached(desk: Desk, patient_id: int, *, at: datetime = MONDAY, outcome: Outcome = Outcome.REACHED) -> int:
    contact = Contact(patient_id, at, Mode.PHONE, outcome, with_whom="herself", note="Well.")
    return contacts.log_contact(desk.store, desk.actor, contact).value


def promise(desk: Desk, patient_id: int, *, on: date, at: datetime | None = None, why: str = "weight") -> int:
    return contacts.plan_follow_up(desk.store, desk.actor, FollowUp(patient_id, on, why, at)).value


def settled(desk: Desk, value: Patient = AMA) -> int:
    """Add a patient with whom everything is in order."""
    patient_id = desk.enrolled(value)
    desk.signed(patient_id, review_on=date(2027, 5, 1))
    reached(desk, patient_id)
    return patient_id


def test_a_patient_in_order_has_nothing_due(desk: Desk) -> None:
    patient_id = settled(desk)
    seen = row(desk, patient_id)
    assert (seen.family, seen.given, seen.born, seen.phone) == ("Osei", "Ama", date(1950, 2, 3), AMA.phone)
    assert (seen.enrolment, seen.consent, seen.plan) == ("active", "given", "signed")
    assert (seen.nurse_id, seen.nurse) == (1, "Sara Okafor")
    assert (seen.last_contact_at, seen.last_outcome) == (MONDAY, "reached")
    assert (Why(seen.why), seen.reasons, seen.urgency) == (Why.NOTHING_DUE, 0, Urgency.PLANNED)
    assert seen.plan_review_on == "2027-05-01"


def test_someone_who_was_never_enrolled_is_listed_as_such(desk: Desk) -> None:
    seen = row(desk, desk.patient())
    assert (seen.enrolment, seen.consent, seen.plan) == ("not_enrolled", "missing", "none")
    assert reasons_of(seen) == (Why.NOT_ENROLLED,)


def test_an_enrolled_patient_with_nothing_done_has_every_open_reason(desk: Desk) -> None:
    patient_id = desk.patient()
    enrolments.enrol(desk.store, desk.actor, Enrolment(patient_id, Program.CCM, EnrolmentState.ACTIVE), None)
    seen = row(desk, patient_id)
    assert reasons_of(seen) == (Why.CONSENT_MISSING, Why.NO_PLAN, Why.NO_CONTACT_THIS_MONTH)
    assert (Why(seen.why), seen.urgency, seen.nurse) == (Why.CONSENT_MISSING, Urgency.TODAY, None)
    care_plans.start_draft(desk.store, desk.actor, patient_id)
    drafted = row(desk, patient_id)
    assert drafted.plan == PlanMark.DRAFT
    assert Why.NO_PLAN in reasons_of(drafted), "a draft is no plan yet"


@pytest.mark.parametrize(
    ("on", "why", "chosen"),
    [
        (date(2026, 11, 22), Why.FOLLOW_UP_OVERDUE, WorklistFilter.OVERDUE),
        (TODAY, Why.FOLLOW_UP_TODAY, WorklistFilter.DUE_TODAY),
        (date(2026, 11, 24), Why.FOLLOW_UP_LATER, WorklistFilter.EVERYONE),
    ],
)
def test_a_promise_is_overdue_due_today_or_later(
    desk: Desk, on: date, why: Why, chosen: WorklistFilter
) -> None:
    patient_id = settled(desk)
    promise(desk, patient_id, on=on)
    seen = row(desk, patient_id)
    assert (Why(seen.why), seen.next_day, seen.next_reason) == (why, on, "weight")
    assert keep(seen, chosen, today=TODAY)


def test_the_day_is_the_practices_not_that_of_greenwich(desk: Desk) -> None:
    patient_id = settled(desk)
    promise(desk, patient_id, on=TODAY)
    desk.clock.set_wall(MONDAY.replace(day=24, hour=6, minute=59))  # 23:59 on Monday in the practice
    assert Why(row(desk, patient_id).why) is Why.FOLLOW_UP_TODAY
    desk.wait(minutes=1)
    assert Why(row(desk, patient_id).why) is Why.FOLLOW_UP_OVERDUE


def test_the_earliest_open_promise_is_shown_and_done_ones_are_gone(desk: Desk) -> None:
    patient_id = settled(desk)
    at = MONDAY + timedelta(hours=2)
    timed = promise(desk, patient_id, on=TODAY, at=at)
    promise(desk, patient_id, on=date(2026, 12, 1), why="review")
    assert (row(desk, patient_id).next_due_at, row(desk, patient_id).next_reason) == (at, "weight")
    assert [each.reason for each in contacts.follow_ups(desk.store, desk.actor, patient_id)] == [
        "weight",
        "review",
    ]
    contacts.finish_follow_up(desk.store, desk.actor, timed)
    assert row(desk, patient_id).next_reason == "review"
    with pytest.raises(NotFound, match="already done"):
        contacts.finish_follow_up(desk.store, desk.actor, timed)


def test_only_a_contact_that_reached_someone_this_month_counts(desk: Desk) -> None:
    patient_id = desk.enrolled()
    desk.signed(patient_id)
    reached(desk, patient_id, at=datetime.fromisoformat("2026-11-01T05:59:59+00:00"))  # 31 October there
    reached(desk, patient_id, outcome=Outcome.VOICEMAIL)
    assert reasons_of(row(desk, patient_id)) == (Why.NO_CONTACT_THIS_MONTH,)
    reached(desk, patient_id, at=datetime.fromisoformat("2026-11-01T06:00:00+00:00"))
    seen = row(desk, patient_id)
    assert reasons_of(seen) == ()
    assert (seen.last_contact_at, seen.last_outcome) == (MONDAY, "voicemail")


def test_a_past_month_is_judged_by_its_own_contacts(desk: Desk) -> None:
    patient_id = desk.enrolled()
    reached(desk, patient_id, at=MONDAY - timedelta(days=60))
    reached(desk, patient_id)
    without = REASON_BITS[Why.NO_CONTACT_THIS_MONTH]
    judged = {}
    for month in (8, 9, 10, 11, 12):
        listed = worklist.worklist(desk.store, desk.actor, month=ServiceMonth(2026, month))
        judged[month] = not listed[0].reasons & without
    assert judged == {8: False, 9: True, 10: False, 11: True, 12: False}


def test_a_plan_is_due_for_review_after_its_day(desk: Desk) -> None:
    patient_id = desk.enrolled()
    reached(desk, patient_id)
    desk.signed(patient_id, review_on=TODAY)
    assert reasons_of(row(desk, patient_id)) == ()
    desk.wait(minutes=24 * 60)
    assert reasons_of(row(desk, patient_id)) == (Why.PLAN_REVIEW_OVERDUE,)
    desk.signed(patient_id, review_on=date(2027, 5, 1))
    assert reasons_of(row(desk, patient_id)) == (), "the newest version counts"


def test_consent_that_was_revoked_or_declined_is_missing(desk: Desk) -> None:
    patient_id = settled(desk)
    said_no = replace(consent_of(patient_id, given_on=TODAY), accepted=False)
    enrolments.record_consent(desk.store, desk.actor, said_no)
    seen = row(desk, patient_id)
    assert (seen.consent, reasons_of(seen)) == (ConsentState.DECLINED, (Why.CONSENT_MISSING,))
    enrolments.record_consent(desk.store, desk.actor, consent_of(patient_id, given_on=TODAY))
    enrolments.revoke_consent(
        desk.store, desk.actor, patient_id, program=Program.CCM, on=TODAY, reason="moves"
    )
    assert (row(desk, patient_id).consent, row(desk, patient_id).enrolment) == ("given", "revoked")
    desk.wait(minutes=60 * 24 * 8)
    assert row(desk, patient_id).consent == ConsentState.REVOKED


def test_the_dead_are_not_called(desk: Desk) -> None:
    from ccmdesk.services import patients

    patient_id = settled(desk)
    known = patients.chart(desk.store, desk.actor, patient_id).patient
    patients.save_patient(desk.store, desk.actor, known, replace(AMA, deceased=True))
    assert (row(desk, patient_id).enrolment, reasons_of(row(desk, patient_id))) == (
        "deceased",
        (Why.NOT_ACTIVE,),
    )


def test_the_list_counts_the_seconds_of_its_month_alone(desk: Desk) -> None:
    patient_id = desk.enrolled()
    desk.clock.set_wall(datetime.fromisoformat("2026-12-01T06:50:00+00:00"))  # 23:50 on 30 November
    desk.worked(patient_id, minutes=25)
    desk.worked(patient_id, seconds=7)
    by_month = [
        worklist.worklist(desk.store, desk.actor, month=month)[0].month_seconds
        for month in (ServiceMonth(2026, 10), ServiceMonth(2026, 11), ServiceMonth(2026, 12))
    ]
    assert by_month == [0, 600, 907]
    assert worklist.worklist(desk.store, desk.actor)[0].month_seconds == 907


def test_the_most_urgent_come_first_then_the_day_the_hour_and_the_name(desk: Desk) -> None:
    names = ("Later", "Quiet", "Overdue", "Longoverdue", "Noon", "Nine", "Anyhour")
    ids = {name: settled(desk, replace(AMA, family=name)) for name in names}
    desk.patient(replace(AMA, family="Stranger"))
    promise(desk, ids["Later"], on=date(2026, 12, 24))
    promise(desk, ids["Overdue"], on=date(2026, 11, 20))
    promise(desk, ids["Longoverdue"], on=date(2026, 10, 1))
    promise(desk, ids["Noon"], on=TODAY, at=MONDAY + timedelta(hours=3))
    promise(desk, ids["Nine"], on=TODAY, at=MONDAY)
    promise(desk, ids["Anyhour"], on=TODAY)
    before = desk.last_record()
    listed = [each.family for each in worklist.worklist(desk.store, desk.actor)]
    assert listed == ["Longoverdue", "Overdue", "Nine", "Noon", "Anyhour", "Later", "Quiet", "Stranger"]
    assert desk.audited(after=before) == [("view", "worklist", None, "8 patients")]


def test_among_equals_names_are_in_the_order_of_their_letters_without_accents(desk: Desk) -> None:
    for name in ("Washington", "Álvarez", "baca"):
        settled(desk, replace(AMA, family=name))
    listed = [each.family for each in worklist.worklist(desk.store, desk.actor)]
    assert listed == ["Álvarez", "baca", "Washington"]


def test_the_card_holds_what_a_nurse_needs_at_the_phone(desk: Desk) -> None:
    patient_id = settled(desk)
    for fact in (
        Allergy("Penicillin"),
        Allergy("Dust", status=FactStatus.ENDED),
        Condition("Asthma"),
        Condition("Gout", status=FactStatus.ENDED),
    ):
        facts.add_fact(desk.store, desk.actor, patient_id, fact)
    for hours in range(1, 5):
        reached(desk, patient_id, at=MONDAY - timedelta(hours=hours))
    promise(desk, patient_id, on=TODAY)
    card = worklist.card(desk.store, desk.actor, patient_id)
    assert (card.patient, card.allergies, card.conditions) == (AMA, ("Penicillin",), ("Asthma",))
    assert [each.at for each in card.last_contacts] == [MONDAY - timedelta(hours=hours) for hours in range(3)]
    assert [each.due_on for each in card.promised] == [TODAY]
    assert card.row == row(desk, patient_id)
    assert desk.audited()[-1] == ("view", "card", patient_id, "")


def test_nobody_has_a_row_under_a_wrong_number(desk: Desk) -> None:
    for look in (worklist.worklist_row, worklist.card):
        with pytest.raises(NotFound):
            look(desk.store, desk.actor, 99)


def test_contacts_that_cannot_be_right_are_refused(desk: Desk) -> None:
    patient_id = desk.patient()
    with pytest.raises(InvalidValue, match="lies in the future"):
        reached(desk, patient_id, at=MONDAY + timedelta(seconds=1))
    with pytest.raises(InvalidValue, match="what the contact is for"):
        promise(desk, patient_id, on=TODAY, why=" ")
    with pytest.raises(NotFound):
        reached(desk, 99)
    with pytest.raises(NotFound):
        promise(desk, 99, on=TODAY)
    assert contacts.contacts(desk.store, desk.actor, patient_id) == ()


def test_a_contact_logged_by_hand_counts_no_time_and_bears_the_name_of_who_logged_it(desk: Desk) -> None:
    patient_id = desk.patient()
    contact = Contact(patient_id, MONDAY, Mode.PHONE, Outcome.REACHED, by="someone", entry_id=7, seconds=900)
    contact_id = contacts.log_contact(desk.store, desk.actor, contact).value
    (stored,) = contacts.contacts(desk.store, desk.actor, patient_id)
    assert (stored.id, stored.by, stored.entry_id, stored.seconds) == (contact_id, "Sara Okafor, RN", None, 0)
