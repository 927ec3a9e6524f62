"""The commands backup and restore: what they print, the codes they end with, and what they never touch."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ccmdesk import cli_common
from ccmdesk.cli import run
from ccmdesk.cli_common import FAILED, IN_USE, USAGE
from ccmdesk.domain.clock import SystemClock
from ccmdesk.services.practice_file import close_practice, create_practice
from tests.practice_files import CHEAP, NURSE, PASSPHRASE, PRACTICE, fresh_practice

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Give the passphrase in the environment, and this test a state folder of its own."""
    monkeypatch.setenv("CCMDESK_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "xdg"))


@pytest.fixture
def practice(tmp_path: Path) -> tuple[Path, Path]:
    """Return a practice file and the file that its recovery key was written to."""
    folder = tmp_path / "desk" / "Lakeview.ccmdesk"
    folder.parent.mkdir()
    made = create_practice(
        folder,
        practice=PRACTICE,
        practitioners=(),
        first_user=NURSE,
        passphrase=PASSPHRASE,
        clock=SystemClock(),
        kdf=CHEAP,
    )
    close_practice(made.opened)
    paper = tmp_path / "paper.txt"
    paper.write_text(made.recovery_key + "\n")
    return folder, paper


@pytest.fixture
def ccmdesk(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command and returns its code and both outputs."""

    def command(*arguments: object) -> tuple[int, str, str]:
        try:
            code = run([str(argument) for argument in arguments])
        except SystemExit as ended:
            code = int(ended.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return command


def test_a_backup_is_made_beside_the_practice_or_where_told(
    practice: tuple[Path, Path], ccmdesk: Run, tmp_path: Path
) -> None:
    folder, _ = practice
    code, out, err = ccmdesk("backup", folder, "--json")
    told = json.loads(out)
    assert (code, err) == (0, "")
    assert set(told) == {"backup", "made_at", "size", "records"}
    assert Path(told["backup"]).parent == folder.parent / "Lakeview backups"
    code, out, err = ccmdesk("backup", folder, "--to", tmp_path / "usb")
    assert (code, err) == (0, "")
    (made,) = (tmp_path / "usb").iterdir()
    assert out == f"Verified backup: {made}\n"


def test_a_backup_is_restored_by_passphrase_and_by_paper(
    practice: tuple[Path, Path], ccmdesk: Run, tmp_path: Path
) -> None:
    folder, paper = practice
    backup = Path(json.loads(ccmdesk("backup", folder, "--json")[1])["backup"])
    code, out, err = ccmdesk(
        "restore", backup, "--to", tmp_path / "pc", "--recovery-key-file", paper, "--json"
    )
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert told["practice"] == str(tmp_path / "pc" / "Lakeview.ccmdesk")
    assert told["replaced"] is None and told["records_lost"] is None
    code, out, _ = ccmdesk("restore", backup, "--to", tmp_path / "pc" / "Lakeview.ccmdesk", "--json")
    told = json.loads(out)
    assert code == 0 and Path(told["replaced"]).is_dir() and told["records_lost"] == 1
    code, out, err = ccmdesk("restore", backup, "--to", tmp_path / "pc")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == f"Restored: {told['practice']}"
    assert out.splitlines()[1].startswith("Replaced, kept as: ")
    assert ccmdesk("check", told["practice"])[0] == 0


def test_refusals_are_sentences_and_touch_nothing(
    practice: tuple[Path, Path], ccmdesk: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, paper = practice
    backup = Path(json.loads(ccmdesk("backup", folder, "--json")[1])["backup"])
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("no key at all")
    for words, said in (
        (("restore", backup, "--to", tmp_path / "pc", "--recovery-key-file", wrong), "70 letters"),
        (("restore", backup, "--to", tmp_path / "pc", "--recovery-key-file", tmp_path / "none"), "key file"),
        (("restore", tmp_path, "--to", tmp_path / "pc", "--recovery-key-file", paper), "damaged"),
        (("restore", backup, "--to", tmp_path / "Dropbox", "--recovery-key-file", paper), "Dropbox"),
        (("backup", folder, "--to", folder), "lost together"),
    ):
        code, out, err = ccmdesk(*words)
        assert (code, out) == (FAILED, "") and err.startswith("ccmdesk: ") and said in err, words
    monkeypatch.setenv("CCMDESK_PASSPHRASE", "another passphrase")
    code, _, err = ccmdesk("restore", backup, "--to", tmp_path / "pc")
    assert code == FAILED and "passphrase is not right" in err
    assert not (tmp_path / "pc").exists() and not (tmp_path / "Dropbox").exists()
    assert ccmdesk("restore", backup)[0] == USAGE


def test_a_practice_that_is_open_is_in_use(tmp_path: Path, ccmdesk: Run) -> None:
    opened = fresh_practice(tmp_path)
    assert ccmdesk("backup", opened.folder)[0] == IN_USE
    close_practice(opened)
    backup = json.loads(ccmdesk("backup", opened.folder, "--json")[1])["backup"]
    from ccmdesk.security.instance_lock import acquire_instance_lock

    with acquire_instance_lock(opened.folder, user="Sara Okafor", since=SystemClock().wall()):
        assert ccmdesk("restore", backup, "--to", opened.folder)[0] == IN_USE


def test_progress_is_shown_on_a_terminal_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    cli_common.progress(1, 2)
    assert screen.getvalue() == ""
    monkeypatch.setattr(screen, "isatty", lambda: True)
    cli_common.progress(1, 2)
    cli_common.progress(2, 2)
    assert screen.getvalue() == "\r50 %\r100 %\n"


def test_everything_is_exported_and_a_place_that_goes_elsewhere_is_named(
    practice: tuple[Path, Path], ccmdesk: Run, tmp_path: Path
) -> None:
    folder, _ = practice
    synced = tmp_path / "Dropbox"
    synced.mkdir()
    code, out, err = ccmdesk("export", folder, "--to", synced, "--json")
    told = json.loads(out)
    assert code == 0
    assert "Dropbox" in err and "Dropbox" in told["warning"]
    assert (Path(told["export"]) / "README.txt").exists()
    assert told["patients"] == 0 and told["rows"]["practice"] == 1
    code, out, err = ccmdesk("export", folder, "--to", tmp_path)
    assert (code, err) == (0, "")
    assert out.startswith(f"Export: {tmp_path}") and "not encrypted" in out
    code, _, err = ccmdesk("export", folder, "--to", tmp_path / "missing")
    assert code == FAILED and "does not exist" in err
