"""Take FHIR files apart into entries that have keys, and find an entry again by any kind of reference.

The source key of a resource, which a second import of the same or another export has to give again:

- with a `fullUrl` on a server (`https://ehr.example/r4/Patient/7`): that base and `Patient/7`;
- with an id that is a UUID, in the resource or as a `urn:uuid:` fullUrl: `urn:uuid` and `Patient/<uuid>`;
- with any other id: `fhir` and `Patient/7`. Such keys are not unique in the world, so whoever finds one
  again has to compare the person too;
- without an id: `fhir` and `Patient/sha256-…` of the content;
- contained in another resource: the key of that one with `#id` after it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote

from ccmdesk.domain.dates import PartialDate
from ccmdesk.domain.imports import Skipped, SourceKey
from ccmdesk.importers.decoding import UnreadableError
from ccmdesk.importers.fhir_json import Body, read_json
from ccmdesk.importers.fhir_pick import date_of, items, obj, objs, text

LOCAL = "fhir"
UUID = "urn:uuid"
MOST_ENTRIES = 500_000

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.IGNORECASE)
_ABSOLUTE = re.compile(r"(?:(https?://.+)/)?([A-Z][A-Za-z]+)/([^/?#]+?)(?:/_history/[^/]*)?\Z")
_CONDITIONAL = re.compile(
    r"(?:https?://[^?]*/)?([A-Z][A-Za-z]+)\?(?:.*&)?identifier=([^|&%]*(?:%(?!7C)[^|&%]*)*)(?:\||%7C)([^&]+)"
)
_DEEPEST_BUNDLE = 8
_DEEPEST_DIGEST = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold one resource of a file: its kind, its key, its base address, and the place it was found."""

    kind: str
    key: SourceKey
    body: Body
    where: str
    base: str = ""
    full_url: str = ""
    parent: Entry | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """Hold the entries of one FHIR file and what could not become an entry."""

    name: str
    entries: tuple[Entry, ...]
    skipped: tuple[Skipped, ...] = ()
    written: PartialDate | None = None


class _Found(NamedTuple):
    """Hold a resource on its way to becoming an entry."""

    body: object
    full_url: str
    where: str


def open_document(name: str, content: str) -> Document:
    """Return the entries of a FHIR file; raise UnreadableError with a sentence when it is not valid JSON."""
    read = read_json(content)
    entries: list[Entry] = []
    skipped: list[Skipped] = []
    if read.doubled:
        said = ", ".join(text(each)[:40] for each in read.doubled[:5])
        skipped.append(Skipped("whole file", f"One object gives these names twice: {said}. The last counts."))
    for found in _resources(read.values, 0, ""):
        if isinstance(found.body, dict) and text(found.body.get("resourceType")):
            entry = _entry(found)
            entries.append(entry)
            entries.extend(_contained(entry))
        elif isinstance(found.body, dict) and found.full_url == "":
            skipped.append(Skipped(found.where, "This does not say which kind of FHIR resource it is."))
        else:
            skipped.append(Skipped(found.where, "This is not a FHIR resource."))
        if len(entries) > MOST_ENTRIES:
            raise UnreadableError(
                f"The file has more than {MOST_ENTRIES:,} entries; export it in smaller parts."
            )
    return Document(name, tuple(entries), tuple(skipped[:MOST_ENTRIES]), _written(read.values))


def _resources(values: object, depth: int, place: str) -> Iterator[_Found]:
    for number, value in enumerate(values if isinstance(values, (list, tuple)) else [values], start=1):
        where = f"{place}entry {number}" if place or not isinstance(values, tuple) else f"resource {number}"
        if isinstance(value, list) and not depth:
            yield from _resources(value, depth + 1, "")
        elif isinstance(value, dict) and value.get("resourceType") == "Bundle":
            yield from _bundle(value, depth, "" if isinstance(values, tuple) else f"{where}, ")
        elif depth or isinstance(value, dict):
            yield _Found(value, "", where)


def _bundle(bundle: Body, depth: int, place: str) -> Iterator[_Found]:
    if depth > _DEEPEST_BUNDLE:
        yield _Found(None, "", f"{place}a bundle inside {_DEEPEST_BUNDLE} others")
        return
    held = bundle.get("entry")
    for number, entry in enumerate(held if isinstance(held, list) else items(held), start=1):
        where = f"{place}entry {number}"
        resource = obj(entry).get("resource")
        if isinstance(resource, dict) and resource.get("resourceType") == "Bundle":
            yield from _bundle(resource, depth + 1, f"{where}, ")
        elif resource is not None or not _is_delete(obj(entry)):
            yield _Found(resource, text(obj(entry).get("fullUrl")) or "-", where)


def _is_delete(entry: Body) -> bool:
    """Say whether an entry rightly has no resource: a deletion, or the answer to a transaction."""
    return bool(text(obj(entry.get("request")).get("method")) or obj(entry.get("response")))


def _entry(found: _Found) -> Entry:
    body = obj(found.body)
    kind = text(body.get("resourceType"))
    full_url = "" if found.full_url == "-" else found.full_url
    base = ""
    name = text(body.get("id"))
    split = _ABSOLUTE.match(full_url)
    if split and split[1] and split[2] == kind:
        base, name = split[1], name or split[3]
    elif full_url.startswith("urn:uuid:"):
        name = name or full_url[9:]
    key = _key(kind, name, base) if name else SourceKey(LOCAL, f"{kind}/sha256-{_digest(body)}")
    return Entry(kind, key, body, f"{kind} {name}" if name else f"{kind}, {found.where}", base, full_url)


def _key(kind: str, name: str, base: str) -> SourceKey:
    if base:
        return SourceKey(base, f"{kind}/{name}")
    if _UUID.match(name):
        return SourceKey(UUID, f"{kind}/{name.lower()}")
    return SourceKey(LOCAL, f"{kind}/{name}")


def _contained(parent: Entry) -> Iterator[Entry]:
    for body in objs(parent.body.get("contained")):
        kind, name = text(body.get("resourceType")), text(body.get("id"))
        if kind and name:
            key = SourceKey(parent.key.system, f"{parent.key.id}#{name}")
            yield Entry(kind, key, body, f"{kind} {name} in {parent.where}", parent.base, "", parent)


def _digest(body: Body) -> str:
    found = hashlib.sha256()
    _feed(found.update, body, 0)
    return found.hexdigest()[:24]


def _feed(update: Callable[[bytes], None], value: object, depth: int) -> None:
    if depth > _DEEPEST_DIGEST:
        return
    if isinstance(value, dict):
        for name in sorted(value):
            update(f"{{{name}:".encode("utf-8", "replace"))
            _feed(update, value[name], depth + 1)
    elif isinstance(value, list):
        update(b"[")
        for item in value:
            _feed(update, item, depth + 1)
    else:
        update(f"{value!s};".encode("utf-8", "replace"))


def _written(values: tuple[object, ...]) -> PartialDate | None:
    for value in values:
        body = obj(value)
        for said in (body.get("timestamp"), obj(body.get("meta")).get("lastUpdated")):
            try:
                found = date_of(said)
            except ValueError:
                continue
            if found is not None:
                return found
    return None


class Index:
    """Find the entries of all files of one import by references as FHIR writes them."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._named: dict[str, Entry] = {}
        self._local: dict[tuple[int, str], Entry] = {}
        self._anywhere: dict[str, Entry] = {}
        self._identified: dict[tuple[str, str, str], Entry] = {}
        for number, document in enumerate(documents):
            for entry in document.entries:
                self._add(number, entry)

    def _add(self, document: int, entry: Entry) -> None:
        tail = entry.key.id
        self._named.setdefault(f"{entry.key.system}/{tail}", entry)
        if entry.full_url:
            self._named.setdefault(entry.full_url, entry)
        if entry.parent is None:
            self._local.setdefault((document, tail), entry)
            if not entry.key.system.startswith(f"{LOCAL}:"):
                self._anywhere.setdefault(tail, entry)
            if entry.key.system == UUID:
                self._named.setdefault(f"urn:uuid:{tail.rsplit('/', 1)[-1]}", entry)
            for identifier in objs(entry.body.get("identifier")):
                value = text(identifier.get("value"))
                if value:
                    system = text(identifier.get("system"))
                    self._identified.setdefault((entry.kind, system, value), entry)

    def find(self, reference: object, source: Entry, *, document: int) -> Entry | None:
        """Return the entry that a Reference of an entry in the document of that number points to."""
        body = obj(reference)
        said = text(body.get("reference"))
        if said.startswith("#"):
            holder = source.parent or source
            return self._named.get(f"{holder.key.system}/{holder.key.id}{said}") if said != "#" else holder
        found = self._by_address(said, source, document) if said else None
        return found or self._by_identifier(body)

    def _by_address(self, said: str, source: Entry, document: int) -> Entry | None:
        found = self._named.get(said) or self._named.get(said.lower())
        if found is not None:
            return found
        asked = _CONDITIONAL.match(said)
        if asked:
            return self._identified.get((asked[1], unquote(asked[2]), unquote(asked[3])))
        split = _ABSOLUTE.match(said)
        if split is None:
            return None
        base, tail = split[1] or "", _key(split[2], split[3], "").id
        found = self._named.get(f"{base or source.base}/{tail}")
        if found is None:
            found = self._local.get((document, tail)) or self._anywhere.get(tail)
            if found is not None and base and found.base not in ("", base):
                return None
        return found

    def _by_identifier(self, reference: Body) -> Entry | None:
        identifier = obj(reference.get("identifier"))
        value, kind = text(identifier.get("value")), text(reference.get("type"))
        if not value:
            return None
        return self._identified.get((kind or "Patient", text(identifier.get("system")), value))


def key_of(reference: object, source: Entry) -> SourceKey | None:
    """Return the key that what a reference names will have in another file; its kind defaults to Patient."""
    body = obj(reference)
    said = text(body.get("reference"))
    if said.lower().startswith("urn:uuid:"):
        return SourceKey(UUID, f"{text(body.get('type')) or 'Patient'}/{said[9:].lower()}")
    asked = _CONDITIONAL.match(said)
    if asked:
        return SourceKey(unquote(asked[2]), f"{asked[1]}?identifier={unquote(asked[3])}")
    split = _ABSOLUTE.match(said)
    if split:
        return _key(split[2], split[3], split[1] or source.base)
    identifier = obj(body.get("identifier"))
    value = text(identifier.get("value"))
    return SourceKey(text(identifier.get("system")), f"Patient?identifier={value}") if value else None
