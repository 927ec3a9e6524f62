"""The small parts that FHIR resources are made of."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from ccmdesk.domain.chart import Coding
from ccmdesk.domain.dates import PartialDate
from ccmdesk.exporters.fhir_json import Body

HL7 = "http://terminology.hl7.org/CodeSystem/"
UCUM = "http://unitsofmeasure.org"
OWN = "urn:ccmdesk:fhir/"
"""What our own extensions are named by: things that FHIR R4 has no place for."""
ERROR = "entered-in-error"
UNKNOWN: Body = {
    "extension": [
        {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}
    ]
}
"""Stands where FHIR demands a value that the record does not have."""


@dataclass(frozen=True, slots=True)
class Names:
    """Give each row of one practice file the same UUID in every export, so that importing twice is seen."""

    database_id: str

    def id_of(self, kind: str, row: int | str) -> str:
        """Return the UUID of a row."""
        return str(uuid.uuid5(uuid.UUID(self.database_id), f"{kind}/{row}"))

    def to(self, kind: str, row: int | str) -> Body:
        """Return a reference to the resource made of a row."""
        return {"reference": f"urn:uuid:{self.id_of(kind, row)}"}


def filled(**parts: Any) -> Body:
    """Return the parts that say something; False and 0 do."""
    return {name: part for name, part in parts.items() if part not in (None, "", [], {}, ())}


def resource(kind: str, number: str, **parts: Any) -> Body:
    """Return a resource with its id and the parts that say something."""
    return {"resourceType": kind, "id": number, **filled(**parts)}


def concept(words: str, codings: Iterable[Coding] = ()) -> Body:
    """Return a CodeableConcept of words and codes."""
    held = [filled(system=_uri(each.system), code=each.code, display=each.display) for each in codings]
    return filled(coding=held, text=words)


def coded(system: str, code: str, *, words: str = "") -> Body:
    """Return a CodeableConcept of one code of HL7's own systems."""
    return filled(coding=[{"system": HL7 + system, "code": code}], text=words)


def extension(name: str, words: str) -> list[Body]:
    """Return one of our own extensions with a text, or none for an empty text."""
    return [{"url": OWN + name, "valueString": words}] if words else []


def day(value: PartialDate | None) -> str | None:
    """Return a date as FHIR writes it: a year, a month or a day."""
    return None if value is None else value.iso()


def moment(value: datetime) -> str:
    """Return an instant in UTC as FHIR writes it."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def quantity(value: Decimal | None, unit: str, *, comparator: str = "") -> Body:
    """Return a quantity; a unit without blanks is taken for UCUM, as the record keeps units."""
    if value is None:
        return {}
    ucum = bool(unit) and " " not in unit and unit.isascii()
    return filled(
        value=value,
        comparator=comparator,
        unit=unit,
        system=UCUM if ucum else "",
        code=unit if ucum else "",
    )


def note(words: str) -> list[Body]:
    """Return an annotation."""
    return [{"text": words}] if words else []


def names(words: str) -> Body:
    """Return a reference that only names someone."""
    return filled(display=words)


def _uri(system: str) -> str:
    """Return a system as FHIR takes it: an object identifier gets its prefix."""
    return f"urn:oid:{system}" if system.replace(".", "").isdigit() else system
