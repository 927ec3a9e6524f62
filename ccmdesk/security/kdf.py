"""Argon2id: the slow step between a typed passphrase and the key that it stands for."""

from __future__ import annotations

import os
import unicodedata

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw

from ccmdesk.security.errors import NotEnoughMemory
from ccmdesk.security.vault_values import KEY_BYTES, SALT_BYTES, KdfParameters

__all__ = [
    "SALT_BYTES",
    "SMALL_MACHINE",
    "STANDARD",
    "KdfParameters",
    "machine_memory",
    "parameters_for",
    "spelled",
    "stretch",
]

_ROOMY_MACHINE_BYTES = 7_500_000_000  # "8 GB" as a system reports it, after firmware took its share


STANDARD = KdfParameters(memory_kib=256 * 1024, passes=4, lanes=2)
SMALL_MACHINE = KdfParameters(memory_kib=128 * 1024, passes=6, lanes=2)


def parameters_for(memory_bytes: int) -> KdfParameters:
    """Return the cost for a machine with so much memory: 256 MiB from 8 GB up, 128 MiB below."""
    return STANDARD if memory_bytes >= _ROOMY_MACHINE_BYTES else SMALL_MACHINE


def machine_memory() -> int:
    """Return the bytes of memory of this machine, or 0 where the system does not say."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return 0


def spelled(passphrase: str) -> str:
    """Return a passphrase in the one spelling that is hashed: NFKC, single blanks, none at the ends."""
    return " ".join(unicodedata.normalize("NFKC", passphrase).split())


def stretch(passphrase: str, *, salt: bytes, parameters: KdfParameters) -> bytearray:
    """Return the 32-byte key of a passphrase by Argon2id; the caller wipes it.

    Takes about half a second with the product's parameters and lets other threads run.
    Raises NotEnoughMemory when the machine cannot give the memory.
    """
    typed = spelled(passphrase).encode("utf-8", "surrogatepass")
    try:
        made = hash_secret_raw(
            typed,
            salt,
            time_cost=parameters.passes,
            memory_cost=parameters.memory_kib,
            parallelism=parameters.lanes,
            hash_len=KEY_BYTES,
            type=Type.ID,
        )
    except HashingError:
        raise NotEnoughMemory(parameters.memory_kib // 1024) from None
    return bytearray(made)
