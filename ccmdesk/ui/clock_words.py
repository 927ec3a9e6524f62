"""What the clock bar says of a clock: idle, going, on hold, and hidden while the screen is locked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from ccmdesk.domain.time_log import ClockRun, Mode
from ccmdesk.services.clock import ClockView
from ccmdesk.ui.common.clock_state import ClockBarState, ClockMode
from ccmdesk.ui.common.say import clock_text, clock_time, day_words
from ccmdesk.ui.common.work_words import activity_words, mode_words

translate = QCoreApplication.translate

_CALLS = (Mode.PHONE, Mode.VIDEO)


def idle_state(view: ClockView, *, now: datetime, start_on: str, private: bool) -> ClockBarState:
    """Return what the bar shows while no clock runs; `now` is the practice's local time."""
    last = view.last
    detail = ""
    if last is not None and not private:
        detail = (
            translate("ClockControl", "Last: %1, %2, stopped at %3")
            if last.stopped_at.astimezone(now.tzinfo).date() == now.date()
            else translate("ClockControl", "Last: %1, %2, stopped %3")
        )
        detail = (
            detail.replace("%1", last.patient_name)
            .replace("%2", clock_text(last.seconds))
            .replace("%3", since(last.stopped_at, now=now))
        )
    return ClockBarState(detail=detail, start_on=start_on, can_resume=last is not None, private=private)


def busy_state(view: ClockView, run: ClockRun, *, now: datetime, hidden_for: str | None) -> ClockBarState:
    """Return what the bar shows of a clock; `hidden_for` names its user while the screen is locked."""
    held = run.open_since is None
    running = ClockMode.ON_CALL if run.subject.mode in _CALLS else ClockMode.RUNNING
    name, detail = view.patient_name, _detail(run, now=now)
    if hidden_for is not None:
        name = translate("ClockControl", "A clock is running")
        detail = translate("ClockControl", "Started by %1 at %2. The patient is hidden while locked")
        detail = detail.replace("%1", hidden_for).replace("%2", since(run.started_at, now=now))
    return ClockBarState(
        mode=ClockMode.HELD if held else running,
        seconds=run.seconds_at(now),
        name=name,
        detail=detail,
        recorded=view.month_seconds,
        private=hidden_for is not None,
    )


def only_read(state: ClockBarState) -> ClockBarState:
    """Return a state as it is shown to a user who may not count time: nothing to press, and why."""
    why = translate("ClockControl", "Care managers and billing practitioners count time")
    return replace(state, read_only=True, detail=state.detail or why)


def since(instant: datetime, *, now: datetime) -> str:
    """Return a time of today, or a day with its time: a clock may be held over a weekend."""
    local = instant.astimezone(now.tzinfo)
    day, today = local.date(), now.date()
    return clock_time(local) if day == today else f"{day_words(day, today=today)} {clock_time(local)}"


def _detail(run: ClockRun, *, now: datetime) -> str:
    if run.held_since is None:
        return f"{mode_words(run.subject.mode)}, {activity_words(run.subject.activity)}"
    words = translate("ClockControl", "Held since %s. These minutes do not count")
    if run.recovered:
        words = translate("ClockControl", "The program ended at %s. Nothing since then counts")
    return words.replace("%s", since(run.held_since, now=now))
