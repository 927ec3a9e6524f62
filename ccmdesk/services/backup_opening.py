"""Look at a backup without a key, and open it with a passphrase or the key on paper, proving all of it."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ccmdesk.domain.imports import Progress, no_progress
from ccmdesk.models.backup import prove_copy, reading_copy
from ccmdesk.models.people import load_users
from ccmdesk.security.backup_manifest import Manifest, Sealed
from ccmdesk.security.errors import DamagedBackup, DamagedVault, WrongPassphrase
from ccmdesk.security.keys import KeyLabel, subkey, wipe
from ccmdesk.security.recovery_key import parse_recovery_key
from ccmdesk.security.safe_files import hash_file, read_bounded
from ccmdesk.security.vault import open_with_passphrase, open_with_recovery_key
from ccmdesk.security.vault_file import Vault, decode_vault
from ccmdesk.services.admission import actor_of
from ccmdesk.services.backup_folders import COPY, VAULT_COPY, looks_whole, read_manifest
from ccmdesk.services.permissions import UseCase, forbidden, may

_LARGEST_VAULT = 1024 * 1024
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Passphrase:
    """Open with a user's passphrase; without a login, as the user who made the practice."""

    login: str | None
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PaperKey:
    """Open with the recovery key as typed from paper or scanned."""

    text: str = field(repr=False)


Secret = Passphrase | PaperKey


@dataclass(frozen=True, slots=True)
class Inspected:
    """Hold what a backup says of itself before any key: nothing in it is proved but that its files fit.

    `made_at` is UTC, `users` are the logins with the names shown.
    """

    folder: Path
    name: str
    made_at: datetime
    zone: str
    program: str
    size: int
    users: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OpenedBackup:
    """Hold a backup that passed every check, and its data key, which leaving the `with` block wipes."""

    folder: Path
    manifest: Manifest
    vault_bytes: bytes = field(repr=False)
    data_key: bytearray = field(repr=False)
    user_id: int
    secret: Secret

    @property
    def by_recovery_key(self) -> bool:
        """Tell whether it was opened with the key on paper."""
        return isinstance(self.secret, PaperKey)

    def __enter__(self) -> OpenedBackup:
        return self

    def __exit__(self, *_: object) -> None:
        wipe(self.data_key)


def inspect(folder: Path) -> Inspected:
    """Return what a backup says of itself once its files are those it lists; needs no key.

    Raises DamagedBackup or NewerBackup.
    """
    sealed, _, vault = _files(folder)
    if hash_file(folder / COPY) != sealed.manifest.sha256:
        raise DamagedBackup("its database is not the one that it lists")
    told = sealed.manifest
    users = tuple((owner.login, owner.display_name) for owner in vault.owners)
    return Inspected(folder, told.name, told.made_at, told.zone, told.program, told.size, users)


def open_backup(folder: Path, secret: Secret, *, progress: Progress = no_progress) -> OpenedBackup:
    """Open a backup and prove all of it: seal, every byte, page and record; use it in a `with` block.

    With a passphrase only an administrator may. `progress` is told percents, a Cancelled raised by it ends
    it. Raises WrongPassphrase, WrongRecoveryKey, MistypedRecoveryKey, DamagedBackup, NewerBackup, Forbidden.
    """
    sealed, vault_bytes, vault = _files(folder)
    manifest = sealed.manifest
    try:
        data_key, user_id = data_key_of(vault, secret)
    except DamagedVault:
        raise DamagedBackup("its key file was altered") from None
    with ExitStack() as undo:
        undo.callback(wipe, data_key)
        key = subkey(data_key, KeyLabel.BACKUP)
        undo.callback(wipe, key)
        if not sealed.authentic(key):
            raise DamagedBackup("its seal is broken")
        progress(1, _HUNDRED)
        if hash_file(folder / COPY) != manifest.sha256:
            raise DamagedBackup("its database is not the one that was sealed")
        _prove(folder, manifest, key=key, progress=progress)
        _require_owner(folder, user_id, key=key, secret=secret)
        return OpenedBackup(folder, manifest, vault_bytes, bytearray(data_key), user_id, secret)


def data_key_of(vault: Vault, secret: Secret) -> tuple[bytearray, int]:
    """Return the data key, which the caller wipes, and the number of the user; raise as the vault does."""
    if isinstance(secret, PaperKey):
        key = parse_recovery_key(secret.text)
        try:
            return open_with_recovery_key(vault, recovery_key=key), vault.owners[0].user_id
        finally:
            wipe(key)
    login = vault.owners[0].login if secret.login is None else secret.login
    user_id = next((owner.user_id for owner in vault.owners if owner.login == login), 0)
    return open_with_passphrase(vault, user_id=user_id, passphrase=secret.text), user_id


def _files(folder: Path) -> tuple[Sealed, bytes, Vault]:
    """Return the manifest, the bytes of the vault and the vault, once they fit each other."""
    sealed = read_manifest(folder)
    manifest = sealed.manifest
    try:
        data = read_bounded(folder / VAULT_COPY, _LARGEST_VAULT)
    except OSError:
        raise DamagedBackup("its key file is missing or cannot be read") from None
    if hashlib.sha256(data).hexdigest() != manifest.vault_sha256:
        raise DamagedBackup("its key file is not the one that it lists")
    try:
        vault = decode_vault(data)
    except DamagedVault:
        raise DamagedBackup("its key file is damaged") from None
    if vault.binding != (manifest.database_id, manifest.generation):
        raise DamagedBackup("its key file belongs to another practice")
    if not looks_whole(folder, sealed):
        raise DamagedBackup("its database is missing or has another size")
    return sealed, data, vault


def _prove(folder: Path, manifest: Manifest, *, key: bytearray, progress: Progress) -> None:
    def told(done: int, total: int) -> None:
        progress(10 + 85 * done // total, _HUNDRED)

    prove_copy(
        folder / COPY,
        key=bytearray(key),
        database_id=manifest.database_id,
        contents=manifest.contents,
        whole_chain=True,
        progress=told,
    )


def _require_owner(folder: Path, user_id: int, *, key: bytearray, secret: Secret) -> None:
    """Let only an administrator restore by passphrase; whoever holds the key on paper is trusted with all."""
    with reading_copy(folder / COPY, key=bytearray(key)) as connection:
        user = next((user for user in load_users(connection) if user.id == user_id), None)
    if user is None:
        raise DamagedBackup("its key file names a user whom it does not know")
    if isinstance(secret, Passphrase):
        if user.disabled:
            raise WrongPassphrase
        if not may(actor_of(user), UseCase.RESTORE):
            raise forbidden(UseCase.RESTORE, recorded=False)
