"""Consent: what counts, what is refused, and until when it holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccmdesk.domain.enrolment import (
    ALL_STATEMENTS,
    Consent,
    ConsentMethod,
    ConsentState,
    Program,
    Statement,
    check_consent,
    consent_state,
)
from ccmdesk.domain.errors import InvalidValue

TODAY = date(2026, 11, 23)
BORN = date(1950, 2, 3)
GIVEN = Consent(
    patient_id=1,
    program=Program.CCM,
    given_on=date(2026, 11, 2),
    method=ConsentMethod.VERBAL,
    accepted=True,
    statements=ALL_STATEMENTS,
    obtained_by="Sara Okafor, RN",
    id=1,
)
DECLINED = replace(GIVEN, accepted=False, statements=frozenset(), id=2)


def refused(consent: Consent) -> str:
    with pytest.raises(InvalidValue) as error:
        check_consent(consent, today=TODAY, birth_date=BORN)
    assert str(error.value)
    return error.value.field


def test_a_consent_with_everything_told_stands() -> None:
    check_consent(GIVEN, today=TODAY, birth_date=BORN)
    check_consent(replace(GIVEN, given_on=BORN), today=BORN, birth_date=BORN)
    check_consent(replace(GIVEN, given_on=date(1900, 1, 1)), today=TODAY, birth_date=None)


def test_a_consent_that_could_not_be_shown_to_an_auditor_is_refused_at_its_field() -> None:
    assert refused(replace(GIVEN, given_on=date(2026, 11, 24))) == "given_on"
    assert refused(replace(GIVEN, given_on=date(1950, 2, 2))) == "given_on"
    assert refused(replace(GIVEN, obtained_by="  ")) == "obtained_by"
    for missing in Statement:
        assert refused(replace(GIVEN, statements=ALL_STATEMENTS - {missing})) == "statements"


def test_a_patient_may_decline_before_everything_was_told() -> None:
    check_consent(DECLINED, today=TODAY, birth_date=BORN)


def test_the_latest_conversation_decides() -> None:
    assert consent_state((), on=TODAY) is ConsentState.MISSING
    assert consent_state((GIVEN,), on=date(2026, 11, 1)) is ConsentState.MISSING
    assert consent_state((GIVEN,), on=GIVEN.given_on) is ConsentState.GIVEN
    assert consent_state((GIVEN, DECLINED), on=TODAY) is ConsentState.DECLINED
    assert consent_state((DECLINED, GIVEN), on=TODAY) is ConsentState.DECLINED
    again = replace(GIVEN, given_on=date(2026, 11, 20), id=3)
    assert consent_state((GIVEN, DECLINED, again), on=TODAY) is ConsentState.GIVEN


def test_a_revoked_consent_holds_until_the_month_ends() -> None:
    stopped = replace(GIVEN, revoked_on=date(2026, 11, 10))
    assert GIVEN.revocation_effective is None
    assert stopped.revocation_effective == date(2026, 11, 30)
    assert consent_state((stopped,), on=date(2026, 11, 30)) is ConsentState.GIVEN
    assert consent_state((stopped,), on=date(2026, 12, 1)) is ConsentState.REVOKED


@given(day=st.dates())
def test_a_revocation_takes_effect_on_the_last_day_of_its_month(day: date) -> None:
    effective = replace(GIVEN, revoked_on=day).revocation_effective
    assert effective is not None
    assert day <= effective
    assert (effective.year, effective.month) == (day.year, day.month)
    assert effective == date.max or date.fromordinal(effective.toordinal() + 1).day == 1
