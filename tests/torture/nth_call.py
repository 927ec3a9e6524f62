"""Let the n-th call that reaches the disk fail, for every n of an operation; run as a script of its own.

`python -m tests.torture.nth_call OPERATION ENOSPC [FIRST STRIDE]` starts itself again under the shim. Each
round a child works on a fresh copy of a practice with work in it; afterwards the practice must open, hold and
be in the old or in the new state; what the user was told must be a sentence.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.errors import UserError
from ccmdesk.security.errors import PassphraseReplaced, WrongPassphrase
from ccmdesk.services.backup_folders import backups_in, default_place
from ccmdesk.services.backup_opening import open_backup
from ccmdesk.services.backups import back_up
from ccmdesk.services.checks import check_practice
from ccmdesk.services.key_change import change_key
from ccmdesk.services.lock_screen import lock_screen, vault_of
from ccmdesk.services.patients import add_patient
from ccmdesk.services.practice_file import OpenPractice, close_practice, open_practice
from ccmdesk.services.restores import restore
from tests.practice_files import MONDAY, PASSPHRASE, copied_practice, state_of
from tests.services.backing_up import SARA, everything
from tests.services.desk import AMA, Desk
from tests.services.test_every_use_is_audited import CHANGES, KEEPS_SAFE, OF_USERS, OTHER, SAW_WHOLE, Left
from tests.services.test_permissions import Scene
from tests.torture import shim

ERRORS = {"ENOSPC": errno.ENOSPC, "EIO": errno.EIO, "EACCES": errno.EACCES}
STAYS_FULL = frozenset({"ENOSPC"})
"""A full disk is full for all that follows; the others fail once."""


def _backed_up(scene: Scene) -> None:
    back_up(scene.desk.store, scene.desk.actor)
    (scene.place.parent / "pc").mkdir(mode=0o700)


def _restored(scene: Scene) -> object:
    desk = scene.desk
    ((backup, _),) = backups_in(default_place(desk.opened.folder))
    there = scene.place.parent / "pc"
    with open_backup(backup, SARA) as opened:
        return restore(opened, to=there, clock=desk.clock, state_folder=there / "state")


def _two_steps(scene: Scene) -> object:
    """The control: two changes in two transactions are no one change."""
    for _ in range(2):
        add_patient(scene.desk.store, scene.desk.actor, AMA)
    return None


OPERATIONS: dict[str, Left] = {
    **SAW_WHOLE,
    **CHANGES,
    **KEEPS_SAFE,
    **OF_USERS,
    "restores.restore": Left(lambda s, a, x: _restored(x), (), lambda s, a, x: _backed_up(x)),
    "key_change.change_key": Left(
        lambda s, a, x: change_key(x.desk.opened, admin_passphrase=PASSPHRASE, reason="test"), ()
    ),
    "control": Left(lambda s, a, x: _two_steps(x), ()),
}


def opened_at(folder: Path, *, passphrase: str = PASSPHRASE) -> OpenPractice:
    """Open the practice as its nurse; the passphrase may be the one that was just changed."""
    return open_practice(
        folder,
        login="sara",
        passphrase=passphrase,
        clock=SettableClock(MONDAY),
        state_folder=state_of(folder),
    )


def in_a_child(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Run work in a child of its own and return what it tells."""
    reading, telling = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        told: dict[str, Any] = {"outcome": "broke"}
        try:
            told = work()
        finally:
            error = sys.exc_info()[1]  # no sentence: what we look for
            if error is not None:
                told = {"outcome": "raised", "what": f"{type(error).__name__}: {error}"}
            os.write(telling, json.dumps(told).encode())
            os._exit(0)
    os.close(telling)
    with os.fdopen(reading, "rb") as stream:
        data = stream.read()
    os.waitpid(child, 0)
    answer: dict[str, Any] = json.loads(data or b'{"outcome": "died"}')
    return answer


def one(
    base: Path, scene: Scene, left: Left, *, library: shim.Preloaded, at: tuple[int, str]
) -> dict[str, Any]:
    """Do an operation whose n-th call fails (0: none), and return what was told and what is there."""
    number, error = at
    with tempfile.TemporaryDirectory() as place:
        parent = Path(shutil.copytree(base.parent, Path(place) / "p"))
        folder = parent / base.name

        def work() -> dict[str, Any]:
            scene.desk = Desk(opened_at(folder), SettableClock(MONDAY))
            scene.place = parent / "paper.pdf"
            left.first(scene.desk.store, scene.desk.actor, scene)
            if number < 0:
                close_practice(scene.desk.opened)
                return {"outcome": "not done"}
            library.watch(str(parent))
            library.arm(number, ERRORS[error], on=error in STAYS_FULL)
            told = _told(lambda: left.use(scene.desk.store, scene.desk.actor, scene))
            told |= {"calls": library.counted(), "hits": library.hits()}
            library.arm(0)
            library.watch("")
            with suppress(UserError):  # a change of the key has closed and opened it
                close_practice(scene.desk.opened)
            return told

        told = in_a_child(work)
        told["state"] = in_a_child(lambda: _state(folder))
    return told


def _told(use: Callable[[], object]) -> dict[str, Any]:
    try:
        use()
    except UserError as error:
        return {"outcome": "sentence", "what": str(error)}
    return {"outcome": "done"}


def _state(folder: Path) -> dict[str, Any]:
    """Open what is there and return it in a form that can be compared."""
    try:
        try:
            opened, passphrase = opened_at(folder), "old"
        except (WrongPassphrase, PassphraseReplaced):
            opened, passphrase = opened_at(folder, passphrase=OTHER), "new"
        bad = [check.words for check in check_practice(opened.store, opened.actor) if not check.passed]
        tables = everything(opened.store)
        close_practice(opened)
        for backup, _ in backups_in(default_place(folder)):
            with open_backup(backup, SARA):
                pass
        _papers_whole(folder.parent)
    except UserError as error:
        return {"bad": [f"{type(error).__name__}: {error}"]}
    tables["audit"] = [row for row in tables["audit"] if "login" not in row]
    counts = {name: len(rows) for name, rows in tables.items()}
    text = {name: [repr(row) for row in rows] for name, rows in tables.items() if name not in _NEVER_ALIKE}
    users = [user.titled for user in lock_screen(folder).users]
    vault = vault_of(folder).binding.generation
    return {"bad": bad, "whole": [passphrase, counts, text, users, vault]}


_NEVER_ALIKE = frozenset({"audit", "secret", "preference", "user_session"})


def _papers_whole(parent: Path) -> None:
    for paper in parent.rglob("paper.pdf"):
        if not paper.read_bytes().startswith(b"%PDF-"):
            raise UserError("A paper was left half written.")


def rounds(name: str, error: str, *, first: int = 1, stride: int = 1) -> dict[str, Any]:
    """Return how many calls failed and every round that left more, or told less, than it may."""
    left, library = OPERATIONS[name], shim.Preloaded()
    found: dict[str, Any] = {"failed": 0, "calls": 0, "sentences": 0, "passed over": 0, "problems": []}
    with tempfile.TemporaryDirectory() as place:
        folder = copied_practice(Path(place))
        desk = Desk(opened_at(folder), SettableClock(MONDAY))
        scene = Scene(desk)
        close_practice(desk.opened)
        old = [one(folder, scene, left, library=library, at=(-1, error))["state"] for _ in range(2)]
        whole = [one(folder, scene, left, library=library, at=(0, error)) for _ in range(2)]
        new, again = whole[0]["state"], whole[1]["state"]
        if whole[0]["outcome"] != "done":
            return found | {"problems": [f"it fails by itself: {whole[0]}"]}
        found["calls"] = whole[0]["calls"]
        for number in range(first, 100_000, stride):
            told = one(folder, scene, left, library=library, at=(number, error))
            if told.get("hits") == 0 and told["outcome"] == "done":
                break
            found["failed"] += 1
            found["sentences" if told["outcome"] == "sentence" else "passed over"] += 1
            problem = _problem(told, (old[0], old[1]), (new, again))
            if problem:
                found["problems"].append(f"{name} {error} call {number}: {problem}")
    return found


def _problem(told: dict[str, Any], old: tuple[Any, Any], new: tuple[Any, Any]) -> str:
    state = told["state"]
    if told["outcome"] not in ("done", "sentence"):
        return f"no sentence: {told.get('what', told['outcome'])}"
    if state.get("bad", ["nothing"]):
        return f"left damaged: {state.get('bad')} after {told.get('what', 'done')}"
    is_old, is_new = _same(state, *old), _same(state, *new)
    if told["outcome"] == "done" and not is_new:
        return "done was said and is not"
    return (
        "" if is_old or is_new else f"a third state, after {told.get('what')}: {_difference(state, new[0])}"
    )


def _same(state: Any, one_way: Any, other_way: Any) -> bool:
    """Tell whether a state is a wanted one; a table that chance makes differ is compared by its length."""
    if "whole" not in state:
        return False
    mine, first, second = state["whole"], one_way["whole"], other_way["whole"]
    alike = all(mine[place] == first[place] for place in (0, 1, 3, 4))
    tables = [name for name in first[2] if first[2][name] == second[2][name]]
    return alike and all(mine[2][name] == first[2][name] for name in tables)


def _difference(state: Any, wanted: Any) -> str:
    mine, theirs = state["whole"], wanted["whole"]
    counts = {name: (n, theirs[1].get(name)) for name, n in mine[1].items() if n != theirs[1].get(name)}
    tables = [name for name in mine[2] if mine[2][name] != theirs[2].get(name)]
    return f"{mine[0]}/{theirs[0]} {counts} {tables} {mine[3:]} {theirs[3:]}"


if __name__ == "__main__":
    if "shim.so" not in os.environ.get("LD_PRELOAD", ""):
        command = [sys.executable, "-m", "tests.torture.nth_call", *sys.argv[1:]]
        os.execve(sys.executable, command, dict(shim.environment()))
    given = [int(word) for word in sys.argv[3:]] or [1, 1]
    json.dump(rounds(sys.argv[1], sys.argv[2], first=given[0], stride=given[1]), sys.stdout, indent=1)
