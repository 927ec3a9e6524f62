"""Export a practice and come to a bad end in the middle; run as a script of its own.

`killed`: SIGKILL while patients are written. `full`: no file may grow beyond a few kilobytes.
`well`: nothing happens.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.errors import UserError
from ccmdesk.services.export import export_practice
from ccmdesk.services.practice_file import open_practice
from tests.practice_files import MONDAY, PASSPHRASE

_LARGEST = 4096


def main(folder: Path, to: Path, end: str) -> None:
    """Export until the end comes; print what the person would be told."""
    practice = open_practice(folder, login="sara", passphrase=PASSPHRASE, clock=SettableClock(MONDAY))

    def progress(done: int, total: int) -> None:
        if done != total - 1:  # the README and the manifest are all that is missing
            return
        if end == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if end == "full" and sys.platform != "win32":
            import resource

            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST, _LARGEST))

    try:
        export_practice(practice.store, practice.actor, to=to, progress=progress)
    except UserError as error:
        print(error)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
