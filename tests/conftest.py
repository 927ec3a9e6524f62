"""Make every test run look the same on every desk: no display, one zone, one locale."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

# Before Qt is imported: it reads these when the application starts.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["TZ"] = "UTC"
# Fixtures wider than a test open practice files before `own_home`: their anchors go here.
os.environ["XDG_STATE_HOME"] = mkdtemp(prefix="ccmdesk-state-")
atexit.register(shutil.rmtree, os.environ["XDG_STATE_HOME"], ignore_errors=True)
for name in ("LANG", "LC_ALL", "LANGUAGE"):
    os.environ[name] = "C.UTF-8"
for name in ("QT_SCALE_FACTOR", "QT_STYLE_OVERRIDE", "QT_LOGGING_RULES", "CCMDESK_PASSPHRASE"):
    os.environ.pop(name, None)
if hasattr(time, "tzset"):
    time.tzset()

import pytest  # noqa: E402 - the environment is set first
from hypothesis import HealthCheck, settings  # noqa: E402 - the environment is set first

from ccmdesk.ui.common.count_guard import guard_counts  # noqa: E402 - the environment is set first
from ccmdesk.ui.common.garbage import collect_what_is_due  # noqa: E402 - the environment is set first
from tests.house.rules_size import FILE_ASKS, line_count  # noqa: E402 - the environment is set first
from tests.house.sources import read_python  # noqa: E402 - the environment is set first

guard_counts()
gc.disable()  # a widget collected on the lane's thread ends the process: see ccmdesk/ui/common/garbage.py

# Key derivation and SQLCipher make an example slow on a shared machine: no deadline decides.
settings.register_profile("fast", max_examples=50, deadline=None)
settings.register_profile(
    "ci", max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "torture",
    max_examples=int(os.environ.get("CCMDESK_EXAMPLES", "50")),
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci" if os.environ.get("CI") else "fast")


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every test a home of its own, so that none reads or leaves the settings of this machine."""
    home = tmp_path / ".home"
    monkeypatch.setenv("HOME", str(home))
    for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))


@pytest.fixture(autouse=True)
def killed_programs_are_not_measured(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no program measure its coverage that is killed or whose disk fails: it leaves a damaged file."""
    if {"torture", "services", "stories"} & set(request.path.parts):
        monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
        monkeypatch.delenv("COVERAGE_PROCESS_START", raising=False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List the files that ask to be split, before pytest's closing line."""
    long = [(line_count(source), source.path) for source in read_python("ccmdesk", "tests", "tools")]
    for lines, path in sorted(long, reverse=True):
        if lines > FILE_ASKS:
            terminalreporter.write_line(f"asks to be split ({lines} lines, over {FILE_ASKS}): {path}")


@pytest.fixture(autouse=True)
def garbage() -> Iterator[None]:
    """Collect garbage after a test, on the thread that owns the widgets."""
    gc.disable()
    yield
    collect_what_is_due()


def pytest_collection_finish() -> None:
    """Set what was loaded aside, so that later collections look at what tests made alone."""
    gc.collect()
    gc.freeze()
