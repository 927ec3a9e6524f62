"""Map FHIR care teams: one member a person or organization, with all roles joined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ccmdesk.domain.chart import CareTeamMember
from ccmdesk.domain.imports import SourceKey
from ccmdesk.importers.fhir_bundle import Entry, key_of
from ccmdesk.importers.fhir_json import Body
from ccmdesk.importers.fhir_look import Look, role_words
from ccmdesk.importers.fhir_patient import phone
from ccmdesk.importers.fhir_pick import joined, obj, objs, own_text, text, words

Member = tuple[SourceKey, CareTeamMember]


def team_members(look: Look) -> Iterator[Member]:
    """Yield the members of a care team with their own keys; the patient is not a member."""
    for participant in objs(look.body.get("participant")):
        reference = participant.get("member")
        found = look.find(reference)
        if found is not None and found.kind == "Patient":
            continue
        said = text(obj(reference).get("reference"))
        if found is None and said.startswith("Patient/"):
            continue
        name = look.name(reference)
        if name:
            yield _key(look, reference, name), _member(look, participant, found, name)


def _key(look: Look, reference: object, name: str) -> SourceKey:
    """Return the key of a member, the same whether or not the resource is among the files."""
    found = look.find(reference)
    key = found.key if found is not None else key_of(reference, look.entry)
    return key or SourceKey(look.entry.key.system, f"member:{name}")


def _member(look: Look, participant: Body, found: Entry | None, name: str) -> CareTeamMember:
    body = found.body if found is not None else {}
    organization = look.name(participant.get("onBehalfOf")) or look.name(body.get("organization"))
    role = role_words(participant.get("role"))
    own = role_words(body.get("relationship")) or role_words(body.get("specialty"))
    number = phone(body)
    if found is not None and found.kind == "PractitionerRole" and not number:
        person = look.find(body.get("practitioner"))
        number = phone(person.body) if person is not None else ""
    return CareTeamMember(
        name=name,
        role=role or own,
        organization="" if organization == name else organization,
        phone=number,
        note=joined(*(words(each) for each in objs(look.body.get("reasonCode"))), by=", ")
        or own_text(participant, "note"),
    )


def general_practitioners(look: Look) -> Iterator[Member]:
    """Yield the practitioners and practices that a patient's record names as the usual ones."""
    for reference in objs(look.body.get("generalPractitioner")):
        name = look.name(reference)
        if name:
            found = look.find(reference)
            key = _key(look, reference, name)
            body = found.body if found is not None else {}
            yield key, CareTeamMember(name, "Primary care", phone=phone(body))


def merged(first: CareTeamMember, second: CareTeamMember) -> CareTeamMember:
    """Return a member who was named twice, with the roles of both."""
    roles = [role.strip() for role in f"{first.role},{second.role}".split(",")]
    kept = {role.lower(): role for role in reversed(roles) if role}
    return replace(
        first,
        role=", ".join(role for role in dict.fromkeys(roles) if role and kept.get(role.lower()) == role),
        organization=first.organization or second.organization,
        phone=first.phone or second.phone,
        note=joined(first.note, second.note),
    )
