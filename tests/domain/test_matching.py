"""Whether an imported person is one who is known: the same, perhaps, or someone new."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccmdesk.domain.chart import Identifier, Patient, Sex
from ccmdesk.domain.matching import Known, Match, MatchKind, match, plausible

ORLA = Patient("Quill", "Orla", date(1948, 6, 2), Sex.FEMALE)
NAMES = ("Quill", "Quille", "Quill-Ono", "Ono", "Orla", "Orlaith", "Ørla", "Marian", "Mary Ann", "", "Tran")
PLACES = ("urn:oid:1.2.3", "urn:oid:4.5.6")


def verdict(person: Patient, *others: Patient) -> Match:
    return match(person, [Known(number, other) for number, other in enumerate(others, start=1)])


def numbered(patient: Patient, value: str, kind: str = "MR", system: str = PLACES[0]) -> Patient:
    return replace(patient, identifiers=(*patient.identifiers, Identifier(system, value, kind)))


def test_nobody_known_is_someone_new() -> None:
    assert verdict(ORLA) == Match(MatchKind.NEW)


@pytest.mark.parametrize(
    ("other", "kind", "why"),
    [
        (ORLA, MatchKind.SAME, ""),
        (replace(ORLA, family="QUILL"), MatchKind.SAME, ""),
        (replace(ORLA, family="Quill Jr."), MatchKind.SAME, ""),
        (replace(ORLA, given="Orla Maeve"), MatchKind.SAME, ""),
        (replace(ORLA, sex=Sex.UNKNOWN), MatchKind.SAME, ""),
        (replace(ORLA, sex=Sex.MALE), MatchKind.ASK, "other sex"),
        (replace(ORLA, family="Quil"), MatchKind.ASK, "similar name"),
        (replace(ORLA, family="Quill-Ono"), MatchKind.ASK, "similar name"),
        (replace(ORLA, family="Ono", given="Orla"), MatchKind.ASK, "similar name"),
        (replace(ORLA, given="Orlaith"), MatchKind.ASK, "similar name"),
        (replace(ORLA, given="Otto"), MatchKind.ASK, "similar name"),
        (replace(ORLA, family="Orla", given="Quill"), MatchKind.ASK, "similar name"),
        (replace(ORLA, given="Otto", sex=Sex.MALE), MatchKind.NEW, ""),
        (replace(ORLA, birth_date=date(1948, 2, 6)), MatchKind.ASK, "similar birth date"),
        (replace(ORLA, birth_date=date(1949, 6, 2)), MatchKind.ASK, "similar birth date"),
        (replace(ORLA, birth_date=date(1961, 6, 2)), MatchKind.NEW, ""),
        (replace(ORLA, birth_date=None), MatchKind.ASK, "a birth date is missing"),
        (replace(ORLA, family="Tran", given="Minh"), MatchKind.NEW, ""),
        (replace(ORLA, family=""), MatchKind.NEW, ""),
    ],
)
def test_names_birth_dates_and_sexes(other: Patient, kind: MatchKind, why: str) -> None:
    found = verdict(ORLA, other)
    assert found.kind is kind
    assert (found.patient_id == 1) == (kind is MatchKind.SAME)
    assert [candidate.patient_id for candidate in found.candidates] == [1] * (kind is MatchKind.ASK)
    assert not why or why in found.candidates[0].why


@pytest.mark.parametrize(
    ("other", "kind"),
    [
        (replace(ORLA, family="Quil"), MatchKind.SAME),
        (replace(ORLA, birth_date=None), MatchKind.SAME),
        (replace(ORLA, family="Tran", given="Minh"), MatchKind.ASK),
        (replace(ORLA, birth_date=date(1999, 1, 1)), MatchKind.ASK),
        (replace(ORLA, family="Quil", birth_date=None), MatchKind.ASK),
        (Patient("Tran", "Minh", date(1999, 1, 1)), MatchKind.NEW),
    ],
)
def test_a_shared_record_number(other: Patient, kind: MatchKind) -> None:
    assert verdict(numbered(ORLA, "7"), numbered(other, "7")).kind is kind


def test_numbers_that_name_no_person_prove_nothing() -> None:
    sister = replace(ORLA, given="Maud", birth_date=date(1950, 1, 1))
    for kind, value in (("", "7"), ("VN", "7"), ("MR", "")):
        assert verdict(numbered(ORLA, value, kind), numbered(sister, value, kind)).kind is MatchKind.NEW


def test_two_social_security_numbers_contradict_a_name() -> None:
    one, other = numbered(ORLA, "111", "SS"), numbered(ORLA, "222", "SS")
    found = verdict(one, other)
    assert found.kind is MatchKind.ASK
    assert "social security" in found.candidates[0].why
    assert verdict(one, numbered(ORLA, "222", "SS", PLACES[1])).kind is MatchKind.SAME
    assert verdict(one, numbered(ORLA, "222", "MR")).kind is MatchKind.SAME


def test_several_who_fit_are_asked_about() -> None:
    found = verdict(ORLA, ORLA, replace(ORLA, sex=Sex.UNKNOWN), replace(ORLA, family="Quil"))
    assert found.kind is MatchKind.ASK
    assert [candidate.patient_id for candidate in found.candidates] == [1, 2]


def test_one_person_known_by_two_records_is_one_person() -> None:
    known = [Known(5, ORLA), Known(5, numbered(ORLA, "7"))]
    assert match(ORLA, known) == Match(MatchKind.SAME, 5)
    sons = [Known(5, replace(ORLA, given="Otto")), Known(5, replace(ORLA, given="Oscar"))]
    assert len(match(ORLA, sons).candidates) == 1


def test_one_who_fits_beats_those_who_are_alike() -> None:
    assert verdict(ORLA, replace(ORLA, family="Quil"), ORLA) == Match(MatchKind.SAME, 2)


def test_a_key_of_the_source_is_believed_only_when_plausible() -> None:
    assert plausible(ORLA, replace(ORLA, family="Quil"))
    assert plausible(ORLA, replace(ORLA, birth_date=None))
    assert not plausible(ORLA, replace(ORLA, birth_date=date(1949, 6, 2)))
    assert not plausible(ORLA, replace(ORLA, family="Tran", given="Minh"))
    assert not plausible(ORLA, replace(ORLA, family="Tran", birth_date=None))
    assert plausible(ORLA, Patient("", ""))


@pytest.mark.parametrize(
    ("other", "kind"),
    [
        (replace(ORLA, family="Quil"), MatchKind.SAME),
        (replace(ORLA, family="Tran", given="Minh"), MatchKind.ASK),
        (replace(ORLA, birth_date=date(1999, 1, 1)), MatchKind.ASK),
        (replace(ORLA, family="Tran", birth_date=None), MatchKind.ASK),
        (Patient("Tran", "Minh", date(1999, 1, 1)), MatchKind.NEW),
    ],
)
def test_a_shared_key_of_the_source(other: Patient, kind: MatchKind) -> None:
    found = match(other, [Known(1, ORLA, shares_key=True)])
    assert found.kind is kind
    assert kind is not MatchKind.ASK or found.candidates[0].why.startswith("same id in its source")


people = st.builds(
    Patient,
    family=st.sampled_from(NAMES) | st.text("abcé ", max_size=8),
    given=st.sampled_from(NAMES) | st.text("abcé ", max_size=8),
    birth_date=st.sampled_from(
        [None, date(1948, 6, 2), date(1948, 2, 6), date(1949, 6, 2), date(1960, 1, 9)]
    ),
    sex=st.sampled_from(Sex),
    identifiers=st.lists(
        st.builds(
            Identifier,
            st.sampled_from(PLACES),
            st.sampled_from(("1", "2", "")),
            st.sampled_from(("MR", "SS", "MBI", "")),
        ),
        max_size=3,
    ).map(tuple),
)


@given(people, people)
def test_it_does_not_matter_who_is_compared_with_whom(one: Patient, other: Patient) -> None:
    assert verdict(one, other).kind is verdict(other, one).kind
    assert plausible(one, other) == plausible(other, one)
    sharing = match(one, [Known(1, other, shares_key=True)])
    assert sharing.kind is match(other, [Known(1, one, shares_key=True)]).kind
    if sharing.kind is MatchKind.SAME:
        assert None in (one.birth_date, other.birth_date) or one.birth_date == other.birth_date


@given(people)
def test_everyone_with_a_birth_date_is_herself(person: Patient) -> None:
    kind = verdict(person, person).kind
    unsure = person.birth_date is None and not any(i.kind and i.value for i in person.identifiers)
    assert kind is (MatchKind.ASK if unsure else MatchKind.SAME)


@given(people, people, people)
def test_somebody_else_never_makes_a_stranger_the_same(one: Patient, other: Patient, third: Patient) -> None:
    alone, together = verdict(one, other), verdict(one, other, third)
    if alone.kind is MatchKind.SAME:
        assert together.kind is not MatchKind.NEW
    if alone.kind is MatchKind.NEW and verdict(one, third).kind is MatchKind.NEW:
        assert together.kind is MatchKind.NEW
