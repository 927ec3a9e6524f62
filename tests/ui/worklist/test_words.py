"""What the list says: reasons as sentences, the last and the next contact."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.enrolment import ConsentState, EnrolmentState
from ccmdesk.domain.worklist import REASON_BITS, PlanMark, Why, WorklistFilter, WorklistRow
from ccmdesk.ui.common.table_model import Column
from ccmdesk.ui.common.theme import Theme, ThemeMode
from ccmdesk.ui.worklist import words
from ccmdesk.ui.worklist.columns import worklist_columns
from ccmdesk.ui.worklist.words import Now
from tests.ui.worklist.making import row

NOW = Now(SettableClock(datetime(2026, 11, 24, 17, 24, tzinfo=UTC)), "America/Denver")
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("why", "changes", "sentence"),
    [
        (Why.FOLLOW_UP_OVERDUE, {"next_reason": "ask about the rash"}, "Ask about the rash"),
        (Why.FOLLOW_UP_TODAY, {"next_reason": "  "}, "Contact promised"),
        (Why.FOLLOW_UP_LATER, {"next_reason": "A1c result"}, "A1c result"),
        (Why.CONSENT_MISSING, {"consent": "missing"}, "Consent is not recorded"),
        (Why.CONSENT_MISSING, {"consent": "declined"}, "Consent was declined"),
        (Why.CONSENT_MISSING, {"consent": "revoked"}, "Consent was revoked"),
        (Why.NO_PLAN, {"plan": "none"}, "No care plan yet"),
        (Why.NO_PLAN, {"plan": "draft"}, "Care plan is a draft, not signed"),
        (Why.PLAN_REVIEW_OVERDUE, {"plan_review_on": "2026-11-12"}, "Plan review overdue by 12 days"),
        (Why.PLAN_REVIEW_OVERDUE, {"plan_review_on": "2026-11-23"}, "Plan review overdue by 1 day"),
        (Why.PLAN_REVIEW_OVERDUE, {}, "Plan review overdue"),
        (Why.NO_CONTACT_THIS_MONTH, {}, "No contact this month"),
        (Why.NOTHING_DUE, {}, "Nothing due"),
        (Why.NOT_ENROLLED, {"enrolment": "not_enrolled"}, "Not enrolled"),
        (Why.NOT_ACTIVE, {"enrolment": "paused"}, "Enrolment is paused"),
    ],
)
def test_reasons_are_sentences(why: Why, changes: dict[str, Any], sentence: str) -> None:
    assert words.why_words(row(why=int(why), **changes), today=TODAY) == sentence


def test_every_state_has_its_word() -> None:
    said = [words.enrolment_words(state) for state in EnrolmentState]
    said += [words.consent_words(state) for state in ConsentState]
    said += [words.plan_words(mark) for mark in PlanMark]
    said += [words.filter_words(chosen) for chosen in WorklistFilter]
    assert all(said)


def test_reasons_beyond_the_first_are_counted() -> None:
    two = REASON_BITS[Why.NO_PLAN] | REASON_BITS[Why.NO_CONTACT_THIS_MONTH]
    several = row(why=int(Why.NO_PLAN), reasons=two)
    assert words.further(several) == 1
    assert words.all_reasons(several) == (Why.NO_PLAN, Why.NO_CONTACT_THIS_MONTH)
    quiet = row()
    assert words.further(quiet) == 0
    assert words.all_reasons(quiet) == (Why.NOTHING_DUE,)


def microseconds(text: str) -> int:
    """Return an instant in UTC as stored."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1_000_000)


@pytest.mark.parametrize(
    ("at", "outcome", "said"),
    [
        (None, None, "Never"),
        (microseconds("2026-11-24T16:00"), "reached", "Today"),
        (microseconds("2026-11-24T16:00"), "no_answer", "Today, no answer"),
        (microseconds("2026-11-23T02:00"), "voicemail", "Sun, voicemail"),
        (microseconds("2026-11-20T17:00"), "reached", "4 days ago"),
        (microseconds("2026-11-01T17:00"), "voicemail", "23 days ago"),
    ],
)
def test_the_last_contact_is_told_by_the_practices_day(
    at: int | None, outcome: str | None, said: str
) -> None:
    assert words.last_words(row(last_contact_us=at, last_outcome=outcome), NOW) == said


@pytest.mark.parametrize(
    ("day", "at", "said"),
    [
        (None, None, ""),
        ("2026-11-24", microseconds("2026-11-24T17:15"), "Today 10:15"),
        ("2026-11-27", None, "Fri"),
        ("2026-11-21", microseconds("2026-11-21T17:15"), "3 days late"),
        ("2026-12-07", None, "Mon 7 Dec"),
        ("2026-12-07", microseconds("2026-12-07T18:30"), "Mon 7 Dec"),
    ],
)
def test_the_next_contact_is_told_as_people_say_it(day: str | None, at: int | None, said: str) -> None:
    assert words.next_words(row(next_due_on=day, next_due_us=at), NOW) == said


def test_a_promised_time_is_said_in_full_on_hover() -> None:
    far = row(next_due_on="2026-12-07", next_due_us=microseconds("2026-12-07T18:30"), next_reason="A1c")
    assert words.next_spoken(far, NOW) == "Mon 7 Dec 11:30: A1c"


@pytest.mark.parametrize(
    ("consent", "seconds", "said"),
    [
        ("given", 725, "12 minutes 5 seconds"),
        ("missing", 725, "12 minutes 5 seconds, does not count: consent is not recorded"),
        ("declined", 725, "12 minutes 5 seconds, does not count: consent was declined"),
        ("revoked", 725, "12 minutes 5 seconds, does not count: consent was revoked"),
        ("missing", 0, "0 minutes 0 seconds"),
    ],
)
def test_time_without_consent_is_marked(qapp: QApplication, consent: str, seconds: int, said: str) -> None:
    shown = row(consent=consent, month_seconds=seconds)
    assert words.uncounted(shown) == ("does not count" in said)
    columns = {column.key: column for column in worklist_columns(NOW, user_id=1)}
    month = columns["month"]
    assert month.spoken is not None and month.tooltip is not None and month.paint is not None
    assert month.spoken(shown) == month.tooltip(shown) == said
    assert _painted(month, shown) != _painted(month, row(month_seconds=seconds)) or not words.uncounted(shown)


def _painted(month: Column[WorklistRow], shown: WorklistRow) -> QImage:
    """Return the picture of a month cell."""
    theme = Theme(mode=ThemeMode.LIGHT)
    image = QImage(140, 24, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    painter = QPainter(image)
    assert month.paint is not None
    month.paint(painter, theme, QRectF(image.rect()), shown)
    painter.end()
    return image
