"""Map FHIR medication requests and statements to medicines as taken."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ccmdesk.domain.chart import Coding, FactStatus, Medication
from ccmdesk.importers.fhir_json import Body
from ccmdesk.importers.fhir_look import Left, Look
from ccmdesk.importers.fhir_pick import (
    amount,
    code,
    codings,
    first,
    flag,
    joined,
    notes,
    number,
    obj,
    objs,
    own_text,
    plain,
    span,
    text,
    texts,
    words,
)

_STATUS = {
    "active": FactStatus.ACTIVE,
    "completed": FactStatus.ENDED,
    "stopped": FactStatus.ENDED,
    "ended": FactStatus.ENDED,
    "cancelled": FactStatus.ENDED,
    "not-taken": FactStatus.ENDED,
}
_TIMES = {1: "once", 2: "twice", 3: "three times", 4: "four times"}
_UNITS = {"s": "second", "min": "minute", "h": "hour", "d": "day", "wk": "week", "mo": "month", "a": "year"}
_CODES = {
    "QD": "once a day", "BID": "twice a day", "TID": "three times a day", "QID": "four times a day",
    "AM": "in the morning", "PM": "in the afternoon", "QOD": "every 2 days", "Q1H": "every hour",
    "Q2H": "every 2 hours", "Q3H": "every 3 hours", "Q4H": "every 4 hours", "Q6H": "every 6 hours",
    "Q8H": "every 8 hours", "BED": "at bedtime", "WK": "once a week", "MO": "once a month",
}  # fmt: skip
_MOMENTS = {
    "MORN": "in the morning", "NOON": "at noon", "AFT": "in the afternoon", "EVE": "in the evening",
    "NIGHT": "at night", "HS": "at bedtime", "WAKE": "on waking", "C": "with meals", "AC": "before meals",
    "ACM": "before breakfast", "ACD": "before lunch", "ACV": "before dinner", "PC": "after meals",
    "PCM": "after breakfast", "PCD": "after lunch", "PCV": "after dinner", "CM": "with breakfast",
    "CD": "with lunch", "CV": "with dinner",
}  # fmt: skip
_DAYS = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday",
    "sat": "Saturday", "sun": "Sunday",
}  # fmt: skip


class _Product(NamedTuple):
    name: str
    codings: tuple[Coding, ...]


def map_medication(look: Look) -> Medication | Left:
    """Return the medicine of a MedicationRequest, MedicationStatement or (before R4) MedicationOrder."""
    body = look.body
    status = text(body.get("status"))
    left = _left_out(body, status)
    if left is not None:
        return left
    product = _product(look)
    if not product.name:
        return Left("This entry does not name the medicine.")
    dosages = objs(body.get("dosageInstruction")) or objs(body.get("dosage"))
    dosage = dosages[0] if dosages else {}
    bounds = obj(obj(obj(dosage.get("timing")).get("repeat")).get("boundsPeriod"))
    start = look.date(bounds.get("start"), "start") or look.start("effective", "start")
    return Medication(
        name=product.name,
        codings=product.codings,
        status=_STATUS.get(status, FactStatus.UNKNOWN),
        dose=_dose(dosage),
        route=words(dosage.get("route")),
        timing=timing_words(dosage),
        sig=joined(*map(_sig, dosages)),
        reason=_reason(look),
        prescriber=look.name(body.get("requester") or body.get("prescriber")) or own_text(body, "prescriber"),
        start=start or look.date(body.get("authoredOn") or body.get("dateWritten"), "date of the order"),
        stop=look.date(bounds.get("end") or obj(body.get("effectivePeriod")).get("end"), "end"),
        note=joined(_state_note(status, body), *notes(body.get("note"))),
    )


def _left_out(body: Body, status: str) -> Left | None:
    if status == "entered-in-error":
        return Left("This medicine was marked as entered in error.", fault=False)
    if status == "draft":
        return Left("This order is a draft that nobody signed.", fault=False)
    if text(body.get("intent")) in ("proposal", "option"):
        return Left("This medicine was only proposed.", fault=False)
    if flag(body.get("doNotPerform")):
        return Left("This is an order not to give a medicine; read it in the other record.")
    return None


def _state_note(status: str, body: Body) -> str:
    said = {"on-hold": "On hold", "not-taken": "Not taken", "intended": "Not started yet"}.get(status, "")
    why = joined(*(words(each) for each in objs(body.get("statusReason"))), by=", ")
    return f"{said}: {why}" if said and why else said or why


def _product(look: Look) -> _Product:
    concept = obj(look.body.get("medicationCodeableConcept")) or obj(look.body.get("medication"))
    if words(concept):
        return _Product(words(concept), codings(concept))
    reference = look.body.get("medicationReference") or concept.get("reference")
    found = look.find(reference)
    if found is not None and found.kind == "Medication":
        name = words(found.body.get("code")) or _ingredients(found.body)
        if name:
            return _Product(name, codings(found.body.get("code")))
    return _Product(text(obj(reference).get("display")), ())


def _ingredients(body: Body) -> str:
    found = objs(body.get("ingredient"))
    return joined(*(words(each.get("itemCodeableConcept")) for each in found), by=" / ")


def _dose(dosage: Body) -> str:
    rate = first(dosage.get("doseAndRate"))
    for holder in (rate, dosage):
        said = amount(obj(holder.get("doseQuantity"))) or span(obj(holder.get("doseRange")))
        per = amount(obj(holder.get("rateQuantity"))) or span(obj(holder.get("rateRange")))
        per = per or _ratio(obj(holder.get("rateRatio")))
        if said or per:
            return joined(said, per, by=" at ")
    return own_text(dosage, "dose")


def _ratio(ratio: Body) -> str:
    above, below = amount(obj(ratio.get("numerator"))), amount(obj(ratio.get("denominator")))
    return f"{above} per {below}" if above and below else above


def _sig(dosage: Body) -> str:
    extra = (words(each) for each in objs(dosage.get("additionalInstruction")))
    return joined(text(dosage.get("text")), text(dosage.get("patientInstruction")), *extra)


def _reason(look: Look) -> str:
    said = [words(each) for each in objs(look.body.get("reasonCode"))]
    for reference in objs(look.body.get("reasonReference")):
        found = look.find(reference)
        named = words(found.body.get("code")) if found is not None else ""
        said.append(named or text(reference.get("display")))
    return joined(*said, by=", ")


def timing_words(dosage: Body) -> str:
    """Return when a medicine is taken, in words such as `twice a day, before meals, as needed`."""
    timing = obj(dosage.get("timing"))
    repeat = obj(timing.get("repeat"))
    said = _CODES.get(code(timing.get("code")).upper()) or _frequency(repeat) or words(timing.get("code"))
    when = [_MOMENTS.get(each, "") for each in texts(repeat.get("when"))]
    days = joined(*(_DAYS.get(each, "") for each in texts(repeat.get("dayOfWeek"))), by=", ")
    hours = joined(*(each[:5] for each in texts(repeat.get("timeOfDay"))), by=", ")
    return joined(
        said,
        *when,
        f"on {days}" if days else "",
        f"at {hours}" if hours else "",
        _as_needed(dosage),
        by=", ",
    )


def _as_needed(dosage: Body) -> str:
    reason = words(dosage.get("asNeededCodeableConcept"))
    if reason:
        return f"as needed for {reason}"
    return "as needed" if flag(dosage.get("asNeededBoolean")) else ""


def _frequency(repeat: Body) -> str:
    count, period = _count(repeat.get("frequency"), 1), _count(repeat.get("period"), None)
    unit = _UNITS.get(text(repeat.get("periodUnit")), "")
    if period is None or count is None or not unit:
        return ""
    most, longest = _count(repeat.get("frequencyMax"), None), _count(repeat.get("periodMax"), None)
    if count == 1 and most is None and (period != 1 or longest is not None or unit == "hour"):
        every = f"every {_upto(period, longest)} {_plural(unit, longest or period)}"
        return f"every {unit}" if every == f"every 1 {unit}" else every
    often = _TIMES.get(int(count), "") if most is None and count == int(count) else ""
    often = often or f"{_upto(count, most)} times"
    if period == 1 and longest is None:
        return f"{often} {'an' if unit == 'hour' else 'a'} {unit}"
    return f"{often} every {_upto(period, longest)} {_plural(unit, longest or period)}"


def _count(value: object, default: int | None) -> Decimal | None:
    found = number(value)
    if found is None or not 0 < found < 10_000:
        return None if default is None or value is not None else Decimal(default)
    return found


def _upto(low: Decimal, high: Decimal | None) -> str:
    return f"{plain(low)} to {plain(high)}" if high is not None and high != low else plain(low)


def _plural(unit: str, count: Decimal) -> str:
    return unit if count == 1 else f"{unit}s"
