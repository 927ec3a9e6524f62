"""Look into the memory of the program before and after a hard lock; run as a script of its own (Linux).

A real window opens a practice and shows a patient; the parent reads /proc/PID/mem. Then the session ends by
itself, the process replaces itself, and the same memory is read again: nothing may be found.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from ccmdesk.domain.chart import Medication, Patient
from ccmdesk.models.store import file_keys
from ccmdesk.security.vault import open_with_passphrase
from ccmdesk.services.facts import add_fact
from ccmdesk.services.lock_screen import vault_of
from ccmdesk.services.patients import add_patient
from ccmdesk.services.practice_file import close_practice
from tests.practice_files import PASSPHRASE, fresh_practice
from tests.torture.shim import ROOT

NAME, MEDICINE = "Quorvelthwaite", "Zymbrolicine"
"""Words that are nowhere else: common names lie in the lists of the program and of Qt."""

_DRIVER = """
import gc, os, sys
from PySide6.QtCore import QTimer
from ccmdesk import app
from ccmdesk.ui.common.desk import Route
from ccmdesk.ui.lock_screen.values import UnlockWish
from ccmdesk.ui.locking import LockReason
from ccmdesk.ui.workplace import Workplace

class Led(Workplace):
    def begin(self, folder, *, anew=False):
        super().begin(folder, anew=anew)
        self.step = 0
        os.set_blocking(0, False)
        timer = QTimer(self)
        timer.timeout.connect(self.look)
        timer.start(30)

    def look(self):
        if not self.lane.idle():
            return
        if self.step == 0 and self.lock_screen is not None:
            try:
                typed = os.read(0, 1000).decode().strip()
            except BlockingIOError:
                return
            self.step = 1
            self.lock_screen.unlock.emit(UnlockWish("1", typed))
        elif self.step == 1 and self.room is not None:
            self.step = 2
            self.room.desk.navigate(Route("patient", 1, "medicines"))
        elif self.step == 2:
            self.step = 3
            print("shown", flush=True)
        elif self.step == 3:
            try:
                os.read(0, 1000)
            except BlockingIOError:
                return
            self.step = 4
            self.end(LockReason.SLEEP)

app.Workplace = Led
sys.exit(app.run_window(sys.argv[1:]))
"""


def needles(folder: Path) -> dict[str, list[bytes]]:
    """Return what must not be in memory, by name, in every form that it may have there."""
    key = open_with_passphrase(vault_of(folder), user_id=1, passphrase=PASSPHRASE)
    data_key = bytes(key)
    keys = file_keys(key)
    secrets = {
        "data key": data_key,
        "database key": bytes(keys.database),
        "anchor key": bytes(keys.anchor),
        "backup key": bytes(keys.backup),
    }
    forms = {
        name: [value, value.hex().encode(), value.hex().upper().encode()] for name, value in secrets.items()
    }
    for name, text in (("passphrase", PASSPHRASE), ("patient", NAME), ("medicine", MEDICINE)):
        forms[name] = [text.encode(code) for code in ("utf-8", "utf-16-le", "latin-1", "utf-32-le")]
    return forms


def hits(pid: int, forms: dict[str, list[bytes]]) -> dict[str, int]:
    """Return how often each is found in the memory of a process."""
    found = dict.fromkeys(forms, 0)
    for part in _memory(pid):
        for name, values in forms.items():
            found[name] += sum(part.count(value) for value in set(values))
    return found


def _memory(pid: int) -> Iterator[bytes]:
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:  # noqa: PTH123 - unbuffered, with seeks
        for line in Path(f"/proc/{pid}/maps").read_text("utf-8").splitlines():
            span = re.match(r"([0-9a-f]+)-([0-9a-f]+) r", line)
            if span is None or "[vvar" in line or "[vsyscall]" in line:
                continue
            start, end = (int(one, 16) for one in span.groups())
            with suppress(OSError, OverflowError, ValueError):
                memory.seek(start)
                yield memory.read(end - start)


def one(parent: Path) -> dict[str, Any]:
    """Lock hard once, and return what memory held before and after."""
    opened = fresh_practice(parent)
    patient = add_patient(opened.store, opened.actor, Patient(family=NAME, given="Ama")).value
    add_fact(opened.store, opened.actor, patient, Medication(MEDICINE))
    close_practice(opened)
    folder = opened.folder
    forms = needles(folder)
    home = {f"XDG_{kind}_HOME": str(parent / kind.lower()) for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
    surroundings = {**os.environ, **home, "HOME": str(parent), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", _DRIVER, str(folder)]
    pipe = subprocess.PIPE
    child = subprocess.Popen(command, cwd=ROOT, env=surroundings, stdin=pipe, stdout=pipe)
    assert child.stdin is not None and child.stdout is not None
    try:
        child.stdin.write(PASSPHRASE.encode() + b"\n")
        child.stdin.flush()
        if child.stdout.readline() != b"shown\n":
            raise RuntimeError(f"the window did not come up: {child.wait(5)}")
        time.sleep(0.3)
        before = hits(child.pid, forms)
        child.stdin.write(b"lock\n")
        child.stdin.flush()
        began = time.monotonic()
        while "--after-lock" not in Path(f"/proc/{child.pid}/cmdline").read_text():
            if time.monotonic() - began > 10:
                raise RuntimeError("the process did not replace itself")
            time.sleep(0.02)
        took = time.monotonic() - began
        time.sleep(2)
        return {
            "before": before,
            "after": hits(child.pid, forms),
            "seconds": round(took, 2),
            "alive": child.poll() is None,
        }
    finally:
        child.kill()
        child.wait()


def rounds(number: int) -> dict[str, Any]:
    """Lock so many times; every round tells what it found."""
    told = []
    for _ in range(number):
        with tempfile.TemporaryDirectory() as place:
            told.append(one(Path(place)))
    return {"rounds": told}


if __name__ == "__main__":
    json.dump(rounds(int(sys.argv[1])), sys.stdout, indent=1)
