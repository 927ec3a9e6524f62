"""Problems that a practice has named before, offered while another one is typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ccmdesk.domain.words import folded

_WORDS = re.compile(r"[^\w.]+")


@dataclass(frozen=True, slots=True)
class KnownProblem:
    """Hold a problem's name and ICD-10-CM code as used before, and on how many charts."""

    name: str
    icd10: str = ""
    uses: int = 0


def matching_problems(
    known: Sequence[KnownProblem], typed: str, *, limit: int = 6
) -> tuple[KnownProblem, ...]:
    """Return the known problems in which every word typed begins a word of the name, or the code.

    Names that begin with what was typed come first, then those used most. Nothing typed finds nothing.
    """
    wanted = folded(typed).strip()
    parts = [part for part in _WORDS.split(wanted) if part]
    if not parts:
        return ()
    found = [one for one in known if all(_begins(one, part) for part in parts)]
    found.sort(key=lambda one: (not folded(one.name).startswith(wanted), -one.uses, folded(one.name)))
    return tuple(found[:limit])


def _begins(one: KnownProblem, part: str) -> bool:
    code = one.icd10.casefold()
    if code and (code.startswith(part) or code.replace(".", "").startswith(part)):
        return True
    return any(word.startswith(part) for word in _WORDS.split(folded(one.name)))
