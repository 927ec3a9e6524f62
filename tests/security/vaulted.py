"""A practice whose vault has cheap key parameters, and the secrets that open it."""

from __future__ import annotations

from dataclasses import dataclass

from ccmdesk.security.kdf import KdfParameters
from ccmdesk.security.vault import Vault


@dataclass(frozen=True)
class VaultedPractice:
    """Hold a vault and everything that opens it."""

    vault: Vault
    data_key: bytearray
    recovery_key: bytearray
    passphrase: str
    kdf: KdfParameters
