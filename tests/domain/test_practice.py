"""The practice's numbers and how people are named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccmdesk.domain.practice import CREDENTIALS, Performer, User, npi_is_valid, tax_id_is_valid


@pytest.mark.parametrize("npi", ["1234567893", "1245319599", "1999999984"])
def test_known_npis_pass(npi: str) -> None:
    assert npi_is_valid(npi)


@pytest.mark.parametrize(
    "npi",
    [
        "",
        "123456789",
        "12345678931",
        "1234567890",
        "3234567893",
        "123456789a",
        "１２３４５６７８９３",
        " 1234567893",
    ],
)
def test_what_is_no_npi_is_refused(npi: str) -> None:
    assert not npi_is_valid(npi)


@given(body=st.integers(100_000_000, 299_999_999), place=st.integers(0, 9), step=st.integers(1, 9))
def test_one_mistyped_digit_is_always_seen(body: int, place: int, step: int) -> None:
    passing = [f"{body}{digit}" for digit in range(10) if npi_is_valid(f"{body}{digit}")]
    assert len(passing) == 1
    digits = list(passing[0])
    digits[place] = str((int(digits[place]) + step) % 10)
    assert not npi_is_valid("".join(digits))


@pytest.mark.parametrize(
    ("text", "valid"),
    [("12-3456789", True), ("123456789", True), ("12-345678", False), ("1２3456789", False), ("", False)],
)
def test_a_tax_id_has_nine_digits(text: str, *, valid: bool) -> None:
    assert tax_id_is_valid(text) is valid


def test_a_name_bears_its_credential_where_there_is_one() -> None:
    assert User("sara", "Sara Okafor", "RN", frozenset()).titled == "Sara Okafor, RN"
    assert User("joe", "Joe Lund", "none", frozenset()).titled == "Joe Lund"
    assert User("joe", "Joe Lund", "", frozenset()).titled == "Joe Lund"


def test_minutes_of_nurses_are_clinical_staff_time_and_those_of_doctors_are_not() -> None:
    assert CREDENTIALS["RN"] is Performer.CLINICAL_STAFF
    assert CREDENTIALS["NP"] is Performer.QHP
    assert CREDENTIALS["none"] is Performer.NON_CLINICAL
