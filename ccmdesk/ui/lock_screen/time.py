"""The time on the lock screen: the practice's where its zone is known, else this computer's, and named so."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from ccmdesk.domain.clock import Clock
from ccmdesk.ui.common.say import date_time

_MINUTE = 60_000


class LockTime(QObject):
    """Tell the time now and with each minute, until its owner is gone; `zone` may be empty."""

    def __init__(self, clock: Clock, tell: Callable[[str], None], *, zone: str, owner: QObject) -> None:
        super().__init__(owner)
        self._clock, self._tell, self._zone = clock, tell, zone
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.tick)
        self.tick()

    def tick(self) -> None:
        """Tell the time, and wait for the next minute."""
        self._tell(lock_time(self._clock, self._zone))
        wall = self._clock.wall()
        self._timer.start(_MINUTE - (wall.second * 1000 + wall.microsecond // 1000))


def lock_time(clock: Clock, zone: str) -> str:
    """Return date and time in a zone by its IANA name, or this computer's, which is then said."""
    if zone:
        from zoneinfo import ZoneInfo  # a practice never opened here needs none

        with suppress(ValueError, LookupError, OSError):
            return date_time(clock.wall().astimezone(ZoneInfo(zone)))
    words = QCoreApplication.translate("LockTime", "%1, by the clock of this computer")
    return words.replace("%1", date_time(clock.wall().astimezone()))
