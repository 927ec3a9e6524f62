"""Read the system's table of mounted file systems (Linux; elsewhere there is none)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

MOUNTS = Path("/proc/mounts")
_OCTAL = re.compile(r"\\([0-7]{3})")


class Mount(NamedTuple):
    """Hold where a file system comes from and of what kind it is, as the table has them."""

    device: str
    kind: str


def mount_of(path: Path, *, mounts: Path = MOUNTS) -> Mount | None:
    """Return the file system that a resolved path is on, or None where no table tells."""
    try:
        table = mounts.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return None
    found: Mount | None = None
    longest = -1
    for line in table.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(unescaped(fields[1]))
        if path.is_relative_to(point) and len(point.parts) >= longest:  # a later mount covers an earlier one
            longest, found = len(point.parts), Mount(unescaped(fields[0]), fields[2])
    return found


def unescaped(word: str) -> str:
    """Return a word of the table with its blanks and backslashes as they are."""
    return _OCTAL.sub(lambda match: chr(int(match[1], 8)), word)
