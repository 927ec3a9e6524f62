"""Read codes and give them names: code systems, translations, original texts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ccmdesk.domain.chart import CPT, ICD10CM, LOINC, MEDICARE_ID, NDC, RXNORM, SNOMED, Coding
from ccmdesk.importers.ccda_xml import El, Narrative, attr, clean, kid, kids, text_of

ICD9CM = "http://hl7.org/fhir/sid/icd-9-cm"
ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"

_SYSTEMS = {
    "2.16.840.1.113883.6.96": SNOMED,
    "2.16.840.1.113883.6.90": ICD10CM,
    "2.16.840.1.113883.6.3": ICD10CM,  # the root of WHO's ICD-10, which US products write for ICD-10-CM
    "2.16.840.1.113883.6.4": "http://www.cms.gov/Medicare/Coding/ICD10",
    "2.16.840.1.113883.6.2": ICD9CM,
    "2.16.840.1.113883.6.42": ICD9CM,
    "2.16.840.1.113883.6.103": ICD9CM,
    "2.16.840.1.113883.6.104": ICD9CM,
    "2.16.840.1.113883.6.1": LOINC,
    "2.16.840.1.113883.6.88": RXNORM,
    "2.16.840.1.113883.6.69": NDC,
    "2.16.840.1.113883.12.292": "http://hl7.org/fhir/sid/cvx",
    "2.16.840.1.113883.6.12": CPT,
    "2.16.840.1.113883.6.13": "http://www.ada.org/cdt",
    "2.16.840.1.113883.6.285": "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
    "2.16.840.1.113883.6.8": "http://unitsofmeasure.org",
    "2.16.840.1.113883.4.9": "http://fdasis.nlm.nih.gov",
    "2.16.840.1.113883.3.26.1.1": "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl",
    "2.16.840.1.113883.3.26.1.5": "http://hl7.org/fhir/ndfrt",
    "2.16.840.1.113883.5.4": ACT_CODE,
    "2.16.840.1.113883.6.238": "urn:oid:2.16.840.1.113883.6.238",
}
_SYSTEM_NAMES = {
    "SNOMEDCT": SNOMED,
    "SNOMED": SNOMED,
    "ICD10CM": ICD10CM,
    "ICD10": ICD10CM,
    "ICD9CM": ICD9CM,
    "ICD9": ICD9CM,
    "LOINC": LOINC,
    "RXNORM": RXNORM,
    "NDC": NDC,
    "CPT": CPT,
    "CPT4": CPT,
}
_OID = re.compile(r"[0-2](?:\.\d{1,40}){1,40}\Z")
_NAME_LIMIT = 250
_NO_CODES = ("", "UNK", "NI", "NA", "NULL", "OTH", "ASKU", "NASK", "N/A", "NONE")
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]{1,60})[)\]],?")
_SEMANTIC = re.compile(
    r"(?:\s*\((?:disorder|finding|procedure|substance|situation|event|observable entity|product"
    r"|morphologic abnormality|regime/therapy|physical object|qualifier value|severity modifier)\))+\Z",
    re.IGNORECASE,
)
_VOCABULARY = re.compile(r"(?:SCT|SNOMED|ICD|RXNORM|LOINC|CPT|NDC)\b|(?:SCT|ICD)\d", re.IGNORECASE)
_COMMON_WORDS = (
    *("tablet", "tablets", "capsule", "injection", "solution", "suspension", "syringe", "cream", "spray"),
    *("unit", "units", "dose", "oral", "mouth", "daily", "times", "days", "week", "with", "needed", "every"),
)
_UNSAID = re.compile(
    r"(?:unknown|unspecified|not (?:available|on file|applicable|recorded)|n/?a|null|none(?: recorded)?"
    r"|no (?:data|information)\b.*|no .{0,40}\b(?:data|recorded|on file|documented|available|applicable)\b.*"
    r"|.{0,40}\bexcluded/not available|coded allergy name not available)\.?\Z",
    re.IGNORECASE,
)


def system_of(oid: str, name: str = "") -> str:
    """Return the URI of a code system from its OID, or else from its name."""
    if oid in _SYSTEMS:
        return _SYSTEMS[oid]
    by_name = _SYSTEM_NAMES.get(re.sub(r"[^A-Z0-9]", "", name.upper()))
    if by_name:
        return by_name
    return f"urn:oid:{oid}" if _OID.match(oid) else oid


def identifier_system(root: str) -> str:
    """Return the URI of an identifier system from its OID."""
    known = {
        "2.16.840.1.113883.4.1": "http://hl7.org/fhir/sid/us-ssn",
        "2.16.840.1.113883.4.6": "http://hl7.org/fhir/sid/us-npi",
        "2.16.840.1.113883.4.927": MEDICARE_ID,
    }
    return known.get(root) or (f"urn:oid:{root}" if _OID.match(root) else root)


def codings(element: El | None) -> tuple[Coding, ...]:
    """Return the code of an element followed by its translations, without repeats and empty ones."""
    found: dict[tuple[str, str], Coding] = {}
    for code in [element, *kids(element, "translation"), *kids(element, "translation", "translation")]:
        if code is None or attr(code, "code").upper() in _NO_CODES:
            continue
        system = system_of(attr(code, "codeSystem"), attr(code, "codeSystemName"))
        if system == ICD10CM and not re.match(r"[A-Z]\d", attr(code, "code")):
            continue  # some products put a SNOMED code under the root of ICD-10
        coding = Coding(system, _dotted(system, attr(code, "code")), clean(attr(code, "displayName")))
        found.setdefault((coding.system, coding.code), coding)
    return tuple(found.values())


def _dotted(system: str, code: str) -> str:
    """Return a diagnosis code with its dot, which some products leave out."""
    undotted = {ICD10CM: r"[A-Z]\d[0-9A-Z]{2,5}\Z", ICD9CM: r"(?:\d{4,5}|V\d{3,4})\Z"}.get(system)
    return f"{code[:3]}.{code[3:]}" if undotted and re.match(undotted, code) else code


def words(element: El | None, narrative: Narrative) -> str:
    """Return the name of a coded element: its original text, else a label of its code or translations.

    An original text that only points into the narrative has to share a word with a label, where there
    is one: some products point at the dose or the reaction. Codes noted beside the name are left off.
    """
    if element is None:
        return ""
    original = kid(element, "originalText")
    label, told = _without_codes(labels(element), element), narrative.told(original)
    name = _without_codes(told, element)
    if not name or is_unsaid(name) or len(name) > _NAME_LIMIT:
        return label or name[:_NAME_LIMIT]
    if label and not text_of(original) and not _share_a_word(name, element):
        return label
    return name


def _without_codes(text: str, element: El) -> str:
    """Return a name without brackets that only repeat a code or say its kind, such as (I10) or (finding)."""
    known = {coding.code for coding in codings(element)}

    def kept(match: re.Match[str]) -> str:
        is_code = match[1].strip() in known or _VOCABULARY.match(match[1].strip())
        return "" if is_code else match[0]

    name = _BRACKETS.sub(kept, text).strip(" ,") or text
    name = _SEMANTIC.sub("", name).strip() or name
    twice = re.fullmatch(r"(.+) \+ \1", name)
    return twice[1] if twice else name


def _share_a_word(name: str, element: El) -> bool:
    codes = [element, *kids(element, "translation"), *kids(element, "translation", "translation")]
    said = {word for code in codes for word in _telling_words(attr(code, "displayName"))}
    return not said.isdisjoint(_telling_words(name))


def _telling_words(text: str) -> set[str]:
    return set(re.findall(r"\w{4,}", text.casefold())).difference(_COMMON_WORDS)


def is_unsaid(name: str) -> bool:
    """Return whether a name only says that there is nothing to name."""
    return _UNSAID.match(name) is not None


def labels(element: El | None) -> str:
    """Return the first label among a code and its translations."""
    for code in [element, *kids(element, "translation"), *kids(element, "translation", "translation")]:
        label = clean(attr(code, "displayName"))
        if label:
            return label
    return ""


def code_label(found: Iterable[Coding]) -> str:
    """Return a name made of a code alone, for entries that give nothing else, or an empty text."""
    return next((f"Code {coding.code}" for coding in found if coding.code != "ASSERTION"), "")
