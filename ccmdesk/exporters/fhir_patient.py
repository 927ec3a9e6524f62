"""Write a patient as FHIR."""

from __future__ import annotations

from ccmdesk.domain.chart import Address, Identifier, Patient, Recorded, Telecom
from ccmdesk.exporters.fhir_json import Body
from ccmdesk.exporters.fhir_parts import Names, coded, extension, filled, names, resource

_INTERPRETER = "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired"
_V2_KINDS = {
    "MR": "MR",
    "SSN": "SS",
    "SS": "SS",
    "DL": "DL",
    "MC": "MC",
    "PPN": "PPN",
    "MB": "MB",
    "PI": "PI",
}
_USES = {"home", "work", "temp", "old", "mobile", "billing"}


def patient_resource(recorded: Recorded[Patient], *, names_by: Names, practice: str) -> Body:
    """Return the Patient resource."""
    patient = recorded.value
    deceased: Body = {}
    if patient.deceased_on is not None:
        deceased = {"deceasedDateTime": patient.deceased_on.isoformat()}
    elif patient.deceased:
        deceased = {"deceasedBoolean": True}
    return resource(
        "Patient",
        names_by.id_of("patient", recorded.id),
        extension=_extensions(patient),
        identifier=[_identifier(each) for each in patient.identifiers],
        active=True,
        name=_names(patient),
        telecom=[_telecom(each, rank) for rank, each in enumerate(patient.telecoms, start=1)],
        gender=patient.sex.value,
        birthDate=None if patient.birth_date is None else patient.birth_date.isoformat(),
        **deceased,
        address=[_address(each) for each in patient.addresses],
        communication=[{"language": {"text": patient.language}}] if patient.language else [],
        managingOrganization=names(practice),
    )


def _extensions(patient: Patient) -> list[Body]:
    needed = patient.interpreter == "needed"
    return [
        *([{"url": _INTERPRETER, "valueBoolean": True}] if needed else []),
        *extension("interpreter", "" if needed else patient.interpreter),
        *extension("individual-pronouns", patient.pronouns),
        *extension("best-time", patient.best_time),
        *extension("note", patient.note),
    ]


def _names(patient: Patient) -> list[Body]:
    official = filled(
        use="official",
        family=patient.family,
        given=[patient.given] if patient.given else [],
        suffix=[patient.suffix] if patient.suffix else [],
    )
    called = {"use": "nickname", "given": [patient.preferred_name]}
    return [official, called] if patient.preferred_name else [official]


def _identifier(identifier: Identifier) -> Body:
    known = _V2_KINDS.get(identifier.kind)
    kind = coded("v2-0203", known) if known else filled(text=identifier.kind)
    return filled(type=kind, system=identifier.system, value=identifier.value)


def _telecom(telecom: Telecom, rank: int) -> Body:
    use = telecom.use if telecom.use in _USES - {"billing"} else ""
    return filled(system=telecom.system, value=telecom.value, use=use, rank=rank)


def _address(address: Address) -> Body:
    return filled(
        use=address.use if address.use in _USES - {"mobile"} else "",
        line=list(address.lines),
        city=address.city,
        state=address.state,
        postalCode=address.postal_code,
        country=address.country,
    )
