"""Map medicines, with their dose, timing and instruction in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ccmdesk.domain.chart import FactStatus, Medication
from ccmdesk.importers.ccda_codes import code_label, codings, is_unsaid, words
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
from ccmdesk.importers.ccda_timing import dose_of, timing_of
from ccmdesk.importers.ccda_values import Span, person_name, span
from ccmdesk.importers.ccda_xml import (
    El,
    attr,
    has_null_flavor,
    kid,
    kids,
    templates,
    text_of,
    xsi_type,
)

_NOT_TAKEN = frozenset(("182904002", "182849000", "787481004"))
_UNNAMED = "410942007"  # "drug or medication"
_NONE_WORDS = re.compile(
    r"(?:patient )?(?:takes |taking |is |on )?(?:not on any|no|none)\b(?: [\w-]+){0,3}?"
    r" (?:medic|drug|therapy)"
    r"|none\Z|no known\Z",
    re.IGNORECASE,
)
_ROUTES = {
    "C38288": "oral",
    "C38276": "intravenous",
    "C28161": "intramuscular",
    "C38299": "subcutaneous",
    "C38304": "topical",
    "C38216": "respiratory (inhalation)",
    "C38284": "nasal",
    "C38287": "ophthalmic",
    "C38305": "transdermal",
    "C38300": "sublingual",
    "C38295": "rectal",
    "C38192": "otic",
    "C38313": "vaginal",
}
_INSTRUCTIONS = frozenset(
    (
        "2.16.840.1.113883.10.20.22.4.147",
        "2.16.840.1.113883.10.20.22.4.20",
        "2.16.840.1.113883.10.20.1.49",
    )
)


def medications(entry: El, document: Document, *, note: str) -> Iterator[Found[Medication] | Left]:
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
    unnamed = all(c.code == _UNNAMED for c in found)
    if unnamed and (not name or is_unsaid(name) or found):
        return Left("It names no medicine.", fault=not has_null_flavor(code))
    when = _period(entry)
    status, doubt = _status(entry, name, when, document)
    medication = Medication(
        name=name or code_label(found),
        codings=found,
        status=status,
        dose=dose_of(entry),
        route=_route(entry, document),
        timing=timing_of(entry, document),
        sig=_sig(entry, document, name),
        reason=_reason(entry, document),
        prescriber=_prescriber(entry),
        start=when.start.date,
        stop=when.end.date,
        note=". ".join(part for part in (note, doubt) if part),
    )
    first = (found[0].system, found[0].code) if found else ("", name)
    content = ("medication", *first, when.start.date.iso() if when.start.date else "", medication.dose)
    return Found(medication, id_of(entry), content, author_of(entry, document))


def _status(entry: El, name: str, when: Span, document: Document) -> tuple[FactStatus, str]:
    """Return the state and a note on it: the status observation, else the act's own state.

    An administration that is completed without an end says nothing: products write it for medicines
    still taken. Then the status column of the narrative decides; without one it counts as taken, with
    a note, because to leave out a medicine that is taken is the worse mistake.
    """
    code, said = status_words(entry, document)
    told = status_of_words(said) or status_of_words(code)
    if told is not None:
        return told, ""
    state = status_code(entry)
    if state in ("active", "ordered", "new"):
        return FactStatus.ACTIVE, ""
    if state in ("aborted", "cancelled"):
        return FactStatus.ENDED, ""
    if state != "completed":
        return FactStatus.UNKNOWN, f"The file calls this {state}." if state else ""
    code_element = kid(entry, "consumable", "manufacturedProduct", "manufacturedMaterial", "code")
    near = document.narrative.status_near(entry, name, kid(entry, "text"), kid(code_element, "originalText"))
    told = status_of_words(near)
    if told is not None:
        return told, ""
    end = when.end.date
    if end is None:
        return FactStatus.ACTIVE, "The file calls this completed, but gives no end."
    still = document.written is not None and end > document.written
    return (FactStatus.ACTIVE if still else FactStatus.ENDED), ""


def _is_frequency(time: El) -> bool:
    return xsi_type(time) in ("PIVL_TS", "EIVL_TS", "SXPR_TS") or kid(time, "period") is not None


def _period(entry: El) -> Span:
    for time in kids(entry, "effectiveTime"):
        if not _is_frequency(time) and kid(time, "event") is None:
            when = span(time)
            if when.start.date or when.end.date:
                return when
    return Span()


def _route(entry: El, document: Document) -> str:
    route = kid(entry, "routeCode")
    return words(route, document.narrative) or _ROUTES.get(attr(route, "code"), "")


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
