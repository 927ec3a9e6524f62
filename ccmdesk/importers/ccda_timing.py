"""Say doses and timings of medicines in words."""

from __future__ import annotations

import re
from decimal import Decimal

from ccmdesk.importers.ccda_codes import labels, words
from ccmdesk.importers.ccda_entries import Document
from ccmdesk.importers.ccda_values import number, short, unit_of
from ccmdesk.importers.ccda_xml import El, attr, clean, kid, kids, text_of

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


def _amount(quantity: El | None) -> str:
    """Return a quantity or a range of quantities with its unit, or an empty text."""
    if quantity is None:
        return ""
    value = number(attr(quantity, "value"))
    if value is not None:
        return clean(f"{short(value)} {_dose_unit(quantity)}")
    low, high = kid(quantity, "low"), kid(quantity, "high")
    ends = [
        short(end) for end in (number(attr(low, "value")), number(attr(high, "value"))) if end is not None
    ]
    unit = unit_of(low) or unit_of(high) or unit_of(quantity)
    return clean(f"{'-'.join(dict.fromkeys(ends))} {unit}") if ends else ""


def _dose_unit(quantity: El) -> str:
    """Return the unit of a dose; annotations such as {puff} and the words of a translation count here."""
    annotated = re.fullmatch(r"\{(.*)\}", clean(attr(quantity, "unit")))
    own = annotated[1] if annotated else unit_of(quantity)
    return own or text_of(kid(quantity, "translation", "originalText"))


def dose_of(entry: El) -> str:
    """Return the dose of an administration: "40 mg", "1-2 tablet"."""
    quantity = kid(entry, "doseQuantity")
    dose = _amount(quantity)
    if not dose:
        return text_of(kid(quantity, "originalText")) or _amount(kid(entry, "rateQuantity"))
    unit = kid(entry, "administrationUnitCode")
    form = labels(unit) or text_of(kid(unit, "originalText"))
    return f"{dose} {form}" if form and dose.replace(".", "").replace("-", "").isdigit() else dose


def timing_of(entry: El, document: Document) -> str:
    """Return how often and for what a medicine is taken: "every 12 hours, as needed for pain"."""
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
