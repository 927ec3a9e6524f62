"""The clock bar in every state."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ccmdesk.ui.common.clock_bar import ClockBar
from ccmdesk.ui.common.clock_state import ClockBarState, ClockMode, HeldClock, icon_of, roles_of, words_of
from ccmdesk.ui.common.theme import Theme
from tests.ui.hands import child, press

NAME = "María Álvarez"
STATES = {
    "idle": ClockBarState(detail="Last: Dolores Peña, 6:12", start_on=NAME, can_resume=True),
    "running": ClockBarState(ClockMode.RUNNING, 522, NAME, "Medication review", 1030, can_interrupt=True),
    "on_call": ClockBarState(ClockMode.ON_CALL, 522, NAME, "Phone with Lucía", 1030, can_interrupt=True),
    "held": ClockBarState(ClockMode.HELD, 522, NAME, "Held since 10:33", 1030),
    "interrupted": ClockBarState(
        ClockMode.INTERRUPTED,
        65,
        "James Brown",
        "Incoming call",
        0,
        held=HeldClock(NAME, "María", "10:33", 522),
    ),
    "in_doubt": ClockBarState(ClockMode.IN_DOUBT, 522, NAME, "No key since 10:33", 1030, doubt_since="10:33"),
}
BUTTONS = {
    "idle": ["Resume last", "Start on María Álvarez"],
    "running": ["Hold", "Interrupt", "Stop"],
    "on_call": ["Hold", "Interrupt", "End call, stop"],
    "held": ["Stop", "Go on"],
    "interrupted": ["Hold", "Stop, back to María"],
    "in_doubt": ["Stop at 10:33", "Say what it was"],
}


@pytest.fixture
def bar(theme: Theme, qtbot: QtBot) -> ClockBar:
    """Return a bar as wide as the practice's screen, in an active window."""
    widget = ClockBar(theme)
    widget.resize(1366, 56)
    qtbot.addWidget(widget)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    return widget


def _shown(bar: ClockBar) -> list[str]:
    buttons = [button for button in bar.findChildren(QPushButton) if button.isVisible() and button.text()]
    return [button.text() for button in sorted(buttons, key=QWidget.x)]


@pytest.mark.parametrize("key", list(STATES))
def test_each_state_offers_its_deeds_the_likeliest_last(bar: ClockBar, key: str) -> None:
    bar.set_state(STATES[key])
    assert bar.state() == STATES[key]
    assert _shown(bar) == BUTTONS[key]


@pytest.mark.parametrize(
    ("key", "signals"),
    [
        ("idle", {"F5": "start", "F6": "resume_last"}),
        ("running", {"F7": "hold", "F8": "interrupt", "F9": "stop"}),
        ("held", {"F7": "go_on", "F9": "stop"}),
        ("in_doubt", {"F7": "explain", "F9": "stop"}),
    ],
)
def test_the_keys_do_what_the_buttons_say(
    bar: ClockBar, qtbot: QtBot, key: str, signals: dict[str, str]
) -> None:
    bar.set_state(STATES[key])
    heard: list[str] = []
    for name in ("start", "resume_last", "hold", "go_on", "stop", "interrupt", "explain"):
        getattr(bar, name).connect(lambda name=name: heard.append(name))
    for number in range(5, 10):
        press(bar, getattr(Qt.Key, f"Key_F{number}"))
    wanted = [signals[f"F{number}"] for number in range(5, 10) if f"F{number}" in signals]
    assert heard == wanted


def test_the_digits_ask_for_today(bar: ClockBar, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bar.open_today):
        child(bar, QPushButton, "clock.block").click()


def test_a_tick_moves_the_digits_only(bar: ClockBar) -> None:
    bar.set_state(STATES["running"])
    before = bar.grab().toImage()
    bar.tick(523)
    after = bar.grab().toImage()
    block, month = (child(bar, QWidget, name) for name in ("clock.block", "clock.month"))
    assert block.accessibleName() == "running, 8 minutes 43 seconds"
    moved = [x for x in range(after.width()) if any(
        before.pixelColor(x, y) != after.pixelColor(x, y) for y in range(0, after.height(), 2))]  # fmt: skip
    assert moved
    assert all(x < block.width() or month.x() <= x <= month.x() + month.width() for x in moved)


def test_states_differ_without_colour(theme: Theme) -> None:
    assert len({(icon_of(mode), words_of(mode)) for mode in ClockMode}) == len(ClockMode)
    assert len({roles_of(mode).solid for mode in ClockMode}) == 4


def test_a_locked_screen_offers_hold_and_stop_and_names_nobody(bar: ClockBar) -> None:
    state = ClockBarState(
        ClockMode.ON_CALL, 60, "A clock is running", "The patient is hidden", 1030, private=True
    )
    bar.set_state(state)
    assert _shown(bar) == ["Hold", "Stop"]
    assert not child(bar, QWidget, "clock.month").isVisible()
    bar.set_state(ClockBarState(private=True, start_on=NAME, can_resume=True))
    assert _shown(bar) == []
    assert NAME not in [label.text() for label in bar.findChildren(QLabel)]


@pytest.mark.parametrize("key", list(STATES))
def test_nothing_overlaps_at_200_percent(bar: ClockBar, theme: Theme, key: str) -> None:
    theme.set_zoom(200)
    bar.resize(1366, 112)
    bar.set_state(STATES[key])
    bar.grab()
    names = ("clock.block", "clock.held", "clock.name", "clock.month")
    parts = [widget for name in names if (widget := child(bar, QWidget, name)).isVisible()]
    parts += [button for button in bar.findChildren(QPushButton) if button.isVisible() and button.text()]
    parts.sort(key=QWidget.x)
    for left, right in pairwise(parts):
        assert left.geometry().right() < right.geometry().left()
    assert parts[-1].geometry().right() < bar.width()
    assert child(bar, QLabel, "clock.name").width() >= 100


def test_what_cannot_be_done_is_not_offered(bar: ClockBar) -> None:
    bar.set_state(ClockBarState(ClockMode.RUNNING, 5, NAME, "Education", 0))
    assert child(bar, QPushButton, "clock.interrupt").isHidden()
    assert not child(bar, QPushButton, "clock.stop").isHidden()


LONG = "Maximiliana-Guadalupe Concepción Villavicencio de la Torre y Echeverría-Montenegro de los Ríos"


@pytest.mark.parametrize("can_resume", [True, False])
@pytest.mark.parametrize(("width", "zoom"), [(1366, 100), (1366, 200), (1024, 125), (640, 80)])
def test_a_very_long_name_leaves_room_for_everything(
    bar: ClockBar, theme: Theme, qtbot: QtBot, width: int, zoom: int, can_resume: bool
) -> None:
    bar.set_state(ClockBarState(detail="Last: Dolores Peña, 6:12", start_on=LONG, can_resume=can_resume))
    theme.set_zoom(zoom)
    bar.resize(width, theme.px(56))
    qtbot.wait(1)
    start = child(bar, QPushButton, "clock.start")
    assert start.width() >= start.sizeHint().width()
    assert start.geometry().right() < bar.width()
    names = ("clock.name", "clock.resume_last", "clock.start")
    shown = [part for name in names if (part := child(bar, QWidget, name)).isVisible()]
    for left, right in pairwise(shown):
        assert left.geometry().right() < right.x()
    assert child(bar, QLabel, "clock.name").width() >= theme.px(100)
    assert start.text().startswith("Start")
    assert start.accessibleName() == f"Start on {LONG}"
    assert start.toolTip() == f"Start on {LONG}" or start.text() == f"Start on {LONG}"


def test_a_running_clock_shortens_a_very_long_name(bar: ClockBar) -> None:
    bar.set_state(ClockBarState(ClockMode.ON_CALL, 522, LONG * 2, "Phone", 1030))
    bar.grab()
    name = child(bar, QLabel, "clock.name")
    assert name.geometry().right() < child(bar, QWidget, "clock.month").x()
    assert name.toolTip() == LONG * 2
