"""Damage a vault file in every way a disk or a hand may, and tell what the program makes of it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import NamedTuple

from ccmdesk.security.errors import DamagedVault, WrongPassphrase
from ccmdesk.security.vault import open_with_passphrase
from ccmdesk.security.vault_file import decode_vault


class Damage(NamedTuple):
    """Hold what was done to a vault file, in words, and the bytes that are left."""

    what: str
    data: bytes


def damages(whole: bytes, number: int, *, seed: int) -> Iterator[Damage]:
    """Yield so many damages: half are bit flips spread over every byte, half cuts and others."""
    chance = random.Random(seed)
    step = max(1, len(whole) * 8 * 2 // number)
    for bit in range(chance.randrange(step), len(whole) * 8, step):
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        yield Damage(f"bit {bit} flipped", bytes(flipped))
    for _ in range(number // 4):
        length = chance.randrange(len(whole))
        yield Damage(f"cut to {length} bytes", whole[:length])
    for _ in range(number - number // 2 - number // 4):
        start = chance.randrange(len(whole))
        end = chance.randrange(start, len(whole)) + 1
        kind = chance.choice(("zeroed", "left out", "twice"))
        middle = {"zeroed": bytes(end - start), "left out": b"", "twice": whole[start:end] * 2}[kind]
        yield Damage(f"{start} to {end} {kind}", whole[:start] + middle + whole[end:])


def verdict(damage: Damage, *, user_id: int, passphrase: str) -> str:
    """Return the sentence that a damage leads to; empty when the vault opened as if nothing were wrong."""
    try:
        open_with_passphrase(decode_vault(damage.data), user_id=user_id, passphrase=passphrase)
    except (DamagedVault, WrongPassphrase) as error:
        return str(error)
    return ""
