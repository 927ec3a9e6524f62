"""Compare the start of the program, up to its painted lock screen, with a bare PySide6 window.

The bare window is the first program of Qt's own tutorial: a centred label and a button. Both are started as
processes, turn by turn, and say when their first painting was done; bytecode is kept, as where the program
is installed.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median
from time import monotonic_ns

from tests.bench.practices import copied, environment, made

LIMIT = 1.5
ROUNDS = 15
_CHILD = Path(__file__).with_name("start_child.py")


def bench_start() -> dict[str, str | float]:
    """Return the row of the start: medians in seconds of ours and of the bare window, and their ratio."""
    with copied(made(1).practice) as practice:
        for what in ("bare", str(practice)):
            _started(what)  # bytecode and the system's file cache are warm from here on
        times: dict[str, list[float]] = {"bare": [], str(practice): []}
        for _ in range(ROUNDS):
            for what, taken in times.items():
                taken.append(_started(what))
        ours, peer = median(times[str(practice)]), median(times["bare"])
    what = "process start to painted lock screen"
    return {"what": what, "ours": ours, "peer": peer, "ratio": ours / peer, "limit": LIMIT}


def _started(what: str) -> float:
    start = monotonic_ns()
    ran = subprocess.run(
        [sys.executable, str(_CHILD), what], env=environment(), capture_output=True, text=True, timeout=60
    )
    if not ran.stdout.strip().isdigit():
        raise RuntimeError(f"nothing was painted: {ran.stderr}")
    return (int(ran.stdout) - start) / 1e9
