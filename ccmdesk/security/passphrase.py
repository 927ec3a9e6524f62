"""What makes a passphrase good enough, how strong one is, and six words for those who want none of that."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from ccmdesk import resource_files
from ccmdesk.security.errors import WeakPassphrase
from ccmdesk.security.kdf import spelled

SHORTEST = 15
WORDS = 6
_LONGEST_JUDGED = 72  # zxcvbn takes no more
_LONGEST = 1024
_FAMILIAR = (
    "ccmdesk",
    "ccm",
    "chronic",
    "care",
    "clinic",
    "practice",
    "medicare",
    "nurse",
    "doctor",
    "patient",
)
_STEPS = (6.0, 8.0, 10.0, 14.0)  # decimal digits of guesses from which each step of the meter is reached
_GOOD_ENOUGH = 3
_WORD_LIST = "words/english.txt"
_SENTENCES = (
    "Very weak: it would be guessed at once.",
    "Weak: it would be guessed within hours.",
    "Fair: add a word or two that have nothing to do with the others.",
    "Strong.",
    "Very strong.",
)


@dataclass(frozen=True, slots=True)
class Strength:
    """Hold a step from 0 (very weak) to 4 (very strong), a sentence, and whether the policy is met."""

    score: int
    sentence: str
    accepted: bool


def strength(passphrase: str, *, familiar: Sequence[str] = ()) -> Strength:
    """Judge a passphrase, in a few milliseconds after the first call.

    `familiar` are words that a colleague would try first: names of the user and of the practice.
    """
    text = spelled(passphrase)
    if is_generated(text):
        return Strength(4, _SENTENCES[4], accepted=True)
    if len(text) > _LONGEST:
        return Strength(0, f"Too long: at most {_LONGEST} characters.", accepted=False)
    score = _score(text, familiar) if text else 0
    if len(text) < SHORTEST:
        missing = SHORTEST - len(text)
        return Strength(min(score, 1), f"Too short: {missing} more characters, or six words.", accepted=False)
    return Strength(score, _SENTENCES[score], accepted=score >= _GOOD_ENOUGH)


def require_good_passphrase(passphrase: str, *, familiar: Sequence[str] = ()) -> None:
    """Raise WeakPassphrase, with the reason, unless a passphrase meets the policy."""
    judged = strength(passphrase, familiar=familiar)
    if not judged.accepted:
        raise WeakPassphrase(
            f"This passphrase cannot be used. {judged.sentence}",
            kept="The old one, if any, is still in force.",
            todo=f"Use {SHORTEST} characters or more that nobody guesses, or six words chosen by ccmdesk.",
        )


def generate_passphrase() -> str:
    """Return six words chosen by the system's random source, with blanks between: about 70 bits."""
    return " ".join(secrets.choice(word_list()) for _ in range(WORDS))


def is_generated(passphrase: str) -> bool:
    """Tell whether a passphrase is six or more different words of the program's own list."""
    words = passphrase.split()
    return len(set(words)) >= WORDS and all(word in _known_words() for word in words)


@cache
def word_list() -> tuple[str, ...]:
    """Return the program's own list of plain English words, sorted."""
    return tuple(resource_files.read_text(_WORD_LIST).split())


@cache
def _known_words() -> frozenset[str]:
    return frozenset(word_list())


def _score(text: str, familiar: Sequence[str]) -> int:
    from zxcvbn import zxcvbn  # its frequency lists cost 40 ms and 15 MB: only where a passphrase is chosen

    names = [part for name in (*_FAMILIAR, *familiar) for part in (name, *name.split())]
    digits = float(zxcvbn(text[:_LONGEST_JUDGED], user_inputs=names)["guesses_log10"])
    return sum(digits >= step for step in _STEPS)
