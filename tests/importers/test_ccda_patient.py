"""Check how the person of a C-CDA document becomes a patient."""

from __future__ import annotations

from datetime import date

import pytest

from ccmdesk.domain.chart import (
    MEDICARE_ID,
    Address,
    CareTeamMember,
    Identifier,
    Sex,
    Telecom,
)
from ccmdesk.domain.imports import SourceKey
from ccmdesk.importers.ccda_entries import DERIVED
from tests.importers.test_ccda_documents import (
    chart,
)

FULL_ROLE = """
<id nullFlavor="NI"/><id root="2.999.1.7" extension="MR-0042"/>
<id root="2.16.840.1.113883.4.1" extension="900-55-0001"/>
<id root="2.16.840.1.113883.4.927" extension="1EG4TE5MK72"/>
<addr nullFlavor="UNK"/>
<addr use="HP"><streetAddressLine>9 Plum Row</streetAddressLine>
  <streetAddressLine nullFlavor="NI"/><city> Tarn </city><state>OR</state></addr>
<telecom use="MC" value="tel:+1(555)010-0002"/><telecom value="mailto:petra@example.org"/>
<telecom use="WP" value="5550100003"/><telecom nullFlavor="UNK"/><telecom value="tel:"/>
<patient>
  <name use="L"><given>Petra</given><given qualifier="CL">Pip</given><family>Quillfeather</family>
    <suffix>III</suffix></name>
  <name><given qualifier="BR">Petronella</given><family>Stone</family></name>
  <administrativeGenderCode code="F"/><birthTime value="19430217"/>
  <sdtc:deceasedInd value="true"/><sdtc:deceasedTime value="20260228"/>
  <languageCommunication><languageCode code="de"/></languageCommunication>
  <languageCommunication><languageCode code="es-MX"/><preferenceInd value="true"/></languageCommunication>
  <guardian><code code="DAU" displayName="daughter"/><telecom value="tel:555-0104"/>
    <guardianPerson><name><given>Una</given><family>Reed</family></name></guardianPerson></guardian>
</patient>"""


def test_patient_has_names_ways_to_reach_and_identifiers() -> None:
    found = chart(role=FULL_ROLE)
    patient = found.patient
    assert patient is not None
    assert (patient.family, patient.given, patient.preferred_name) == ("Quillfeather", "Petra", "Pip")
    assert (patient.suffix, patient.sex, patient.birth_date) == ("III", Sex.FEMALE, date(1943, 2, 17))
    assert patient.language == "Spanish"
    assert (patient.deceased, patient.deceased_on) == (True, date(2026, 2, 28))
    assert patient.telecoms == (
        Telecom("phone", "+1(555)010-0002", "mobile"),
        Telecom("email", "petra@example.org"),
        Telecom("phone", "5550100003", "work"),
    )
    assert patient.addresses == (Address(("9 Plum Row",), "Tarn", "OR", use="home"),)
    assert patient.identifiers == (
        Identifier("urn:oid:2.999.1.7", "MR-0042", "MR"),
        Identifier("http://hl7.org/fhir/sid/us-ssn", "900-55-0001", "SSN"),
        Identifier(MEDICARE_ID, "1EG4TE5MK72", "MBI"),
    )
    assert found.subject == SourceKey("2.999.1.7", "MR-0042")
    assert found.care_team[0].value == CareTeamMember("Una Reed", "Guardian (Daughter)", "", "555-0104")


@pytest.mark.parametrize(
    ("name", "family", "given"),
    [
        ("<name>QUILLFEATHER, PETRA</name>", "QUILLFEATHER", "PETRA"),
        ("<name>Petra Q Quillfeather</name>", "Quillfeather", "Petra Q"),
        ('<name nullFlavor="UNK"/><name><family>Solo</family></name>', "Solo", ""),
        (
            "<name><given>Petra null</given><given>null</given><family>Reed</family></name>",
            "Reed",
            "Petra null",
        ),
        (
            '<name use="P"><given>Pip</given></name>'
            '<name use="L"><given>Petra</given><family>Reed</family></name>',
            "Reed",
            "Petra",
        ),
    ],
)
def test_odd_names_are_taken_apart(name: str, family: str, given: str) -> None:
    patient = chart(role=f"<patient>{name}</patient>").patient
    assert patient is not None
    assert (patient.family, patient.given) == (family, given)


def test_a_person_without_an_id_has_a_key_made_of_name_and_birth() -> None:
    role = '<patient><name><family>Solo</family></name><birthTime value="1950"/></patient>'
    first, second = chart(role=role), chart(role=role)
    assert first.subject == second.subject
    assert first.subject.system == DERIVED
    assert first.patient is not None
    assert first.patient.birth_date is None
    assert chart(role=role.replace("Solo", "Duo")).subject != first.subject
