"""The practice's details, its practitioners, its users and preferences."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ccmdesk.domain.errors import InvalidValue, NotFound, StaleVersion
from ccmdesk.domain.practice import BillingPractitioner, Practice
from ccmdesk.services import practice, preferences
from tests.practice_files import DOCTOR, NURSE, PRACTICE
from tests.services.desk import Desk

LUIS = BillingPractitioner("Dr. Luis Arroyo", "1245319599")


def test_what_the_practice_was_made_with_is_there(desk: Desk) -> None:
    assert practice.practice(desk.store, desk.actor) == PRACTICE
    assert practice.practitioners(desk.store, desk.actor) == (replace(DOCTOR, id=1),)
    (user,) = practice.users(desk.store, desk.actor)
    assert (user.login, user.name, user.id, user.disabled) == (NURSE.login, NURSE.name, 1, False)
    assert user.roles == desk.actor.roles > NURSE.roles, "the first user administers too"


def test_details_are_saved_with_the_next_version(desk: Desk) -> None:
    saved = practice.save_practice(desk.store, desk.actor, replace(PRACTICE, phone="(505) 555-0101")).value
    assert saved.version == 2
    assert practice.practice(desk.store, desk.actor) == saved
    with pytest.raises(StaleVersion) as error:
        practice.save_practice(desk.store, desk.actor, PRACTICE)
    assert (error.value.theirs, error.value.their_version) == (saved, 2)


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (replace(PRACTICE, name=" "), "name"),
        (replace(PRACTICE, zone="Mars/Olympus"), "zone"),
        (replace(PRACTICE, zone="America/New_York"), "zone"),
        (replace(PRACTICE, npi="1999999983"), "npi"),
        (replace(PRACTICE, phone="call me"), "phone"),
        (replace(PRACTICE, after_hours_phone="555"), "after_hours_phone"),
        (replace(PRACTICE, tax_id="12"), "tax_id"),
    ],
)
def test_details_that_could_not_be_printed_or_billed_are_refused(
    desk: Desk, details: Practice, field: str
) -> None:
    with pytest.raises(InvalidValue) as error:
        practice.save_practice(desk.store, desk.actor, details)
    assert error.value.field == field
    assert practice.practice(desk.store, desk.actor) == PRACTICE


def test_numbers_may_be_filled_in_later(desk: Desk) -> None:
    practice.save_practice(desk.store, desk.actor, replace(PRACTICE, npi="", tax_id=""))


def test_a_practitioner_is_added_and_corrected(desk: Desk) -> None:
    added = practice.save_practitioner(desk.store, desk.actor, LUIS).value
    assert (added.id, added.version) == (2, 1)
    gone = practice.save_practitioner(desk.store, desk.actor, replace(added, active=False)).value
    assert practice.practitioners(desk.store, desk.actor) == (replace(DOCTOR, id=1), gone)
    with pytest.raises(StaleVersion):
        practice.save_practitioner(desk.store, desk.actor, added)


@pytest.mark.parametrize(
    ("wrong", "field"), [(replace(LUIS, name=""), "name"), (replace(LUIS, npi="123"), "npi")]
)
def test_a_practitioner_in_whose_name_nothing_could_be_billed_is_refused(
    desk: Desk, wrong: BillingPractitioner, field: str
) -> None:
    with pytest.raises(InvalidValue) as error:
        practice.save_practitioner(desk.store, desk.actor, wrong)
    assert error.value.field == field


def test_a_practitioner_who_is_not_there_is_not_corrected(desk: Desk) -> None:
    before = desk.last_record()
    with pytest.raises(NotFound):
        practice.save_practitioner(desk.store, desk.actor, replace(LUIS, id=99))
    assert desk.last_record() == before


def test_preferences_belong_to_the_user(desk: Desk) -> None:
    assert preferences.user_preference(desk.store, desk.actor, "worklist.view") is None
    for value in ({"sort": ["name", 1]}, "plain", None, 0):
        preferences.set_user_preference(desk.store, desk.actor, "worklist.view", value)
        assert preferences.user_preference(desk.store, desk.actor, "worklist.view") == value
    other = replace(desk.actor, user_id=2)
    assert preferences.user_preference(desk.store, other, "worklist.view") is None
    assert preferences.practice_preference(desk.store, desk.actor, "worklist.view") is None
