"""The swap of a database and its vault: from every state that a crash may leave, one whole pair comes out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ccmdesk.security.pair_swap import JOURNAL, Pair, decide_swap, finish_swap, forget_before, undo_swap

OLD = {"practice.db": b"old database", "vault.json": b"old vault"}
NEW = {"practice.db": b"new database", "vault.json": b"new vault"}


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    """Return a pair with a new one lying beside it."""
    for name, data in OLD.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "practice.db.next").write_bytes(NEW["practice.db"])
    (tmp_path / "vault.json.next").write_bytes(NEW["vault.json"])
    return Pair(tmp_path / "practice.db", tmp_path / "vault.json")


def files(pair: Pair) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in pair.folder.iterdir()}


def holds(pair: Pair) -> dict[str, bytes]:
    return {name: data for name, data in files(pair).items() if name in OLD}


def test_a_swap_that_was_not_decided_is_thrown_away(pair: Pair) -> None:
    assert pair.unfinished
    assert not finish_swap(pair)
    assert files(pair) == OLD
    assert not pair.unfinished


def test_a_swap_that_was_decided_puts_the_new_pair_in_place_and_keeps_the_old(pair: Pair) -> None:
    decide_swap(pair)
    assert finish_swap(pair)
    assert holds(pair) == NEW
    assert files(pair)["vault.json.old"] == NEW["vault.json"]
    assert pair.before_is_kept and pair.old_database_is_kept
    forget_before(pair)
    assert files(pair) == NEW | {"vault.json.old": NEW["vault.json"]}


def aside(pair: Pair) -> None:
    pair.database.rename(pair.folder / "practice.db.before")


def database_in_place(pair: Pair) -> None:
    aside(pair)
    pair.next_database.rename(pair.database)


def vault_kept(pair: Pair) -> None:
    database_in_place(pair)
    (pair.folder / "vault.json.before").write_bytes(OLD["vault.json"])


def vault_in_place(pair: Pair) -> None:
    vault_kept(pair)
    pair.next_vault.rename(pair.vault)


@pytest.mark.parametrize("crashed", [aside, database_in_place, vault_kept, vault_in_place])
def test_a_swap_that_was_cut_off_is_finished(pair: Pair, crashed: Callable[[Pair], None]) -> None:
    decide_swap(pair)
    crashed(pair)
    assert pair.vault.exists(), "the lock screen could not name the users"
    assert finish_swap(pair)
    assert holds(pair) == NEW
    undo_swap(pair)
    assert holds(pair) == OLD


def test_an_undoing_that_was_cut_off_is_finished(pair: Pair) -> None:
    decide_swap(pair)
    finish_swap(pair)
    (pair.folder / "practice.db.before").replace(pair.database)
    assert pair.before_is_kept
    undo_swap(pair)
    assert holds(pair) == OLD
    assert not pair.before_is_kept


def test_a_forgetting_that_was_cut_off_undoes_nothing(pair: Pair) -> None:
    decide_swap(pair)
    finish_swap(pair)
    (pair.folder / "vault.json.before").unlink()
    assert not pair.before_is_kept and pair.old_database_is_kept
    forget_before(pair)
    assert holds(pair) == NEW
    assert not pair.old_database_is_kept


def test_a_log_of_the_old_database_is_never_read_into_the_new_one(pair: Pair) -> None:
    (pair.folder / "practice.db-wal").write_bytes(b"old log")
    decide_swap(pair)
    finish_swap(pair)
    assert files(pair)["practice.db.before-wal"] == b"old log"
    assert "practice.db-wal" not in files(pair)
    assert JOURNAL not in files(pair)
    forget_before(pair)
    assert "practice.db.before-wal" not in files(pair)


@pytest.mark.parametrize("left", ["-wal", "-shm", "-journal"])
def test_what_lies_beside_a_new_database_that_is_gone_is_cleared_away(tmp_path: Path, left: str) -> None:
    """As a power cut leaves it that kept the name of the journal and lost that of the database."""
    pair = Pair(tmp_path / "practice.db", tmp_path / "vault.json")
    stray = tmp_path / f"practice.db.next{left}"
    stray.touch()
    assert pair.unfinished
    assert not finish_swap(pair)
    assert not stray.exists() and not pair.unfinished
