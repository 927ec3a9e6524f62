"""Build small invented C-CDA documents for the tests of the C-CDA reader."""

from __future__ import annotations

from ccmdesk.domain.imports import ImportedChart, InputFile, ParsedFile
from ccmdesk.importers.ccda import read_document

SNOMED = "2.16.840.1.113883.6.96"
ICD10 = "2.16.840.1.113883.6.90"
ICD9 = "2.16.840.1.113883.6.103"
LOINC = "2.16.840.1.113883.6.1"
RXNORM = "2.16.840.1.113883.6.88"

ROLE = """
<id root="2.999.1.7" extension="MR-0042"/>
<addr use="HP"><streetAddressLine>9 Plum Row</streetAddressLine><city>Tarn</city><state>OR</state>
 <postalCode>97000</postalCode><country>US</country></addr>
<telecom use="HP" value="tel:+1(555)010-0001"/>
<patient>
 <name use="L"><given>Petra</given><given>Q</given><family>Quillfeather</family></name>
 <administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/>
 <birthTime value="19430217"/>
</patient>"""
HEAD = (
    '<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:sdtc="urn:hl7-org:sdtc" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
)
CODES = {
    "Problems": "11450-4",
    "Medications": "10160-0",
    "Allergies": "48765-2",
    "Vitals": "8716-3",
    "Results": "30954-2",
    "Social": "29762-2",
    "Mental": "10190-7",
    "Goals": "61146-7",
    "Concerns": "75310-3",
    "Encounters": "46240-8",
    "Procedures": "47519-4",
    "Payers": "48768-6",
    "Plan": "18776-5",
    "Immunizations": "11369-6",
    "Care team": "85847-2",
}


def section(title: str, *entries: str, text: str = "") -> str:
    """Return a section of a kind with entries and a narrative."""
    inner = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return (
        f'<component><section><code code="{CODES[title]}" codeSystem="{LOINC}"/><title>{title}</title>'
        f"<text>{text}</text>{inner}</section></component>"
    )


def document(*sections: str, role: str = ROLE, header: str = "") -> str:
    """Return a document about a person, with more of a header and with sections."""
    return (
        f'{HEAD}<effectiveTime value="20260301101500-0800"/>'
        f"<recordTarget><patientRole>{role}</patientRole></recordTarget>"
        "<author><assignedAuthor><assignedPerson><name><given>Ada</given><family>Wren</family></name>"
        "</assignedPerson></assignedAuthor></author>"
        f"{header}<component><structuredBody>{''.join(sections)}</structuredBody></component>"
        "</ClinicalDocument>"
    )


def read(text: str | bytes) -> ParsedFile:
    """Return what the reader makes of a document."""
    data = text if isinstance(text, bytes) else text.encode()
    return read_document(InputFile("made.xml", data))


def chart(*sections: str, role: str = ROLE, header: str = "") -> ImportedChart:
    """Return the chart of a document that is made of sections."""
    return read(document(*sections, role=role, header=header)).charts[0]


def coded(tag: str, code: str, system: str, label: str = "", inner: str = "", kind: str = "") -> str:
    """Return a coded element, with a label, inner elements and a data type where given."""
    typed = f' xsi:type="{kind}"' if kind else ""
    shown = f' displayName="{label}"' if label else ""
    return f'<{tag}{typed} code="{code}" codeSystem="{system}"{shown}>{inner}</{tag}>'


def problem(
    value: str, *, ident: str = "", concern: str = "active", times: str = "", more: str = "", attrs: str = ""
) -> str:
    """Return a problem concern with one problem observation."""
    return (
        f'<act classCode="ACT" moodCode="EVN"><statusCode code="{concern}"/>'
        f'<entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN" {attrs}>'
        f'<templateId root="2.16.840.1.113883.10.20.22.4.4"/>{ident}<statusCode code="completed"/>'
        f"<effectiveTime>{times}</effectiveTime>{value}{more}</observation></entryRelationship></act>"
    )


def status(code: str, label: str) -> str:
    """Return a status observation."""
    value = coded("value", code, SNOMED, label, kind="CD")
    return (
        '<entryRelationship typeCode="REFR"><observation classCode="OBS" moodCode="EVN">'
        f'<code code="33999-4" codeSystem="{LOINC}"/>{value}</observation></entryRelationship>'
    )


def medication(code: str, *, state: str = "active", times: str = "", more: str = "", attrs: str = "") -> str:
    """Return a medication activity."""
    return (
        f'<substanceAdministration classCode="SBADM" moodCode="EVN" {attrs}><statusCode code="{state}"/>'
        f"{times}<consumable><manufacturedProduct><manufacturedMaterial>{code}</manufacturedMaterial>"
        f"</manufacturedProduct></consumable>{more}</substanceAdministration>"
    )


def reading(code: str, value: str, *, time: str = "20260210", more: str = "") -> str:
    """Return an observation with a LOINC code and a value element."""
    return (
        f'<observation classCode="OBS" moodCode="EVN">{coded("code", code, LOINC, f"Reading {code}")}'
        f'<statusCode code="completed"/><effectiveTime value="{time}"/>{value}{more}</observation>'
    )


def organizer(*readings: str) -> str:
    """Return an organizer of observations."""
    return f"<organizer>{''.join(f'<component>{one}</component>' for one in readings)}</organizer>"


def quantity(value: str, unit: str) -> str:
    """Return a physical quantity."""
    return f'<value xsi:type="PQ" value="{value}" unit="{unit}"/>'
