"""Put a new database and a new vault in the place of the old ones as a pair, whatever happens in between.

Both are made beside the old ones as `*.next` and flushed. Then a small journal file is written: from that
moment the new pair holds, and moving it into place can be done again after any crash. Without the journal
the old pair holds and `*.next` is thrown away. The old pair stays as `*.before` until the new one was opened.
At every moment the vault of one of the two is in its place, so that the lock screen can name the users.
"""

from __future__ import annotations

import json
from pathlib import Path

from ccmdesk.security.safe_files import atomic_write, sync_folder
from ccmdesk.security.vault_file import old_vault_path

JOURNAL = "key-change.json"
_NEXT = ".next"
_BEFORE = ".before"
_WAL = "-wal"
_BESIDE_A_DATABASE = ("", _WAL, "-shm", "-journal")


class Pair:
    """Name the files of a practice folder that belong together, and those of a swap in progress."""

    __slots__ = ("database", "folder", "vault")

    def __init__(self, database: Path, vault: Path) -> None:
        self.folder = database.parent
        self.database = database
        self.vault = vault

    @property
    def journal(self) -> Path:
        """Return the file whose presence says that the new pair holds."""
        return self.folder / JOURNAL

    @property
    def next_database(self) -> Path:
        """Return where the new database is made."""
        return _beside(self.database, _NEXT)

    @property
    def next_vault(self) -> Path:
        """Return where the new vault is made."""
        return _beside(self.vault, _NEXT)

    @property
    def unfinished(self) -> bool:
        """Tell whether a swap was begun here and neither finished nor undone."""
        copied = (_beside(self.next_database, suffix) for suffix in _BESIDE_A_DATABASE)
        return any(file.exists() for file in (self.journal, self.next_vault, *copied))

    @property
    def before_is_kept(self) -> bool:
        """Tell whether the pair of before a swap is still there, because the new one was not opened yet.

        Its vault is the last that an undoing moves and the first that is forgotten.
        """
        return _beside(self.vault, _BEFORE).exists()

    @property
    def old_database_is_kept(self) -> bool:
        """Tell whether the database of before a swap is still there, which may be all that is left of it."""
        return _beside(self.database, _BEFORE).exists()


def discard_next(pair: Pair) -> None:
    """Throw away what a swap that was not decided has made; raise OSError."""
    _remove_database(pair.next_database)
    pair.next_vault.unlink(missing_ok=True)
    sync_folder(pair.folder)


def decide_swap(pair: Pair) -> None:
    """Decide for the new pair, which lies there flushed: it holds once this returns.

    The old database is closed by then, so that no log of it is left. Raises OSError; then the old pair holds.
    """
    sync_folder(pair.folder)  # or the journal could outlive the names of the files that it speaks of
    atomic_write(pair.journal, json.dumps({"format": "ccmdesk-key-change", "version": 1}).encode("ascii"))


def finish_swap(pair: Pair) -> bool:
    """Finish a swap that was decided and throw away one that was not; tell whether the new pair holds.

    May be done again after a crash at any moment. Raises OSError.
    """
    if not pair.journal.exists():
        discard_next(pair)
        return False
    if pair.next_database.exists():
        _set_aside(pair)
        pair.next_database.replace(pair.database)
    if pair.next_vault.exists():
        before = _beside(pair.vault, _BEFORE)
        if not before.exists():
            atomic_write(before, pair.vault.read_bytes())
        pair.next_vault.replace(pair.vault)
    atomic_write(old_vault_path(pair.vault), pair.vault.read_bytes())
    sync_folder(pair.folder)  # or the journal could go before the names have changed
    pair.journal.unlink()
    sync_folder(pair.folder)
    return True


def undo_swap(pair: Pair) -> None:
    """Put the pair of before back in its place, when the new one does not open.

    May be done again after a crash at any moment. Raises OSError.
    """
    before = _beside(pair.database, _BEFORE)
    if before.exists():
        for suffix in _BESIDE_A_DATABASE[1:]:
            _beside(pair.database, suffix).unlink(missing_ok=True)
        before.replace(pair.database)
        sync_folder(pair.folder)
    _beside(pair.vault, _BEFORE).replace(pair.vault)
    atomic_write(old_vault_path(pair.vault), pair.vault.read_bytes())


def forget_before(pair: Pair) -> None:
    """Remove the pair of before, its vault first: without it nobody reads what a disk keeps of the rest."""
    _beside(pair.vault, _BEFORE).unlink(missing_ok=True)
    sync_folder(pair.folder)
    _remove_database(_beside(pair.database, _BEFORE))
    sync_folder(pair.folder)


def _set_aside(pair: Pair) -> None:
    before = _beside(pair.database, _BEFORE)
    if not pair.database.exists() or before.exists():
        return
    wal = _beside(pair.database, _WAL)
    if wal.exists():  # a log of the old database must never be read into the new one
        wal.replace(_beside(before, _WAL))
    _beside(pair.database, "-shm").unlink(missing_ok=True)
    pair.database.replace(before)
    sync_folder(pair.folder)


def _remove_database(path: Path) -> None:
    for suffix in _BESIDE_A_DATABASE:
        _beside(path, suffix).unlink(missing_ok=True)


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)
