"""Read C-CDA documents, and older CCD and C32 ones as far as they map, into chart facts.

Every fact has a key: the id of its entry (root and extension, or a UUID alone). An entry without a usable
id, or with an id that other entries of the file repeat, gets a key made of its content
(`ccda_entries.content_key`), so that a second export of the same fact finds it again.
"""

from __future__ import annotations

from typing import Any

from ccmdesk.domain.imports import (
    FACT_FIELDS,
    FileKind,
    FileStatus,
    ImportedChart,
    InputFile,
    ParsedFile,
    Skipped,
    rejected,
    settled,
)
from ccmdesk.importers.ccda_bytes import UnreadableError
from ccmdesk.importers.ccda_entries import Document, Twins
from ccmdesk.importers.ccda_patient import patient, subject_of
from ccmdesk.importers.ccda_people import header_team
from ccmdesk.importers.ccda_sections import Harvest, harvest
from ccmdesk.importers.ccda_values import moment, person_name
from ccmdesk.importers.ccda_xml import El, Narrative, attr, kid, kids, parsed, text_of

_EMPTY = "The document holds no patient and no entries that the chart keeps."
_EMBEDDED = "The document holds a scanned page or another file instead of entries that can be read."


def read_document(file: InputFile) -> ParsedFile:
    """Return what a C-CDA document says about its patient; never raise for anything a file can hold.

    Rejected are files that are unreadable or hostile: damaged, too large or too deep, or with a document
    type definition. Well-formed XML that is no clinical document is partial, with zero counts.
    """
    try:
        root, note = parsed(file.data)
    except UnreadableError as error:
        return rejected(file.name, FileKind.CCDA, reason=error.what)
    if root.tag != "ClinicalDocument":
        outcome = ParsedFile(file.name, FileKind.CCDA, FileStatus.PARTIAL)
        return settled(outcome, empty_reason="The file is XML, but not a clinical document.")
    return _document(file.name, root, note)


def _document(name: str, root: El, note: str) -> ParsedFile:
    roles = kids(root, "recordTarget", "patientRole")
    role = roles[0] if roles else None
    written = moment(attr(kid(root, "effectiveTime"), "value")).date
    document = Document(Narrative(root), subject_of(role), _author(root), written)
    gathered = harvest(root, document)
    gathered.found["care_team"] = [*header_team(root, document), *gathered.found.get("care_team", [])]
    skipped = [Skipped("The file", note, fault=False)] if note else []
    person = patient(role)
    if person is None:
        skipped.append(Skipped("Patient", "The document does not name its patient."))
    if len(roles) > 1:
        skipped.append(Skipped("Patient", "The document is about several people; only the first was read."))
    embedded = kid(root, "component", "nonXMLBody") is not None
    if embedded:
        skipped.append(Skipped("Body of the document", _EMBEDDED))
    _drop_repeated_problems(gathered)
    facts = _facts(gathered, document)
    parsed_file = ParsedFile(
        name,
        FileKind.CCDA,
        FileStatus.IMPORTED,
        reason=_EMBEDDED if embedded else "",
        written=written,
        charts=(ImportedChart(subject=document.subject, patient=person, **facts),),
        skipped=(*skipped, *gathered.skipped),
    )
    return settled(parsed_file, empty_reason=_EMPTY)


def _drop_repeated_problems(gathered: Harvest) -> None:
    """Leave out health concerns and diagnoses that repeat, by a shared code, one of the problem list."""
    found = gathered.found.get("conditions", [])
    listed = {
        (coding.system, coding.code)
        for fact in found
        if fact.value.category == "problem-list-item"
        for coding in fact.value.codings
    }
    kept = [
        fact
        for fact in found
        if fact.value.category == "problem-list-item"
        or listed.isdisjoint((coding.system, coding.code) for coding in fact.value.codings)
    ]
    if len(kept) < len(found):
        number = len(found) - len(kept)
        word = "diagnosis or concern repeats" if number == 1 else "diagnoses or concerns repeat"
        why = f"{number} {word} a problem of the problem list."
        gathered.skipped.append(Skipped("Problems", why, fault=False))
    gathered.found["conditions"] = kept


def _facts(gathered: Harvest, document: Document) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for field in FACT_FIELDS:
        twins = Twins(gathered.found.get(field, ()), document.subject)
        facts[field] = twins.kept
        if twins.repeats:
            word = "entry" if twins.repeats == 1 else "entries"
            why = f"{twins.repeats} {word} said the same as another one."
            gathered.skipped.append(Skipped(_LABELS[field], why, fault=False))
    return facts


_LABELS = {
    "conditions": "Problems",
    "medications": "Medicines",
    "allergies": "Allergies",
    "observations": "Readings",
    "care_team": "Care team",
    "goals": "Goals",
    "encounters": "Visits",
    "procedures": "Procedures",
    "coverages": "Coverages",
}


def _author(root: El) -> str:
    """Return who wrote the document: a person, else an organization or a device."""
    authors = kids(root, "author", "assignedAuthor")
    for author in authors:
        name = person_name(kid(author, "assignedPerson", "name"))
        if name:
            return name
    for author in authors:
        name = text_of(kid(author, "representedOrganization", "name"))
        name = name or text_of(kid(author, "assignedAuthoringDevice", "softwareName"))
        if name:
            return name
    return ""
