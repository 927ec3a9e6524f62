"""The short figures of the rows that `make torture` runs long: each with its negative control."""

from __future__ import annotations

import os
import sys

import pytest

from tests.torture import rows, shim

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="LD_PRELOAD, fork and /proc are those of Linux"),
]
needs_shim = pytest.mark.skipif(bool(shim.missing()) and "CI" not in os.environ, reason=shim.missing() or "-")
FEW = {
    "patients.add_patient": ("ENOSPC", 4),
    "clock.start": ("EIO", 4),
    "care_plans.sign": ("EACCES", 5),
    "backups.back_up": ("ENOSPC", 9),
    "papers.save_paper": ("EIO", 3),
    "key_change.change_key": ("ENOSPC", 21),
}


@needs_shim
@pytest.mark.parametrize("name", FEW)
def test_a_disk_call_that_fails_leaves_the_old_or_the_new_state_and_a_sentence(name: str) -> None:
    error, stride = FEW[name]
    told = rows.script("tests.torture.nth_call", name, error, 2, stride)
    assert told["problems"] == []
    assert told["failed"] >= 4 and told["sentences"]


@needs_shim
def test_control_an_operation_of_two_transactions_leaves_a_third_state() -> None:
    assert rows.script("tests.torture.nth_call", "control", "ENOSPC", 17, 12)["problems"]


@needs_shim
@pytest.mark.parametrize("how", ["work", "backup"])
def test_a_power_cut_loses_no_entry_that_was_acknowledged(how: str) -> None:
    told = rows.script("tests.torture.power_work", how, 20, 20261124)
    assert (told["problems"], told["lost"], told["unusable"]) == ([], 0, 0)


@needs_shim
def test_control_with_synchronous_normal_cuts_lose_entries() -> None:
    told = rows.script("tests.torture.power_work", "normal", 15, 7)
    assert told["lost"] + told["unusable"]


def test_a_kill_loses_no_entry_that_was_acknowledged() -> None:
    assert rows.called("tests.torture.killed_work", 10, seed=3)["problems"] == []


def test_control_entries_told_before_they_are_saved_are_lost() -> None:
    assert rows.called("tests.torture.killed_work", 12, seed=5, too_early=True)["problems"]


def test_damage_is_seen_or_changes_nothing_that_is_shown() -> None:
    assert rows.called("tests.torture.damaged_practice", 40, seed=1)["problems"] == []


def test_control_without_anchors_damage_passes_unseen() -> None:
    assert rows.called("tests.torture.damaged_practice", 10, seed=1, anchored=False)["problems"]


def test_a_damaged_backup_is_never_restored_and_a_whole_one_keeps_every_second() -> None:
    assert rows.called("tests.torture.damaged_backup", 2, seed=1)["problems"] == []


def test_after_a_hard_lock_neither_key_nor_patient_is_in_memory() -> None:
    (told,) = rows.script("tests.torture.key_residue", 1)["rounds"]
    assert not any(told["after"].values()), told["after"]
    held = [told["before"][name] for name in ("anchor key", "backup key", "patient", "medicine")]
    assert all(held), "the control: before the lock they are there"


def test_a_canary_is_nowhere_but_in_what_a_person_exported() -> None:
    assert rows.script("tests.torture.canary", 1)["problems"] == []
    assert rows.script("tests.torture.canary", 0)["control"]
