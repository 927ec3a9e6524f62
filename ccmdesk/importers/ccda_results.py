"""Map readings: vital signs, results, social history, functional and mental status."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ccmdesk.domain.chart import LOINC, Coding, Observation, ObservationCategory
from ccmdesk.importers.ccda_codes import code_label, codings, is_unsaid, labels, words
from ccmdesk.importers.ccda_entries import Document, Found, Left, author_of, id_of, is_negated, status_code
from ccmdesk.importers.ccda_pressure import with_pressures
from ccmdesk.importers.ccda_values import Moment, known_unit, moment, number, short, span, unit_of
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

_SMOKING = frozenset(("2.16.840.1.113883.10.20.22.4.78", "2.16.840.1.113883.10.22.4.78"))
_NAMES = {
    "72166-2": "Tobacco smoking status",
    "76689-9": "Sex assigned at birth",
    "8480-6": "Systolic blood pressure",
    "8462-4": "Diastolic blood pressure",
    "8302-2": "Body height",
    "29463-7": "Body weight",
    "3141-9": "Body weight",
    "39156-5": "Body mass index",
    "8867-4": "Heart rate",
    "9279-1": "Respiratory rate",
    "8310-5": "Body temperature",
    "59408-5": "Oxygen saturation",
    "2708-6": "Oxygen saturation",
    "4548-4": "Hemoglobin A1c",
}
_STATUS = {"completed": "final", "active": "preliminary", "aborted": "cancelled", "cancelled": "cancelled"}
_INTERPRETATIONS = {
    "H": "High",
    "HH": "Critically high",
    "L": "Low",
    "LL": "Critically low",
    "A": "Abnormal",
    "AA": "Critically abnormal",
    "HX": "Above high threshold",
    "LX": "Below low threshold",
    "POS": "Positive",
    "NEG": "Negative",
}


class Value(NamedTuple):
    """Hold a reading's value as a number with unit and comparator, or as a text."""

    value: Decimal | None = None
    unit: str = ""
    comparator: str = ""
    text: str = ""


def observations(
    entry: El, document: Document, *, category: ObservationCategory
) -> Iterator[Found[Observation] | Left]:
    """Yield the readings of one entry: an organizer with its observations, or an observation alone."""
    if entry.tag == "observation":
        yield _observation(entry, None, document, category)
        return
    inner = [
        observation for holder in _holders(entry) for observation in kids(holder, "component", "observation")
    ]
    if not inner:
        empty = has_null_flavor(entry) or entry.tag != "organizer"
        yield Left("It holds no reading.", fault=not empty)
    found = [_observation(observation, entry, document, category) for observation in inner]
    yield from with_pressures(found)


def _holders(entry: El) -> list[El]:
    """Return an organizer and the organizers inside it, or those of an act or procedure around some."""
    if entry.tag == "organizer":
        return [entry, *kids(entry, "component", "organizer")]
    return kids(entry, "entryRelationship", "organizer") + kids(entry, "component", "organizer")


def _observation(
    observation: El, organizer: El | None, document: Document, category: ObservationCategory
) -> Found[Observation] | Left:
    code = kid(observation, "code")
    found = codings(code)
    name = _name(observation, found, document)
    state = status_code(observation)
    why_not = _why_not(observation, state)
    if why_not:
        return Left(why_not, fault=False)
    value = _value(observation, document)
    if value == Value():
        return Left("It has no value.", fault=False)
    if is_unsaid(value.text):
        return Left("It says that there is no information.", fault=False)
    if not name:
        return Left("It does not say what was measured.", fault=not has_null_flavor(code))
    when = _when(observation, organizer)
    low, high, range_text = _range(observation)
    reading = Observation(
        name=name,
        codings=found,
        category=category,
        value=value.value,
        text=value.text,
        unit=value.unit,
        comparator=value.comparator,
        date=when.date,
        at=when.at,
        low=low,
        high=high,
        status=_STATUS.get(state, state),
        note=_note(observation, range_text),
    )
    said = short(value.value) if value.value is not None else value.text
    first = (found[0].system, found[0].code) if found else ("", name)
    content = ("observation", *first, when.at.isoformat() if when.at else _iso(when), said)
    return Found(reading, id_of(observation), content, author_of(observation, document))


def _why_not(observation: El, state: str) -> str:
    """Return why an observation states nothing that was found, or an empty text."""
    if is_negated(observation):
        return "It says that this was not found or not done."
    if state == "nullified" or has_null_flavor(observation):
        return "It says that there is no information."
    planned = attr(observation, "moodCode").upper() in ("INT", "RQO", "PRMS", "GOL", "PRP")
    return "It is planned, not measured." if planned else ""


def _name(observation: El, found: tuple[Coding, ...], document: Document) -> str:
    """Return what was measured; an assertion, which measures nothing by name, after its template."""
    if not any(c.code == "ASSERTION" for c in found):
        known = next((_NAMES[c.code] for c in found if c.code in _NAMES and c.system == LOINC), "")
        return words(kid(observation, "code"), document.narrative) or known or code_label(found)
    if templates(observation) & _SMOKING:
        return "Tobacco smoking status"
    said = words(kid(observation, "code"), document.narrative)
    return "Finding" if not said or said.casefold() in ("assertion", "finding") else said


def _iso(when: Moment) -> str:
    return when.date.iso() if when.date else ""


def _when(observation: El, organizer: El | None) -> Moment:
    for holder in (observation, organizer):
        if holder is None:
            continue
        when = span(kid(holder, "effectiveTime"))
        if when.start.date is not None:
            return when.start
        if when.end.date is not None:
            return when.end
    return Moment()


def _value(observation: El, document: Document) -> Value:
    for value in kids(observation, "value"):
        read = _one_value(value, document)
        if read != Value():
            return read
    return Value()


def _one_value(value: El, document: Document) -> Value:
    kind = xsi_type(value)
    if (
        kind in ("IVL_PQ", "IVL_INT", "IVL_REAL")
        or kid(value, "low") is not None
        or kid(value, "high") is not None
    ):
        return _interval(value)
    if kind == "TS":
        day = moment(attr(value, "value")).date
        return Value(text=day.iso() if day else attr(value, "value"))
    amount = number(attr(value, "value"))
    if amount is not None:
        return Value(amount, unit_of(value))
    if kind in ("CD", "CE", "CV", "CO", "CS") or attr(value, "code"):
        said = words(value, document.narrative)
        return Value(text=said or attr(value, "code"))
    if kind == "" and attr(value, "value"):
        return Value(text=attr(value, "value"))
    if kind == "BL" and attr(value, "value"):
        return Value(text="yes" if attr(value, "value").lower() in ("true", "1") else "no")
    if kind == "RTO" or kind.startswith("RTO_"):
        parts = [attr(kid(value, part), "value") for part in ("numerator", "denominator")]
        return Value(text="/".join(parts)) if all(parts) else Value()
    return _text_value(document.narrative.told(value), value)


def _text_value(text: str, value: El) -> Value:
    translated = kid(value, "translation")
    if translated is not None and number(attr(translated, "value")) is not None:
        unit = unit_of(translated) or text_of(kid(translated, "originalText"))
        return Value(number(attr(translated, "value")), unit)
    compared = re.match(r"<=|>=|<|>", text)
    amount, unit = _number_and_unit(text[compared.end() :] if compared else text)
    if amount is None:
        return Value(text=text)
    return Value(amount, unit or unit_of(value), compared[0] if compared else "")


def _number_and_unit(text: str) -> tuple[Decimal | None, str]:
    """Return the number of a text that holds a number alone, or with a unit that is well known."""
    first, _, rest = text.strip().partition(" ")
    unit = known_unit(rest)
    return (number(first), unit) if unit or not rest else (None, "")


def _interval(value: El) -> Value:
    low, high = kid(value, "low"), kid(value, "high")
    first, last = number(attr(low, "value")), number(attr(high, "value"))
    unit = unit_of(low) or unit_of(high)
    if first is not None and last is not None:
        if first == last:
            return Value(first, unit)
        return Value(text=clean(f"{short(first)} - {short(last)} {unit}"))
    if first is not None:
        return Value(first, unit, ">" if attr(low, "inclusive") == "false" else ">=")
    if last is not None:
        return Value(last, unit, "<" if attr(high, "inclusive") == "false" else "<=")
    return Value()


def _range(observation: El) -> tuple[Decimal | None, Decimal | None, str]:
    """Return the reference range as low, high, and the words for it when it has no numbers."""
    texts: list[str] = []
    for given in kids(observation, "referenceRange", "observationRange"):
        value = kid(given, "value")
        low, high = number(attr(kid(value, "low"), "value")), number(attr(kid(value, "high"), "value"))
        if low is not None or high is not None:
            return low, high, ""
        texts.append(text_of(kid(given, "text")) or text_of(value))
    said = next((text for text in texts if text), "")
    plain = re.match(r"(\d[\d.]*)\s*-\s*(\d[\d.]*)(?:\s*[^\d\s:|,;<>]\S*)?\Z", said)
    if plain and number(plain[1]) is not None and number(plain[2]) is not None:
        return number(plain[1]), number(plain[2]), ""
    return None, None, said


def _note(observation: El, range_text: str) -> str:
    codes = kids(observation, "interpretationCode")
    said = [labels(code) or _INTERPRETATIONS.get(attr(code, "code"), "") for code in codes]
    parts = [f"Interpretation: {text}" for text in said if text and text.lower() not in ("normal", "n")]
    if range_text:
        parts.append(f"Reference range: {range_text}")
    return ". ".join(parts)
