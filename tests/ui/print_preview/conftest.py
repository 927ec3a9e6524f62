"""A theme and a desk with one patient."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ccmdesk.ui.common.count_guard import guard_counts
from ccmdesk.ui.common.theme import Theme, ThemeMode
from tests.ui.care_plan.desks import Seat, seat_at

guard_counts()


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """Return a light theme at 100 %, installed, without motion."""
    value = Theme(mode=ThemeMode.LIGHT, reduced_motion=True)
    value.install()
    yield value
    value.deleteLater()


@pytest.fixture
def seat(theme: Theme, qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    """Return a desk over a fresh practice file."""
    with seat_at(theme, qtbot, tmp_path) as made:
        yield made
