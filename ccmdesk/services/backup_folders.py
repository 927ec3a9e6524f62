"""The folders of backups on a disk: where they lie, what they are called, and reading their manifests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ccmdesk.domain.errors import UserError
from ccmdesk.security.backup_manifest import LARGEST_FILE, Sealed, decode
from ccmdesk.security.errors import DamagedBackup, UnsafePlace
from ccmdesk.security.safe_files import read_bounded, sync_folder
from ccmdesk.security.safe_places import network_type, sync_service
from ccmdesk.services.lock_screen import practice_name_of

SUFFIX = ".ccmbackup"
COPY = "backup.db"
MANIFEST = "manifest.json"
VAULT_COPY = "vault.json"
_MOST_ROOM = 1000
_UNFINISHED = ".part"


def default_place(practice_folder: Path) -> Path:
    """Return where backups of a practice are kept on its own disk: beside it, never in it."""
    return practice_folder.parent / f"{practice_name_of(practice_folder)} backups"


def require_backup_place(place: Path, *, practice_folder: Path) -> None:
    """Raise UnsafePlace when backups may not lie in a folder, present or planned.

    Inside the practice folder they would be lost with it; on a network drive or in a synchronised folder
    they leave the practice unasked.
    """
    todo = "Choose a folder on this computer's own disk or on a USB stick."
    real = place.resolve()
    if place.is_symlink():
        raise UnsafePlace("This folder is a link to another place.", todo="Choose the folder itself.")
    if real.is_relative_to(practice_folder.resolve()):
        raise UnsafePlace("A backup inside the practice folder would be lost together with it.", todo=todo)
    kind = network_type(real)
    if kind is not None:
        raise UnsafePlace(f"This folder is on a network drive ({kind}).", todo=todo)
    service = sync_service(real)
    if service is not None:
        raise UnsafePlace(f"This folder is copied elsewhere by {service}.", todo=todo)


def unfinished(place: Path, *, database_id: str, token: str) -> Path:
    """Return the hidden name of a backup in the making; nothing takes it for a backup."""
    return place / f".{database_id}-{token}{SUFFIX}{_UNFINISHED}"


def sweep(place: Path, *, database_id: str) -> None:
    """Remove what killed backups of this practice left in a place; what cannot be removed stays."""
    for left in place.glob(f".{database_id}-*{SUFFIX}{_UNFINISHED}"):
        shutil.rmtree(left, ignore_errors=True)


def finished(place: Path, *, name: str, at: datetime, zone: str) -> Path:
    """Return a free name for a backup made at an instant, as `NAME 2026-11-24 1530.ccmbackup`, local time."""
    local = at.astimezone(ZoneInfo(zone))
    stems = [f"{name} {local:%Y-%m-%d %H%M}", f"{name} {local:%Y-%m-%d %H%M%S}"]
    stems += [f"{stems[1]} {number}" for number in range(2, _MOST_ROOM)]
    free = (place / f"{stem}{SUFFIX}" for stem in stems)
    path = next((path for path in free if not path.exists()), None)
    if path is None:
        raise UserError("There are too many backups of this second.", todo="Try again in a moment.")
    return path


def read_manifest(folder: Path) -> Sealed:
    """Return the manifest of a backup, not yet believed; raise DamagedBackup or NewerBackup."""
    try:
        data = read_bounded(folder / MANIFEST, LARGEST_FILE)
    except OSError:
        raise DamagedBackup("its list of contents is missing or cannot be read") from None
    return decode(data)


def backups_in(place: Path, *, database_id: str | None = None) -> Iterator[tuple[Path, Sealed]]:
    """Yield the backups in a place whose manifests can be read, of one practice where asked."""
    try:
        folders = sorted(place.glob(f"*{SUFFIX}"))
    except OSError:
        return
    for folder in folders:
        try:
            sealed = read_manifest(folder)
        except UserError:
            continue
        if database_id is None or sealed.manifest.database_id == database_id:
            yield folder, sealed


def looks_whole(folder: Path, sealed: Sealed) -> bool:
    """Tell whether the copy beside a manifest has the size it should have; its bytes are not read."""
    try:
        return (folder / COPY).stat().st_size == sealed.manifest.size
    except OSError:
        return False


def remove_backup(folder: Path, *, database_id: str, token: str) -> None:
    """Remove a backup so that, killed in between, nothing is left that looks like one; raises OSError."""
    doomed = unfinished(folder.parent, database_id=database_id, token=token)
    folder.rename(doomed)
    sync_folder(folder.parent)
    shutil.rmtree(doomed)
