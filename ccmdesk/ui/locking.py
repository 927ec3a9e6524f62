"""Why and how far the window locks: what it says of it, and what it waits for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QWindow

from ccmdesk.domain.clock import Clock
from ccmdesk.ui.lock_watch import LockWatch

TRIES = 5

translate = QCoreApplication.translate


class LockReason(StrEnum):
    """Name what locked the window; the words are kept in the record."""

    USER = "by its user"
    IDLE = "without input for long"
    SCREEN = "with the screen"
    SLEEP = "before the computer slept"
    KEY_KEPT_LONG = "locked for half an hour, or open for a working day"


class Locking(QObject):
    """Emit `hide` when patients must go out of sight and `end` when the key must go, each with its reason."""

    hide = Signal(object)
    end = Signal(object)

    def __init__(self, clock: Clock, *, parent: QObject, on_call: Callable[[], bool]) -> None:
        super().__init__(parent)
        self.watch = LockWatch(clock, parent=self, on_call=on_call)
        self.watch.soft_due.connect(lambda: self.hide.emit(LockReason.IDLE))
        self.watch.hard_due.connect(lambda: self.end.emit(LockReason.KEY_KEPT_LONG))

    def follow(self, window: QWindow | None) -> None:
        """Take every input of the native window as a sign of life."""
        if window is not None:
            self.watch.follow(window)

    def listen(self) -> None:
        """Hear the desktop's own lock and sleep from now on."""
        from ccmdesk.ui.system_signals import SystemSignals  # loaded behind the lock screen

        signals = SystemSignals(self)
        signals.screen_locked.connect(lambda: self.hide.emit(LockReason.SCREEN))
        signals.going_to_sleep.connect(lambda: self.end.emit(LockReason.SLEEP))


@dataclass(frozen=True, slots=True)
class PinTries:
    """Hold how often the PIN may still be typed since the window was locked."""

    left: int = TRIES

    def one_less(self) -> PinTries:
        """Return the tries after one more."""
        return PinTries(max(0, self.left - 1))

    def words(self) -> str:
        """Return what to say after a wrong PIN."""
        if self.left == 0:
            return translate("locking", "The PIN was wrong five times. Type the passphrase.")
        words = translate("locking", "The PIN is not right. %1 tries are left, then the passphrase.")
        if self.left == 1:
            words = translate("locking", "The PIN is not right. One try is left, then the passphrase.")
        return words.replace("%1", str(self.left))


def lock_words(reason: LockReason, *, name: str, at: str) -> str:
    """Return the sentence of the lock screen that says why the window is locked."""
    words = {
        LockReason.USER: translate("locking", "Locked by %1 at %2."),
        LockReason.IDLE: translate("locking", "Locked at %2, after %1 had been away for a while."),
        LockReason.SCREEN: translate("locking", "Locked with the screen at %2; %1 is at work."),
        LockReason.SLEEP: translate("locking", "Locked at %2, when the computer went to sleep."),
        LockReason.KEY_KEPT_LONG: translate("locking", "Locked since %2."),
    }[reason]
    return words.replace("%1", name).replace("%2", at)
