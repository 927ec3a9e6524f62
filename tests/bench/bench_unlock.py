"""Measure Enter on the passphrase up to the filled worklist of ten thousand patients, and the memory held."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from statistics import median

from tests.bench.practices import copied, environment, made

LIMIT = 0.300
LIMIT_OF_MEMORY = 280.0
ROUNDS = 3
_CHILD = Path(__file__).with_name("unlock_child.py")


def bench_unlock() -> list[dict[str, str | float]]:
    """Return two rows: seconds beyond the key derivation of the same run, and resident memory in MB."""
    practice = made(12)
    beyond, memory = [], []
    with copied(practice.practice) as folder:
        for _ in range(ROUNDS):
            told = _unlocked(folder, practice.passphrase)
            beyond.append(told["filled"] - told["derived"])
            memory.append(told["memory"])
    taken, held = median(beyond), median(memory)
    return [
        {
            "what": "Enter to painted worklist of 10,000, beyond key derivation",
            "ours": taken,
            "ratio": taken / LIMIT,
            "limit": 1.0,
        },
        {
            "what": "resident memory with it open",
            "ours": held,
            "ratio": held / LIMIT_OF_MEMORY,
            "limit": 1.0,
            "unit": "MB",
        },
    ]


def _unlocked(folder: Path, passphrase: str) -> dict[str, float]:
    ran = subprocess.run(
        [sys.executable, str(_CHILD), str(folder)],
        input=passphrase,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
    )
    if ran.returncode:
        raise RuntimeError(f"the worklist was not shown: {ran.stderr}")
    told: dict[str, float] = json.loads(ran.stdout)
    return told
