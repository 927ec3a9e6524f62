"""Every FHIR and CSV sample ends as it should, and nothing in it goes missing without a word."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest

from ccmdesk.domain.imports import FileStatus, InputFile, ParsedFile
from ccmdesk.importers.reading import read_files
from tests.importers.samples import need_samples, sample_bytes, sample_paths

PATHS = sample_paths("fhir", "csv")
BROKEN = {
    "fhir/hostile_derived/truncated.json": "line 1, column 63,489",
    "fhir/vendor_ccda_to_fhir/Google_Myra_Jones.fhir.output.json": "line 2,645, column 2",
}
"""Samples that are no JSON: one is cut, one has a closing bracket too many after its first bundle."""
FIELDS = {
    "Condition": "conditions",
    "MedicationRequest": "medications",
    "MedicationStatement": "medications",
    "AllergyIntolerance": "allergies",
    "Observation": "observations",
    "Goal": "goals",
    "Encounter": "encounters",
    "Procedure": "procedures",
    "Coverage": "coverages",
}
HOLDERS = ("CarePlan", "DiagnosticReport", "CareTeam")


def parsed_sample(*paths: str) -> tuple[ParsedFile, ...]:
    """Return the outcomes of samples imported together."""
    return read_files([InputFile(path, sample_bytes(path)) for path in paths])


def test_the_samples_are_there() -> None:
    need_samples()
    assert len(PATHS) > 300


@pytest.mark.parametrize("path", PATHS)
def test_each_sample_ends_as_it_should(path: str) -> None:
    parsed = parsed_sample(path)[0]
    name = path.rsplit("/", 1)[-1]
    if path in BROKEN:
        assert parsed.status is FileStatus.REJECTED
        assert BROKEN[path] in parsed.reason
    elif "/hostile_json/" in path:
        assert parsed.status is (
            FileStatus.PARTIAL if parsed.reason.startswith("The file is readable") else FileStatus.REJECTED
        )
        assert name.startswith("i_") or parsed.status is FileStatus.REJECTED
    else:
        assert parsed.status is not FileStatus.REJECTED, parsed.reason
    assert (parsed.status is FileStatus.IMPORTED) == (not parsed.reason)


def test_all_samples_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    need_samples()
    outcomes = parsed_sample(*PATHS)
    table: dict[str, Counter[str]] = {}
    for parsed in outcomes:
        table.setdefault(parsed.name.rsplit("/", 1)[0], Counter())[parsed.status.value] += 1
    with capsys.disabled():
        print(f"\n{'samples':<32}{'imported':>10}{'partial':>10}{'rejected':>10}")
        for folder, found in table.items():
            print(f"{folder:<32}" + "".join(f"{found[each.value]:>10}" for each in FileStatus))
    assert [parsed.name for parsed in outcomes] == PATHS
    assert not table["fhir/synthea2021"]["rejected"] + table["fhir/synthea2021"]["partial"]


def resources(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every resource of a JSON value that is a chart entry, counted without the importer."""
    if value.get("resourceType") != "Bundle":
        yield value
        if value["resourceType"] in HOLDERS:
            yield from value.get("contained", ())
        return
    for entry in value.get("entry", ()):
        if "resource" in entry:
            yield from resources(entry["resource"])


@pytest.mark.parametrize(
    "path",
    [path for path in PATHS if path.startswith("fhir/") and "/hostile_" not in path and path not in BROKEN],
)
def test_every_resource_is_kept_or_said_to_be_left_out(path: str) -> None:
    there = Counter(
        each["resourceType"] for each in resources(json.loads(sample_bytes(path).decode("utf-8-sig")))
    )
    parsed = parsed_sample(path)[0]
    left = Counter(
        each.where.split(" ")[0].rstrip(",") for each in parsed.skipped if "kept without it" not in each.why
    )
    counts = parsed.counts()
    for field in set(FIELDS.values()):
        kinds = [kind for kind, name in FIELDS.items() if name == field]
        total, gone = sum(there[kind] for kind in kinds), sum(left[kind] for kind in kinds)
        assert counts[field] == total - gone, field
    assert counts["patients"] == there["Patient"] - left["Patient"]


def test_whole_synthea_patients_lose_nothing() -> None:
    need_samples()
    for path in sample_paths("fhir/synthea2021", "fhir/synthea_mcc2023"):
        parsed = parsed_sample(path)[0]
        there = Counter(each["resourceType"] for each in resources(json.loads(sample_bytes(path))))
        counts = parsed.counts()
        assert {name: counts[name] for kind, name in FIELDS.items() if kind != "MedicationStatement"} == {
            name: there[kind] for kind, name in FIELDS.items() if kind != "MedicationStatement"
        }
        assert len(parsed.charts) == 1
        assert not any(each.fault for each in parsed.skipped)


def test_numbers_of_a_synthea_patient_keep_their_digits() -> None:
    need_samples()
    path = next(path for path in sample_paths("fhir/synthea2021") if "Ali_Harris" in path)
    exact = {
        entry["resource"]["id"]: entry["resource"]["valueQuantity"]["value"]
        for entry in json.loads(sample_bytes(path), parse_float=Decimal)["entry"]
        if "valueQuantity" in entry["resource"]
    }
    found = {
        each.key.id.removeprefix("Observation/"): each.value.value
        for each in parsed_sample(path)[0].charts[0].observations
        if each.value.value is not None
    }
    assert len(exact) > 100
    assert {name: str(value) for name, value in found.items()} == {
        name: str(value) for name, value in exact.items()
    }


def test_a_care_plan_in_many_files_is_one_patient() -> None:
    need_samples()
    outcomes = parsed_sample(*sample_paths("fhir/ecareplan_ckd_betsy"))
    charts = [chart for parsed in outcomes for chart in parsed.charts]
    assert len({chart.subject for chart in charts}) == 1
    assert sum(chart.patient is not None for chart in charts) == 1
    medicines = {each.value.name: each.value for chart in charts for each in chart.medications}
    lisinopril = medicines["Lisinopril 40 MG Oral Tablet"]
    assert (lisinopril.dose, lisinopril.timing, lisinopril.reason, lisinopril.prescriber) == (
        "40 mg",
        "once a day",
        "Hypertension",
        "Dr. John Carlson, MD",
    )
    pressures = [
        tuple(str(part.value) for part in each.value.components)
        for chart in charts
        for each in chart.observations
        if each.value.components
    ]
    assert pressures[0] == ("138", "77")
    team = {each.value.name: each.value for chart in charts for each in chart.care_team}
    assert team["Julie Smith, RN"].role == "Registered Nurse"


def test_synthea_tables_keep_every_row() -> None:
    need_samples()
    paths = sample_paths("csv/synthea")
    for parsed in parsed_sample(*paths):
        rows = len(list(csv.reader(StringIO(sample_bytes(parsed.name).decode())))) - 1
        kept = sum(parsed.counts().values())
        assert kept in (0, rows - len(parsed.skipped))
        assert kept or parsed.status is FileStatus.PARTIAL
