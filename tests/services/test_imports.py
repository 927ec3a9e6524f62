"""Importing into a real practice file: once, twice, by several files, with questions, and cancelled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ccmdesk.domain.chart import Patient
from ccmdesk.domain.dates import PartialDate
from ccmdesk.domain.errors import Cancelled, Forbidden
from ccmdesk.domain.imports import FileStatus, InputFile, ParsedFile, SourceKey
from ccmdesk.domain.matching import MatchKind
from ccmdesk.domain.practice import Role
from ccmdesk.services import imports
from ccmdesk.services.facts import correct_fact, void_fact
from ccmdesk.services.patients import add_patient
from ccmdesk.services.practice_file import OpenPractice, close_practice
from tests.importers.making import PATIENT, bundle, concept, json_file
from tests.importers.samples import need_samples, sample_bytes
from tests.practice_files import fresh_practice
from tests.services.importing import (
    OTHER_SITE,
    SITE,
    everyone,
    exported,
    facts_of,
    give,
    look,
    names,
    only_chart,
    problem,
    weight,
)


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[OpenPractice]:
    """Return a fresh practice file."""
    opened = fresh_practice(tmp_path)
    yield opened
    close_practice(opened)


def test_facts_know_where_they_are_from(practice: OpenPractice) -> None:
    outcome = give(practice, exported(PATIENT, problem("Asthma")))
    assert (outcome.patients_added, outcome.facts_added, outcome.facts_changed) == (1, 1, 0)
    assert [person.patient_id for person in outcome.people] == everyone(practice)
    (asthma,) = only_chart(practice).conditions
    assert (asthma.origin.kind, asthma.origin.file) == ("import", "orla.json")
    assert asthma.origin.recorded_by == practice.actor.name


@pytest.mark.parametrize("site", [SITE, ""])
def test_the_same_file_twice_adds_nothing(practice: OpenPractice, site: str) -> None:
    resources = (PATIENT, problem("Asthma"), problem("Gout", "c2"), weight(176))
    file = exported(*resources) if site else json_file("plain.json", bundle(*resources))
    give(practice, file)
    seen = look(practice, file)
    assert [(p.match, p.new, p.changed, p.filled, p.known) for p in seen.people] == [
        (MatchKind.SAME, {}, {}, False, 3)
    ]
    again = give(practice, file)
    assert (again.patients_added, again.patients_found, again.facts_added) == (0, 1, 0)
    assert len(facts_of(only_chart(practice))) == 3


def test_one_key_for_two_things_stays_two_things(practice: OpenPractice) -> None:
    files = (exported(PATIENT, problem("Asthma")), exported(problem("Gout"), name="other.json"))
    for _ in range(2):
        give(practice, *files)
        assert names(practice) == ["Asthma", "Gout"]
    assert look(practice, *files).people[0].changed == {}


def test_two_versions_of_a_fact_in_one_import_are_one_fact(practice: OpenPractice) -> None:
    files = (exported(PATIENT, weight(176)), exported(PATIENT, weight(181), name="later.json"))
    assert give(practice, *files).facts_added == 1
    (reading,) = only_chart(practice).observations
    assert (str(reading.value.value), reading.origin.file) == ("181", "later.json")
    again = give(practice, *files)
    assert (again.facts_added, again.facts_changed) == (0, 0)


def test_a_new_version_replaces_and_says_where_it_is_from(practice: OpenPractice) -> None:
    give(practice, exported(PATIENT, weight(176)))
    later = exported(PATIENT, weight(181), name="later.json")
    assert look(practice, later).people[0].changed == {"observations": 1}
    assert give(practice, later).facts_changed == 1
    (reading,) = only_chart(practice).observations
    assert (str(reading.value.value), reading.origin.file) == ("181", "later.json")


def test_a_new_name_under_the_same_key_replaces_too(practice: OpenPractice) -> None:
    give(practice, exported(PATIENT, problem("Asthma")))
    assert give(practice, exported(PATIENT, problem("COPD"), name="later.json")).facts_changed == 1
    assert names(practice) == ["COPD"]


def test_an_older_file_does_not_replace_what_a_newer_one_said(practice: OpenPractice) -> None:
    def dated(day: str, pounds: int) -> ParsedFile:
        (file,) = imports.read([exported(PATIENT, weight(pounds), name=f"{day}.json")])
        return replace(file, written=PartialDate.parse(day))

    def reading() -> str:
        return str(only_chart(practice).observations[0].value.value)

    january, may, same_year = dated("2026-01-10", 176), dated("2026-05-10", 181), dated("2026", 190)
    imports.commit(practice.store, practice.actor, [may, january])
    assert reading() == "181"
    imports.commit(practice.store, practice.actor, [january])
    assert reading() == "181"
    imports.commit(practice.store, practice.actor, [same_year])
    assert reading() == "190"


def test_references_resolve_across_files(practice: OpenPractice) -> None:
    outcome = give(
        practice,
        exported(problem("Asthma"), name="problems.json"),
        exported(PATIENT, name="patient.json"),
    )
    assert (outcome.patients_added, outcome.facts_added) == (1, 1)
    assert names(practice) == ["Asthma"]
    give(practice, exported(problem("Gout", "c2"), name="more.json"))
    assert names(practice) == ["Asthma", "Gout"]


def test_what_belongs_to_nobody_is_said(practice: OpenPractice) -> None:
    seen = look(practice, exported(problem("Asthma"), name="problems.json"))
    assert seen.people == ()
    assert seen.nobody[0].where.startswith("problems.json: ")
    assert give(practice, exported(problem("Asthma"))).facts_added == 0


def test_a_bad_file_costs_no_other(practice: OpenPractice) -> None:
    outcome = give(
        practice,
        InputFile("bad.json", b'{"resourceType": '),
        InputFile("empty.xml", b""),
        exported(PATIENT, problem("Asthma")),
    )
    assert [file.status for file in outcome.files] == [
        FileStatus.REJECTED,
        FileStatus.REJECTED,
        FileStatus.IMPORTED,
    ]
    assert names(practice) == ["Asthma"]


def test_two_vendors_of_one_person_give_one_patient(practice: OpenPractice) -> None:
    other = {**PATIENT, "id": "9", "identifier": [{"system": "urn:oid:9.9", "value": "77"}]}
    about_other = {**problem("asthma", "x1"), "subject": {"reference": "Patient/9"}}
    files = (
        exported(PATIENT, problem("Asthma")),
        exported(other, about_other, name="b.json", site=OTHER_SITE),
    )
    outcome = give(practice, *files)
    assert (outcome.patients_added, outcome.facts_added, outcome.facts_known) == (1, 1, 1)
    third = exported({**PATIENT, "id": "5"}, name="c.json", site="https://three.example/fhir")
    again = give(practice, *files, third)
    assert (again.patients_added, again.patients_found, len(again.people)) == (0, 1, 1)


def test_two_real_vendors_give_one_patient(practice: OpenPractice) -> None:
    need_samples()
    paths = ("HenrySchein__CDA_Newman_g9.xml", "360Oncology__Alice_Newman_health_summary_Delegate.xml")
    files = [InputFile(path, sample_bytes(f"ccda/ehr_vendors_r21/{path}")) for path in paths]
    assert give(practice, *files).patients_added == 1
    assert give(practice, *reversed(files)).facts_added == 0


def alike(practice: OpenPractice) -> tuple[int, InputFile, SourceKey]:
    """Store Orla, and return her id with a file about someone who looks like her and that one's key."""
    known = add_patient(practice.store, practice.actor, Patient("Quill", "Orla", date(1948, 6, 2))).value
    file = exported({**PATIENT, "birthDate": "1948-06-12"}, problem("Asthma"))
    return known, file, look(practice, file).people[0].subject


def test_a_look_alike_is_asked_about_and_left_out(practice: OpenPractice) -> None:
    known, file, _ = alike(practice)
    (person,) = look(practice, file).people
    assert person.match is MatchKind.ASK
    assert [candidate.patient_id for candidate in person.candidates] == [known]
    outcome = give(practice, file)
    assert (outcome.patients_added, outcome.facts_added, len(outcome.asked)) == (0, 0, 1)
    assert imports.questions_in(outcome)[0].status is FileStatus.PARTIAL
    assert everyone(practice) == [known]


def test_a_look_alike_is_who_a_person_says(practice: OpenPractice) -> None:
    known, file, subject = alike(practice)
    outcome = give(practice, file, answers={subject: known})
    assert (outcome.patients_added, outcome.facts_added) == (0, 1)
    assert names(practice) == ["Asthma"]
    assert outcome.people[0].differing == ("birth_date",)


def test_a_look_alike_may_be_someone_new(practice: OpenPractice) -> None:
    known, file, subject = alike(practice)
    assert give(practice, file, answers={subject: None}).patients_added == 1
    assert len(everyone(practice)) == 2
    assert look(practice, file).people[0].match is MatchKind.SAME
    assert known in everyone(practice)


def test_an_answer_names_the_same_person_whatever_else_is_answered(practice: OpenPractice) -> None:
    people = [
        {**PATIENT, "id": "a"},
        {**PATIENT, "id": "b", "birthDate": "1948-06-12"},
        {**PATIENT, "id": "d", "name": [{"family": "Tran", "given": ["Minh"]}], "birthDate": "1950-01-01"},
        {**PATIENT, "id": "e", "name": [{"family": "Tran", "given": ["Minh"]}], "birthDate": "1950-01-11"},
    ]
    files = [exported(each, name=f"{each['id']}.json") for each in people]
    asked = [person for person in look(practice, *files).people if person.match is MatchKind.ASK]
    assert [person.files for person in asked] == [("b.json",), ("e.json",)]
    answers = {person.subject: person.candidates[0].patient_id for person in asked}
    seen = look(practice, *files, answers=answers)
    assert [person.files for person in seen.people] == [("a.json", "b.json"), ("d.json", "e.json")]
    assert give(practice, *files, answers=answers).patients_added == 2


def test_an_answer_about_other_files_is_asked_again(practice: OpenPractice) -> None:
    file = exported(PATIENT)
    (person,) = look(practice, file).people
    assert look(practice, file, answers={person.subject: -7}).people[0].match is MatchKind.ASK


def test_what_is_empty_is_filled_and_what_differs_stays(practice: OpenPractice) -> None:
    stored = Patient("Quill", "Orla", date(1948, 6, 2), language="Irish")
    add_patient(practice.store, practice.actor, stored)
    spoken = [{"language": concept("English"), "preferred": True}]
    (person,) = look(practice, exported({**PATIENT, "communication": spoken})).people
    assert (person.filled, person.differing) == (True, ("language",))
    assert person.stored is not None
    assert person.stored.language == "Irish"
    give(practice, exported({**PATIENT, "communication": spoken}))
    patient = only_chart(practice).patient.value
    assert (patient.language, patient.sex.value) == ("Irish", "female")


def test_what_was_corrected_by_hand_stays(practice: OpenPractice) -> None:
    file = exported(PATIENT, problem("Asthma"), weight(176))
    give(practice, file)
    (asthma,) = only_chart(practice).conditions
    corrected = replace(asthma.value, name="Asthma, moderate persistent")
    correct_fact(practice.store, practice.actor, asthma, corrected, reason="spirometry")
    later = exported(PATIENT, problem("Asthma", note=[{"text": "stable"}]), weight(176), name="later.json")
    for each in (file, later, json_file("plain.json", bundle(PATIENT, problem("Asthma")))):
        assert look(practice, each).people[0].changed == {}
        give(practice, each)
    assert "Asthma, moderate persistent" in names(practice)
    assert look(practice, file).people[0].kept_by_hand == 1


def test_what_was_marked_as_an_error_does_not_come_back(practice: OpenPractice) -> None:
    file = exported(PATIENT, problem("Asthma"), problem("Gout", "c2"))
    give(practice, file)
    asthma = next(each for each in only_chart(practice).conditions if each.value.name == "Asthma")
    void_fact(practice.store, practice.actor, asthma, reason="wrong patient")
    assert look(practice, file).people[0].kept_by_hand == 1
    assert give(practice, file).facts_added == 0
    assert names(practice) == ["Gout"]


def test_cancelling_anywhere_leaves_nothing(practice: OpenPractice) -> None:
    files = imports.read(
        [exported(PATIENT, problem("Asthma"), weight(176)), exported({**PATIENT, "id": "z"})]
    )
    told: list[int] = []
    imports.preview(practice.store, practice.actor, files, progress=lambda done, _: told.append(done))
    for allowed in range(len(told) + 2):
        left = iter(range(allowed))

        def stop(_done: int, _total: int, left: Iterator[int] = left) -> None:
            if next(left, None) is None:
                raise Cancelled

        with pytest.raises(Cancelled):
            imports.commit(practice.store, practice.actor, files, progress=stop)
        assert everyone(practice) == []
        assert imports.batches(practice.store, practice.actor) == ()


def test_reading_can_be_cancelled() -> None:
    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        imports.read([exported(PATIENT)], progress=stop)


def test_who_may_not_change_care_may_not_import(practice: OpenPractice) -> None:
    biller = replace(practice.actor, roles=frozenset({Role.BILLER}))
    for use in (imports.preview, imports.commit):
        with pytest.raises(Forbidden):
            use(practice.store, biller, ())
    with pytest.raises(Forbidden):
        imports.take_back(practice.store, biller, 1)


def test_a_table_and_a_record_of_one_person_are_one_patient(practice: OpenPractice) -> None:
    panel = InputFile("panel.csv", b"Last,First,DOB,Sex,Diagnoses\nQuill,Orla,6/2/1948,F,Asthma; Gout\n")
    outcome = give(practice, panel, exported(PATIENT, problem("Asthma")))
    assert (outcome.patients_added, outcome.facts_added, outcome.facts_known) == (1, 2, 1)
    assert json.dumps(sorted(names(practice))) == '["Asthma", "Gout"]'
