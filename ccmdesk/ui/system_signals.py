"""Hear from the desktop that the screen is locked or the machine goes to sleep, over D-Bus where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import SLOT, QObject, Signal, Slot

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection

_SCREEN_SAVERS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.cinnamon.ScreenSaver")
_LOGIN = "org.freedesktop.login1"


class SystemSignals(QObject):
    """Emit `screen_locked` and `going_to_sleep`; `heard` tells which of the two can be heard here.

    The names are those of the freedesktop ScreenSaver interface and of logind's Manager and Session.
    """

    screen_locked = Signal()
    going_to_sleep = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        from PySide6.QtDBus import QDBusConnection  # loaded after the lock screen is painted

        session, system = QDBusConnection.sessionBus(), QDBusConnection.systemBus()
        savers = [self._hear(session, "", (name, "ActiveChanged"), "saver(bool)") for name in _SCREEN_SAVERS]
        locks = self._hear(system, _LOGIN, (f"{_LOGIN}.Session", "Lock"), "locked()")
        sleeps = self._hear(system, _LOGIN, (f"{_LOGIN}.Manager", "PrepareForSleep"), "sleep(bool)")
        self.heard = (any(savers) or locks, sleeps)

    def _hear(self, bus: QDBusConnection, service: str, signal: tuple[str, str], slot: str) -> bool:
        if not bus.isConnected():
            return False
        interface, name = signal
        heard = bus.connect(service, "", interface, name, self, SLOT(slot))  # type: ignore[call-overload]  # wants text
        return bool(heard)

    @Slot(bool)
    def saver(self, active: bool) -> None:
        """Take the screen saver's word that the screen is locked."""
        if active:
            self.screen_locked.emit()

    @Slot()
    def locked(self) -> None:
        """Take the word of logind that the screen is locked."""
        self.screen_locked.emit()

    @Slot(bool)
    def sleep(self, begins: bool) -> None:
        """Take the word of logind that the machine goes to sleep."""
        if begins:
            self.going_to_sleep.emit()
