"""Check care team, goals, visits, procedures, coverages and sections of C-CDA documents."""

from __future__ import annotations

import pytest

from ccmdesk.domain.chart import (
    CareTeamMember,
    Coverage,
)
from ccmdesk.domain.dates import PartialDate
from ccmdesk.domain.imports import SourceKey
from tests.importers.test_ccda_documents import LOINC as LOINC_OID
from tests.importers.test_ccda_documents import (
    SNOMED,
    chart,
    coded,
    document,
    problem,
    quantity,
    read,
    section,
)

PRESSURE_VALUE = coded("value", "59621000", SNOMED, "Essential hypertension", kind="CD")


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


def goal(value: str, *, mood: str = "GOL", more: str = "") -> str:
    return (
        f'<observation moodCode="{mood}"><code code="29463-7" displayName="Body weight"/>'
        f'<statusCode code="active"/>{more}{value}</observation>'
    )


def test_goal_has_text_target_and_dates() -> None:
    times = '<effectiveTime><low value="20260101"/><high value="20260601"/></effectiveTime>'
    most = '<value xsi:type="IVL_PQ"><high value="80" unit="kg"/></value>'
    entries = [goal(most, more=times), goal('<value xsi:type="ST">Walk the dog daily</value>')]
    first, second = (one.value for one in chart(section("Goals", *entries)).goals)
    assert (first.text, first.target, first.status) == ("Body weight", "at most 80 kg", "active")
    assert (first.start, first.due) == (PartialDate(2026, 1, 1), PartialDate(2026, 6, 1))
    assert (second.text, second.target) == ("Walk the dog daily", "")


@pytest.mark.parametrize(
    ("value", "target"),
    [
        (quantity("72.50", "kg"), "72.5 kg"),
        ('<value xsi:type="IVL_PQ"><low value="92" unit="%"/></value>', "at least 92 %"),
        ('<value xsi:type="IVL_PQ"><low value="60"/><high value="80" unit="kg"/></value>', "60 to 80 kg"),
    ],
)
def test_goal_target_in_words(value: str, target: str) -> None:
    assert chart(section("Goals", goal(value))).goals[0].value.target == target


VISIT_CODE = coded(
    "code",
    "99213",
    "2.16.840.1.113883.6.12",
    "Office visit",
    coded("translation", "AMB", "2.16.840.1.113883.5.4"),
)
VISIT = (
    f'<encounter moodCode="EVN">{VISIT_CODE}<effectiveTime value="20260115"/>'
    f"<performer><assignedEntity><assignedPerson>{person('Nils', 'Moor')}</assignedPerson></assignedEntity>"
    '</performer><participant typeCode="LOC"><participantRole><playingEntity><name>Tarn Clinic</name>'
    '</playingEntity></participantRole></participant><entryRelationship typeCode="RSON">'
    f"<observation>{PRESSURE_VALUE}</observation></entryRelationship></encounter>"
)


def test_encounter_has_kind_reason_provider_and_place() -> None:
    encounter = chart(section("Encounters", VISIT)).encounters[0].value
    assert (encounter.kind, encounter.class_code) == ("Office visit", "AMB")
    assert encounter.start == PartialDate(2026, 1, 15)
    assert (encounter.provider, encounter.place) == ("Nils Moor", "Tarn Clinic")
    assert encounter.reason == "Essential hypertension"


SURGERY = coded("code", "80146002", SNOMED, "Appendectomy")
DONE = f'<procedure moodCode="EVN">{SURGERY}<effectiveTime value="1988"/></procedure>'


def test_procedure_has_a_name_and_a_date() -> None:
    found = chart(section("Procedures", DONE, DONE.replace("EVN", "INT"))).procedures
    assert [(one.value.name, one.value.date) for one in found] == [("Appendectomy", PartialDate(1988))]


@pytest.mark.parametrize(
    ("title", "entry"),
    [
        ("Encounters", VISIT.replace("EVN", "RQO")),
        ("Encounters", "<encounter nullFlavor='NI'/>"),
        ("Encounters", "<encounter><code nullFlavor='UNK'/></encounter>"),
        ("Procedures", DONE.replace("<procedure", "<procedure negationInd='true'")),
        ("Procedures", "<procedure><code nullFlavor='NI'/></procedure>"),
        ("Procedures", "<supply/>"),
        ("Goals", goal("", mood="INT")),
        ("Goals", "<act/>"),
        ("Goals", "<observation moodCode='GOL'><value xsi:type='ST'>No information</value></observation>"),
        ("Care team", "<organizer><component><act/></component></organizer>"),
        ("Payers", "<act><code/></act>"),
    ],
)
def test_planned_denied_and_empty_entries_are_left_out_without_fault(title: str, entry: str) -> None:
    parsed = read(document(section(title, entry)))
    assert parsed.counts() == {**dict.fromkeys(parsed.counts(), 0), "patients": 1}
    assert [one.fault for one in parsed.skipped] == [False]


def test_coverage_has_payer_plan_member_and_start() -> None:
    policy = (
        '<act><code code="48768-6"/><entryRelationship typeCode="COMP"><act>'
        '<id root="2.999.5" extension="g1"/><code displayName="Medicare Part B"/>'
        '<performer typeCode="PRF"><assignedEntity><code code="GUAR"/>'
        "<representedOrganization><name>Quillfeather</name></representedOrganization></assignedEntity></performer>"
        '<performer typeCode="PRF"><assignedEntity><code code="PAYOR"/>'
        "<representedOrganization><name>Medicare</name></representedOrganization></assignedEntity></performer>"
        '<participant typeCode="COV"><time><low value="2008"/></time><participantRole>'
        '<id root="2.16.840.1.113883.4.927" extension="1EG4TE5MK72"/></participantRole></participant>'
        '<entryRelationship typeCode="REFR"><act><text>Original Medicare</text></act></entryRelationship>'
        "</act></entryRelationship></act>"
    )
    found = chart(section("Payers", policy)).coverages
    assert [one.value for one in found] == [
        Coverage("Medicare", "Original Medicare", "1EG4TE5MK72", "Medicare Part B", PartialDate(2008))
    ]
    assert found[0].key == SourceKey("2.999.5", "g1")


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
