"""A theme and a stage for the tests of the import page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ccmdesk.services.practice_file import close_practice
from ccmdesk.ui.common.theme import Theme
from tests.importers.making import PATIENT
from tests.practice_files import fresh_practice
from tests.services.importing import exported, problem, weight
from tests.ui.importing.stage import Stage


@pytest.fixture
def stage(qtbot: QtBot, theme: Theme, tmp_path: Path) -> Iterator[Stage]:
    """Return the page over a fresh practice file."""
    practice = fresh_practice(tmp_path)
    value = Stage(qtbot, theme, practice, roles=frozenset())
    yield value
    value.lane.stop(last=lambda: close_practice(practice))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a good record, a broken one, and one inside another folder."""
    place = tmp_path / "export"
    (place / "more").mkdir(parents=True)
    (place / "orla.json").write_bytes(exported(PATIENT, problem("Asthma"), weight(176)).data)
    (place / "broken.json").write_text('{"resourceType": ', "utf-8")
    (place / "more" / "gout.json").write_bytes(exported(problem("Gout", "c2")).data)
    (place / ".hidden").write_text("not to be read", "utf-8")
    return place
