"""Map readings: vital signs, results, social history, functional and mental status."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from ccmdesk.domain.chart import LOINC, Coding, Component, Observation, ObservationCategory
from ccmdesk.importers.ccda_entries import Document, Found, Left, author_of, id_of, is_negated, status_code
from ccmdesk.importers.ccda_values import (
    Moment,
    code_label,
    codings,
    labels,
    number,
    short,
    span,
    unit_of,
    words,
)
from ccmdesk.importers.ccda_xml import El, attr, clean, has_null_flavor, kid, kids, text_of, xsi_type

SYSTOLIC, DIASTOLIC, PRESSURE = "8480-6", "8462-4", "85354-9"
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
    entry: El, document: Document, category: ObservationCategory
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
    yield from _with_pressures(found)


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
    name = words(code, document.narrative) or code_label(found)
    state = status_code(observation)
    if is_negated(observation):
        return Left("It says that this was not found or not done.", fault=False)
    if state == "nullified" or has_null_flavor(observation):
        return Left("It says that there is no information.", fault=False)
    if attr(observation, "moodCode").upper() in ("INT", "RQO", "PRMS", "GOL", "PRP"):
        return Left("It is planned, not measured.", fault=False)
    value = _value(observation, document)
    if value == Value():
        return Left("It has no value.", fault=False)
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
    amount = number(attr(value, "value"))
    if amount is not None:
        return Value(amount, unit_of(value))
    if kind in ("CD", "CE", "CV", "CO", "CS") or attr(value, "code"):
        said = words(value, document.narrative)
        return Value(text=said or attr(value, "code"))
    if kind == "TS" or (kind == "" and attr(value, "value")):
        return Value(text=attr(value, "value"))
    if kind == "BL" and attr(value, "value"):
        return Value(text="yes" if attr(value, "value").lower() in ("true", "1") else "no")
    if kind == "RTO" or kind.startswith("RTO_"):
        parts = [attr(kid(value, part), "value") for part in ("numerator", "denominator")]
        return Value(text="/".join(parts)) if all(parts) else Value()
    return _text_value(document.narrative.told(value), value)


def _text_value(text: str, value: El) -> Value:
    translated = kid(value, "translation")
    if not text and translated is not None and number(attr(translated, "value")) is not None:
        unit = unit_of(translated) or text_of(kid(translated, "originalText"))
        return Value(number(attr(translated, "value")), unit)
    compared = re.fullmatch(r"(<=|>=|<|>)\s*(\S+)", text)
    amount = number(compared[2]) if compared else number(text)
    if amount is None:
        return Value(text=text)
    return Value(amount, unit_of(value), compared[1] if compared else "")


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
    return None, None, next((text for text in texts if text), "")


def _note(observation: El, range_text: str) -> str:
    codes = kids(observation, "interpretationCode")
    said = [labels(code) or _INTERPRETATIONS.get(attr(code, "code"), "") for code in codes]
    parts = [f"Interpretation: {text}" for text in said if text and text.lower() not in ("normal", "n")]
    if range_text:
        parts.append(f"Reference range: {range_text}")
    return ". ".join(parts)


def _has(found: Found[Observation] | Left, code: str) -> bool:
    return isinstance(found, Found) and any(c.code == code and c.system == LOINC for c in found.value.codings)


def _with_pressures(found: list[Found[Observation] | Left]) -> Iterator[Found[Observation] | Left]:
    """Yield readings with each systolic and the diastolic of the same time made one blood pressure."""
    diastolics = [item for item in found if isinstance(item, Found) and _has(item, DIASTOLIC)]
    taken: list[Found[Observation]] = []
    joined: list[Found[Observation] | Left] = []
    for item in found:
        if not isinstance(item, Found) or not _has(item, SYSTOLIC):
            joined.append(item)
            continue
        partner = next((d for d in diastolics if d not in taken and _same_time(item, d)), None)
        if partner is None:
            joined.append(item)
            continue
        taken.append(partner)
        joined.append(_pressure(item, partner))
    return (item for item in joined if not (isinstance(item, Found) and item in taken))


def _same_time(one: Found[Observation], other: Found[Observation]) -> bool:
    return (one.value.date, one.value.at) == (other.value.date, other.value.at)


def _pressure(systolic: Found[Observation], diastolic: Found[Observation]) -> Found[Observation]:
    parts = tuple(
        Component(name, Coding(LOINC, code, name), part.value.value, part.value.text, part.value.unit)
        for name, code, part in (
            ("Systolic blood pressure", SYSTOLIC, systolic),
            ("Diastolic blood pressure", DIASTOLIC, diastolic),
        )
    )
    reading = replace(
        systolic.value,
        name="Blood pressure",
        codings=(Coding(LOINC, PRESSURE, "Blood pressure panel with all children optional"),),
        value=None,
        text="",
        unit="",
        comparator="",
        low=None,
        high=None,
        components=parts,
        note=". ".join(dict.fromkeys(note for note in (systolic.value.note, diastolic.value.note) if note)),
    )
    content = (*systolic.content, *diastolic.content[3:])
    return Found(reading, systolic.id, content, systolic.author)
