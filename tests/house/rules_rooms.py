"""Keep the rooms of ARCHITECTURE.md: nothing unplaced at the top, nothing foreign in domain/."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator

from tests.house.rules_ui import imported_modules
from tests.house.sources import ROOT, Finding, Source

# What the window must ask services for.
BELOW_SERVICES = {"models", "importers", "exporters", "reports", "security"}


def contract(contract_id: str) -> dict[str, list[str]]:
    """Return a contract of import-linter as pyproject.toml writes it."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    found: dict[str, list[str]] = next(each for each in contracts if each["id"] == contract_id)
    return found


def placed_rooms() -> set[str]:
    """Return the rooms that the layers contract places."""
    return set(re.findall(r"\w+", " ".join(contract("layers")["layers"])))


def open_doors(existing: set[str], forbidden: list[str]) -> set[str]:
    """Return the rooms below services that the window's contract forgets to close."""
    return (existing & BELOW_SERVICES) - {module.removeprefix("ccmdesk.") for module in forbidden}


def unplaced_rooms(existing: set[str], placed: set[str]) -> Iterator[str]:
    """Yield what to do about every room that stands in no layer."""
    for room in sorted(existing - placed - {"_resources"}):
        yield f"ccmdesk/{room}: place this room in the layers of pyproject.toml and ARCHITECTURE.md."


def existing_rooms() -> set[str]:
    """Return the top-level modules and packages of ccmdesk."""
    folder = ROOT / "ccmdesk"
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    return modules | {path.name for path in folder.iterdir() if path.is_dir() and any(path.rglob("*.py"))}


def foreign_in_domain(source: Source) -> Iterator[Finding]:
    """Find imports in domain/ of anything but domain/ and the standard library."""
    for node in source.nodes:
        for module in imported_modules(node):
            if (
                not module.startswith("ccmdesk.domain")
                and module.split(".")[0] not in sys.stdlib_module_names
            ):
                advice = f"domain imports {module}: it knows the standard library alone; move this code up."
                yield source.finding(node, advice)
