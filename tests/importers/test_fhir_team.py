"""FHIR care teams become members, each named once."""

from __future__ import annotations

from ccmdesk.domain.chart import CareTeamMember
from tests.importers.making import PATIENT, Resource, about, one_chart, read, why_left

NURSE: Resource = {
    "resourceType": "Practitioner",
    "id": "n",
    "name": [{"given": ["Ada"], "family": "Bell"}],
    "telecom": [{"system": "phone", "value": "555-0102"}],
}
CLINIC: Resource = {"resourceType": "Organization", "id": "o", "name": "Harbor Clinic"}
ROLE: Resource = {
    "resourceType": "PractitionerRole",
    "id": "r",
    "practitioner": {"reference": "Practitioner/n"},
    "organization": {"reference": "Organization/o"},
    "specialty": [{"text": "Diabetes education"}],
}
SON: Resource = {
    "resourceType": "RelatedPerson",
    "id": "s",
    "patient": {"reference": "Patient/p1"},
    "relationship": [{"text": "Son"}],
    "name": [{"given": ["Pip"], "family": "Quill"}],
}
TEAM: Resource = about(
    {
        "resourceType": "CareTeam",
        "status": "active",
        "participant": [
            {"member": {"reference": "Patient/p1"}},
            {"member": {"reference": "Practitioner/n"}, "role": [{"text": "Nurse"}]},
            {
                "member": {"reference": "Practitioner/n"},
                "role": [{"text": "Educator"}, {"text": "Nurse"}],
            },
            {"member": {"reference": "PractitionerRole/r"}},
            {"member": {"reference": "RelatedPerson/s"}, "role": [{"text": "Caregiver"}]},
            {"member": {"display": "Meals for You"}, "role": [{"text": "Meals"}]},
        ],
    }
)


def test_care_team_members_are_named_once_with_all_roles() -> None:
    found = [each.value for each in one_chart(read(PATIENT, NURSE, CLINIC, ROLE, SON, TEAM)).care_team]
    assert found == [
        CareTeamMember("Pip Quill", "Son, Caregiver"),
        CareTeamMember("Ada Bell", "Nurse, Educator", phone="555-0102"),
        CareTeamMember("Ada Bell", "Diabetes education", "Harbor Clinic", "555-0102"),
        CareTeamMember("Meals for You", "Meals"),
    ]
    assert why_left({**TEAM, "status": "inactive"}) == ("This care team is not active any more.", False)
