"""A practice file is made whole or not at all, and opened by those who may."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.errors import InvalidValue, UserError
from ccmdesk.domain.practice import Role, User
from ccmdesk.models.errors import DamagedFile
from ccmdesk.security.errors import (
    DamagedVault,
    InUse,
    MissingVault,
    MistypedRecoveryKey,
    WeakPassphrase,
    WrongPassphrase,
    WrongRecoveryKey,
)
from ccmdesk.security.instance_lock import InstanceLock
from ccmdesk.security.recovery_key import new_recovery_key, printed
from ccmdesk.services import practice_file
from ccmdesk.services.admission import actor_of
from ccmdesk.services.lock_screen import VAULT, lock_screen, prove
from ccmdesk.services.practice_file import (
    DATABASE,
    NewPractice,
    close_practice,
    confirm_recovery_key,
    create_practice,
    open_practice,
    open_practice_with_recovery_key,
)
from tests.practice_files import CHEAP, DOCTOR, MONDAY, NURSE, PASSPHRASE, PRACTICE, copied_practice
from tests.services.desk import Desk


def make(folder: Path, *, passphrase: str = PASSPHRASE, first_user: User = NURSE) -> NewPractice:
    return create_practice(
        folder,
        practice=PRACTICE,
        practitioners=(DOCTOR,),
        first_user=first_user,
        passphrase=passphrase,
        clock=SettableClock(MONDAY),
        kdf=CHEAP,
    )


def reopen(folder: Path, *, login: str | None = "sara", passphrase: str = PASSPHRASE) -> Desk:
    clock = SettableClock(MONDAY)
    return Desk(open_practice(folder, login=login, passphrase=passphrase, clock=clock), clock)


def test_a_new_practice_is_private_and_open_to_its_first_user(tmp_path: Path) -> None:
    folder = tmp_path / "Lakeview.ccmdesk"
    made = make(folder)
    assert made.opened.practice_name == PRACTICE.name
    assert made.opened.actor.roles == NURSE.roles | {Role.ADMINISTRATOR}
    assert folder.stat().st_mode & 0o777 == 0o700
    modes = {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()}
    assert {DATABASE, VAULT} <= modes.keys()
    assert set(modes.values()) == {0o600}
    close_practice(made.opened)
    desk = reopen(folder)
    assert desk.opened.practice_name == PRACTICE.name
    assert [record[:2] for record in desk.audited()] == [
        ("create", "practice"),
        ("privilege", "user"),
        ("create", "billing_practitioner"),
        ("login", "user"),
    ]
    close_practice(desk.opened)


@pytest.mark.parametrize("name", ["Lakeview", "Lakeview.db", ".ccmdesk", "  .ccmdesk"])
def test_a_practice_file_has_its_ending_and_a_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidValue, match=r"ends in .ccmdesk"):
        make(tmp_path / name)
    assert not (tmp_path / name).exists()


def test_a_place_that_is_taken_is_left_alone(tmp_path: Path) -> None:
    folder = copied_practice(tmp_path)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    with pytest.raises(UserError, match="already something with this name"):
        make(folder)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


@pytest.mark.parametrize("passphrase", ["short", "Sara Okafor 12345"])
def test_a_weak_passphrase_leaves_nothing_behind(tmp_path: Path, passphrase: str) -> None:
    with pytest.raises(WeakPassphrase):
        make(tmp_path / "Lakeview.ccmdesk", passphrase=passphrase)
    assert not (tmp_path / "Lakeview.ccmdesk").exists()


@pytest.mark.parametrize("step", ["create_store", "_first_records", "write_vault"])
def test_a_making_that_fails_half_way_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    released: list[int | None] = []

    def full(*_: object, **__: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patched:
        patched.setattr(practice_file, step, full)
        patched.setattr(InstanceLock, "release", lambda lock: released.append(lock.descriptor))
        with pytest.raises(OSError, match="no space left"):
            make(tmp_path / "Lakeview.ccmdesk")
    assert not (tmp_path / "Lakeview.ccmdesk").exists()
    assert len(released) == 1, "the lock was not let go"
    os.close(released[0] or 0)
    close_practice(make(tmp_path / "Lakeview.ccmdesk").opened)


def test_without_a_name_it_opens_as_the_one_who_made_it(tmp_path: Path) -> None:
    desk = reopen(copied_practice(tmp_path), login=None)
    assert desk.actor.name == "Sara Okafor"
    close_practice(desk.opened)


def test_an_unknown_user_and_a_wrong_passphrase_get_the_same_words(tmp_path: Path) -> None:
    folder = copied_practice(tmp_path)
    with pytest.raises(WrongPassphrase) as unknown:
        reopen(folder, login="nobody")
    with pytest.raises(WrongPassphrase) as wrong:
        reopen(folder, passphrase="wrong harbor seventeen lanterns")
    assert str(unknown.value) == str(wrong.value)
    close_practice(reopen(folder).opened)


def test_the_lock_screen_knows_names_before_any_passphrase(tmp_path: Path) -> None:
    folder = copied_practice(tmp_path)
    seen = lock_screen(folder)
    (user,) = seen.users
    assert seen.name == "Lakeview Family Medicine"
    assert (user.login, user.titled) == ("sara", "Sara Okafor, RN")
    prove(folder, user.user_id, passphrase=PASSPHRASE, clock=SettableClock(MONDAY))
    with pytest.raises(WrongPassphrase):
        prove(folder, user.user_id, passphrase="wrong harbor seventeen lanterns", clock=SettableClock(MONDAY))


def test_an_open_practice_is_in_use_until_it_is_closed(tmp_path: Path) -> None:
    folder = copied_practice(tmp_path)
    first = reopen(folder)
    with pytest.raises(InUse, match="Sara Okafor"):
        reopen(folder)
    close_practice(first.opened)
    close_practice(reopen(folder).opened)


def test_a_failed_opening_lets_others_in(tmp_path: Path) -> None:
    folder = copied_practice(tmp_path)
    whole = (folder / DATABASE).read_bytes()
    (folder / DATABASE).write_bytes(b"")
    with pytest.raises(DamagedFile, match="is empty"):
        reopen(folder)
    (folder / DATABASE).write_bytes(whole)
    close_practice(reopen(folder).opened)


def test_a_missing_or_damaged_key_file_is_told_apart(tmp_path: Path) -> None:
    folder = copied_practice(tmp_path)
    vault = folder / VAULT
    whole = vault.read_bytes()
    vault.write_bytes(whole[:-40])
    with pytest.raises(DamagedVault):
        reopen(folder)
    for file in folder.glob("vault*"):
        file.unlink()
    with pytest.raises(MissingVault):
        reopen(folder)
    with pytest.raises(MissingVault):
        lock_screen(folder)


def test_the_database_of_another_practice_is_refused(tmp_path: Path) -> None:
    folder = copied_practice(tmp_path)
    other = make(tmp_path / "Other.ccmdesk")
    close_practice(other.opened)
    (folder / DATABASE).write_bytes((tmp_path / "Other.ccmdesk" / DATABASE).read_bytes())
    with pytest.raises(DamagedFile):
        reopen(folder)


def test_the_key_on_paper_is_confirmed_and_breaks_the_glass_with_a_reason(tmp_path: Path) -> None:
    made = make(tmp_path / "Lakeview.ccmdesk")
    folder, clock = made.opened.folder, SettableClock(MONDAY)
    close_practice(made.opened)
    confirm_recovery_key(folder, typed=made.recovery_key.lower())
    with pytest.raises(WrongRecoveryKey):
        confirm_recovery_key(folder, typed=printed(new_recovery_key()))
    with pytest.raises(MistypedRecoveryKey):
        confirm_recovery_key(folder, typed=made.recovery_key[:-2])
    with pytest.raises(InvalidValue, match="Say why the recovery key is used"):
        open_practice_with_recovery_key(folder, recovery_key=made.recovery_key, reason=" ", clock=clock)
    opened = open_practice_with_recovery_key(
        folder, recovery_key=made.recovery_key, reason="Passphrase forgotten", clock=clock
    )
    assert Desk(opened, clock).audited()[-1] == ("break_glass", "user", None, "Passphrase forgotten")
    close_practice(opened)


def test_who_acts_is_the_user() -> None:
    assert actor_of(replace(NURSE, id=4)).user_id == 4
