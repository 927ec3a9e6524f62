"""Map problems and allergies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ccmdesk.domain.chart import SNOMED, Allergy, Coding, Condition, FactStatus
from ccmdesk.importers.ccda_codes import code_label, codings, is_unsaid, labels, words
from ccmdesk.importers.ccda_entries import (
    Document,
    Found,
    Left,
    author_of,
    id_of,
    is_negated,
    related,
    status_code,
    status_of_words,
    status_words,
)
from ccmdesk.importers.ccda_values import Span, span
from ccmdesk.importers.ccda_xml import El, attr, has_null_flavor, kid, kids, templates, text_of

PROBLEM_TEMPLATES = frozenset(("2.16.840.1.113883.10.20.22.4.4", "2.16.840.1.113883.10.20.1.28"))
_NO_PROBLEM = frozenset(("160245001", "160244002", "429625007", "716186003", "409137002", "428607008"))
_NONE_WORDS = re.compile(
    r"(?:patient )?(?:has |denies |there are )?(?:no|none|denies|negative for)\b(?: [\w-]+){0,3}? "
    r"(?:problems?|conditions?|allerg\w+|diagnos\w+|medical history|adverse reactions?|intolerances?)\b"
    r"|nkd?a\b|none known",
    re.IGNORECASE,
)
_NO_END = "The file calls this completed, but gives no end."
_GENERIC = ("problem", "condition", "finding", "clinical finding", "symptom", "diagnosis", "complaint")
_DRUG_KINDS = frozenset(("416098002", "419511003", "59037007"))
_CATEGORIES = {
    "416098002": "medication",
    "419511003": "medication",
    "59037007": "medication",
    "414285001": "food",
    "418471000": "food",
    "235719002": "food",
    "426232007": "environment",
}
NO_KNOWN = "No known allergies"
NO_KNOWN_DRUG = "No known drug allergies"
_NO_KNOWN_CODES = {
    "716186003": NO_KNOWN,
    "160244002": NO_KNOWN,
    "409137002": NO_KNOWN_DRUG,
}


def conditions(entry: El, document: Document, *, category: str) -> Iterator[Found[Condition] | Left]:
    """Yield the problems of one entry: a concern act with its observations, or an observation alone."""
    if entry.tag == "observation":
        yield _condition(entry, None, document, category)
        return
    inner = list(related(entry, "observation", types=("SUBJ", "COMP", ""))) or list(
        related(entry, "observation")
    )
    if not inner:
        yield _nothing(entry)
    for observation in inner:
        yield _condition(observation, entry, document, category)


def _nothing(entry: El) -> Left:
    if has_null_flavor(entry) or not len(entry):
        return Left("It says that there is no information.", fault=False)
    return Left("It holds nothing that the program can read.")


def _condition(
    observation: El, concern: El | None, document: Document, category: str
) -> Found[Condition] | Left:
    value = kid(observation, "value")
    found = codings(value)
    name = words(value, document.narrative)
    if not name or (name.lower() in _GENERIC and all(c.display == name for c in found[:1])):
        told = document.narrative.told(kid(observation, "text"))[:250]
        name, found = (told, found) if not name else (told, ())
    if is_negated(observation) or any(c.code in _NO_PROBLEM for c in found) or _NONE_WORDS.match(name):
        return Left("It says that no such problem is known.", fault=False)
    if status_code(observation) == "nullified" or status_code(concern) == "nullified":
        return Left("Its author took it back (nullified).", fault=False)
    if not found and (not name or is_unsaid(name)):
        stated = value is not None and not has_null_flavor(value) and not codings(value)
        return Left("It names no problem.", fault=stated)
    when = span(kid(observation, "effectiveTime"))
    if when.start.date is None and concern is not None:
        when = Span(span(kid(concern, "effectiveTime")).start, when.end)
    if when.end.date is None and status_code(concern) == "completed":
        when = Span(when.start, span(kid(concern, "effectiveTime")).end)
    status, said = _status(observation, concern, when, document, name)
    condition = Condition(
        name=name or code_label(found),
        codings=found,
        status=status,
        clinical_status=said,
        category=category,
        onset=when.start.date,
        note=_NO_END if status is FactStatus.ACTIVE and said == "completed" else "",
        ended=when.end.date if status is not FactStatus.ACTIVE else None,
    )
    content = ("condition", *_core(found, name), when.start.date.iso() if when.start.date else "")
    key = id_of(observation) or (id_of(concern) if concern is not None else None)
    author = author_of(observation, document)
    if concern is not None and author == document.author:
        author = author_of(concern, document)
    return Found(condition, key, content, author)


def _core(found: tuple[Coding, ...], name: str) -> tuple[str, str]:
    return (found[0].system, found[0].code) if found else ("", name)


def _status(
    observation: El, concern: El | None, when: Span, document: Document, name: str
) -> tuple[FactStatus, str]:
    """Return the state: as its status observation says, else ended by a date, else as its concern is.

    A concern that is completed without any end says nothing: products write it for current problems
    too. Then the status column of the narrative decides; without one the problem counts as current.
    """
    code, said = status_words(observation, document)
    if not code and not said and concern is not None:
        code, said = status_words(concern, document)
    told = status_of_words(said) or status_of_words(code)
    if told is not None:
        return told, said or told.value
    if when.end.date is not None:
        return FactStatus.ENDED, said
    state = status_code(concern)
    if state in ("active", ""):
        return FactStatus.ACTIVE, said or state
    if state == "completed":
        value = kid(observation, "value")
        near = document.narrative.status_near(
            observation, name, kid(observation, "text"), kid(value, "originalText")
        )
        return status_of_words(near) or FactStatus.ACTIVE, near[:60] or state
    return FactStatus.ENDED if state in ("aborted", "cancelled") else FactStatus.UNKNOWN, said or state


def allergies(entry: El, document: Document) -> Iterator[Found[Allergy] | Left]:
    """Yield the allergies of one entry: a concern act with its observations, or an observation alone."""
    if entry.tag == "observation":
        yield _allergy(entry, None, document)
        return
    inner = list(related(entry, "observation"))
    if not inner:
        yield _nothing(entry)
    for observation in inner:
        yield _allergy(observation, entry, document)


def _allergy(observation: El, concern: El | None, document: Document) -> Found[Allergy] | Left:
    value = kid(observation, "value")
    substance = _substance(observation)
    found = codings(substance)
    name = words(substance, document.narrative)
    name = _entity_name(observation) or name if not name or is_unsaid(name) else name
    told = name or _own_text(observation, document) or ("" if found else _section_none_known(observation))
    none_known = _none_known(observation, told)
    if none_known:
        name, found = none_known, tuple(c for c in codings(value) if c.code in _NO_KNOWN_CODES)
    elif is_negated(observation):
        return Left("It says that there is no such allergy.", fault=False)
    elif status_code(observation) == "nullified" or status_code(concern) == "nullified":
        return Left("Its author took it back (nullified).", fault=False)
    elif not found and not name:
        name = document.narrative.told(kid(value, "originalText")) or _own_text(observation, document)
    if not found and (not name or is_unsaid(name)):
        return Left("It names no substance.", fault=not has_null_flavor(substance))
    when = span(kid(observation, "effectiveTime"))
    status = FactStatus.ACTIVE
    if not none_known:
        status = _allergy_status(observation, concern, when, document, name)
    reaction, severity = _reactions(observation, document)
    allergy = Allergy(
        substance=name or code_label(found),
        codings=found,
        status=status,
        reaction="" if none_known else reaction,
        severity="" if none_known else severity,
        category="" if none_known else _CATEGORIES.get(attr(value, "code"), ""),
        onset=when.start.date,
    )
    content = ("allergy", *_core(found, name))
    key = id_of(observation) or (id_of(concern) if concern is not None else None)
    return Found(allergy, key, content, author_of(observation, document))


def _allergy_status(
    observation: El, concern: El | None, when: Span, document: Document, name: str
) -> FactStatus:
    """Return an allergy's state; one that is not clearly over counts as active, the safer mistake."""
    if status_code(concern) == "active":
        when = Span(when.start)  # products put the day of recording where the end belongs
    status, _ = _status(observation, concern, when, document, name)
    return FactStatus.ACTIVE if status is FactStatus.UNKNOWN else status


def _section_none_known(observation: El) -> str:
    """Return the words "no known allergies" of the narrative, for an entry that names nothing itself."""
    section = next(observation.iterancestors("section"), None)
    match = re.search(r"no known (?:drug )?allergies", text_of(kid(section, "text")), re.IGNORECASE)
    return match[0] if match else ""


def _own_text(observation: El, document: Document) -> str:
    return document.narrative.told(kid(observation, "text"))[:250]


def _substance(observation: El) -> El | None:
    entities = kids(observation, "participant", "participantRole", "playingEntity", "code")
    usable = [code for code in entities if not has_null_flavor(code) or len(code)]
    return next(iter(usable or entities), None)


def _entity_name(observation: El) -> str:
    for name in kids(observation, "participant", "participantRole", "playingEntity", "name"):
        if name.text and name.text.strip():
            return " ".join(name.text.split())
    return ""


def _none_known(observation: El, name: str) -> str:
    """Return the sentence for "no known allergies", or an empty text when an allergy is stated.

    A negated observation without a substance of its own says that none of its kind is known.
    """
    value = kid(observation, "value")
    for code in (attr(value, "code"), *(c.code for c in codings(_substance(observation)))):
        if code in _NO_KNOWN_CODES:
            return _NO_KNOWN_CODES[code]
    for text in (name, labels(value)):
        if _NONE_WORDS.match(text):
            drug = re.search(r"drug|medic|nkda", text, re.IGNORECASE)
            return NO_KNOWN_DRUG if drug else NO_KNOWN
    if not is_negated(observation):
        return ""
    stated = codings(_substance(observation))
    general = {"105590001", "410942007"}
    if all(c.code in general and c.system == SNOMED for c in stated):
        drug_only = attr(value, "code") in _DRUG_KINDS
        return NO_KNOWN_DRUG if drug_only else NO_KNOWN
    return ""


def _reactions(observation: El, document: Document) -> tuple[str, str]:
    """Return the reactions, joined by semicolons, and the severity of the allergy or of its reactions."""
    reactions: list[str] = []
    severities: list[str] = []
    for inner in related(observation, "observation"):
        if _is_severity(inner):
            severities.insert(0, _value_words(inner, document))
        elif attr(kid(inner, "code"), "code") in ("33999-4", "82606-5"):
            continue
        elif templates(inner) & {"2.16.840.1.113883.10.20.22.4.9", "2.16.840.1.113883.10.20.1.54"} or (
            attr(inner.getparent(), "typeCode") == "MFST"
        ):
            reactions.append(_value_words(inner, document))
            severities.extend(
                _value_words(deep, document) for deep in related(inner, "observation") if _is_severity(deep)
            )
    said = [text for text in dict.fromkeys(reactions) if text and not is_unsaid(text)]
    return "; ".join(said), next((text for text in severities if text), "")


def _is_severity(observation: El) -> bool:
    return attr(kid(observation, "code"), "code") == "SEV"


def _value_words(observation: El, document: Document) -> str:
    value = kid(observation, "value")
    return (
        words(value, document.narrative)
        or document.narrative.told(kid(observation, "text"))[:250]
        or code_label(codings(value))
    )
