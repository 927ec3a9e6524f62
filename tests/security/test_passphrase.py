"""The passphrase policy, the meter and the six generated words."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccmdesk.security.errors import WeakPassphrase
from ccmdesk.security.kdf import spelled
from ccmdesk.security.passphrase import (
    SHORTEST,
    generate_passphrase,
    is_generated,
    require_good_passphrase,
    strength,
    word_list,
)


def test_the_list_has_plain_distinct_words() -> None:
    words = word_list()
    assert len(words) >= 2048
    assert len(set(words)) == len(words)
    assert list(words) == sorted(words)
    assert all(3 <= len(word) <= 8 and word.isascii() and word.islower() and word.isalpha() for word in words)


def test_generated_passphrases_differ_and_are_accepted() -> None:
    made = [generate_passphrase() for _ in range(200)]
    assert len(set(made)) == 200
    for passphrase in made:
        assert len(passphrase.split()) == 6
        require_good_passphrase(passphrase)


def test_generated_words_come_from_the_whole_list() -> None:
    seen = {word for _ in range(500) for word in generate_passphrase().split()}
    assert len(seen) > 1500


@pytest.mark.parametrize(
    "weak",
    [
        "",
        "short",
        "Tr0ub4dor&3",
        "a" * 40,
        "passwordpassword",
        "qwertyuiopasdfgh",
        "1234567890123456",
        "Summer2026Summer",
        "iloveyouiloveyou",
        "letmeinletmeinletmein",
        "abcdefghijklmnopqrstuvwxyz",
        "x" * 1025,
    ],
)
def test_what_would_be_guessed_first_is_refused_with_the_reason(weak: str) -> None:
    judged = strength(weak)
    assert not judged.accepted
    assert judged.score <= 2
    with pytest.raises(WeakPassphrase) as caught:
        require_good_passphrase(weak)
    assert judged.sentence in str(caught.value)
    if len(weak) > 5:
        assert weak not in str(caught.value)


@pytest.mark.parametrize(
    "good", ["lantern orchard copper sixteen", "my left boot hums at noon", "Wq7#mLz!pR2vK9xT"]
)
def test_good_ones_are_accepted(good: str) -> None:
    judged = strength(good)
    assert judged.accepted
    assert judged.score >= 3
    require_good_passphrase(good)


def test_names_of_the_practice_make_a_passphrase_weaker() -> None:
    typed = "Quillfeather Larkspur"
    names = ("Quillfeather Family Medicine", "Larkspur")
    assert strength(typed).accepted
    assert not strength(typed, familiar=names).accepted


def test_five_words_or_one_repeated_are_not_six_words() -> None:
    words = list(word_list()[100:106])
    assert is_generated(" ".join(words))
    assert not is_generated(" ".join(words[:5]))
    assert not is_generated(" ".join(words[:1] * 6))
    assert not is_generated(" ".join([*words[:5], "xyzzyq"]))


def test_short_ones_say_how_many_characters_are_missing() -> None:
    assert "3 more characters" in strength("Wq7#mLz!pR2v").sentence


@given(st.text(max_size=120))
def test_every_text_is_judged(text: str) -> None:
    judged = strength(text)
    assert 0 <= judged.score <= 4
    assert judged.sentence
    if judged.accepted:
        assert len(spelled(text)) >= SHORTEST or is_generated(text)


def test_judging_keeps_up_with_typing() -> None:
    strength("warm up the frequency lists")
    start = time.process_time()
    for length in range(1, 70):
        strength("p@55w0rd! 2026 qwerty abcabcabc aaaaaaa nurse clinic anna berg 1984 x"[:length])
    assert (time.process_time() - start) / 69 < 0.05
