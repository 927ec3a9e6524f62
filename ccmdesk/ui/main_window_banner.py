"""A sentence above every page that stays: something about this session is out of the ordinary."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ccmdesk.ui.common.icon_view import IconView
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Surface
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Theme, Weight


class Banner(Surface):
    """Say one sentence on red; hidden when there is none."""

    def __init__(self, theme: Theme, *, parent: QWidget) -> None:
        super().__init__(theme, role=Role.RED_TINT, lines="b", name="frame.banner", parent=parent)
        row = QHBoxLayout(self)
        theme.space(row, margins=(16, 6, 16, 7), spacing=8)
        row.addWidget(IconView(theme, Icon.WARNING, size=16, role=Role.RED_TEXT))
        self._words = Label(
            theme, name="frame.banner.words", role=Role.RED_TEXT, weight=Weight.MEDIUM, wrap=True
        )
        row.addWidget(self._words, 1)
        self.hide()

    def say(self, sentence: str) -> None:
        """Show a sentence, or nothing for an empty one."""
        self._words.setText(sentence)
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))
