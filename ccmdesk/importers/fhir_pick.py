"""Pick values out of FHIR resources whatever shape they are in: a wrong type gives the empty value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from ccmdesk.domain.chart import CPT, ICD10CM, LOINC, MEDICARE_ID, NDC, RXNORM, SNOMED, Coding
from ccmdesk.domain.dates import PartialDate
from ccmdesk.importers.fhir_json import Body

UCUM = "http://unitsofmeasure.org"
OWN = "urn:ccmdesk:fhir/"
"""What the extensions of our own export are named by."""

_LONGEST = 20_000
_MOST = 5_000
_NUMBER = re.compile(r"-?\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,2})?\Z")
_DATE = re.compile(r"(\d{4}(?:-\d\d){0,2})(T.*)?\Z", re.DOTALL)
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SYSTEMS = {
    "urn:oid:2.16.840.1.113883.6.90": ICD10CM,
    "http://terminology.hl7.org/codesystem/icd10cm": ICD10CM,
    "urn:oid:2.16.840.1.113883.6.96": SNOMED,
    "urn:oid:2.16.840.1.113883.6.1": LOINC,
    "urn:oid:2.16.840.1.113883.6.88": RXNORM,
    "urn:oid:2.16.840.1.113883.6.69": NDC,
    "urn:oid:2.16.840.1.113883.6.12": CPT,
    "urn:oid:2.16.840.1.113883.4.927": MEDICARE_ID,
    "http://snomed.info/sct": SNOMED,
}
_LABELS = {ICD10CM: "ICD-10", SNOMED: "SNOMED", LOINC: "LOINC", RXNORM: "RxNorm", NDC: "NDC", CPT: "CPT"}
"""What stands before a code of a terminology that came without any words."""


def obj(value: object) -> Body:
    """Return a JSON object, or an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[Any]:
    """Return a list as it is and a single value as a list of one; at most 5,000 of them."""
    if isinstance(value, list):
        return value[:_MOST]
    return [] if value is None else [value]


def objs(value: object) -> list[Body]:
    """Return the objects of a list; a single object counts as a list of one."""
    return [item for item in items(value) if isinstance(item, dict)]


def first(value: object) -> Body:
    """Return the first object of a list, or an empty one."""
    return next(iter(objs(value)), {})


def text(value: object) -> str:
    """Return a text without blanks around it, control characters and halves of characters."""
    if not isinstance(value, str) or not value:
        return ""
    if not value.isprintable():
        value = _UNWANTED.sub("", value).encode("utf-8", "replace").decode("utf-8")
    return value.strip()[:_LONGEST]


def texts(value: object) -> list[str]:
    """Return the texts of a list that are not empty."""
    return [found for found in map(text, items(value)) if found]


def flag(value: object) -> bool | None:
    """Return a truth value, also when it was written as a text."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value) if isinstance(value, str) else None


def number(value: object) -> Decimal | None:
    """Return a number with every digit that the source gave, if it is one of believable length."""
    if not isinstance(value, str) or _NUMBER.match(value) is None:
        return None
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


def plain(value: Decimal) -> str:
    """Return a number for reading, without an exponent."""
    return format(value, "f")


def coding(value: Body) -> Coding | None:
    """Return a coding with the usual name of its system, if it has a code."""
    code = text(value.get("code"))
    if not code:
        return None
    system = system_name(text(value.get("system")))
    if system == ICD10CM:
        code = icd_with_dot(code)
    return Coding(system, code, text(value.get("display")))


def system_name(system: str) -> str:
    """Return the usual name of a code system that has several."""
    system = system.rstrip("/")
    return _SYSTEMS.get(system.lower(), system)


def icd_with_dot(code: str) -> str:
    """Return an ICD-10-CM code in capitals and with its dot, which some systems leave out."""
    code = code.upper()
    return f"{code[:3]}.{code[3:]}" if len(code) > 3 and "." not in code else code


def codings(value: object) -> tuple[Coding, ...]:
    """Return the codings of a CodeableConcept, or of a bare Coding in its place."""
    concept = first(value)
    found = [coding(item) for item in objs(concept.get("coding"))] or [coding(concept)]
    return tuple(dict.fromkeys(item for item in found if item is not None))


def words(value: object) -> str:
    """Return what a CodeableConcept says: its text, a display, or its code."""
    if isinstance(value, str):
        return text(value)
    concept = first(value)
    said = text(concept.get("text")) or text(concept.get("display"))
    if said:
        return said
    found = codings(concept)
    shown = next((item.display for item in found if item.display), "")
    if shown or not found:
        return shown
    label = _LABELS.get(found[0].system)
    return f"{label} {found[0].code}" if label else found[0].code


def code(value: object) -> str:
    """Return the first code of a CodeableConcept, or its text when it has no code."""
    found = codings(value)
    return found[0].code if found else words(value)


def unit_of(quantity: Body) -> str:
    """Return the UCUM unit of a quantity, or the unit in words."""
    ucum = text(quantity.get("code"))
    system = text(quantity.get("system")).rstrip("/")
    shown = text(quantity.get("unit"))
    if ucum and (system == UCUM or system.endswith("2.16.840.1.113883.6.8") or not shown):
        return ucum
    return shown or ucum


def amount(quantity: Body) -> str:
    """Return a quantity in words, such as `40 mg` or `< 7 %`."""
    value = number(quantity.get("value"))
    if value is None:
        return ""
    unit = text(quantity.get("unit")) or unit_of(quantity)
    return " ".join(part for part in (text(quantity.get("comparator")), plain(value), unit) if part)


def span(value: Body) -> str:
    """Return a range of quantities in words, such as `4–6 h`."""
    low, high = obj(value.get("low")), obj(value.get("high"))
    below, above = number(low.get("value")), number(high.get("value"))
    if below is None:
        return f"up to {amount(high)}" if above is not None else ""
    if above is None:
        return f"at least {amount(low)}"
    unit = text(high.get("unit")) or unit_of(high) or text(low.get("unit")) or unit_of(low)
    if below == above:
        return f"{plain(below)} {unit}".strip()
    return f"{plain(below)}–{plain(above)} {unit}".strip()


def notes(value: object) -> list[str]:
    """Return the texts of annotations."""
    found = (text(item) if isinstance(item, str) else text(obj(item).get("text")) for item in items(value))
    return [note for note in found if note]


def joined(*parts: str, by: str = "; ") -> str:
    """Return the parts that say something, each once."""
    return by.join(dict.fromkeys(part for part in parts if part))


def date_of(value: object) -> PartialDate | None:
    """Return the calendar date of a FHIR date, dateTime or instant as the source wrote it.

    Raises ValueError when there is a text that is no date.
    """
    if value is None:
        return None
    found = _DATE.match(text(value))
    if found is None:
        raise ValueError("not a date")
    return PartialDate.parse(found[1])


def moment_of(value: object) -> datetime | None:
    """Return the UTC instant of a FHIR dateTime that has a time of day and a zone."""
    said = text(value)
    if "T" not in said:
        return None
    try:
        moment = datetime.fromisoformat(said)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def extensions(body: Body, ending: str) -> Iterator[Body]:
    """Yield the extensions of an element whose address ends so."""
    for extension in objs(body.get("extension")):
        if text(extension.get("url")).rsplit("/", 1)[-1] == ending:
            yield extension


def extension_value(extension: Body) -> object:
    """Return the value of an extension, whichever type it has."""
    return next((value for name, value in extension.items() if name.startswith("value")), None)


def own_text(body: Body, name: str) -> str:
    """Return the text of one of our own export's extensions."""
    found = (
        text(each.get("valueString")) for each in objs(body.get("extension")) if each.get("url") == OWN + name
    )
    return next(found, "")
