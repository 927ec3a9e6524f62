"""Map the care team: those of the header and those of a care team section."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ccmdesk.domain.chart import CareTeamMember
from ccmdesk.importers.ccda_codes import labels, words
from ccmdesk.importers.ccda_entries import Document, Found, Left, id_of
from ccmdesk.importers.ccda_values import person_name, phone_of
from ccmdesk.importers.ccda_xml import El, attr, kid, kids, text_of

_CLASSES = {
    "NOK": "Next of kin",
    "ECON": "Emergency contact",
    "CAREGIVER": "Caregiver",
    "AGNT": "Agent",
    "GUARD": "Guardian",
    "PRS": "",
}
_RELATIONS = {
    "SPS": "Spouse",
    "MTH": "Mother",
    "FTH": "Father",
    "PRN": "Parent",
    "CHILD": "Child",
    "SON": "Son",
    "DAU": "Daughter",
    "GPARNT": "Grandparent",
    "SIB": "Sibling",
    "FRND": "Friend",
    "NBOR": "Neighbor",
}
_TITLES = re.compile(r"(?<=\s)(?:dr|mrs?|ms|m\.?d|d\.?o|r\.?n)\.?,?\s+", re.IGNORECASE)
_PAYER_TYPES = ("COV", "HLD", "PAYOR")


def header_team(root: El, document: Document) -> list[Found[CareTeamMember]]:
    """Return the people of the header: performers, those of the visit, guardians and relatives, each once."""
    found: list[Found[CareTeamMember] | None] = []
    for performer in kids(root, "documentationOf", "serviceEvent", "performer"):
        found.append(_clinician(performer, document))
    visit = kid(root, "componentOf", "encompassingEncounter")
    for tag in ("responsibleParty", "encounterParticipant"):
        found.extend(_clinician(who, document) for who in kids(visit, tag))
    for guardian in kids(root, "recordTarget", "patientRole", "patient", "guardian"):
        found.append(_guardian(guardian, document))
    for participant in kids(root, "participant"):
        if attr(participant, "typeCode") not in _PAYER_TYPES:
            found.append(_relative(participant, document))
    return _each_once(member for member in found if member is not None)


def section_team(entry: El, document: Document) -> Iterator[Found[CareTeamMember] | Left]:
    """Yield the members of a care team organizer, or the performers of an act."""
    holders = [*kids(entry, "component", "act"), entry]
    found = [
        member
        for holder in holders
        for performer in kids(holder, "performer")
        if (member := _clinician(performer, document)) is not None
    ]
    if not found:
        yield Left("It names nobody.", fault=False)
    yield from _each_once(found)


def _clinician(who: El, document: Document) -> Found[CareTeamMember] | None:
    entity = kid(who, "assignedEntity")
    name = person_name(kid(entity, "assignedPerson", "name"))
    organization = text_of(kid(entity, "representedOrganization", "name"))
    if entity is None or not (name or organization):
        return None
    function = kid(who, "functionCode")
    if function is None:
        function = kid(who, "sdtc_functionCode")
    role = words(function, document.narrative) or labels(kid(entity, "code"))
    phone = phone_of(entity) or phone_of(kid(entity, "representedOrganization"))
    member = CareTeamMember(name or organization, role, organization, phone)
    return Found(member, id_of(entity), ("member", member.name), document.author)


def _guardian(guardian: El, document: Document) -> Found[CareTeamMember] | None:
    name = person_name(kid(guardian, "guardianPerson", "name"))
    name = name or text_of(kid(guardian, "guardianOrganization", "name"))
    if not name:
        return None
    relation = _relation(kid(guardian, "code"))
    member = CareTeamMember(
        name, f"Guardian ({relation})" if relation else "Guardian", "", phone_of(guardian)
    )
    return Found(member, id_of(guardian), ("member", name), document.author)


def _relative(participant: El, document: Document) -> Found[CareTeamMember] | None:
    entity = kid(participant, "associatedEntity")
    name = person_name(kid(entity, "associatedPerson", "name"))
    if entity is None or not name:
        return None
    kind = _CLASSES.get(attr(entity, "classCode").upper(), "")
    relation = _relation(kid(entity, "code"))
    role = f"{kind} ({relation})" if kind and relation else kind or relation
    organization = text_of(kid(entity, "scopingOrganization", "name"))
    member = CareTeamMember(name, role, organization, phone_of(entity))
    return Found(member, id_of(entity), ("member", name), document.author)


def _relation(code: El | None) -> str:
    return labels(code).capitalize() or _RELATIONS.get(attr(code, "code").upper(), "")


def _each_once(
    found: Iterator[Found[CareTeamMember]] | list[Found[CareTeamMember]],
) -> list[Found[CareTeamMember]]:
    """Return each person once, with what later mentions add to the first."""
    people: dict[str, Found[CareTeamMember]] = {}
    for member in found:
        name = _TITLES.sub("", f" {member.value.name} ").strip().casefold()
        first = people.get(name)
        if first is None:
            people[name] = member
            continue
        value, more = first.value, member.value
        merged = replace(
            value,
            role=value.role or more.role,
            organization=value.organization or more.organization,
            phone=value.phone or more.phone,
        )
        people[name] = Found(merged, first.id or member.id, first.content, first.author)
    return list(people.values())
