"""Argon2id: the slow step between a typed passphrase and the key that it stands for."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw

from ccmdesk.security.errors import NotEnoughMemory
from ccmdesk.security.keys import KEY_BYTES

SALT_BYTES = 16
_LARGEST_MEMORY_KIB = 1024 * 1024
_MOST_PASSES = 64
_MOST_LANES = 16
_MOST_WORK_KIB = 8 * 1024 * 1024
_ROOMY_MACHINE_BYTES = 7_500_000_000  # "8 GB" as a system reports it, after firmware took its share


@dataclass(frozen=True, slots=True)
class KdfParameters:
    """Hold the cost of one Argon2id derivation: memory in KiB, passes over it, lanes.

    Raises ValueError beyond 1 GiB, 64 passes, 16 lanes or 8 GiB of total work, so that a hostile
    vault can neither exhaust the machine nor hang it.
    """

    memory_kib: int
    passes: int
    lanes: int

    def __post_init__(self) -> None:
        if not 1 <= self.lanes <= _MOST_LANES:
            raise ValueError("lanes out of bounds")
        if not 8 * self.lanes <= self.memory_kib <= _LARGEST_MEMORY_KIB:
            raise ValueError("memory out of bounds")
        if not 1 <= self.passes <= _MOST_PASSES or self.passes * self.memory_kib > _MOST_WORK_KIB:
            raise ValueError("passes out of bounds")


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
