"""Import a panel into a practice and come to a bad end in the middle; run as a script of its own.

`killed`: SIGKILL while facts are written. `full`: no file may grow, as on a full disk.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import date, timedelta
from pathlib import Path

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.errors import UserError
from ccmdesk.domain.imports import InputFile
from ccmdesk.services import imports
from ccmdesk.services.practice_file import open_practice
from tests.practice_files import MONDAY, PASSPHRASE

PATIENTS = 600
NOTE = "slept well and walked to the lake " * 40


def panel(patients: int) -> bytes:
    """Return a table of invented patients, more than the pages that the database keeps in memory."""
    first = date(1930, 1, 1)
    days = (first + timedelta(days=13 * number) for number in range(patients))
    rows = (f"A{n},Quill{n},Orla,{day},Gout;Asthma,{NOTE}" for n, day in enumerate(days))
    return "\n".join(["MRN,Last,First,DOB,Conditions,Note", *rows]).encode()


def main(folder: Path, end: str) -> None:
    """Import until the end comes; print what the person would be told."""
    practice = open_practice(folder, login="sara", passphrase=PASSPHRASE, clock=SettableClock(MONDAY))
    parsed = imports.read([InputFile("panel.csv", panel(PATIENTS))])
    ready = 0

    def progress(done: int, total: int) -> None:
        nonlocal ready
        ready += total == PATIENTS  # the writing, after the planning, which counts twice as far
        if ready == PATIENTS // 2 and end == "killed":
            os.kill(os.getpid(), signal.SIGKILL)

    if end == "full" and sys.platform != "win32":
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        largest = max(path.stat().st_size for path in folder.iterdir()) + 100_000
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    try:
        imports.commit(practice.store, practice.actor, parsed, progress=progress)
    except UserError as error:
        print(error)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
