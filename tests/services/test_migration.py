"""A practice file of an earlier schema is brought up on a copy, or stays as it was; never anything else."""

from __future__ import annotations

import errno
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ccmdesk.domain.backups import BackupReason
from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.errors import UserError
from ccmdesk.models.errors import MigrationRefused, NewerFile, StorageFailed, StorageFull
from ccmdesk.models.migrate import PRESENT, Ladder, newest_revision
from ccmdesk.models.unit_of_work import reading
from ccmdesk.services import migration
from ccmdesk.services.audit import chain_report
from ccmdesk.services.backup_folders import backups_in, default_place
from ccmdesk.services.migration import Migrating
from ccmdesk.services.opening_check import SetBack
from ccmdesk.services.practice_file import OpenPractice, close_practice, open_practice
from tests.practice_files import MONDAY, PASSPHRASE, state_of
from tests.services.backing_up import everything, months, worked_practice
from tests.services.desk import Desk

GOOD = "ALTER TABLE patient ADD COLUMN nickname TEXT NOT NULL DEFAULT ''"
BAD = {
    "loses rows": (
        "DROP TRIGGER patient_no_delete;;DELETE FROM patient WHERE id = 1",
        "patient had",
    ),
    "drops a table": ("DROP TABLE last_contact", "last_contact had"),
    "changes a month": (
        "DROP TRIGGER time_piece_no_update;;UPDATE time_piece SET seconds = seconds - 1 WHERE id = 1",
        "month would change",
    ),
    "forges a record": (
        "DROP TRIGGER audit_no_update;;UPDATE audit SET user_name = 'Nobody' WHERE id = 2",
        "who did what is broken at number 2",
    ),
    "does not run": ("ALTER TABLE nowhere ADD COLUMN x", "a step of it failed"),
}
KILLED = """
import os, sys
from pathlib import Path
from ccmdesk.domain.clock import SettableClock
from ccmdesk.models.migrate import Ladder
from ccmdesk.services.migration import Migrating
from ccmdesk.services.practice_file import open_practice
from tests.practice_files import MONDAY, PASSPHRASE, state_of
folder, steps, last = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
seen = 0
def heard(event, arguments):
    global seen
    if event in ("os.rename", "open", "os.remove", "os.mkdir") and "Lakeview" in str(arguments[0]):
        seen += 1
        if seen == last:
            os._exit(9)
sys.addaudithook(heard)
open_practice(folder, login="sara", passphrase=PASSPHRASE, clock=SettableClock(MONDAY),
    state_folder=state_of(folder), migrating=Migrating(Ladder((steps,))))
"""


def steps(parent: Path, statements: str) -> Ladder:
    """Return a ladder with a revision 0020 made of statements, which lies in a folder of the test."""
    folder = parent / "steps"
    folder.mkdir(exist_ok=True)
    parts = statements.split(";;")
    (folder / "m0020_test.py").write_text(
        "from alembic import op\n"
        "revision, down_revision, branch_labels, depends_on = '0020', '0010', None, None\n"
        f"def upgrade():\n    for part in {parts!r}:\n        op.get_bind().exec_driver_sql(part)\n"
    )
    return Ladder((folder,))


def opened_with(folder: Path, how: Migrating) -> OpenPractice:
    return open_practice(
        folder,
        login="sara",
        passphrase=PASSPHRASE,
        clock=SettableClock(MONDAY),
        state_folder=state_of(folder),
        migrating=how,
    )


@pytest.fixture
def folder(desk: Desk) -> Path:
    """Return a closed practice file of revision 0010 with work in it."""
    worked_practice(desk)
    close_practice(desk.opened)
    return desk.opened.folder


def as_it_was(folder: Path) -> tuple[object, ...]:
    """Return everything in a practice file that opens with the program as it is."""
    opened = opened_with(folder, Migrating())
    found = everything(opened.store), months(opened.store)
    close_practice(opened)
    return found


def without_trail(found: tuple[object, ...]) -> tuple[object, ...]:
    tables, sums = found
    assert isinstance(tables, dict)
    return {name: rows for name, rows in tables.items() if name not in ("audit", "preference")}, sums


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.name.startswith("practice.db")}


def test_an_older_file_is_backed_up_and_brought_up_with_every_row_and_second(
    folder: Path, tmp_path: Path
) -> None:
    before = as_it_was(folder)
    told: list[tuple[str, str]] = []
    percents: list[int] = []
    how = Migrating(
        steps(tmp_path, GOOD),
        begun=lambda old, new: told.append((old, new)),
        progress=lambda done, _: percents.append(done),
    )
    opened = opened_with(folder, how)
    assert told == [("0010", "0020")]
    assert percents == sorted(percents) and percents[-1] == 100
    with reading(opened.store) as connection:
        assert connection.exec_driver_sql("SELECT nickname FROM patient").scalars().all()[0] == ""
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one() == "0020"
        rows = connection.exec_driver_sql("SELECT kind, object_kind, reason FROM audit ORDER BY id").all()
    assert [tuple(row) for row in rows[-3:]] == [
        ("backup", "backup_here", "before_migration"),
        ("amend", "schema", "from 0010 to 0020"),
        ("login", "user", rows[-1][2]),
    ]
    assert months(opened.store) == before[1]
    assert chain_report(opened.store).holds
    close_practice(opened)
    ((_, sealed),) = backups_in(default_place(folder))
    assert sealed.manifest.reason == BackupReason.BEFORE_MIGRATION
    assert sealed.manifest.contents.schema == "0010"
    assert names(folder) == {"practice.db"}
    again = opened_with(folder, how)
    close_practice(again)
    assert len(told) == 1, "it is brought up once"


def test_a_migrated_file_is_of_a_newer_program_for_the_one_before(folder: Path, tmp_path: Path) -> None:
    close_practice(opened_with(folder, Migrating(steps(tmp_path, GOOD))))
    with pytest.raises(NewerFile, match="schema 0020, and this program knows up to 0010"):
        opened_with(folder, Migrating())
    assert newest_revision(PRESENT) == "0010"


@pytest.mark.parametrize("what", BAD)
def test_a_migration_that_breaks_a_rule_is_refused_and_the_old_file_stays(
    folder: Path, tmp_path: Path, what: str
) -> None:
    before, (statements, words) = as_it_was(folder), BAD[what]
    stored = (folder / "practice.db").read_bytes()
    with pytest.raises(MigrationRefused, match=words) as refused:
        opened_with(folder, Migrating(steps(tmp_path, statements)))
    assert "It is as it was, and a backup lies beside it." in str(refused.value)
    assert (folder / "practice.db").read_bytes() == stored
    assert names(folder) == {"practice.db"}
    assert without_trail(as_it_was(folder)) == without_trail(before)


def test_a_file_that_was_set_back_is_not_migrated(folder: Path, tmp_path: Path) -> None:
    old = shutil.copytree(folder, tmp_path / "old")
    as_it_was(folder)
    for name in names(folder):
        (folder / name).unlink()
    shutil.copy(old / "practice.db", folder / "practice.db")
    (folder / "anchor").unlink(missing_ok=True)
    with pytest.raises(SetBack):
        opened_with(folder, Migrating(steps(tmp_path, GOOD)))
    assert not default_place(folder).exists()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_fails_in_the_swap_leaves_the_old_file(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    before, calls = as_it_was(folder), []

    def failing(path: Path) -> None:
        calls.append(path)
        raise OSError(number, "No space left on device" if number == errno.ENOSPC else "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(migration, "sync_folder", failing)
        with pytest.raises((StorageFull, StorageFailed)):
            opened_with(folder, Migrating(steps(tmp_path, GOOD)))
    assert calls and names(folder) == {"practice.db"}
    assert without_trail(as_it_was(folder)) == without_trail(before)


def test_whoever_ends_it_half_way_keeps_the_old_file(folder: Path, tmp_path: Path) -> None:
    before = as_it_was(folder)

    def enough(done: int, _: int) -> None:
        if done > 55:
            raise UserError("enough")

    with pytest.raises(UserError, match="enough"):
        opened_with(folder, Migrating(steps(tmp_path, GOOD), progress=enough))
    assert names(folder) == {"practice.db"}
    assert without_trail(as_it_was(folder)) == without_trail(before)


@pytest.mark.slow
def test_killed_at_any_step_it_is_the_old_file_or_the_new_one(folder: Path, tmp_path: Path) -> None:
    ladder, sums, ends = steps(tmp_path, GOOD), as_it_was(folder)[1], set()
    for last in range(1, 200, 3):
        place = tmp_path / f"run{last}"
        copy = Path(shutil.copytree(folder, place / folder.name))
        arguments = [str(copy), str(ladder.more[0]), str(last)]
        code = subprocess.run(
            [sys.executable, "-c", KILLED, *arguments], cwd=Path(__file__).parents[2], timeout=60, check=False
        ).returncode
        opened = opened_with(copy, Migrating(ladder))
        assert months(opened.store) == sums
        assert chain_report(opened.store).holds
        close_practice(opened)
        assert names(copy) == {"practice.db"}
        shutil.rmtree(place)
        ends.add(code)
        if code == 0:
            break
    assert ends == {0, 9}
