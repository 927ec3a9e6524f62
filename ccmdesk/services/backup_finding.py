"""Find backups where a person points, on a stick or beside a practice, before any key is known."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from ccmdesk.services.backup_folders import SUFFIX, backups_in, default_place, looks_whole


class FoundBackup(NamedTuple):
    """Hold a backup whose files are there, by what it says of itself; only a key proves it."""

    folder: Path
    name: str
    made_at: datetime
    zone: str


def backups_beside(practice_folder: Path) -> Path:
    """Return where the backups of a practice on its own disk are."""
    return default_place(practice_folder)


def find_backups(place: Path) -> tuple[FoundBackup, ...]:
    """Return the backups that a folder is, holds, or holds one folder deeper; the newest first."""
    if place.suffix == SUFFIX:
        places = [place.parent]
    else:
        try:
            inside = [below for below in place.iterdir() if below.is_dir() and below.suffix != SUFFIX]
        except OSError:
            inside = []
        places = [place, *inside]
    found = [
        FoundBackup(folder, sealed.manifest.name, sealed.manifest.made_at, sealed.manifest.zone)
        for one in places
        for folder, sealed in backups_in(one)
        if looks_whole(folder, sealed) and (place.suffix != SUFFIX or folder == place)
    ]
    return tuple(sorted(found, key=lambda one: one.made_at, reverse=True))
