"""Check how the entries of C-CDA documents become facts of the chart."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from ccmdesk.domain.chart import (
    ICD10CM,
    LOINC,
    MEDICARE_ID,
    Address,
    CareTeamMember,
    Coverage,
    FactStatus,
    Identifier,
    ObservationCategory,
    Sex,
    Telecom,
)
from ccmdesk.domain.chart import RXNORM as RXNORM_URI
from ccmdesk.domain.chart import SNOMED as SNOMED_URI
from ccmdesk.domain.dates import PartialDate
from ccmdesk.domain.imports import SourceKey
from ccmdesk.importers.ccda_codes import ICD9CM
from ccmdesk.importers.ccda_entries import DERIVED
from tests.importers.test_ccda_documents import (
    ICD9,
    ICD10,
    ROLE,
    RXNORM,
    SNOMED,
    chart,
    coded,
    document,
    medication,
    organizer,
    problem,
    quantity,
    read,
    reading,
    section,
    status,
)
from tests.importers.test_ccda_documents import LOINC as LOINC_OID

PRESSURE_VALUE = coded("value", "59621000", SNOMED, "Essential hypertension", kind="CD")


def test_patient_has_names_ways_to_reach_and_identifiers() -> None:
    role = """
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
    found = chart(role=role)
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


def test_problem_keeps_all_codes_and_dates() -> None:
    translations = (
        coded("translation", "I10", ICD10, "Essential (primary) hypertension")
        + coded("translation", "4019", ICD9)
        + coded("translation", "59621000", "2.16.840.1.113883.6.3")
    )
    value = coded("value", "59621000", SNOMED, "Hypertension", translations, "CD")
    entry = problem(value, ident='<id root="2.999.8" extension="p1"/>', times='<low value="20111005"/>')
    found = chart(section("Problems", entry)).conditions[0]
    assert found.key == SourceKey("2.999.8", "p1")
    assert found.author == "Ada Wren"
    condition = found.value
    assert [(c.system, c.code) for c in condition.codings] == [
        (SNOMED_URI, "59621000"),
        (ICD10CM, "I10"),
        (ICD9CM, "401.9"),
    ]
    assert condition.name == "Hypertension"
    assert condition.category == "problem-list-item"
    assert (condition.onset, condition.ended) == (PartialDate(2011, 10, 5), None)
    assert condition.status is FactStatus.ACTIVE


RESOLVED = status("413322009", "Resolved")


@pytest.mark.parametrize(
    ("concern", "times", "more", "expected"),
    [
        ("active", "", "", FactStatus.ACTIVE),
        ("active", '<high value="2020"/>', "", FactStatus.ENDED),
        ("active", '<high nullFlavor="UNK"/>', "", FactStatus.ACTIVE),
        ("active", "", RESOLVED, FactStatus.ENDED),
        ("active", "", status("73425007", "Inactive"), FactStatus.ENDED),
        ("completed", '<high value="2020"/>', status("55561003", "Active"), FactStatus.ACTIVE),
        ("completed", "", "", FactStatus.ACTIVE),
        ("aborted", "", "", FactStatus.ENDED),
        ("suspended", "", "", FactStatus.UNKNOWN),
    ],
)
def test_problem_status(concern: str, times: str, more: str, expected: FactStatus) -> None:
    entry = problem(PRESSURE_VALUE, concern=concern, times=times, more=more)
    condition = chart(section("Problems", entry)).conditions[0].value
    assert condition.status is expected
    assert bool(condition.note) == (concern == "completed" and not more)
    assert (condition.ended is None) == (expected is not FactStatus.ENDED or not times)


def test_status_column_of_the_narrative_decides_what_completed_means() -> None:
    text = """<table><thead><tr><th>Problem</th><th>Status</th></tr></thead><tbody>
      <tr><td>Essential hypertension</td><td>Resolved</td></tr>
      <tr ID="r2"><td>Gout</td><td>Active</td></tr></tbody></table>"""
    gout = coded("value", "90560007", SNOMED, "Gout of foot", kind="CD")
    pointing = problem(gout, concern="completed", more='<text><reference value="#r2"/></text>')
    found = chart(section("Problems", problem(PRESSURE_VALUE, concern="completed"), pointing, text=text))
    assert [one.value.status for one in found.conditions] == [FactStatus.ENDED, FactStatus.ACTIVE]
    assert [one.value.clinical_status for one in found.conditions] == ["Resolved", "Active"]


@pytest.mark.parametrize(
    ("narrative", "label", "name"),
    [
        ('<content ID="n1">High blood   pressure\n(401.9)</content>', "", "High blood pressure (401.9)"),
        (
            '<content ID="n1">Essential hypertension (SNOMED 59621000)</content>',
            "Hypertension",
            "Essential hypertension",
        ),
        ('<content ID="n1">one tablet daily</content>', "Hypertension", "Hypertension"),
        ('<tr ID="n1"><td>Hypertension</td><td>2011</td></tr>', "Hypertension (disorder)", "Hypertension"),
        ('<content ID="other">x</content>', "Hypertension", "Hypertension"),
        ("", "", "Code 59621000"),
    ],
)
def test_problem_name_comes_from_the_narrative_where_that_is_a_name(
    narrative: str, label: str, name: str
) -> None:
    pointer = '<originalText><reference value="#n1"/></originalText>'
    value = coded("value", "59621000", SNOMED, label, pointer, "CD")
    found = chart(section("Problems", problem(value), text=narrative))
    assert found.conditions[0].value.name == name


@pytest.mark.parametrize(
    "entry",
    [
        problem(coded("value", "55607006", SNOMED, "Problem", kind="CD"), attrs='negationInd="true"'),
        problem(coded("value", "160245001", SNOMED, "No current problems", kind="CD")),
        problem(
            coded("value", "55607006", SNOMED, "Problem", kind="CD"), more="<text>No problems recorded</text>"
        ),
        problem(
            '<value xsi:type="CD" nullFlavor="UNK"><originalText>No Known Problems</originalText></value>'
        ),
        problem('<value xsi:type="CD" nullFlavor="NI"/>'),
        '<act nullFlavor="NI"/>',
        problem(PRESSURE_VALUE).replace('code="active"', 'code="nullified"'),
    ],
)
def test_saying_that_there_is_no_problem_is_no_fact_and_no_fault(entry: str) -> None:
    parsed = read(document(section("Problems", entry)))
    assert parsed.charts[0].conditions == ()
    assert [one.fault for one in parsed.skipped] == [False]


def test_keys_are_made_of_content_where_ids_are_missing_or_repeated() -> None:
    gout = coded("value", "90560007", SNOMED, "Gout", kind="CD")
    repeated = '<id root="2.999.8" extension="same"/>'
    bare = '<id root="2.16.840.1.113883.10.20.1.28"/>'
    first = chart(section("Problems", problem(PRESSURE_VALUE, ident=repeated), problem(gout, ident=repeated)))
    again = chart(
        section("Problems", problem(gout, concern="completed"), problem(PRESSURE_VALUE, ident=bare))
    )
    assert {one.key.system for one in first.conditions} == {DERIVED}
    assert {one.key for one in first.conditions} == {one.key for one in again.conditions}
    other = chart(section("Problems", problem(gout)), role=ROLE.replace("MR-0042", "MR-0043"))
    assert other.conditions[0].key not in {one.key for one in first.conditions}
    uuid = '<id root="0b7c1d9e-52f0-4c6e-9d57-3d1f5a6b7c8d"/>'
    found = chart(section("Problems", problem(gout, ident=uuid)))
    assert found.conditions[0].key.id == "0b7c1d9e-52f0-4c6e-9d57-3d1f5a6b7c8d"


def test_the_same_entry_twice_is_one_fact() -> None:
    entry = problem(PRESSURE_VALUE, ident='<id root="2.999.8" extension="p1"/>')
    parsed = read(document(section("Problems", entry, entry)))
    assert len(parsed.charts[0].conditions) == 1
    assert "said the same" in parsed.skipped[0].why
    assert not parsed.skipped[0].fault


def test_health_concerns_are_kept_only_where_they_hold_a_problem_of_their_own() -> None:
    def concern(inner: str) -> str:
        return f'<act><entryRelationship typeCode="REFR">{inner}</entryRelationship></act>'

    def observation(value: str) -> str:
        return f'<observation><templateId root="2.16.840.1.113883.10.20.22.4.4"/>{value}</observation>'

    gout = coded("value", "90560007", SNOMED, "Gout", kind="CD")
    parsed = read(
        document(
            section("Problems", problem(PRESSURE_VALUE)),
            section(
                "Concerns",
                concern(observation(PRESSURE_VALUE)),
                concern(observation(gout)),
                concern("<act/>"),
            ),
        )
    )
    named = [(one.value.name, one.value.category) for one in parsed.charts[0].conditions]
    assert named == [("Essential hypertension", "problem-list-item"), ("Gout", "health-concern")]
    assert len(parsed.skipped) == 2
    assert not any(one.fault for one in parsed.skipped)


METFORMIN = coded(
    "code",
    "860975",
    RXNORM,
    "Metformin 500 MG Oral Tablet",
    coded("translation", "00093104801", "2.16.840.1.113883.6.69"),
)
TAKEN = '<effectiveTime xsi:type="IVL_TS"><low value="20250101"/><high nullFlavor="UNK"/></effectiveTime>'
EVERY_12 = '<effectiveTime xsi:type="PIVL_TS" operator="A"><period value="12" unit="h"/></effectiveTime>'


def test_medication_has_dose_timing_sig_reason_and_prescriber() -> None:
    author = (
        "<author><assignedAuthor><assignedPerson><name><prefix>Dr</prefix><given>Nils</given>"
        "<family>Moor</family></name></assignedPerson></assignedAuthor></author>"
    )
    reason = coded("value", "44054006", SNOMED, "Diabetes type 2", kind="CD")
    more = (
        f'{author}<entryRelationship typeCode="RSON"><observation>{reason}</observation></entryRelationship>'
        '<entryRelationship typeCode="SUBJ"><act><code code="76662-6"/><text>Take with food</text></act>'
        "</entryRelationship>"
    )
    dose = '<routeCode code="C38288" displayName="oral"/><doseQuantity value="1.50" unit="{tablet}"/>'
    entry = medication(METFORMIN, times=TAKEN + EVERY_12 + dose, more=more)
    found = chart(section("Medications", entry)).medications[0]
    medicine = found.value
    assert found.author == "Dr Nils Moor"
    assert medicine.name == "Metformin 500 MG Oral Tablet"
    assert [c.code for c in medicine.codings] == ["860975", "00093104801"]
    assert medicine.codings[0].system == RXNORM_URI
    assert (medicine.dose, medicine.route, medicine.timing) == ("1.5 tablet", "oral", "every 12 hours")
    assert (medicine.sig, medicine.reason) == ("Take with food", "Diabetes type 2")
    assert medicine.prescriber == "Dr Nils Moor"
    assert (medicine.start, medicine.stop) == (PartialDate(2025, 1, 1), None)
    assert medicine.status is FactStatus.ACTIVE


@pytest.mark.parametrize(
    ("time", "words"),
    [
        ('<effectiveTime xsi:type="PIVL_TS"><period value="24" unit="h"/></effectiveTime>', "once a day"),
        ('<effectiveTime xsi:type="PIVL_TS"><period value="1" unit="d"/></effectiveTime>', "once a day"),
        (
            '<effectiveTime xsi:type="PIVL_TS"><period value="0.5" unit="d"/></effectiveTime>',
            "every 12 hours",
        ),
        ('<effectiveTime xsi:type="PIVL_TS"><period value="7" unit="d"/></effectiveTime>', "once a week"),
        ('<effectiveTime xsi:type="PIVL_TS"><period value="2" unit="wk"/></effectiveTime>', "every 2 weeks"),
        (
            '<effectiveTime xsi:type="PIVL_TS"><period><low value="4" unit="h"/>'
            '<high value="6" unit="h"/></period>'
            "</effectiveTime>",
            "every 4 to 6 hours",
        ),
        ('<effectiveTime xsi:type="EIVL_TS"><event code="HS"/></effectiveTime>', "at bedtime"),
        ('<effectiveTime xsi:type="EIVL_TS"><event code="ZZ"/></effectiveTime>', ""),
        ('<effectiveTime xsi:type="PIVL_TS"><period nullFlavor="UNK"/></effectiveTime>', ""),
        ('<effectiveTime xsi:type="PIVL_TS"><period value="-3" unit="h"/></effectiveTime>', ""),
        (
            '<precondition><criterion><value xsi:type="CD" code="1" displayName="pain"/>'
            "</criterion></precondition>",
            "as needed for pain",
        ),
    ],
)
def test_timing_in_words(time: str, words: str) -> None:
    medicine = chart(section("Medications", medication(METFORMIN, times=TAKEN + time))).medications[0].value
    assert medicine.timing == words


ENDED_TIME = '<effectiveTime><low value="20250101"/><high value="20250201"/></effectiveTime>'
LATER_TIME = '<effectiveTime><low value="20250101"/><high value="20270201"/></effectiveTime>'


@pytest.mark.parametrize(
    ("state", "times", "more", "expected", "noted"),
    [
        ("active", ENDED_TIME, "", FactStatus.ACTIVE, False),
        ("completed", ENDED_TIME, "", FactStatus.ENDED, False),
        ("completed", LATER_TIME, "", FactStatus.ACTIVE, False),
        ("completed", TAKEN, "", FactStatus.ACTIVE, True),
        ("completed", TAKEN, status("55561003", "No longer active"), FactStatus.ENDED, False),
        ("completed", ENDED_TIME, status("55561003", "Active"), FactStatus.ACTIVE, False),
        ("aborted", TAKEN, "", FactStatus.ENDED, False),
        ("suspended", TAKEN, "", FactStatus.UNKNOWN, True),
    ],
)
def test_medication_status(state: str, times: str, more: str, expected: FactStatus, noted: bool) -> None:
    entry = medication(METFORMIN, state=state, times=times, more=more)
    medicine = chart(section("Medications", entry)).medications[0].value
    assert medicine.status is expected
    assert bool(medicine.note) is noted


@pytest.mark.parametrize(
    "entry",
    [
        medication(METFORMIN, attrs='negationInd="true"'),
        medication(
            '<code nullFlavor="OTH"><translation code="410942007" displayName="drug or medication"/></code>'
        ),
        medication('<code nullFlavor="NI"><originalText>No known medications</originalText></code>'),
        medication('<code nullFlavor="NI"/>'),
        medication(METFORMIN).replace('moodCode="EVN"', 'moodCode="RQO"'),
    ],
)
def test_no_medicine_is_no_fact_and_no_fault(entry: str) -> None:
    parsed = read(document(section("Medications", entry)))
    assert parsed.charts[0].medications == ()
    assert [one.fault for one in parsed.skipped] == [False]


def allergy(
    substance: str, *, value: str = "419511003", more: str = "", attrs: str = "", state: str = "active"
) -> str:
    kind = coded("value", value, SNOMED, kind="CD")
    return (
        f'<act><statusCode code="{state}"/><entryRelationship typeCode="SUBJ"><observation {attrs}>{kind}'
        f'<effectiveTime><low value="1999"/></effectiveTime><participant typeCode="CSM"><participantRole>'
        f"<playingEntity>{substance}</playingEntity></participantRole></participant>{more}</observation>"
        "</entryRelationship></act>"
    )


PENICILLIN = coded("code", "7980", RXNORM, "Penicillin G")


def test_allergy_has_reactions_and_severity() -> None:
    def reaction(code: str, label: str, inner: str = "") -> str:
        value = coded("value", code, SNOMED, label, kind="CD")
        observation = f"<observation>{value}{inner}</observation>"
        return f'<entryRelationship typeCode="MFST">{observation}</entryRelationship>'

    severity = (
        '<entryRelationship typeCode="SUBJ"><observation><code code="SEV"/>'
        f"{coded('value', '6736007', SNOMED, 'Moderate', kind='CD')}</observation></entryRelationship>"
    )
    more = reaction("247472004", "Hives", severity) + reaction("422587007", "Nausea (finding)")
    found = chart(section("Allergies", allergy(PENICILLIN, more=more))).allergies[0].value
    assert (found.substance, found.reaction, found.severity) == ("Penicillin G", "Hives; Nausea", "Moderate")
    assert (found.category, found.onset, found.status) == ("medication", PartialDate(1999), FactStatus.ACTIVE)
    assert found.codings[0].system == RXNORM_URI


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (allergy('<code nullFlavor="NA"/>', value="716186003"), "No known allergies"),
        (
            allergy('<code nullFlavor="NA"/>', value="419199007", attrs='negationInd="true"'),
            "No known allergies",
        ),
        (
            allergy(
                coded("code", "105590001", SNOMED, "Substance"), value="419199007", attrs='negationInd="true"'
            ),
            "No known allergies",
        ),
        (allergy('<code nullFlavor="NA"/>', attrs='negationInd="true"'), "No known drug allergies"),
        (
            allergy("<code nullFlavor='NI'><originalText>NKDA</originalText></code>"),
            "No known drug allergies",
        ),
        (allergy("<name>No Known Allergies</name>"), "No known allergies"),
    ],
)
def test_no_known_allergies_is_an_active_statement(entry: str, words: str) -> None:
    found = chart(section("Allergies", entry)).allergies[0].value
    assert found.substance == words
    assert found.status is FactStatus.ACTIVE
    assert found.reaction == ""


def test_a_denied_allergy_is_no_fact() -> None:
    parsed = read(document(section("Allergies", allergy(PENICILLIN, attrs='negationInd="true"'))))
    assert parsed.charts[0].allergies == ()
    assert not parsed.skipped[0].fault


def test_an_allergy_that_is_not_clearly_over_is_active() -> None:
    for state in ("completed", "suspended", ""):
        found = chart(section("Allergies", allergy("<name>LATEX</name>", state=state))).allergies[0].value
        assert (found.substance, found.status) == ("LATEX", FactStatus.ACTIVE)


def test_blood_pressure_is_one_reading_with_two_parts() -> None:
    first = [reading("8480-6", quantity("145", "MM[HG]")), reading("8462-4", quantity("88", "mm[Hg]"))]
    second = [
        reading("8462-4", quantity("70", "mm[Hg]"), time="20260211"),
        reading("8480-6", quantity("120", "mm[Hg]"), time="20260211"),
        reading("8867-4", quantity("61", "/min"), time="20260211"),
    ]
    alone = reading("8480-6", quantity("133", "mm[Hg]"), time="20260212")
    found = chart(section("Vitals", organizer(*first, *second), organizer(alone))).observations
    assert [one.value.name for one in found] == [
        "Blood pressure",
        "Blood pressure",
        "Reading 8867-4",
        "Reading 8480-6",
    ]
    pressure = found[0].value
    assert [(c.coding.code if c.coding else "", c.value, c.unit) for c in pressure.components] == [
        ("8480-6", Decimal(145), "mm[Hg]"),
        ("8462-4", Decimal(88), "mm[Hg]"),
    ]
    assert pressure.codings[0].code == "85354-9"
    assert (pressure.value, pressure.date) == (None, PartialDate(2026, 2, 10))
    assert [part.value for part in found[1].value.components] == [Decimal(120), Decimal(70)]
    assert {one.value.category for one in found} == {ObservationCategory.VITAL}
    assert len({one.key for one in found}) == 4


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (quantity("7.20", "%"), (Decimal("7.20"), "%", "", "")),
        (quantity("40", "{score}"), (Decimal(40), "", "", "")),
        (quantity("1e9999", "%"), None),
        (
            '<value xsi:type="IVL_PQ"><low value="5" unit="mg/dL" inclusive="false"/></value>',
            (Decimal(5), "mg/dL", ">", ""),
        ),
        ('<value xsi:type="IVL_PQ"><high value="5" unit="mg/dL"/></value>', (Decimal(5), "mg/dL", "<=", "")),
        (
            '<value xsi:type="IVL_PQ"><low value="2" unit="g"/><high value="4" unit="g"/></value>',
            (None, "", "", "2 - 4 g"),
        ),
        ('<value xsi:type="ST">Negative</value>', (None, "", "", "Negative")),
        ('<value xsi:type="ST">&lt; 0.5</value>', (Decimal("0.5"), "", "<", "")),
        ('<value xsi:type="ST">155 MG/DL</value>', (Decimal(155), "mg/dL", "", "")),
        ('<value xsi:type="ED">see note</value>', (None, "", "", "see note")),
        ('<value xsi:type="INT" value="3"/>', (Decimal(3), "", "", "")),
        ('<value xsi:type="REAL" value="-0.5"/>', (Decimal("-0.5"), "", "", "")),
        ('<value xsi:type="BL" value="true"/>', (None, "", "", "yes")),
        (coded("value", "260385009", SNOMED, "Negative", kind="CD"), (None, "", "", "Negative")),
        ('<value xsi:type="PQ" nullFlavor="NI"/>', None),
        ("", None),
    ],
)
def test_values_of_every_type(value: str, expected: tuple[Decimal | None, str, str, str] | None) -> None:
    parsed = read(document(section("Results", organizer(reading("4548-4", value)))))
    found = [one.value for one in parsed.charts[0].observations]
    if expected is None:
        assert found == []
        assert not parsed.skipped[0].fault
    else:
        assert [(one.value, one.unit, one.comparator, one.text) for one in found] == [expected]
        assert found[0].category is ObservationCategory.LABORATORY
        assert found[0].codings[0].system == LOINC


def test_result_has_range_interpretation_and_instant() -> None:
    more = (
        '<interpretationCode code="H"/><referenceRange><observationRange><value xsi:type="IVL_PQ">'
        '<low value="4" unit="%"/><high value="5.6" unit="%"/></value></observationRange></referenceRange>'
    )
    text_range = (
        "<referenceRange><observationRange><text>135-145 mmol/L</text></observationRange></referenceRange>"
    )
    found = chart(
        section(
            "Results",
            organizer(
                reading("4548-4", quantity("7", "%"), time="202602101230-0800", more=more),
                reading("2951-2", quantity("141", "mmol/L"), time="20260210123000", more=text_range),
            ),
        )
    ).observations
    first, second = (one.value for one in found)
    assert (first.low, first.high, first.note) == (Decimal(4), Decimal("5.6"), "Interpretation: High")
    assert first.at == datetime(2026, 2, 10, 20, 30, tzinfo=UTC)
    assert (first.date, first.status) == (PartialDate(2026, 2, 10), "final")
    assert (second.low, second.high) == (Decimal(135), Decimal(145))
    assert (second.date, second.at) == (PartialDate(2026, 2, 10), None)


def test_smoking_and_function_are_readings() -> None:
    smoking = reading("72166-2", coded("value", "8517006", SNOMED, "Former smoker", kind="CD"))
    old = smoking.replace('code="72166-2"', 'code="ASSERTION"').replace(
        "<statusCode", '<templateId root="2.16.840.1.113883.10.20.22.4.78"/><statusCode', 1
    )
    memory = reading("75275-8", coded("value", "48167000", SNOMED, "Amnesia (finding)", kind="CD"))
    found = chart(section("Social", smoking, old), section("Mental", memory)).observations
    assert [(one.value.name, one.value.text) for one in found] == [
        ("Reading 72166-2", "Former smoker"),
        ("Tobacco smoking status", "Former smoker"),
        ("Reading 75275-8", "Amnesia"),
    ]
    assert [one.value.category for one in found] == [
        ObservationCategory.SOCIAL,
        ObservationCategory.SOCIAL,
        ObservationCategory.SURVEY,
    ]


def person(given: str, family: str) -> str:
    return f"<name><given>{given}</given><family>{family}</family></name>"


def test_care_team_comes_from_the_header_and_the_section() -> None:
    header = f"""
    <participant typeCode="IND"><associatedEntity classCode="NOK"><code code="DAU" displayName="Daughter"/>
      <telecom value="tel:555-0105"/><associatedPerson>{person("Una", "Reed")}</associatedPerson>
    </associatedEntity></participant>
    <participant typeCode="HLD"><associatedEntity><associatedPerson>
      {person("Holder", "Policy")}</associatedPerson></associatedEntity></participant>
    <documentationOf><serviceEvent><performer><functionCode code="PCP" displayName="Primary care physician"/>
      <assignedEntity><id root="2.16.840.1.113883.4.6" extension="1999999984"/><telecom value="tel:555-0106"/>
      <assignedPerson><name><prefix>Dr.</prefix><given>Nils</given><family>Moor</family></name>
      </assignedPerson>
      <representedOrganization><name>Tarn Clinic</name></representedOrganization></assignedEntity></performer>
    </serviceEvent></documentationOf>
    <componentOf><encompassingEncounter><encounterParticipant typeCode="ATND"><assignedEntity>
      <assignedPerson>{person("Nils", "Moor")}</assignedPerson></assignedEntity></encounterParticipant>
    </encompassingEncounter></componentOf>"""
    team = (
        '<organizer><component><act><performer><sdtc:functionCode displayName="Nurse case manager"/>'
        f"<assignedEntity><assignedPerson>{person('Ivo', 'Lark')}</assignedPerson></assignedEntity>"
        "</performer></act></component></organizer>"
    )
    found = chart(section("Care team", team), header=header).care_team
    assert [one.value for one in found] == [
        CareTeamMember("Dr. Nils Moor", "Primary care physician", "Tarn Clinic", "555-0106"),
        CareTeamMember("Una Reed", "Next of kin (Daughter)", "", "555-0105"),
        CareTeamMember("Ivo Lark", "Nurse case manager"),
    ]
    assert found[0].key == SourceKey("2.16.840.1.113883.4.6", "1999999984")


def test_goal_encounter_procedure_and_coverage() -> None:
    goal = (
        '<observation moodCode="GOL"><code code="29463-7" displayName="Body weight"/>'
        '<statusCode code="active"/>'
        '<effectiveTime><low value="20260101"/><high value="20260601"/></effectiveTime>'
        '<value xsi:type="IVL_PQ"><high value="80" unit="kg"/></value></observation>'
    )
    spoken = '<observation moodCode="GOL"><value xsi:type="ST">Walk the dog daily</value></observation>'
    class_code = coded("translation", "AMB", "2.16.840.1.113883.5.4")
    visit_code = coded("code", "99213", "2.16.840.1.113883.6.12", "Office visit", class_code)
    visit = (
        f'<encounter moodCode="EVN">{visit_code}'
        '<effectiveTime value="20260115"/><performer><assignedEntity><assignedPerson>'
        f"{person('Nils', 'Moor')}</assignedPerson></assignedEntity></performer>"
        '<participant typeCode="LOC"><participantRole><playingEntity><name>Tarn Clinic</name></playingEntity>'
        f'</participantRole></participant><entryRelationship typeCode="RSON"><observation>{PRESSURE_VALUE}'
        "</observation></entryRelationship></encounter>"
    )
    surgery = coded("code", "80146002", SNOMED, "Appendectomy")
    done = f'<procedure moodCode="EVN">{surgery}<effectiveTime value="1988"/></procedure>'
    policy = (
        '<act><code code="48768-6"/><entryRelationship typeCode="COMP"><act><id root="2.999.5" extension="g1"/>'
        '<code displayName="Medicare Part B"/><performer typeCode="PRF"><assignedEntity><code code="PAYOR"/>'
        "<representedOrganization><name>Medicare</name></representedOrganization></assignedEntity></performer>"
        '<participant typeCode="COV"><time><low value="2008"/></time><participantRole>'
        '<id root="2.16.840.1.113883.4.927" extension="1EG4TE5MK72"/></participantRole></participant></act>'
        "</entryRelationship></act>"
    )
    found = chart(
        section("Goals", goal, spoken),
        section("Encounters", visit),
        section("Procedures", done, done.replace("EVN", "INT")),
        section("Payers", policy),
    )
    first, second = (one.value for one in found.goals)
    assert (first.text, first.target, first.status) == ("Body weight", "at most 80 kg", "active")
    assert (first.start, first.due) == (PartialDate(2026, 1, 1), PartialDate(2026, 6, 1))
    assert second.text == "Walk the dog daily"
    encounter = found.encounters[0].value
    assert (encounter.kind, encounter.class_code, encounter.start) == (
        "Office visit",
        "AMB",
        PartialDate(2026, 1, 15),
    )
    assert (encounter.provider, encounter.place, encounter.reason) == (
        "Nils Moor",
        "Tarn Clinic",
        "Essential hypertension",
    )
    assert [(one.value.name, one.value.date) for one in found.procedures] == [
        ("Appendectomy", PartialDate(1988))
    ]
    assert [one.value for one in found.coverages] == [
        Coverage("Medicare", "", "1EG4TE5MK72", "Medicare Part B", PartialDate(2008))
    ]


def test_what_the_chart_does_not_keep_is_counted_by_section() -> None:
    shot = "<substanceAdministration><statusCode code='completed'/></substanceAdministration>"
    parsed = read(document(section("Immunizations", shot, shot), section("Plan", "<act><code/></act>")))
    assert [(one.where, one.fault) for one in parsed.skipped] == [("Immunizations", False), ("Plan", False)]
    assert parsed.skipped[0].why == "2 entries were left out: immunizations are not kept in the chart."


def test_sections_are_known_by_template_or_title_where_the_code_is_wrong() -> None:
    entry = section("Problems", problem(PRESSURE_VALUE))
    for text in (
        entry.replace("11450-4", "made-up"),
        entry.replace("11450-4", "made-up").replace(
            "<title>Problems", '<templateId root="2.16.840.1.113883.10.20.22.2.5.1"/><title>Sorrows'
        ),
    ):
        assert len(chart(text).conditions) == 1
    unknown = read(document(entry.replace("11450-4", "made-up").replace("<title>Problems", "<title>Sorrows")))
    assert unknown.charts[0].conditions == ()
    assert unknown.skipped[0].where == "Sorrows"


def test_dates_that_mean_not_known_are_none() -> None:
    for value in ("19000101", "00010101", "0", "20261340", "soon", ""):
        entry = problem(PRESSURE_VALUE, times=f'<low value="{value}"/>')
        assert chart(section("Problems", entry)).conditions[0].value.onset is None
    entry = problem(PRESSURE_VALUE, times='<low value="2011-10-05T08:00:00Z"/>')
    assert chart(section("Problems", entry)).conditions[0].value.onset == PartialDate(2011, 10, 5)


def test_codes_of_unknown_systems_are_kept() -> None:
    value = coded("value", "X1", "1.2.3.4", "Something", kind="CD") + coded("value", "", LOINC_OID)
    codings = chart(section("Problems", problem(value))).conditions[0].value.codings
    assert [(c.system, c.code) for c in codings] == [("urn:oid:1.2.3.4", "X1")]
