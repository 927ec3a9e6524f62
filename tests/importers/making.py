"""Make small invented records for the importer tests."""

from __future__ import annotations

import json
from typing import Any

from ccmdesk.domain.imports import FACT_FIELDS, ImportedChart, InputFile, ParsedFile
from ccmdesk.importers.reading import read_files

Resource = dict[str, Any]

PATIENT: Resource = {
    "resourceType": "Patient",
    "id": "p1",
    "name": [{"family": "Quill", "given": ["Orla"]}],
    "gender": "female",
    "birthDate": "1948-06-02",
}


def json_file(name: str, value: object) -> InputFile:
    """Return a JSON file."""
    return InputFile(name, json.dumps(value).encode())


def bundle(*resources: Resource) -> Resource:
    """Return a bundle of resources without addresses."""
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": each} for each in resources],
    }


def read(*resources: Resource) -> ParsedFile:
    """Return the outcome of a bundle with these resources."""
    return read_files([json_file("test.json", bundle(*resources))])[0]


def about(resource: Resource) -> Resource:
    """Return a resource with the invented patient as its subject."""
    return {"subject": {"reference": "Patient/p1"}, **resource}


def one_chart(parsed: ParsedFile) -> ImportedChart:
    """Return the only chart of a file."""
    assert len(parsed.charts) == 1, parsed
    return parsed.charts[0]


def one_fact(resource: Resource) -> Any:
    """Return the only fact that a resource about the invented patient becomes."""
    chart = one_chart(read(PATIENT, about(resource)))
    facts = [fact for name in FACT_FIELDS for fact in getattr(chart, name)]
    assert len(facts) == 1, facts
    return facts[0].value


def why_left(resource: Resource) -> tuple[str, bool]:
    """Return why a resource about the invented patient was left out, and whether that is a fault."""
    parsed = read(PATIENT, about(resource))
    assert len(parsed.skipped) == 1, parsed
    assert sum(parsed.counts().values()) == 1
    return parsed.skipped[0].why, parsed.skipped[0].fault


def concept(text: str = "", *codes: tuple[str, str, str]) -> Resource:
    """Return a CodeableConcept."""
    coding = [{"system": system, "code": code, "display": display} for system, code, display in codes]
    return {"text": text, "coding": coding}
