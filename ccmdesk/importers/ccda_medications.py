"""Map medicines, with their dose, timing and instruction in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ccmdesk.domain.chart import FactStatus, Medication
from ccmdesk.importers.ccda_entries import (
    Document,
    Found,
    Left,
    author_of,
    id_of,
    is_negated,
    related,
    status_code,
    status_words,
)
from ccmdesk.importers.ccda_values import (
    Span,
    code_label,
    codings,
    labels,
    number,
    person_name,
    short,
    span,
    unit_of,
    words,
)
from ccmdesk.importers.ccda_xml import (
    El,
    attr,
    clean,
    has_null_flavor,
    kid,
    kids,
    templates,
    text_of,
    xsi_type,
)

_NOT_TAKEN = frozenset(("182904002", "182849000", "787481004"))
_NONE_WORDS = re.compile(
    r"(?:no known|no active|no current|not on any|none|no) ?(?:\w+ )?(?:medic|drug|Z)", re.IGNORECASE
)
_STATES = {
    "active": FactStatus.ACTIVE,
    "completed": FactStatus.ENDED,
    "aborted": FactStatus.ENDED,
    "cancelled": FactStatus.ENDED,
    "55561003": FactStatus.ACTIVE,
    "73425007": FactStatus.ENDED,
    "413322009": FactStatus.ENDED,
    "392521001": FactStatus.ENDED,
    "421139008": FactStatus.UNKNOWN,
}
_EVENTS = {
    "AC": "before meals",
    "ACM": "before breakfast",
    "ACD": "before lunch",
    "ACV": "before dinner",
    "PC": "after meals",
    "PCM": "after breakfast",
    "PCD": "after lunch",
    "PCV": "after dinner",
    "C": "with meals",
    "CM": "with breakfast",
    "CD": "with lunch",
    "CV": "with dinner",
    "HS": "at bedtime",
    "WAKE": "on waking",
    "IC": "between meals",
}
_UNITS = {
    "s": "second",
    "min": "minute",
    "h": "hour",
    "hr": "hour",
    "hour": "hour",
    "hours": "hour",
    "d": "day",
    "day": "day",
    "days": "day",
    "wk": "week",
    "week": "week",
    "weeks": "week",
    "mo": "month",
    "month": "month",
    "a": "year",
}
_INSTRUCTIONS = frozenset(
    (
        "2.16.840.1.113883.10.20.22.4.147",
        "2.16.840.1.113883.10.20.22.4.20",
        "2.16.840.1.113883.10.20.1.49",
    )
)


def medications(entry: El, document: Document, note: str) -> Iterator[Found[Medication] | Left]:
    """Yield the medicines of one entry: an administration, or an act (admission, discharge) around some."""
    inner = (
        [entry] if entry.tag == "substanceAdministration" else list(related(entry, "substanceAdministration"))
    )
    if not inner:
        empty = has_null_flavor(entry) or not len(entry)
        yield Left("It holds no medicine.", fault=not empty)
    for administration in inner:
        yield _medication(administration, document, note)


def _medication(entry: El, document: Document, note: str) -> Found[Medication] | Left:
    product = kid(entry, "consumable", "manufacturedProduct")
    material = kid(product, "manufacturedMaterial") if product is not None else None
    if material is None:
        material = kid(product, "manufacturedLabeledDrug")
    code = kid(material, "code")
    found = codings(code)
    name = words(code, document.narrative) or text_of(kid(material, "name"))
    if attr(entry, "moodCode").upper() in ("RQO", "PRMS", "PRP"):
        return Left("It is planned or requested, not taken.", fault=False)
    if is_negated(entry) or any(c.code in _NOT_TAKEN for c in found) or _NONE_WORDS.match(name):
        return Left("It says that no such medicine is taken.", fault=False)
    if status_code(entry) == "nullified":
        return Left("Its author took it back (nullified).", fault=False)
    if not found and not name:
        return Left("It names no medicine.", fault=not has_null_flavor(code))
    when = _period(entry)
    medication = Medication(
        name=name or code_label(found),
        codings=found,
        status=_status(entry, document),
        dose=_dose(entry),
        route=_route(entry, document),
        timing=_timing(entry, document),
        sig=_sig(entry, document, name),
        reason=_reason(entry, document),
        prescriber=_prescriber(entry),
        start=when.start.date,
        stop=when.end.date,
        note=note,
    )
    first = (found[0].system, found[0].code) if found else ("", name)
    content = ("medication", *first, when.start.date.iso() if when.start.date else "", medication.dose)
    return Found(medication, id_of(entry), content, author_of(entry, document))


def _status(entry: El, document: Document) -> FactStatus:
    code, said = status_words(entry, document)
    for word in (code.lower(), said.lower(), status_code(entry)):
        if word in _STATES:
            return _STATES[word]
    return FactStatus.UNKNOWN


def _is_frequency(time: El) -> bool:
    return xsi_type(time) in ("PIVL_TS", "EIVL_TS", "SXPR_TS") or kid(time, "period") is not None


def _period(entry: El) -> Span:
    for time in kids(entry, "effectiveTime"):
        if not _is_frequency(time) and kid(time, "event") is None:
            when = span(time)
            if when.start.date or when.end.date:
                return when
    return Span()


def _amount(quantity: El | None) -> str:
    """Return a quantity or a range of quantities with its unit, or an empty text."""
    if quantity is None:
        return ""
    value = number(attr(quantity, "value"))
    if value is not None:
        return clean(f"{short(value)} {unit_of(quantity)}")
    low, high = kid(quantity, "low"), kid(quantity, "high")
    ends = [
        short(end) for end in (number(attr(low, "value")), number(attr(high, "value"))) if end is not None
    ]
    unit = unit_of(low) or unit_of(high) or unit_of(quantity)
    return clean(f"{'-'.join(dict.fromkeys(ends))} {unit}") if ends else ""


def _dose(entry: El) -> str:
    quantity = kid(entry, "doseQuantity")
    dose = _amount(quantity)
    if not dose:
        return text_of(kid(quantity, "originalText")) or _amount(kid(entry, "rateQuantity"))
    form = labels(kid(entry, "administrationUnitCode"))
    return f"{dose} {form}" if form and dose.replace(".", "").replace("-", "").isdigit() else dose


def _route(entry: El, document: Document) -> str:
    return words(kid(entry, "routeCode"), document.narrative)


def _timing(entry: El, document: Document) -> str:
    parts: list[str] = []
    for time in kids(entry, "effectiveTime"):
        for part in [time, *kids(time, "comp")]:
            parts.append(_every(part))
            event = attr(kid(part, "event"), "code").upper()
            parts.append(_EVENTS.get(event, ""))
    needed = kid(entry, "precondition", "criterion")
    if needed is not None:
        why = words(kid(needed, "value"), document.narrative) or document.narrative.told(kid(needed, "text"))
        if why:
            parts.append(
                "as needed" if re.match(r"(as needed|prn)\b", why, re.IGNORECASE) else f"as needed for {why}"
            )
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _every(time: El) -> str:
    """Return how often a period comes round: "every 12 hours", "once a day", "every 4 to 6 hours"."""
    period = kid(time, "period")
    if period is None:
        return ""
    value = number(attr(period, "value"))
    unit = _UNITS.get(attr(period, "unit").lower(), "")
    if value is not None and unit and value > 0:
        return _round(value, unit)
    low, high = kid(period, "low"), kid(period, "high")
    first, last = number(attr(low, "value")), number(attr(high, "value"))
    unit = unit or _UNITS.get(attr(low, "unit").lower(), "") or _UNITS.get(attr(high, "unit").lower(), "")
    if first is not None and last is not None and unit:
        return f"every {short(first)} to {short(last)} {unit}s" if first != last else _round(first, unit)
    return ""


def _round(value: Decimal, unit: str) -> str:
    if unit == "hour" and value in (24, 168):
        value, unit = (Decimal(1), "day") if value == 24 else (Decimal(1), "week")
    if unit == "day" and value == 7:
        value, unit = Decimal(1), "week"
    if value == 1 and unit in ("day", "week", "month", "year"):
        return f"once a {unit}"
    if unit == "day" and 0 < value < 1:
        return f"every {short(round(value * 24, 1))} hours"
    return f"every {unit}" if value == 1 else f"every {short(value)} {unit}s"


def _sig(entry: El, document: Document, name: str) -> str:
    """Return the instruction: a free-text sig or instruction act, else the entry's own text."""
    for act in related(entry, "act", "substanceAdministration"):
        if templates(act) & _INSTRUCTIONS or attr(kid(act, "code"), "code") in ("76662-6", "422037009"):
            said = document.narrative.told(kid(act, "text"))
            if said:
                return said
    text = kid(entry, "text")
    reference = attr(kid(text, "reference"), "value")
    if text is None or (reference and document.narrative.is_row(reference)):
        return ""
    said = document.narrative.told(text)
    return "" if said.casefold() == name.casefold() or len(said) > 1000 else said


def _reason(entry: El, document: Document) -> str:
    for observation in related(entry, "observation", types=("RSON",)):
        value = kid(observation, "value")
        said = words(value, document.narrative) or document.narrative.told(kid(observation, "text"))
        if said:
            return said[:250]
    return ""


def _prescriber(entry: El) -> str:
    """Return who prescribed it: its author or performer, else those of its supply order."""
    acts = [entry, *(s for s in related(entry, "supply") if attr(s, "moodCode").upper() in ("INT", "RQO"))]
    for act in acts:
        for path in (("author", "assignedAuthor"), ("performer", "assignedEntity")):
            for who in kids(act, *path):
                name = person_name(kid(who, "assignedPerson", "name"))
                if name:
                    return name
    return ""
