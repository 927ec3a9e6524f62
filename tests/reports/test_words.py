"""Dates, times and durations read as people write them; both languages say everything."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ccmdesk.domain.care_plan import Element, Section
from ccmdesk.domain.chart import Patient
from ccmdesk.domain.dates import PartialDate, ServiceMonth
from ccmdesk.domain.enrolment import Program, Statement
from ccmdesk.domain.practice import Performer
from ccmdesk.domain.time_log import Mode, Outcome
from ccmdesk.reports.consent_words import CONSENT
from ccmdesk.reports.plan_words import PLAN
from ccmdesk.reports.words import (
    FRAME,
    MODES,
    OUTCOMES,
    PERFORMERS,
    PROGRAMS,
    Language,
    day_text,
    duration_text,
    moment_text,
    month_text,
    partial_text,
    person_text,
)


def plain(text: str) -> str:
    """Return a text with blanks that may break."""
    return text.replace("\u00a0", " ")


def test_dates() -> None:
    assert plain(day_text(date(2026, 1, 12))) == "12 Jan 2026"
    assert plain(day_text(date(2026, 9, 2), "es")) == "2 sept 2026"
    assert plain(partial_text(PartialDate(2026, 1, 12))) == "12 Jan 2026"
    assert plain(partial_text(PartialDate(2026, 1))) == "Jan 2026"
    assert partial_text(PartialDate(2026)) == "2026"
    assert month_text(ServiceMonth(2026, 10)) == "October 2026"


def test_moment_is_told_in_the_zone() -> None:
    assert (
        plain(moment_text(datetime(2026, 1, 12, 5, 5, tzinfo=UTC), "America/Denver")) == "11 Jan 2026, 22:05"
    )


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00:00"), (59, "0:00:59"), (3_661, "1:01:01"), (90_000, "25:00:00")]
)
def test_durations(seconds: int, text: str) -> None:
    assert duration_text(seconds) == text


def test_person() -> None:
    assert person_text(Patient("Doe", "Ann", suffix="Jr.")) == "Ann Doe Jr."
    assert plain(person_text(Patient("Doe", "", date(1950, 3, 1)))) == "Doe, born 1 Mar 1950"


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_word_is_there(language: Language) -> None:
    assert set(PLAN[language].sections) == set(Section)
    assert set(PLAN[language].elements) == set(Element)
    assert set(CONSENT[language].statements) == set(Statement)
    assert set(CONSENT[language].programs) == set(Program)
    assert "{page}" in FRAME[language].page
    assert "{pages}" in FRAME[language].page


def test_every_kind_has_a_word() -> None:
    assert set(MODES) == set(Mode)
    assert set(OUTCOMES) == set(Outcome)
    assert set(PERFORMERS) == set(Performer)
    assert set(PROGRAMS) == set(Program)
