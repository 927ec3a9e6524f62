"""Map FHIR observations to readings: numbers with their units, texts, and readings with several parts."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from ccmdesk.domain.chart import Component, Observation, ObservationCategory
from ccmdesk.domain.dates import PartialDate
from ccmdesk.importers.fhir_json import Body
from ccmdesk.importers.fhir_look import Left, Look
from ccmdesk.importers.fhir_pick import (
    amount,
    codings,
    flag,
    items,
    joined,
    moment_of,
    notes,
    number,
    obj,
    objs,
    plain,
    span,
    text,
    unit_of,
    words,
)

_LEFT_OUT = {
    "entered-in-error": "This reading was marked as entered in error.",
    "cancelled": "This reading was cancelled.",
}
_CATEGORIES = {
    "vital-signs": ObservationCategory.VITAL,
    "laboratory": ObservationCategory.LABORATORY,
    "survey": ObservationCategory.SURVEY,
    "social-history": ObservationCategory.SOCIAL,
    "sdoh": ObservationCategory.SOCIAL,
}
_FINAL = ("", "final", "amended", "corrected")


class Value(NamedTuple):
    """Hold the value of a reading or of one part of it."""

    value: Decimal | None = None
    text: str = ""
    unit: str = ""
    comparator: str = ""
    absent: str = ""

    @property
    def empty(self) -> bool:
        """Say whether there is neither a number nor a text."""
        return self.value is None and not self.text


class _Limits(NamedTuple):
    low: Decimal | None
    high: Decimal | None
    said: str


def map_observation(look: Look) -> Observation | Left:
    """Return the reading of an Observation; a panel whose readings stand on their own is left out."""
    body = look.body
    left = _LEFT_OUT.get(text(body.get("status")))
    if left:
        return Left(left, fault=False)
    name = words(body.get("code"))
    if not name:
        return Left("This reading does not say what was measured.")
    value = value_of(body, "value")
    components = tuple(_component(each) for each in objs(body.get("component")))
    if value.empty and not components and not value.absent:
        return _without_value(body)
    limits = _limits(body)
    day, moment = _when(look)
    status = text(body.get("status"))
    return Observation(
        name=name,
        codings=codings(body.get("code")),
        category=_category(body),
        value=value.value,
        text=value.text,
        unit=value.unit,
        comparator=value.comparator,
        date=day,
        at=moment,
        low=limits.low,
        high=limits.high,
        components=components,
        status=status,
        note=joined(
            "" if status in _FINAL else status.capitalize(),
            f"No value: {value.absent}" if value.absent and value.empty else "",
            *(words(each) for each in items(body.get("interpretation"))),
            limits.said,
            *notes(body.get("note") or body.get("comment")),
        ),
    )


def _without_value(body: Body) -> Left:
    if items(body.get("hasMember")) or items(body.get("related")):
        return Left("This panel has no value of its own; its readings stand on their own.", fault=False)
    if any(name.startswith("value") for name in body):
        return Left("The value of this reading could not be read.")
    return Left("This reading has no value.", fault=False)


def _category(body: Body) -> ObservationCategory:
    for concept in objs(body.get("category")):
        for each in codings(concept):
            found = _CATEGORIES.get(each.code.lower())
            if found is not None:
                return found
        found = _CATEGORIES.get(words(concept).lower().replace(" ", "-"))
        if found is not None:
            return found
    return ObservationCategory.OTHER


def _when(look: Look) -> tuple[PartialDate | None, datetime | None]:
    body = look.body
    day = look.start("effective", "date of the reading") or look.end("effective", "date of the reading")
    moment = body.get("effectiveDateTime") or body.get("effectiveInstant")
    moment = moment or obj(body.get("effectivePeriod")).get("start")
    if day is None:
        moment = body.get("issued")
        day = look.date(moment, "date of issue")
    return day, moment_of(moment) if day is not None else None


def _limits(body: Body) -> _Limits:
    for held in objs(body.get("referenceRange")):
        low = number(obj(held.get("low")).get("value"))
        high = number(obj(held.get("high")).get("value"))
        if low is not None or high is not None:
            return _Limits(low, high, "")
    said = joined(*(text(held.get("text")) for held in objs(body.get("referenceRange"))))
    return _Limits(None, None, f"Range: {said}" if said else "")


def _component(body: Body) -> Component:
    value = value_of(body, "value")
    said = value.text or (f"No value: {value.absent}" if value.absent and value.value is None else "")
    if value.comparator and value.value is not None:
        said = f"{value.comparator} {plain(value.value)} {value.unit}".strip()
    held = codings(body.get("code"))
    return Component(
        name=words(body.get("code")),
        coding=held[0] if held else None,
        value=value.value,
        text=said,
        unit=value.unit,
    )


def value_of(body: Body, stem: str) -> Value:
    """Return `valueQuantity` or whichever other `value…` an element has."""
    absent = words(body.get("dataAbsentReason"))
    quantity = obj(body.get(f"{stem}Quantity"))
    found = number(quantity.get("value"))
    if found is not None:
        return Value(found, "", unit_of(quantity), text(quantity.get("comparator")))
    whole = number(body.get(f"{stem}Integer"))
    if whole is None:
        whole = number(body.get(f"{stem}Decimal"))
    if whole is not None:
        return Value(whole)
    return Value(None, _said(body, stem, quantity), absent=absent)


def _said(body: Body, stem: str, quantity: Body) -> str:
    yes = flag(body.get(f"{stem}Boolean"))
    if yes is not None:
        return "Yes" if yes else "No"
    ratio = obj(body.get(f"{stem}Ratio"))
    period = obj(body.get(f"{stem}Period"))
    return (
        words(body.get(f"{stem}CodeableConcept"))
        or text(body.get(f"{stem}String"))
        or span(obj(body.get(f"{stem}Range")))
        or joined(amount(obj(ratio.get("numerator"))), amount(obj(ratio.get("denominator"))), by=" : ")
        or text(body.get(f"{stem}DateTime"))
        or text(body.get(f"{stem}Date"))
        or text(body.get(f"{stem}Time"))
        or joined(text(period.get("start")), text(period.get("end")), by=" to ")
        or joined(text(quantity.get("comparator")), text(quantity.get("value")), by=" ")
        or ("A curve; see the other record" if obj(body.get(f"{stem}SampledData")) else "")
    )
