"""Store a small practice file of this release in tests/stored, which every later release must open.

Run `python tools/store_release.py` once a release, before its tag; a release that is stored is never written
anew. What a person would see in the file is noted beside it, and tests/services/test_stored_releases.py
compares. The passphrase is known and the key parameters are cheap: everything in it is invented.
"""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from ccmdesk import __version__  # noqa: E402 - the checkout is put on the path first
from ccmdesk.domain.clock import SettableClock  # noqa: E402 - as above, after the path
from ccmdesk.models.store import Store  # noqa: E402 - as above, after the path
from ccmdesk.services.practice_file import close_practice, open_practice  # noqa: E402 - as above, after the path
from tests.practice_files import MONDAY, PASSPHRASE, fresh_practice, state_of  # noqa: E402 - as above
from tests.services.desk import AMA, Desk  # noqa: E402 - as above, after the path
from tests.services.stored_facts import facts_of  # noqa: E402 - as above, after the path

STORED = ROOT / "tests" / "stored"
LARGEST = 600_000
"""Bytes that a stored file may have."""


def work(desk: Desk) -> None:
    """Enrol three patients, sign a plan for the first, and keep time in two months and across a midnight."""
    for number, given in enumerate(("Ama", "Björn", "Chloé")):
        patient = desk.enrolled(replace(AMA, given=given, telecoms=()))
        desk.worked(patient, minutes=12, seconds=number + 1)
        if number == 0:
            desk.signed(patient)
        desk.clock.advance(timedelta(hours=14))
        desk.worked(patient, minutes=90, seconds=13)
        desk.clock.advance(timedelta(days=4))


def store_release(target: Path) -> None:
    """Make the practice file and the note of its facts in a folder that does not exist yet."""
    with TemporaryDirectory() as parent:
        clock = SettableClock(MONDAY)
        opened = fresh_practice(Path(parent), clock)
        work(Desk(opened, clock))
        close_practice(opened)
        again = open_practice(
            opened.folder,
            login="sara",
            passphrase=PASSPHRASE,
            clock=clock,
            state_folder=state_of(opened.folder),
        )
        facts = note(again.store)
        close_practice(again)
        (opened.folder / "in-use.lock").unlink(missing_ok=True)
        shutil.copytree(opened.folder, target / opened.folder.name)
    (target / "facts.json").write_text(
        json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    if size > LARGEST:
        shutil.rmtree(target)
        raise SystemExit(f"{size} bytes are too many to store")


def note(store: Store) -> dict[str, object]:
    """Return what is noted beside a stored file."""
    return {"release": __version__, "passphrase": PASSPHRASE, **facts_of(store)}


if __name__ == "__main__":
    folder = STORED / __version__
    if folder.exists():
        raise SystemExit(f"{folder} is stored already, and stays as it is")
    store_release(folder)
