"""Work through the real window on a practice whose every text holds a canary, and look for it elsewhere.

Run as a script of its own: `python -m tests.torture.canary NUMBER`. Looked through, during the work and after
it: home, settings, state, cache, temporary files, /dev/shm, what the program printed, crash reports, and the
practice folder itself, which is encrypted. The control is the full export, which a person chose: there it is.
"""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from ccmdesk.domain.chart import (
    Address,
    Allergy,
    CareTeamMember,
    Condition,
    Coverage,
    Medication,
    Observation,
    Patient,
    RecordedGoal,
)
from ccmdesk.domain.errors import UserError
from ccmdesk.domain.follow_up import FollowUp
from ccmdesk.domain.time_log import Contact, Mode, Outcome
from ccmdesk.services.contacts import log_contact, plan_follow_up
from ccmdesk.services.export import export_practice
from ccmdesk.services.facts import add_fact
from ccmdesk.services.patients import add_patient
from ccmdesk.services.practice_file import OpenPractice, close_practice
from tests.practice_files import MONDAY, PASSPHRASE, fresh_practice
from tests.torture.shim import ROOT

CANARY = "Vexomorph"
_WORDS = (CANARY, CANARY.lower(), CANARY.upper())
_FORMS = tuple(word.encode(code) for word in _WORDS for code in ("utf-8", "utf-16-le"))
_LARGEST = 50_000_000
_DRIVER = """
import os, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from ccmdesk import app
from shiboken6 import isValid
from ccmdesk.ui.common.desk import Route, Selection
from ccmdesk.ui.lock_screen.values import UnlockWish
from ccmdesk.ui.locking import LockReason
from ccmdesk.ui.workplace import Workplace

CANARY = "Vexomorph"
from ccmdesk.ui.chart.body import SECTIONS

def fail():
    raise RuntimeError(f"a value of {CANARY} in an error")

class Led(Workplace):
    def begin(self, folder, *, anew=False):
        super().begin(folder, anew=anew)
        self.work = self.steps()
        timer = QTimer(self)
        timer.timeout.connect(self.look)
        timer.start(30)

    def look(self):
        if self.lane.idle():
            next(self.work, None)

    def steps(self):
        while self.lock_screen is None:
            yield
        self.lock_screen.unlock.emit(UnlockWish("1", sys.stdin.readline().strip()))
        while self.room is None:
            yield
        desk = self.room.desk
        for page in ("worklist", "importing", "practice", "patient"):
            desk.navigate(Route(page, 1) if page == "patient" else Route(page))
            yield
            yield
        for section in SECTIONS:
            desk.navigate(Route("patient", 1, section))
            yield
            yield
        for edit in self.window.findChildren(QLineEdit):
            if isValid(edit) and edit.isVisible():
                edit.setText(CANARY)
        yield
        yield
        QApplication.clipboard().setText(CANARY)
        desk.start_clock(Selection(1, CANARY))
        yield
        yield
        desk.log_contact(Selection(1, CANARY))
        yield
        for edit in self.window.findChildren(QPlainTextEdit):
            if isValid(edit) and edit.isVisible():
                edit.setPlainText(f"{CANARY} half typed")
        yield
        self.lane.run(fail)
        yield
        print("worked", flush=True)
        sys.stdin.readline()
        self.lock(LockReason.USER)
        yield
        yield
        print("locked", flush=True)
        sys.stdin.readline()
        os._exit(0) if sys.argv[-1] == "killed" else QApplication.exit(0)

app.Workplace = Led
sys.exit(app.run_window(sys.argv[1:2]))
"""


def full_of_canaries(parent: Path) -> OpenPractice:
    """Return an open practice with a canary in every text of a patient and of the facts of the chart."""
    opened = fresh_practice(parent)
    store, actor = opened.store, opened.actor
    patient = _sung(Patient(CANARY, CANARY, addresses=(_sung(Address(lines=(CANARY,))),)))
    number = add_patient(store, actor, patient).value
    facts = (
        Condition(CANARY), Medication(CANARY), Allergy(CANARY), Observation(CANARY, text=CANARY),
        CareTeamMember(CANARY), RecordedGoal(CANARY), Coverage(CANARY),
    )  # fmt: skip
    for fact in facts:
        try:
            add_fact(store, actor, number, _sung(fact))
        except UserError:  # one of its fields takes no free words
            add_fact(store, actor, number, fact)
    contact = Contact(number, MONDAY, Mode.PHONE, Outcome.REACHED, with_whom=CANARY, note=CANARY)
    log_contact(store, actor, contact)
    plan_follow_up(store, actor, FollowUp(number, MONDAY.date(), CANARY))
    return opened


def _sung(value: Any) -> Any:
    """Return a value with the canary in every field that is text of its own."""
    texts = [field.name for field in dataclasses.fields(value) if type(getattr(value, field.name)) is str]
    return replace(value, **dict.fromkeys(texts, CANARY))


def where(places: list[Path], *, since: float = 0) -> Iterator[str]:
    """Yield the files below some folders whose name or content holds a canary."""
    for place in places:
        for path in place.rglob("*"):
            if CANARY.lower() in path.name.lower():
                yield f"the name of {path.name}"
            try:
                status = path.lstat()
                old = status.st_mtime < since
                if old or not path.is_file() or path.is_symlink() or status.st_size > _LARGEST:
                    continue
                data = path.read_bytes()
            except OSError:
                continue
            if any(form in data for form in _FORMS):
                yield str(path.relative_to(place))


def _surroundings(parent: Path) -> dict[str, str]:
    home = {f"XDG_{kind}_HOME": str(parent / kind.lower()) for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
    temporary = parent / "tmp"
    temporary.mkdir()
    more = {"HOME": str(parent), "TMPDIR": str(temporary), "QT_QPA_PLATFORM": "offscreen"}
    return {**os.environ, **home, **more}


def one(parent: Path, *, end: str) -> list[str]:
    """Work once through the window and return where a canary was found."""
    opened = full_of_canaries(parent)
    close_practice(opened)
    began = time.time() - 1
    log = parent.parent / "printed"
    with log.open("wb") as errors:
        child = subprocess.Popen(
            [sys.executable, "-c", _DRIVER, str(opened.folder), end],
            cwd=ROOT,
            env=_surroundings(parent),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        assert child.stdin is not None and child.stdout is not None
        child.stdin.write(f"{PASSPHRASE}\n")
        child.stdin.flush()
        found = []
        try:
            for step in ("worked", "locked"):
                said = child.stdout.readline().strip()
                if said != step:
                    return [
                        f"the window did not come as far as {step}: {said} {log.read_text('utf-8')[-600:]}"
                    ]
                found += [f"{step}: {place}" for place in where([parent, Path("/dev/shm")], since=began)]
                child.stdin.write("on\n")
                child.stdin.flush()
            child.wait(30)
        finally:
            child.kill()
            child.wait()
    if not list(parent.rglob("*crash*/*")):
        found.append("no crash report was made, so nothing was proved of it")
    return found + [f"after: {place}" for place in where([parent.parent, Path("/dev/shm")], since=began)]


def control() -> str:
    """Return where the canary is found in the full export that a person chose."""
    with tempfile.TemporaryDirectory() as place:
        opened = full_of_canaries(Path(place))
        (Path(place) / "chosen").mkdir()
        export_practice(opened.store, opened.actor, to=Path(place) / "chosen")
        close_practice(opened)
        files = list(where([Path(place) / "chosen"]))
    return f"the full export that a person chose holds it in {len(files)} files" if files else ""


def rounds(number: int) -> dict[str, Any]:
    """Work so many times, every second time with a sudden end; with none, only the control."""
    problems = []
    for turn in range(number):
        with tempfile.TemporaryDirectory() as place:
            parent = Path(place) / "home"
            parent.mkdir()
            problems += one(parent, end=("closed", "killed")[turn % 2])
    return {"done": number, "problems": problems, "control": "" if number else control()}


if __name__ == "__main__":
    json.dump(rounds(int(sys.argv[1])), sys.stdout, indent=1)
