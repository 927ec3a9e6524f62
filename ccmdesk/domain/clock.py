"""The clock port: the only place in the program that asks the machine what time it is."""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """Answer the three clocks of the machine and say which boot they belong to."""

    def wall(self) -> datetime:
        """Return the wall clock as an aware UTC instant."""
        ...

    def monotonic_ns(self) -> int:
        """Return nanoseconds that never go back; they may stand still while the machine sleeps."""
        ...

    def boot_ns(self) -> int:
        """Return nanoseconds since boot, sleep included where the system can tell."""
        ...

    def boot_id(self) -> str:
        """Return a name of this boot, so that readings of two boots are never compared."""
        ...


class SystemClock:
    """Read the clocks of this machine."""

    def __init__(self) -> None:
        self._boot_id = _read_boot_id()

    def wall(self) -> datetime:
        """Return the wall clock as an aware UTC instant."""
        return datetime.now(UTC)

    def monotonic_ns(self) -> int:
        """Return the monotonic clock in nanoseconds."""
        return time.monotonic_ns()

    def boot_ns(self) -> int:
        """Return nanoseconds since boot; equal to the monotonic clock where no boot clock exists."""
        clock_id = getattr(time, "CLOCK_BOOTTIME", None)
        return time.monotonic_ns() if clock_id is None else time.clock_gettime_ns(clock_id)

    def boot_id(self) -> str:
        """Return the kernel's name of this boot, or one made when the program started."""
        return self._boot_id


class SettableClock:
    """Keep time that only moves when told, for stories, demo data and tests."""

    def __init__(self, start: datetime, *, boot: str = "boot-1") -> None:
        self._wall = start.astimezone(UTC)
        self._monotonic_ns = 1_000_000_000
        self._boot_ns = 1_000_000_000
        self._boot_id = boot

    def wall(self) -> datetime:
        """Return the wall clock as set."""
        return self._wall

    def monotonic_ns(self) -> int:
        """Return the monotonic clock as moved so far, in nanoseconds."""
        return self._monotonic_ns

    def boot_ns(self) -> int:
        """Return the boot clock as moved so far, in nanoseconds."""
        return self._boot_ns

    def boot_id(self) -> str:
        """Return the name of the present boot."""
        return self._boot_id

    def advance(self, duration: timedelta) -> None:
        """Let time pass on all three clocks."""
        nanoseconds = round(duration / timedelta(microseconds=1)) * 1000
        self._wall += duration
        self._monotonic_ns += nanoseconds
        self._boot_ns += nanoseconds

    def sleep(self, duration: timedelta) -> None:
        """Suspend the machine: wall and boot clock go on, the monotonic clock stands still."""
        self._wall += duration
        self._boot_ns += round(duration / timedelta(microseconds=1)) * 1000

    def set_wall(self, instant: datetime) -> None:
        """Set the wall clock as a person or a time server would, the other clocks unmoved."""
        self._wall = instant.astimezone(UTC)

    def reboot(self, boot: str, *, off_for: timedelta) -> None:
        """Start a new boot after the machine was off."""
        self._wall += off_for
        self._monotonic_ns = 1_000_000_000
        self._boot_ns = 1_000_000_000
        self._boot_id = boot


def local_date(instant: datetime, zone: str) -> date:
    """Return the calendar day of an instant in the practice's zone."""
    from zoneinfo import ZoneInfo  # the start of the program asks for no zone and need not wait for it

    return instant.astimezone(ZoneInfo(zone)).date()


def _read_boot_id() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return f"start-{os.urandom(16).hex()}"
