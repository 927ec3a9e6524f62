"""A practice file that a release wrote opens in this one, with its facts, its months and its audit trail."""

from __future__ import annotations

import importlib.util
import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from ccmdesk.domain.clock import SettableClock
from ccmdesk.models.migrate import newest_revision
from ccmdesk.models.unit_of_work import reading
from ccmdesk.services.audit import chain_report
from ccmdesk.services.checks import check_practice
from ccmdesk.services.practice_file import close_practice, open_practice
from tests.practice_files import MONDAY
from tests.services.stored_facts import facts_of

STORED = Path(__file__).parents[1] / "stored"
RELEASES = sorted(path.parent for path in STORED.glob("*/facts.json"))
TOOL = Path(__file__).parents[2] / "tools" / "store_release.py"


def test_a_release_is_stored() -> None:
    assert RELEASES


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
def test_the_file_of_a_release_opens_with_everything_in_it(release: Path, tmp_path: Path) -> None:
    noted = json.loads((release / "facts.json").read_text(encoding="utf-8"))
    (stored,) = release.glob("*.ccmdesk")
    folder = Path(shutil.copytree(stored, tmp_path / stored.name))
    opened = open_practice(
        folder,
        login="sara",
        passphrase=noted["passphrase"],
        clock=SettableClock(MONDAY + timedelta(days=60)),
        state_folder=tmp_path / "state",
    )
    found = facts_of(opened.store)
    for name in ("patients", "months", "signed_plans", "users"):
        assert found[name] == noted[name], name
    assert noted["months"] and noted["signed_plans"]
    number, link = noted["audit"]
    with reading(opened.store) as connection:
        assert (
            connection.exec_driver_sql("SELECT hex(mac) FROM audit WHERE id = ?", (number,)).scalar_one()
            == link
        )
    assert found["schema"] == newest_revision()
    assert chain_report(opened.store).holds
    assert all(check.passed for check in check_practice(opened.store, opened.actor))
    close_practice(opened)


def test_the_tool_that_stores_releases_makes_what_the_test_reads(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("store_release", TOOL)
    assert spec is not None and spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    tool.store_release(tmp_path / "new")
    test_the_file_of_a_release_opens_with_everything_in_it(tmp_path / "new", tmp_path)
