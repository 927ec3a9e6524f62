"""Write the people who take part in the care as FHIR: each a resource, together a CareTeam."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ccmdesk.domain.chart import CareTeamMember
from ccmdesk.domain.export import ExportedFact
from ccmdesk.exporters.fhir_json import Body
from ccmdesk.exporters.fhir_parts import ERROR, Names, concept, extension, filled, names, resource

_RELATIVES = (
    "aunt", "brother", "caregiver", "child", "contact", "cousin", "daughter", "father", "friend",
    "grand", "guardian", "husband", "mother", "neighbo", "nephew", "next of kin", "niece", "parent",
    "partner", "relative", "sibling", "sister", "son", "spouse", "uncle", "wife",
)  # fmt: skip

Member = tuple[ExportedFact, CareTeamMember]


def care_team(
    members: Sequence[Member], *, patient_id: int, patient: Body, names_by: Names, voided: bool
) -> Iterator[Body]:
    """Yield the members and their team; a team of members entered in error is marked so."""
    if not members:
        return
    participants = []
    for fact, member in members:
        yield _person(fact, member, patient=patient, names_by=names_by, voided=voided)
        participants.append(
            filled(
                extension=extension("note", member.note),
                role=[concept(member.role)] if member.role else [],
                member={**names_by.to("care_team", fact.id), "display": member.name},
                onBehalfOf=names(member.organization),
            )
        )
    yield resource(
        "CareTeam",
        names_by.id_of("team_in_error" if voided else "team", patient_id),
        status=ERROR if voided else "active",
        subject=patient,
        participant=participants,
    )


def _person(
    fact: ExportedFact, member: CareTeamMember, *, patient: Body, names_by: Names, voided: bool
) -> Body:
    number = names_by.id_of("care_team", fact.id)
    held = {
        "active": not voided,
        "name": [{"text": member.name}],
        "telecom": [{"system": "phone", "value": member.phone}] if member.phone else [],
    }
    words = member.role.casefold().replace(",", " ").split()
    close = any(word.startswith(_RELATIVES) for word in (*words, member.role.casefold()))
    if close:
        relation = [concept(member.role)]
        return resource("RelatedPerson", number, patient=patient, relationship=relation, **held)
    return resource("Practitioner", number, **held)
