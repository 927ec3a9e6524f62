"""Compare reading, mapping and committing an 11 MB FHIR bundle with `json.loads` of the same text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, TypeVar

from ccmdesk.domain.imports import InputFile
from ccmdesk.services.imports import commit, read
from ccmdesk.services.practice_file import OpenPractice, close_practice
from tests.importers.samples import ROOT
from tests.practice_files import fresh_practice

SIZE = 11_000_000
LIMIT_OF_READING = 5
LIMIT_OF_COMMIT = 15
ROUNDS = 5
FEWEST_FACTS = 4000
T = TypeVar("T")
Resource = dict[str, Any]
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_FOLDERS = ("fhir/synthea2021", "fhir/synthea_mcc2023")


def bench_import() -> list[dict[str, str | float]]:
    """Return the rows of the import: best times in seconds of ours and of the peer, and their ratio.

    The peer is `json.loads` of the text. The time until it is committed includes reading and mapping.
    """
    data = big_bundle()
    text = data.decode()
    peer = reading = whole = float("inf")
    for _ in range(ROUNDS):
        peer = min(peer, _timed(lambda: json.loads(text))[0])
        seconds, files = _timed(lambda: read([InputFile("bundle.json", data)]))
        reading = min(reading, seconds)
        with _practice() as practice:
            start = perf_counter()
            outcome = commit(practice.store, practice.actor, files).value
            whole = min(whole, seconds + perf_counter() - start)
        if outcome.asked or outcome.facts_added < FEWEST_FACTS:
            raise RuntimeError(f"only {outcome.facts_added} facts were added: this is no fair bundle")
    size = f"{len(data) / 1e6:.0f} MB of FHIR"
    return [
        _row(f"{size} read and mapped, against json.loads", reading, peer=peer, limit=LIMIT_OF_READING),
        _row(f"{size} read, mapped and committed", whole, peer=peer, limit=LIMIT_OF_COMMIT),
    ]


def _row(what: str, ours: float, *, peer: float, limit: float) -> dict[str, str | float]:
    return {"what": what, "ours": ours, "peer": peer, "ratio": ours / peer, "limit": limit}


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    start = perf_counter()
    value = work()
    return perf_counter() - start, value


@contextmanager
def _practice() -> Iterator[OpenPractice]:
    with TemporaryDirectory(prefix="ccmdesk-bench-") as folder:
        practice = fresh_practice(Path(folder))
        try:
            yield practice
        finally:
            close_practice(practice)


def big_bundle() -> bytes:
    """Return a bundle of 11 MB: copies of the sample patients, or of an invented one where there are none."""
    originals = [
        path.read_text("utf-8") for folder in _FOLDERS for path in sorted((ROOT / folder).glob("*.json"))
    ]
    originals = originals or [json.dumps({"entry": list(_invented())})]
    entries: list[str] = []
    size = 0
    for copy in count():
        for original in originals:
            for entry in json.loads(_renamed(original, copy))["entry"]:
                entries.append(json.dumps(entry))
                size += len(entries[-1]) + 2
            if size >= SIZE:
                head = '{"resourceType": "Bundle", "type": "collection", "entry": [\n'
                return (head + ",\n".join(entries) + "]}").encode()
    raise AssertionError


def _renamed(original: str, copy: int) -> str:
    """Return a bundle about somebody else: other ids and numbers, another family name and birth year."""
    text = _UUID.sub(lambda found: f"{copy:04x}{found[0][4:]}", original)
    text = re.sub(r'("family":\s*")', rf"\g<1>{_letters(copy)}", text)
    text = re.sub(r'("birthDate":\s*")\d{4}', rf"\g<1>{1900 + 7 * copy % 100}", text)
    return re.sub(r'("value":\s*")(\d{3}-\d\d-\d{4}|S\d{8}|X\d+X)', rf"\g<1>{copy}-\g<2>", text)


def _letters(number: int) -> str:
    return "".join("abcdefghij"[int(digit)] * 2 for digit in str(number))


def _id(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012x}"


def _invented() -> Iterator[Resource]:
    ids = map(_id, count(2))
    patient = {
        "resourceType": "Patient",
        "id": _id(1),
        "name": [{"use": "official", "family": "Quill", "given": ["Orla", "Maeve"]}],
        "gender": "female",
        "birthDate": "1948-06-02",
        "identifier": [{"system": "http://hl7.org/fhir/sid/us-ssn", "value": "999-00-1948"}],
    }
    yield _entry(patient)
    for year in range(2016, 2026):
        for month in range(1, 13):
            yield from _month(f"{year}-{month:02}-14T09:30:00-05:00", ids)


def _month(at: str, ids: Iterator[str]) -> Iterator[Resource]:
    visit = next(ids)
    yield _entry(
        {
            "resourceType": "Encounter",
            "id": visit,
            "status": "finished",
            "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
            "type": [_concept("http://snomed.info/sct", "185349003", "Office visit")],
            "subject": _about(1),
            "period": {"start": at, "end": at},
        }
    )
    for code, name, unit in (
        ("29463-7", "Body weight", "kg"),
        ("8480-6", "Systolic pressure", "mm[Hg]"),
        ("8867-4", "Heart rate", "/min"),
        ("4548-4", "Hemoglobin A1c", "%"),
        ("33914-3", "Filtration rate", "mL/min"),
    ):
        yield _entry(_reading(next(ids), code, name=name, unit=unit, at=at, visit=visit))
    yield _entry(
        {
            "resourceType": "Claim",
            "id": next(ids),
            "status": "active",
            "use": "claim",
            "patient": _about(1),
            "created": at,
            "item": [
                {"sequence": n, "productOrService": _concept("http://snomed.info/sct", "185349003", "Visit")}
                for n in range(1, 5)
            ],
        }
    )


def _reading(number: str, code: str, *, name: str, unit: str, at: str, visit: str) -> Resource:
    value = 60 + int(number[-3:], 16) % 90
    category = _concept("http://terminology.hl7.org/CodeSystem/observation-category", "vital-signs", "Vital")
    return {
        "resourceType": "Observation",
        "id": number,
        "status": "final",
        "category": [category],
        "code": _concept("http://loinc.org", code, name),
        "subject": _about(1),
        "encounter": {"reference": f"urn:uuid:{visit}"},
        "effectiveDateTime": at,
        "issued": at,
        "valueQuantity": {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit},
    }


def _entry(resource: Resource) -> Resource:
    return {
        "fullUrl": f"urn:uuid:{resource['id']}",
        "resource": resource,
        "request": {"method": "POST", "url": resource["resourceType"]},
    }


def _concept(system: str, code: str, display: str) -> Resource:
    return {"coding": [{"system": system, "code": code, "display": display}], "text": display}


def _about(number: int) -> Resource:
    return {"reference": f"urn:uuid:{_id(number)}"}
