"""The consent and enrolment section: where the patient stands, who calls, and every conversation."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from ccmdesk.domain.changes import Done
from ccmdesk.domain.enrolment import Consent, ConsentState, Enrolment, EnrolmentState
from ccmdesk.domain.errors import UserError
from ccmdesk.services.enrolments import OVER, assign
from ccmdesk.services.papers import consent_pdf
from ccmdesk.services.permissions import UseCase, may
from ccmdesk.ui.chart.enrol_form import EnrolDialog, nurse_options
from ccmdesk.ui.chart.flow import FlowRow
from ccmdesk.ui.chart.history import History
from ccmdesk.ui.chart.reading import ChartView
from ccmdesk.ui.chart.state_forms import RevokeDialog, StateDialog
from ccmdesk.ui.chart.words import Now, consent_state_words, program_words, risk_options, state_words
from ccmdesk.ui.common import say
from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.desk import Desk, Paper
from ccmdesk.ui.common.fields import Choice
from ccmdesk.ui.common.form import FormLayout
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.message_bar import Message
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Surface
from ccmdesk.ui.common.text import Label, title


class ConsentSection(QScrollArea):
    """Show and change where one patient stands in the program."""

    def __init__(self, desk: Desk, now: Now) -> None:
        super().__init__()
        self._desk = desk
        self._now = now
        self._view: ChartView | None = None
        self._may = may(desk.actor, UseCase.ENROL)
        self.setObjectName("chart.consent_section")
        self.setAccessibleName(self.tr("Consent and enrolment"))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme = desk.theme
        inside = Surface(theme, role=Role.SURFACE)
        column = QVBoxLayout(inside)
        theme.space(column, margins=(20, 16, 20, 16), spacing=12)
        self.state = title(theme, "", name="chart.consent_state")
        self.state.setWordWrap(True)
        self.words = Label(theme, name="chart.consent_words", role=Role.MUTED, wrap=True)
        column.addWidget(self.state)
        column.addWidget(self.words)
        self._buttons = self._make_buttons()
        column.addWidget(self._buttons)
        column.addWidget(self._make_people())
        self.history = History(theme, now)
        column.addWidget(self.history)
        column.addStretch(1)
        self.setWidget(inside)

    def show_view(self, view: ChartView) -> None:
        """Show a patient."""
        self._view = view
        current = view.enrolment.current
        self.state.setText(self._state_words(current))
        self.words.setText(self._consent_words(view))
        self._show_buttons(current, view)
        self._people.setVisible(self._running(current) is not None)
        if current is not None:
            nurses = nurse_options(view, nobody=self.tr("Nobody yet"))
            self.nurse.set_options(nurses, current=str(current.nurse_id or ""))
            self.risk.set_options(risk_options(), current=current.risk)
        self.history.show_view(view)

    def enrol(self) -> None:
        """Open the form that enrols with consent."""
        if self._view is not None:
            dialog = EnrolDialog(self._desk, self._view)
            self._desk.dialogs.show_dialog(dialog, first=next(iter(dialog.statements.values())))

    def record_consent(self) -> None:
        """Open the form for a consent conversation of the enrolment."""
        view = self._view
        known = None if view is None else self._running(view.enrolment.current)
        if view is not None and known is not None:
            dialog = EnrolDialog(self._desk, view, enrolled=known)
            self._desk.dialogs.show_dialog(dialog, first=next(iter(dialog.statements.values())))

    def revoke(self) -> None:
        """Open the form that revokes consent."""
        known = None if self._view is None else self._view.enrolment.current
        if known is not None:
            dialog = RevokeDialog(self._desk, known)
            self._desk.dialogs.show_dialog(dialog, first=dialog.day.control)

    def change(self, state: EnrolmentState) -> None:
        """Open the form that changes the state."""
        known = None if self._view is None else self._view.enrolment.current
        if known is not None:
            dialog = StateDialog(self._desk, known, state=state)
            self._desk.dialogs.show_dialog(dialog, first=dialog.reason.control)

    def print_consent(self) -> None:
        """Preview the consent form."""
        desk, view = self._desk, self._view
        if view is not None:
            make = partial(consent_pdf, desk.store, desk.actor, view.patient_id)
            paper = Paper(self.tr("Consent form"), "consent-form.pdf", view.patient_id, make)
            desk.print_paper(paper)

    def _running(self, current: Enrolment | None) -> Enrolment | None:
        return None if current is None or current.state in OVER else current

    def _make_buttons(self) -> FlowRow:
        theme = self._desk.theme

        def button(name: str, text: str, icon: Icon | None = None, *, primary: bool = False) -> Button:
            kind = ButtonKind.PRIMARY if primary else ButtonKind.SECONDARY
            return Button(theme, text, name=f"chart.consent.{name}", icon=icon, kind=kind, height=30)

        self._enrol = button("enrol", self.tr("Enrol with consent"), Icon.SIGN, primary=True)
        self._record = button("record", self.tr("Record consent"), Icon.SIGN, primary=True)
        self._pause = button("pause", self.tr("Pause"), Icon.PAUSE)
        self._resume = button("resume", self.tr("Resume"), Icon.PLAY)
        self._transfer = button("transfer", self.tr("Transfer"))
        self._end = button("end", self.tr("End"))
        self._revoke = button("revoke", self.tr("Revoke consent"))
        self._print = button("print", self.tr("Print the consent form"), Icon.PRINT)
        self._enrol.clicked.connect(self.enrol)
        self._record.clicked.connect(self.record_consent)
        self._pause.clicked.connect(partial(self._wish, EnrolmentState.PAUSED))
        self._resume.clicked.connect(partial(self._wish, EnrolmentState.ACTIVE))
        self._transfer.clicked.connect(partial(self._wish, EnrolmentState.TRANSFERRED))
        self._end.clicked.connect(partial(self._wish, EnrolmentState.ENDED))
        self._revoke.clicked.connect(self.revoke)
        self._print.clicked.connect(self.print_consent)
        row = FlowRow(theme)
        for one in (self._enrol, self._record, self._pause, self._resume, self._transfer, self._end):
            row.add(one)
        row.add(self._revoke)
        row.add(self._print)
        return row

    def _wish(self, state: EnrolmentState, _checked: bool = False) -> None:
        self.change(state)

    def _show_buttons(self, current: Enrolment | None, view: ChartView) -> None:
        running = self._running(current)
        state = None if running is None else running.state
        given = view.enrolment.consent is ConsentState.GIVEN
        revoked = any(one.revoked_on for one in view.enrolment.consents[:1])
        alive = not view.chart.patient.value.deceased
        shown = {
            self._enrol: running is None and alive,
            self._record: running is not None and not given,
            self._pause: state is EnrolmentState.ACTIVE,
            self._resume: state is EnrolmentState.PAUSED,
            self._transfer: running is not None,
            self._end: running is not None,
            self._revoke: running is not None and given and not revoked,
        }
        for button, wanted in shown.items():
            button.setVisible(wanted and self._may)
        self._buttons.flow()

    def _make_people(self) -> QWidget:
        theme = self._desk.theme
        self.nurse = Choice(theme, self.tr("Nurse who calls"), name="chart.consent.nurse")
        self.risk = Choice(theme, self.tr("Risk"), name="chart.consent.risk")
        for choice in (self.nurse, self.risk):
            choice.control.setEnabled(self._may)
            choice.chosen.connect(lambda _key: self._assign())
        self._people = FormLayout(theme, columns=2)
        self._people.add(self.nurse)
        self._people.add(self.risk)
        theme.follow(self._people, lambda: self._people.setMaximumWidth(theme.px(480)))
        return self._people

    def _assign(self) -> None:
        view = self._view
        known = None if view is None else view.enrolment.current
        if known is None:
            return
        nurse = self.nurse.key()
        self._save_people(known, nurse_id=int(nurse) if nurse else None, risk=self.risk.key(), undo=known)

    def _save_people(
        self, known: Enrolment, *, nurse_id: int | None, risk: str, undo: Enrolment | None
    ) -> None:
        desk = self._desk

        def done(answer: Done[Enrolment]) -> None:
            desk.notice.publish(answer.changes)
            if undo is None:
                desk.messages.say(Message(self.tr("Taken back.")))
                return
            take_back = partial(
                self._save_people, answer.value, nurse_id=undo.nurse_id, risk=undo.risk, undo=None
            )
            desk.messages.say(Message(self.tr("Nurse and risk saved."), undo=take_back))

        run = partial(assign, desk.store, desk.actor, known, nurse_id=nurse_id, risk=risk)
        desk.lane.run(run, then=done, failed=self._refused, owner=self)

    def _refused(self, error: UserError) -> None:
        self._desk.messages.say(Message(str(error), trouble=True))
        if self._view is not None:
            self.show_view(self._view)

    def _state_words(self, current: Enrolment | None) -> str:
        if current is None:
            return self.tr("Not enrolled")
        words = f"{state_words(current.state)}: {program_words(current.program)}"
        if current.ended_on is not None:
            words += ", " + self.tr("until %s").replace("%s", say.full_date(current.ended_on))
        elif current.started_on is not None:
            words += ", " + self.tr("since %s").replace("%s", say.full_date(current.started_on))
        return words

    def _consent_words(self, view: ChartView) -> str:
        consents = view.enrolment.consents
        if view.chart.patient.value.deceased and not consents:
            return self.tr("This patient has died; nobody is enrolled after that.")
        if not consents:
            return self.tr(
                "No consent is recorded. Time counts only after the patient was told the three statements"
                " and agreed, spoken or in writing."
            )
        latest: Consent = consents[0]
        until = latest.revocation_effective
        if until is not None:
            words = self.tr("Consent was revoked on %1 and holds until %2; no time counts after that.")
            said = say.full_date(latest.revoked_on or until)
            return words.replace("%1", said).replace("%2", say.full_date(until))
        words = self.tr("Consent: %1, %2, obtained by %3.")
        words = words.replace("%1", consent_state_words(view.enrolment.consent).lower())
        return words.replace("%2", say.full_date(latest.given_on)).replace("%3", latest.obtained_by)
