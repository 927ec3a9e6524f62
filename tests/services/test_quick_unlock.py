"""A PIN shows again what is open, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ccmdesk.domain.errors import InvalidValue
from ccmdesk.models.audit_log import chain_rows
from ccmdesk.models.unit_of_work import reading
from ccmdesk.services.practice_file import OpenPractice, close_practice
from ccmdesk.services.quick_unlock import has_pin, is_pin, note_lock, remove_pin, set_pin, unlock_with_pin
from tests.practice_files import fresh_practice


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenPractice]:
    practice = fresh_practice(tmp_path)
    yield practice
    close_practice(practice)


def recorded(opened: OpenPractice) -> list[tuple[str, str]]:
    with reading(opened.store) as connection:
        return [(row.fields.kind, row.fields.reason) for row in chain_rows(connection)][-3:]


def test_a_pin_is_set_used_and_taken_away(opened: OpenPractice) -> None:
    store, actor = opened.store, opened.actor
    assert not has_pin(store, actor)
    set_pin(store, actor, "284917")
    assert has_pin(store, actor)
    assert unlock_with_pin(store, actor, "284917")
    assert not unlock_with_pin(store, actor, "284918")
    assert recorded(opened) == [
        ("privilege", "set"),
        ("login", "unlocked with the PIN"),
        ("lock", "wrong PIN"),
    ]
    remove_pin(store, actor)
    assert not has_pin(store, actor) and not unlock_with_pin(store, actor, "284917")


def test_locking_the_window_is_recorded(opened: OpenPractice) -> None:
    note_lock(opened.store, opened.actor, "ten minutes without input")
    assert recorded(opened)[-1] == ("lock", "ten minutes without input")


@pytest.mark.parametrize(
    "pin",
    ["12345", "1234567890123", "12345a", "", "١٢٣٤٥٦", "111111", "121212", "123123", "234567", "876543"],
)
def test_a_pin_that_is_none_or_that_anyone_tries_first_is_refused(opened: OpenPractice, pin: str) -> None:
    with pytest.raises(InvalidValue):
        set_pin(opened.store, opened.actor, pin)
    assert not has_pin(opened.store, opened.actor)


def test_a_passphrase_is_never_taken_for_a_pin() -> None:
    assert is_pin("284917") and is_pin("284917284917")
    assert not any(map(is_pin, ["walnut harbor", "28 49 17", "²84917", "12345", "1" * 13]))
