"""Backups of an open practice: whole, verified, recorded, thinned out, and never half there."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ccmdesk.domain.backups import Alarm, BackupPlace, BackupReason, due
from ccmdesk.domain.changes import ChangeKind
from ccmdesk.domain.errors import Cancelled, Forbidden, UserError
from ccmdesk.domain.practice import Role
from ccmdesk.models.errors import StorageFailed, StorageFull
from ccmdesk.models.unit_of_work import writing
from ccmdesk.security.audit_chain import AuditKind
from ccmdesk.security.errors import DamagedVault, NotEnoughSpace, UnsafePlace
from ccmdesk.security.safe_files import hash_file
from ccmdesk.services import backup_folders
from ccmdesk.services.backup_folders import COPY, MANIFEST, VAULT_COPY, default_place, read_manifest
from ccmdesk.services.backup_opening import inspect, open_backup
from ccmdesk.services.backup_state import backup_state
from ccmdesk.services.backups import UnprovenBackup, back_up, choose_second_place, prune
from ccmdesk.services.opening_check import ACCEPTED
from tests.practice_files import ZONE
from tests.services.backing_up import (
    SARA,
    files_of,
    no_file_longer_than,
    restored,
    someone_writing,
    worked_practice,
)
from tests.services.desk import Desk


def test_a_backup_is_a_private_folder_of_three_files_beside_the_practice(desk: Desk) -> None:
    worked_practice(desk)
    last = desk.last_record()
    done = back_up(desk.store, desk.actor)
    made = done.value
    assert done.changes.kinds == {ChangeKind.BACKUP}
    local = made.made_at.astimezone(ZoneInfo(ZONE))
    assert made.folder.name == f"Lakeview Family Medicine {local:%Y-%m-%d %H%M}.ccmbackup"
    assert made.folder.parent == default_place(desk.store.database.parent)
    assert set(files_of(made.folder)) == {COPY, MANIFEST, VAULT_COPY}
    assert made.folder.stat().st_mode & 0o77 == 0
    assert all(path.stat().st_mode & 0o77 == 0 for path in made.folder.iterdir())
    assert (made.place, made.reason, made.audit_count) == (BackupPlace.HERE, BackupReason.MANUAL, last)
    told = read_manifest(made.folder).manifest
    assert told.sha256 == hash_file(made.folder / COPY) and told.size == made.size
    assert dict(told.contents.counts)["patient"] == 3
    assert desk.audited(after=last) == [("backup", "backup_here", None, "manual")]


def test_nothing_of_a_patient_and_no_key_is_in_its_files(desk: Desk) -> None:
    worked_practice(desk)
    folder = back_up(desk.store, desk.actor).value.folder
    data = b"".join(files_of(folder).values())
    assert b"Osei" not in data and b"SQLite format 3" not in data
    assert bytes(desk.store.keys.backup) not in data and desk.store.keys.backup.hex().encode() not in data
    manifest = json.loads((folder / MANIFEST).read_text())
    assert set(manifest["counts"]) >= {"patient", "time_piece", "audit", "alembic_version"}


def test_others_go_on_writing_while_a_backup_holds_one_moment(desk: Desk) -> None:
    worked_practice(desk)
    with someone_writing(desk.opened) as added:
        seen = len(added)
        made = back_up(desk.store, desk.actor).value
        assert len(added) > seen, "the others were kept waiting"
    with open_backup(made.folder, SARA) as opened:
        patients = dict(opened.manifest.contents.counts)["patient"]
    assert 3 + seen <= patients <= 3 + len(added)


def test_backups_of_one_minute_and_of_one_second_have_names_of_their_own(desk: Desk) -> None:
    names = [back_up(desk.store, desk.actor).value.folder.name for _ in range(4)]
    stem = "Lakeview Family Medicine 2026-11-23 "
    assert names == [f"{stem}{end}.ccmbackup" for end in ("0900", "090000", "090000 2", "090000 3")]


@pytest.mark.parametrize("step", range(9))
def test_a_cancelled_backup_leaves_nothing(desk: Desk, step: int) -> None:
    old = back_up(desk.store, desk.actor).value.folder
    before, last = files_of(old.parent), desk.last_record()
    told: list[int] = []

    def cancel(done: int, _total: int) -> None:
        told.append(done)
        if len(told) > step:
            raise Cancelled

    if step < 8:
        with pytest.raises(Cancelled):
            back_up(desk.store, desk.actor, progress=cancel)
        assert told == sorted(told) and told[-1] < 100
        if told[-1] < 99:
            assert files_of(old.parent) == before and desk.last_record() == last
    else:
        back_up(desk.store, desk.actor, progress=lambda done, _: told.append(done))
        assert told[-1] == 100


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
@pytest.mark.parametrize("size", [0, 4096, 100_000, 200_000])
def test_a_full_disk_is_a_sentence_and_the_old_backups_stay(desk: Desk, size: int) -> None:
    worked_practice(desk)
    old = back_up(desk.store, desk.actor).value.folder
    before, last = files_of(old.parent), desk.last_record()
    with no_file_longer_than(size), pytest.raises((StorageFull, StorageFailed)) as error:
        back_up(desk.store, desk.actor)
    assert error.value.kept and error.value.todo
    assert files_of(old.parent) == before
    assert not list(old.parent.glob(".*")), "a backup in the making was left"
    assert desk.last_record() == last
    assert back_up(desk.store, desk.actor).value.folder != old


def test_a_disk_without_room_is_told_before_anything_is_written(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(desk.store.database)._replace(free=2**20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(NotEnoughSpace, match="1 MB free"):
        back_up(desk.store, desk.actor)
    assert not list(default_place(desk.store.database.parent).iterdir())


def test_places_that_leave_the_practice_or_go_with_it_are_refused(desk: Desk, tmp_path: Path) -> None:
    practice = desk.store.database.parent
    (tmp_path / "link").symlink_to(tmp_path)
    for place, words in (
        (practice / "backups", "lost together"),
        (practice, "lost together"),
        (tmp_path / "Dropbox" / "x", "Dropbox"),
        (tmp_path / "link", "link to another place"),
    ):
        with pytest.raises(UnsafePlace, match=words):
            back_up(desk.store, desk.actor, to=place)
        with pytest.raises(UnsafePlace, match=words):
            choose_second_place(desk.store, desk.actor, place)
    assert not (tmp_path / "Dropbox").exists()


def test_a_network_drive_is_refused(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup_folders, "network_type", lambda _: "cifs")
    with pytest.raises(UnsafePlace, match="network drive"):
        back_up(desk.store, desk.actor, to=tmp_path / "share")


def test_a_place_that_is_a_file_is_a_sentence(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "stick").write_text("")
    with pytest.raises(StorageFailed, match="did not take the copy"):
        back_up(desk.store, desk.actor, to=tmp_path / "stick")


def test_what_a_killed_backup_left_is_swept_and_that_of_another_practice_is_not(desk: Desk) -> None:
    place = default_place(desk.store.database.parent)
    left = backup_folders.unfinished(place, database_id=desk.store.database_id, token="aa")
    other = backup_folders.unfinished(place, database_id="0" * 32, token="aa")
    for folder in (left, other):
        folder.mkdir(parents=True)
        (folder / COPY).touch()
    assert not list(backup_folders.backups_in(place))
    back_up(desk.store, desk.actor)
    assert not left.exists() and other.exists()


def test_a_damaged_key_file_is_not_taken_into_a_backup(desk: Desk) -> None:
    vault = desk.store.database.parent / "vault.json"
    vault.write_bytes(vault.read_bytes()[:-2])
    with pytest.raises(DamagedVault):
        back_up(desk.store, desk.actor)
    vault.unlink()
    with pytest.raises(StorageFailed):
        back_up(desk.store, desk.actor)


def test_a_practice_whose_tables_disagree_gets_no_backup(desk: Desk) -> None:
    worked_practice(desk)
    with desk.store.engine.connect() as connection, connection.begin():
        raw: Any = connection.connection.driver_connection
        raw.set_authorizer(None)  # somebody with the key in hand is not held by the program's fence
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        connection.exec_driver_sql("INSERT INTO last_contact VALUES (1, 5, 'reached', NULL)")
    with pytest.raises(UnprovenBackup, match="last contacts do not agree"):
        back_up(desk.store, desk.actor)
    assert not list(default_place(desk.store.database.parent).iterdir())


def test_a_broken_record_stops_backups_until_an_administrator_goes_on(desk: Desk, tmp_path: Path) -> None:
    with writing(desk.store, desk.actor) as work:
        work.connection.exec_driver_sql("DROP TRIGGER audit_no_update")
        work.connection.exec_driver_sql("UPDATE audit SET reason = 'nothing happened' WHERE id = 2")
    with pytest.raises(UnprovenBackup, match="broken at number 2"):
        back_up(desk.store, desk.actor)
    with writing(desk.store, desk.actor) as work:
        work.audit(AuditKind.PRIVILEGE, object_kind=ACCEPTED, object_id=2, reason="seen and accepted")
    folder = back_up(desk.store, desk.actor).value.folder
    assert restored(folder, tmp_path / "pc", clock=desk.clock).folder.is_dir()
    with writing(desk.store, desk.actor) as work:
        work.connection.exec_driver_sql("UPDATE audit SET reason = 'other' WHERE object_kind = 'backup_here'")
    with pytest.raises(UnprovenBackup, match="broken at number"):
        back_up(desk.store, desk.actor)


def test_the_state_tells_of_this_disk_and_of_a_stick_that_is_not_in(desk: Desk, tmp_path: Path) -> None:
    state = backup_state(desk.store, desk.actor)
    assert state.here is None and state.unsaved and due(state, desk.clock.wall())
    stick = tmp_path / "usb"
    choose_second_place(desk.store, desk.actor, stick)
    assert backup_state(desk.store, desk.actor).alarm(desk.clock.wall()) is Alarm.BANNER
    usb = back_up(desk.store, desk.actor, to=stick).value
    assert usb.place is BackupPlace.SECOND
    back_up(desk.store, desk.actor, reason=BackupReason.SCHEDULE)
    state = backup_state(desk.store, desk.actor)
    assert state.here is not None and state.second is not None
    assert not state.unsaved and state.second.present and state.second.behind_since is None
    shutil.rmtree(stick)
    desk.wait(minutes=60 * 72)
    assert backup_state(desk.store, desk.actor).alarm(desk.clock.wall()) is Alarm.NONE
    began = desk.clock.wall()
    desk.enrolled()
    desk.wait(minutes=60 * 49)
    state = backup_state(desk.store, desk.actor)
    assert state.second is not None and not state.second.present
    assert (state.second.folder, state.second.made_at) == (usb.folder, usb.made_at)
    assert state.second.behind_since == began and state.unsaved
    assert state.alarm(desk.clock.wall()) is Alarm.BANNER
    stick.mkdir()
    assert backup_state(desk.store, desk.actor).second is None, "the stick is in and has no backup"
    choose_second_place(desk.store, desk.actor, None)
    assert backup_state(desk.store, desk.actor).second_place is None


def test_a_copy_deleted_damaged_or_of_another_history_does_not_count(desk: Desk) -> None:
    made = back_up(desk.store, desk.actor).value
    with (made.folder / COPY).open("ab") as file:
        file.write(b"more")
    assert backup_state(desk.store, desk.actor).here is None
    (made.folder / COPY).unlink()
    assert backup_state(desk.store, desk.actor).here is None
    shutil.rmtree(made.folder)
    assert backup_state(desk.store, desk.actor).here is None


def test_old_backups_are_thinned_out_and_never_the_newest_or_foreign_ones(desk: Desk) -> None:
    newest = back_up(desk.store, desk.actor).value.folder
    for _ in range(25):
        desk.wait(minutes=1)
        newest = back_up(desk.store, desk.actor).value.folder
    place = newest.parent
    found = sorted(path.name for path in place.iterdir())
    assert len(found) == 24 and newest.name in found
    assert ("backup", "old_backups", None, "thinned out") in desk.audited()
    strange = place / "Letters.ccmbackup"
    strange.mkdir()
    (strange / MANIFEST).write_text("not a manifest")
    assert prune(desk.store, desk.actor, place) == 0
    assert strange.exists()


def test_a_backup_that_cannot_be_removed_stays(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(24):
        back_up(desk.store, desk.actor)
    monkeypatch.setattr(Path, "rename", _refuse)
    assert prune(desk.store, desk.actor, default_place(desk.store.database.parent)) == 0
    monkeypatch.undo()


def _refuse(*_: object) -> None:
    raise PermissionError


def test_only_an_administrator_chooses_the_second_place(desk: Desk, tmp_path: Path) -> None:
    nurse = desk.acting(Role.CARE_MANAGER)
    with pytest.raises(Forbidden):
        choose_second_place(desk.store, nurse, tmp_path)
    assert back_up(desk.store, nurse).value.folder.exists()


def test_a_name_too_many_is_a_sentence(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "exists", lambda _: True)
    with pytest.raises(UserError, match="too many backups"):
        backup_folders.finished(tmp_path, name="x", at=desk.clock.wall(), zone=desk.store.zone)


def test_what_a_backup_says_of_itself_needs_no_key(desk: Desk) -> None:
    worked_practice(desk)
    made = back_up(desk.store, desk.actor).value
    seen = inspect(made.folder)
    assert (seen.name, seen.made_at, seen.zone) == ("Lakeview Family Medicine", made.made_at, desk.store.zone)
    assert seen.users == (("sara", "Sara Okafor"),)
