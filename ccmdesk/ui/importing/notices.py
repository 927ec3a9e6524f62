"""What the page says to whoever may not import, and before an import is taken back."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from ccmdesk.ui.common.dialog import Dialog
from ccmdesk.ui.common.states import error_state
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Theme

translate = QCoreApplication.translate


def refusal(theme: Theme) -> QWidget:
    """Return the panel for a person who may not import."""
    return error_state(
        theme,
        name="importing.refused",
        title=translate("importing", "You may not import records"),
        why=translate(
            "importing",
            "Care managers and billing practitioners import records, because it changes charts. "
            "Ask one of them, or ask an administrator for the role.",
        ),
    )


def take_back_dialog(theme: Theme) -> Dialog:
    """Return the question before an import is taken back: what goes, and what stays."""
    dialog = Dialog(
        theme,
        name="importing.confirm",
        title=translate("importing", "Take this import back?"),
        primary=translate("importing", "Take back"),
    )
    goes = translate(
        "importing", "What it added goes from the charts, and what it changed is as it was before."
    )
    stays = translate(
        "importing",
        "Stays: what was corrected by hand since, and patients for whom time, contacts, consent or a plan "
        "were recorded.",
    )
    for text in (goes, stays):
        dialog.body.addWidget(Label(theme, text, wrap=True))
    return dialog
