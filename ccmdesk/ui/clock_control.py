"""Tie the clock bar to the clock's use cases: one state shown, one wish carried out at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimer

from ccmdesk.domain.changes import ChangeKind, Changes, Done
from ccmdesk.domain.errors import UserError
from ccmdesk.domain.time_log import Mode, Subject
from ccmdesk.services import clock as clocks
from ccmdesk.services.clock import BEAT_EVERY, ClockView, Stopping
from ccmdesk.services.permissions import UseCase, may
from ccmdesk.ui.clock_words import busy_state, idle_state, only_read, since
from ccmdesk.ui.common.clock_bar import ClockBar
from ccmdesk.ui.common.desk import Desk, Selection
from ccmdesk.ui.common.message_bar import Message
from ccmdesk.ui.common.say import clock_text
from ccmdesk.ui.stop_form import StopForm

_TICK_MS = 1000
_CALLS = frozenset({Mode.PHONE, Mode.VIDEO})

StopAsker = Callable[[ClockView, int, Callable[[Stopping], None], Callable[[], None]], Callable[[], None]]
"""Ask what a stopped clock was: the view, its seconds, what to do with the answer, and with none.

Returns what closes the question again.
"""


class ClockControl(QObject):
    """Carry the clock bar's wishes to the services and show what came of them."""

    def __init__(self, bar: ClockBar, desk: Desk, *, ask: StopAsker, open_today: Callable[[], None]) -> None:
        super().__init__(bar)
        self._bar = bar
        self._desk = desk
        self._ask = ask
        self._view = ClockView(None, "", 0, None)
        self._selection: Selection | None = None
        self._may = may(desk.actor, UseCase.COUNT_TIME)
        self._private = False
        self._close_form: Callable[[], None] | None = None
        self._resumes = False
        self._saving = False
        self._under_way: Callable[..., Any] | None = None
        self._asks_next = False
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._show_seconds)
        self._beat = QTimer(self)
        self._beat.setInterval(int(BEAT_EVERY.total_seconds() * 1000))
        self._beat.timeout.connect(self._give_sign)
        self._wishes = (
            (bar.start, self._start_selected),
            (bar.resume_last, self._resume_last),
            (bar.hold, self._hold),
            (bar.go_on, self._go_on),
            (bar.stop, self.stop),
            (bar.open_today, open_today),
        )
        for signal, wish in self._wishes:
            signal.connect(wish)
        desk.notice.subscribe(self, self._hear, kinds=frozenset({ChangeKind.TIME, ChangeKind.PATIENT}))
        self._run(clocks.recover, then=self._recovered)

    def close(self) -> None:
        """Let go of the bar; a clock that runs is held in the practice file until its user comes back."""
        if self.running():
            self._desk.lane.run(clocks.hold_at_close, self._desk.store, self._desk.actor)
        self._tick.stop()
        self._beat.stop()
        for signal, wish in self._wishes:
            signal.disconnect(wish)
        self.deleteLater()

    def select(self, selection: Selection | None) -> None:
        """Offer to start on the patient whom the pages are about."""
        self._selection = selection
        self._show()

    def set_private(self, *, private: bool) -> None:
        """Hide or show who the clock is about, for the lock screen."""
        self._private = private
        self._show()

    def running(self) -> bool:
        """Tell whether a clock runs or is on hold."""
        return self._view.run is not None

    def on_call(self) -> bool:
        """Tell whether the clock runs on a phone or video call."""
        run = self._view.run
        return run is not None and run.open_since is not None and run.subject.mode in _CALLS

    def start(self, selection: Selection) -> None:
        """Start on a patient, as a phone call unless said otherwise when it is stopped."""
        self._start(Subject(selection.patient_id, mode=Mode.PHONE))

    def stop(self) -> None:
        """Hold the clock now, then ask what the work was and save it; without an answer it goes on."""
        run = self._view.run
        if run is None:
            return
        if self._private:
            subject = run.subject
            self._save(Stopping(subject.activity, subject.mode))
        elif self._close_form is not None:
            return
        elif self._under_way is not None:
            self._asks_next = True
        elif run.open_since is not None:
            self._run(clocks.hold, then=self._held_to_ask)
        else:
            self._ask_what(resume=False)

    def _start_selected(self) -> None:
        if self._selection is not None:
            self.start(self._selection)

    def _resume_last(self) -> None:
        last = self._view.last
        if last is not None:
            self._start(Subject(last.patient_id, activity=last.activity, mode=last.mode))

    def _start(self, subject: Subject) -> None:
        self._run(clocks.start, subject, then=self._changed)

    def _hold(self) -> None:
        self._run(clocks.hold, then=self._changed)

    def _go_on(self) -> None:
        if self._close_form is not None:
            self._resumes = True
            self._close_form()
        else:
            self._run(clocks.resume, then=self._changed)

    def _held_to_ask(self, done: Done[ClockView]) -> None:
        self._asks_next = False
        self._changed(done)
        self._ask_what(resume=True)

    def _ask_what(self, *, resume: bool) -> None:
        if self._view.run is not None:
            seconds = self._view.run.seconds_at(self._desk.clock.wall())
            self._resumes = resume
            self._close_form = self._ask(self._view, seconds, self._save, self._unanswered)

    def _unanswered(self) -> None:
        # A dialog tells twice that it goes: by itself, and when its host lets go of it.
        if self._close_form is not None:
            self._close_form = None
            if self._resumes:
                self._go_on()

    def _save(self, stopping: Stopping) -> None:
        if self._saving:
            return
        self._set_saving(saving=True)
        desk = self._desk
        desk.lane.run(
            clocks.stop,
            desk.store,
            desk.actor,
            stopping,
            then=self._stopped,
            failed=self._refused,
            ended=self._saved,
            owner=self,
        )

    def _saved(self) -> None:
        self._set_saving(saving=False)

    def _set_saving(self, *, saving: bool) -> None:
        self._saving = saving
        if (form := self._form()) is not None:
            form.set_saving(saving=saving)

    def _refused(self, error: UserError) -> None:
        if (form := self._form()) is not None:
            form.say_problem(str(error))
        else:
            self._desk.messages.say(Message(str(error), trouble=True))

    def _form(self) -> StopForm | None:
        shown = self._desk.dialogs.current()
        return shown if isinstance(shown, StopForm) else None

    def _stopped(self, done: Any) -> None:
        # Only now: a form whose answer could not be saved stays open with what was typed.
        if self._close_form is not None:
            self._resumes = False
            self._close_form()
        words = self.tr("Saved %s.").replace("%s", clock_text(done.value.seconds))
        self._desk.messages.say(Message(words))
        self._desk.notice.publish(done.changes)

    def _recovered(self, done: Done[ClockView]) -> None:
        self._changed(done)
        run = self._view.run
        if run is not None and run.held_since is not None:
            words = self.tr("Your clock is still on hold, since %s. Nothing after that counts.")
            if run.recovered:
                words = self.tr(
                    "The program ended while your clock ran. It is on hold since the last sign of work, "
                    "and nothing after that counts."
                )
            now = self._desk.clock.wall().astimezone(ZoneInfo(self._desk.zone))
            self._desk.messages.say(Message(words.replace("%s", since(run.held_since, now=now))))
        self._refresh()

    def _changed(self, done: Done[ClockView]) -> None:
        self._view = done.value
        self._show()
        self._desk.notice.publish(done.changes)
        if self._asks_next:
            self._asks_next = False
            self.stop()

    def _hear(self, _changes: Changes) -> None:
        self._refresh()

    def _refresh(self) -> None:
        self._desk.lane.run(
            clocks.clock_view,
            self._desk.store,
            self._desk.actor,
            then=self._viewed,
            owner=self,
            kind="clock-view",
        )

    def _viewed(self, view: ClockView) -> None:
        self._view = view
        self._show()

    def _run(self, use_case: Callable[..., Any], *args: Any, then: Callable[[Any], None]) -> None:
        if self._under_way is use_case:
            return  # a key pressed twice is one wish
        self._under_way = use_case
        desk = self._desk
        desk.lane.run(
            use_case,
            desk.store,
            desk.actor,
            *args,
            then=then,
            failed=self._failed,
            ended=self._ended,
            owner=self,
        )

    def _ended(self) -> None:
        self._under_way = None

    def _failed(self, error: UserError) -> None:
        self._asks_next = False
        self._desk.messages.say(Message(str(error), trouble=True))

    def _give_sign(self) -> None:
        self._desk.lane.run(clocks.heartbeat, self._desk.store, self._desk.actor, owner=self)

    def _show_seconds(self) -> None:
        run = self._view.run
        if run is not None:
            self._bar.tick(run.seconds_at(self._desk.clock.wall()))

    def _show(self) -> None:
        run = self._view.run
        going = run is not None and run.open_since is not None
        for timer in (self._tick, self._beat):
            if going != timer.isActive():
                timer.start() if going else timer.stop()
        now = self._desk.clock.wall().astimezone(ZoneInfo(self._desk.zone))
        if run is None:
            start_on = "" if self._selection is None else self._selection.name
            state = idle_state(self._view, now=now, start_on=start_on, private=self._private)
        else:
            hidden = self._desk.actor.name if self._private else None
            state = busy_state(self._view, run, now=now, hidden_for=hidden)
        self._bar.set_state(state if self._may else only_read(state))
