"""Read the data types of CDA: codes, times, quantities, names and telecoms."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import NamedTuple

from ccmdesk.domain.chart import CPT, ICD10CM, LOINC, MEDICARE_ID, NDC, RXNORM, SNOMED, Coding
from ccmdesk.domain.dates import PartialDate
from ccmdesk.importers.ccda_xml import El, Narrative, attr, clean, has_null_flavor, kid, kids, text_of

ICD9CM = "http://hl7.org/fhir/sid/icd-9-cm"
ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"

_SYSTEMS = {
    "2.16.840.1.113883.6.96": SNOMED,
    "2.16.840.1.113883.6.90": ICD10CM,
    "2.16.840.1.113883.6.3": "http://hl7.org/fhir/sid/icd-10",
    "2.16.840.1.113883.6.4": "http://www.cms.gov/Medicare/Coding/ICD10",
    "2.16.840.1.113883.6.2": ICD9CM,
    "2.16.840.1.113883.6.42": ICD9CM,
    "2.16.840.1.113883.6.103": ICD9CM,
    "2.16.840.1.113883.6.104": ICD9CM,
    "2.16.840.1.113883.6.1": LOINC,
    "2.16.840.1.113883.6.88": RXNORM,
    "2.16.840.1.113883.6.69": NDC,
    "2.16.840.1.113883.12.292": "http://hl7.org/fhir/sid/cvx",
    "2.16.840.1.113883.6.12": CPT,
    "2.16.840.1.113883.6.13": "http://www.ada.org/cdt",
    "2.16.840.1.113883.6.285": "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
    "2.16.840.1.113883.6.8": "http://unitsofmeasure.org",
    "2.16.840.1.113883.4.9": "http://fdasis.nlm.nih.gov",
    "2.16.840.1.113883.3.26.1.1": "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl",
    "2.16.840.1.113883.3.26.1.5": "http://hl7.org/fhir/ndfrt",
    "2.16.840.1.113883.5.4": ACT_CODE,
    "2.16.840.1.113883.6.238": "urn:oid:2.16.840.1.113883.6.238",
}
_SYSTEM_NAMES = {
    "SNOMEDCT": SNOMED,
    "SNOMED": SNOMED,
    "ICD10CM": ICD10CM,
    "ICD10": ICD10CM,
    "ICD9CM": ICD9CM,
    "ICD9": ICD9CM,
    "LOINC": LOINC,
    "RXNORM": RXNORM,
    "NDC": NDC,
    "CPT": CPT,
    "CPT4": CPT,
}
_OID = re.compile(r"[0-2](?:\.\d{1,40}){1,40}\Z")
_UUID = re.compile(r"\{?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\}?\Z", re.IGNORECASE)
_TIME = re.compile(
    r"(\d{4})(?:-?(\d{2})(?:-?(\d{2})(?:[T ]?(\d{2})(?::?(\d{2})(?::?(\d{2})(?:\.\d{1,9})?)?)?)?)?)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?\Z"
)
_NUMBER = re.compile(r"[+-]?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})\Z")
_NAME_LIMIT = 250
_FIRST_YEAR = 1900  # products write 1900-01-01 and 0001-01-01 for "not known"
_NO_CODES = ("", "UNK", "NI", "NA", "NULL", "OTH", "ASKU", "NASK", "N/A", "NONE")
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]{1,60})[)\]],?")
_VOCABULARY = re.compile(r"(?:SCT|SNOMED|ICD|RXNORM|LOINC|CPT|NDC)\b|(?:SCT|ICD)\d", re.IGNORECASE)
_COMMON_WORDS = (
    *("tablet", "tablets", "capsule", "injection", "solution", "suspension", "syringe", "cream", "spray"),
    *("unit", "units", "dose", "oral", "mouth", "daily", "times", "days", "week", "with", "needed", "every"),
)
_UCUM = {
    unit.lower(): unit
    for unit in (
        *("mm[Hg]", "Cel", "[degF]", "kg", "g", "cm", "m", "[lb_av]", "[in_us]", "[oz_av]", "kg/m2", "/min"),
        *("mg/dL", "g/dL", "mmol/L", "umol/L", "meq/L", "ng/mL", "pg/mL", "U/L", "%", "[pH]", "mL/min"),
    )
} | {"mmhg": "mm[Hg]", "mm hg": "mm[Hg]"}
_UNSAID = re.compile(
    r"(?:unknown|unspecified|not (?:available|on file|applicable|recorded)|n/?a|null|none(?: recorded)?"
    r"|no (?:data|information)\b.*|no .{0,40}\b(?:data|recorded|on file|documented|available|applicable)\b.*"
    r"|.{0,40}\bexcluded/not available|coded allergy name not available)\.?\Z",
    re.IGNORECASE,
)


def is_uuid(root: str) -> bool:
    """Return whether an id root is a UUID, which names one thing in the world by itself."""
    return _UUID.match(root) is not None


def system_of(oid: str, name: str = "") -> str:
    """Return the URI of a code system from its OID, or else from its name."""
    if oid in _SYSTEMS:
        return _SYSTEMS[oid]
    by_name = _SYSTEM_NAMES.get(re.sub(r"[^A-Z0-9]", "", name.upper()))
    if by_name:
        return by_name
    return f"urn:oid:{oid}" if _OID.match(oid) else oid


def identifier_system(root: str) -> str:
    """Return the URI of an identifier system from its OID."""
    known = {
        "2.16.840.1.113883.4.1": "http://hl7.org/fhir/sid/us-ssn",
        "2.16.840.1.113883.4.6": "http://hl7.org/fhir/sid/us-npi",
        "2.16.840.1.113883.4.927": MEDICARE_ID,
    }
    return known.get(root) or (f"urn:oid:{root}" if _OID.match(root) else root)


def codings(element: El | None) -> tuple[Coding, ...]:
    """Return the code of an element followed by its translations, without repeats and empty ones."""
    found: dict[tuple[str, str], Coding] = {}
    for code in [element, *kids(element, "translation"), *kids(element, "translation", "translation")]:
        if code is None or attr(code, "code").upper() in _NO_CODES:
            continue
        system = system_of(attr(code, "codeSystem"), attr(code, "codeSystemName"))
        coding = Coding(system, _dotted(system, attr(code, "code")), clean(attr(code, "displayName")))
        found.setdefault((coding.system, coding.code), coding)
    return tuple(found.values())


def _dotted(system: str, code: str) -> str:
    """Return a diagnosis code with its dot, which some products leave out."""
    undotted = {ICD10CM: r"[A-Z]\d[0-9A-Z]{2,5}\Z", ICD9CM: r"(?:\d{4,5}|V\d{3,4})\Z"}.get(system)
    return f"{code[:3]}.{code[3:]}" if undotted and re.match(undotted, code) else code


def words(element: El | None, narrative: Narrative) -> str:
    """Return the name of a coded element: its original text, else a label of its code or translations.

    An original text that only points into the narrative has to share a word with a label, where there
    is one: some products point at the dose or the reaction. Codes noted beside the name are left off.
    """
    if element is None:
        return ""
    original = kid(element, "originalText")
    label, told = _without_codes(labels(element), element), narrative.told(original)
    name = _without_codes(told, element)
    if not name or is_unsaid(name) or len(name) > _NAME_LIMIT:
        return label or name[:_NAME_LIMIT]
    if label and not text_of(original) and not _share_a_word(name, element):
        return label
    return name


def _without_codes(text: str, element: El) -> str:
    """Return a name without brackets that only repeat a code, such as (I10) or [SNOMED-CT: 386661006]."""
    known = {coding.code for coding in codings(element)}

    def kept(match: re.Match[str]) -> str:
        is_code = match[1].strip() in known or _VOCABULARY.match(match[1].strip())
        return "" if is_code else match[0]

    return _BRACKETS.sub(kept, text).strip(" ,") or text


def _share_a_word(name: str, element: El) -> bool:
    codes = [element, *kids(element, "translation"), *kids(element, "translation", "translation")]
    said = {word for code in codes for word in _telling_words(attr(code, "displayName"))}
    return not said.isdisjoint(_telling_words(name))


def _telling_words(text: str) -> set[str]:
    return set(re.findall(r"\w{4,}", text.casefold())).difference(_COMMON_WORDS)


def is_unsaid(name: str) -> bool:
    """Return whether a name only says that there is nothing to name."""
    return _UNSAID.match(name) is not None


def labels(element: El | None) -> str:
    """Return the first label among a code and its translations."""
    for code in [element, *kids(element, "translation"), *kids(element, "translation", "translation")]:
        label = clean(attr(code, "displayName"))
        if label:
            return label
    return ""


def code_label(found: Iterable[Coding]) -> str:
    """Return a name made of a code alone, for entries that give nothing else, or an empty text."""
    return next((f"Code {coding.code}" for coding in found if coding.code != "ASSERTION"), "")


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
