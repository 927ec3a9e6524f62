"""Whether an imported fact says what a chart already says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccmdesk.domain.chart import (
    ICD10CM,
    LOINC,
    NDC,
    RXNORM,
    Allergy,
    CareTeamMember,
    Coding,
    Component,
    Condition,
    Coverage,
    Encounter,
    Fact,
    FactStatus,
    Medication,
    Observation,
    Procedure,
    RecordedGoal,
)
from ccmdesk.domain.dates import PartialDate
from ccmdesk.domain.merging import KnownFacts, alike, content_keys, says_the_same

MARCH, DAY = PartialDate.parse("2021-03"), PartialDate.parse("2021-03-04")
OTHER_DAY = PartialDate.parse("2022-01-01")
FAILURE = Condition("Heart failure", (Coding(ICD10CM, "I50.32", "Heart failure"),), onset=MARCH)
PILL = Medication("Furosemide", (Coding(RXNORM, "310429", "Furosemide"),), dose="40 mg", start=DAY)
WEIGHT = Observation(
    "Weight", (Coding(LOINC, "29463-7", "Weight"),), value=Decimal("176.2"), unit="[lb_av]", date=DAY
)
HIVES = Allergy("Penicillin", reaction="hives")
MORNING = datetime(2021, 3, 4, 14, 0, tzinfo=UTC)
PRESSURE = Observation(
    "Blood pressure", date=DAY, components=(Component("Systolic", value=Decimal(138)), Component("Diastolic"))
)

SAME: list[tuple[Fact, Fact]] = [
    (FAILURE, replace(FAILURE, name="Chronic HF", onset=OTHER_DAY)),
    (FAILURE, Condition("HEART FAILURE")),
    (replace(FAILURE, status=FactStatus.ENDED), replace(FAILURE, status=FactStatus.ENDED, onset=DAY)),
    (PILL, replace(PILL, dose="40 MG", start=OTHER_DAY)),
    (PILL, replace(PILL, dose="", start=OTHER_DAY)),
    (PILL, replace(PILL, dose="20 mg")),
    (replace(PILL, status=FactStatus.ENDED), replace(PILL, status=FactStatus.ENDED, start=None)),
    (HIVES, Allergy("penicillin")),
    (HIVES, replace(HIVES, status=FactStatus.UNKNOWN)),
    (WEIGHT, replace(WEIGHT, at=MORNING)),
    (PRESSURE, replace(PRESSURE, components=PRESSURE.components[::-1])),
    (CareTeamMember("Ann Weiss, RN"), CareTeamMember("Ann Weiss, RN", "Nurse")),
    (CareTeamMember("Ann Weiss, RN", "nurse"), CareTeamMember("Ann Weiss, RN", "Nurse")),
    (Procedure("Echo", date=DAY), Procedure("Echo", date=DAY)),
    (RecordedGoal("Walk daily"), RecordedGoal("walk daily", status="active")),
    (Encounter("Office visit", start=DAY), Encounter("Office visit", start=DAY, reason="cough")),
    (Coverage("Medicare", member_id="1A"), Coverage("MEDICARE", plan="Part B", member_id="1A")),
]
OTHER: list[tuple[Fact, Fact]] = [
    (FAILURE, replace(FAILURE, status=FactStatus.ENDED)),
    (
        replace(FAILURE, status=FactStatus.ENDED),
        replace(FAILURE, status=FactStatus.ENDED, onset=OTHER_DAY),
    ),
    (PILL, replace(PILL, status=FactStatus.ENDED)),
    (PILL, replace(PILL, dose="20 mg", start=OTHER_DAY)),
    (
        replace(PILL, status=FactStatus.ENDED),
        replace(PILL, status=FactStatus.ENDED, start=OTHER_DAY),
    ),
    (HIVES, replace(HIVES, status=FactStatus.ENDED)),
    (WEIGHT, replace(WEIGHT, value=Decimal(181))),
    (WEIGHT, replace(WEIGHT, date=OTHER_DAY)),
    (WEIGHT, replace(WEIGHT, date=None)),
    (replace(WEIGHT, at=MORNING), replace(WEIGHT, at=MORNING.replace(hour=20))),
    (PRESSURE, replace(PRESSURE, components=PRESSURE.components[:1])),
    (CareTeamMember("Ann Weiss", "Nurse"), CareTeamMember("Ann Weiss", "Daughter")),
    (Procedure("Echo", date=DAY), Procedure("Echo", date=OTHER_DAY)),
    (Encounter("Office visit", start=DAY), Encounter("Office visit", start=OTHER_DAY)),
    (Coverage("Medicare", member_id="1A"), Coverage("Medicare", member_id="2B")),
    (Condition("Asthma"), Allergy("Asthma")),
]


def knows(held: Fact, imported: Fact) -> bool:
    known = KnownFacts()
    known.add(held)
    return imported in known


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_says_the_same(one: Fact, other: Fact) -> None:
    assert knows(one, other)
    assert knows(other, one)
    assert alike(one, other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_what_says_something_else(one: Fact, other: Fact) -> None:
    assert not knows(one, other)
    assert not knows(other, one)


def test_facts_of_two_kinds_never_say_the_same() -> None:
    assert not says_the_same(FAILURE, PILL)
    assert not alike(FAILURE, PILL)


def test_only_terminologies_that_everyone_shares_make_a_key() -> None:
    coded = replace(PILL, name="Lasix", codings=(*PILL.codings, Coding(NDC, "00039-0067", "Lasix")))
    assert ("Medication", NDC, "00039-0067") not in content_keys(coded)
    assert alike(coded, PILL)


days = st.sampled_from([None, MARCH, DAY, OTHER_DAY])
names = st.sampled_from(["Heart failure", "HEART FAILURE", "Penicillin", ""])
codings = st.sampled_from([(), (Coding(ICD10CM, "I50.32"),), (Coding(LOINC, "29463-7"),)])
statuses = st.sampled_from(FactStatus)
values = st.sampled_from([None, Decimal(1), Decimal("1.0"), Decimal(2)])
facts: st.SearchStrategy[Fact] = st.one_of(
    st.builds(Condition, names, codings, statuses, onset=days),
    st.builds(Medication, names, codings, statuses, dose=st.sampled_from(["", "5 mg", "5 MG"]), start=days),
    st.builds(Allergy, names, codings, statuses),
    st.builds(
        Observation,
        names,
        codings,
        value=values,
        date=days,
        at=st.sampled_from([None, MORNING]),
        components=st.sampled_from([(), PRESSURE.components, PRESSURE.components[::-1]]),
    ),
    st.builds(Procedure, names, codings, date=days),
    st.builds(CareTeamMember, names, st.sampled_from(["", "Nurse"])),
    st.builds(RecordedGoal, names),
    st.builds(Encounter, names, start=days),
    st.builds(Coverage, names),
)


@given(facts)
def test_a_fact_says_what_it_says(fact: Fact) -> None:
    assert says_the_same(fact, fact)
    assert alike(fact, fact)
    assert knows(fact, fact)


@given(facts, facts)
def test_it_does_not_matter_which_fact_came_first(one: Fact, other: Fact) -> None:
    assert says_the_same(one, other) == says_the_same(other, one)
    assert alike(one, other) == alike(other, one)
    assert not knows(one, other) or alike(one, other)


@given(st.lists(facts, max_size=12))
def test_merging_twice_adds_nothing(imported: list[Fact]) -> None:
    known = KnownFacts()
    for fact in imported:
        if fact not in known:
            known.add(fact)
    assert all(fact in known for fact in imported)


def test_days_of_different_depth_agree() -> None:
    ended = replace(FAILURE, status=FactStatus.ENDED, onset=PartialDate.parse("2021"))
    assert knows(ended, replace(ended, onset=DAY))
    assert not knows(ended, replace(ended, onset=OTHER_DAY))
