"""Say on what the numbers were taken."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from PySide6.QtCore import qVersion
from sqlcipher3 import dbapi2

from ccmdesk.domain.clock import SystemClock


def machine() -> dict[str, str]:
    """Return the date, the machine and the versions, each by its name."""
    today: datetime = SystemClock().wall().astimezone(UTC)
    cipher = dbapi2.connect(":memory:").execute("PRAGMA cipher_version").fetchone()[0]
    return {
        "Date": f"{today:%Y-%m-%d}",
        "Processor": _told_by("/proc/cpuinfo", "model name") or platform.processor(),
        "Cores": str(len(os.sched_getaffinity(0))),
        "Memory": f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 1e9:.1f} GB",
        "System": _told_by("/etc/os-release", "PRETTY_NAME") or platform.platform(),
        "Python": platform.python_version(),
        "Qt": f"{qVersion()}, PySide6 {version('PySide6-Essentials')}",
        "SQLite": f"{dbapi2.sqlite_version}, SQLCipher {cipher}, SQLAlchemy {version('SQLAlchemy')}",
    }


def _told_by(path: str, name: str) -> str:
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return ""
    found = (line.partition("=" if "=" in line else ":")[2] for line in lines if line.startswith(name))
    return next(found, "").strip().strip('"')
