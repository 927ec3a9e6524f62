"""The random data key of a practice, the sub-keys made from it, and how both are wiped."""

from __future__ import annotations

import hmac
import secrets
from enum import StrEnum

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ccmdesk.security.vault_values import KEY_BYTES

__all__ = ["KEY_BYTES", "KeyLabel", "expand", "new_data_key", "same", "subkey", "wipe"]

_SALT = b"ccmdesk sub-keys 1"


class KeyLabel(StrEnum):
    """Name what a sub-key is for; the words are part of the file format."""

    DATABASE = "database"
    ANCHOR = "anchor"
    BACKUP = "backup"
    VAULT = "vault"


def new_data_key() -> bytearray:
    """Return 32 random bytes; the caller wipes them."""
    return bytearray(secrets.token_bytes(KEY_BYTES))


def wipe(key: bytearray) -> None:
    """Overwrite a key in place with zeros."""
    key[:] = bytes(len(key))


def subkey(data_key: bytearray, label: KeyLabel) -> bytearray:
    """Return the 32-byte sub-key of a data key for one purpose, by HKDF-SHA256; the caller wipes it.

    Raises ValueError when the data key is not 32 bytes long or was wiped.
    """
    if len(data_key) != KEY_BYTES or not any(data_key):
        raise ValueError("a data key is 32 bytes and not wiped")
    return expand(data_key, salt=_SALT, info=b"ccmdesk " + label.value.encode("ascii"))


def expand(secret: bytearray, *, salt: bytes, info: bytes) -> bytearray:
    """Return 32 bytes made from a secret by HKDF-SHA256; the caller wipes them."""
    made = bytearray(KEY_BYTES)
    HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=info).derive_into(secret, made)
    return made


def same(left: bytes | bytearray, right: bytes | bytearray) -> bool:
    """Tell whether two byte strings are equal, in a time that does not depend on where they differ."""
    return hmac.compare_digest(left, right)
