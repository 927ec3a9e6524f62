"""What a vault holds: sizes, costs and slots as plain values.

They load no cryptography, so that the lock screen, which only names the users, is painted soon; what is
never altered in one field is a tuple, which is made sooner than a dataclass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

KEY_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 12
TAG_BYTES = 16
BOX_BYTES = KEY_BYTES + TAG_BYTES
_LARGEST_MEMORY_KIB = 1024 * 1024
_MOST_PASSES = 64
_MOST_LANES = 16
_MOST_WORK_KIB = 8 * 1024 * 1024


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


@dataclass(frozen=True, slots=True)
class SlotOwner:
    """Name a user as the lock screen shows her: staff only, nothing about patients."""

    user_id: int
    login: str
    display_name: str
    role_words: str = ""
    credential: str = ""


class Box(NamedTuple):
    """Hold 32 encrypted bytes with their tag, and the nonce used once."""

    nonce: bytes
    ciphertext: bytes


@dataclass(frozen=True, slots=True)
class SealedKey:
    """Hold a data key encrypted to a public key, with the throw-away public key of the sender."""

    ephemeral: bytes
    box: Box


class KeyPair(NamedTuple):
    """Hold a slot's public half, its wrapped private half, and the data key sealed to it."""

    public: bytes
    private: Box
    sealed: SealedKey


@dataclass(frozen=True, slots=True)
class UserSlot:
    """Let one user open the practice with a passphrase."""

    owner: SlotOwner
    kdf: KdfParameters
    salt: bytes
    pair: KeyPair


class RecoverySlot(NamedTuple):
    """Let the holder of the printed 256-bit key open the practice."""

    pair: KeyPair


class Binding(NamedTuple):
    """Tie a slot to its practice database and to the how-manieth data key it has."""

    database_id: str
    generation: int
