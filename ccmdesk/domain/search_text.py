"""Fold text for searching: no capitals, no accents."""

from __future__ import annotations

import unicodedata

_FOLDED = {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "’": "'"}


def folded(value: str) -> str:
    """Return a text in lower case without accents, so that `nunez` finds Núñez."""
    decomposed = unicodedata.normalize("NFKD", value.casefold())
    return "".join(_FOLDED.get(letter, letter) for letter in decomposed if not unicodedata.combining(letter))
