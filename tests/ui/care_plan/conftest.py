"""A theme and a desk with one patient."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ccmdesk.ui.common.theme import Theme
from tests.ui.care_plan.desks import Seat, seat_at


@pytest.fixture
def seat(theme: Theme, qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    """Return a desk over a fresh practice file."""
    with seat_at(theme, qtbot, tmp_path) as made:
        yield made
