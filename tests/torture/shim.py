"""Build and speak to the shim: the library that logs file calls and lets the n-th of them fail (shim.c)."""

from __future__ import annotations

import ctypes
import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.torture.traced_disk import Act

ROOT = Path(__file__).parents[2]
SOURCE = Path(__file__).with_name("shim.c")
_HEAD = struct.Struct("=cIIIq")
_KINDS = {b"M": "make", b"T": "cut", b"W": "write", b"F": "flush", b"R": "move", b"U": "remove"}


def missing() -> str:
    """Return why the shim cannot be built here; empty when it can."""
    if sys.platform != "linux":
        return "the shim stands on LD_PRELOAD of Linux"
    return "" if shutil.which("cc") else "there is no C compiler (cc) on this computer"


def built() -> Path:
    """Return the shim, compiled when its source is newer."""
    library = ROOT / "build" / "torture" / "shim.so"
    if not library.exists() or library.stat().st_mtime < SOURCE.stat().st_mtime:
        library.parent.mkdir(parents=True, exist_ok=True)
        half = library.with_suffix(f".{os.getpid()}")
        flags = ["-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-pthread"]
        subprocess.run(["cc", *flags, "-o", str(half), str(SOURCE)], check=True)
        half.replace(library)
    return library


def environment(**more: str) -> Mapping[str, str]:
    """Return the environment of a program that runs with the shim."""
    return {**os.environ, "LD_PRELOAD": str(built()), **more}


def recorded(command: Sequence[str], *, log: Path, cwd: Path, root: Path) -> list[Act]:
    """Run a command and return what it did to the files below a folder, in order.

    Raises RuntimeError when it failed.
    """
    log.unlink(missing_ok=True)
    surroundings = environment(SHIM_ROOT=str(root), SHIM_LOG=str(log))
    done = subprocess.run(
        command, cwd=cwd, env=surroundings, capture_output=True, text=True, timeout=300, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return list(_acts(log.read_bytes()))


def _acts(data: bytes) -> Iterator[Act]:
    at = 0
    while at < len(data):
        kind, path, to, size, offset = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        parts = []
        for length in (path, to, size):
            parts.append(data[at : at + length])
            at += length
        yield Act(_KINDS[kind], os.fsdecode(parts[0]), parts[2], offset, os.fsdecode(parts[1]))


class Preloaded:
    """Arm the shim that this process was started with."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self._library.shim_counted.restype = ctypes.c_long
        self._library.shim_hits.restype = ctypes.c_long

    def watch(self, folder: str) -> None:
        """Watch the files below a folder; an empty name watches nothing."""
        self._library.shim_root(os.fsencode(folder))

    def arm(self, number: int, error: int = 0, *, on: bool = False) -> None:
        """Let the n-th call from now fail, and with `on` all after it; 0 only counts."""
        self._library.shim_arm(ctypes.c_long(number), error, int(on))

    def counted(self) -> int:
        """Return how many calls there were since the last arming."""
        return int(self._library.shim_counted())

    def hits(self) -> int:
        """Return how many calls failed since the last arming."""
        return int(self._library.shim_hits())
