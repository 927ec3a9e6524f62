"""Enrol a patient with the consent conversation in one form, or record a conversation alone."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ccmdesk.domain.enrolment import (
    Consent,
    ConsentMethod,
    Enrolment,
    EnrolmentState,
    Program,
    Statement,
)
from ccmdesk.services.enrolments import enrol, record_consent
from ccmdesk.ui.chart.forms import AnyField, SavingDialog
from ccmdesk.ui.chart.reading import ChartView
from ccmdesk.ui.chart.words import method_words, program_words, risk_options, statement_words
from ccmdesk.ui.common.date_fields import DateField
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.fields import CheckBox, Choice, Field
from ccmdesk.ui.common.form import FormLayout
from ccmdesk.ui.common.message_bar import Message
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.text import Label, caption
from ccmdesk.ui.common.theme import Weight

_ACCEPTED, _DECLINED, _LATER = "accepted", "declined", "later"


class EnrolDialog(SavingDialog):
    """Ask for program, people and consent; with `enrolled` only for the consent of that enrolment."""

    def __init__(self, desk: Desk, view: ChartView, *, enrolled: Enrolment | None = None) -> None:
        super().__init__(
            desk,
            name="chart.enrol_form",
            title=self.tr("Record consent") if enrolled else self.tr("Enrol with consent"),
            primary=self.tr("Record the answer") if enrolled else self.tr("Enrol"),
            width=680,
        )
        self._view = view
        self._enrolled = enrolled
        parts: list[QWidget] = []
        people = self._people_form(view)
        if enrolled is None:
            parts.append(people)
        else:
            self._people = people  # kept alive: the consent names the enrolment's practitioner
            self.program.set_key(enrolled.program)
            self.practitioner.set_key(str(enrolled.practitioner_id or ""))
        parts += [caption(desk.theme, self.tr("Told to the patient")), self._statements_box()]
        parts += [caption(desk.theme, self.tr("Answer")), self._answer_form()]
        self.fill(*parts)
        self._answer_chosen()

    def fields(self) -> Mapping[str, AnyField]:
        """Return the fields that a refusal may name."""
        return {"given_on": self.day, "obtained_by": self.obtained_by, "program": self.program}

    def save(self) -> None:
        """Save enrolment and consent."""
        answer = self.answer.key()
        consent = None if answer == _LATER else self._consent(accepted=answer == _ACCEPTED)
        if self.first_error(self.answer, self.day, self.obtained_by):
            return
        if consent is not None and consent.accepted and len(consent.statements) < len(Statement):
            told = self.tr("Consent counts only when all three statements were told. Tick what was told.")
            self._statement_problem.setText(told)
            self._statement_problem.show()
            self.reveal(next(tick for tick in self.statements.values() if not tick.isChecked()))
            return
        desk = self.desk
        if self._enrolled is not None or answer == _DECLINED:
            if consent is not None:
                said = Message(self.tr("The answer is recorded."))
                self.run(record_consent, consent, then=lambda _id: desk.messages.say(said))
            return
        new = Enrolment(
            patient_id=self._view.patient_id,
            program=Program(self.program.key()),
            state=EnrolmentState.ACTIVE,
            started_on=self.day.value() or self.today,
            practitioner_id=_number(self.practitioner.key()),
            nurse_id=_number(self.nurse.key()),
            risk=self.risk.key(),
        )
        self.run(enrol, new, consent, then=lambda _id: desk.messages.say(Message(self.tr("Enrolled."))))

    def _people_form(self, view: ChartView) -> FormLayout:
        theme = self.desk.theme
        self.program = Choice(
            theme,
            self.tr("Program"),
            name="chart.enrol_form.program",
            options=[(program.value, program_words(program)) for program in Program],
            current=Program.CCM,
        )
        doctors = [(str(one.id), one.name) for one in view.practitioners if one.active]
        self.practitioner = Choice(
            theme,
            self.tr("Billing practitioner"),
            name="chart.enrol_form.practitioner",
            options=[*([("", self.tr("Not chosen"))] if len(doctors) != 1 else []), *doctors],
            current=doctors[0][0] if len(doctors) == 1 else "",
        )
        self.nurse = Choice(
            theme,
            self.tr("Nurse who calls"),
            name="chart.enrol_form.nurse",
            options=nurse_options(view, nobody=self.tr("Nobody yet")),
            current=str(self.desk.actor.user_id),
        )
        self.risk = Choice(
            theme, self.tr("Risk"), name="chart.enrol_form.risk", options=risk_options(), current=""
        )
        form = FormLayout(theme, columns=2)
        form.add(self.program, span=2)
        for field in (self.practitioner, self.nurse, self.risk):
            form.add(field)
        return form

    def _statements_box(self) -> QWidget:
        theme = self.desk.theme
        box = QWidget()
        column = QVBoxLayout(box)
        theme.space(column, spacing=4)
        self.statements = {
            statement: CheckBox("", name=f"chart.enrol_form.told_{statement.value}")
            for statement in Statement
        }
        for statement, tick in self.statements.items():
            column.addLayout(self._statement_line(tick, statement_words(statement)))
        self._statement_problem = Label(theme, role=Role.RED_TEXT, weight=Weight.MEDIUM, wrap=True)
        self._statement_problem.hide()
        column.addWidget(self._statement_problem)
        return box

    def _statement_line(self, tick: CheckBox, words: str) -> QHBoxLayout:
        """Return the tick with its words beside it, which wrap as a check box's own would not."""
        theme = self.desk.theme
        tick.setAccessibleName(words)
        tick.toggled.connect(lambda _on: self._statement_problem.hide())
        label = Label(theme, words, wrap=True)
        label.setBuddy(tick)
        theme.follow(tick, lambda: tick.setFixedWidth(theme.px(24)))
        theme.follow(label, lambda: label.setContentsMargins(0, theme.px(4), 0, 0))
        row = QHBoxLayout()
        theme.space(row)
        row.addWidget(tick, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label, 1, Qt.AlignmentFlag.AlignTop)
        return row

    def _answer_form(self) -> FormLayout:
        theme = self.desk.theme
        options = [
            (_ACCEPTED, self.tr("Yes, accepts the service")),
            (_DECLINED, self.tr("No, does not want it")),
        ]
        if self._enrolled is None:
            options.append((_LATER, self.tr("Not asked yet; no time counts until then")))
        self.answer = Choice(
            theme, self.tr("The patient's answer"), name="chart.enrol_form.answer", options=options
        )
        self.answer.set_key(_ACCEPTED)
        self.answer.chosen.connect(lambda _key: self._answer_chosen())
        self.method = Choice(
            theme,
            self.tr("How"),
            name="chart.enrol_form.method",
            options=[(method.value, method_words(method)) for method in ConsentMethod],
            current=ConsentMethod.VERBAL,
        )
        self.day = DateField(theme, self.tr("On"), name="chart.enrol_form.day", today=self.today)
        self.day.set_value(self.today)
        actor = self.desk.actor
        self.obtained_by = Field(
            theme, self.tr("Obtained by"), name="chart.enrol_form.obtained_by", text=actor.titled
        )
        self.note = Field(theme, self.tr("Note"), name="chart.enrol_form.note")
        form = FormLayout(theme, columns=2)
        form.add(self.answer, span=2)
        for field in (self.method, self.day, self.obtained_by, self.note):
            form.add(field)
        return form

    def _answer_chosen(self) -> None:
        answer = self.answer.key()
        for field in (self.method, self.obtained_by):
            field.control.setEnabled(answer != _LATER)
        self._statement_problem.hide()
        if self._enrolled is None:
            words = {
                _ACCEPTED: self.tr("Enrol"),
                _DECLINED: self.tr("Record the refusal"),
                _LATER: self.tr("Enrol without consent"),
            }[answer]
            self.primary.show_as(words, icon=None)

    def _consent(self, *, accepted: bool) -> Consent | None:
        day = self.day.value()
        if not self.day.text():
            self.day.set_error(self.tr("Say on which day."))
        elif day is not None and day > self.today:
            self.day.set_error(self.tr("Consent cannot be dated in the future."))
        self.obtained_by.set_error("" if self.obtained_by.text() else self.tr("Say who obtained the answer."))
        if day is None:
            return None
        return Consent(
            patient_id=self._view.patient_id,
            program=Program(self.program.key()),
            given_on=day,
            method=ConsentMethod(self.method.key()),
            accepted=accepted,
            statements=frozenset(s for s, tick in self.statements.items() if tick.isChecked()),
            obtained_by=self.obtained_by.text(),
            practitioner_id=_number(self.practitioner.key()),
            note=self.note.text(),
        )


def nurse_options(view: ChartView, *, nobody: str) -> list[tuple[str, str]]:
    """Return the users of the practice as a choice of who calls."""
    return [("", nobody), *((str(u.id), u.titled) for u in view.users if not u.disabled)]


def _number(key: str) -> int | None:
    return int(key) if key else None
