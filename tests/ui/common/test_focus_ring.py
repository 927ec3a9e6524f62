"""The focus ring of check boxes, looked at pixel by pixel."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QRadioButton, QVBoxLayout
from pytestqt.qtbot import QtBot

from ccmdesk.ui.common.fields import CheckBox
from ccmdesk.ui.common.palette import contrast
from ccmdesk.ui.common.panels import Surface
from ccmdesk.ui.common.theme import Theme, ThemeMode


@pytest.fixture(params=[ThemeMode.LIGHT, ThemeMode.DARK])
def shown(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Theme]:
    """Return a theme of each ground, installed."""
    theme = Theme(mode=request.param, reduced_motion=True)
    theme.install()
    yield theme
    theme.deleteLater()


@pytest.mark.parametrize("words", ["The caregiver gets a copy", ""])
def test_a_check_box_with_the_keyboard_has_a_whole_ring(shown: Theme, qtbot: QtBot, words: str) -> None:
    box = CheckBox(words, name="test.box")
    if not words:
        box.setFixedWidth(22)
    assert _ringed(shown, qtbot, box) >= 0.8


def test_a_radio_button_with_the_keyboard_has_a_whole_ring(shown: Theme, qtbot: QtBot) -> None:
    assert _ringed(shown, qtbot, QRadioButton("The newer one")) >= 0.8


def _ringed(theme: Theme, qtbot: QtBot, box: QCheckBox | QRadioButton) -> float:
    """Return which part of the edge changes with the focus to what stands out 3 to 1 from the ground."""
    ground = Surface(theme)
    column = QVBoxLayout(ground)
    other = CheckBox("another", name="test.other")
    for one in (other, box):
        column.addWidget(one)
    ground.resize(320, 100)
    qtbot.addWidget(ground)
    ground.show()
    ground.activateWindow()
    qtbot.waitUntil(ground.isActiveWindow)
    other.setFocus()
    before = ground.grab(box.geometry()).toImage()
    box.setFocus()
    assert box.hasFocus()
    after = ground.grab(box.geometry()).toImage()
    wide, high = after.width(), after.height()
    edge = [(x, y) for x in range(4, wide - 4) for y in (0, high - 1)]
    edge += [(x, y) for y in range(4, high - 4) for x in (0, wide - 1)]
    clear = sum(
        1 for x, y in edge if contrast(before.pixelColor(x, y).name(), after.pixelColor(x, y).name()) >= 3
    )
    return clear / len(edge)
