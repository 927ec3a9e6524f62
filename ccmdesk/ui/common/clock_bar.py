"""The clock bar: always at the bottom, each state told by colour, icon and word; only its digits move."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ccmdesk.ui.common.button import Button
from ccmdesk.ui.common.clock_parts import ClockBlock, HeldChip, MonthCell
from ccmdesk.ui.common.clock_state import ClockBarState, ClockMode, roles_of
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.palette import Role, StateRoles
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Size, Theme, Weight

HEIGHT = 56
_NARROW = 960
_RIGHT = Qt.TextElideMode.ElideRight
_WORDS_LEFT = 120
"""The width that a long name on a button leaves to the words beside it, in pixels at 100 %."""
_SHORTEST_NAME = 72


@dataclass(frozen=True, slots=True)
class _Look:
    """Hold what one button of the bar says in a state; the last one shown is the likeliest and solid."""

    name: str
    text: str
    key: str
    icon: Icon | None


class ClockBar(QWidget):
    """Show the clock and offer what can be done with it, by button and by F5 to F9.

    `set_state` shows a new state; `tick` moves the digits. Nothing is decided here: each signal is a wish.
    """

    start = Signal()
    resume_last = Signal()
    hold = Signal()
    go_on = Signal()
    stop = Signal()
    interrupt = Signal()
    explain = Signal()
    open_today = Signal()

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state = ClockBarState()
        self._seconds = 0
        self.setObjectName("clock")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._block = ClockBlock(theme, parent=self)
        self._held = HeldChip(theme, parent=self)
        self._month = MonthCell(theme, parent=self)
        self._name = Label(theme, name="clock.name", size=Size.TITLE, weight=Weight.BOLD, elide=True)
        self._detail = Label(theme, name="clock.detail", elide=True)
        self._buttons = {
            name: Button(theme, name, name=f"clock.{name}", parent=self)
            for name in ("resume_last", "start", "hold", "go_on", "interrupt", "explain", "stop")
        }
        self._lay_out()
        self._connect()
        theme.follow(self, self._restyle)

    def state(self) -> ClockBarState:
        """Return the state shown."""
        return self._state

    def set_state(self, state: ClockBarState) -> None:
        """Show a state."""
        self._state, self._seconds = state, state.seconds
        self._restyle()

    def tick(self, seconds: int) -> None:
        """Show the clock's time; nothing else changes."""
        if seconds != self._seconds:
            self._seconds = seconds
            self._block.show_state(self._state.mode, seconds)
            self._month.show_state(self._state, seconds)

    def sizeHint(self) -> QSize:
        """Return the bar's height at the present zoom."""
        return QSize(self._theme.px(640), self._theme.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Return the least size: the block, some letters of the name, and the buttons."""
        return QSize(self._theme.px(360), self._theme.px(HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out keys and the month cell where there is no room."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._restyle()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tint and the line above."""
        del event
        roles = roles_of(self._state.mode)
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color(roles.tint))
        line = Role.LINE if self._state.mode is ClockMode.IDLE else roles.solid
        painter.fillRect(QRectF(0, 0, self.width(), 1), self._theme.color(line))
        painter.end()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        self._theme.space(row, margins=(0, 1, 16, 0))
        row.addWidget(self._block)
        texts = QVBoxLayout()
        self._theme.space(texts, margins=(0, 7, 0, 7), spacing=0)
        texts.addWidget(self._name)
        texts.addWidget(self._detail)
        inner = QHBoxLayout()
        self._theme.space(inner, margins=(16, 0, 24, 0), spacing=0)
        inner.addWidget(self._held)
        inner.addLayout(texts, 1)
        inner.addWidget(self._month)
        row.addLayout(inner, 1)
        buttons = QHBoxLayout()
        self._theme.space(buttons, spacing=8)
        for name in ("resume_last", "start", "hold", "interrupt", "stop", "go_on", "explain"):
            buttons.addWidget(self._buttons[name], alignment=Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(buttons)

    def _connect(self) -> None:
        for name, signal in (
            ("start", self.start),
            ("resume_last", self.resume_last),
            ("hold", self.hold),
            ("go_on", self.go_on),
            ("interrupt", self.interrupt),
            ("explain", self.explain),
            ("stop", self.stop),
        ):
            self._buttons[name].clicked.connect(signal)
        self._block.clicked.connect(self.open_today)
        for key, names in (
            ("F5", ("start",)),
            ("F6", ("resume_last",)),
            ("F7", ("hold", "go_on", "explain")),
            ("F8", ("interrupt",)),
            ("F9", ("stop",)),
        ):
            _Key(self, key, [self._buttons[name] for name in names])

    def _restyle(self) -> None:
        state, narrow = self._state, self._is_narrow(self.width())
        roles = roles_of(state.mode)
        self.setFixedHeight(self._theme.px(HEIGHT))
        self._block.show_state(state.mode, self._seconds)
        idle = state.mode is ClockMode.IDLE
        self._name.setText(self.tr("No clock running") if idle and not state.name else state.name)
        self._name.setToolTip(self._name.text())
        self._name.set_role(roles.text if idle else Role.TEXT)
        self._detail.setText(state.detail)
        self._detail.set_role(roles.text)
        self._detail.setToolTip(state.detail)
        self._held.show_held(state.held if state.mode is ClockMode.INTERRUPTED else None, narrow=narrow)
        self._month.show_state(state, self._seconds)
        self._month.setVisible(state.recorded is not None and not state.private and not narrow)
        self._show_buttons(roles, narrow=narrow)
        self.update()

    def _show_buttons(self, roles: StateRoles, *, narrow: bool) -> None:
        looks = self._looks()
        shown = {look.name for look in looks}
        for name, button in self._buttons.items():
            if name not in shown:
                button.hide()
        for at, look in enumerate(looks):
            button, last = self._buttons[look.name], at == len(looks) - 1
            solid = (
                roles
                if self._state.mode is not ClockMode.IDLE
                else StateRoles(Role.ACCENT, Role.ON_ACCENT, Role.SOFT, Role.ACCENT)
            )
            wanted = solid if last and look.name != "resume_last" else None
            key = "" if narrow else look.key
            button.show_as(look.text, icon=look.icon, key=key, state=wanted)
            if look.name == "start":
                short = self._short_start(button)
                button.setToolTip("" if short == look.text else look.text)
                button.show_as(short, icon=look.icon, key=key, state=wanted, spoken=look.text)
            button.show()

    def _short_start(self, button: Button) -> str:
        """Return what the start button says, the name shortened to the room that the bar has for it."""
        px, last = self._theme.px, self._buttons["resume_last"]
        resume = last.sizeHint().width() + px(8) if self._state.can_resume else 0
        taken = self._block.sizeHint().width() + px(16 + _WORDS_LEFT + 24) + resume + px(16)
        over = button.sizeHint().width() - (self.width() - taken)
        if over <= 0:
            return button.text()
        metrics = QFontMetrics(self._theme.font(weight=Weight.BOLD))
        name = self._state.start_on
        room = metrics.horizontalAdvance(name) - over
        if room < px(_SHORTEST_NAME):
            return self.tr("Start")
        return self.tr("Start on %s").replace("%s", metrics.elidedText(name, _RIGHT, room))

    def _looks(self) -> list[_Look]:
        state = self._state
        if state.read_only:
            return []
        hold = _Look("hold", self.tr("Hold"), "F7", Icon.PAUSE)
        stop = _Look("stop", self._stop_words(), "F9", Icon.STOP)
        match state.mode:
            case ClockMode.IDLE:
                looks = []
                if state.can_resume:
                    looks.append(_Look("resume_last", self.tr("Resume last"), "F6", None))
                if state.start_on:
                    words = self.tr("Start on %s").replace("%s", state.start_on)
                    looks.append(_Look("start", words, "F5", Icon.PLAY))
                return [] if state.private else looks
            case ClockMode.HELD:
                go_on = _Look("go_on", self.tr("Go on"), "F7", Icon.PLAY)
                return [stop] if state.private else [stop, go_on]
            case ClockMode.IN_DOUBT:
                explain = _Look("explain", self.tr("Say what it was"), "F7", Icon.PENCIL)
                return [stop] if state.private else [stop, explain]
            case ClockMode.INTERRUPTED:
                return [hold, stop]
            case _:
                interrupt = _Look("interrupt", self.tr("Interrupt"), "F8", Icon.SWAP)
                offered = state.can_interrupt and not state.private
                return [hold, interrupt, stop] if offered else [hold, stop]

    def _stop_words(self) -> str:
        state = self._state
        if state.private:
            return self.tr("Stop")
        if state.mode is ClockMode.ON_CALL:
            return self.tr("End call, stop")
        if state.mode is ClockMode.INTERRUPTED and state.held is not None:
            return self.tr("Stop, back to %s").replace("%s", state.held.short_name)
        if state.mode is ClockMode.IN_DOUBT and state.doubt_since:
            return self.tr("Stop at %s").replace("%s", state.doubt_since)
        return self.tr("Stop")

    def _is_narrow(self, width: int) -> bool:
        return width < self._theme.px(_NARROW)


class _Key(QShortcut):
    """Press the one of several buttons that is shown, from anywhere in the window."""

    def __init__(self, bar: ClockBar, keys: str, buttons: list[Button]) -> None:
        super().__init__(QKeySequence(keys), bar)
        self._buttons = buttons
        self.activated.connect(self._press)

    def _press(self) -> None:
        for button in self._buttons:
            if not button.isHidden() and button.isEnabled():
                button.click()
                return
