"""The watch tells when to hide and when the key has to go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWindow
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ccmdesk.domain.clock import SettableClock
from ccmdesk.services.locking import LockLimits
from ccmdesk.ui.lock_watch import LockWatch

MINUTE = timedelta(minutes=1)


class Told:
    """Hold a watch with a clock that moves when told, and what it said."""

    def __init__(self) -> None:
        self.clock = SettableClock(datetime(2026, 11, 23, 16, tzinfo=UTC))
        self.window = QWindow()
        self.window.resize(200, 100)
        self.on_call = False
        self.watch = LockWatch(self.clock, parent=self.window, on_call=lambda: self.on_call)
        self.watch.follow(self.window)
        self.said: list[str] = []
        self.watch.soft_due.connect(self._soft)
        self.watch.hard_due.connect(lambda: self.said.append("hard"))
        self.watch.begin()

    def _soft(self) -> None:
        self.said.append("soft")
        self.watch.hidden()

    def after(self, duration: timedelta) -> list[str]:
        """Let time pass and look; return what was said so far."""
        self.clock.advance(duration)
        self.watch.look()
        return self.said


@pytest.fixture
def told(qapp: object) -> Told:
    return Told()


def test_ten_minutes_without_input_hide_the_window_and_thirty_more_take_the_key(told: Told) -> None:
    assert told.after(10 * MINUTE - timedelta(seconds=1)) == []
    assert told.after(timedelta(seconds=1)) == ["soft"]
    assert told.after(29 * MINUTE) == ["soft"]
    assert told.after(MINUTE) == ["soft", "hard"]
    assert told.after(60 * MINUTE) == ["soft", "hard"]


def test_a_key_or_the_mouse_in_the_window_puts_the_lock_off(told: Told) -> None:
    told.after(9 * MINUTE)
    QTest.keyClick(told.window, Qt.Key.Key_A)
    assert told.after(9 * MINUTE) == []
    QTest.mouseClick(told.window, Qt.MouseButton.LeftButton, pos=QPoint(9, 9))
    assert told.after(9 * MINUTE) == []
    assert told.after(MINUTE) == ["soft"]


def test_keys_at_the_lock_screen_do_not_keep_the_key_longer(told: Told) -> None:
    told.after(10 * MINUTE)
    for _ in range(30):
        QTest.keyClick(told.window, Qt.Key.Key_A)
        told.after(MINUTE)
    assert told.said == ["soft", "hard"]


def test_a_call_on_the_clock_waits_half_an_hour(told: Told) -> None:
    told.on_call = True
    assert told.after(29 * MINUTE) == []
    told.on_call = False
    assert told.after(timedelta()) == ["soft"]


def test_unlocking_again_starts_anew_but_not_the_working_day(told: Told) -> None:
    told.watch.hidden()
    told.after(20 * MINUTE)
    told.watch.shown()
    for _ in range(72):
        QTest.keyClick(told.window, Qt.Key.Key_A)
        told.after(9 * MINUTE)
    assert told.said == []
    for _ in range(8):
        QTest.keyClick(told.window, Qt.Key.Key_A)
        told.after(9 * MINUTE)
    assert told.said == ["hard"]


def test_a_machine_that_slept_takes_the_key_at_once(told: Told) -> None:
    told.clock.sleep(MINUTE)
    told.watch.look()
    assert told.said == ["hard"]


def test_setting_the_wall_clock_changes_nothing(told: Told) -> None:
    told.clock.set_wall(datetime(2016, 1, 1, tzinfo=UTC))
    assert told.after(9 * MINUTE) == []
    told.clock.set_wall(datetime(2036, 1, 1, tzinfo=UTC))
    assert told.after(MINUTE) == ["soft"]


def test_another_boot_clock_takes_the_key(told: Told) -> None:
    told.clock.advance(MINUTE)
    told.watch.shown()
    told.clock.reboot("boot-2", off_for=MINUTE)
    told.watch.look()
    assert told.said == ["hard"]


def test_nothing_is_said_of_a_practice_that_is_closed(told: Told) -> None:
    told.watch.end()
    assert told.after(timedelta(hours=20)) == []


def test_the_timer_itself_says_it_in_time(qtbot: QtBot) -> None:
    from ccmdesk.domain.clock import SystemClock

    window = QWindow()
    limits = LockLimits(idle=50 * 10**6, idle_in_call=10**9, key_kept=60 * 10**6, session=10**12)
    watch = LockWatch(SystemClock(), parent=window, on_call=lambda: False, limits=limits)
    watch.soft_due.connect(watch.hidden)
    with qtbot.waitSignals([watch.soft_due, watch.hard_due], timeout=2000, order="strict"):
        watch.begin()
