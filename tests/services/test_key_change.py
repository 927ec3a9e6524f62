"""A new data key for all: same passphrases, sheet and rows; what was copied before opens nothing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from ccmdesk.domain.errors import Forbidden
from ccmdesk.domain.practice import Role, User
from ccmdesk.models.backup import contents_of
from ccmdesk.models.errors import DamagedFile
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import reading
from ccmdesk.models.vault_record import previous_anchor_key
from ccmdesk.security.anchor import read_anchor
from ccmdesk.security.backup_manifest import Contents
from ccmdesk.security.errors import DamagedBackup, NotEnoughSpace, WrongPassphrase
from ccmdesk.security.pair_swap import JOURNAL, Pair, finish_swap
from ccmdesk.services import key_change
from ccmdesk.services.checks import check_practice
from ccmdesk.services.key_change import ClosedByKeyChange, KeyChangeFailed, change_key
from ccmdesk.services.lock_screen import VAULT, vault_of
from ccmdesk.services.patients import search
from ccmdesk.services.practice_file import (
    DATABASE,
    OpenPractice,
    close_practice,
    confirm_recovery_key,
    open_practice,
)
from ccmdesk.services.users import add_user
from tests.practice_files import CHEAP, PASSPHRASE, state_of
from tests.services.desk import Desk

BEA = User("bea", "Bea Lindqvist", "LPN", frozenset({Role.CARE_MANAGER}))
BEAS = "violet harbor ladder seven"


def changed(desk: Desk) -> Desk:
    opened = change_key(desk.opened, admin_passphrase=PASSPHRASE, reason="A laptop was stolen")
    return Desk(opened, desk.clock)


def contents(store: Store) -> Contents:
    with reading(store) as connection:
        return contents_of(connection)


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir() if not file.name.endswith(("-wal", "-shm"))}


def test_everything_is_there_under_the_new_key(desk: Desk) -> None:
    desk.worked(desk.enrolled(), minutes=20)
    add_user(
        desk.store, desk.actor, BEA, passphrase=BEAS, admin_passphrase=PASSPHRASE, temporary=False, kdf=CHEAP
    )
    folder, before, files = desk.opened.folder, contents(desk.store), names(desk.opened.folder)
    new = changed(desk)
    after = contents(new.store)
    assert after.audit_count == before.audit_count + 1
    assert after.months == before.months
    grown = {name for name, count in after.counts if dict(before.counts)[name] != count}
    assert grown == {"audit", "secret"}
    assert new.audited()[-1] == ("privilege", "vault", None, "new data key: A laptop was stolen")
    assert new.store.audit_key == desk.store.audit_key, "the audit key survives"
    assert all(check.passed for check in check_practice(new.store, new.actor))
    assert search(new.store, new.actor, "Osei")
    assert names(folder) == files
    assert vault_of(folder).binding.generation == 2
    close_practice(new.opened)
    for login, passphrase in (("sara", PASSPHRASE), ("bea", BEAS)):
        close_practice(
            open_practice(
                folder,
                login=login,
                passphrase=passphrase,
                clock=desk.clock,
                state_folder=state_of(desk.opened.folder),
            )
        )


def test_the_old_key_opens_the_new_file_no_more_and_the_old_pair_still_does(
    desk: Desk, tmp_path: Path
) -> None:
    folder = desk.opened.folder
    close_practice(desk.opened)
    stolen = Path(shutil.copytree(folder, tmp_path / "Stolen.ccmdesk"))
    opened = open_practice(
        folder, login="sara", passphrase=PASSPHRASE, clock=desk.clock, state_folder=state_of(folder)
    )
    close_practice(changed(Desk(opened, desk.clock)).opened)
    close_practice(
        open_practice(
            stolen, login="sara", passphrase=PASSPHRASE, clock=desk.clock, state_folder=tmp_path / "thief"
        )
    )
    shutil.copy(folder / DATABASE, stolen / DATABASE)
    with pytest.raises(DamagedFile, match="cannot be read with its key"):
        open_practice(
            stolen, login="sara", passphrase=PASSPHRASE, clock=desk.clock, state_folder=tmp_path / "thief"
        )


def test_a_key_is_changed_again_and_again(desk: Desk) -> None:
    for generation in (2, 3, 4):
        desk = changed(desk)
        assert vault_of(desk.opened.folder).binding.generation == generation
    desk.patient()
    close_practice(desk.opened)


def test_a_wrong_passphrase_another_role_and_a_full_disk_change_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, files = desk.opened.folder, names(desk.opened.folder)
    whole = (folder / VAULT).read_bytes()
    with pytest.raises(WrongPassphrase):
        change_key(desk.opened, admin_passphrase="not it", reason="")
    with pytest.raises(Forbidden):
        nurse = OpenPractice(folder, desk.store, desk.acting(Role.CARE_MANAGER), "Lakeview", desk.opened.lock)
        change_key(nurse, admin_passphrase=PASSPHRASE, reason="")
    usage = shutil.disk_usage(folder)._replace(free=2**20)
    with monkeypatch.context() as patched, pytest.raises(NotEnoughSpace):
        patched.setattr(shutil, "disk_usage", lambda _: usage)
        changed(desk)
    assert (folder / VAULT).read_bytes() == whole
    assert names(folder) == files
    desk.patient()


def test_a_copy_that_is_not_the_same_is_thrown_away(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, files = desk.opened.folder, names(desk.opened.folder)

    def damaged(*_: object, **__: object) -> None:
        raise DamagedBackup("a page is not authentic")

    monkeypatch.setattr(key_change, "prove_copy", damaged)
    with pytest.raises(KeyChangeFailed, match="a page is not authentic"):
        changed(desk)
    assert names(folder) == files
    desk.patient()


def test_a_swap_that_the_disk_refuses_closes_the_practice_and_the_old_pair_holds(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched, pytest.raises(ClosedByKeyChange, match="Unlock it again"):
        patched.setattr(key_change, "decide_swap", refused)
        changed(desk)
    folder = desk.opened.folder
    opened = open_practice(
        folder, login="sara", passphrase=PASSPHRASE, clock=desk.clock, state_folder=state_of(folder)
    )
    assert vault_of(folder).binding.generation == 1
    assert not any(name.endswith(".next") for name in names(folder))
    close_practice(opened)


def test_a_new_file_that_does_not_open_gives_way_to_the_old_pair(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk lies: what was proved a moment ago is damaged when it is opened in its place."""
    folder = desk.opened.folder

    def finished_badly(pair: Pair) -> bool:
        done = finish_swap(pair)
        os.truncate(folder / DATABASE, 4096 * 3)
        return done

    with monkeypatch.context() as patched, pytest.raises(ClosedByKeyChange):
        patched.setattr(key_change, "finish_swap", finished_badly)
        changed(desk)
    assert vault_of(folder).binding.generation == 2
    opened = open_practice(
        folder, login="sara", passphrase=PASSPHRASE, clock=desk.clock, state_folder=state_of(folder)
    )
    assert vault_of(folder).binding.generation == 1
    assert all(check.passed for check in check_practice(opened.store, opened.actor))
    assert not any(".before" in name or name == JOURNAL for name in names(folder))
    close_practice(opened)


def test_the_recovery_sheet_stays_good(tmp_path: Path, desk: Desk) -> None:
    from ccmdesk.services.user_passphrases import new_recovery_key, replace_recovery_key

    sheet = new_recovery_key(desk.store, desk.actor)
    replace_recovery_key(desk.store, desk.actor, recovery_key=sheet, typed=sheet, admin_passphrase=PASSPHRASE)
    new = changed(desk)
    confirm_recovery_key(new.opened.folder, typed=sheet)
    close_practice(new.opened)


def test_the_anchors_go_over_to_the_new_key_and_say_the_same(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when the program ends before it wrote them anew: the next opening does."""
    folder, places = desk.opened.folder, desk.store.anchorage.places
    with monkeypatch.context() as patched:
        patched.setattr(key_change, "carry_anchors", lambda _: False)
        patched.setattr(Store, "close", lambda store: store.engine.dispose())
        changed(desk)
    desk.opened.lock.release()
    opened = open_practice(
        folder, login="sara", passphrase=PASSPHRASE, clock=desk.clock, state_folder=state_of(folder)
    )
    assert not any("damaged" in remark for remark in opened.remarks)
    with reading(opened.store) as connection:
        assert previous_anchor_key(connection) is None
    again = changed(Desk(opened, desk.clock))
    for place in places:
        anchor = read_anchor(place, database_id=again.store.database_id, key=again.store.keys.anchor)
        assert anchor is not None and anchor.count >= again.last_record() - 1
    close_practice(again.opened)


def test_a_store_closed_twice_leaves_the_anchors_alone(desk: Desk) -> None:
    """The window may close what a change of the key has closed already."""
    new = changed(desk)
    before = [place.read_bytes() for place in new.store.anchorage.places]
    desk.store.close()
    assert [place.read_bytes() for place in new.store.anchorage.places] == before
    close_practice(new.opened)
