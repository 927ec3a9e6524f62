"""Moving goals and interventions up and down: by Alt with an arrow key, or by two buttons at their head."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.theme import Theme


def moving_step(event: QKeyEvent) -> int:
    """Return -1 for Alt+Up, 1 for Alt+Down, 0 for any other key."""
    keypad = Qt.KeyboardModifier.KeypadModifier
    if event.modifiers() & ~keypad != Qt.KeyboardModifier.AltModifier:
        return 0
    return {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)


class MoveButtons(QWidget):
    """Offer to move what has the keyboard up or down; `moved` gives the step, the keyboard stays."""

    moved = Signal(int)

    def __init__(self, theme: Theme, *, name: str, up: str, down: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        theme.space(row)
        self._up = self._button(theme, f"{name}_up", Icon.CHEVRON_UP, spoken=up, key=self.tr("Alt+Up"))
        self._down = self._button(
            theme, f"{name}_down", Icon.CHEVRON_DOWN, spoken=down, key=self.tr("Alt+Down")
        )
        self._up.clicked.connect(lambda: self.moved.emit(-1))
        self._down.clicked.connect(lambda: self.moved.emit(1))
        for button in (self._up, self._down):
            row.addWidget(button)
        self.show_place(-1, of=0)

    def show_place(self, at: int, *, of: int) -> None:
        """Offer what is possible for the item at a place, counted from 0; -1 where none is chosen."""
        self._up.setEnabled(at > 0)
        self._down.setEnabled(0 <= at < of - 1)
        self.setVisible(of > 1)

    def _button(self, theme: Theme, name: str, icon: Icon, *, spoken: str, key: str) -> Button:
        button = Button(
            theme,
            "",
            name=name,
            kind=ButtonKind.QUIET,
            icon=icon,
            spoken=spoken,
            role=Role.MUTED,
            height=24,
        )
        button.setToolTip(f"{spoken} ({key})")
        # A pointer's way: the keys work from the field itself, and the buttons leave the keyboard in it.
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return button
