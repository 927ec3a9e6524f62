"""Lines of text as they are painted."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from ccmdesk.ui.common.paint import LONGEST_LINE, Run, paint_text, text_width
from ccmdesk.ui.common.theme import Theme


def painted(theme: Theme, text: str) -> QImage:
    """Return a picture of one line, 400 pixels wide."""
    image = QImage(400, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    paint_text(painter, theme, rect=QRectF(0, 0, 400, 30), run=Run(text))
    painter.end()
    return image


def test_of_a_text_longer_than_any_screen_the_beginning_is_laid_out(qtbot: QtBot, theme: Theme) -> None:
    del qtbot
    note = "slept well " * 100_000
    assert text_width(note, theme.font()) == text_width(note[:LONGEST_LINE], theme.font())
    assert painted(theme, note) == painted(theme, note[:LONGEST_LINE])
    assert painted(theme, note) != painted(theme, note[:20])
    assert text_width("i" * LONGEST_LINE, theme.font()) > 4000
