"""A practice file whose recovery key nobody has confirmed, and one whose key file is missing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ccmdesk.domain.clock import SettableClock
from ccmdesk.security.errors import DamagedVault, MissingVault, WrongPassphrase, WrongRecoveryKey
from ccmdesk.security.vault_file import decode_vault, encode_vault
from ccmdesk.services.admission import SetUpUnfinished
from ccmdesk.services.lock_screen import VAULT, lock_screen, prove
from ccmdesk.services.practice_file import (
    NewPractice,
    close_practice,
    confirm_recovery_key,
    create_practice,
    finish_set_up,
    open_practice,
    open_practice_with_recovery_key,
    resume_set_up,
)
from tests.practice_files import CHEAP, DOCTOR, MONDAY, NURSE, PASSPHRASE, PRACTICE
from tests.services.desk import Desk
from tests.ui.whole_window import ann_joins

CLOCK = SettableClock(MONDAY)
OLD = f"{VAULT}.old"


def made(parent: Path, *, to_confirm: bool) -> NewPractice:
    """Return a new practice file, closed, with its recovery key."""
    new = create_practice(
        parent / "Lakeview.ccmdesk",
        practice=PRACTICE,
        practitioners=(DOCTOR,),
        first_user=NURSE,
        passphrase=PASSPHRASE,
        clock=CLOCK,
        kdf=CHEAP,
        to_confirm=to_confirm,
    )
    close_practice(new.opened)
    return new


def opens(folder: Path, *, kept_copy: bool = False, passphrase: str = PASSPHRASE) -> list[str]:
    """Open a practice file, close it, and return what its record says of the key file and the opening."""
    opened = open_practice(folder, login="sara", passphrase=passphrase, clock=CLOCK, kept_copy=kept_copy)
    kinds = [f"{record[0]} {record[1]}" for record in Desk(opened, CLOCK).audited()]
    close_practice(opened)
    return kinds


def test_it_cannot_be_used_before_its_key_was_confirmed(tmp_path: Path) -> None:
    new = made(tmp_path, to_confirm=True)
    folder = new.opened.folder
    for _ in range(2):
        with pytest.raises(SetUpUnfinished, match="its recovery key was never typed back"):
            opens(folder)
    with pytest.raises(WrongPassphrase):
        resume_set_up(folder, login="sara", passphrase="not the words at all", clock=CLOCK)
    resumed = resume_set_up(folder, login="sara", passphrase=PASSPHRASE, clock=CLOCK)
    assert resumed.recovery_key != new.recovery_key
    with pytest.raises(WrongRecoveryKey):
        finish_set_up(resumed.opened, typed=new.recovery_key)
    close_practice(resumed.opened)
    with pytest.raises(SetUpUnfinished):
        opens(folder)
    again = resume_set_up(folder, login="sara", passphrase=PASSPHRASE, clock=CLOCK)
    finish_set_up(again.opened, typed=again.recovery_key)
    close_practice(again.opened)
    assert "amend practice" in opens(folder)
    confirm_recovery_key(folder, typed=again.recovery_key)


def test_the_key_typed_from_the_paper_confirms_itself(tmp_path: Path) -> None:
    new = made(tmp_path, to_confirm=True)
    folder = new.opened.folder
    opened = open_practice_with_recovery_key(
        folder, recovery_key=new.recovery_key, reason="the set-up was interrupted", clock=CLOCK
    )
    close_practice(opened)
    opens(folder)


def test_a_practice_file_made_without_the_wizard_needs_no_confirming(tmp_path: Path) -> None:
    opens(made(tmp_path, to_confirm=False).opened.folder)


@pytest.fixture
def lost(tmp_path: Path) -> NewPractice:
    """Return a practice file whose key file is missing and was kept once before Ann joined."""
    new = made(tmp_path, to_confirm=False)
    opened = open_practice(new.opened.folder, login="sara", passphrase=PASSPHRASE, clock=CLOCK)
    ann_joins(opened)
    close_practice(opened)
    (new.opened.folder / VAULT).unlink()
    return new


def test_the_copy_of_a_missing_key_file_is_named_and_not_used_unasked(lost: NewPractice) -> None:
    folder = lost.opened.folder
    with pytest.raises(MissingVault, match=r"vault.json.old.* is there: open the practice in the window"):
        opens(folder)
    screen = lock_screen(folder)
    assert screen.from_kept_copy
    assert [user.login for user in screen.users] == ["sara"]
    assert not (folder / VAULT).exists()


def test_the_copy_is_put_back_once_it_opened_everything(lost: NewPractice) -> None:
    folder = lost.opened.folder
    with pytest.raises(WrongPassphrase):
        opens(folder, kept_copy=True, passphrase="not the words at all")
    assert not (folder / VAULT).exists()
    prove(folder, 1, passphrase=PASSPHRASE, clock=SettableClock(MONDAY))
    assert "restore vault" in opens(folder, kept_copy=True)
    assert (folder / VAULT).read_bytes() == (folder / OLD).read_bytes()
    assert not lock_screen(folder).from_kept_copy
    assert opens(folder, kept_copy=True).count("restore vault") == 1


def test_the_recovery_key_puts_the_copy_back_too(lost: NewPractice) -> None:
    folder = lost.opened.folder
    confirm_recovery_key(folder, typed=lost.recovery_key)
    opened = open_practice_with_recovery_key(
        folder, recovery_key=lost.recovery_key, reason="the key file is gone", clock=CLOCK, kept_copy=True
    )
    close_practice(opened)
    opens(folder)


def test_a_copy_that_was_altered_is_refused(lost: NewPractice) -> None:
    folder = lost.opened.folder
    vault = decode_vault((folder / OLD).read_bytes())
    slot = replace(vault.users[0], owner=replace(vault.users[0].owner, display_name="Someone Else"))
    (folder / OLD).write_bytes(encode_vault(replace(vault, users=(slot,))))
    with pytest.raises(DamagedVault):
        opens(folder, kept_copy=True)
    assert not (folder / VAULT).exists()


@pytest.mark.parametrize("harm", ["gone", "damaged", "folder"])
def test_without_a_whole_copy_nothing_is_said_of_it(lost: NewPractice, harm: str) -> None:
    folder = lost.opened.folder
    if harm == "damaged":
        (folder / OLD).write_text("{", "utf-8")
    else:
        (folder / OLD).unlink()
    with pytest.raises(MissingVault, match="Restore the practice from its latest backup"):
        lock_screen(folder)


def test_a_copy_of_another_practice_file_opens_nothing(lost: NewPractice, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = made(tmp_path / "other", to_confirm=False).opened.folder
    folder = lost.opened.folder
    (folder / OLD).write_bytes((other / VAULT).read_bytes())
    with pytest.raises(Exception, match=r"damaged|does not belong|practice"):
        opens(folder, kept_copy=True)
    assert not (folder / VAULT).exists()
