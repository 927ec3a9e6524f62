"""Enrolment and consent: what is refused, what is kept, and what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ccmdesk.domain.chart import Patient
from ccmdesk.domain.enrolment import ConsentState, Enrolment, EnrolmentState, Program, Statement
from ccmdesk.domain.errors import InvalidValue, NotFound, StaleVersion
from ccmdesk.models.codec import from_json
from ccmdesk.services import enrolments
from ccmdesk.services.enrolments import OVER, EnrolmentView
from tests.services.desk import AMA, Desk, consent_of

TODAY = date(2026, 11, 23)


def view(desk: Desk, patient_id: int) -> EnrolmentView:
    return enrolments.enrolment(desk.store, desk.actor, patient_id)


def current(desk: Desk, patient_id: int) -> Enrolment:
    found = view(desk, patient_id).current
    assert found is not None
    return found


def new(patient_id: int, program: Program = Program.CCM) -> Enrolment:
    return Enrolment(patient_id, program, EnrolmentState.NOT_ENROLLED, practitioner_id=1, nurse_id=1)


def test_nobody_is_enrolled_before_it_was_done(desk: Desk) -> None:
    patient_id = desk.patient()
    seen = view(desk, patient_id)
    assert (seen.current, seen.consents, seen.consent) == (None, (), ConsentState.MISSING)


def test_enrolment_with_consent_is_active_from_today(desk: Desk) -> None:
    patient_id = desk.patient()
    before = desk.last_record()
    done = enrolments.enrol(desk.store, desk.actor, new(patient_id), consent_of(patient_id))
    seen = view(desk, patient_id)
    assert seen.current == replace(
        new(patient_id), id=done.value, state=EnrolmentState.ACTIVE, started_on=TODAY, version=1
    )
    assert seen.consent is ConsentState.GIVEN
    (consent,) = seen.consents
    assert consent == replace(consent_of(patient_id), id=consent.id, recorded_at=desk.clock.wall())
    assert [record[:3] for record in desk.audited(after=before)] == [
        ("create", "enrolment", patient_id),
        ("create", "consent", patient_id),
    ]


def test_consent_may_come_later_and_be_declined(desk: Desk) -> None:
    patient_id = desk.patient()
    enrolments.enrol(desk.store, desk.actor, new(patient_id), None)
    assert view(desk, patient_id).consent is ConsentState.MISSING
    said_no = replace(consent_of(patient_id), accepted=False, statements=frozenset())
    enrolments.record_consent(desk.store, desk.actor, said_no)
    assert view(desk, patient_id).consent is ConsentState.DECLINED
    enrolments.record_consent(desk.store, desk.actor, consent_of(patient_id, given_on=TODAY))
    assert view(desk, patient_id).consent is ConsentState.GIVEN


def test_a_refused_consent_takes_the_enrolment_back_with_it(desk: Desk) -> None:
    patient_id = desk.patient()
    before = desk.last_record()
    untold = replace(consent_of(patient_id), statements=frozenset({Statement.MAY_STOP}))
    with pytest.raises(InvalidValue, match="all three statements"):
        enrolments.enrol(desk.store, desk.actor, new(patient_id), untold)
    assert view(desk, patient_id).enrolments == ()
    assert desk.last_record() == before


def test_consent_is_held_against_the_birth_date_of_the_patient(desk: Desk) -> None:
    patient_id = desk.patient()
    with pytest.raises(InvalidValue, match="before birth"):
        enrolments.record_consent(desk.store, desk.actor, consent_of(patient_id, given_on=date(1950, 2, 2)))


def test_no_one_is_enrolled_twice_in_a_program_but_in_two_programs(desk: Desk) -> None:
    patient_id = desk.enrolled()
    with pytest.raises(InvalidValue, match="already enrolled in CCM"):
        enrolments.enrol(desk.store, desk.actor, new(patient_id), None)
    enrolments.enrol(desk.store, desk.actor, new(patient_id, Program.BHI), None)
    assert {each.program for each in view(desk, patient_id).enrolments} == {Program.CCM, Program.BHI}


def test_the_dead_are_not_enrolled(desk: Desk) -> None:
    patient_id = desk.patient(replace(AMA, deceased=True))
    with pytest.raises(InvalidValue, match="has died"):
        enrolments.enrol(desk.store, desk.actor, new(patient_id), None)
    with pytest.raises(NotFound):
        enrolments.enrol(desk.store, desk.actor, new(99), None)


@pytest.mark.parametrize("paused", [False, True])
def test_a_revocation_ends_the_enrolment_when_the_month_ends(desk: Desk, paused: bool) -> None:
    patient_id = desk.enrolled()
    if paused:
        enrolments.change_state(
            desk.store,
            desk.actor,
            current(desk, patient_id),
            state=EnrolmentState.PAUSED,
            on=TODAY,
            reason="in hospital",
        )
    until = enrolments.revoke_consent(
        desk.store, desk.actor, patient_id, program=Program.CCM, on=date(2026, 11, 20), reason="moves away"
    ).value
    assert until == date(2026, 11, 30)
    seen = view(desk, patient_id)
    assert seen.consents[0].revoked_on == date(2026, 11, 20)
    assert seen.consent is ConsentState.GIVEN, "it still holds until the month ends"
    assert current(desk, patient_id).state is EnrolmentState.REVOKED
    assert current(desk, patient_id).ended_on == until
    desk.wait(minutes=60 * 24 * 8)
    assert view(desk, patient_id).consent is ConsentState.REVOKED


@pytest.mark.parametrize("on", [date(2026, 11, 1), date(2026, 11, 24)])
def test_a_revocation_lies_between_the_consent_and_today(desk: Desk, on: date) -> None:
    patient_id = desk.enrolled()
    with pytest.raises(InvalidValue, match="between the consent and today"):
        enrolments.revoke_consent(desk.store, desk.actor, patient_id, program=Program.CCM, on=on, reason="")
    assert current(desk, patient_id).state is EnrolmentState.ACTIVE


def test_what_was_not_given_cannot_be_revoked_and_what_was_revoked_not_again(desk: Desk) -> None:
    patient_id = desk.enrolled()
    for program in (Program.BHI, Program.CCM):
        if program is Program.CCM:
            enrolments.revoke_consent(
                desk.store, desk.actor, patient_id, program=program, on=TODAY, reason=""
            )
        with pytest.raises(NotFound, match="no consent to revoke"):
            enrolments.revoke_consent(
                desk.store, desk.actor, patient_id, program=program, on=TODAY, reason=""
            )


def test_a_change_of_state_keeps_the_one_before_with_the_reason(desk: Desk) -> None:
    patient_id = desk.enrolled()
    active = current(desk, patient_id)
    paused = enrolments.change_state(
        desk.store, desk.actor, active, state=EnrolmentState.PAUSED, on=TODAY, reason="in hospital"
    ).value
    assert (paused.state, paused.ended_on, paused.version) == (EnrolmentState.PAUSED, None, 2)
    ((body, reason),) = desk.rows("SELECT body, reason FROM history")
    assert (from_json(Enrolment, body), reason) == (active, "in hospital")
    again = enrolments.change_state(
        desk.store, desk.actor, paused, state=EnrolmentState.ACTIVE, on=TODAY, reason="home again"
    ).value
    ended = enrolments.change_state(
        desk.store, desk.actor, again, state=EnrolmentState.TRANSFERRED, on=TODAY, reason="moved"
    ).value
    assert (current(desk, patient_id), ended.ended_on, ended.version) == (ended, TODAY, 4)


@pytest.mark.parametrize("state", sorted(OVER))
def test_an_enrolment_that_is_over_stays_so_and_the_patient_is_enrolled_anew(
    desk: Desk, state: EnrolmentState
) -> None:
    patient_id = desk.enrolled()
    over = enrolments.change_state(
        desk.store, desk.actor, current(desk, patient_id), state=state, on=TODAY, reason="x"
    ).value
    with pytest.raises(InvalidValue, match=r"This enrolment is over. Enrol the patient anew."):
        enrolments.change_state(
            desk.store, desk.actor, over, state=EnrolmentState.ACTIVE, on=TODAY, reason="x"
        )
    enrolments.enrol(desk.store, desk.actor, new(patient_id), None)
    states = [each.state for each in view(desk, patient_id).enrolments]
    assert states == [EnrolmentState.ACTIVE, state]


@pytest.mark.parametrize("on", [date(2026, 11, 22), date(2026, 11, 24)])
def test_a_change_lies_between_the_enrolment_and_today(desk: Desk, on: date) -> None:
    patient_id = desk.enrolled()
    with pytest.raises(InvalidValue, match="between the enrolment and today"):
        enrolments.change_state(
            desk.store,
            desk.actor,
            current(desk, patient_id),
            state=EnrolmentState.ENDED,
            on=on,
            reason="x",
        )


def test_a_nurse_and_a_risk_are_assigned(desk: Desk) -> None:
    patient_id = desk.enrolled()
    enrolments.assign(desk.store, desk.actor, current(desk, patient_id), nurse_id=None, risk="high")
    assert (current(desk, patient_id).nurse_id, current(desk, patient_id).risk) == (None, "high")


def test_a_stale_change_is_refused_with_both_versions(desk: Desk) -> None:
    patient_id = desk.enrolled()
    seen = current(desk, patient_id)
    hers = enrolments.assign(desk.store, desk.actor, seen, nurse_id=1, risk="high").value
    with pytest.raises(StaleVersion) as error:
        enrolments.assign(desk.store, desk.actor, seen, nurse_id=1, risk="low")
    assert (error.value.theirs, error.value.their_version) == (hers, 2)
    assert current(desk, patient_id) == hers


def test_an_enrolment_of_nobody_is_not_changed(desk: Desk) -> None:
    desk.patient(Patient("Lund", "Joe"))
    with pytest.raises(NotFound):
        enrolments.assign(desk.store, desk.actor, replace(new(1), id=99), nurse_id=1, risk="")
