"""What is left of an unexpected error: types and places in the code, never a message or a value."""

from __future__ import annotations

import re
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from ccmdesk.security.safe_files import atomic_write, make_private_directory

_KEPT_REPORTS = 20
_MOST_PLACES = 60
_LONGEST_CHAIN = 8


def scrubbed(error: BaseException) -> str:
    """Return the types of an error and of its causes, each with file, line and function of every frame."""
    lines: list[str] = []
    for link in _chain(error):
        lines.append(f"{type(link).__module__}.{type(link).__qualname__}")
        lines.extend(f"  {place}" for place in _places(link.__traceback__))
    return "\n".join(lines)


def write_crash_report(folder: Path, error: BaseException, *, at: datetime, version: str) -> Path:
    """Write a scrubbed report (0600) into a private folder, keep the newest twenty, return its path."""
    make_private_directory(folder)
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    path = folder / f"crash-{stamp}.txt"
    system = f"ccmdesk {version}, Python {sys.version.split()[0]}, {sys.platform}"
    atomic_write(path, f"{system}\n{scrubbed(error)}\n".encode("utf-8", "backslashreplace"))
    for stale in sorted(folder.glob("crash-*.txt"))[:-_KEPT_REPORTS]:
        stale.unlink(missing_ok=True)
    return path


def install_last_resort(report: Callable[[BaseException], None]) -> None:
    """Send every error that nobody caught, in any thread or destructor, to `report` and print nothing else.

    Changes the whole process: only app and cli call it. KeyboardInterrupt and SystemExit pass by.
    """

    def _on_exception(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        report(error)

    def _on_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            report(args.exc_value)

    def _on_unraisable(args: sys.UnraisableHookArgs) -> None:
        if args.exc_value is not None:
            report(args.exc_value)

    sys.excepthook = _on_exception
    threading.excepthook = _on_thread
    sys.unraisablehook = _on_unraisable


def _chain(error: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = error
    for _ in range(_LONGEST_CHAIN):
        if link is None:
            return
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def _places(trace: TracebackType | None) -> list[str]:
    summary = traceback.StackSummary.extract(traceback.walk_tb(trace), lookup_lines=False)
    places = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in summary]
    return places[-_MOST_PLACES:]


def _short(filename: str) -> str:
    """Cut the folders that name a person's account or machine."""
    parts = re.split(r"[\\/]", filename)
    for top in ("ccmdesk", "site-packages"):
        if top in parts[:-1]:
            start = len(parts) - 2 - parts[-2::-1].index(top)
            return "/".join(parts[start:])
    return parts[-1]
