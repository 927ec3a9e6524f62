"""Check the keys of facts and what is kept once."""

from __future__ import annotations

from ccmdesk.importers.ccda_entries import DERIVED
from tests.importers.test_ccda_documents import (
    ROLE,
    SNOMED,
    chart,
    coded,
    document,
    problem,
    read,
    section,
)

PRESSURE_VALUE = coded("value", "59621000", SNOMED, "Essential hypertension", kind="CD")


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
