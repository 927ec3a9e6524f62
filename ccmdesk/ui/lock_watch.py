"""Watch for the moments at which the window has to hide, and at which the key has to go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QWindow

from ccmdesk.domain.clock import Clock
from ccmdesk.services.locking import LIMITS, LockLimits, LockState, Session, lock_state, next_change_at

_LOOK_MS = 5000
"""How often to look whether the machine slept: a timer of Qt does not run meanwhile."""
_SLEPT_NS = 2 * 10**9
_MS = 10**6
_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
        QEvent.Type.InputMethod,
    }
)


class LockWatch(QObject):
    """Emit `soft_due` and `hard_due` when the practice has to be locked so far; each once a session's state.

    `on_call` tells whether a call is on the clock: then no keyboard is no absence. Input is what reaches the
    native window; times are those of `Clock.boot_ns`, which nobody can set back.
    """

    soft_due = Signal()
    hard_due = Signal()

    def __init__(
        self, clock: Clock, *, parent: QObject, on_call: Callable[[], bool], limits: LockLimits = LIMITS
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._on_call = on_call
        self._limits = limits
        self._session: Session | None = None
        self._told = LockState.OPEN
        self._slept = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)

    def follow(self, window: QWindow) -> None:
        """Take every input of a native window as a sign of life."""
        window.installEventFilter(self)

    def begin(self) -> None:
        """Start a session: a person has unlocked the practice with the passphrase."""
        now = self._clock.boot_ns()
        self._slept = now - self._clock.monotonic_ns()
        self._session = Session(opened_at=now, last_input=now)
        self._tell_again()

    def end(self) -> None:
        """Stop watching: the practice is closed."""
        self._session = None
        self._timer.stop()

    def hidden(self) -> None:
        """Note that the window hides its patients from now on."""
        if self._session is not None and self._session.soft_locked_at is None:
            self._session = replace(self._session, soft_locked_at=self._clock.boot_ns())
            self._told = LockState.SOFT
            self._wait()

    def shown(self) -> None:
        """Note that a person has unlocked the window again; the working day goes on."""
        if self._session is not None:
            self._session = replace(self._session, soft_locked_at=None, last_input=self._clock.boot_ns())
            self._tell_again()

    def look(self) -> None:
        """Decide now, and wait for the next change."""
        if self._session is None:
            return
        self._session = replace(self._session, call_mode=self._on_call())
        now = self._clock.boot_ns()
        slept = now - self._clock.monotonic_ns() - self._slept > _SLEPT_NS
        state = LockState.HARD if slept else lock_state(self._session, now=now, limits=self._limits)
        if state is LockState.HARD:
            self.end()
            self.hard_due.emit()
            return
        if state is LockState.SOFT and self._told is LockState.OPEN:
            self._told = LockState.SOFT
            self.soft_due.emit()
        self._wait()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note the time of every input."""
        if event.type() in _INPUT and self._session is not None and self._told is LockState.OPEN:
            self._session = replace(self._session, last_input=self._clock.boot_ns())
        return False

    def _tell_again(self) -> None:
        self._told = LockState.OPEN
        self._wait()

    def _wait(self) -> None:
        if self._session is not None:
            now = self._clock.boot_ns()
            due = next_change_at(self._session, now=now, limits=self._limits)
            self._timer.start(max(0, min(_LOOK_MS, (due - now) // _MS + 1)))
