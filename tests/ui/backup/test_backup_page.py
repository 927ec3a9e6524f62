"""The backup page and the keeper in the real window: copies are made, told of, tried, and failures stay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event, Timer

import pytest
from pytestqt.qtbot import QtBot

from ccmdesk.domain.backups import Alarm, BackupReason
from ccmdesk.services import patients
from ccmdesk.services.backup_list import list_backups
from ccmdesk.ui.backup import BackupPage
from ccmdesk.ui.common.desk import Route
from ccmdesk.ui.common.table import Table
from ccmdesk.ui.locking import LockReason
from tests.services.desk import AMA
from tests.ui.hands import child
from tests.ui.whole_window import Sitting, sitting, two_patients


@pytest.fixture
def seat(qtbot: QtBot, tmp_path: Path) -> Iterator[Sitting]:
    """Return the window with the practice open at the backup page."""
    with sitting(qtbot, folder=two_patients(tmp_path)) as made:
        made.unlock()
        made.room.desk.navigate(Route("backup"))
        quiet(made)
        yield made


def quiet(seat: Sitting) -> None:
    """Wait until neither lane works."""
    for _ in range(3):
        seat.settle()
        seat.until(seat.room.keeper.lane.idle)


def work(seat: Sitting, name: str) -> None:
    """Add a patient."""
    patients.add_patient(seat.opened.store, seat.opened.actor, replace(AMA, given=name, telecoms=()))


def reasons(seat: Sitting) -> list[BackupReason]:
    """Return why the copies that are there were made, the newest first."""
    return [one.backup.reason for one in list_backups(seat.opened.store, seat.opened.actor)]


def test_a_copy_made_by_hand_is_told_of_on_the_page_and_at_the_foot(seat: Sitting, tmp_path: Path) -> None:
    assert "no verified copy" in seat.words("backup.state")
    assert "No second place is chosen" in seat.words("backup.alarm")
    seat.button("backup.now").click()
    assert not seat.button("backup.now").isEnabled(), "one at a time"
    quiet(seat)
    assert seat.words("backup.state") == "Last verified copy just now on this disk."
    assert reasons(seat) == [BackupReason.MANUAL]
    stick = tmp_path / "USB"
    stick.mkdir()
    child(seat.window, BackupPage, "backup").take_place(stick)
    quiet(seat)
    assert seat.words("backup.state") == "Last verified copy just now on this disk; just now on “USB”."
    assert not seat.room.keeper.trouble
    assert list(stick.glob("*.ccmbackup"))
    table = child(seat.window, Table, "backup.table").model()
    assert {table.index(row, 1).data() for row in range(table.rowCount())} == {"This disk", "USB"}
    seat.minutes_pass(125)
    seat.room.keeper.refresh()
    quiet(seat)
    assert "2 h ago on this disk; 2 h ago on “USB”" in seat.words("backup.state")
    assert "Backed up 2 h ago" in seat.room.frame.rail._foot.accessibleName()


def test_work_that_no_stick_holds_warns_after_a_day_and_shouts_after_two(
    seat: Sitting, tmp_path: Path
) -> None:
    stick = tmp_path / "USB"
    stick.mkdir()
    child(seat.window, BackupPage, "backup").take_place(stick)
    quiet(seat)
    work(seat, "Ada")
    for hours, alarm in ((1, Alarm.NONE), (25, Alarm.WARNING), (25, Alarm.BANNER)):
        seat.minutes_pass(60 * hours)
        seat.room.keeper.refresh()
        quiet(seat)
        state = seat.room.keeper.state
        assert state is not None and state.alarm(seat.clock.wall()) is alarm
        assert ("not on “USB” yet" in seat.words("backup.alarm")) is (alarm is not Alarm.NONE)
        assert ("not on “USB” yet" in seat.room.frame.messages.text()) is (alarm is Alarm.BANNER)


def test_copies_come_by_themselves_only_when_something_changed(seat: Sitting) -> None:
    keeper = seat.room.keeper
    keeper.look()
    quiet(seat)
    assert reasons(seat) == [BackupReason.SCHEDULE]
    assert keeper.state is not None and keeper.state.drill is not None, "the monthly trial came by itself"
    seat.minutes_pass(60 * 5)
    keeper.look()
    quiet(seat)
    assert len(reasons(seat)) == 1, "nothing changed"
    work(seat, "Ada")
    keeper.look()
    quiet(seat)
    assert len(reasons(seat)) == 2


def test_locking_makes_a_copy_of_what_changed(seat: Sitting) -> None:
    work(seat, "Ada")
    seat.workplace.lock(LockReason.IDLE)
    quiet(seat)
    assert reasons(seat) == [BackupReason.LOCK]


def test_the_trial_is_told_with_its_day(seat: Sitting) -> None:
    seat.button("backup.now").click()
    quiet(seat)
    seat.button("backup.try").click()
    quiet(seat)
    assert "Restored for trial Today 9:00: everything was there." in seat.words("backup.drill")


def test_a_failure_is_a_sentence_at_the_bar_and_stays_on_the_page(seat: Sitting) -> None:
    place = seat.opened.folder.parent / f"{seat.opened.folder.stem} backups"
    place.write_text("a file lies in the way", "utf-8")
    seat.button("backup.now").click()
    quiet(seat)
    sentence = seat.room.keeper.trouble
    assert sentence and sentence in seat.words("backup.alarm")
    assert seat.room.frame.messages.text() == sentence
    place.unlink()
    seat.button("backup.now").click()
    quiet(seat)
    assert not seat.room.keeper.trouble
    assert sentence not in seat.words("backup.alarm")


def test_closing_saves_a_last_copy_and_then_closes(seat: Sitting) -> None:
    work(seat, "Ada")
    folder = seat.opened.folder
    place = folder.parent / f"{folder.stem} backups"
    seat.window.close()
    assert seat.window.isVisible(), "a copy is made first"
    seat.until(lambda: not seat.window.isVisible())
    assert len(list(place.glob("*.ccmbackup"))) == 1


def test_the_last_copy_can_be_skipped(seat: Sitting) -> None:
    work(seat, "Ada")
    place = seat.opened.folder.parent / f"{seat.opened.folder.stem} backups"
    held = Event()
    seat.room.keeper.lane.run(held.wait)  # the copy, small as it is, waits behind this
    seat.settle()
    seat.window.close()
    Timer(0.3, held.set).start()
    seat.button("closing.copy.accept").click()
    seat.until(lambda: not seat.window.isVisible())
    assert list(place.glob("*.ccmbackup")) == []
