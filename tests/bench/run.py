"""Run every bench, print one table, and write it to docs/performance.md: `make bench`.

`python tests/bench/run.py --only NAME` runs one and writes nothing but the table; `--json FILE` keeps the
numbers. Ends with 1 when a limit is missed or a bench failed. Every bench has a process of its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.machine import machine
from tests.bench.practices import FOLDER, ROOT, environment
from tests.bench.table import Row, markdown, table

BENCHES = {
    "demo": ("tests.bench.bench_demo", "bench_demo"),
    "start": ("tests.bench.bench_start", "bench_start"),
    "unlock": ("tests.bench.bench_unlock", "bench_unlock"),
    "lock": ("tests.bench.bench_lock", "bench_lock"),
    "worklist": ("tests.bench.bench_worklist", "bench_worklist"),
    "keystroke": ("tests.bench.bench_worklist_keystroke", "bench_worklist_keystroke"),
    "care-plan": ("tests.bench.bench_reports", "bench_care_plan_pdf"),
    "audit": ("tests.bench.bench_audit", "bench_audit"),
    "import": ("tests.bench.bench_import", "bench_import"),
    "backup": ("tests.bench.bench_backup", "bench_backup"),
}
_NEEDS_QT = ("keystroke",)
_PAPER = ROOT / "docs" / "performance.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for and return the exit code."""
    parser = argparse.ArgumentParser(description="Measure speed and memory against the promises.")
    parser.add_argument(
        "--only", choices=tuple(BENCHES), help="one bench; docs/performance.md stays as it is"
    )
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="keep the numbers; else build/bench has them"
    )
    parser.add_argument("--child", choices=tuple(BENCHES), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.child:
        print(json.dumps(_measured(options.child)))
        return 0
    rows: list[Row] = []
    for name in (options.only,) if options.only else BENCHES:
        print(f"{name} ...", file=sys.stderr, flush=True)
        rows += _in_a_process(name)
    print(table(rows))
    FOLDER.mkdir(parents=True, exist_ok=True)
    numbers = {"machine": machine(), "rows": [row.as_json() for row in rows]}
    (options.json or FOLDER / "numbers.json").write_text(json.dumps(numbers, indent=2), encoding="utf-8")
    if not options.only:
        _PAPER.write_text(markdown(rows, machine()), encoding="utf-8")
    return 0 if all(row.kept for row in rows) else 1


def _measured(name: str) -> list[dict[str, Any]]:
    module, function = BENCHES[name]
    if name in _NEEDS_QT:
        from PySide6.QtWidgets import QApplication

        application = QApplication([])
        application.setApplicationName("bench")
    found = getattr(import_module(module), function)()
    return found if isinstance(found, list) else [found]


def _in_a_process(name: str) -> Iterator[Row]:
    words = [sys.executable, str(Path(__file__).resolve()), "--child", name]
    ran = subprocess.run(words, env=environment(), capture_output=True, text=True, cwd=ROOT)
    if ran.returncode:
        print(ran.stderr, file=sys.stderr)
        yield Row(name, failed=True)
        return
    for row in json.loads(ran.stdout.splitlines()[-1]):
        yield Row.of(row)


if __name__ == "__main__":
    sys.exit(main())
