"""Copy something about a patient, and take it off the clipboard again after a minute."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtGui import QGuiApplication

from ccmdesk.ui.common.message_bar import Message, MessageBar

CLEARED_AFTER_MS = 60_000


class _Forgetter(QObject):
    """Empty the clipboard when its time is over, unless something else was copied meanwhile."""

    def __init__(self, text: str) -> None:
        clipboard = QGuiApplication.clipboard()
        super().__init__(clipboard)
        self._text = text
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(self.forget)
        timer.start(CLEARED_AFTER_MS)

    def forget(self) -> None:
        """Empty the clipboard if the text is still on it."""
        clipboard = QGuiApplication.clipboard()
        if clipboard.text() == self._text:
            clipboard.clear()
        self.deleteLater()


def clear_now() -> None:
    """Take what this program put on the clipboard off it at once; what others put there stays."""
    clipboard = QGuiApplication.clipboard()
    for forgetter in clipboard.findChildren(_Forgetter):
        forgetter.forget()
    if clipboard.ownsClipboard():
        clipboard.clear()


def copy_for_a_minute(text: str, *, messages: MessageBar) -> None:
    """Put a text on the clipboard, say so, and clear it after a minute if it is still there."""
    QGuiApplication.clipboard().setText(text)
    _Forgetter(text)
    said = QCoreApplication.translate("clipboard", "Copied. It leaves the clipboard after a minute.")
    messages.say(Message(said))
