"""The question before a set-up is left while its practice file is made and its key not confirmed."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ccmdesk.ui.common.dialog import Dialog
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Theme

translate = QCoreApplication.translate


def leave_dialog(theme: Theme, folder: str, *, resumed: bool) -> Dialog:
    """Return the dialog that says what leaving means; a set-up that is `resumed` keeps its practice file."""
    if resumed:
        primary = translate("LeaveDialog", "Close it and leave")
        words = translate(
            "LeaveDialog",
            "%s stays where it is, and cannot be used before its recovery key is confirmed. The next time it"
            " is opened, a new sheet is made; the one shown now will open nothing then.",
        )
    else:
        primary = translate("LeaveDialog", "Remove it and leave")
        words = translate(
            "LeaveDialog",
            "The new practice file is made, but without its recovery key on paper a forgotten passphrase"
            " would lose every record in it. Leaving now removes %s again; no patient is in it yet, and a"
            " sheet already printed will open nothing.",
        )
    dialog = Dialog(
        theme,
        name="wizard.leave_dialog",
        title=translate("LeaveDialog", "Leave without a confirmed recovery key?"),
        primary=primary,
        secondary=translate("LeaveDialog", "Go on with the set-up"),
    )
    dialog.body.addWidget(Label(theme, words.replace("%s", folder), name="wizard.leave_words", wrap=True))
    dialog.body.addStretch(1)
    return dialog
