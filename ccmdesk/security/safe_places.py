"""Refuse places where an encrypted database would be damaged or leave the practice unasked."""

from __future__ import annotations

import re
from pathlib import Path

from ccmdesk.security.errors import UnsafePlace
from ccmdesk.security.mounts import MOUNTS, mount_of

# fmt: off
_NETWORK_TYPES = frozenset(
    {
        "9p", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "fuse.davfs2", "fuse.glusterfs",
        "fuse.google-drive-ocamlfuse", "fuse.gvfsd-fuse", "fuse.kio-fuse", "fuse.onedriver",
        "fuse.rclone", "fuse.s3fs", "fuse.sshfs", "fuse.vmhgfs-fuse", "gfs2", "glusterfs", "lustre",
        "ncpfs", "nfs", "nfs4", "ocfs2", "smb", "smb2", "smb3", "smbfs", "sshfs", "vboxsf", "virtiofs",
    }
)
# fmt: on
_SYNCED_NAMES = {
    "cloudstorage": "a synchronised folder",
    "dropbox": "Dropbox",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "icloud drive": "iCloud",
    "iclouddrive": "iCloud",
    "mega": "MEGA",
    "megasync": "MEGA",
    "mobile documents": "iCloud",
    "my drive": "Google Drive",
    "nextcloud": "Nextcloud",
    "onedrive": "OneDrive",
    "owncloud": "ownCloud",
    "pclouddrive": "pCloud",
    "seafile": "Seafile",
    "syncthing": "Syncthing",
}
_SYNCED_MARKERS = {
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".849C9593-D756-4E56-8D6E-42412F2A707B": "OneDrive",
    ".tmp.driveupload": "Google Drive",
    ".tmp.drivedownload": "Google Drive",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
    ".stfolder": "Syncthing",
}
_SYNC_DATABASE = "._sync_*.db"  # kept by the Nextcloud and ownCloud clients at the top of a synced folder
_TODO = "Choose a folder on this computer's own disk, for example in Documents."


def refuse_unsafe_place(path: Path, *, mounts: Path = MOUNTS) -> None:
    """Raise UnsafePlace for a practice folder, present or planned, on a network drive or in a synced folder.

    A symbolic link is refused too. `mounts` is the system's table; where there is none (Windows, macOS)
    only UNC paths and synced folders are recognised.
    """
    if path.is_symlink():
        raise UnsafePlace("The practice folder is a link to another place.", todo="Open the folder itself.")
    real = path.resolve()
    kind = network_type(real, mounts=mounts)
    if kind is not None:
        raise UnsafePlace(
            f"This folder is on a network drive ({kind}), where the practice file could be damaged.",
            todo=_TODO,
        )
    service = sync_service(real)
    if service is not None:
        raise UnsafePlace(
            f"This folder is copied elsewhere by {service}, which could damage the practice file.", todo=_TODO
        )


def network_type(path: Path, *, mounts: Path = MOUNTS) -> str | None:
    """Return the kind of network file system that a resolved path is on, or None for a local disk."""
    if str(path).startswith("\\\\"):
        return "Windows share"
    mount = mount_of(path, mounts=mounts)
    return mount.kind if mount is not None and mount.kind in _NETWORK_TYPES else None


def sync_service(path: Path) -> str | None:
    """Return the name of the service that copies a resolved path elsewhere, or None."""
    for folder in (path, *path.parents):
        name = folder.name.casefold()
        service = _SYNCED_NAMES.get(re.split(r" [-(]", name, maxsplit=1)[0])
        if service is not None:
            return service
        for marker, owner in _SYNCED_MARKERS.items():
            if _exists(folder / marker):
                return owner
        if _has_sync_database(folder):
            return "Nextcloud or ownCloud"
    return None


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def _has_sync_database(folder: Path) -> bool:
    try:
        return next(iter(folder.glob(_SYNC_DATABASE)), None) is not None
    except OSError:
        return False
