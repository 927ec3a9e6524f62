"""Read the files of one import from disk, folders with everything inside them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ccmdesk.domain.imports import FileKind, InputFile, ParsedFile, Progress, no_progress, rejected
from ccmdesk.importers.reading import LARGEST
from ccmdesk.services.csv_panels import PanelTable, open_table
from ccmdesk.services.imports import read

_LOADING = 1
"""Share of the progress, in quarters, that reading from disk takes; reading what they say takes the rest."""


@dataclass(frozen=True, slots=True)
class ReadFiles:
    """Hold the outcome of each file, and the tables whose columns need a person's eye."""

    files: tuple[ParsedFile, ...]
    tables: tuple[PanelTable, ...]


def read_paths(paths: Sequence[Path], *, progress: Progress = no_progress) -> ReadFiles:
    """Read files and all files inside folders; what cannot be read is rejected with the reason.

    A Cancelled raised by `progress` ends it; nothing is written anywhere.
    """
    loaded: list[InputFile | ParsedFile] = []
    found = _files(paths)
    for number, (path, name) in enumerate(found):
        progress(_LOADING * number, 4 * len(found))
        loaded.append(_load(path, name))
    inputs = [each for each in loaded if isinstance(each, InputFile)]

    def reading(done: int, total: int) -> None:
        progress(_LOADING * total + (4 - _LOADING) * done, 4 * total)

    outcomes = iter(read(inputs, progress=reading))
    files = tuple(next(outcomes) if isinstance(each, InputFile) else each for each in loaded)
    pairs = [(i, p) for i, p in zip(loaded, files, strict=True) if isinstance(i, InputFile)]
    tables = (open_table(file, parsed) for file, parsed in pairs)
    return ReadFiles(files, tuple(table for table in tables if table is not None))


def _files(paths: Sequence[Path]) -> list[tuple[Path, str]]:
    found: dict[Path, str] = {}
    for path in paths:
        for file, name in _inside(path):
            found.setdefault(file, name)
    return list(found.items())


def _inside(path: Path) -> Iterator[tuple[Path, str]]:
    if not path.is_dir():
        yield path, path.name
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in sorted(each for each in names if not each.startswith(".")):
            file = Path(folder, name)
            yield file, file.relative_to(path.parent).as_posix()


def _load(path: Path, name: str) -> InputFile | ParsedFile:
    try:
        if not path.is_file():
            return rejected(
                name, FileKind.UNKNOWN, reason="The file is not there any more, or is no ordinary file."
            )
        if path.stat().st_size > LARGEST:
            return rejected(name, FileKind.UNKNOWN, reason="The file is too large; the limit is 200 MB.")
        return InputFile(name, path.read_bytes())
    except OSError as error:
        return rejected(name, FileKind.UNKNOWN, reason=f"The file cannot be read: {error.strerror}.")
