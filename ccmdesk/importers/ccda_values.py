"""Read the data types of CDA: codes, times, quantities, names and telecoms."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import NamedTuple

from ccmdesk.domain.dates import PartialDate
from ccmdesk.importers.ccda_codes import is_unsaid
from ccmdesk.importers.ccda_xml import El, attr, clean, has_null_flavor, kid, kids, text_of

_UUID = re.compile(r"\{?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\}?\Z", re.IGNORECASE)
_TIME = re.compile(
    r"(\d{4})(?:-?(\d{2})(?:-?(\d{2})(?:[T ]?(\d{2})(?::?(\d{2})(?::?(\d{2})(?:\.\d{1,9})?)?)?)?)?)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?\Z"
)
_NUMBER = re.compile(r"[+-]?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})\Z")
_FIRST_YEAR = 1900  # products write 1900-01-01 and 0001-01-01 for "not known"
_UCUM = {
    unit.lower(): unit
    for unit in (
        *("mm[Hg]", "Cel", "[degF]", "kg", "g", "cm", "m", "[lb_av]", "[in_us]", "[oz_av]", "kg/m2", "/min"),
        *("mg/dL", "g/dL", "mmol/L", "umol/L", "meq/L", "ng/mL", "pg/mL", "U/L", "%", "[pH]", "mL/min"),
    )
} | {"mmhg": "mm[Hg]", "mm hg": "mm[Hg]"}


def is_uuid(root: str) -> bool:
    """Return whether an id root is a UUID, which names one thing in the world by itself."""
    return _UUID.match(root) is not None


class Moment(NamedTuple):
    """Hold a time as written: the date in its own place, and the instant when clock and zone are known."""

    date: PartialDate | None = None
    at: datetime | None = None


def moment(text: str) -> Moment:
    """Return the value of an HL7 or ISO time; nothing for a text that is no time."""
    match = _TIME.match(text.strip())
    if match is None:
        return Moment()
    year, month, day, hour, minute, second, zone = match.groups()
    if int(year) <= _FIRST_YEAR:
        return Moment()
    try:
        date = PartialDate(int(year), int(month or 0), int(day or 0))
    except ValueError:
        return Moment()
    if not (day and hour and minute and zone):
        return Moment(date)
    try:
        local = datetime(
            *(int(year), int(month), int(day), int(hour), int(minute), int(second or 0)), tzinfo=_zone(zone)
        )
        return Moment(date, local.astimezone(UTC))
    except (ValueError, OverflowError):
        return Moment(date)


def _zone(text: str) -> timezone:
    if text == "Z":
        return UTC
    sign = -1 if text[0] == "-" else 1
    digits = text[1:].replace(":", "")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))


class Span(NamedTuple):
    """Hold the start and end of an interval, where given."""

    start: Moment = Moment()
    end: Moment = Moment()


def span(element: El | None) -> Span:
    """Return the interval of an effectiveTime: low and high, or its only value or center as the start."""
    if element is None:
        return Span()
    low = moment(attr(kid(element, "low"), "value"))
    high = moment(attr(kid(element, "high"), "value"))
    if low.date is None:
        low = moment(attr(element, "value"))
    if low.date is None:
        low = moment(attr(kid(element, "center"), "value"))
    return Span(low, high)


def number(text: str) -> Decimal | None:
    """Return a plain decimal number, or None."""
    text = text.strip()
    if re.match(r"\d{1,3}(,\d{3})+(\.\d+)?\Z", text):
        text = text.replace(",", "")
    return Decimal(text) if _NUMBER.match(text) else None


def known_unit(text: str) -> str:
    """Return the usual spelling of a common unit, whatever its case, or an empty text."""
    return _UCUM.get(text.strip().lower(), "")


def unit_of(element: El | None) -> str:
    """Return the unit of a quantity; `1`, `null` and a mere annotation such as {score} count as none."""
    unit = clean(attr(element, "unit"))
    unit = _UCUM.get(unit.lower(), unit)
    return "" if unit.lower() in ("1", "null", "unit") or re.fullmatch(r"\{.*\}", unit) else unit


def short(value: Decimal) -> str:
    """Return a number as people write it, without trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def person_name(element: El | None) -> str:
    """Return a person's name on one line: prefix, given names, family, suffix."""
    if element is None or has_null_flavor(element):
        return ""
    parts = [
        text_of(part)
        for tag in ("prefix", "given", "family", "suffix")
        for part in kids(element, tag)
        if not has_null_flavor(part)
    ]
    name = clean(" ".join(part for part in parts if part.lower() != "null")) or text_of(element)
    return "" if is_unsaid(name) else name


def phone_of(element: El | None) -> str:
    """Return the first phone number among an element's telecoms."""
    for telecom in kids(element, "telecom"):
        system, value = telecom_value(telecom)
        if system == "phone":
            return value
    return ""


def telecom_value(element: El) -> tuple[str, str]:
    """Return the system and value of a telecom; an empty value when it says nothing."""
    raw = clean(attr(element, "value"))
    scheme, colon, rest = raw.partition(":")
    schemes = {"tel": "phone", "mailto": "email", "fax": "fax", "sms": "phone", "x-text-fax": "fax"}
    if colon and scheme.lower() in schemes:
        rest = re.sub(r"%20", " ", rest).strip()
        return schemes[scheme.lower()], "" if not re.search(r"\w", rest) else rest
    if re.fullmatch(r"[^@\s:]+@[^@\s:]+", raw):
        return "email", raw
    if re.fullmatch(r"[+(]?[\d\s().+x-]{7,}", raw):
        return "phone", raw
    return "other", raw if re.search(r"\w", rest or raw) else ""
