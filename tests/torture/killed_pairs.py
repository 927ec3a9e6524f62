"""Kill a program at every step of a change of users or of the data key; run as a script of its own.

Each round a child works on a fresh copy of the practice and ends itself, as SIGKILL would, at the n-th call
that reaches the disk: a statement, a commit, a write, a flush, a rename. The parent then opens what is left
and tells which passphrases open it and what the practice holds.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import Any

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.errors import UserError
from ccmdesk.domain.practice import Role, User
from ccmdesk.security.errors import MistypedRecoveryKey, WrongPassphrase, WrongRecoveryKey
from ccmdesk.services.checks import check_practice
from ccmdesk.services.key_change import change_key
from ccmdesk.services.lock_screen import lock_screen, vault_of
from ccmdesk.services.practice import users
from ccmdesk.services.practice_file import (
    OpenPractice,
    close_practice,
    confirm_recovery_key,
    open_practice,
)
from ccmdesk.services.user_passphrases import (
    change_own_passphrase,
    replace_recovery_key,
)
from ccmdesk.services.users import add_user, change_user, disable_user, enable_user
from tests.practice_files import CHEAP, MONDAY, PASSPHRASE, copied_practice, state_of

BEA = User("bea", "Bea Lindqvist", "LPN", frozenset({Role.CARE_MANAGER}))
JOE = User("joe", "Joe Lund", "none", frozenset({Role.BILLER}))
BEAS = "violet harbor ladder seven"
OTHER = "marble kettle ninety swallows"
KILLED = 9
REACHING_THE_DISK = frozenset(
    {"open", "write", "fsync", "rename", "replace", "unlink", "link", "ftruncate", "execute", "executemany",
     "commit", "backup", "close"}
)  # fmt: skip

Change = Callable[[OpenPractice, str], object]


def add(opened: OpenPractice, _: str) -> object:
    """Add Joe."""
    return add_user(
        opened.store,
        opened.actor,
        JOE,
        passphrase=OTHER,
        admin_passphrase=PASSPHRASE,
        temporary=False,
        kdf=CHEAP,
    )


def rename(opened: OpenPractice, _: str) -> object:
    """Give Bea another name."""
    bea = users(opened.store, opened.actor)[1]
    return change_user(opened.store, opened.actor, replace(bea, name="Bea Lund"), admin_passphrase=PASSPHRASE)


def disable(opened: OpenPractice, _: str) -> object:
    """Let Bea in no more."""
    return disable_user(opened.store, opened.actor, 2, admin_passphrase=PASSPHRASE)


def enable(opened: OpenPractice, _: str) -> object:
    """Let Zoe, who is disabled, in again."""
    return enable_user(
        opened.store,
        opened.actor,
        3,
        passphrase=OTHER,
        admin_passphrase=PASSPHRASE,
        temporary=False,
        kdf=CHEAP,
    )


def own(opened: OpenPractice, _: str) -> object:
    """Change Sara's own passphrase."""
    return change_own_passphrase(opened.store, opened.actor, old=PASSPHRASE, new=OTHER, kdf=CHEAP)


def sheet(opened: OpenPractice, new: str) -> object:
    """Put a new recovery sheet in force."""
    return replace_recovery_key(
        opened.store, opened.actor, recovery_key=new, typed=new, admin_passphrase=PASSPHRASE
    )


def key(opened: OpenPractice, _: str) -> object:
    """Give the practice file a new data key."""
    return change_key(opened, admin_passphrase=PASSPHRASE, reason="test")


CHANGES: dict[str, Change] = {
    change.__name__: change for change in (add, rename, disable, enable, own, sheet, key)
}


@dataclass(frozen=True)
class Left:
    """Hold what is left: which of the passphrases and sheets open, and who is there."""

    opens: tuple[bool, ...]
    sheets: tuple[bool, ...]
    shown: tuple[str, ...]
    generation: int


def setting(parent: Path) -> Path:
    """Return a practice of Sara, Bea and the disabled Zoe, closed."""
    folder = copied_practice(parent)
    opened = open_practice(
        folder,
        login="sara",
        passphrase=PASSPHRASE,
        clock=SettableClock(MONDAY),
        state_folder=state_of(folder),
    )
    for user in (BEA, replace(BEA, login="zoe", name="Zoe Abara")):
        add_user(
            opened.store,
            opened.actor,
            user,
            passphrase=BEAS,
            admin_passphrase=PASSPHRASE,
            temporary=False,
            kdf=CHEAP,
        )
    disable_user(opened.store, opened.actor, 3, admin_passphrase=PASSPHRASE)
    close_practice(opened)
    return folder


def killed_at(folder: Path, change: Change, *, step: int, new_sheet: str) -> bool:
    """Let a child make a change and end at a step; tell whether it ended before it was done."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            opened = open_practice(
                folder,
                login="sara",
                passphrase=PASSPHRASE,
                clock=SettableClock(MONDAY),
                state_folder=state_of(folder),
            )
            sys.setprofile(_killer(step))
            change(opened, new_sheet)
            sys.setprofile(None)
            status = 0
        finally:
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status not in (0, KILLED):
        raise RuntimeError(f"the child failed with {status} at step {step}")
    return status == KILLED


def _killer(step: int) -> Callable[[FrameType, str, Any], None]:
    count = 0

    def watch(_frame: FrameType, event: str, called: Any) -> None:
        nonlocal count
        if event in ("c_call", "c_return") and getattr(called, "__name__", "") in REACHING_THE_DISK:
            count += 1
            if count == step:
                os._exit(KILLED)

    return watch


def left_in(folder: Path, sheets: tuple[str, str], *, state: Path | None = None) -> Left:
    """Open what a change left, twice with each passphrase, and check the practice file.

    `state` is the state folder of the computer that it is opened on, left out: a computer new to it.
    """
    tries = [
        ("sara", PASSPHRASE),
        ("sara", OTHER),
        ("bea", BEAS),
        ("zoe", BEAS),
        ("zoe", OTHER),
        ("joe", OTHER),
    ]
    if not any(_opens(folder, login, passphrase, state=state) for login, passphrase in tries[:2]):
        raise RuntimeError("no administrator comes in any more")
    opens = tuple(_opens(folder, login, passphrase, state=state, check=True) for login, passphrase in tries)
    again = tuple(_opens(folder, login, passphrase, state=state) for login, passphrase in tries)
    if opens != again:
        raise RuntimeError(f"who comes in changes by coming in: {opens}, {again}")
    shown = tuple(user.titled for user in lock_screen(folder).users)
    files = {file.name for file in folder.iterdir()}
    if files != {"practice.db", "vault.json", "vault.json.old", "in-use.lock", "anchor.json"}:
        raise RuntimeError(f"something is left over: {files}")
    return Left(
        opens, tuple(_holds(folder, one) for one in sheets), shown, vault_of(folder).binding.generation
    )


def _opens(
    folder: Path, login: str, passphrase: str, *, state: Path | None = None, check: bool = False
) -> bool:
    try:
        with tempfile.TemporaryDirectory() as fresh:  # a computer that has counted no attempt yet
            if state is not None and state.exists():
                no_count = shutil.ignore_patterns("throttle")
                shutil.copytree(state, fresh, dirs_exist_ok=True, ignore=no_count)
            opened = open_practice(
                folder,
                login=login,
                passphrase=passphrase,
                clock=SettableClock(MONDAY),
                state_folder=Path(fresh),
            )
            checks = check_practice(opened.store, opened.actor) if check and login == "sara" else ()
            close_practice(opened)
    except UserError as error:  # a wrong passphrase, or one that was just replaced: both are no
        if isinstance(error, WrongPassphrase) or "replaced" in error.what:
            return False
        raise
    bad = [one.words for one in checks if not one.passed]
    if bad:
        raise RuntimeError(f"the practice file is damaged: {bad}")
    return True


def _holds(folder: Path, typed: str) -> bool:
    try:
        confirm_recovery_key(folder, typed=typed)
    except (WrongRecoveryKey, MistypedRecoveryKey):
        return False
    return True


def rounds(name: str, *, stride: int, first: int = 1) -> dict[str, Any]:
    """Kill one change at every so-manieth step, and return how many were killed and every state left."""
    from ccmdesk.security.recovery_key import new_recovery_key, printed

    old_sheet, new_sheet = printed(new_recovery_key()), printed(new_recovery_key())
    change = CHANGES[name]
    with tempfile.TemporaryDirectory() as place:
        base = setting(Path(place))
        opened = open_practice(
            base,
            login="sara",
            passphrase=PASSPHRASE,
            clock=SettableClock(MONDAY),
            state_folder=state_of(base),
        )
        sheet(opened, old_sheet)
        close_practice(opened)
        states: list[Left] = []
        for killed in range(10_000):
            folder = Path(shutil.copytree(base, Path(place) / str(killed) / base.name))
            died = killed_at(folder, change, step=first + killed * stride, new_sheet=new_sheet)
            found = left_in(folder, (old_sheet, new_sheet))
            if found not in states:
                states.append(found)
            shutil.rmtree(folder.parent)
            if not died:
                return {"killed": killed, "states": [_plain(one) for one in states], "last": _plain(found)}
    raise RuntimeError("the change never ended")


def _plain(left: Left) -> list[Any]:
    return [left.opens, left.sheets, left.shown, left.generation]


if __name__ == "__main__":
    json.dump(rounds(sys.argv[1], stride=int(sys.argv[2]), first=int(sys.argv[3])), sys.stdout)
