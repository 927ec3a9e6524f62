"""The commands on the audit trail, on real practice files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from ccmdesk.cli import run
from ccmdesk.cli_common import FAILED, USAGE
from ccmdesk.domain.clock import SettableClock
from ccmdesk.services.practice_file import close_practice, open_practice
from tests.practice_files import MONDAY, PASSPHRASE, copied_practice
from tests.services.desk import Desk
from tests.services.keyholder import edit


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A practice in which some work was done on this computer, closed."""
    monkeypatch.setenv("CCMDESK_PASSPHRASE", PASSPHRASE)
    copied = copied_practice(tmp_path)
    work(copied)
    return copied


def work(folder: Path) -> int:
    clock = SettableClock(MONDAY)
    opened = open_practice(folder, login="sara", passphrase=PASSPHRASE, clock=clock)
    patient_id = Desk(opened, clock).enrolled()
    close_practice(opened)
    return patient_id


def told(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, Any]:
    code = run([str(word) for word in words])
    return code, json.loads(capsys.readouterr().out)


def test_a_whole_trail_passes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = told(capsys, "audit", "verify", folder, "--json")
    assert (code, found["passed"], found["faults"], found["anchors"]) == (0, True, [], [])
    assert run(["audit", "verify", str(folder)]) == 0
    assert capsys.readouterr().out == f"{found['records'] + 2} records, unbroken\n"


def test_the_first_bad_record_is_named_and_nothing_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(folder, "UPDATE audit SET reason = 'x' WHERE id = 5", "DELETE FROM audit WHERE id = 6")
    before = (folder / "practice.db").read_bytes()
    code, found = told(capsys, "audit", "verify", folder, "--json")
    assert (code, found["passed"]) == (FAILED, False)
    assert found["faults"] == [
        {"sequence": 5, "fault": "altered", "since": "2026-11-23T16:00:00+00:00", "accepted": None}
    ]
    assert run(["audit", "verify", str(folder)]) == FAILED
    out = capsys.readouterr().out
    assert "broken at record 5: altered" in out
    assert (folder / "practice.db").read_bytes() == before


def test_a_folder_set_back_is_told_with_what_is_missing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = folder.parent / "kept"
    shutil.copytree(folder, kept)
    work(folder)
    shutil.rmtree(folder)
    kept.rename(folder)
    code, found = told(capsys, "audit", "verify", folder, "--json")
    assert (code, found["faults"]) == (FAILED, [])
    assert found["anchors"] == [
        {
            "trouble": "set back",
            "place": "in your own folder on this computer",
            "missing": 4,
            "sequence": None,
            "since": "2026-11-23T09:00:00-07:00",
        }
    ]
    assert run(["audit", "verify", str(folder)]) == FAILED
    assert "set back, 4 records missing" in capsys.readouterr().out
    assert run(["patients", str(folder)]) == FAILED
    assert "This practice file is older" in capsys.readouterr().err


def test_records_of_a_patient_are_listed_newest_first(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = told(capsys, "audit", "list", folder, "--patient", "1", "--json")
    assert (code, found["patient"]) == (0, 1)
    assert [record["words"] for record in found["records"]] == [
        "Entered a consent for Ama Osei.",
        "Entered the enrolment of Ama Osei.",
        "Entered the details of Ama Osei.",
    ]
    assert found["records"][0]["user"] == "Sara Okafor"
    assert found["records"][0]["at"] == "2026-11-23T09:00:00-07:00"
    assert run(["audit", "list", str(folder), "--patient", "1"]) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert first.endswith("Sara Okafor  Looked at the audit trail for Ama Osei: 3 shown.")


def test_a_patient_is_asked_for(folder: Path) -> None:
    with pytest.raises(SystemExit) as error:
        run(["audit", "list", str(folder)])
    assert error.value.code == USAGE
