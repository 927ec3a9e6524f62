"""Check how readings of C-CDA documents are read."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from ccmdesk.domain.chart import (
    LOINC,
    ObservationCategory,
)
from ccmdesk.domain.dates import PartialDate
from tests.importers.test_ccda_documents import (
    SNOMED,
    chart,
    coded,
    document,
    organizer,
    quantity,
    read,
    reading,
    section,
)


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
        ('<value xsi:type="TS" value="20260101"/>', (None, "", "", "2026-01-01")),
        ('<value xsi:type="TS" value="soon"/>', (None, "", "", "soon")),
        (
            '<value xsi:type="RTO"><numerator value="1"/><denominator value="8"/></value>',
            (None, "", "", "1/8"),
        ),
        ('<value xsi:type="RTO"><numerator value="1"/></value>', None),
        (
            '<value nullFlavor="OTH"><translation value="5"><originalText>puffs</originalText>'
            "</translation></value>",
            (Decimal(5), "puffs", "", ""),
        ),
        ('<value xsi:type="ST">not available</value>', None),
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
