"""A theme and a stage for the tests of the import page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ccmdesk.services.practice_file import close_practice
from ccmdesk.ui.common.theme import Theme, ThemeMode
from tests.practice_files import fresh_practice
from tests.ui.importing.stage import Stage


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """Return a light theme at 100 %, installed, without motion."""
    value = Theme(mode=ThemeMode.LIGHT, reduced_motion=True)
    value.install()
    yield value
    value.deleteLater()


@pytest.fixture
def stage(qtbot: QtBot, theme: Theme, tmp_path: Path) -> Iterator[Stage]:
    """Return the page over a fresh practice file."""
    practice = fresh_practice(tmp_path)
    value = Stage(qtbot, theme, practice, roles=frozenset())
    yield value
    value.lane.stop(last=lambda: close_practice(practice))
