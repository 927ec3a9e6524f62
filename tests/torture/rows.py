"""The rows of SAFETY.md's table: what a batch of each does, how many are wanted, and its negative control."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from ccmdesk.domain.clock import SettableClock
from tests.torture import shim
from tests.torture.shim import ROOT

KEPT = ROOT / "build" / "torture"
QUIET = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": "1"}


@dataclass(frozen=True)
class Batch:
    """Hold what a batch did: how many, and what went wrong, in words."""

    done: int
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """Hold a row: its name, its words, the figure wanted, what a batch with a seed does, and the control.

    The control returns what failed in it as it must, or nothing, which is the failure of the control.
    """

    name: str
    what: str
    wanted: int
    batch: Callable[[int], Batch]
    control: Callable[[], str]
    needs: Callable[[], str] = str


def script(module: str, *arguments: object) -> dict[str, Any]:
    """Run a script of tests/torture and return what it tells."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(
        command, cwd=ROOT, env=QUIET, capture_output=True, text=True, timeout=1200, check=False
    )
    if done.returncode:
        return {"done": 0, "problems": [done.stderr[-600:]]}
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def called(module: str, number: int, **named: object) -> dict[str, Any]:
    """Call `rounds` of a module in a process of its own and return what it tells."""
    words = ", ".join(f"{name}={value!r}" for name, value in named.items())
    code = f"import json; from {module} import rounds; print(json.dumps(rounds({number}, {words})))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=QUIET, capture_output=True, text=True, check=False
    )
    if done.returncode:
        return {"done": 0, "problems": [done.stderr[-600:]]}
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def pytest_of(paths: Sequence[str], *more: str, **environment: str) -> tuple[int, tuple[str, ...]]:
    """Run tests with bigger numbers; return how many passed and what failed."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "--no-header", *more, *paths]
    done = subprocess.run(
        command, cwd=ROOT, env={**QUIET, **environment}, capture_output=True, text=True, check=False
    )
    passed = re.search(r"(\d+) passed", done.stdout)
    failed = tuple(line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR")))
    if done.returncode and not failed:
        failed = (done.stdout[-400:] + done.stderr[-200:],)
    return (int(passed[1]) if passed else 0), failed


def _of(told: dict[str, Any], done: int | None = None) -> Batch:
    return Batch(told["done"] if done is None else done, tuple(told["problems"]))


def _killed(seed: int) -> Batch:
    if seed % 4 == 3:
        with tempfile.TemporaryDirectory() as place:
            code = (
                "import sys; from pathlib import Path; from tests.practice_files import copied_practice;"
                f"print(copied_practice(Path({place!r})))"
            )
            made = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
            folder = made.stdout.decode().strip()
            lives: Any = script("tests.services.killed_clock", folder, 10, seed)
        if isinstance(lives, dict):
            return _of(lives)
        bad = [one for one in lives if not 0 <= one[1] <= one[0] + 0.7 or one[0] - one[1] > 10]
        return Batch(len(lives), tuple(f"seed {seed}: a clock ran, counted, saved {one}" for one in bad))
    return _of(called("tests.torture.killed_work", 25, seed=seed))


_CUTS = (
    "power_work work",
    "power_work backup",
    "power_cuts key",
    "power_cuts own",
    "power_cuts disable",
    "power_work work",
    "power_work backup",
    "power_cuts sheet",
)


def _cut(seed: int) -> Batch:
    module, how = _CUTS[seed % len(_CUTS)].split()
    number = 60
    told = script(f"tests.torture.{module}", how, number, seed)
    if "lost" not in told:
        return _of(told)
    problems = tuple(f"{how}, seed {seed}: {one}" for one in told["problems"])
    if told["lost"] + told["unusable"] and not problems:
        problems = (f"{how}, seed {seed}: {told}",)
    return Batch(number, problems)


def nth_runs() -> Iterator[tuple[str, str]]:
    """Yield every operation with every error, in the order in which they are tried."""
    from tests.torture.nth_call import ERRORS, OPERATIONS

    for error in ERRORS:
        yield from ((name, error) for name in OPERATIONS if name != "control")


def _nth(seed: int) -> Batch:
    runs = list(nth_runs())
    kept_of = {run: KEPT / "nth" / f"{run[0]}.{run[1]}.json" for run in runs}
    name, error = next((run for run, path in kept_of.items() if not path.exists()), runs[seed % len(runs)])
    kept = kept_of[(name, error)]
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(script("tests.torture.nth_call", name, error)), "utf-8")
    told = json.loads(kept.read_text("utf-8"))
    return _of(told, 1)


def _bits(seed: int) -> Batch:
    if seed % 3:
        return _of(called("tests.torture.damaged_practice", 100, seed=seed))
    passed, failed = pytest_of(
        ["tests/torture/test_damaged_vault.py", "tests/services/test_backup_damage.py"],
        CCMDESK_SEED=str(seed),
    )
    return Batch(600 if passed else 0, failed)


def _audit(seed: int) -> Batch:
    passed, failed = pytest_of(
        ["tests/services/test_audit_edited.py"], CCMDESK_AUDIT_EDITS="5000", CCMDESK_SEED=str(seed)
    )
    return Batch(5000 if passed else 0, failed)


def _properties(paths: Sequence[str], examples: int, tests: int) -> Callable[[int], Batch]:
    def batch(seed: int) -> Batch:
        passed, failed = pytest_of(
            paths,
            "--hypothesis-profile=torture",
            f"--hypothesis-seed={seed}",
            CCMDESK_EXAMPLES=str(examples),
        )
        return Batch(examples * tests if passed else 0, failed)

    return batch


def _residue(seed: int) -> Batch:
    told = script("tests.torture.key_residue", 5)
    if "rounds" not in told:
        return _of(told)
    found = [one["after"] for one in told["rounds"] if any(one["after"].values())]
    late = [one["seconds"] for one in told["rounds"] if one["seconds"] > 2]
    problems = [f"left in memory: {one}" for one in found] + [f"replaced after {one} s" for one in late]
    return Batch(5, tuple(problems))


def _residue_control() -> str:
    told = script("tests.torture.key_residue", 1)
    before = told["rounds"][0]["before"] if "rounds" in told else {}
    seen = [name for name in ("anchor key", "backup key", "patient", "medicine") if before.get(name)]
    return f"before the lock memory holds {', '.join(seen)}" if len(seen) == 4 else ""


def _tests(*paths: str) -> Callable[[int], Batch]:
    def batch(seed: int) -> Batch:
        passed, failed = pytest_of(paths, f"--hypothesis-seed={seed}")
        return Batch(passed, failed)

    return batch


def _failing(module: str, words: str, *arguments: object) -> Callable[[], str]:
    def control() -> str:
        told = script(f"tests.torture.{module}", *arguments)
        return f"{words}: {len(told['problems'])} seen" if told["problems"] else ""

    return control


def _failing_call(module: str, number: int, words: str, **named: object) -> Callable[[], str]:
    def control() -> str:
        told = called(f"tests.torture.{module}", number, **named)
        return (
            f"{words}: {len(told['problems'])} of {number} seen" if told["problems"] and told["done"] else ""
        )

    return control


def _control_tests(path: str, pick: str, words: str) -> Callable[[], str]:
    def control() -> str:
        passed, failed = pytest_of([path], "-k", pick)
        return words if passed and not failed else ""

    return control


def _must_fail(path: str, plugin: str, words: str) -> Callable[[], str]:
    def control() -> str:
        _, failed = pytest_of([path], "-p", plugin)
        return f"{words}: {len(failed)} tests fail" if failed else ""

    return control


def _wall_clock_control() -> str:
    clock = SettableClock(datetime(2026, 11, 2, 15, tzinfo=UTC))
    began = clock.wall()
    clock.advance(timedelta(minutes=10))
    clock.set_wall(began - timedelta(days=3650))
    counted = (clock.wall() - began).total_seconds()
    return "" if counted == 600 else f"counted by the wall clock, ten minutes become {counted:,.0f} s"


def _plain_parser_control() -> str:
    chance = random.Random(1)
    whole = json.dumps({"resourceType": "Patient", "name": [{"family": "Osei"}], "active": True}).encode()
    raised = 0
    for _ in range(100):
        damaged = bytearray(whole)
        damaged[chance.randrange(len(whole))] = chance.randrange(256)
        try:
            json.loads(bytes(damaged))["name"][0]["family"].casefold()
        except (ValueError, LookupError, TypeError, AttributeError):
            raised += 1
    return f"a plain parser raises on {raised} of 100 damaged files" if raised else ""


def _unthrottled_control() -> str:
    code = (
        "import sys, tempfile; from datetime import timedelta; from pathlib import Path\n"
        "from tests.security import test_throttle as t\n"
        "t.store_throttle = lambda path, state: None\n"
        "with tempfile.TemporaryDirectory() as place:\n"
        "    print(t.guesses_in(Path(place) / 't', t.SettableClock(t.START), timedelta(hours=1), []))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=QUIET, capture_output=True, check=False)
    guesses = int(done.stdout or 0)
    return f"without the file that counts, {guesses:,} guesses" if guesses > 25 else ""


def _linux() -> str:
    return "" if sys.platform == "linux" else "needs /proc of Linux"


ROWS = (
    Row(
        "kills",
        "kill -9 while working",
        1000,
        _killed,
        _failing_call(
            "killed_work", 30, "told before it is saved, kills lose entries", seed=5, too_early=True
        ),
    ),
    Row(
        "power-cuts",
        "power-cut replays (database, backup, vault, key change)",
        10_000,
        _cut,
        _failing("power_work", "with synchronous=NORMAL cuts lose entries", "normal", 40, 7),
        shim.missing,
    ),
    Row(
        "nth-call",
        "n-th disk call fails, every n: operations x (ENOSPC, EIO, EACCES)",
        len(list(nth_runs())),
        _nth,
        _failing(
            "nth_call", "an operation of two transactions leaves third states", "control", "ENOSPC", 15, 3
        ),
        shim.missing,
    ),
    Row(
        "bit-flips",
        "bit flips in database, log, vault, anchor, backup; pages and folders put back",
        10_000,
        _bits,
        _failing_call("damaged_practice", 20, "without anchors, unseen changes", seed=1, anchored=False),
    ),
    Row(
        "audit",
        "audit edited with the key",
        100_000,
        _audit,
        _control_tests(
            "tests/services/test_audit_edited.py",
            "control",
            "without anchors a cut tail and a rewritten chain pass unseen",
        ),
    ),
    Row(
        "restores",
        "backup, damage, restore with a live writer",
        300,
        lambda seed: _of(called("tests.torture.damaged_backup", 10, seed=seed)),
        _failing_call(
            "damaged_backup",
            5,
            "months of a practice that was worked on since differ",
            seed=1,
            compared_late=True,
        ),
    ),
    Row(
        "clock",
        "clock properties",
        500_000,
        _properties(["tests/domain/test_time_properties.py"], 2500, 4),
        _wall_clock_control,
    ),
    Row(
        "fuzz",
        "imports fuzzed",
        1_000_000,
        _properties(["tests/importers/test_importers_fuzz.py", "tests/importers/test_ccda_fuzz.py"], 2500, 4),
        _plain_parser_control,
    ),
    Row(
        "canary",
        "canary words, whole window",
        20,
        lambda seed: _of(script("tests.torture.canary", 1)),
        lambda: script("tests.torture.canary", 0).get("control", ""),
    ),
    Row("key-residue", "key residue in memory after a hard lock", 200, _residue, _residue_control, _linux),
    Row(
        "guesses",
        "guesses in the first hour",
        4,
        _tests("tests/security/test_throttle.py"),
        _unthrottled_control,
    ),
    Row(
        "roles",
        "role x action matrix",
        1,
        _tests("tests/services/test_permissions.py"),
        _must_fail(
            "tests/services/test_permissions.py", "tests.torture.without_roles", "roles not asked for"
        ),
    ),
    Row(
        "every-action",
        "every action leaves its audit record",
        1,
        _tests("tests/services/test_every_use_is_audited.py"),
        _must_fail(
            "tests/services/test_every_use_is_audited.py", "tests.torture.without_audit", "nothing recorded"
        ),
    ),
)
