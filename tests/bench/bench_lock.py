"""Measure the whole unlock, the soft lock and the hard lock of ten thousand patients in the real program."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from tests.bench.practices import copied, environment, made

UNLOCK, SOFT, HARD = 1.5, 0.3, 2.0
ROUNDS = 3
_PATIENCE = 60.0
_CHILD = Path(__file__).with_name("lock_child.py")


def bench_lock() -> list[dict[str, str | float]]:
    """Return three rows in seconds: unlock, soft lock, and hard lock until the process is replaced."""
    practice = made(12)
    with copied(practice.practice) as folder:
        rounds = [_round(folder, practice.passphrase) for _ in range(ROUNDS)]
    rows: list[dict[str, str | float]] = []
    for what, limit, name in (
        ("unlock with the default parameters, worklist of 10,000 filled", UNLOCK, "unlock"),
        ("soft lock: the wish to the painted lock screen", SOFT, "soft"),
        ("hard lock: the wish to the fresh process", HARD, "hard"),
    ):
        taken = median(one[name] for one in rounds)
        rows.append({"what": what, "ours": taken, "ratio": taken / limit, "limit": 1.0})
    return rows


def _round(folder: Path, passphrase: str) -> dict[str, float]:
    child = subprocess.Popen(
        [sys.executable, str(_CHILD), str(folder)],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        if child.stdin is None or child.stdout is None:
            raise RuntimeError("the program has no pipes")
        child.stdin.write(passphrase + "\n")
        child.stdin.flush()
        told: dict[str, float] = json.loads(child.stdout.readline())
        begun = float(json.loads(child.stdout.readline())["ending"])
        told["hard"] = _replaced_at(child.pid) - begun
    finally:
        child.kill()
        child.communicate()
    return told


def _replaced_at(pid: int) -> float:
    """Return when the process has become a fresh one, in seconds of the wall clock."""
    place = Path(f"/proc/{pid}/cmdline")
    end = time.time() + _PATIENCE
    while time.time() < end:
        if b"--after-lock" in place.read_bytes():
            return time.time()
        time.sleep(0.002)
    raise RuntimeError("the process was not replaced")
