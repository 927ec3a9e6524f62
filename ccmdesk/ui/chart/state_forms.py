"""Revoke consent, and pause, resume, transfer or end an enrolment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.domain.enrolment import Enrolment, EnrolmentState
from ccmdesk.domain.errors import StaleVersion
from ccmdesk.services.enrolments import change_state, revoke_consent
from ccmdesk.ui.chart.forms import AnyField, SavingDialog
from ccmdesk.ui.chart.words import state_words
from ccmdesk.ui.common import say
from ccmdesk.ui.common.date_fields import DateField
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.fields import Field
from ccmdesk.ui.common.message_bar import Message
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.text import Label


class RevokeDialog(SavingDialog):
    """Ask when the patient said so, and say until when the consent holds."""

    def __init__(self, desk: Desk, known: Enrolment) -> None:
        super().__init__(
            desk,
            name="chart.revoke_form",
            title=self.tr("Revoke consent"),
            primary=self.tr("Revoke consent"),
            width=460,
        )
        self._known = known
        self.day = DateField(
            desk.theme, self.tr("The patient said so on"), name="chart.revoke_form.day", today=self.today
        )
        self.day.set_value(self.today)
        self.day.edited.connect(lambda _text: self._say_until())
        self.reason = Field(desk.theme, self.tr("Why, if told"), name="chart.revoke_form.reason")
        self.until = Label(desk.theme, name="chart.revoke_form.until", role=Role.MUTED, wrap=True)
        self._say_until()
        self.fill(self.day, self.reason, self.until)

    def fields(self) -> Mapping[str, AnyField]:
        """Return the fields that a refusal may name."""
        return {"on": self.day}

    def save(self) -> None:
        """Revoke it."""
        day = self.day.value()
        if not self.day.text():
            self.day.set_error(self.tr("Say on which day."))
        if self.first_error(self.day) or day is None:
            return
        desk = self.desk

        def then(until: date) -> None:
            said = self.tr("Consent is revoked. It holds until %s.").replace("%s", say.full_date(until))
            desk.messages.say(Message(said))

        self.run(
            revoke_consent,
            self._known.patient_id,
            program=self._known.program,
            on=day,
            reason=self.reason.text(),
            then=then,
        )

    def _say_until(self) -> None:
        day = self.day.value()
        self.day.set_error("")
        last = ServiceMonth.of(day or self.today).last_day()
        words = self.tr("It takes effect at the end of the month: time counts until %s, none after.")
        self.until.setText(words.replace("%s", say.full_date(last)))


class StateDialog(SavingDialog):
    """Ask from when and why an enrolment changes its state."""

    def __init__(self, desk: Desk, known: Enrolment, *, state: EnrolmentState) -> None:
        title, primary = {
            EnrolmentState.PAUSED: (self.tr("Pause the enrolment"), self.tr("Pause")),
            EnrolmentState.ACTIVE: (self.tr("Resume the enrolment"), self.tr("Resume")),
            EnrolmentState.TRANSFERRED: (self.tr("Transfer to another practice"), self.tr("Transfer")),
        }.get(state, (self.tr("End the enrolment"), self.tr("End")))
        super().__init__(desk, name="chart.state_form", title=title, primary=primary, width=440)
        self._known = known
        self._state = state
        self.day = DateField(desk.theme, self.tr("From"), name="chart.state_form.day", today=self.today)
        self.day.set_value(self.today)
        self.reason = Field(desk.theme, self.tr("Why"), name="chart.state_form.reason")
        self.fill(self.day, self.reason)

    def fields(self) -> Mapping[str, AnyField]:
        """Return the fields that a refusal may name."""
        return {"on": self.day, "reason": self.reason}

    def stale(self, problem: StaleVersion) -> str:
        """Say what someone else saved; saving again goes on from there."""
        theirs = problem.theirs
        if not isinstance(theirs, Enrolment):
            return str(problem)
        self._known = replace(theirs, version=problem.their_version)
        words = self.tr("Someone else changed this meanwhile to: %s. Save again to change it from there.")
        return words.replace("%s", state_words(theirs.state))

    def save(self) -> None:
        """Change the state."""
        day = self.day.value()
        if not self.day.text():
            self.day.set_error(self.tr("Say on which day."))
        elif day is not None and day > self.today:
            self.day.set_error(self.tr("That day lies in the future."))
        needs_reason = self._state is not EnrolmentState.ACTIVE and not self.reason.text()
        self.reason.set_error(self.tr("Say why; a few words are enough.") if needs_reason else "")
        if self.first_error(self.day, self.reason) or day is None:
            return
        desk, words = self.desk, state_words(self._state)
        self.run(
            change_state,
            self._known,
            state=self._state,
            on=day,
            reason=self.reason.text() or words,
            then=lambda _saved: desk.messages.say(Message(f"{words}.")),
        )
