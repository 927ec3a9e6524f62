"""Write the whole record of one patient as a FHIR R4 bundle."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from ccmdesk.domain.chart import (
    Allergy,
    CareTeamMember,
    Condition,
    Coverage,
    Encounter,
    Medication,
    Observation,
    Procedure,
    RecordedGoal,
)
from ccmdesk.domain.export import ExportedFact, ExportStamp, PatientRecord
from ccmdesk.exporters import fhir_care, fhir_facts
from ccmdesk.exporters.fhir_json import Body, json_bytes
from ccmdesk.exporters.fhir_observation import observation
from ccmdesk.exporters.fhir_parts import HL7, Names, filled, moment, names, resource
from ccmdesk.exporters.fhir_patient import patient_resource
from ccmdesk.exporters.fhir_team import care_team


class _Source(NamedTuple):
    """Say where entries came from that came together."""

    recorded_at: datetime | None
    recorded_by: str
    author: str
    file: str


def patient_bundle(record: PatientRecord, stamp: ExportStamp) -> bytes:
    """Return the bundle of a patient as JSON: chart, plans, consents, contacts and their sources."""
    resources = list(_resources(record, stamp))
    entries = [{"fullUrl": f"urn:uuid:{each['id']}", "resource": each} for each in resources]
    return json_bytes(
        {
            "resourceType": "Bundle",
            "type": "collection",
            "timestamp": moment(stamp.made_at),
            "entry": entries,
        }
    )


def _resources(record: PatientRecord, stamp: ExportStamp) -> Iterator[Body]:
    names_by, patient_id = Names(stamp.database_id), record.patient.id
    patient = names_by.to("patient", patient_id)
    yield patient_resource(record.patient, names_by=names_by, practice=stamp.practice_name)
    for fact in record.facts:
        made = _fact(fact, patient=patient, names_by=names_by, zone=stamp.zone)
        if made is not None:
            yield made
    for voided in (False, True):
        members = [
            (fact, fact.value)
            for fact in record.facts
            if isinstance(fact.value, CareTeamMember) and fact.voided is voided
        ]
        yield from care_team(
            members, patient_id=patient_id, patient=patient, names_by=names_by, voided=voided
        )
    for enrolment in record.enrolments:
        yield fhir_care.episode(enrolment, patient=patient, names_by=names_by)
    for given in record.consents:
        yield fhir_care.consent(given, patient=patient, names_by=names_by)
    for held in record.contacts:
        yield fhir_care.contact(held, patient=patient, names_by=names_by)
    for place, plan in enumerate(record.plans):
        yield from fhir_care.plan_resources(plan, patient=patient, names_by=names_by, in_force=place == 0)
    if record.draft is not None:
        yield from fhir_care.plan_resources(record.draft, patient=patient, names_by=names_by, in_force=False)
    yield from _sources(record, names_by)


_ROW_KINDS: dict[type, str] = {
    Condition: "condition",
    Medication: "medication",
    Allergy: "allergy",
    Observation: "observation",
    RecordedGoal: "goal",
    Encounter: "encounter",
    Procedure: "procedure",
    Coverage: "coverage",
    CareTeamMember: "care_team",
}


def _fact(fact: ExportedFact, *, patient: Body, names_by: Names, zone: str) -> Body | None:
    kind, parts = _parts(fact, patient, zone=zone)
    if not parts:
        return None
    source = filled(system=fact.source_system, value=fact.source_id) if fact.source_id else {}
    if source and kind != "Coverage":  # whose identifiers readers take for the member's number
        parts = {"identifier": [source], **parts}
    return resource(kind, names_by.id_of(_ROW_KINDS[type(fact.value)], fact.id), **parts)


def _parts(fact: ExportedFact, patient: Body, *, zone: str) -> tuple[str, Body]:
    """Return the kind of resource and what it says; a member of the care team is written with the team."""
    match fact.value:
        case Condition():
            return "Condition", fhir_facts.condition(fact, fact.value, patient=patient)
        case Medication():
            return "MedicationStatement", fhir_facts.medication(fact, fact.value, patient=patient)
        case Allergy():
            return "AllergyIntolerance", fhir_facts.allergy(fact, fact.value, patient=patient)
        case Observation():
            return "Observation", observation(fact, fact.value, patient=patient, zone=zone)
        case RecordedGoal():
            return "Goal", fhir_facts.goal(fact, fact.value, patient=patient)
        case Encounter():
            return "Encounter", fhir_facts.encounter(fact, fact.value, patient=patient)
        case Procedure():
            return "Procedure", fhir_facts.procedure(fact, fact.value, patient=patient)
        case Coverage():
            return "Coverage", fhir_facts.coverage(fact, fact.value, patient=patient)
        case CareTeamMember():
            return "CareTeam", {}


def _sources(record: PatientRecord, names_by: Names) -> Iterator[Body]:
    """Yield one Provenance for all entries that have the same author, file and time."""
    targets: dict[_Source, list[Body]] = {}
    origin = record.patient.origin
    whole = _Source(origin.recorded_at, origin.recorded_by, origin.author, origin.file)
    targets[whole] = [names_by.to("patient", record.patient.id)]
    for fact in record.facts:
        origin = fact.origin
        source = _Source(origin.recorded_at, origin.recorded_by, origin.author, origin.file)
        targets.setdefault(source, []).append(names_by.to(_ROW_KINDS[type(fact.value)], fact.id))
    for number, (source, named) in enumerate(targets.items(), start=1):
        who = [("author", source.author), ("enterer", source.recorded_by)]
        agents = [
            {
                "type": {"coding": [{"system": f"{HL7}provenance-participant-type", "code": code}]},
                "who": names(name),
            }
            for code, name in who
            if name
        ]
        yield resource(
            "Provenance",
            names_by.id_of("provenance", f"{record.patient.id}/{number}"),
            target=named,
            recorded=None if source.recorded_at is None else moment(source.recorded_at),
            agent=agents,
            entity=[{"role": "source", "what": {"display": source.file}}] if source.file else [],
        )
