"""Open a key slot with a passphrase, slowly for whoever guesses."""

from __future__ import annotations

from pathlib import Path

from ccmdesk import settings
from ccmdesk.domain.clock import Clock
from ccmdesk.security.errors import TooManyTries
from ccmdesk.security.throttle import one_attempt, throttle_path
from ccmdesk.security.vault import open_with_passphrase
from ccmdesk.security.vault_file import Vault

__all__ = ["TooManyTries", "key_by_passphrase"]


def key_by_passphrase(
    vault: Vault, *, user_id: int, passphrase: str, clock: Clock, state_folder: Path | None = None
) -> bytearray:
    """Return the data key, which the caller wipes; the attempt is counted before it is made.

    `state_folder` is where this computer counts, left out: this user's own. Raises TooManyTries with the
    seconds to wait, WrongPassphrase (the same for an unknown user), or DamagedVault.
    """
    place = state_folder or settings.state_folder()
    path = throttle_path(place, vault.binding.database_id, user_id=user_id)
    with one_attempt(path, clock=clock):
        return open_with_passphrase(vault, user_id=user_id, passphrase=passphrase)
