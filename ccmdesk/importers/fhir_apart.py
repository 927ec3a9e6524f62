"""Keep two patients apart whom different files of one import know by the same local id."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from ccmdesk.domain.imports import SourceKey
from ccmdesk.importers.fhir_bundle import LOCAL, Document, Entry
from ccmdesk.importers.fhir_look import best_name
from ccmdesk.importers.fhir_pick import text, texts


def told_apart(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Return the documents, local keys made different where one id stands for different people.

    The keys of such a file get a system that names the person by a digest of name and birth date. A
    reference from a third file to such an id then leads to nobody, which is right: nobody can say whom it
    means.
    """
    people: dict[SourceKey, set[str]] = {}
    for document in documents:
        for key, person in _local_people(document):
            people.setdefault(key, set()).add(person)
    shared = {key for key, found in people.items() if len(found) > 1}
    return tuple(_renamed(document, shared) for document in documents) if shared else tuple(documents)


def _local_people(document: Document) -> list[tuple[SourceKey, str]]:
    return [
        (entry.key, _person(entry))
        for entry in document.entries
        if entry.kind == "Patient" and entry.key.system == LOCAL and entry.parent is None
    ]


def _person(entry: Entry) -> str:
    name = best_name(entry.body)
    parts = (*texts(name.get("family")), *texts(name.get("given")), text(name.get("text")))
    return "|".join((*parts, text(entry.body.get("birthDate")))).casefold()


def _renamed(document: Document, shared: set[SourceKey]) -> Document:
    here = sorted(person for key, person in _local_people(document) if key in shared)
    if not here:
        return document
    digest = hashlib.sha256("\n".join(here).encode("utf-8", "replace")).hexdigest()[:16]
    system = f"{LOCAL}:{digest}"
    made: dict[SourceKey, Entry] = {}
    entries: list[Entry] = []
    for entry in document.entries:
        if entry.key.system == LOCAL:
            parent = made.get(entry.parent.key, entry.parent) if entry.parent is not None else None
            renamed = replace(entry, key=SourceKey(system, entry.key.id), parent=parent)
            made[entry.key] = renamed
            entries.append(renamed)
        else:
            entries.append(entry)
    return replace(document, entries=tuple(entries))
