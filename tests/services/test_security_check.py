"""The security check says what is so on this computer and what to do."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from ccmdesk.domain.clock import SettableClock
from ccmdesk.services.backups import back_up, choose_second_place
from ccmdesk.services.security_check import Point, Standing, security_check
from tests.practice_files import MONDAY
from tests.services.desk import Desk


def points(desk: Desk) -> dict[str, Point]:
    return {point.name: point for point in security_check(desk.store, desk.actor)}


def test_every_point_says_what_is_so_and_what_to_do(desk: Desk) -> None:
    found = points(desk)
    assert list(found) == ["disk", "swap", "place", "clock", "backup", "versions"]
    assert all(point.words for point in found.values())
    assert all(point.todo for point in found.values() if point.standing is not Standing.GOOD)
    assert "SQLCipher 4." in found["versions"].words


def test_a_clock_set_back_is_seen_by_the_records_of_a_later_time(desk: Desk, clock: SettableClock) -> None:
    assert points(desk)["clock"].standing is Standing.GOOD
    clock.set_wall(MONDAY - timedelta(days=1))
    assert points(desk)["clock"].standing is Standing.ACT
    clock.set_wall(MONDAY + timedelta(days=400))
    assert points(desk)["clock"].standing is Standing.GOOD


def test_the_backup_point_goes_from_none_to_two_places(desk: Desk, tmp_path: Path) -> None:
    assert "no verified backup" in points(desk)["backup"].words
    back_up(desk.store, desk.actor)
    assert "on this computer alone" in points(desk)["backup"].words
    stick = tmp_path / "stick"
    stick.mkdir()
    choose_second_place(desk.store, desk.actor, stick)
    assert points(desk)["backup"].standing is Standing.ACT
    back_up(desk.store, desk.actor)
    back_up(desk.store, desk.actor, to=stick)
    assert points(desk)["backup"].standing is Standing.GOOD
