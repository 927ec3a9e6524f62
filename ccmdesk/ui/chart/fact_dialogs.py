"""Add, correct, end and void what the chart says, in dialogs inside the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from ccmdesk.domain.chart import Allergy, CareTeamMember, Condition, Fact, FactStatus, Medication, Recorded
from ccmdesk.domain.dates import PartialDate
from ccmdesk.domain.errors import StaleVersion
from ccmdesk.services.facts import add_fact, correct_fact, end_fact, void_fact
from ccmdesk.services.known_problems import known_problems
from ccmdesk.ui.chart.deeds import said_added, said_corrected, said_ended
from ccmdesk.ui.chart.fact_forms import fact_words, fields_for
from ccmdesk.ui.chart.forms import AnyField, SavingDialog
from ccmdesk.ui.chart.words import origin_words
from ccmdesk.ui.common.date_fields import DateField
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.fields import Field
from ccmdesk.ui.common.message_bar import Message
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.text import Label

translate = QCoreApplication.translate


class FactDialog(SavingDialog):
    """Add a fact of a kind (given as an empty one), or correct a recorded one."""

    def __init__(self, desk: Desk, patient_id: int, known: Fact | Recorded[Fact]) -> None:
        recorded = known if isinstance(known, Recorded) else None
        fact = known.value if isinstance(known, Recorded) else known
        title, primary = _titles(fact, correcting=recorded is not None)
        super().__init__(desk, name="chart.fact_form", title=title, primary=primary)
        self._patient_id = patient_id
        self._recorded = recorded
        self.made = fields_for(desk.theme, fact, today=self.today)
        if recorded is None:
            self.fill(self.made.form)
        else:
            source = Label(desk.theme, origin_words(recorded.origin), role=Role.MUTED, wrap=True)
            self.fill(self.made.form, source)
        if self.made.suggest is not None:
            desk.lane.run(known_problems, desk.store, desk.actor, then=self.made.suggest, owner=self)

    def fields(self) -> Mapping[str, AnyField]:
        """Return the fields that a refusal may name."""
        return self.made.by_name

    def first(self) -> AnyField:
        """Return the field that gets the keyboard."""
        return next(iter(self.made.by_name.values()))

    def stale(self, problem: StaleVersion) -> str:
        """Show what someone else saved; saving again replaces it."""
        if self._recorded is None:
            return str(problem)
        theirs = problem.theirs
        if isinstance(theirs, Condition | Medication | Allergy | CareTeamMember):
            self._recorded = replace(self._recorded, value=theirs, version=problem.their_version)
            words = self.tr("Someone else saved this meanwhile: %s. Save again to replace it, or cancel.")
            return words.replace("%s", fact_words(theirs))
        return str(problem)

    def save(self) -> None:
        """Save the fact."""
        fact = self.made.fact()
        if fact is None:
            self.first_error(*self.made.by_name.values())
            return
        desk, recorded, patient_id = self.desk, self._recorded, self._patient_id
        if recorded is None:
            self.run(
                add_fact,
                patient_id,
                fact,
                then=lambda fact_id: said_added(desk, patient_id, fact=fact, fact_id=fact_id),
            )
        else:
            self.run(
                correct_fact,
                recorded,
                fact,
                reason="corrected",
                then=lambda _none: said_corrected(desk, recorded, after=fact),
            )


class EndDialog(SavingDialog):
    """Say from which day on a problem, medicine or allergy is over."""

    def __init__(self, desk: Desk, recorded: Recorded[Fact]) -> None:
        title = {
            Condition: translate("chart", "Resolved"),
            Medication: translate("chart", "Stopped"),
        }.get(type(recorded.value), translate("chart", "No longer so"))
        super().__init__(
            desk, name="chart.end_form", title=title, primary=translate("chart", "Save"), width=420
        )
        self._recorded = recorded
        self.day = DateField(desk.theme, self.tr("On"), name="chart.end_form.day", today=self.today)
        self.day.set_value(self.today)
        self.reason = Field(desk.theme, self.tr("Why, if it helps"), name="chart.end_form.reason")
        what = Label(desk.theme, fact_words(recorded.value), wrap=True)
        self.fill(what, self.day, self.reason)

    def fields(self) -> Mapping[str, AnyField]:
        """Return the fields that a refusal may name."""
        return {"on": self.day}

    def save(self) -> None:
        """Save the end."""
        day = self.day.value()
        if not self.day.text():
            self.day.set_error(self.tr("Say on which day."))
        if self.first_error(self.day) or day is None:
            return
        desk, recorded, ended = (
            self.desk,
            self._recorded,
            _as_ended(self._recorded.value, PartialDate.of(day)),
        )
        self.run(
            end_fact,
            recorded,
            on=day,
            reason=self.reason.text(),
            then=lambda _none: said_ended(desk, recorded, after=ended),
        )


class VoidDialog(SavingDialog):
    """Ask why something was entered in error."""

    def __init__(self, desk: Desk, recorded: Recorded[Fact]) -> None:
        super().__init__(
            desk,
            name="chart.void_form",
            title=translate("chart", "Entered in error"),
            primary=translate("chart", "Take it out of the chart"),
            width=460,
        )
        self._recorded = recorded
        self.reason = Field(
            desk.theme,
            self.tr("Why was it wrong?"),
            name="chart.void_form.reason",
            placeholder=self.tr("other patient, typing error"),
        )
        what = Label(desk.theme, fact_words(recorded.value), wrap=True)
        why = self.tr("It leaves the chart and stays readable in the record, with the reason.")
        self.fill(what, self.reason, Label(desk.theme, why, role=Role.MUTED, wrap=True))

    def fields(self) -> Mapping[str, AnyField]:
        """Return the fields that a refusal may name."""
        return {"reason": self.reason}

    def save(self) -> None:
        """Mark it."""
        desk = self.desk
        self.run(
            void_fact,
            self._recorded,
            reason=self.reason.text(),
            then=lambda _none: desk.messages.say(Message(self.tr("Marked as entered in error."))),
        )


def _titles(fact: Fact, *, correcting: bool) -> tuple[str, str]:
    match fact:
        case Condition():
            add, correct = translate("chart", "Add a problem"), translate("chart", "Correct a problem")
        case Medication():
            add, correct = translate("chart", "Add a medicine"), translate("chart", "Correct a medicine")
        case Allergy():
            add, correct = translate("chart", "Add an allergy"), translate("chart", "Correct an allergy")
        case _:
            add = translate("chart", "Add to the care team")
            correct = translate("chart", "Correct the care team")
    if correcting:
        return correct, translate("chart", "Save the correction")
    return add, translate("chart", "Add")


def _as_ended(fact: Fact, day: PartialDate) -> Fact:
    match fact:
        case Condition():
            return replace(fact, status=FactStatus.ENDED, clinical_status="resolved", ended=day)
        case Medication():
            return replace(fact, status=FactStatus.ENDED, stop=day)
        case Allergy():
            return replace(fact, status=FactStatus.ENDED)
        case _:
            return fact
