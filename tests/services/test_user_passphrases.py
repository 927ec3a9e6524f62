"""Passphrases changed by oneself and reset by an administrator; the recovery sheet printed anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.errors import Forbidden
from ccmdesk.domain.practice import Role, User
from ccmdesk.security.errors import (
    MistypedRecoveryKey,
    PassphraseReplaced,
    WeakPassphrase,
    WrongPassphrase,
    WrongRecoveryKey,
)
from ccmdesk.security.recovery_key import new_recovery_key as another_key
from ccmdesk.security.recovery_key import printed
from ccmdesk.services import vault_pair
from ccmdesk.services.practice import users
from ccmdesk.services.practice_file import (
    NewPractice,
    close_practice,
    confirm_recovery_key,
    create_practice,
    open_practice,
    open_practice_with_recovery_key,
)
from ccmdesk.services.user_passphrases import (
    change_own_passphrase,
    new_recovery_key,
    replace_recovery_key,
    reset_passphrase,
)
from ccmdesk.services.users import add_user, change_user, disable_user
from tests.practice_files import CHEAP, DOCTOR, MONDAY, NURSE, PASSPHRASE, PRACTICE, state_of
from tests.services.desk import Desk

BEA = User("bea", "Bea Lindqvist", "LPN", frozenset({Role.CARE_MANAGER}))
BEAS = "violet harbor ladder seven"
OTHER = "marble kettle ninety swallows"


@dataclass(frozen=True)
class Sheeted:
    """Hold a desk whose recovery sheet is known."""

    desk: Desk
    sheet: str

    def open_as(self, login: str, passphrase: str) -> Desk:
        close_practice(self.desk.opened)
        opened = open_practice(
            self.desk.opened.folder,
            login=login,
            passphrase=passphrase,
            clock=self.desk.clock,
            state_folder=state_of(self.desk.opened.folder),
        )
        return Desk(opened, self.desk.clock)

    def opens(self, login: str, passphrase: str) -> bool:
        try:
            close_practice(self.open_as(login, passphrase).opened)
        except WrongPassphrase:
            return False
        return True


@pytest.fixture
def sheeted(tmp_path: Path) -> Iterator[Sheeted]:
    clock = SettableClock(MONDAY)
    made: NewPractice = create_practice(
        tmp_path / "Lakeview.ccmdesk",
        practice=PRACTICE,
        practitioners=(DOCTOR,),
        first_user=NURSE,
        passphrase=PASSPHRASE,
        clock=clock,
        kdf=CHEAP,
        state_folder=state_of(tmp_path / "Lakeview.ccmdesk"),
    )
    store, actor = made.opened.store, made.opened.actor
    add_user(store, actor, BEA, passphrase=BEAS, admin_passphrase=PASSPHRASE, temporary=False, kdf=CHEAP)
    yield Sheeted(Desk(made.opened, clock), made.recovery_key)
    close_practice(made.opened)


def test_one_s_own_passphrase_is_replaced(sheeted: Sheeted) -> None:
    desk = sheeted.desk
    actor = change_own_passphrase(desk.store, desk.actor, old=PASSPHRASE, new=OTHER, kdf=CHEAP).value
    assert actor == desk.actor
    assert desk.audited()[-1] == ("privilege", "user", None, "passphrase changed")
    assert not sheeted.opens("sara", PASSPHRASE)
    assert sheeted.opens("sara", OTHER)
    assert sheeted.opens("bea", BEAS)


def test_a_wrong_weak_or_equal_passphrase_changes_nothing(sheeted: Sheeted) -> None:
    store, actor = sheeted.desk.store, sheeted.desk.actor
    with pytest.raises(WrongPassphrase):
        change_own_passphrase(store, actor, old="not it", new=OTHER, kdf=CHEAP)
    with pytest.raises(WeakPassphrase):
        change_own_passphrase(store, actor, old=PASSPHRASE, new="sara sara sara sara", kdf=CHEAP)
    with pytest.raises(WeakPassphrase, match="is the old one"):
        change_own_passphrase(store, actor, old=PASSPHRASE, new=f" {PASSPHRASE} ", kdf=CHEAP)
    with pytest.raises(WrongPassphrase):  # hers, not mine
        change_own_passphrase(store, actor, old=BEAS, new=OTHER, kdf=CHEAP)
    assert sheeted.opens("sara", PASSPHRASE)


def test_a_reset_passphrase_opens_once_and_asks_for_another(sheeted: Sheeted) -> None:
    desk = sheeted.desk
    words = reset_passphrase(desk.store, desk.actor, 2, admin_passphrase=PASSPHRASE, kdf=CHEAP).value
    assert len(words.split()) == 6
    assert desk.audited()[-1][3] == "temporary passphrase given"
    assert not sheeted.opens("bea", BEAS)
    bea = sheeted.open_as("bea", words)
    assert bea.opened.must_change
    with pytest.raises(Forbidden):
        users(bea.store, bea.actor)
    actor = change_own_passphrase(bea.store, bea.actor, old=words, new=OTHER, kdf=CHEAP).value
    assert actor.roles == BEA.roles
    assert len(users(bea.store, actor)) == 2
    close_practice(bea.opened)
    assert not sheeted.opens("bea", words)
    again = sheeted.open_as("bea", OTHER)
    assert not again.opened.must_change
    close_practice(again.opened)


def test_a_reset_is_for_administrators_and_for_users_who_may_come_in(sheeted: Sheeted) -> None:
    desk = sheeted.desk
    with pytest.raises(Forbidden):
        reset_passphrase(desk.store, desk.acting(Role.CARE_MANAGER), 2, admin_passphrase=PASSPHRASE)
    disable_user(desk.store, desk.actor, 2, admin_passphrase=PASSPHRASE)
    with pytest.raises(WeakPassphrase, match="disabled"):
        reset_passphrase(desk.store, desk.actor, 2, admin_passphrase=PASSPHRASE, kdf=CHEAP)


def test_a_user_whose_slot_was_lost_by_hand_gets_one_again(sheeted: Sheeted) -> None:
    desk = sheeted.desk
    vault = desk.opened.folder / "vault.json"
    one_user = vault.read_bytes()
    add_user(
        desk.store,
        desk.actor,
        replace(BEA, login="joe"),
        passphrase=OTHER,
        admin_passphrase=PASSPHRASE,
        temporary=False,
        kdf=CHEAP,
    )
    vault.write_bytes(one_user)
    desk = sheeted.open_as("sara", PASSPHRASE)
    words = reset_passphrase(desk.store, desk.actor, 3, admin_passphrase=PASSPHRASE, kdf=CHEAP).value
    close_practice(desk.opened)
    assert sheeted.opens("joe", words)


def test_the_old_sheet_holds_until_the_new_one_is_typed_back(sheeted: Sheeted) -> None:
    desk, folder = sheeted.desk, sheeted.desk.opened.folder
    new = new_recovery_key(desk.store, desk.actor)
    with pytest.raises(MistypedRecoveryKey, match="another recovery sheet"):
        replace_recovery_key(
            desk.store, desk.actor, recovery_key=new, typed=sheeted.sheet, admin_passphrase=PASSPHRASE
        )
    with pytest.raises(MistypedRecoveryKey, match="Group 1 "):
        replace_recovery_key(
            desk.store,
            desk.actor,
            recovery_key=new,
            typed=("0" if new[0] != "0" else "1") + new[1:],
            admin_passphrase=PASSPHRASE,
        )
    confirm_recovery_key(folder, typed=sheeted.sheet)
    replace_recovery_key(
        desk.store, desk.actor, recovery_key=new, typed=new.lower(), admin_passphrase=PASSPHRASE
    )
    confirm_recovery_key(folder, typed=new)
    with pytest.raises(WrongRecoveryKey):
        confirm_recovery_key(folder, typed=sheeted.sheet)
    assert desk.audited()[-2:] == [
        ("privilege", "vault", None, "recovery sheet made, not yet in force"),
        ("privilege", "vault", None, "new recovery key"),
    ]


def test_the_recovery_key_stands_for_a_passphrase_and_the_record_says_so(sheeted: Sheeted) -> None:
    desk = sheeted.desk
    close_practice(desk.opened)
    opened = open_practice_with_recovery_key(
        desk.opened.folder,
        recovery_key=sheeted.sheet,
        reason="Sara forgot hers",
        clock=desk.clock,
        state_folder=state_of(desk.opened.folder),
    )
    assert not opened.must_change
    with pytest.raises(WrongRecoveryKey):
        reset_passphrase(opened.store, opened.actor, 1, admin_passphrase=printed(another_key()))
    words = reset_passphrase(opened.store, opened.actor, 1, admin_passphrase=sheeted.sheet, kdf=CHEAP).value
    told = Desk(opened, desk.clock).audited()[-1][3]
    assert told == "temporary passphrase given (with the recovery key)"
    close_practice(opened)
    assert sheeted.opens("sara", words)
    assert not sheeted.opens("sara", PASSPHRASE)


def test_the_recovery_key_brings_in_an_administrator_not_the_first_user(sheeted: Sheeted) -> None:
    desk = sheeted.desk
    sara, bea = users(desk.store, desk.actor)
    change_user(
        desk.store,
        desk.actor,
        replace(bea, roles=frozenset({Role.ADMINISTRATOR})),
        admin_passphrase=PASSPHRASE,
    )
    change_user(desk.store, desk.actor, replace(sara, roles=BEA.roles), admin_passphrase=PASSPHRASE)
    close_practice(desk.opened)
    opened = open_practice_with_recovery_key(
        desk.opened.folder,
        recovery_key=sheeted.sheet,
        reason="Nobody is there",
        clock=desk.clock,
        state_folder=state_of(desk.opened.folder),
    )
    assert opened.actor.name == "Bea Lindqvist"
    close_practice(opened)


def test_a_passphrase_whose_replacement_was_cut_off_is_void_and_the_new_one_opens(
    sheeted: Sheeted, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = sheeted.desk
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(vault_pair, "replace_vault", _interrupted)
        change_own_passphrase(desk.store, desk.actor, old=PASSPHRASE, new=OTHER, kdf=CHEAP)
    with pytest.raises(PassphraseReplaced, match="Type the new one"):
        sheeted.open_as("sara", PASSPHRASE)
    assert not sheeted.opens("sara", PASSPHRASE)
    assert sheeted.opens("sara", OTHER)


def _interrupted(*_: object) -> None:
    raise KeyboardInterrupt
