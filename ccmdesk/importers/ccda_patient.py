"""Map the person a document is about."""

from __future__ import annotations

from datetime import date

from ccmdesk.domain.chart import Address, Identifier, Patient, Sex, Telecom
from ccmdesk.domain.imports import SourceKey
from ccmdesk.importers.ccda_codes import identifier_system, is_unsaid
from ccmdesk.importers.ccda_entries import content_key
from ccmdesk.importers.ccda_values import moment, person_name, telecom_value
from ccmdesk.importers.ccda_xml import El, attr, clean, has_null_flavor, kid, kids, text_of
from ccmdesk.importers.languages import language_name

SSN = "2.16.840.1.113883.4.1"
_KINDS = {
    SSN: "SSN",
    "2.16.840.1.113883.4.927": "MBI",
    "2.16.840.1.113883.4.572": "MC",
    "2.16.840.1.113883.4.338": "MC",
}
_LICENCES = "2.16.840.1.113883.4.3."
_USES = {
    "HP": "home",
    "H": "home",
    "HV": "home",
    "MC": "mobile",
    "WP": "work",
    "WORK": "work",
    "HOME": "home",
    "DIR": "work",
    "PUB": "work",
    "TMP": "temp",
    "BAD": "old",
}
_SEXES = {
    "F": Sex.FEMALE,
    "FEMALE": Sex.FEMALE,
    "M": Sex.MALE,
    "MALE": Sex.MALE,
    "UN": Sex.OTHER,
    "UNDIFFERENTIATED": Sex.OTHER,
    "O": Sex.OTHER,
    "OTHER": Sex.OTHER,
}


def patient(role: El | None) -> Patient | None:
    """Return the patient of a patientRole, or None when it names nobody."""
    person = kid(role, "patient")
    if role is None or person is None:
        return None
    names = [name for name in kids(person, "name") if not has_null_flavor(name) and text_of(name)]
    if not names:
        return None
    main = min(names, key=_rank)
    family, given = _parts(main)
    dead_on = _whole(attr(kid(person, "sdtc_deceasedTime"), "value"))
    return Patient(
        family=family,
        given=given,
        birth_date=_whole(attr(kid(person, "birthTime"), "value")),
        sex=_sex(kid(person, "administrativeGenderCode")),
        preferred_name=_preferred(names, given),
        suffix=_joined(main, "suffix"),
        language=_language(person),
        identifiers=_identifiers(role),
        telecoms=_telecoms(role),
        addresses=_addresses(role),
        deceased=attr(kid(person, "sdtc_deceasedInd"), "value").lower() in ("true", "1")
        or dead_on is not None,
        deceased_on=dead_on,
    )


def subject_of(role: El | None) -> SourceKey:
    """Return the key of the person: the first id of the role, else one made of name, birth and sex."""
    for candidate in kids(role, "id"):
        root, extension = attr(candidate, "root"), attr(candidate, "extension")
        if root and not has_null_flavor(candidate) and not is_unsaid(extension):
            return SourceKey(root, extension or root)
    person = kid(role, "patient")
    content = (
        text_of(kid(person, "name")),
        attr(kid(person, "birthTime"), "value"),
        attr(kid(person, "administrativeGenderCode"), "code"),
    )
    return content_key(SourceKey("", "patient"), content)


def _whole(text: str) -> date | None:
    found = moment(text).date
    return found.whole() if found else None


def _rank(name: El) -> int:
    """Return how unlikely a name is to be the one in use: legal first, then others, birth and past last."""
    if any("BR" in attr(given, "qualifier").split() for given in kids(name, "given") + kids(name, "family")):
        return 8
    if attr(kid(name, "validTime", "high"), "value"):
        return 7
    uses = attr(name, "use").upper().split()
    if "L" in uses:
        return 0
    if "P" in uses or "A" in uses:
        return 5
    return 1 if not uses else 2


def _joined(name: El, tag: str, *, without: tuple[str, ...] = ()) -> str:
    parts = [
        text_of(part)
        for part in kids(name, tag)
        if not has_null_flavor(part) and not set(attr(part, "qualifier").split()).intersection(without)
    ]
    return clean(" ".join(part for part in parts if part and part.lower() != "null"))


def _parts(name: El) -> tuple[str, str]:
    family = _joined(name, "family", without=("BR",)) or _joined(name, "family")
    given = _joined(name, "given", without=("BR", "CL")) or _joined(name, "given")
    if family or given:
        return family, given
    first, comma, rest = text_of(name).partition(",")
    if comma:
        return first.strip(), rest.strip()
    *firsts, last = text_of(name).split()
    return last, " ".join(firsts)


def _preferred(names: list[El], given: str) -> str:
    """Return the name the person goes by: a given name to call her by, or a pseudonym."""
    for name in names:
        for part in kids(name, "given"):
            if "CL" in attr(part, "qualifier").split() and text_of(part) != given:
                return text_of(part)
    for name in names:
        if "P" in attr(name, "use").upper().split():
            called = _joined(name, "given") or person_name(name)
            return called if called != given else ""
    return ""


def _sex(code: El | None) -> Sex:
    said = attr(code, "code").upper() or attr(code, "displayName").upper()
    return _SEXES.get(said, _SEXES.get(attr(code, "displayName").upper(), Sex.UNKNOWN))


def _language(person: El) -> str:
    spoken = [one for one in kids(person, "languageCommunication") if attr(kid(one, "languageCode"), "code")]
    preferred = [one for one in spoken if attr(kid(one, "preferenceInd"), "value").lower() in ("true", "1")]
    code = kid(next(iter(preferred + spoken), None), "languageCode")
    return language_name(attr(code, "code")) or attr(code, "displayName") or attr(code, "code")


def _identifiers(role: El) -> tuple[Identifier, ...]:
    found: dict[tuple[str, str], Identifier] = {}
    has_record_number = False
    for candidate in kids(role, "id"):
        root, extension = attr(candidate, "root"), attr(candidate, "extension")
        if has_null_flavor(candidate) or not extension or is_unsaid(extension):
            continue
        kind = _kind(root, extension)
        if not kind and not has_record_number:
            kind, has_record_number = "MR", True
        system = identifier_system(root) if kind != "MR" or root != SSN else f"urn:oid:{root}"
        found.setdefault((system, extension), Identifier(system, extension, kind))
    return tuple(found.values())


def _kind(root: str, extension: str) -> str:
    digits = extension.replace("-", "").replace(" ", "")
    if root == SSN and not (digits.isdigit() and len(digits) == 9):
        return ""  # some products put their own number under the social security root
    return "DL" if root.startswith(_LICENCES) else _KINDS.get(root, "")


def _use(element: El) -> str:
    return next((_USES[use] for use in attr(element, "use").upper().split() if use in _USES), "")


def _telecoms(role: El) -> tuple[Telecom, ...]:
    found: dict[Telecom, None] = {}
    for element in kids(role, "telecom"):
        system, value = telecom_value(element)
        if value and not has_null_flavor(element):
            found.setdefault(Telecom(system, value, _use(element)))
    return tuple(found)


def _addresses(role: El) -> tuple[Address, ...]:
    found: dict[Address, None] = {}
    for element in kids(role, "addr"):
        if has_null_flavor(element):
            continue
        lines = tuple(
            text
            for part in kids(element, "streetAddressLine")
            if (text := text_of(part)) and not has_null_flavor(part)
        )
        if not lines and not len(element) and text_of(element):
            lines = (text_of(element),)
        city, state, code, country = (
            _joined(element, tag) for tag in ("city", "state", "postalCode", "country")
        )
        address = Address(lines, city, state, code, country, _use(element))
        if lines or city or state or code:
            found.setdefault(address)
    return tuple(found)
