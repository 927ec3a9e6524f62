"""Make the demo practices that the benches measure once, and keep them in build/bench."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "bench"
PATIENTS = 10_000
LAST_MONTH = "2026-10"
_MADE_BY = ("domain/*.py", "models/**/*.*", "security/*.py", "services/demo*.py")


@dataclass(frozen=True, slots=True)
class Made:
    """Hold a demo practice and the seconds that `ccmdesk demo` took to make it."""

    practice: Path
    user: str
    passphrase: str
    seconds: float


def environment() -> dict[str, str]:
    """Return the environment of measured processes: no display, bytecode kept, a home of their own."""
    home = FOLDER / "home"
    home.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(FOLDER / "bytecode"),
        "HOME": str(home),
        **{f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "STATE", "CACHE")},
    }


def make(months: int) -> Made:
    """Make the practice of so many months anew with the command line, as a person would."""
    folder = FOLDER / f"panel-{months:02}"
    shutil.rmtree(folder, ignore_errors=True)
    words = [sys.executable, "-m", "ccmdesk", "demo", str(folder), "--json", "--patients", str(PATIENTS)]
    words += ["--months", str(months), "--through", LAST_MONTH]
    start = perf_counter()
    ran = subprocess.run(words, env=environment(), capture_output=True, text=True, check=True)
    seconds = perf_counter() - start
    told = json.loads(ran.stdout)
    note = {**told, "seconds": seconds, "made_by": _makers()}
    (folder / "made.json").write_text(json.dumps(note), encoding="utf-8")
    return Made(Path(told["practice"]), told["user"], told["passphrase"], seconds)


def made(months: int) -> Made:
    """Return the practice of so many months, made anew when the code that makes it has changed."""
    try:
        note = json.loads((FOLDER / f"panel-{months:02}" / "made.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return make(months)
    if note["made_by"] != _makers():
        return make(months)
    return Made(Path(note["practice"]), note["user"], note["passphrase"], note["seconds"])


@contextmanager
def copied(practice: Path) -> Iterator[Path]:
    """Give a copy of a practice that may be changed; it is removed at the end.

    What this computer remembers of earlier copies goes first: next to them this one would be set back.
    """
    shutil.rmtree(FOLDER / "home" / "state", ignore_errors=True)
    place = FOLDER / f"copy-{os.getpid()}-{practice.parent.name}"
    shutil.rmtree(place, ignore_errors=True)
    try:
        yield Path(shutil.copytree(practice, place / practice.name))
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _makers() -> str:
    digest = hashlib.sha256()
    for pattern in _MADE_BY:
        for path in sorted((ROOT / "ccmdesk").glob(pattern)):
            if path.is_file() and path.suffix in (".py", ".sql"):
                digest.update(path.read_bytes())
    return digest.hexdigest()
