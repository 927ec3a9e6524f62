"""The words of the worklist: reasons as sentences, filters, outcomes, when the last and next contacts are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from ccmdesk.domain.clock import Clock, local_date
from ccmdesk.domain.enrolment import ConsentState, EnrolmentState
from ccmdesk.domain.time_log import Outcome
from ccmdesk.domain.worklist import PlanMark, Urgency, Why, WorklistFilter, WorklistRow, reasons_of
from ccmdesk.ui.common import say
from ccmdesk.ui.common.marks import Mark

translate = QCoreApplication.translate

_WEEK = 7

MARKS = {
    Urgency.NOW: Mark.NOW,
    Urgency.TODAY: Mark.TODAY,
    Urgency.SOON: Mark.SOON,
    Urgency.PLANNED: Mark.PLANNED,
}


@dataclass(frozen=True, slots=True)
class Now:
    """Answer the practice's local day and time whenever a row is put into words."""

    clock: Clock
    zone: str

    def today(self) -> date:
        """Return the practice's local day."""
        return local_date(self.clock.wall(), self.zone)

    def time(self) -> datetime:
        """Return the instant in the practice's zone."""
        return self.local(self.clock.wall())

    def local(self, instant: datetime) -> datetime:
        """Return an instant in the practice's zone."""
        return instant.astimezone(ZoneInfo(self.zone))


def filter_words(chosen: WorklistFilter) -> str:
    """Return what a filter's chip says."""
    return {
        WorklistFilter.EVERYONE: translate("worklist", "Everyone"),
        WorklistFilter.DUE_TODAY: translate("worklist", "Due today"),
        WorklistFilter.OVERDUE: translate("worklist", "Overdue"),
        WorklistFilter.NO_CONTACT: translate("worklist", "No contact this month"),
        WorklistFilter.CONSENT_MISSING: translate("worklist", "Consent missing"),
        WorklistFilter.PLAN_REVIEW: translate("worklist", "Plan review"),
        WorklistFilter.NOT_ENROLLED: translate("worklist", "Not enrolled"),
    }[chosen]


def why_words(row: WorklistRow, *, today: date) -> str:
    """Return the first reason of a row as a sentence."""
    return reason_words(Why(row.why), row, today=today)


def reason_words(why: Why, row: WorklistRow, *, today: date) -> str:
    """Return one of a row's reasons as a sentence."""
    match why:
        case Why.FOLLOW_UP_OVERDUE | Why.FOLLOW_UP_TODAY | Why.FOLLOW_UP_LATER:
            reason = (row.next_reason or "").strip()
            return reason[:1].upper() + reason[1:] if reason else translate("worklist", "Contact promised")
        case Why.CONSENT_MISSING:
            return _consent_lack(row.consent)
        case Why.NO_PLAN:
            draft = row.plan == PlanMark.DRAFT
            return (
                translate("worklist", "Care plan is a draft, not signed")
                if draft
                else translate("worklist", "No care plan yet")
            )
        case Why.PLAN_REVIEW_OVERDUE:
            return _review(row, today=today)
        case Why.NO_CONTACT_THIS_MONTH:
            return translate("worklist", "No contact this month")
        case Why.NOTHING_DUE:
            return translate("worklist", "Nothing due")
        case Why.NOT_ENROLLED:
            return translate("worklist", "Not enrolled")
        case Why.NOT_ACTIVE:
            return enrolment_words(row.enrolment)


def uncounted(row: WorklistRow) -> bool:
    """Tell whether the month's time does not count, because consent does not stand (RULES.md 5.1)."""
    return row.month_seconds > 0 and row.consent != ConsentState.GIVEN


def month_spoken(row: WorklistRow) -> str:
    """Return the month's time in full words, and where it does not count, why."""
    said = say.duration_spoken(row.month_seconds)
    if not uncounted(row):
        return said
    lack = {
        ConsentState.MISSING: translate("worklist", "%s, does not count: consent is not recorded"),
        ConsentState.DECLINED: translate("worklist", "%s, does not count: consent was declined"),
        ConsentState.REVOKED: translate("worklist", "%s, does not count: consent was revoked"),
    }
    return lack[ConsentState(row.consent)].replace("%s", said)


def further(row: WorklistRow) -> int:
    """Return how many reasons a row has beyond the one shown."""
    return max(row.reasons.bit_count() - 1, 0)


def all_reasons(row: WorklistRow) -> tuple[Why, ...]:
    """Return every reason of a row, the one shown first; one that says so when nothing is due."""
    return reasons_of(row) or (Why(row.why),)


def enrolment_words(state: str) -> str:
    """Return where a patient stands in the program."""
    words = {
        EnrolmentState.NOT_ENROLLED: translate("worklist", "Not enrolled"),
        EnrolmentState.ACTIVE: translate("worklist", "Enrolled"),
        EnrolmentState.PAUSED: translate("worklist", "Enrolment is paused"),
        EnrolmentState.REVOKED: translate("worklist", "Consent was revoked"),
        EnrolmentState.TRANSFERRED: translate("worklist", "Moved to another practice"),
        EnrolmentState.DECEASED: translate("worklist", "Deceased"),
        EnrolmentState.ENDED: translate("worklist", "Enrolment has ended"),
    }
    return words[EnrolmentState(state)]


def consent_words(state: str) -> str:
    """Return what is known of a patient's consent in a word."""
    words = {
        ConsentState.MISSING: translate("worklist", "Missing"),
        ConsentState.GIVEN: translate("worklist", "Given"),
        ConsentState.DECLINED: translate("worklist", "Declined"),
        ConsentState.REVOKED: translate("worklist", "Revoked"),
    }
    return words[ConsentState(state)]


def plan_words(mark: str) -> str:
    """Return what there is of a care plan in a word."""
    words = {
        PlanMark.NONE: translate("worklist", "None"),
        PlanMark.DRAFT: translate("worklist", "Draft"),
        PlanMark.SIGNED: translate("worklist", "Signed"),
    }
    return words[PlanMark(mark)]


def outcome_words(outcome: str | None) -> str:
    """Return how a contact ended, in small letters."""
    words = {
        Outcome.REACHED: translate("worklist", "reached"),
        Outcome.VOICEMAIL: translate("worklist", "voicemail"),
        Outcome.NO_ANSWER: translate("worklist", "no answer"),
        Outcome.MESSAGE_SENT: translate("worklist", "message"),
    }
    return words[Outcome(outcome)] if outcome else ""


def last_words(row: WorklistRow, now: Now) -> str:
    """Return when the last contact was; in the last week with its outcome, unless the patient was reached."""
    if row.last_contact_at is None:
        return translate("worklist", "Never")
    today, day = now.today(), now.local(row.last_contact_at).date()
    if row.last_outcome in (None, Outcome.REACHED) or (today - day).days > 6:
        return say.ago(day, today=today)
    when = translate("worklist", "Today") if day == today else say.weekday(day)
    return f"{when}, {outcome_words(row.last_outcome)}"


def last_spoken(row: WorklistRow, now: Now) -> str:
    """Return the last contact with its full date, for the tooltip and a screen reader."""
    if row.last_contact_at is None:
        return translate("worklist", "No contact yet")
    when = say.moment(now.local(row.last_contact_at), now=now.time())
    outcome = outcome_words(row.last_outcome)
    return f"{when}, {outcome}" if outcome else when


def next_words(row: WorklistRow, now: Now) -> str:
    """Return when the next contact is due, within a week with the time of day when one was promised."""
    if row.next_day is None:
        return ""
    today = now.today()
    words = say.upcoming(row.next_day, today=today)
    if row.next_due_at is None or not 0 <= (row.next_day - today).days < _WEEK:
        return words
    return f"{words} {say.clock_time(now.local(row.next_due_at))}"


def next_spoken(row: WorklistRow, now: Now) -> str:
    """Return the day of the next contact in full, the time of day if one was promised, and what it is for."""
    if row.next_day is None:
        return translate("worklist", "Nothing promised")
    day = say.day_words(row.next_day, today=now.today())
    if row.next_due_at is not None:
        day = f"{day} {say.clock_time(now.local(row.next_due_at))}"
    return f"{day}: {row.next_reason}" if row.next_reason else day


def sex_letter(sex: str) -> str:
    """Return administrative sex as one letter, or nothing when unknown."""
    return {
        "female": translate("worklist", "F"),
        "male": translate("worklist", "M"),
        "other": translate("worklist", "X"),
    }.get(sex, "")


def sex_words(sex: str) -> str:
    """Return administrative sex as a word."""
    words = {
        "female": translate("worklist", "female"),
        "male": translate("worklist", "male"),
        "other": translate("worklist", "other"),
    }
    return words.get(sex, translate("worklist", "not known"))


def called(row: WorklistRow) -> str:
    """Return a patient's name as spoken: María Álvarez."""
    return f"{row.given} {row.family}".strip()


def first_name(name: str | None) -> str:
    """Return the first word of a colleague's name."""
    return name.split()[0] if name and name.split() else ""


def _consent_lack(consent: str) -> str:
    words = {
        ConsentState.DECLINED: translate("worklist", "Consent was declined"),
        ConsentState.REVOKED: translate("worklist", "Consent was revoked"),
    }
    return words.get(ConsentState(consent), translate("worklist", "Consent is not recorded"))


def _review(row: WorklistRow, *, today: date) -> str:
    if row.plan_review_on is None:
        return translate("worklist", "Plan review overdue")
    days = (today - date.fromisoformat(row.plan_review_on)).days
    if days == 1:
        return translate("worklist", "Plan review overdue by 1 day")
    return translate("worklist", "Plan review overdue by %n days").replace("%n", str(days))
