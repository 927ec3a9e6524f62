"""What the commands of the shell share: options of a practice, its passphrase, opening it, and output."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from ccmdesk.domain.clock import SystemClock
from ccmdesk.domain.errors import UserError

FAILED, USAGE, SOME_REJECTED, IN_USE = 1, 2, 3, 4
PASSPHRASE_VARIABLE = "CCMDESK_PASSPHRASE"  # noqa: S105 - the name of a variable, no passphrase
Command = Callable[[argparse.Namespace], int]


def practice_command(commands: Any, name: str, *, run: Command, words: str) -> argparse.ArgumentParser:
    """Add a command on a practice that can print JSON, and return its parser."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=words)
    practice_options(parser, run)
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def practice_options(parser: argparse.ArgumentParser, command: Command) -> None:
    """Add the practice and who acts to a command."""
    parser.add_argument("practice", type=Path, metavar="PRACTICE")
    user_options(parser)
    parser.set_defaults(command=command)


def user_options(parser: argparse.ArgumentParser) -> None:
    """Add who acts, and the file with the passphrase."""
    parser.add_argument("--user", metavar="NAME", help="left out: the user who made the practice")
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE")


def passphrase_of(options: argparse.Namespace) -> str:
    """Return the passphrase from its file, the environment or a prompt."""
    if options.passphrase_file is not None:
        return secret_file(options.passphrase_file, "passphrase")
    known = os.environ.get(PASSPHRASE_VARIABLE)
    if known is not None:
        return known
    try:
        return getpass.getpass("Passphrase: ")
    except EOFError:
        raise UserError("No passphrase was given.", todo=f"Type it, or set {PASSPHRASE_VARIABLE}.") from None


def secret_file(path: Path, what: str) -> str:
    """Return the text of a file that holds a secret, without the end of its line."""
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise UserError(f"The {what} file cannot be read.", todo="Check its name.") from None


@contextmanager
def opened(options: argparse.Namespace, *, passphrase: str | None = None) -> Iterator[Any]:
    """Give the open practice that a command is about, and close it; the passphrase may be known already."""
    from ccmdesk.services.migration import Migrating
    from ccmdesk.services.practice_file import close_practice, open_practice

    practice = open_practice(
        options.practice.resolve(),
        login=options.user,
        passphrase=passphrase_of(options) if passphrase is None else passphrase,
        clock=SystemClock(),
        migrating=Migrating(begun=_tell_migration, progress=progress),
    )
    try:
        yield practice
    finally:
        close_practice(practice)


def _tell_migration(old: str, new: str) -> None:
    sys.stderr.write(f"ccmdesk: bringing the practice file from schema {old} to {new}, after a backup\n")


def show(value: object) -> None:
    """Print JSON on standard output."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, default=_plain)
    say("")


def say(line: str) -> None:
    """Print a line on standard output."""
    sys.stdout.write(f"{line}\n")


def progress(done: int, total: int) -> None:
    """Show percents on standard error when that is a terminal."""
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        sys.stderr.write(f"\r{100 * done // max(total, 1)} %{end}")
        sys.stderr.flush()


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
