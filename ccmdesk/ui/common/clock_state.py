"""What the clock bar shows, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QCoreApplication

from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.palette import AMBER_STATE, BLUE_STATE, GREEN_STATE, GREY_STATE, StateRoles


class ClockMode(Enum):
    """Name the states of the clock."""

    IDLE = "idle"
    RUNNING = "running"
    ON_CALL = "on_call"
    HELD = "held"
    INTERRUPTED = "interrupted"
    IN_DOUBT = "in_doubt"


@dataclass(frozen=True, slots=True)
class HeldClock:
    """Describe the outer clock that waits while an inner one runs."""

    name: str
    short_name: str
    since: str
    seconds: int


@dataclass(frozen=True, slots=True)
class ClockBarState:
    """Hold everything the bar shows; `seconds` is the clock's own time when the value was made.

    `detail` is the sentence under the name. `recorded` are the month's seconds before this clock, None hides
    the month cell. `start_on` names the selected patient, `can_resume` offers the last one, `can_interrupt`
    another patient's call. `doubt_since` is
    the time of the last sign of work. `private` is for the lock screen: Hold and Stop only, no month.
    `read_only` is for a user who may not count time: no button at all.
    """

    mode: ClockMode = ClockMode.IDLE
    seconds: int = 0
    name: str = ""
    detail: str = ""
    recorded: int | None = None
    start_on: str = ""
    can_resume: bool = False
    can_interrupt: bool = False
    held: HeldClock | None = None
    doubt_since: str = ""
    private: bool = False
    read_only: bool = False


def roles_of(mode: ClockMode) -> StateRoles:
    """Return the colours of a mode."""
    if mode is ClockMode.IDLE:
        return GREY_STATE
    if mode is ClockMode.HELD:
        return BLUE_STATE
    return AMBER_STATE if mode is ClockMode.IN_DOUBT else GREEN_STATE


def icon_of(mode: ClockMode) -> Icon:
    """Return the icon of a mode, so that colour is never needed."""
    return {
        ClockMode.IDLE: Icon.CLOCK,
        ClockMode.RUNNING: Icon.PLAY,
        ClockMode.ON_CALL: Icon.PHONE,
        ClockMode.HELD: Icon.PAUSE,
        ClockMode.INTERRUPTED: Icon.SWAP,
        ClockMode.IN_DOUBT: Icon.WARNING,
    }[mode]


def words_of(mode: ClockMode) -> str:
    """Return the word of a mode."""
    return {
        ClockMode.IDLE: QCoreApplication.translate("clock", "no clock"),
        ClockMode.RUNNING: QCoreApplication.translate("clock", "running"),
        ClockMode.ON_CALL: QCoreApplication.translate("clock", "on a call"),
        ClockMode.HELD: QCoreApplication.translate("clock", "on hold"),
        ClockMode.INTERRUPTED: QCoreApplication.translate("clock", "running"),
        ClockMode.IN_DOUBT: QCoreApplication.translate("clock", "in doubt"),
    }[mode]
