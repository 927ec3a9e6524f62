"""No mutation of a record, and no bytes at all, make an importer raise or forget to say why."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ccmdesk.domain.imports import FileStatus, InputFile
from ccmdesk.importers.reading import read_files
from tests.importers.making import PATIENT, about, bundle, concept
from tests.importers.test_csv_panel import PANEL
from tests.importers.test_csv_tables import TABLES

QUANTITY = {
    "value": 7.1,
    "unit": "mg",
    "system": "http://unitsofmeasure.org",
    "code": "mg",
    "comparator": "<",
}
RECORD: dict[str, Any] = bundle(
    {
        **PATIENT,
        "identifier": [{"system": "urn:oid:1.2", "value": "7", "type": concept("MR", ("x", "MR", ""))}],
        "telecom": [{"system": "phone", "value": "1", "rank": 1, "use": "home"}],
        "address": [{"line": ["1 Elm"], "city": "Gull", "period": {"end": "2020"}}],
        "communication": [{"language": concept("", ("x", "en", "")), "preferred": True}],
        "contact": [{"name": {"family": "Q"}, "relationship": [concept("Son")], "telecom": []}],
        "generalPractitioner": [{"reference": "PractitionerRole/r"}],
        "extension": [{"url": "x/us-core-sex", "valueCoding": {"code": "F"}}],
        "deceasedDateTime": "2024-01-02T03:04:05Z",
    },
    {
        "resourceType": "PractitionerRole",
        "id": "r",
        "practitioner": {"reference": "PractitionerRole/r"},
        "organization": {"display": "Clinic"},
    },
    about(
        {
            "resourceType": "Condition",
            "id": "c",
            "code": concept("Gout", ("http://hl7.org/fhir/sid/icd-10-cm", "M109", "")),
            "clinicalStatus": concept("", ("x", "active", "")),
            "category": [concept("", ("x", "problem-list-item", ""))],
            "onsetAge": QUANTITY,
            "abatementPeriod": {"end": "2024"},
            "asserter": {"reference": "#x"},
            "contained": [{"resourceType": "Practitioner", "id": "x", "name": [{"text": "Dr. X"}]}],
        }
    ),
    about(
        {
            "resourceType": "MedicationRequest",
            "status": "active",
            "medicationReference": {"reference": "Medication/m", "display": "Drug"},
            "dosageInstruction": [
                {
                    "text": "sig",
                    "timing": {"repeat": {"frequency": 1, "period": 8, "periodUnit": "h", "when": ["HS"]}},
                    "doseAndRate": [{"doseRange": {"low": QUANTITY, "high": QUANTITY}}],
                    "asNeededBoolean": True,
                }
            ],
            "reasonReference": [{"reference": "Condition/c"}],
        }
    ),
    about(
        {
            "resourceType": "AllergyIntolerance",
            "code": concept("Eggs"),
            "reaction": [{"manifestation": [concept("Hives")], "severity": "mild"}],
            "note": [{"text": "n"}],
        }
    ),
    about(
        {
            "resourceType": "Observation",
            "code": concept("BP"),
            "component": [{"code": concept("Systolic"), "valueQuantity": QUANTITY}],
            "valueRatio": {"numerator": QUANTITY, "denominator": QUANTITY},
            "referenceRange": [{"low": QUANTITY, "text": "r"}],
            "effectiveDateTime": "2026-01-02T03:04:05+05:00",
            "interpretation": [concept("High")],
        }
    ),
    about(
        {"resourceType": "CareTeam", "participant": [{"member": {"display": "A"}, "role": [concept("N")]}]}
    ),
    about({"resourceType": "Goal", "description": concept("Walk"), "target": [{"detailQuantity": QUANTITY}]}),
    about({"resourceType": "Encounter", "class": {"code": "AMB"}, "period": {"start": "2026"}}),
    about({"resourceType": "Procedure", "code": concept("Exam"), "performedDateTime": "2026"}),
    {"resourceType": "Coverage", "beneficiary": {"reference": "Patient/p1"}, "payor": [{"display": "M"}]},
    {
        "resourceType": "Provenance",
        "target": [{"reference": "Condition/c"}],
        "agent": [{"who": {"display": "A"}, "type": concept("", ("x", "author", ""))}],
    },
)

STRANGE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.sampled_from(
        ["#", "#x", "Patient/p1", "PractitionerRole/r", "9999-99-99", "0000", "2026-01-02T99:00Z"]
    ),
    st.lists(st.one_of(st.none(), st.text(max_size=3), st.integers()), max_size=3),
    st.dictionaries(
        st.sampled_from(["reference", "code", "text", "value", "coding", "x"]), st.text(max_size=4)
    ),
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Return every holder and key in a JSON value."""
    found: list[tuple[Any, Any]] = []
    held = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in held:
        found.append((value, key))
        found.extend(places(item))
    return found


def check(name: str, data: bytes) -> None:
    """Read a file and see that its outcome says why, when it is not a plain success."""
    parsed = read_files([InputFile(name, data)])[0]
    assert (parsed.status is FileStatus.IMPORTED) == (not parsed.reason)
    for skipped in parsed.skipped:
        assert skipped.where
        assert skipped.why.endswith(".")


@given(st.data())
def test_mutated_resources(data: st.DataObject) -> None:
    record = copy.deepcopy(RECORD)
    for _ in range(data.draw(st.integers(1, 6))):
        holder, key = data.draw(st.sampled_from(places(record)))
        change = data.draw(st.sampled_from(["replace", "remove", "list", "twice"]))
        if change == "replace":
            holder[key] = data.draw(STRANGE)
        elif change == "list":
            holder[key] = [holder[key]]
        elif change == "twice":
            holder[key] = [holder[key], holder[key]]
        elif isinstance(holder, dict):
            del holder[key]
        if not places(record):
            break
    check("mutated.json", json.dumps(record).encode("utf-8", "surrogatepass"))


@given(st.data())
def test_cut_and_damaged_bytes(data: st.DataObject) -> None:
    sources = [json.dumps(RECORD).encode(), PANEL.encode(), *(text.encode() for text in TABLES.values())]
    damaged = bytearray(data.draw(st.sampled_from(sources)))
    for _ in range(data.draw(st.integers(0, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    check("damaged", bytes(damaged[: data.draw(st.integers(0, len(damaged)))]))


@given(st.binary(max_size=300), st.sampled_from(["a.json", "a.csv", "a.xml", "a"]))
def test_any_bytes(data: bytes, name: str) -> None:
    check(name, data)


@given(st.text(alphabet=',;\t|"\n\r ab1=/-é', max_size=200))
def test_any_table(text: str) -> None:
    check("a.csv", ("Name,DOB,Dx\n" + text).encode())
