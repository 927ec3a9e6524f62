"""The forgotten passphrase: the sheet from the safe, six words on a note, and a passphrase of her own again.

Sara is the only administrator and comes back from a long leave without her passphrase. Then she helps Bea,
who forgot hers too.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.errors import Forbidden
from ccmdesk.domain.practice import Role, User
from ccmdesk.security.errors import WrongPassphrase
from ccmdesk.services.practice import users
from ccmdesk.services.practice_file import (
    OpenPractice,
    close_practice,
    create_practice,
    open_practice,
    open_practice_with_recovery_key,
)
from ccmdesk.services.user_passphrases import change_own_passphrase, reset_passphrase
from ccmdesk.services.users import add_user
from ccmdesk.services.worklist import worklist
from tests.practice_files import CHEAP, DOCTOR, MONDAY, NURSE, PASSPHRASE, PRACTICE
from tests.services.desk import Desk

BEA = User("bea", "Bea Lindqvist", "LPN", frozenset({Role.CARE_MANAGER}))
BEAS = "violet harbor ladder seven"
SARAS_NEXT = "marble kettle ninety swallows"
BEAS_NEXT = "granite otter morning parade"


def come_in(folder: Path, login: str, passphrase: str) -> OpenPractice:
    return open_practice(folder, login=login, passphrase=passphrase, clock=SettableClock(MONDAY))


def choose_her_own(folder: Path, login: str, words: str, *, own: str) -> None:
    """Come in with the six words, be let do nothing, choose a passphrase, and work."""
    opened = come_in(folder, login, words)
    assert opened.must_change
    with pytest.raises(Forbidden):
        worklist(opened.store, opened.actor)
    actor = change_own_passphrase(opened.store, opened.actor, old=words, new=own, kdf=CHEAP).value
    worklist(opened.store, actor)
    close_practice(opened)
    with pytest.raises(WrongPassphrase):
        come_in(folder, login, words)


def set_up(folder: Path, clock: SettableClock) -> str:
    """Make a practice of Sara and Bea and return the key on its recovery sheet."""
    made = create_practice(
        folder,
        practice=PRACTICE,
        practitioners=(DOCTOR,),
        first_user=NURSE,
        passphrase=PASSPHRASE,
        clock=clock,
        kdf=CHEAP,
    )
    store, actor = made.opened.store, made.opened.actor
    add_user(store, actor, BEA, passphrase=BEAS, admin_passphrase=PASSPHRASE, temporary=False, kdf=CHEAP)
    close_practice(made.opened)
    return made.recovery_key


def test_forgotten_passphrase(tmp_path: Path) -> None:
    clock = SettableClock(MONDAY)
    folder = tmp_path / "Lakeview.ccmdesk"
    on_paper = set_up(folder, clock)

    # The sheet from the safe lets Sara in; why is recorded. It also stands for the passphrase she forgot.
    with_sheet = open_practice_with_recovery_key(
        folder, recovery_key=on_paper, reason="Back from leave, passphrase forgotten", clock=clock
    )
    assert with_sheet.actor.name == "Sara Okafor"
    words = reset_passphrase(
        with_sheet.store, with_sheet.actor, 1, admin_passphrase=on_paper, kdf=CHEAP
    ).value
    told = [(kind, reason) for kind, _, _, reason in Desk(with_sheet, clock).audited()]
    assert told[-2:] == [
        ("break_glass", "Back from leave, passphrase forgotten"),
        ("privilege", "temporary passphrase given (with the recovery key)"),
    ]
    close_practice(with_sheet)
    with pytest.raises(WrongPassphrase):
        come_in(folder, "sara", PASSPHRASE)
    choose_her_own(folder, "sara", words, own=SARAS_NEXT)

    # Bea asks Sara, who resets hers with her own new passphrase.
    sara = come_in(folder, "sara", SARAS_NEXT)
    assert not sara.must_change
    beas_words = reset_passphrase(sara.store, sara.actor, 2, admin_passphrase=SARAS_NEXT, kdf=CHEAP).value
    assert beas_words != words
    close_practice(sara)
    with pytest.raises(WrongPassphrase):
        come_in(folder, "bea", BEAS)
    choose_her_own(folder, "bea", beas_words, own=BEAS_NEXT)
    bea = come_in(folder, "bea", BEAS_NEXT)
    assert [user.must_change for user in users(bea.store, bea.actor)] == [False, False]
    close_practice(bea)
