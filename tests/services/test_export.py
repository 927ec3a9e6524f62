"""A full export: every row, nothing secret, whole or not there."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from ccmdesk.domain.chart import Allergy, Condition, Identifier
from ccmdesk.domain.errors import Cancelled, Forbidden, InvalidValue
from ccmdesk.domain.follow_up import FollowUp
from ccmdesk.domain.imports import InputFile
from ccmdesk.domain.practice import Role
from ccmdesk.domain.time_log import Contact, Mode, Outcome, Subject
from ccmdesk.exporters.tables import LEFT_OUT, NOT_EXPORTED
from ccmdesk.services import care_plans, clock, contacts, export, facts, imports, patients, quick_unlock
from ccmdesk.services.export import export_practice
from ccmdesk.services.practice_file import close_practice
from tests.practice_files import MONDAY
from tests.services.desk import AMA, Desk
from tests.services.export_reading import check_manifest, counts_of, files_in, rows_in, stored
from tests.services.import_stopped import panel

ROOT = Path(__file__).parents[2]


def lived_in(desk: Desk) -> int:
    """Put something into every table, and return a patient."""
    store, actor = desk.store, desk.actor
    patient_id = desk.enrolled(replace(AMA, identifiers=(Identifier("urn:clinic", "A-17", "MR"),)))
    facts.add_fact(store, actor, patient_id, Allergy("=HYPERLINK(1)", note='"quoted", and\nmore'))
    facts.add_fact(store, actor, patient_id, Condition("Gout"))
    chart = patients.chart(store, actor, patient_id)
    facts.void_fact(store, actor, chart.conditions[0], reason="wrong patient")
    facts.correct_fact(store, actor, chart.allergies[0], Allergy("=HYPERLINK(1)"), reason="heard again")
    contacts.log_contact(store, actor, Contact(patient_id, MONDAY, Mode.PHONE, Outcome.REACHED))
    contacts.plan_follow_up(store, actor, FollowUp(patient_id, date(2026, 12, 1), "labs"))
    desk.signed(patient_id)
    care_plans.start_draft(store, actor, patient_id)
    desk.worked(patient_id, minutes=25)
    batch = imports.commit(store, actor, imports.read([imports_file()])).value.batch_id
    assert batch is not None
    imports.take_back(store, actor, batch)
    quick_unlock.set_pin(store, actor, "480217")
    clock.start(store, actor, Subject(patient_id))
    return patient_id


def imports_file() -> InputFile:
    return InputFile("panel.csv", panel(2))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    made = tmp_path / "stick"
    made.mkdir()
    return made


def test_every_row_of_every_table_leaves_but_the_secrets(desk: Desk, place: Path) -> None:
    lived_in(desk)
    done = export_practice(desk.store, desk.actor, to=place).value
    manifest = check_manifest(done.folder)
    expected = counts_of(desk.store)
    for table in LEFT_OUT:
        assert expected.pop(table)
        assert f"tables/{table}.csv" not in files_in(done.folder)
    assert manifest["rows"] == done.rows == expected
    assert {table: len(rows_in(done.folder, table)) for table in expected} == expected
    for table, count in expected.items():
        assert count, f"the test puts nothing into {table}"
    words = (done.folder / "README.txt").read_text(encoding="utf-8")
    for name in (*(f"{table}.csv" for table in expected), *LEFT_OUT, "Lakeview Family Medicine"):
        assert name in words


def test_no_secret_is_in_any_file(desk: Desk, place: Path) -> None:
    lived_in(desk)
    done = export_practice(desk.store, desk.actor, to=place).value
    secrets = [row["value"] for row in stored(desk.store, "secret")]
    (pin,) = [row for row in stored(desk.store, "preference") if row["key"] == "quick_unlock"]
    (shown,) = [row for row in rows_in(done.folder, "preference") if row["key"] == "quick_unlock"]
    assert shown["value"] == NOT_EXPORTED
    everything = b"".join(path.read_bytes() for path in files_in(done.folder).values())
    for secret in secrets:
        assert bytes(secret) not in everything
        assert bytes(secret).hex().encode() not in everything
    assert pin["value"].encode() not in everything
    assert desk.store.audit_key.hex().encode() not in everything


def test_each_column_holds_what_the_database_holds(desk: Desk, place: Path) -> None:
    lived_in(desk)
    done = export_practice(desk.store, desk.actor, to=place).value
    for table in ("chart_fact", "history", "app_user", "time_entry", "care_plan_version"):
        known, left = stored(desk.store, table), rows_in(done.folder, table)
        assert len(known) == len(left)
        for inside, outside in zip(known, left, strict=True):
            assert set(inside) == set(outside)
            for name, value in inside.items():
                if isinstance(value, str):
                    assert outside[name] == value, name
    (allergy,) = [row for row in rows_in(done.folder, "chart_fact") if row["kind"] == "allergy"]
    assert allergy["name"] == "=HYPERLINK(1)"
    raw = (done.folder / "tables" / "chart_fact.csv").read_text(encoding="utf-8-sig")
    assert ",'=HYPERLINK(1)," in raw


def test_papers_are_there_and_those_taken_back_have_no_folder(desk: Desk, place: Path) -> None:
    patient_id = lived_in(desk)
    done = export_practice(desk.store, desk.actor, to=place).value
    assert done.patients == 1
    assert [folder.name for folder in (done.folder / "patients").iterdir()] == [f"{patient_id:06}"]
    papers = {path.name: path for path in (done.folder / "patients" / f"{patient_id:06}").iterdir()}
    assert set(papers) == {
        "record.fhir.json",
        "care-plan-1.pdf",
        "care-plan-draft.pdf",
        "consent-1.pdf",
        "time-2026-11.pdf",
    }
    said = {name: PdfReader(path).pages[0].extract_text() for name, path in papers.items() if "pdf" in name}
    assert all("Osei" in text for text in said.values())
    assert not any("Osei" in path for path in files_in(done.folder))


def test_it_is_recorded_once_and_before_anything_is_written(desk: Desk, place: Path) -> None:
    desk.patient()
    before = desk.last_record()

    def cancel(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        export_practice(desk.store, desk.actor, to=place, progress=cancel)
    assert [kind for kind, *_ in desk.audited(after=before)] == ["export"]
    assert desk.rows("SELECT reason FROM audit ORDER BY id DESC LIMIT 1") == [("everything, 1 patient",)]
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("at", [0, 5, 25])
def test_a_cancelled_export_leaves_nothing(desk: Desk, place: Path, at: int) -> None:
    desk.patient()

    def cancel(done: int, total: int) -> None:
        if done >= min(at, total):
            raise Cancelled

    with pytest.raises(Cancelled):
        export_practice(desk.store, desk.actor, to=place, progress=cancel)
    assert [path for path in place.iterdir() if not path.name.startswith("ccmdesk export")] == []


def test_only_an_administrator_exports(desk: Desk, place: Path) -> None:
    with pytest.raises(Forbidden):
        others = [role for role in Role if role is not Role.ADMINISTRATOR]
        export_practice(desk.store, desk.acting(*others), to=place)
    assert list(place.iterdir()) == []


def test_a_second_export_of_the_day_has_a_name_of_its_own(desk: Desk, place: Path) -> None:
    desk.patient()
    names = [export_practice(desk.store, desk.actor, to=place).value.folder.name for _ in range(2)]
    assert names == ["ccmdesk export 2026-11-23", "ccmdesk export 2026-11-23 (2)"]


def test_places_that_cannot_hold_an_export(desk: Desk, place: Path) -> None:
    for to in (place / "missing", desk.opened.folder):
        with pytest.raises(InvalidValue):
            export_practice(desk.store, desk.actor, to=to)
    assert export.place_warning(place) == ""
    synced = place / "Dropbox"
    synced.mkdir()
    assert "Dropbox" in export.place_warning(synced)


def bad_end(desk: Desk, place: Path, end: str) -> subprocess.CompletedProcess[str]:
    desk.enrolled(AMA)
    folder = desk.opened.folder
    close_practice(desk.opened)
    words = [sys.executable, "-m", "tests.services.export_stopped", str(folder), str(place), end]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_a_killed_export_leaves_nothing_that_looks_whole_and_the_next_one_clears_up(
    desk: Desk, place: Path
) -> None:
    assert bad_end(desk, place, "killed").returncode == -9
    (left,) = place.iterdir()
    assert left.name.startswith(".ccmdesk-export-") and left.name.endswith(".part")
    assert not (left / "README.txt").exists() and not (left / "manifest.json").exists()
    elsewhere = place / f".ccmdesk-export-{'1' * 32}-x.part"
    elsewhere.mkdir()
    ran = bad_end_not(desk, place)
    assert ran.returncode == 0, ran.stderr
    assert {path.name for path in place.iterdir()} == {"ccmdesk export 2026-11-23", elsewhere.name}


def bad_end_not(desk: Desk, place: Path) -> subprocess.CompletedProcess[str]:
    folder = str(desk.opened.folder)
    words = [sys.executable, "-m", "tests.services.export_stopped", folder, str(place), "well"]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True)


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of file sizes there")
def test_a_full_disk_leaves_nothing_and_says_so(desk: Desk, place: Path) -> None:
    ran = bad_end(desk, place, "full")
    assert "no room" in ran.stdout, ran.stderr
    assert list(place.iterdir()) == []
