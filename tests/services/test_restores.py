"""Restoring: everything is there to the second, what was replaced is kept, and nothing half done is seen."""

from __future__ import annotations

import random
import shutil
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.errors import Cancelled, Forbidden
from ccmdesk.models.backup import record_at
from ccmdesk.models.errors import StorageFailed, StorageFull
from ccmdesk.models.unit_of_work import writing
from ccmdesk.security.anchor import anchor_paths, read_anchor
from ccmdesk.security.errors import DamagedBackup, InUse, UnsafePlace, WrongPassphrase, WrongRecoveryKey
from ccmdesk.security.instance_lock import acquire_instance_lock
from ccmdesk.security.recovery_key import new_recovery_key, printed
from ccmdesk.services import restore_swap
from ccmdesk.services.backup_folders import COPY
from ccmdesk.services.backup_opening import PaperKey, Passphrase, open_backup
from ccmdesk.services.backups import back_up
from ccmdesk.services.checks import check_practice
from ccmdesk.services.practice_file import close_practice, create_practice
from ccmdesk.services.restores import plan_restore, restore
from tests.practice_files import CHEAP, DOCTOR, NURSE, PASSPHRASE, PRACTICE
from tests.services.backing_up import (
    SARA,
    everything,
    files_of,
    months,
    no_file_longer_than,
    reopened,
    restored,
    someone_writing,
    worked_practice,
)
from tests.services.desk import Desk


@pytest.fixture
def backup(desk: Desk) -> Path:
    worked_practice(desk)
    return back_up(desk.store, desk.actor).value.folder


def test_an_empty_disk_gets_every_row_of_every_table(desk: Desk, backup: Path, tmp_path: Path) -> None:
    wanted = everything(desk.store)
    fresh = tmp_path / "fresh pc"
    done = restored(backup, fresh, clock=desk.clock)
    assert done.folder == fresh / "Lakeview Family Medicine.ccmdesk" and done.replaced is None
    assert done.folder.stat().st_mode & 0o77 == 0
    assert sorted(path.name for path in done.folder.iterdir()) == [
        "anchor.json", "in-use.lock", "practice.db", "vault.json",
    ]  # fmt: skip
    assert not [path for path in fresh.iterdir() if path.name.startswith(".")]
    opened = reopened(done.folder, desk.clock)
    found = everything(opened.store)
    assert {name: rows for name, rows in found.items() if name not in ("audit", "preference")} == {
        name: rows for name, rows in wanted.items() if name not in ("audit", "preference")
    }
    backed_up = len(wanted["audit"]) - 1  # the record of the backup itself came after it
    assert found["audit"][:backed_up] == wanted["audit"][:backed_up]
    kinds = [row[6] for row in found["audit"][backed_up:]]
    assert kinds[0] == "restore" and kinds[1] == "login"
    assert all(check.passed for check in check_practice(opened.store, opened.actor))
    close_practice(opened)


def test_both_anchors_agree_with_the_restored_practice(desk: Desk, backup: Path, tmp_path: Path) -> None:
    done = restored(backup, tmp_path / "pc", clock=desk.clock)
    opened = reopened(done.folder, desk.clock)
    store, state = opened.store, tmp_path / "pc" / "state"
    for path in anchor_paths(done.folder, state_folder=state, database_id=store.database_id):
        anchor = read_anchor(path, database_id=store.database_id, key=store.keys.anchor)
        assert anchor is not None
        assert record_at(store, anchor.count) == anchor.head.hex()
    close_practice(opened)


def test_the_plan_says_what_would_be_lost_and_the_replaced_practice_is_kept(
    desk: Desk, backup: Path, tmp_path: Path
) -> None:
    since = desk.clock.wall()
    desk.patient()
    desk.wait(minutes=5)
    close_practice(desk.opened)
    folder = desk.opened.folder
    with open_backup(backup, SARA) as opened:
        plan = plan_restore(opened, to=folder, clock=desk.clock)
        assert plan.folder == folder and plan.loss is not None
        assert (plan.loss.records, plan.loss.since, plan.loss.same_history) == (1, since, True)
        old = files_of(folder)
        done = restore(opened, to=folder, clock=desk.clock, state_folder=tmp_path / "state")
    assert done.folder == folder and done.replaced is not None
    local = desk.clock.wall().astimezone(ZoneInfo(desk.store.zone))
    assert done.replaced.name == f"Lakeview Family Medicine (replaced {local:%Y-%m-%d %H%M}).ccmdesk"
    kept = files_of(done.replaced)
    assert {name: kept[name] for name in ("practice.db", "vault.json")} == {
        name: old[name] for name in ("practice.db", "vault.json")
    }
    again = restored(backup, folder.parent, clock=desk.clock)
    assert again.replaced is not None and again.replaced.name.endswith(" 2.ccmdesk")


def test_an_unreadable_practice_is_replaced_and_kept(desk: Desk, backup: Path, tmp_path: Path) -> None:
    close_practice(desk.opened)
    (desk.opened.folder / "practice.db").write_bytes(b"\1" * 8192)
    with open_backup(backup, SARA) as opened:
        plan = plan_restore(opened, to=desk.opened.folder, clock=desk.clock)
    assert plan.loss is not None and plan.loss.records is None and plan.loss.since is None
    done = restored(backup, tmp_path, clock=desk.clock)
    assert done.replaced is not None
    assert (done.replaced / "practice.db").read_bytes() == b"\1" * 8192


def test_another_practice_in_the_place_has_another_history(desk: Desk, backup: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / "Other.ccmdesk"
    made = create_practice(
        other,
        practice=PRACTICE,
        practitioners=(DOCTOR,),
        first_user=NURSE,
        passphrase=PASSPHRASE,
        clock=desk.clock,
        kdf=CHEAP,
        state_folder=tmp_path / "state",
    )
    close_practice(made.opened)
    with open_backup(backup, SARA) as opened:
        plan = plan_restore(opened, to=other, clock=desk.clock)
    assert plan.loss is not None and not plan.loss.same_history and plan.loss.records


def test_the_key_on_paper_opens_and_another_one_does_not(tmp_path: Path, clock: SettableClock) -> None:
    made = create_practice(
        tmp_path / "One.ccmdesk",
        practice=PRACTICE,
        practitioners=(),
        first_user=NURSE,
        passphrase=PASSPHRASE,
        clock=clock,
        kdf=CHEAP,
        state_folder=tmp_path / "state",
    )
    folder = back_up(made.opened.store, made.opened.actor).value.folder
    close_practice(made.opened)
    with pytest.raises(WrongRecoveryKey):
        open_backup(folder, PaperKey(printed(new_recovery_key())))
    done = restored(folder, tmp_path / "pc", clock=clock, secret=PaperKey(made.recovery_key.lower()))
    opened = reopened(done.folder, clock)
    reasons = [row[10] for row in everything(opened.store)["audit"] if row[6] == "restore"]
    assert reasons == ["backup of 2026-11-23 16:00 UTC, opened with the recovery key"]
    close_practice(opened)


def test_a_passphrase_must_be_right_and_an_administrators(desk: Desk) -> None:
    with writing(desk.store, desk.actor) as work:
        work.connection.exec_driver_sql("DELETE FROM user_role WHERE role = 'administrator'")
    folder = back_up(desk.store, desk.actor).value.folder
    for wrong in (Passphrase("sara", "not the passphrase"), Passphrase("nobody", PASSPHRASE)):
        with pytest.raises(WrongPassphrase):
            open_backup(folder, wrong)
    with pytest.raises(Forbidden):
        open_backup(folder, Passphrase(None, PASSPHRASE))


def test_a_disabled_user_restores_nothing(desk: Desk) -> None:
    with writing(desk.store, desk.actor) as work:
        work.connection.exec_driver_sql("UPDATE app_user SET disabled = 1")
    folder = back_up(desk.store, desk.actor).value.folder
    with pytest.raises(WrongPassphrase):
        open_backup(folder, SARA)


def test_the_data_key_is_wiped_and_nothing_secret_is_shown(backup: Path) -> None:
    with open_backup(backup, SARA) as opened:
        assert any(opened.data_key)
        assert PASSPHRASE not in repr(opened) and repr(opened.data_key) not in repr(opened)
    assert not any(opened.data_key)


def test_an_open_practice_is_not_replaced(desk: Desk, backup: Path) -> None:
    with open_backup(backup, SARA) as opened:
        with pytest.raises(InUse):
            plan_restore(opened, to=desk.opened.folder, clock=desk.clock)
        with pytest.raises(InUse):
            restore(opened, to=desk.opened.folder, clock=desk.clock)
    assert desk.rows("SELECT count(*) FROM patient") == [(3,)]


def test_a_synchronised_folder_is_refused(desk: Desk, backup: Path, tmp_path: Path) -> None:
    with open_backup(backup, SARA) as opened, pytest.raises(UnsafePlace, match="OneDrive"):
        restore(opened, to=tmp_path / "OneDrive", clock=desk.clock)
    assert not (tmp_path / "OneDrive").exists()


@pytest.mark.parametrize("step", range(7))
def test_a_cancelled_restore_leaves_the_practice_as_it_was(
    desk: Desk, backup: Path, tmp_path: Path, step: int
) -> None:
    close_practice(desk.opened)
    before = files_of(desk.opened.folder)
    told: list[int] = []

    def cancel(done: int, _total: int) -> None:
        told.append(done)
        if len(told) > step:
            raise Cancelled

    with open_backup(backup, SARA) as opened, pytest.raises(Cancelled):
        restore(opened, to=tmp_path, clock=desk.clock, progress=cancel)
    assert told == sorted(told) and told[-1] < 100
    assert files_of(desk.opened.folder) == before
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".") or "replaced" in path.name]


def test_opening_a_backup_can_be_cancelled(backup: Path) -> None:
    def cancel(done: int, _total: int) -> None:
        if done > 30:
            raise Cancelled

    with pytest.raises(Cancelled):
        open_backup(backup, SARA, progress=cancel)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
@pytest.mark.parametrize("size", [0, 4096, 200_000])
def test_a_full_disk_leaves_the_practice_as_it_was(
    desk: Desk, backup: Path, tmp_path: Path, size: int
) -> None:
    close_practice(desk.opened)
    before = files_of(desk.opened.folder)
    with open_backup(backup, SARA) as opened, no_file_longer_than(size):
        with pytest.raises((StorageFull, StorageFailed)) as error:
            restore(opened, to=tmp_path / "disk", clock=desk.clock)
        assert error.value.todo
    assert files_of(desk.opened.folder) == before
    assert not list((tmp_path / "disk").iterdir())


def test_without_the_exchange_of_names_two_renames_do_it(
    desk: Desk, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.patient()
    close_practice(desk.opened)
    monkeypatch.setattr(restore_swap, "exchange", lambda *_: False)
    done = restored(backup, tmp_path, clock=desk.clock)
    assert done.replaced is not None and (done.replaced / "practice.db").exists()
    opened = reopened(done.folder, desk.clock)
    assert len(everything(opened.store)["patient"]) == 3
    close_practice(opened)


def test_a_rename_that_fails_puts_the_old_practice_back(
    desk: Desk, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    close_practice(desk.opened)
    before = files_of(desk.opened.folder)
    monkeypatch.setattr(restore_swap, "exchange", lambda *_: False)
    rename = Path.rename

    def fail(path: Path, target: Path) -> Path:
        if path.name.startswith(".Lakeview") and "replaced" not in str(target):
            raise PermissionError("refused")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(StorageFailed):
        restored(backup, tmp_path, clock=desk.clock)
    monkeypatch.undo()
    assert files_of(desk.opened.folder) == before
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".") or "replaced" in path.name]


def test_what_killed_restores_left_is_cleaned_and_a_replaced_practice_gets_its_name(
    desk: Desk, backup: Path, tmp_path: Path
) -> None:
    close_practice(desk.opened)
    target = desk.opened.folder
    unfinished = target.with_name(f".{target.name}.aa.part")
    swapped = target.with_name(f".{target.name}.bb.part")
    running = target.with_name(f".{target.name}.cc.part")
    for folder in (unfinished, running):
        folder.mkdir()
        (folder / "restore-unfinished").touch()
    shutil.copytree(target, swapped)
    with acquire_instance_lock(running, user="another", since=desk.clock.wall()):
        done = restored(backup, tmp_path, clock=desk.clock)
        assert running.exists(), "another restore is at work there"
    assert not unfinished.exists() and not swapped.exists()
    named = [path for path in tmp_path.iterdir() if "replaced" in path.name]
    assert len(named) == 2 and done.replaced in named


def test_five_rounds_of_backup_damage_and_restore_while_others_write(desk: Desk, tmp_path: Path) -> None:
    worked_practice(desk)
    chance = random.Random(3)
    for number in range(5):
        wanted = months(desk.store)
        with someone_writing(desk.opened):
            folder = back_up(desk.store, desk.actor).value.folder
        bad = Path(shutil.copytree(folder, tmp_path / f"bad{number}"))
        data = bytearray((bad / COPY).read_bytes())
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        (bad / COPY).write_bytes(data)
        with pytest.raises(DamagedBackup):
            restored(bad, tmp_path / str(number), clock=desk.clock)
        done = restored(folder, tmp_path / str(number), clock=desk.clock)
        opened = reopened(done.folder, desk.clock)
        assert months(opened.store) == wanted
        close_practice(opened)
        desk.wait(minutes=1)
        desk.worked(1, minutes=3, seconds=number)
