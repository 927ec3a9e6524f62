"""What this computer does with what lies on its disks: encryption of the disk, and of what it swaps out.

Linux is asked through /proc and /sys (dm-crypt names its devices CRYPT-…); elsewhere the answer is "unknown".
"""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path

from ccmdesk.security.mounts import mount_of, unescaped

_ENCRYPTED_TYPES = frozenset({"ecryptfs", "fuse.gocryptfs", "fuse.cryfs", "fuse.encfs", "fuse.veracrypt"})
_DEEPEST = 8


class Encryption(StrEnum):
    """Name whether something on the disk is encrypted by the system."""

    YES = "yes"
    NO = "no"
    NOTHING = "nothing"  # there is nothing that would have to be
    UNKNOWN = "unknown"


def disk_encryption(path: Path, *, root: Path = Path("/")) -> Encryption:
    """Tell whether the disk below a path is encrypted; `root` is where proc, sys and dev are looked for."""
    mount = mount_of(path, mounts=root / "proc/mounts")
    if mount is None:
        return Encryption.UNKNOWN
    device, kind = mount
    if kind in _ENCRYPTED_TYPES:
        return Encryption.YES
    return _device_encryption(device, root)


def swap_encryption(*, root: Path = Path("/")) -> Encryption:
    """Tell whether memory that the system puts on a disk is encrypted there; a swap in memory is nothing."""
    try:
        lines = (root / "proc/swaps").read_text(encoding="utf-8", errors="surrogateescape").splitlines()[1:]
    except OSError:
        return Encryption.UNKNOWN
    found = [_swap_encryption(line.split(), root) for line in lines if line.split()]
    for worst in (Encryption.NO, Encryption.UNKNOWN, Encryption.YES):
        if worst in found:
            return worst
    return Encryption.NOTHING


def _swap_encryption(fields: list[str], root: Path) -> Encryption:
    name = unescaped(fields[0])
    if Path(name).name.startswith("zram"):
        return Encryption.NOTHING
    if len(fields) > 1 and fields[1] == "file":
        return disk_encryption(Path(name), root=root)
    return _device_encryption(name, root)


def _device_encryption(device: str, root: Path) -> Encryption:
    if not device.startswith("/dev/"):
        return Encryption.UNKNOWN
    name = os.path.realpath(root / device.lstrip("/"))
    block = root / "sys/class/block" / Path(name).name
    return _block_encryption(block, depth=0) if block.is_dir() else Encryption.UNKNOWN


def _block_encryption(block: Path, *, depth: int) -> Encryption:
    """Look at a block device and at those that it is made of, which all have to be encrypted."""
    try:
        uuid = (block / "dm/uuid").read_text(encoding="ascii", errors="replace")
    except OSError:
        uuid = ""
    if uuid.startswith("CRYPT-"):
        return Encryption.YES
    below = sorted((block / "slaves").iterdir()) if (block / "slaves").is_dir() else []
    if not below or depth > _DEEPEST:
        return Encryption.NO
    kinds = {_block_encryption(one.resolve(), depth=depth + 1) for one in below}
    return Encryption.YES if kinds == {Encryption.YES} else Encryption.NO
