"""Be the one who holds the data key and edits a closed practice file past the program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from ccmdesk.domain.clock import Clock, SettableClock
from ccmdesk.security.keys import KeyLabel, subkey, wipe
from ccmdesk.security.vault import open_with_passphrase, read_vault
from ccmdesk.services.lock_screen import VAULT
from ccmdesk.services.opening_check import Acceptance
from ccmdesk.services.practice_file import DATABASE, OpenPractice, open_practice
from tests.practice_files import MONDAY, PASSPHRASE, state_of


@contextmanager
def database_of(folder: Path) -> Iterator[Any]:
    """Give a bare connection on the database of a closed practice, its triggers away until the end."""
    data_key = open_with_passphrase(read_vault(folder / VAULT), user_id=1, passphrase=PASSPHRASE)
    key = subkey(data_key, KeyLabel.DATABASE)
    wipe(data_key)
    connection: Any = dbapi2.connect(str(folder / DATABASE), isolation_level=None)
    try:
        connection.execute(f"PRAGMA key = \"x'{bytes(key).hex()}'\"")
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for _, sql in triggers:
            connection.execute(sql)
    finally:
        connection.close()


def edit(folder: Path, *statements: str) -> None:
    """Run statements on the database of a closed practice."""
    with database_of(folder) as connection:
        for statement in statements:
            connection.execute(statement)


def reopened(
    folder: Path,
    *,
    state_folder: Path | None = None,
    acceptance: Acceptance | None = None,
    clock: Clock | None = None,
    login: str = "sara",
) -> OpenPractice:
    """Open a copied practice again, on the same computer unless another state folder is given."""
    return open_practice(
        folder,
        login=login,
        passphrase=PASSPHRASE,
        clock=clock or SettableClock(MONDAY),
        state_folder=state_folder or state_of(folder),
        acceptance=acceptance,
    )
