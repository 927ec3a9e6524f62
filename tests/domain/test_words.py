"""Notices of change, sentences of errors, and text folded for search."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccmdesk.domain.changes import ChangeKind, Changes, Done, changed
from ccmdesk.domain.errors import InvalidValue, StaleVersion, UserError
from ccmdesk.domain.words import folded


def test_a_change_of_one_patient_touches_no_other() -> None:
    notice = changed(ChangeKind.TIME, ChangeKind.CONTACT, patient_id=4)
    assert notice == Changes(frozenset({ChangeKind.TIME, ChangeKind.CONTACT}), frozenset({4}))
    assert notice.touches(4) and not notice.touches(5)


def test_a_change_that_names_nobody_touches_everyone_and_no_change_touches_nobody() -> None:
    assert changed(ChangeKind.PRACTICE).touches(4)
    assert not changed().touches(4)
    assert not Done("value", changed()).changes.touches(4)


def test_a_sentence_says_what_happened_what_was_kept_and_what_to_do() -> None:
    error = UserError("The disk is full.", kept="Nothing was changed.", todo="Free some space.")
    assert str(error) == "The disk is full. Nothing was changed. Free some space."
    assert str(UserError("The disk is full.")) == "The disk is full."
    assert InvalidValue("npi", "Wrong.", todo="Look again.").field == "npi"


def test_a_stale_save_holds_both_versions_and_shows_neither() -> None:
    error = StaleVersion(mine="my words", theirs="their words", their_version=3)
    assert (error.mine, error.theirs, error.their_version) == ("my words", "their words", 3)
    assert "words" not in str(error)
    assert "nothing was overwritten" in str(error)


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Núñez", "nunez"),
        ("ŁUKASZ Øster", "lukasz oster"),
        ("Nguyễn Đức", "nguyen duc"),
        ("Straße", "strasse"),
        ("O’Brien", "o'brien"),
        ("Ærø", "aero"),
        ("Œuvre", "oeuvre"),
        ("PLAIN", "plain"),
        ("ﬁn", "fin"),
        ("№ ℡", "no tel"),
    ],
)
def test_accents_and_case_do_not_hide_a_name(written: str, typed: str) -> None:
    assert folded(written) == folded(typed) == typed


@given(text=st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert folded(folded(text)) == folded(text)
