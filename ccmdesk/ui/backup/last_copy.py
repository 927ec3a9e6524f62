"""The dialog while the last copy is made before the window closes."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar
from shiboken6 import isValid

from ccmdesk.ui.backup.keeper import Keeper
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.dialog import Dialog
from ccmdesk.ui.common.steps_told import STEPS
from ccmdesk.ui.common.text import Label


def last_copy_dialog(desk: Desk, keeper: Keeper, *, words: str, skip: str) -> Dialog:
    """Return a dialog with the progress of the keeper; its primary button skips, the other stays."""
    theme = desk.theme
    dialog = Dialog(
        theme,
        name="closing.copy",
        title=keeper.tr("Backing up"),
        primary=skip,
        secondary=keeper.tr("Do not close"),
    )
    dialog.body.addWidget(Label(theme, words, name="closing.words", wrap=True))
    bar = QProgressBar()
    bar.setObjectName("closing.bar")
    bar.setTextVisible(False)
    bar.setRange(0, STEPS)
    dialog.body.addWidget(bar)

    def show() -> None:
        if keeper.doing is not None and isValid(bar):
            bar.setValue(keeper.doing.share)

    keeper.changed.connect(show)
    return dialog
