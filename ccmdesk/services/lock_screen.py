"""What is known of a practice before it is unlocked; loads no database and no ciphers, so it is quick."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ccmdesk.domain.clock import Clock
from ccmdesk.domain.errors import NotFound
from ccmdesk.security.errors import DamagedVault, MissingVault
from ccmdesk.security.vault_file import Vault, old_vault_path, read_vault
from ccmdesk.security.vault_values import SlotOwner

SUFFIX = ".ccmdesk"
VAULT = "vault.json"


class LockScreenUser(NamedTuple):
    """Hold what the lock screen shows of a user."""

    user_id: int
    login: str
    titled: str
    roles: str


class LockScreen(NamedTuple):
    """Hold what is known of a practice before it is unlocked; nothing about patients.

    `from_kept_copy` says that vault.json is missing and that this was read from vault.json.old.
    """

    name: str
    users: tuple[LockScreenUser, ...]
    from_kept_copy: bool = False


def lock_screen(folder: Path) -> LockScreen:
    """Return the name of a practice and its users, before any passphrase is known.

    Raises NotFound, MissingVault or DamagedVault with a sentence.
    """
    vault = vault_or_kept_copy(folder)
    kept = not (folder / VAULT).exists()
    users = tuple(
        LockScreenUser(owner.user_id, owner.login, _titled(owner), owner.role_words) for owner in vault.owners
    )
    return LockScreen(practice_name_of(folder), users, kept)


def vault_of(folder: Path) -> Vault:
    """Return the vault of a practice folder; raise NotFound when there is no such folder."""
    if not folder.is_dir():
        raise NotFound(
            "There is no practice file at this place.",
            todo="Check the name; a practice file is a folder whose name ends in .ccmdesk.",
        )
    return read_vault(folder / VAULT)


def vault_or_kept_copy(folder: Path) -> Vault:
    """Return the vault of a practice folder, or the one before its last change where it is missing.

    Nothing is believed of the copy until a passphrase or the recovery key opens it.
    """
    try:
        return vault_of(folder)
    except MissingVault as missing:
        return _kept_copy(folder, missing)


def _kept_copy(folder: Path, missing: MissingVault) -> Vault:
    try:
        return read_vault(old_vault_path(folder / VAULT))
    except MissingVault:
        raise missing from None
    except DamagedVault:
        raise MissingVault from None  # the copy is no help, so nothing is said of it


def practice_name_of(folder: Path) -> str:
    """Return the name that a practice folder shows: its own without the suffix."""
    return folder.name.removesuffix(SUFFIX)


def prove(folder: Path, user_id: int, *, passphrase: str, clock: Clock) -> None:
    """Check a user's passphrase against the vault; raise WrongPassphrase or TooManyTries."""
    # Loaded behind the lock screen, not before it is painted.
    from ccmdesk.security.keys import wipe
    from ccmdesk.services.attempts import key_by_passphrase

    vault = vault_or_kept_copy(folder)
    wipe(key_by_passphrase(vault, user_id=user_id, passphrase=passphrase, clock=clock))


def _titled(owner: SlotOwner) -> str:
    if owner.credential in ("", "none"):
        return owner.display_name
    return f"{owner.display_name}, {owner.credential}"
