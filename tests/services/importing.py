"""Make small invented records and import them into a practice."""

from __future__ import annotations

from typing import Any

from ccmdesk.domain.chart import Chart, Fact, Recorded
from ccmdesk.domain.imports import InputFile
from ccmdesk.services import imports
from ccmdesk.services.imports import ImportOutcome, ImportPreview
from ccmdesk.services.patients import chart, search
from ccmdesk.services.practice_file import OpenPractice
from tests.importers.making import about, concept, json_file

SITE = "https://one.example/fhir"
OTHER_SITE = "https://two.example/fhir"


def problem(name: str, number: str = "c1", **more: Any) -> dict[str, Any]:
    """Return a problem of the invented patient."""
    active = concept("", ("http://terminology.hl7.org/CodeSystem/condition-clinical", "active", ""))
    return about(
        {
            "resourceType": "Condition",
            "id": number,
            "code": concept(name),
            "clinicalStatus": active,
            **more,
        }
    )


def weight(pounds: int, number: str = "o1") -> dict[str, Any]:
    """Return a weight of the invented patient."""
    return about(
        {
            "resourceType": "Observation",
            "id": number,
            "status": "final",
            "code": concept("Weight", ("http://loinc.org", "29463-7", "Weight")),
            "effectiveDateTime": "2026-03-04",
            "valueQuantity": {"value": pounds, "code": "[lb_av]", "unit": "lb"},
        }
    )


def exported(*resources: dict[str, Any], name: str = "orla.json", site: str = SITE) -> InputFile:
    """Return a bundle whose resources have the addresses of one server, so that their keys are its own."""
    entries = [
        {"fullUrl": f"{site}/{each['resourceType']}/{each['id']}", "resource": each} for each in resources
    ]
    return json_file(name, {"resourceType": "Bundle", "type": "collection", "entry": entries})


def give(practice: OpenPractice, *files: InputFile, **more: Any) -> ImportOutcome:
    """Import files and return what that did."""
    return imports.commit(practice.store, practice.actor, imports.read(files), **more).value


def look(practice: OpenPractice, *files: InputFile, **more: Any) -> ImportPreview:
    """Return the preview of files."""
    return imports.preview(practice.store, practice.actor, imports.read(files), **more)


def everyone(practice: OpenPractice) -> list[int]:
    """Return the ids of all patients."""
    return [hit.patient_id for hit in search(practice.store, practice.actor, "", limit=None)]


def only_chart(practice: OpenPractice) -> Chart:
    """Return the chart of the only patient."""
    (patient_id,) = everyone(practice)
    return chart(practice.store, practice.actor, patient_id)


def facts_of(shown: Chart) -> list[Recorded[Fact]]:
    """Return the facts of a chart that these tests write."""
    return [*shown.conditions, *shown.medications, *shown.observations]


def names(practice: OpenPractice) -> list[str]:
    """Return the names of the only patient's problems, sorted."""
    return sorted(each.value.name for each in only_chart(practice).conditions)


def take_back(practice: OpenPractice, batch_id: int) -> imports.TakenBack:
    """Take an import back and return what that did."""
    return imports.take_back(practice.store, practice.actor, batch_id).value
