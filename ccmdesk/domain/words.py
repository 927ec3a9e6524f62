"""Fold text so that a search finds what was meant."""

from __future__ import annotations

import unicodedata

_FOLDED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "’": "'"})


def folded(text: str) -> str:
    """Return a text in lower case without accents, so that `nunez` finds Núñez."""
    if text.isascii():
        return text.lower()
    # Twice: some letters become capitals only when decomposed, and some come apart only in lower case.
    once = unicodedata.normalize("NFKD", text.casefold())
    decomposed = unicodedata.normalize("NFKD", once.casefold()).translate(_FOLDED)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
