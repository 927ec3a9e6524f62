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
        timer.timeout.connect(self._forget)
        timer.start(CLEARED_AFTER_MS)

    def _forget(self) -> None:
        clipboard = QGuiApplication.clipboard()
        if clipboard.text() == self._text:
            clipboard.clear()
        self.deleteLater()


def copy_for_a_minute(text: str, *, messages: MessageBar) -> None:
    """Put a text on the clipboard, say so, and clear it after a minute if it is still there."""
    QGuiApplication.clipboard().setText(text)
    _Forgetter(text)
    said = QCoreApplication.translate("clipboard", "Copied. It leaves the clipboard after a minute.")
    messages.say(Message(said))
