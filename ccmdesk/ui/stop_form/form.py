"""The dialog shown when the clock is stopped: what the work was, how it ended, and the note."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QScrollArea, QVBoxLayout

from ccmdesk.domain.time_log import ACTIVITIES, LIVE_MODES, Mode, Outcome
from ccmdesk.services.clock import Stopping
from ccmdesk.ui.common.dialog import Dialog, DialogHost
from ccmdesk.ui.common.fields import Field, TextArea
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.say import clock_text, duration_spoken
from ccmdesk.ui.common.text import Label, caption, title
from ccmdesk.ui.common.theme import Size, Theme, Weight
from ccmdesk.ui.common.work_words import activity_words, mode_words, outcome_words
from ccmdesk.ui.stop_form.options import Options

_NO_CONTACT = "none"
_NOTE_HEIGHT = 70
_SLOW_MS = 300
_OUTCOMES: dict[Mode, tuple[Outcome, ...]] = {
    Mode.PHONE: (Outcome.REACHED, Outcome.VOICEMAIL, Outcome.NO_ANSWER),
    Mode.VIDEO: (Outcome.REACHED, Outcome.NO_ANSWER),
    Mode.IN_PERSON: (Outcome.REACHED, Outcome.NO_ANSWER),
    Mode.MESSAGE: (Outcome.MESSAGE_SENT,),
    Mode.CHART_WORK: (),
}


class StopForm(Dialog):
    """Ask what the time was for; `answered` gives a Stopping, `closed` comes whenever the dialog goes.

    The clock is on hold meanwhile: the time shown stands still. The opener saves and calls `finish`.
    """

    answered = Signal(Stopping)

    def __init__(self, theme: Theme, *, patient_name: str, seconds: int, mode: Mode, activity: str) -> None:
        super().__init__(
            theme,
            name="stop_form.dialog",
            title=_title(),
            primary=_save(),
            secondary=_back(),
            width=600,
        )
        self._saving = False
        self.body.addLayout(self._head(patient_name, seconds))
        self._note = TextArea(theme, self.tr("Note"), name="stop_form.note", lines=3)
        self._note.control.setPlaceholderText(self.tr("What was done and what comes next"))
        note = self._note.control
        theme.follow(note, lambda: note.setMaximumHeight(theme.px(_NOTE_HEIGHT)))
        self._mode = Options(theme, self.tr("How"), name="stop_form.mode", columns=5)
        self._mode.set_options([(m.value, mode_words(m)) for m in Mode], current=mode.value)
        self._activity = Options(theme, self.tr("What"), name="stop_form.activity", columns=3)
        self._activity.set_options([(a, activity_words(a)) for a in ACTIVITIES], current=activity)
        self._outcome = Options(theme, self.tr("How it ended"), name="stop_form.outcome", columns=4)
        self._with_whom = Field(theme, self.tr("With whom, if not the patient"), name="stop_form.with_whom")
        for part in (self._note, self._mode, self._outcome, self._with_whom, self._activity):
            self.body.addWidget(part)
        keys = self.tr("Ctrl+Enter saves. In a row of answers, type the number or use the arrow keys.")
        self.body.addWidget(caption(theme, keys, name="stop_form.keys", strong=False))
        self.body.addStretch(1)
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(_SLOW_MS)
        self._slow.timeout.connect(lambda: self._say_slow(slow=True))
        self._mode.chosen.connect(self._show_outcomes)
        self._show_outcomes()
        self.accepted.connect(self._answer)

    def first_field(self) -> QPlainTextEdit:
        """Return the control that takes the keyboard first: the note."""
        return self._note.control

    def set_saving(self, *, saving: bool) -> None:
        """Wait while the answer is saved: what was asked for cannot be taken back half way."""
        self._saving = saving
        self.say_problem("")
        if saving:
            self._slow.start()
        else:
            self._slow.stop()
            self._say_slow(slow=False)

    def _fit(self) -> None:
        host = self.parentWidget()
        if isinstance(host, DialogHost):
            QTimer.singleShot(0, host, host.place)  # after the layouts know what was added

    def finish(self) -> None:
        """Close the form, but not while its answer is being saved."""
        if not self._saving:
            super().finish()

    def _say_slow(self, *, slow: bool) -> None:
        self.primary.show_as(self.tr("Saving…") if slow else _save(), icon=None)

    def _head(self, patient_name: str, seconds: int) -> QHBoxLayout:
        theme = self._theme
        time = Label(theme, clock_text(seconds), name="stop_form.time", size=Size.CLOCK, weight=Weight.BOLD)
        time.setAccessibleName(duration_spoken(seconds))
        words = Label(
            theme,
            self.tr("The clock is on hold. It stops when you save; Back lets it go on."),
            name="stop_form.state",
            role=Role.MUTED,
            wrap=True,
        )
        texts = QVBoxLayout()
        theme.space(texts, spacing=2)
        texts.addWidget(title(theme, patient_name, name="stop_form.patient"))
        texts.addWidget(words)
        row = QHBoxLayout()
        theme.space(row, spacing=16)
        row.addWidget(time, alignment=Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        return row

    def _show_outcomes(self) -> None:
        outcomes = _OUTCOMES[Mode(self._mode.key())]
        options = [(outcome.value, outcome_words(outcome)) for outcome in outcomes]
        none = self.tr("No contact to log")
        kept = self._outcome.key()
        self._outcome.set_options([*options, (_NO_CONTACT, none)] if options else [], current=kept)
        self._outcome.come_after(self._mode)
        self._outcome.set_error("")
        for part in (self._outcome, self._with_whom):
            part.setVisible(bool(options))
        self._fit()

    def _go_to(self, options: Options) -> None:
        self._fit()
        options.focus_answer()
        scroll = self.findChild(QScrollArea, "stop_form.dialog.scroll")
        if scroll is not None:
            scroll.ensureWidgetVisible(options)

    def _answer(self) -> None:
        if self._saving:
            return
        mode, outcome = Mode(self._mode.key()), self._outcome.key()
        if not self._activity.key():
            self._activity.set_error(self.tr("Choose what the time was for."))
            self._go_to(self._activity)
            return
        if mode in LIVE_MODES and not outcome:
            self._outcome.set_error(self.tr("Choose how it ended, or that there is no contact to log."))
            self._go_to(self._outcome)
            return
        said = Outcome(outcome) if outcome not in ("", _NO_CONTACT) else None
        self.answered.emit(
            Stopping(
                activity=self._activity.key(),
                mode=mode,
                note=self._note.text(),
                outcome=said,
                with_whom=self._with_whom.text() if said is not None else "",
            )
        )


def _title() -> str:
    return QCoreApplication.translate("StopForm", "What was this time for?")


def _save() -> str:
    return QCoreApplication.translate("StopForm", "Stop and save")


def _back() -> str:
    return QCoreApplication.translate("StopForm", "Back to the clock")
