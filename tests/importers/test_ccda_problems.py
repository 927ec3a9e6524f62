"""Check how problems of C-CDA documents become conditions."""

from __future__ import annotations

import pytest

from ccmdesk.domain.chart import (
    ICD10CM,
    FactStatus,
)
from ccmdesk.domain.chart import SNOMED as SNOMED_URI
from ccmdesk.domain.dates import PartialDate
from ccmdesk.domain.imports import SourceKey
from ccmdesk.importers.ccda_codes import ICD9CM
from tests.importers.test_ccda_documents import (
    ICD9,
    ICD10,
    SNOMED,
    chart,
    coded,
    document,
    problem,
    read,
    section,
    status,
)

PRESSURE_VALUE = coded("value", "59621000", SNOMED, "Essential hypertension", kind="CD")


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
