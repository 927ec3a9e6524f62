"""The owner takes everything along: a panel of sixty exported, read back, and begun again elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from ccmdesk.domain.chart import CareTeamMember, Condition, Encounter, Fact, Observation, RecordedGoal
from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.domain.export import PatientRecord
from ccmdesk.domain.imports import FileStatus, InputFile
from ccmdesk.exporters.tables import LEFT_OUT
from ccmdesk.models import leaving
from ccmdesk.models.unit_of_work import reading
from ccmdesk.services import imports
from ccmdesk.services.demo import make_demo
from ccmdesk.services.export import Exported, export_practice
from ccmdesk.services.practice_file import OpenPractice, close_practice, open_practice
from tests.practice_files import CHEAP, MONDAY, fresh_practice
from tests.services.export_reading import check_manifest, counts_of, files_in, rows_in

PATIENTS = 60
pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Taken:
    """Hold the practice that was left, and what was taken along."""

    practice: OpenPractice
    done: Exported


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taken]:
    """Return a demo practice and its export, made once."""
    place = tmp_path_factory.mktemp("full-export")
    clock = SettableClock(MONDAY)
    made = make_demo(
        place, patients=PATIENTS, months=3, through=ServiceMonth(2026, 10), seed=7, clock=clock, kdf=CHEAP
    )
    practice = open_practice(made.practice_folder, login=made.login, passphrase=made.passphrase, clock=clock)
    to = place / "stick"
    to.mkdir()
    yield Taken(practice, export_practice(practice.store, practice.actor, to=to).value)
    close_practice(practice)


def records_of(practice: OpenPractice) -> dict[tuple[Any, ...], PatientRecord]:
    """Return the records of a practice by the name and birth date of their patients."""
    with reading(practice.store) as connection:
        found = [leaving.load_record(connection, each) for each in leaving.patient_ids(connection)]
    by_person = {
        (r.patient.value.family, r.patient.value.given, r.patient.value.birth_date): r for r in found
    }
    assert len(by_person) == len(found)
    return by_person


def test_every_row_of_every_table_is_in_the_export(taken: Taken) -> None:
    expected = counts_of(taken.practice.store)
    for table in LEFT_OUT:
        expected.pop(table)
    manifest = check_manifest(taken.done.folder)
    assert manifest["patients"] == PATIENTS
    assert {table: len(rows_in(taken.done.folder, table)) for table in expected} == expected
    assert manifest["rows"] == expected


def test_every_fact_of_every_chart_is_in_its_bundle(taken: Taken) -> None:
    kinds = {
        "Condition", "MedicationStatement", "AllergyIntolerance", "Observation", "Encounter", "Procedure",
        "Coverage", "Practitioner", "RelatedPerson",
    }  # fmt: skip
    facts = goals = 0
    for path in taken.done.folder.glob("patients/*/record.fhir.json"):
        entries = [entry["resource"] for entry in json.loads(path.read_bytes())["entry"]]
        facts += sum(each["resourceType"] in kinds for each in entries)
        goals += sum(each["resourceType"] == "Goal" for each in entries)
    stored = rows_in(taken.done.folder, "chart_fact")
    recorded_goals = sum(row["kind"] == "goal" for row in stored)
    assert facts == len(stored) - recorded_goals
    assert goals >= recorded_goals


def test_a_fresh_practice_reads_the_bundles_and_has_the_same_charts(taken: Taken, tmp_path: Path) -> None:
    bundles = sorted(taken.done.folder.glob("patients/*/record.fhir.json"))
    files = imports.read([InputFile(path.parent.name, path.read_bytes()) for path in bundles])
    assert {file.status for file in files} == {FileStatus.IMPORTED}
    assert not [skipped for file in files for skipped in file.skipped if skipped.fault]
    fresh = fresh_practice(tmp_path)
    try:
        imports.commit(fresh.store, fresh.actor, files)
        before, after = records_of(taken.practice), records_of(fresh)
    finally:
        close_practice(fresh)
    assert set(before) == set(after)
    compared = 0
    for person, record in before.items():
        assert after[person].patient.value == record.patient.value
        mine, theirs = charted(record, with_goals_of_plan=True), charted(after[person])
        assert mine == theirs
        compared += len(mine)
    assert compared > PATIENTS * 20


def charted(record: PatientRecord, *, with_goals_of_plan: bool = False) -> list[str]:
    """Return the facts of a chart in one order, as an import words what the record leaves open."""
    found: list[Fact] = [_worded(fact.value) for fact in record.facts if not fact.voided]
    if with_goals_of_plan and record.plans:
        for problem in record.plans[0].document.problems:
            found += [RecordedGoal(goal.text) for goal in problem.goals if goal.text]
    return sorted(map(repr, found))


def _worded(fact: Fact) -> Fact:
    match fact:
        case Condition(clinical_status=""):
            worded = {"active": "active", "ended": "resolved"}.get(fact.status.value, "")
            return replace(fact, clinical_status=worded)
        case Observation(status=""):
            return replace(fact, status="final")
        case Encounter(status=""):
            return replace(fact, status="unknown")
        case RecordedGoal():
            return RecordedGoal(fact.text)
        case CareTeamMember() if fact.organization == fact.name:
            return replace(fact, organization="")
        case _:
            return fact


def test_every_paper_can_be_read_and_there_is_one_for_each(taken: Taken) -> None:
    papers = {path: file for path, file in files_in(taken.done.folder).items() if path.endswith(".pdf")}
    folder = taken.done.folder
    months = {(row["patient_id"], row["month"]) for row in rows_in(folder, "time_piece")}
    expected = len(months) + sum(
        len(rows_in(folder, table)) for table in ("care_plan_version", "care_plan_draft", "consent")
    )
    assert len(papers) == expected
    families = {f"{int(row['id']):06}": row["family"] for row in rows_in(folder, "patient")}
    for path, file in papers.items():
        text = PdfReader(BytesIO(file.read_bytes())).pages[0].extract_text()
        assert families[path.split("/")[1]] in text.replace("\n", " "), path


def test_no_name_of_a_file_tells_of_a_patient(taken: Taken) -> None:
    families = {row["family"].casefold() for row in rows_in(taken.done.folder, "patient")}
    for path in files_in(taken.done.folder):
        assert not [family for family in families if family in path.casefold()]
