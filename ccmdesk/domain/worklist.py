"""The rows of the worklist: whom to call and why."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import NamedTuple, assert_never

from ccmdesk.domain.enrolment import ConsentState, EnrolmentState

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Why(IntEnum):
    """Name the reasons to call, the first one that holds being shown; a lower number is more urgent."""

    FOLLOW_UP_OVERDUE = 10
    FOLLOW_UP_TODAY = 20
    CONSENT_MISSING = 30
    NO_PLAN = 40
    PLAN_REVIEW_OVERDUE = 50
    NO_CONTACT_THIS_MONTH = 60
    FOLLOW_UP_LATER = 70
    NOTHING_DUE = 80
    NOT_ENROLLED = 90
    NOT_ACTIVE = 100


class Urgency(IntEnum):
    """Rank rows: now, today, soon, planned, as the four marks show them."""

    NOW = 0
    TODAY = 1
    SOON = 2
    PLANNED = 3


URGENCY = {
    Why.FOLLOW_UP_OVERDUE: Urgency.NOW,
    Why.FOLLOW_UP_TODAY: Urgency.TODAY,
    Why.CONSENT_MISSING: Urgency.TODAY,
    Why.NO_PLAN: Urgency.SOON,
    Why.PLAN_REVIEW_OVERDUE: Urgency.SOON,
    Why.NO_CONTACT_THIS_MONTH: Urgency.SOON,
    Why.FOLLOW_UP_LATER: Urgency.PLANNED,
    Why.NOTHING_DUE: Urgency.PLANNED,
    Why.NOT_ENROLLED: Urgency.PLANNED,
    Why.NOT_ACTIVE: Urgency.PLANNED,
}


class PlanMark(StrEnum):
    """Name what there is of a care plan."""

    NONE = "none"
    DRAFT = "draft"
    SIGNED = "signed"


class WorklistRow(NamedTuple):
    """Hold one patient of the worklist; dates are ISO texts and instants UTC microseconds, as stored.

    A tuple of stored values, so that ten thousand rows are made as fast as they are read.
    """

    patient_id: int
    family: str
    given: str
    preferred_name: str
    birth_date: str | None
    sex: str
    phone: str
    language: str
    nurse_id: int | None
    nurse: str | None
    enrolment: str
    consent: str
    plan: str
    plan_review_on: str | None
    month_seconds: int
    last_contact_us: int | None
    last_outcome: str | None
    next_due_on: str | None
    next_due_us: int | None
    next_reason: str | None
    why: int
    reasons: int
    search_key: str

    @property
    def last_contact_at(self) -> datetime | None:
        """Return when the last contact was, UTC."""
        return _instant(self.last_contact_us)

    @property
    def next_due_at(self) -> datetime | None:
        """Return the instant promised for the next contact, UTC, when a time of day was given."""
        return _instant(self.next_due_us)

    @property
    def next_day(self) -> date | None:
        """Return the day of the next contact."""
        return None if self.next_due_on is None else date.fromisoformat(self.next_due_on)

    @property
    def born(self) -> date | None:
        """Return the birth date."""
        return None if self.birth_date is None else date.fromisoformat(self.birth_date)

    @property
    def urgency(self) -> Urgency:
        """Return the rank that the mark shows."""
        return URGENCY[Why(self.why)]


class WorklistFilter(StrEnum):
    """Name the filters shown as chips with counts."""

    EVERYONE = "everyone"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    NO_CONTACT = "no_contact"
    CONSENT_MISSING = "consent_missing"
    PLAN_REVIEW = "plan_review"
    NOT_ENROLLED = "not_enrolled"


def keep(row: WorklistRow, chosen: WorklistFilter, *, today: date) -> bool:
    """Tell whether a row passes a filter on a day (the practice's local day)."""
    active = row.enrolment == EnrolmentState.ACTIVE
    due = row.next_due_on
    match chosen:
        case WorklistFilter.EVERYONE:
            return True
        case WorklistFilter.DUE_TODAY:
            return active and due is not None and due == today.isoformat()
        case WorklistFilter.OVERDUE:
            return active and due is not None and due < today.isoformat()
        case WorklistFilter.NO_CONTACT:
            return active and bool(row.reasons & REASON_BITS[Why.NO_CONTACT_THIS_MONTH])
        case WorklistFilter.CONSENT_MISSING:
            return active and row.consent != ConsentState.GIVEN
        case WorklistFilter.PLAN_REVIEW:
            return active and bool(row.reasons & REASON_BITS[Why.PLAN_REVIEW_OVERDUE])
        case WorklistFilter.NOT_ENROLLED:
            return row.enrolment == EnrolmentState.NOT_ENROLLED
        case _:
            assert_never(chosen)


REASON_BITS = {why: 1 << place for place, why in enumerate(Why)}
"""The bit of each reason in WorklistRow.reasons."""


def reasons_of(row: WorklistRow) -> tuple[Why, ...]:
    """Return all the reasons of a row, the most urgent first."""
    return tuple(why for why in Why if row.reasons & REASON_BITS[why])


def _instant(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else _EPOCH + timedelta(microseconds=microseconds)
