"""When a backup is due, and how loudly the window speaks of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ccmdesk.domain.backups import Alarm, BackupState, LastCopy, LastDrill, drill_due, due

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
HERE = LastCopy(NOW - timedelta(hours=1), Path("here.ccmbackup"), present=True, behind_since=None)
SECOND = LastCopy(NOW - timedelta(days=3), Path("usb.ccmbackup"), present=False, behind_since=None)
STATE = BackupState(Path("backups"), HERE, Path("usb"), SECOND, None, unsaved=False, kept=1)


def behind(copy: LastCopy, hours: float) -> LastCopy:
    return replace(copy, behind_since=NOW - timedelta(hours=hours))


@pytest.mark.parametrize(
    ("state", "now", "leaving", "wanted"),
    [
        (STATE, NOW + timedelta(days=9), True, False),
        (replace(STATE, unsaved=True), NOW, False, False),
        (replace(STATE, unsaved=True), NOW, True, True),
        (replace(STATE, unsaved=True), NOW + timedelta(hours=3, seconds=-1), False, False),
        (replace(STATE, unsaved=True), NOW + timedelta(hours=3), False, True),
        (replace(STATE, unsaved=True, here=None), NOW, False, True),
        (replace(STATE, unsaved=True), NOW - timedelta(days=1), False, True),
    ],
)
def test_a_backup_is_due_after_changes(
    state: BackupState, now: datetime, leaving: bool, wanted: bool
) -> None:
    assert due(state, now, leaving=leaving) is wanted


@pytest.mark.parametrize(
    ("state", "alarm"),
    [
        (STATE, Alarm.NONE),
        (replace(STATE, second_place=None, second=None), Alarm.WARNING),
        (replace(STATE, second=None), Alarm.BANNER),
        (replace(STATE, second=behind(SECOND, 24)), Alarm.NONE),
        (replace(STATE, second=behind(SECOND, 24.1)), Alarm.WARNING),
        (replace(STATE, second=behind(SECOND, 48)), Alarm.WARNING),
        (replace(STATE, second=behind(SECOND, 48.1)), Alarm.BANNER),
        (replace(STATE, here=behind(HERE, 49)), Alarm.BANNER),
        (replace(STATE, here=None), Alarm.NONE),
    ],
)
def test_the_alarm_speaks_of_work_that_lies_in_no_second_place(state: BackupState, alarm: Alarm) -> None:
    assert state.alarm(NOW) is alarm


def test_the_trial_restore_is_due_once_a_month() -> None:
    assert not drill_due(replace(STATE, here=None), NOW)
    assert drill_due(STATE, NOW)
    tried = replace(STATE, drill=LastDrill(NOW, passed=True, words=""))
    assert not drill_due(tried, NOW + timedelta(days=29))
    assert drill_due(tried, NOW + timedelta(days=30))
    assert drill_due(tried, NOW - timedelta(days=1)), "a clock set back does not put it off for ever"
