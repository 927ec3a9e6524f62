"""Run the long figures of SAFETY.md row by row; `python -m tests.torture.run [ROW ...]`.

What a row has done is kept in build/torture/ROW.json after every batch, so a stopped run goes on. Each
row has its negative control, which must fail. The table at the end goes to docs/reliability.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.torture.rows import KEPT, ROWS, Row
from tests.torture.shim import ROOT

TABLE = ROOT / "docs" / "reliability.md"
MOST_MINUTES = 20.0


@dataclass
class State:
    """Hold what a row has done so far."""

    done: int = 0
    seed: int = 0
    seconds: float = 0
    problems: list[str] = field(default_factory=list)
    control: str = ""
    skipped: str = ""
    date: str = ""


def state_path(row: Row) -> Path:
    """Return where a row keeps what it has done."""
    return KEPT / f"{row.name}.json"


def load(row: Row) -> State:
    """Return what a row has done so far."""
    path = state_path(row)
    return State(**json.loads(path.read_text("utf-8"))) if path.exists() else State()


def store(row: Row, state: State) -> None:
    """Keep what a row has done."""
    path = state_path(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".half")
    half.write_text(json.dumps(asdict(state), indent=1), "utf-8")
    half.replace(path)


def run(row: Row, *, minutes: float) -> State:
    """Go on with a row until its figure is reached or the minutes are over."""
    state = load(row)
    state.skipped = row.needs()
    if state.skipped:
        return state
    state.control = state.control or row.control()
    began = time.monotonic()
    while state.done < row.wanted and time.monotonic() - began < minutes * 60:
        start = time.monotonic()
        batch = row.batch(state.seed)
        state.seed += 1
        state.done += batch.done
        state.problems += batch.problems
        state.seconds += time.monotonic() - start
        state.date = f"{datetime.now(UTC):%Y-%m-%d}"
        store(row, state)
        print(f"{row.name}: {state.done} of {row.wanted}, {len(state.problems)} problems", flush=True)
    store(row, state)
    return state


def table() -> str:
    """Return the summary of everything done so far, as docs/reliability.md holds it."""
    lines = [
        "# Reliability: what was tortured, and what came of it",
        "",
        "Made by `make torture`. Each row has a negative control: the same test on a worse program, which",
        "must fail, or the row proves nothing. *Reached* below *wanted* is honest: the row was stopped there",
        "and goes on with the next `make torture`. Windows and macOS: untested.",
        "",
        f"Machine: {platform.system()} {platform.release()}, {os.cpu_count()} cores,"
        f" Python {platform.python_version()}.",
        "",
        "| what | reached | wanted | problems | negative control | minutes | date |",
        "|---|--:|--:|--:|---|--:|---|",
    ]
    problems: list[str] = []
    for row in ROWS:
        state = load(row)
        control = state.control or "missing"
        lines.append(
            f"| {row.what} | {state.done:,} | {row.wanted:,} | {len(state.problems)} | {control}"
            f" | {state.seconds / 60:.1f} | {state.date or 'not run'} |"
        )
        problems += [f"- {row.name}: {problem}" for problem in state.problems]
    if problems:
        lines += ["", "## Problems found", "", *(line.replace("\n", " ")[:300] for line in problems[:60])]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Run the rows asked for, write the table, and return 1 when anything failed."""
    parser = argparse.ArgumentParser(prog="make torture", description="Run the long figures row by row.")
    parser.add_argument("row", nargs="*", metavar="ROW", help=", ".join(row.name for row in ROWS))
    parser.add_argument("--minutes", type=float, default=MOST_MINUTES, help="at most so long a row")
    parser.add_argument("--table", action="store_true", help="only write the table")
    given = parser.parse_args()
    failed = False
    for row in ROWS:
        if not given.table and (not given.row or row.name in given.row):
            state = run(row, minutes=given.minutes)
            if state.skipped:
                print(f"{row.name}: skipped, {state.skipped}")
            elif not state.control:
                print(f"{row.name}: THE CONTROL DID NOT FAIL")
            failed |= bool(state.problems) or not (state.control or state.skipped)
    TABLE.write_text(table(), "utf-8")
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
