"""The checks of a practice file see damage, and every edit of the audit trail."""

from __future__ import annotations

from pathlib import Path

import pytest

from ccmdesk.services.checks import Check, check_practice
from ccmdesk.services.opening_check import Acceptance
from ccmdesk.services.practice_file import DATABASE, close_practice
from tests.services.desk import Desk
from tests.services.keyholder import edit, reopened

COLUMNS = {
    "at": "at + 1",
    "zone": "'UTC'",
    "user_id": "user_id + 1",
    "user_name": "'Someone else'",
    "roles": "''",
    "kind": "'print'",
    "patient_id": "coalesce(patient_id, 0) + 1",
    "object_kind": "'x'",
    "object_id": "'999'",
    "reason": "'because'",
    "before_hash": "x'00'",
    "after_hash": "x'00'",
    "mac": "zeroblob(32)",
}


def outcome(desk: Desk) -> dict[str, Check]:
    return {check.name: check for check in check_practice(desk.store, desk.actor)}


def edited(desk: Desk, *statements: str) -> Desk:
    """Close the practice, edit its database with the key in hand and the triggers off, and open it again."""
    folder = desk.opened.folder
    close_practice(desk.opened)
    edit(folder, *statements)
    return Desk(reopened(folder, acceptance=Acceptance("The test goes on"), clock=desk.clock), desk.clock)


def test_a_whole_file_passes_every_check(desk: Desk) -> None:
    desk.enrolled()
    checks = outcome(desk)
    assert list(checks) == ["key", "schema", "encryption", "integrity", "audit"]
    assert all(check.passed for check in checks.values()), checks
    assert checks["audit"].words == f"{desk.last_record()} records, unbroken"
    assert checks["schema"].words == "schema 0010, newest 0010"


def test_editing_with_the_key_alone_changes_nothing_that_is_seen(desk: Desk) -> None:
    desk.enrolled()
    again = edited(desk)
    assert outcome(again)["audit"].passed
    close_practice(again.opened)


@pytest.mark.parametrize("column", COLUMNS)
def test_an_edit_of_any_column_of_the_trail_is_seen(desk: Desk, column: str) -> None:
    desk.enrolled()
    again = edited(desk, f"UPDATE audit SET {column} = {COLUMNS[column]} WHERE id = 5")
    audit = outcome(again)["audit"]
    assert not audit.passed
    assert audit.words == "broken at record 5: altered"
    close_practice(again.opened)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM audit WHERE id = 4", "broken at record 4: gap"),
        ("DELETE FROM audit WHERE id = 1", "broken at record 1: gap"),
        ("UPDATE audit SET id = 100 WHERE id = 4", "broken at record 4: gap"),
    ],
)
def test_a_record_taken_out_or_moved_is_seen(desk: Desk, statement: str, words: str) -> None:
    desk.enrolled()
    again = edited(desk, statement)
    assert outcome(again)["audit"].words == words
    close_practice(again.opened)


def test_a_reference_that_leads_nowhere_is_seen(desk: Desk) -> None:
    desk.enrolled()
    again = edited(desk, "PRAGMA foreign_keys = OFF", "UPDATE enrolment SET patient_id = 99")
    integrity = outcome(again)["integrity"]
    assert (integrity.passed, integrity.words) == (False, "a reference in enrolment leads nowhere")
    close_practice(again.opened)


def test_a_flipped_bit_in_a_page_is_seen(desk: Desk, tmp_path: Path) -> None:
    patient_id = desk.enrolled()
    assert patient_id
    outcome(desk)  # folds the write-ahead log in
    file = desk.opened.folder / DATABASE
    data = bytearray(file.read_bytes())
    last = len(data) - 4096
    data[last + 1000] ^= 1
    with file.open("r+b") as handle:
        handle.seek(last)
        handle.write(data[last:])
    encryption = outcome(desk)["encryption"]
    assert not encryption.passed
    assert "page" in encryption.words.lower()
