"""Hold the build and the lock files to what an installation is promised."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import ccmdesk
from tests.house.sources import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")


def locked(name: str) -> dict[str, str]:
    """Return the pinned version of every package of a lock file."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", text, flags=re.MULTILINE))


def asked_for() -> dict[str, list[str]]:
    """Return the requirements of pyproject.toml by the lock file that must hold them."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)
    runtime = project["project"]["dependencies"]
    return {LOCKS[0]: runtime, LOCKS[1]: [*runtime, *project["dependency-groups"]["dev"]]}


@pytest.mark.parametrize("name", LOCKS)
def test_lock_pins_and_hashes_everything_and_names_no_host(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z])", text.strip())
    assert len(entries) == len(locked(name)), "an entry is not pinned with ==: run make lock"
    unhashed = [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry]
    assert not unhashed, f"without a hash: {unhashed}; run make lock"
    assert "://" not in text and "--index" not in text and "--find-links" not in text, "run make lock"


@pytest.mark.parametrize("name", LOCKS)
def test_lock_holds_what_pyproject_asks_for(name: str) -> None:
    names = {re.split(r"[<>=!~;\s\[]", requirement)[0].lower() for requirement in asked_for()[name]}
    assert names <= locked(name).keys(), f"not locked: {names - locked(name).keys()}; run make lock"


def test_development_and_runtime_locks_agree() -> None:
    runtime, development = (locked(name) for name in LOCKS)
    assert runtime.items() <= development.items(), "run make lock: what is tested is not what is installed"


@pytest.mark.slow
def test_wheel_carries_resources_command_licence_and_version(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        prefix = f"ccmdesk-{ccmdesk.__version__}.dist-info"
        entry_points = archive.read(f"{prefix}/entry_points.txt").decode()
    assert "ccmdesk = ccmdesk.__main__:main" in entry_points
    assert f"{prefix}/licenses/LICENSE" in names
    resources = [path for path in (ROOT / "resources").rglob("*") if path.is_file()]
    missing = [
        path
        for path in resources
        if f"ccmdesk/_resources/{path.relative_to(ROOT / 'resources').as_posix()}" not in names
    ]
    assert resources and not missing, f"not in the wheel: {missing}"
