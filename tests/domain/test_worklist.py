"""The rows of the worklist: their marks, reasons and filters."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ccmdesk.domain.enrolment import ConsentState, EnrolmentState
from ccmdesk.domain.worklist import (
    REASON_BITS,
    URGENCY,
    PlanMark,
    Urgency,
    Why,
    WorklistFilter,
    WorklistRow,
    keep,
    reasons_of,
)

TODAY = date(2026, 11, 23)
ROW = WorklistRow(
    patient_id=1,
    family="Osei",
    given="Ama",
    preferred_name="",
    birth_date="1950-02-03",
    sex="female",
    phone="",
    language="",
    nurse_id=1,
    nurse="Sara Okafor",
    enrolment=EnrolmentState.ACTIVE,
    consent=ConsentState.GIVEN,
    plan=PlanMark.SIGNED,
    plan_review_on=None,
    month_seconds=0,
    last_contact_us=1_000_000,
    last_outcome="reached",
    next_due_on="2026-11-23",
    next_due_us=2_500_000,
    next_reason="blood pressure",
    why=Why.FOLLOW_UP_TODAY,
    reasons=REASON_BITS[Why.FOLLOW_UP_TODAY] | REASON_BITS[Why.NO_CONTACT_THIS_MONTH],
    search_key="osei ama",
)


def kept(row: WorklistRow) -> set[WorklistFilter]:
    return {chosen for chosen in WorklistFilter if keep(row, chosen, today=TODAY)}


def test_stored_values_read_as_dates_and_instants() -> None:
    assert ROW.last_contact_at == datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)
    assert ROW.next_due_at == datetime(1970, 1, 1, 0, 0, 2, 500_000, tzinfo=UTC)
    assert ROW.next_day == TODAY
    assert ROW.born == date(1950, 2, 3)
    bare = ROW._replace(last_contact_us=None, next_due_us=None, next_due_on=None, birth_date=None)
    assert (bare.last_contact_at, bare.next_due_at, bare.next_day, bare.born) == (None, None, None, None)


def test_every_reason_has_a_rank_and_a_bit_of_its_own() -> None:
    assert set(URGENCY) == set(REASON_BITS) == set(Why)
    assert len({*REASON_BITS.values()}) == len(Why) == sum(REASON_BITS.values()).bit_count()
    ranks = [URGENCY[why] for why in Why]
    assert ranks == sorted(ranks)


def test_the_mark_follows_the_first_reason_and_all_reasons_are_told_in_order() -> None:
    assert ROW.urgency is Urgency.TODAY
    assert ROW._replace(why=int(Why.FOLLOW_UP_OVERDUE)).urgency is Urgency.NOW
    assert reasons_of(ROW) == (Why.FOLLOW_UP_TODAY, Why.NO_CONTACT_THIS_MONTH)
    assert reasons_of(ROW._replace(reasons=0)) == ()


def test_filters_pass_what_they_name() -> None:
    everyone = WorklistFilter.EVERYONE
    assert kept(ROW) == {everyone, WorklistFilter.DUE_TODAY, WorklistFilter.NO_CONTACT}
    quiet = ROW._replace(reasons=0, next_due_on=None)
    assert kept(quiet) == {everyone}
    assert kept(quiet._replace(next_due_on="2026-11-22")) == {everyone, WorklistFilter.OVERDUE}
    assert kept(quiet._replace(next_due_on="2026-11-24")) == {everyone}
    review = quiet._replace(reasons=REASON_BITS[Why.PLAN_REVIEW_OVERDUE])
    assert kept(review) == {everyone, WorklistFilter.PLAN_REVIEW}


@pytest.mark.parametrize("consent", [state for state in ConsentState if state is not ConsentState.GIVEN])
def test_any_consent_but_a_given_one_is_missing(consent: ConsentState) -> None:
    row = ROW._replace(reasons=0, next_due_on=None, consent=consent)
    assert kept(row) == {WorklistFilter.EVERYONE, WorklistFilter.CONSENT_MISSING}


@pytest.mark.parametrize("state", [state for state in EnrolmentState if state is not EnrolmentState.ACTIVE])
def test_nobody_is_called_who_is_not_active(state: EnrolmentState) -> None:
    row = ROW._replace(enrolment=state, consent=ConsentState.MISSING, reasons=sum(REASON_BITS.values()))
    expected = {WorklistFilter.EVERYONE}
    if state is EnrolmentState.NOT_ENROLLED:
        expected.add(WorklistFilter.NOT_ENROLLED)
    assert kept(row) == expected
