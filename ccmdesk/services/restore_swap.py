"""Put a restored practice folder in place of the one there, in one step where the system has one.

A stage is a hidden folder beside the target, with a mark in it from its first moment. The swap exchanges
the two names. Whatever moment the program is killed at, the target is the old practice or the new one,
whole; what is left under a hidden name tells by the mark whether it is an unfinished restore (removed the
next time) or the practice that was replaced (given its name with the date).
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ccmdesk.security.errors import InUse
from ccmdesk.security.instance_lock import acquire_instance_lock
from ccmdesk.security.safe_files import PRIVATE_FOLDER, atomic_write, exchange, sync_folder
from ccmdesk.services.lock_screen import SUFFIX, practice_name_of

_UNFINISHED = ".part"
_MARK = "restore-unfinished"


class Stage(NamedTuple):
    """Hold the folder in which a practice is restored before it is put in place."""

    folder: Path

    @property
    def marked(self) -> bool:
        """Tell whether the stage is still one: after the swap the hidden name is that of the old practice."""
        return (self.folder / _MARK).exists()


@contextmanager
def new_stage(target: Path, *, since: datetime) -> Iterator[Stage]:
    """Give a stage beside the target, locked against other restores; what was not put in place is removed."""
    folder = target.with_name(f".{target.name}.{secrets.token_hex(6)}{_UNFINISHED}")
    folder.mkdir(mode=PRIVATE_FOLDER)
    stage = Stage(folder)
    try:
        atomic_write(folder / _MARK, b"")
        with acquire_instance_lock(folder, user="a restore", since=since):
            yield stage
    finally:
        if stage.marked:
            shutil.rmtree(folder, ignore_errors=True)


def put_in_place(stage: Stage, target: Path, *, at: datetime, zone: str) -> Path | None:
    """Give the stage the name of the target, and return the name under which what was there is kept.

    Raises OSError with what was there still there.
    """
    sync_folder(stage.folder)
    if not target.exists():
        stage.folder.rename(target)
        sync_folder(target.parent)
        _unmark(target)
        return None
    replaced = _replaced_name(target, at=at, zone=zone)
    if exchange(stage.folder, target):
        sync_folder(target.parent)
        stage.folder.rename(replaced)
    else:
        target.rename(replaced)
        try:
            stage.folder.rename(target)
        except OSError:
            replaced.rename(target)
            raise
    sync_folder(target.parent)
    _unmark(target)
    return replaced


def sweep_stages(target: Path, *, at: datetime, zone: str) -> None:
    """Clean up after restores to this target that were killed; those that run elsewhere are left alone."""
    for left in target.parent.glob(f".{target.name}.*{_UNFINISHED}"):
        try:
            with acquire_instance_lock(left, user="a restore", since=at):
                if Stage(left).marked:
                    shutil.rmtree(left, ignore_errors=True)
                else:
                    left.rename(_replaced_name(target, at=at, zone=zone))
        except InUse:
            continue
    _unmark(target)


def _unmark(folder: Path) -> None:
    with suppress(OSError):
        (folder / _MARK).unlink(missing_ok=True)


def _replaced_name(target: Path, *, at: datetime, zone: str) -> Path:
    local = at.astimezone(ZoneInfo(zone))
    stem = f"{practice_name_of(target)} (replaced {local:%Y-%m-%d %H%M})"
    path = target.with_name(f"{stem}{SUFFIX}")
    number = 2
    while path.exists():
        path = target.with_name(f"{stem} {number}{SUFFIX}")
        number += 1
    return path
