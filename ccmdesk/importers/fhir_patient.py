"""Map FHIR patients, people around them and their insurance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ccmdesk.domain.chart import (
    MEDICARE_ID,
    Address,
    CareTeamMember,
    Coverage,
    Identifier,
    Patient,
    Sex,
    Telecom,
)
from ccmdesk.importers.fhir_json import Body
from ccmdesk.importers.fhir_look import Left, Look, best_name, person_name, role_words
from ccmdesk.importers.fhir_pick import (
    code,
    codings,
    extension_value,
    extensions,
    first,
    flag,
    joined,
    number,
    obj,
    objs,
    own_text,
    system_name,
    text,
    texts,
    words,
)
from ccmdesk.importers.languages import language_name

_KINDS = {"SS": "SSN", "SB": "SSN", "MRN": "MR", "PT": "MR"}
_KIND_BY_SYSTEM = {
    MEDICARE_ID: "MBI",
    "http://hl7.org/fhir/sid/us-ssn": "SSN",
    "urn:oid:2.16.840.1.113883.4.1": "SSN",
    "http://hl7.org/fhir/sid/us-medicare": "MC",
}
_SEXES = {
    "m": Sex.MALE,
    "male": Sex.MALE,
    "248153007": Sex.MALE,
    "f": Sex.FEMALE,
    "female": Sex.FEMALE,
    "248152002": Sex.FEMALE,
}
_RELATIONS = {
    "C": "Emergency contact", "EP": "Emergency contact", "N": "Next of kin", "CP": "Contact",
    "E": "Employer", "BP": "Billing contact", "I": "Insurance company", "U": "Contact",
}  # fmt: skip
_USES = {"mobile": 0, "home": 1, "": 2, "temp": 3, "work": 4}


def map_patient(look: Look) -> Patient | Left:
    """Return the patient of a Patient resource; animals and patients without a name are left out."""
    body = look.body
    if any(extensions(body, "patient-animal")) or obj(body.get("animal")):
        return Left("This patient is an animal.", fault=False)
    if any(obj(link).get("type") == "replaced-by" for link in objs(body.get("link"))):
        return Left("This record was replaced by another record of the same person.", fault=False)
    name = best_name(body)
    family, given = _family_and_given(name)
    if not family and not given:
        return Left("This patient has no name.")
    death = look.date(body.get("deceasedDateTime"), "date of death")
    return Patient(
        family=family,
        given=given,
        birth_date=_birth_date(look),
        sex=_sex(body),
        preferred_name=_preferred(body, name),
        suffix=joined(*texts(name.get("suffix")), by=" "),
        pronouns=_extension_words(body, "individual-pronouns"),
        language=_language(body),
        interpreter=_interpreter(body) or own_text(body, "interpreter"),
        best_time=own_text(body, "best-time"),
        identifiers=tuple(_identifiers(body)),
        telecoms=telecoms(body),
        addresses=_addresses(body),
        deceased=bool(flag(body.get("deceasedBoolean"))) or body.get("deceasedDateTime") is not None,
        deceased_on=death.whole() if death else None,
        note=own_text(body, "note"),
    )


def _family_and_given(name: Body) -> tuple[str, str]:
    family, given = " ".join(texts(name.get("family"))), " ".join(texts(name.get("given")))
    whole = text(name.get("text"))
    if family or given or not whole:
        return family, given
    if "," in whole:
        before, _, after = whole.partition(",")
        return before.strip(), after.strip()
    given, _, family = whole.rpartition(" ")
    return family, given.strip()


def _preferred(body: Body, chosen: Body) -> str:
    for use in ("nickname", "usual"):
        for name in objs(body.get("name")):
            if name is not chosen and text(name.get("use")) == use:
                said = " ".join(texts(name.get("given"))) or text(name.get("text"))
                if said and said != " ".join(texts(chosen.get("given"))):
                    return said
    return ""


def _birth_date(look: Look) -> date | None:
    found = look.date(look.body.get("birthDate"), "date of birth")
    if found is not None and found.whole() is None:
        look.faults.append("The date of birth has no day; the patient was kept without it.")
    return found.whole() if found else None


def _sex(body: Body) -> Sex:
    said = text(body.get("gender")).lower()
    if said in _SEXES:
        return _SEXES[said]
    for ending in ("us-core-sex", "us-core-birthsex"):
        for extension in extensions(body, ending):
            value = extension_value(extension)
            found = (text(value) or text(obj(value).get("code")) or code(value)).lower()
            if found in _SEXES:
                return _SEXES[found]
    return Sex.OTHER if said == "other" else Sex.UNKNOWN


def _extension_words(body: Body, ending: str) -> str:
    return next(filter(None, (words(extension_value(each)) for each in extensions(body, ending))), "")


def _language(body: Body) -> str:
    spoken = objs(body.get("communication"))
    spoken.sort(key=lambda each: not flag(each.get("preferred")))
    concept = spoken[0].get("language") if spoken else None
    return language_name(code(concept)) or words(concept)


def _interpreter(body: Body) -> str:
    for ending in ("patient-interpreterRequired", "us-core-interpreter-needed"):
        for extension in extensions(body, ending):
            value = extension_value(extension)
            if flag(value) or text(obj(value).get("code")) == "373066001":
                return "needed"
    return ""


def _identifiers(body: Body) -> Iterator[Identifier]:
    for identifier in objs(body.get("identifier")):
        value = text(identifier.get("value"))
        if value and text(identifier.get("use")) != "old":
            system = system_name(text(identifier.get("system")))
            kinds = [_KINDS.get(each.code, each.code) for each in codings(identifier.get("type"))]
            kind = _KIND_BY_SYSTEM.get(system) or (kinds[0] if kinds else words(identifier.get("type")))
            yield Identifier(system, value, "MR" if kind.lower().startswith("medical record") else kind)


def telecoms(body: Body) -> tuple[Telecom, ...]:
    """Return the ways to reach someone, the one to try first in front."""
    found: list[tuple[tuple[int, int, int], Telecom]] = []
    for place, contact in enumerate(objs(body.get("telecom"))):
        value = text(contact.get("value")).removeprefix("tel:").removeprefix("mailto:")
        use = text(contact.get("use"))
        system = text(contact.get("system")) or ("email" if "@" in value else "phone")
        if not value or use == "old":
            continue
        system = {"sms": "phone", "email": "email", "fax": "fax", "phone": "phone"}.get(system, "other")
        rank = number(contact.get("rank"))
        order = int(rank) if rank is not None and 0 < rank < 100 else 100
        found.append(((order, _USES.get(use, 2), place), Telecom(system, value, use)))
    return tuple(dict.fromkeys(telecom for _, telecom in sorted(found, key=lambda each: each[0])))


def phone(body: Body) -> str:
    """Return the phone number to try first."""
    return next((each.value for each in telecoms(body) if each.system == "phone"), "")


def _addresses(body: Body) -> tuple[Address, ...]:
    held = [each for each in objs(body.get("address")) if text(each.get("use")) != "old"]
    held.sort(key=lambda each: (bool(obj(each.get("period")).get("end")), text(each.get("use")) != "home"))
    found = (
        Address(
            lines=tuple(texts(each.get("line"))) or _lines_of_text(each),
            city=text(each.get("city")),
            state=text(each.get("state")),
            postal_code=text(each.get("postalCode")),
            country=text(each.get("country")),
            use=text(each.get("use")),
        )
        for each in held
    )
    return tuple(each for each in found if each.lines or each.city or each.state or each.postal_code)


def _lines_of_text(address: Body) -> tuple[str, ...]:
    if text(address.get("city")):
        return ()
    return tuple(line.strip() for line in text(address.get("text")).splitlines() if line.strip())


def map_related(look: Look) -> CareTeamMember | Left:
    """Return a relative or other person close to the patient as a member of the care team."""
    body = look.body
    if flag(body.get("active")) is False:
        return Left("This person is no longer named as a contact.", fault=False)
    name = person_name(body)
    if not name:
        return Left("This person has no name.")
    return CareTeamMember(name=name, role=role_words(body.get("relationship")), phone=phone(body))


def contacts(body: Body) -> Iterator[CareTeamMember]:
    """Yield the people whom a patient's record names as contacts."""
    for contact in objs(body.get("contact")):
        name = person_name({"name": contact.get("name")})
        if name:
            role = role_words(contact.get("relationship"))
            role = _RELATIONS.get(role, role) or "Contact"
            organization = text(obj(contact.get("organization")).get("display"))
            yield CareTeamMember(name, role, organization, phone(contact))


def map_coverage(look: Look) -> Coverage | Left:
    """Return an insurance coverage."""
    body = look.body
    if text(body.get("status")) in ("entered-in-error", "draft"):
        return Left("This coverage was marked as entered in error or as a draft.", fault=False)
    classes = {code(each.get("type")): each for each in objs(body.get("class"))}
    plan = classes.get("plan") or classes.get("group") or first(body.get("class"))
    kind = words(body.get("type"))
    payer = joined(*(look.name(each) for each in objs(body.get("payor"))), by=", ")
    if not payer and not kind:
        return Left("This coverage names no payer.")
    period = obj(body.get("period"))
    member = text(body.get("subscriberId")) or _member_number(body)
    return Coverage(
        payer=payer or kind,
        plan=text(plan.get("name")) or text(plan.get("value")),
        member_id=member,
        kind=kind,
        start=look.date(period.get("start"), "start of the coverage"),
        end=look.date(period.get("end"), "end of the coverage"),
    )


def _member_number(body: Body) -> str:
    held = objs(body.get("identifier"))
    held.sort(key=lambda each: code(each.get("type")) != "MB")
    return next(filter(None, (text(each.get("value")) for each in held)), "")
