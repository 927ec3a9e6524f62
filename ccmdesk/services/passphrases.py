"""Judge a passphrase while it is typed, and offer one made of words."""

from __future__ import annotations

from collections.abc import Sequence

from ccmdesk.security import passphrase
from ccmdesk.security.passphrase import Strength

__all__ = ["Strength", "strength", "suggestion"]


def strength(text: str, familiar: Sequence[str]) -> Strength:
    """Return how strong a passphrase is; `familiar` are names that a colleague would try first."""
    return passphrase.strength(text, familiar=familiar)


def suggestion() -> str:
    """Return six words chosen by the system's random source."""
    return passphrase.generate_passphrase()
