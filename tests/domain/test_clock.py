"""The clock port: this machine's clocks, and one that only moves when told."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from ccmdesk.domain.clock import SettableClock, SystemClock, local_date

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_the_machine_gives_an_aware_wall_clock_and_clocks_that_never_go_back() -> None:
    clock = SystemClock()
    assert clock.wall().tzinfo is UTC
    first, boot = clock.monotonic_ns(), clock.boot_ns()
    assert clock.monotonic_ns() >= first > 0
    assert clock.boot_ns() >= boot > 0
    assert clock.boot_id() == clock.boot_id() != ""


def test_without_a_boot_clock_the_monotonic_one_stands_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(time, "CLOCK_BOOTTIME", raising=False)
    clock = SystemClock()
    before = clock.monotonic_ns()
    assert before <= clock.boot_ns() <= clock.monotonic_ns()


def test_without_a_name_from_the_kernel_each_start_is_a_boot_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def gone(*_: object, **__: object) -> str:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "read_text", gone)
    assert SystemClock().boot_id() != SystemClock().boot_id()
    assert SystemClock().boot_id().startswith("start-")


def test_time_passes_on_all_three_clocks() -> None:
    clock = SettableClock(NOON.astimezone(timezone(timedelta(hours=-7))))
    monotonic, boot = clock.monotonic_ns(), clock.boot_ns()
    clock.advance(timedelta(minutes=1, microseconds=7))
    assert clock.wall() == NOON + timedelta(minutes=1, microseconds=7)
    assert clock.wall().tzinfo is UTC
    assert clock.monotonic_ns() - monotonic == clock.boot_ns() - boot == 60_000_007_000


def test_asleep_the_monotonic_clock_stands_still() -> None:
    clock = SettableClock(NOON)
    monotonic, boot = clock.monotonic_ns(), clock.boot_ns()
    clock.sleep(timedelta(hours=1))
    assert clock.wall() == NOON + timedelta(hours=1)
    assert clock.monotonic_ns() == monotonic
    assert clock.boot_ns() - boot == 3_600_000_000_000


def test_setting_the_wall_clock_moves_nothing_else() -> None:
    clock = SettableClock(NOON)
    others = clock.monotonic_ns(), clock.boot_ns(), clock.boot_id()
    clock.set_wall(NOON - timedelta(days=1))
    assert clock.wall() == NOON - timedelta(days=1)
    assert (clock.monotonic_ns(), clock.boot_ns(), clock.boot_id()) == others


def test_a_new_boot_has_another_name_and_starts_to_count_anew() -> None:
    clock = SettableClock(NOON)
    clock.advance(timedelta(hours=3))
    clock.reboot("boot-2", off_for=timedelta(minutes=5))
    assert clock.wall() == NOON + timedelta(hours=3, minutes=5)
    assert clock.boot_id() == "boot-2"
    assert clock.boot_ns() == clock.monotonic_ns() == SettableClock(NOON).boot_ns()


def test_the_local_day_is_the_practices() -> None:
    late = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)
    assert local_date(late, "America/Denver") == date(2026, 11, 23)
    assert local_date(late, "Asia/Tokyo") == date(2026, 11, 24)
