"""What every kind of entry shares: its document, its key, its author, and how it is found or left out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from ccmdesk.domain.chart import FactStatus
from ccmdesk.domain.dates import PartialDate
from ccmdesk.domain.imports import Sourced, SourceKey
from ccmdesk.importers.ccda_codes import is_unsaid
from ccmdesk.importers.ccda_values import is_uuid, person_name
from ccmdesk.importers.ccda_xml import El, Narrative, attr, clean, has_null_flavor, kid, kids, text_of

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")

_STATES = {
    "55561003": FactStatus.ACTIVE,
    "73425007": FactStatus.ENDED,
    "413322009": FactStatus.ENDED,
    "392521001": FactStatus.ENDED,
    "421139008": FactStatus.UNKNOWN,
    "on hold": FactStatus.UNKNOWN,
}
DERIVED = "urn:ccmdesk:content"
"""System of keys that are made of an entry's content because it has no usable id."""


class Document(NamedTuple):
    """Hold what entries need to know of their document."""

    narrative: Narrative
    subject: SourceKey
    author: str
    written: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Found(Generic[T_co]):
    """Hold a mapped value, the id its entry gives (or None), and the content that tells it from others."""

    value: T_co
    id: SourceKey | None
    content: tuple[str, ...]
    author: str


class Left(NamedTuple):
    """Say why an entry, or a part of it, was left out."""

    why: str
    fault: bool = True


class Twins(Generic[T]):
    """Hold the facts of one kind with the keys they get, and how many were repeats."""

    __slots__ = ("kept", "repeats")

    def __init__(self, found: Iterable[Found[T]], subject: SourceKey) -> None:
        facts = list(found)
        contents: dict[SourceKey | None, set[tuple[str, ...]]] = {}
        for fact in facts:
            contents.setdefault(fact.id, set()).add(_folded(fact.content))
        kept: dict[SourceKey, Sourced[T]] = {}
        self.repeats = 0
        for fact in facts:
            usable = fact.id is not None and len(contents[fact.id]) == 1
            key = fact.id if usable and fact.id is not None else content_key(subject, fact.content)
            if key in kept:
                self.repeats += 1
            else:
                kept[key] = Sourced(key, fact.value, fact.author)
        self.kept = tuple(kept.values())


def content_key(subject: SourceKey, content: Iterable[str]) -> SourceKey:
    """Return a key made of what an entry says, the same in every export of the same fact.

    It is the first 32 hexadecimal digits of SHA-256 over the subject's key and the folded content
    (kind, first code or name, dates, and the value of a reading), each ended by a NUL.
    """
    parts = (subject.system, subject.id, *_folded(tuple(content)))
    digest = hashlib.sha256("".join(f"{part}\0" for part in parts).encode("utf-8", "replace"))
    return SourceKey(DERIVED, digest.hexdigest()[:32])


def _folded(content: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(clean(part).casefold() for part in content)


def id_of(element: El) -> SourceKey | None:
    """Return the first usable id: a root with an extension, or a UUID alone.

    A bare OID is a name space that many products repeat in all their entries, so it is not used.
    """
    for candidate in kids(element, "id"):
        root, extension = attr(candidate, "root"), attr(candidate, "extension")
        if has_null_flavor(candidate) or not root or is_unsaid(extension):
            continue
        if extension:
            return SourceKey(root, extension)
        if is_uuid(root):
            return SourceKey(root, root)
    return None


def author_of(element: El, document: Document) -> str:
    """Return who wrote an entry: its own author, else the document's."""
    for author in kids(element, "author", "assignedAuthor"):
        name = person_name(kid(author, "assignedPerson", "name"))
        if name:
            return name
    return document.author


def status_code(element: El | None) -> str:
    """Return the state of an act as written, such as active, completed or aborted."""
    return attr(kid(element, "statusCode"), "code").lower()


def is_negated(element: El) -> bool:
    """Return whether an act says that something is not so or was not done."""
    return attr(element, "negationInd").lower() in ("true", "1")


def related(element: El, *names: str, types: tuple[str, ...] = ()) -> Iterator[El]:
    """Yield the acts of given names in an entry's relationships, all or those of some types."""
    for relation in kids(element, "entryRelationship"):
        if not types or attr(relation, "typeCode") in types:
            for name in names:
                yield from kids(relation, name)


def status_words(element: El, document: Document) -> tuple[str, str]:
    """Return the code and the words of the status observation (LOINC 33999-4) of a problem or allergy."""
    for observation in related(element, "observation"):
        if attr(kid(observation, "code"), "code") == "33999-4":
            value = kid(observation, "value")
            text = attr(value, "displayName") or document.narrative.told(kid(value, "originalText"))
            return attr(value, "code"), clean(text or text_of(value))
    return "", ""


def status_of_words(text: str) -> FactStatus | None:
    """Return the state that a code or a word of a status column means, or None."""
    word = text.strip().lower()
    if word in _STATES:
        return _STATES[word]
    if re.match(r"(no longer|not |in-?active|resolved|recovered|discontinu|stopp|ended|prior|past)", word):
        return FactStatus.ENDED
    return (
        FactStatus.ACTIVE if re.match(r"(active|current|existing|ordered|taking|chronic)\b", word) else None
    )
