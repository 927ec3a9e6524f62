"""The printed recovery key: what is typed back is read, and what is mistyped is named."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ccmdesk.security.errors import MistypedRecoveryKey
from ccmdesk.security.recovery_key import (
    GROUPS,
    QR_PREFIX,
    new_recovery_key,
    parse_recovery_key,
    printed,
    qr_payload,
)

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
keys = st.binary(min_size=32, max_size=32)
PRINTED = "00019-081G2-8186S-0W409-J2GBB-1G6GE-W3RG6-2491B-650NW-2RBH8-G68TW-3CE12-T7GZG-PB4TG"


@given(keys)
def test_round_trip(key: bytes) -> None:
    assert parse_recovery_key(printed(key)) == key
    assert parse_recovery_key(qr_payload(key)) == key


def test_keys_are_random() -> None:
    made = new_recovery_key()
    assert len(made) == 32
    assert made != new_recovery_key()


def test_the_printed_form_never_changes() -> None:
    """Sheets printed by this release have to be read by later ones."""
    assert printed(bytes(range(32))) == PRINTED
    assert qr_payload(bytes(range(32))) == QR_PREFIX + PRINTED.replace("-", "")


@given(keys, st.sampled_from(["{}", " {} ", "{}\n"]), st.sampled_from("- \u2013\u2014 \u00a0"), st.booleans())
def test_case_blanks_and_look_alikes_do_not_matter(key: bytes, frame: str, mark: str, low: bool) -> None:
    text = printed(key).replace("-", mark)
    text = (
        text.lower().replace("0", "o").replace("1", "l") if low else text.replace("1", "I").replace("0", "O")
    )
    assert parse_recovery_key(frame.format(text)) == key


@given(
    key=keys,
    place=st.integers(0, GROUPS - 1),
    sign=st.integers(0, 4),
    other=st.sampled_from(ALPHABET + "U?%"),
)
def test_one_wrong_sign_is_always_found_and_its_group_named(
    key: bytes, place: int, sign: int, other: str
) -> None:
    groups = printed(key).split("-")
    assume(groups[place][sign] != other)
    groups[place] = groups[place][:sign] + other + groups[place][sign + 1 :]
    for mark in ("-", ""):
        with pytest.raises(MistypedRecoveryKey, match=f"Group {place + 1} ") as caught:
            parse_recovery_key(mark.join(groups))
        assert caught.value.groups == (place + 1,)


@given(key=keys, place=st.integers(0, GROUPS - 1), first=st.integers(0, 4), second=st.integers(0, 4))
def test_two_signs_of_a_group_swapped_are_always_found(
    key: bytes, place: int, first: int, second: int
) -> None:
    groups = printed(key).split("-")
    signs = list(groups[place])
    assume(signs[first] != signs[second])
    signs[first], signs[second] = signs[second], signs[first]
    groups[place] = "".join(signs)
    try:
        parse_recovery_key("-".join(groups))
    except MistypedRecoveryKey as caught:
        assert caught.groups in ((place + 1,), ())
    else:
        pytest.fail("a swap was taken")


@given(key=keys, first=st.integers(0, GROUPS - 1), second=st.integers(0, GROUPS - 1))
def test_two_groups_swapped_are_both_named(key: bytes, first: int, second: int) -> None:
    assume(first != second)
    groups = printed(key).split("-")
    groups[first], groups[second] = groups[second], groups[first]
    with pytest.raises(MistypedRecoveryKey, match="Groups ") as caught:
        parse_recovery_key("-".join(groups))
    assert caught.value.groups == tuple(sorted((first + 1, second + 1)))


@given(key=keys, place=st.integers(0, GROUPS - 1), data=st.data())
def test_a_sign_left_out_is_named(key: bytes, place: int, data: st.DataObject) -> None:
    groups = printed(key).split("-")
    gone = data.draw(st.integers(0, 4))
    groups[place] = groups[place][:gone] + groups[place][gone + 1 :]
    with pytest.raises(MistypedRecoveryKey) as caught:
        parse_recovery_key("-".join(groups))
    assert caught.value.groups == (place + 1,)
    with pytest.raises(MistypedRecoveryKey, match="70 letters and digits; 69 were typed"):
        parse_recovery_key("".join(groups))


def test_a_surplus_sign_at_the_end_has_no_wrong_group() -> None:
    with pytest.raises(MistypedRecoveryKey, match="71 were typed") as caught:
        parse_recovery_key(PRINTED.replace("-", "") + "7")
    assert caught.value.groups == ()


@pytest.mark.parametrize("typed", ["", "   ", "hello", QR_PREFIX, "\u0661" * 70])
def test_other_text_is_refused(typed: str) -> None:
    with pytest.raises(MistypedRecoveryKey):
        parse_recovery_key(typed)


def test_the_whole_is_checked_where_the_groups_agree_by_chance() -> None:
    """Replace a group by another that carries a fitting check sign of its own."""
    other = printed(b"\xff" * 32).split("-")
    groups = PRINTED.split("-")
    groups[4] = other[4]
    with pytest.raises(MistypedRecoveryKey, match="does not add up") as caught:
        parse_recovery_key("-".join(groups))
    assert caught.value.groups == ()


def test_a_key_of_a_newer_form_says_so() -> None:
    """The four highest bits are kept for that."""
    newer = {f"{ALPHABET[16]}{PRINTED[1:4]}{check}{PRINTED[5:]}" for check in ALPHABET}
    sentences = []
    for typed in newer:
        with pytest.raises(MistypedRecoveryKey) as caught:
            parse_recovery_key(typed)
        sentences.append(str(caught.value))
    assert sum("newer version" in sentence for sentence in sentences) == 1


@pytest.mark.parametrize("length", [0, 31, 33])
def test_only_32_bytes_are_printed(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        printed(bytes(length))
