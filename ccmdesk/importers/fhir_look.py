"""Give the mappers one place to look: what references lead to, names of people, dates and their faults."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from ccmdesk.domain.dates import PartialDate
from ccmdesk.importers.fhir_bundle import Entry, Index
from ccmdesk.importers.fhir_json import Body
from ccmdesk.importers.fhir_pick import date_of, joined, obj, objs, text, texts, words


class Left(NamedTuple):
    """Say why a resource does not become a fact; a fault when it should have."""

    why: str
    fault: bool = True


@dataclass(slots=True)
class Look:
    """Answer what the resource of one entry points to, and collect its dates that are none."""

    entry: Entry
    document: int
    index: Index
    faults: list[str] = field(default_factory=list)

    @property
    def body(self) -> Body:
        """Return the resource itself."""
        return self.entry.body

    def find(self, reference: object) -> Entry | None:
        """Return the entry that a Reference points to."""
        return self.index.find(reference, self.entry, document=self.document)

    def date(self, value: object, what: str) -> PartialDate | None:
        """Return a date; one that does not exist gives none and is reported."""
        try:
            return date_of(value)
        except ValueError:
            self.faults.append(f"The {what} is not a date that exists; the entry was kept without it.")
            return None

    def start(self, name: str, what: str) -> PartialDate | None:
        """Return the date of `nameDateTime`, or the start of `namePeriod`."""
        return self._choice(name, "start", what)

    def end(self, name: str, what: str) -> PartialDate | None:
        """Return the date of `nameDateTime`, or the end of `namePeriod`."""
        return self._choice(name, "end", what)

    def _choice(self, name: str, side: str, what: str) -> PartialDate | None:
        moment = self.body.get(f"{name}DateTime") or self.body.get(f"{name}Date")
        if moment is None:
            moment = self.body.get(f"{name}Instant") or obj(self.body.get(f"{name}Period")).get(side)
        return self.date(moment, what)

    def name(self, reference: object) -> str:
        """Return the name of the person or organization that a Reference points to."""
        found = self.find(reference)
        said = self._name_of(found) if found is not None else ""
        return said or text(obj(reference).get("display"))

    def _name_of(self, entry: Entry) -> str:
        if entry.kind == "PractitionerRole":
            return self._role_name(entry)
        if entry.kind in ("Organization", "Location", "HealthcareService", "CareTeam"):
            return text(entry.body.get("name"))
        return person_name(entry.body)

    def _role_name(self, entry: Entry) -> str:
        for part in ("practitioner", "organization"):
            found = self.index.find(entry.body.get(part), entry, document=self.document)
            if found is not None and found.kind != "PractitionerRole":
                return self._name_of(found)
            said = text(obj(entry.body.get(part)).get("display"))
            if said:
                return said
        return ""


def best_name(body: Body) -> Body:
    """Return the name that a person goes by in records: official, then usual, then any that is current."""
    uses = ("official", "usual", "", "temp", "anonymous", "maiden", "nickname", "old")

    def rank(name: Body) -> tuple[bool, int]:
        ended = bool(obj(name.get("period")).get("end"))
        use = text(name.get("use"))
        return ended, uses.index(use) if use in uses else 2

    return min(objs(body.get("name")), key=rank, default={})


def person_name(body: Body) -> str:
    """Return a person's name for reading, with prefix and suffix."""
    name = best_name(body)
    said = text(name.get("text"))
    if said:
        return said
    parts = [*texts(name.get("prefix")), *texts(name.get("given")), *texts(name.get("family"))]
    return joined(joined(*parts, by=" "), *texts(name.get("suffix")), by=", ")


def role_words(concepts: object) -> str:
    """Return what several CodeableConcepts say."""
    return joined(*(words(concept) for concept in objs(concepts)), by=", ")
