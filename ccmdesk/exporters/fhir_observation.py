"""Write readings as FHIR Observations."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from ccmdesk.domain.chart import Component, Observation, ObservationCategory
from ccmdesk.domain.export import ExportedFact
from ccmdesk.exporters.fhir_json import Body
from ccmdesk.exporters.fhir_parts import ERROR, coded, concept, day, filled, moment, note, quantity

_STATUSES = {"registered", "preliminary", "final", "amended", "corrected", "cancelled", "unknown"}
_FINAL = {"final", "amended", "corrected"}
_ABSENT = "No value: "
_COMPARATORS = ("<=", ">=", "<", ">")


def observation(fact: ExportedFact, value: Observation, *, patient: Body, zone: str) -> Body:
    """Return what an Observation says; zone is the practice's."""
    status = value.status if value.status in _STATUSES else "final"
    words = value.note
    if status not in _FINAL:
        words = _without(words, status.capitalize())
    bare = value.value is None and not value.text
    absent = ""
    if bare and words.startswith(_ABSENT):
        absent, _, words = words.removeprefix(_ABSENT).partition("; ")
    other = value.category is ObservationCategory.OTHER
    limits = filled(low=quantity(value.low, value.unit), high=quantity(value.high, value.unit))
    return filled(
        status=ERROR if fact.voided else status,
        category=[] if other else [coded("observation-category", value.category.value)],
        code=concept(value.name, value.codings),
        subject=patient,
        effectiveDateTime=_when(value, zone),
        valueQuantity=quantity(value.value, value.unit, comparator=value.comparator),
        valueString=value.text if value.value is None else "",
        dataAbsentReason=concept(absent or "unknown") if bare and not value.components else concept(absent),
        note=note(words),
        referenceRange=[limits] if limits else [],
        component=[_component(each) for each in value.components],
    )


def _component(part: Component) -> Body:
    code = concept(part.name, () if part.coding is None else (part.coding,))
    if part.value is None and part.text.startswith(_ABSENT):
        return filled(code=code, dataAbsentReason=concept(part.text.removeprefix(_ABSENT)))
    comparator = next((sign for sign in _COMPARATORS if part.text.startswith(f"{sign} ")), "")
    return filled(
        code=code,
        valueQuantity=quantity(part.value, part.unit, comparator=comparator),
        valueString=part.text if part.value is None else "",
    )


def _without(words: str, first: str) -> str:
    """Return a note without the status that an import put in front of it."""
    return "" if words == first else words.removeprefix(f"{first}; ")


def _when(value: Observation, zone: str) -> str | None:
    """Return the instant, told in a zone in which it is the day that the record names."""
    if value.at is None:
        return day(value.date)
    named = None if value.date is None else value.date.whole()
    local = value.at.astimezone(ZoneInfo(zone))
    if named is None or local.date() == named:
        return local.isoformat()
    return _on_day(value.at, named)


def _on_day(at: datetime, named: date) -> str | None:
    for hours in range(-12, 15):
        local = at.astimezone(timezone(timedelta(hours=hours)))
        if local.date() == named:
            return local.isoformat()
    return moment(at)
