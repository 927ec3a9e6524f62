"""Taking an import back: everything as it was, but for what the practice did since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ccmdesk.domain.chart import Condition, Patient
from ccmdesk.domain.errors import NotFound
from ccmdesk.domain.follow_up import FollowUp
from ccmdesk.domain.matching import MatchKind
from ccmdesk.services import imports
from ccmdesk.services.contacts import plan_follow_up
from ccmdesk.services.facts import correct_fact, void_fact
from ccmdesk.services.patients import add_patient, save_patient
from ccmdesk.services.practice_file import OpenPractice, close_practice
from tests.importers.making import PATIENT, concept
from tests.practice_files import fresh_practice
from tests.services.importing import (
    OTHER_SITE,
    everyone,
    exported,
    facts_of,
    give,
    look,
    names,
    only_chart,
    problem,
    take_back,
    weight,
)


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[OpenPractice]:
    """Return a fresh practice file."""
    opened = fresh_practice(tmp_path)
    yield opened
    close_practice(opened)


def test_taking_back_leaves_the_practice_as_it_was(practice: OpenPractice) -> None:
    give(practice, exported(PATIENT, weight(176)))
    before = only_chart(practice)
    identifier = {"system": "urn:oid:5.5", "value": "31", "type": concept("", ("", "MR", ""))}
    second = give(
        practice,
        exported({**PATIENT, "identifier": [identifier]}, weight(181), problem("Asthma"), name="later.json"),
    )
    assert only_chart(practice).patient.value.identifiers
    taken = take_back(practice, second.batch_id)
    assert (taken.facts, taken.patients, taken.patients_kept) == (1, 0, 0)
    after = only_chart(practice)
    assert after.patient.value == before.patient.value
    assert [each.value for each in facts_of(after)] == [each.value for each in facts_of(before)]
    assert [each.origin for each in facts_of(after)] == [each.origin for each in facts_of(before)]
    stranger = exported(
        {**PATIENT, "id": "s", "name": [{"family": "Ito", "given": ["Ken"]}], "identifier": [identifier]},
        site=OTHER_SITE,
        name="s.json",
    )
    assert look(practice, stranger).people[0].match is MatchKind.NEW


def test_what_was_taken_back_can_be_imported_again(practice: OpenPractice) -> None:
    file = exported(PATIENT, problem("Asthma"))
    first = give(practice, file)
    assert take_back(practice, first.batch_id).patients == 1
    assert everyone(practice) == []
    again = give(practice, file)
    assert (again.patients_added, again.facts_added) == (1, 1)


def test_taking_back_in_any_order_ends_at_the_start(practice: OpenPractice) -> None:
    add_patient(practice.store, practice.actor, Patient("Quill", "Orla", date(1948, 6, 2)))
    batches = [
        give(practice, exported(PATIENT, weight(pounds), name=f"{pounds}.json")).batch_id
        for pounds in (176, 181, 190)
    ]

    def shown() -> list[object]:
        return [each.value.value for each in only_chart(practice).observations]

    take_back(practice, batches[1])
    assert shown() == [190]
    take_back(practice, batches[2])
    assert shown() == [176]
    take_back(practice, batches[0])
    assert shown() == []


def test_a_value_of_a_later_import_outlives_the_first_one(practice: OpenPractice) -> None:
    add_patient(practice.store, practice.actor, Patient("Quill", "Orla", date(1948, 6, 2)))
    first = give(practice, exported(PATIENT, weight(176))).batch_id
    later = give(practice, exported(PATIENT, weight(181), name="later.json")).batch_id
    take_back(practice, first)
    assert [each.value.value for each in only_chart(practice).observations] == [181]
    take_back(practice, later)
    assert only_chart(practice).observations == ()


def test_work_of_the_practice_stays_when_an_import_is_taken_back(practice: OpenPractice) -> None:
    outcome = give(practice, exported(PATIENT, problem("Asthma"), problem("Gout", "c2")))
    (patient_id,) = everyone(practice)
    asthma = next(each for each in only_chart(practice).conditions if each.value.name == "Asthma")
    corrected = Condition("Asthma, mild")
    correct_fact(practice.store, practice.actor, asthma, corrected, reason="told so")
    promised = FollowUp(patient_id, date(2026, 11, 30), reason="Weight")
    plan_follow_up(practice.store, practice.actor, promised)
    taken = take_back(practice, outcome.batch_id)
    assert (taken.facts, taken.patients, taken.patients_kept) == (1, 0, 1)
    assert names(practice) == ["Asthma, mild"]
    assert look(practice, exported(PATIENT)).people[0].patient_id == patient_id


def test_what_changed_since_is_not_restored(practice: OpenPractice) -> None:
    give(practice, exported(PATIENT, weight(176), problem("Asthma")))
    later = give(
        practice,
        exported(
            {**PATIENT, "telecom": [{"system": "phone", "value": "505-555-0142"}]},
            weight(181),
            problem("Asthma", note=[{"text": "stable"}]),
            name="later.json",
        ),
    )
    shown = only_chart(practice)
    moved = replace(shown.patient.value, preferred_name="Orlie")
    save_patient(practice.store, practice.actor, shown.patient, moved)
    void_fact(practice.store, practice.actor, shown.conditions[0], reason="not hers")
    fixed = replace(shown.observations[0].value, note="on the new scale")
    correct_fact(practice.store, practice.actor, shown.observations[0], fixed, reason="new scale")
    take_back(practice, later.batch_id)
    shown = only_chart(practice)
    assert shown.patient.value == moved
    assert [each.value.note for each in shown.observations] == ["on the new scale"]
    assert shown.conditions == ()


def test_an_import_is_taken_back_once(practice: OpenPractice) -> None:
    outcome = give(practice, exported(PATIENT))
    take_back(practice, outcome.batch_id)
    (batch,) = imports.batches(practice.store, practice.actor)
    assert batch.taken_back_by == practice.actor.name
    for batch_id in (outcome.batch_id, 99):
        with pytest.raises(NotFound):
            take_back(practice, batch_id)
