"""Two persons whose sources give them the same key: never merged without a person's word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ccmdesk.domain.chart import Condition, Identifier, Patient, Sex
from ccmdesk.domain.imports import FileKind, FileStatus, ImportedChart, ParsedFile, Sourced, SourceKey
from ccmdesk.domain.matching import MatchKind
from ccmdesk.services import imports
from ccmdesk.services.import_values import Answers
from ccmdesk.services.imports import ImportOutcome, ImportPreview
from ccmdesk.services.patients import chart
from ccmdesk.services.practice_file import OpenPractice, close_practice
from tests.practice_files import fresh_practice
from tests.services.importing import everyone

SAMPLE = SourceKey("2.16.840.1.113883.19.5.99999.2", "998991")
FHIR_SAMPLE = SourceKey("urn:uuid", "Patient/2fbe63bd-7a77-45a2-9a7b-7b4f4cf7c4a5")
CLINICS = SourceKey("csv", "MR/1001")
ORLA = Patient("Quill", "Orla", date(1948, 6, 2), Sex.FEMALE)
MINH = Patient("Tran", "Minh", date(1950, 1, 9), Sex.MALE)


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[OpenPractice]:
    """Return a fresh open practice file."""
    opened = fresh_practice(tmp_path)
    yield opened
    close_practice(opened)


def record(subject: SourceKey, patient: Patient | None, problem: str) -> ParsedFile:
    """Return what an importer makes of a file about one person with one problem."""
    fact = Sourced(SourceKey("1.2.3", problem), Condition(problem))
    about = ImportedChart(subject, patient, conditions=(fact,))
    return ParsedFile(f"{problem}.xml", FileKind.CCDA, FileStatus.IMPORTED, charts=(about,))


def look(practice: OpenPractice, *files: ParsedFile) -> ImportPreview:
    """Return the preview of files."""
    return imports.preview(practice.store, practice.actor, files)


def give(practice: OpenPractice, *files: ParsedFile, answers: Answers | None = None) -> ImportOutcome:
    """Import files and return what that did."""
    return imports.commit(practice.store, practice.actor, files, answers=answers).value


def problems(practice: OpenPractice) -> list[tuple[str, list[str]]]:
    """Return the given name and the problems of every patient."""
    charts = [chart(practice.store, practice.actor, patient_id) for patient_id in everyone(practice)]
    return [(each.patient.value.given, [fact.value.name for fact in each.conditions]) for each in charts]


@pytest.mark.parametrize("subject", [SAMPLE, FHIR_SAMPLE, CLINICS])
def test_two_persons_with_one_key_in_one_import_stay_two(practice: OpenPractice, subject: SourceKey) -> None:
    give(practice, record(subject, ORLA, "Asthma"), record(subject, MINH, "Gout"))
    assert problems(practice) == [("Orla", ["Asthma"]), ("Minh", ["Gout"])]
    again = look(practice, record(subject, ORLA, "Asthma"), record(subject, MINH, "Gout"))
    assert [(each.match, each.known) for each in again.people] == [(MatchKind.SAME, 1)] * 2


def test_one_person_in_two_files_with_one_key_stays_one(practice: OpenPractice) -> None:
    named = replace(ORLA, given="Orla Maeve", birth_date=None)
    give(practice, record(SAMPLE, ORLA, "Asthma"), record(SAMPLE, named, "Gout"), record(SAMPLE, None, "Flu"))
    assert problems(practice) == [("Orla", ["Asthma", "Gout", "Flu"])]


def test_facts_that_name_nobody_are_nobodys_when_two_have_the_key(practice: OpenPractice) -> None:
    seen = look(practice, record(SAMPLE, ORLA, "A"), record(SAMPLE, MINH, "B"), record(SAMPLE, None, "C"))
    assert [sum(each.new.values()) for each in seen.people] == [1, 1]
    (left,) = seen.nobody
    assert left.where == f"C.xml: {SAMPLE.id}"


@pytest.mark.parametrize("subject", [SAMPLE, FHIR_SAMPLE])
@pytest.mark.parametrize(
    "other",
    [
        replace(ORLA, birth_date=date(1949, 6, 2)),
        replace(ORLA, birth_date=date(1999, 1, 1)),
        replace(ORLA, family="Tran", given="Minh"),
        replace(ORLA, family="Tran", birth_date=None),
    ],
)
def test_a_key_with_another_name_or_birth_date_is_asked_about(
    practice: OpenPractice, subject: SourceKey, other: Patient
) -> None:
    together = look(practice, record(subject, ORLA, "Asthma"), record(subject, other, "Gout"))
    assert [each.match for each in together.people] == [MatchKind.NEW, MatchKind.ASK]
    assert together.people[0].subject != together.people[1].subject
    give(practice, record(subject, ORLA, "Asthma"))
    (asked,) = look(practice, record(subject, other, "Gout")).people
    assert asked.match is MatchKind.ASK
    assert [candidate.patient.given for candidate in asked.candidates] == ["Orla"]
    give(practice, record(subject, other, "Gout"))
    assert problems(practice) == [("Orla", ["Asthma"])]
    give(practice, record(subject, other, "Gout"), answers={subject: None})
    assert sorted(said for _, said in problems(practice)) == [["Asthma"], ["Gout"]]


names = st.sampled_from(("Quill", "Quille", "Orla", "Otto", "Tran", "Minh", "QUILL"))
others = st.builds(
    Patient,
    family=names,
    given=names,
    birth_date=st.sampled_from(
        (None, date(1948, 6, 2), date(1948, 2, 6), date(1949, 6, 2), date(1960, 1, 9))
    ),
    sex=st.sampled_from(Sex),
)


@pytest.fixture(scope="module")
def orlas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenPractice]:
    """Return a practice in which Orla came with the sample key and a record number."""
    opened = fresh_practice(tmp_path_factory.mktemp("orlas"))
    number = Identifier("urn:oid:1.2.3", "7", "MR")
    give(opened, record(SAMPLE, replace(ORLA, identifiers=(number,)), "Asthma"))
    yield opened
    close_practice(opened)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(other=others, numbered=st.booleans(), stored=st.booleans())
def test_nobody_with_another_birth_date_or_name_is_ever_merged(
    orlas: OpenPractice, other: Patient, numbered: bool, stored: bool
) -> None:
    number = (Identifier("urn:oid:1.2.3", "7", "MR"),) if numbered else ()
    files = [record(SAMPLE, replace(other, identifiers=number), "Gout")]
    if not stored:
        files.insert(0, record(SAMPLE, ORLA, "Asthma"))
    seen = look(orlas, *files).people
    born = other.birth_date in (None, ORLA.birth_date)
    swapped = {other.family.title(), other.given.title()} == {"Orla", "Quill"}  # in the wrong fields
    called = other.family.title() in ("Quill", "Quille") or other.given == "Orla" or swapped
    merged = any("Gout.xml" in each.files and each.match is MatchKind.SAME for each in seen)
    if merged:
        assert born and called
        assert other.birth_date or (other.family.title(), other.given) == ("Quill", "Orla")
    if born and other.birth_date and not called:
        assert [each.match for each in seen if "Gout.xml" in each.files] == [MatchKind.ASK]
