"""A theme for the tests of the stop form."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from ccmdesk.ui.common.count_guard import guard_counts
from ccmdesk.ui.common.theme import Theme, ThemeMode

guard_counts()


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """Return a light theme at 100 %, installed, without motion."""
    value = Theme(mode=ThemeMode.LIGHT, reduced_motion=True)
    value.install()
    yield value
    value.deleteLater()
