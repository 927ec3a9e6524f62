"""Say who stated a fact, from the resource itself or from the Provenance that accompanies it."""

from __future__ import annotations

from collections.abc import Sequence

from ccmdesk.domain.imports import SourceKey
from ccmdesk.importers.fhir_bundle import Document, Entry, Index
from ccmdesk.importers.fhir_look import Look
from ccmdesk.importers.fhir_pick import codings, objs

_STATED_BY = ("asserter", "recorder", "informationSource", "requester", "author", "expressedBy", "performer")


class Authors:
    """Hold the authors that Provenance resources name, by the key of what they are about."""

    def __init__(self, documents: Sequence[Document], index: Index) -> None:
        self._named: dict[SourceKey, str] = {}
        for number, document in enumerate(documents):
            for entry in document.entries:
                if entry.kind == "Provenance":
                    self._read(Look(entry, number, index), entry)

    def _read(self, look: Look, entry: Entry) -> None:
        name = _agent_name(look)
        for target in objs(entry.body.get("target")) if name else ():
            found = look.find(target)
            if found is not None:
                self._named.setdefault(found.key, name)

    def of(self, look: Look) -> str:
        """Return the name of whoever stated the resource, or an empty text."""
        for name in _STATED_BY:
            for reference in objs(look.body.get(name)):
                said = look.name(reference.get("actor") or reference)
                if said:
                    return said
        return self._named.get(look.entry.key, "")


def _agent_name(look: Look) -> str:
    def rank(kinds: set[str]) -> int:
        return 0 if "author" in kinds else 2 if kinds & {"transmitter", "custodian"} else 1

    agents = objs(look.body.get("agent"))
    agents.sort(key=lambda agent: rank({each.code for each in codings(agent.get("type"))}))
    for agent in agents:
        said = look.name(agent.get("who")) or look.name(agent.get("onBehalfOf"))
        if said:
            return said
    return ""
