"""Watch what a program truly does to its files (strace), and build every state a power cut may leave.

A write lives on in the page cache until its file is flushed, a name until its folder is. At a cut any part of
what was not flushed may be lost, in any order; a page may be torn. What was flushed is there.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

_CALLS = "openat,write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,ftruncate,mkdir"
_LINE = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (-?\d+|0x[0-9a-f]+)")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_ON = re.compile(r"^(\d+)<((?:\\x[0-9a-f]{2}|[^>])*)>")
_SECTOR = 512
_VOLATILE = "-shm"  # shared memory of SQLite, made anew after every start


class Act(NamedTuple):
    """Hold one act on the disk: what, on which path, with what."""

    what: str
    path: str
    data: bytes = b""
    offset: int = 0
    to: str = ""


@dataclass
class _Inode:
    """Hold a file apart from its name: what is flushed, and what was done to it since."""

    flushed: bytearray = field(default_factory=bytearray)
    since: list[Act] = field(default_factory=list)

    def after_cut(self, chance: random.Random) -> bytes:
        """Return what is there after a power cut: any part of what was not flushed may be lost."""
        content = bytearray(self.flushed)
        kept = chance.choice((0.0, 0.5, 0.9, 1.0))
        for act in self.since:
            if chance.random() < kept:
                for part in _torn(act, chance):
                    _apply(content, part)
        return bytes(content)

    def flush(self) -> None:
        """Let what was done come to the disk."""
        for act in self.since:
            _apply(self.flushed, act)
        self.since.clear()


def trace(command: Sequence[str], *, log: Path, cwd: Path, root: Path) -> list[Act]:
    """Run a command and return what it did to the files below a folder, in order.

    Raises RuntimeError when it failed.
    """
    there = {str(path) for path in root.rglob("*")}
    watched = ["strace", "-f", "-qq", "-y", "-xx", "-s", "2000000", "-e", f"trace={_CALLS}", "-o", str(log)]
    done = subprocess.run(
        [*watched, *command], cwd=cwd, capture_output=True, text=True, timeout=300, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    with log.open(encoding="ascii") as lines:
        acts = list(_acts(lines, there))
    return [act for act in acts if act.path.startswith(str(root)) and _VOLATILE not in act.path]


def after_cut(
    before: dict[str, bytes], acts: Sequence[Act], *, chance: random.Random, flushes: bool = True
) -> dict[str, bytes]:
    """Return the files, by path, that a power cut after these acts leaves.

    `flushes` off is the negative control: a disk that says that it flushed and did not.
    """
    inodes = {path: _Inode(bytearray(data)) for path, data in before.items()}
    names = dict(inodes)  # as the program sees them
    flushed = dict(inodes)  # as the disk has them
    waiting: list[Act] = []
    made: dict[int, _Inode] = {}
    for number, act in enumerate(acts):
        if act.what == "flush":
            if flushes and act.path in names:
                names[act.path].flush()
            elif flushes:
                waiting = _names_flushed(act.path, flushed, waiting, made)
        elif act.what in ("make", "move", "remove"):
            if act.what == "make":
                made[number] = _Inode()
            waiting.append(act._replace(offset=number))
            _rename(names, act._replace(offset=number), made)
        elif act.path in names:
            names[act.path].since.append(act)
    in_order = chance.random() < 0.5
    until = chance.randint(0, len(waiting))
    for place, act in enumerate(waiting):
        if place < until if in_order else chance.random() < 0.5:
            _rename(flushed, act, made)
    return {path: inode.after_cut(chance) for path, inode in flushed.items()}


def _names_flushed(
    folder: str, flushed: dict[str, _Inode], waiting: list[Act], made: dict[int, _Inode]
) -> list[Act]:
    left = []
    for act in waiting:
        if str(Path(act.path).parent) == folder:
            _rename(flushed, act, made)
        else:
            left.append(act)
    return left


def _rename(names: dict[str, _Inode], act: Act, made: dict[int, _Inode]) -> None:
    if act.what == "make":
        names[act.path] = made[act.offset]
    elif act.what == "move":
        inside = f"{act.path}/"  # of a folder, all that lies in it moves
        for path in [path for path in names if path == act.path or path.startswith(inside)]:
            names[act.to + path.removeprefix(act.path)] = names.pop(path)
    elif act.what == "remove":
        names.pop(act.path, None)


def _apply(content: bytearray, act: Act) -> None:
    if act.what == "cut":
        del content[act.offset :]
        content.extend(bytes(act.offset - len(content)))
        return
    content.extend(bytes(max(0, act.offset - len(content))))
    content[act.offset : act.offset + len(act.data)] = act.data


def _torn(act: Act, chance: random.Random) -> list[Act]:
    """Return a write as it may have come to the disk: whole, or only some of its sectors."""
    if act.what != "write" or len(act.data) <= _SECTOR or chance.random() < 0.8:
        return [act]
    starts = [at for at in range(0, len(act.data), _SECTOR) if chance.random() < 0.5]
    return [act._replace(data=act.data[at : at + _SECTOR], offset=act.offset + at) for at in starts]


def _acts(lines: Iterable[str], known: set[str]) -> Iterator[Act]:
    """Yield the acts of a log; `known` are the files that were there before."""
    offsets: dict[str, int] = {}
    for line in lines:
        found = _LINE.match(line)
        if found is None or found[3].startswith("-"):
            continue
        call, arguments = found[1], found[2]
        texts = [_bytes(text) for text in _STRING.findall(arguments)]
        on = _ON.match(arguments)
        path = os.fsdecode(_bytes(on[2])) if on else ""
        if call == "openat":
            yield from _opened(texts[0].decode(), arguments, offsets, known)
        elif call in ("fsync", "fdatasync"):
            yield Act("flush", path)
        elif call == "pwrite64":
            yield Act("write", path, texts[0], int(arguments.rsplit(", ", 1)[1]))
        elif call == "write" and path.startswith("/") and texts:
            yield Act("write", path, texts[0], offsets.get(path, 0))
            offsets[path] = offsets.get(path, 0) + len(texts[0])
        elif call == "ftruncate":
            yield Act("cut", path, offset=int(arguments.rsplit(", ", 1)[1]))
        elif call.startswith("rename"):
            known.discard(texts[0].decode())
            known.add(texts[1].decode())
            yield Act("move", texts[0].decode(), to=texts[1].decode())
        elif call.startswith("unlink"):
            known.discard(texts[0].decode())
            yield Act("remove", texts[0].decode())


def _opened(path: str, arguments: str, offsets: dict[str, int], known: set[str]) -> Iterator[Act]:
    offsets[path] = 0
    if "O_CREAT" in arguments and path not in known:
        yield Act("make", path)
    if "O_TRUNC" in arguments:
        yield Act("cut", path)
    known.add(path)


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", "")) if "\\x" in text else text.encode()
