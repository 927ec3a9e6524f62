"""The folder of an export in the making: hidden until it is whole, every file private and summed."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ccmdesk.domain.errors import InvalidValue, UserError
from ccmdesk.security.safe_files import PRIVATE_FILE, PRIVATE_FOLDER, sync_folder
from ccmdesk.security.safe_places import network_type, sync_service

_MOST = 1000
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """Hold one file of an export: its path inside, size in bytes and SHA-256 in hex."""

    path: str
    size: int
    sha256: str


@dataclass(slots=True)
class ExportFolder:
    """Write the files of one export and remember them."""

    path: Path
    written: list[WrittenFile] = field(default_factory=list)

    def write(self, name: str, parts: Iterable[bytes]) -> None:
        """Write a new file (0600) from its parts, down to the disk; raises OSError."""
        target = self.path / name
        self._folder(target.parent)
        digest, size = hashlib.sha256(), 0
        with os.fdopen(os.open(target, _FLAGS, PRIVATE_FILE), "wb") as stream:
            for part in parts:
                stream.write(part)
                digest.update(part)
                size += len(part)
            stream.flush()
            os.fsync(stream.fileno())
        self.written.append(WrittenFile(name, size, digest.hexdigest()))

    def _folder(self, folder: Path) -> None:
        if not folder.exists():
            self._folder(folder.parent)
            folder.mkdir(mode=PRIVATE_FOLDER)


def require_export_place(to: Path, *, practice_folder: Path) -> None:
    """Raise InvalidValue unless an export can go into a folder; a USB stick will do."""
    if not to.is_dir():
        raise InvalidValue("folder", "This folder does not exist.", todo="Choose one that does.")
    if to.resolve().is_relative_to(practice_folder.resolve()):
        raise InvalidValue("folder", "This is the practice file itself.", todo="Choose another folder.")
    if not os.access(to, os.W_OK | os.X_OK):
        raise InvalidValue("folder", "You may not write into this folder.", todo="Choose another one.")


def place_warning(to: Path) -> str:
    """Return a sentence when what is put into a folder goes on to elsewhere, or an empty text."""
    real = to.resolve()
    service = sync_service(real)
    if service is not None:
        return (
            f"This folder is copied elsewhere by {service}: the export would leave the practice unencrypted."
        )
    kind = network_type(real)
    if kind is not None:
        return f"This folder is on a network drive ({kind}): others may be able to read the export there."
    return ""


@contextmanager
def export_folder(to: Path, *, database_id: str, at: datetime, zone: str) -> Iterator[ExportFolder]:
    """Give a hidden folder to write into; at the end it gets its name, after any trouble it goes.

    What an export of this practice that was killed left in the same place is removed first. The path of
    the folder given is the final one once the block has ended. Raises OSError.
    """
    for left in to.glob(f".ccmdesk-export-{database_id}-*.part"):
        shutil.rmtree(left, ignore_errors=True)
    hidden = to / f".ccmdesk-export-{database_id}-{secrets.token_hex(6)}.part"
    hidden.mkdir(mode=PRIVATE_FOLDER)
    folder = ExportFolder(hidden)
    try:
        yield folder
        for inside, _, _ in os.walk(hidden):
            sync_folder(Path(inside))
        folder.path = hidden.rename(_free_name(to, at.astimezone(ZoneInfo(zone))))
    except BaseException:
        shutil.rmtree(hidden, ignore_errors=True)
        raise
    sync_folder(to)


def _free_name(to: Path, local: datetime) -> Path:
    stem = f"ccmdesk export {local:%Y-%m-%d}"
    names = (stem, *(f"{stem} ({number})" for number in range(2, _MOST)))
    free = next((to / name for name in names if not (to / name).exists()), None)
    if free is None:
        raise UserError("There are too many exports of today in this folder.", todo="Choose another folder.")
    return free
