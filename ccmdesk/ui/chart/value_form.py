"""The form for one reading: what, how much, in which unit, when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from ccmdesk.domain.chart import Observation, Recorded
from ccmdesk.domain.common_values import COMMON_VALUES, CommonValue, common_kind, common_value, new_reading
from ccmdesk.domain.dates import PartialDate
from ccmdesk.domain.errors import StaleVersion
from ccmdesk.domain.readings import readable_unit
from ccmdesk.services.facts import add_fact, correct_fact
from ccmdesk.ui.chart.deeds import said_added, said_corrected
from ccmdesk.ui.chart.forms import AnyField, NoteField, SavingDialog
from ccmdesk.ui.chart.readings import common_name, value_parts, value_words
from ccmdesk.ui.chart.typed import parse_numbers
from ccmdesk.ui.common.date_fields import DateField, NotUnderstoodError, TimeField
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.fields import Choice, Field
from ccmdesk.ui.common.form import FormLayout


class ValueDialog(SavingDialog):
    """Add a reading of a common kind by hand, or correct one."""

    def __init__(
        self, desk: Desk, patient_id: int, *, recorded: Recorded[Observation] | None = None, kind: str = ""
    ) -> None:
        super().__init__(
            desk,
            name="chart.value_form",
            title=self.tr("Correct a value") if recorded else self.tr("Add a value"),
            primary=self.tr("Save the value"),
        )
        self._patient_id = patient_id
        self._recorded = recorded
        known = None if recorded is None else common_kind(recorded.value)
        if known is not None:
            kind = known.key
        self._make_fields(kind)
        self.kind.setEnabled(recorded is None)
        self._kind_chosen()
        self.day.set_value(self.today)
        if recorded is not None:
            self._show(recorded.value)

    def fields(self) -> Mapping[str, AnyField]:
        """Return the fields that a refusal may name."""
        return {"value": self.value, "date": self.day}

    def _make_fields(self, kind: str) -> None:
        theme = self.desk.theme
        self.kind = Choice(
            theme,
            self.tr("What was measured"),
            name="chart.value_form.kind",
            options=[(value.key, common_name(value.key)) for value in COMMON_VALUES],
            current=kind or COMMON_VALUES[0].key,
        )
        self.kind.chosen.connect(lambda _key: self._kind_chosen())
        self.value = Field(theme, self.tr("Value"), name="chart.value_form.value")
        self.unit = Choice(theme, self.tr("Unit"), name="chart.value_form.unit")
        self.day = DateField(theme, self.tr("Day"), name="chart.value_form.day", today=self.today)
        self.time = TimeField(theme, self.tr("Time, if known"), name="chart.value_form.time")
        self.note = NoteField(
            theme, name="chart.value_form.note", placeholder=self.tr("fasting, after rest, home scale")
        )
        form = FormLayout(theme, columns=2)
        form.add(self.kind, span=2)
        for field in (self.value, self.unit, self.day, self.time):
            form.add(field)
        form.add(self.note, span=2)
        self.fill(form)

    def stale(self, problem: StaleVersion) -> str:
        """Show the reading that someone else saved; saving again replaces it."""
        theirs = problem.theirs
        if self._recorded is not None and isinstance(theirs, Observation):
            self._recorded = replace(self._recorded, value=theirs, version=problem.their_version)
            words = self.tr("Someone else saved this meanwhile: %s. Save again to replace it, or cancel.")
            return words.replace("%s", value_words(theirs))
        return str(problem)

    def save(self) -> None:
        """Save the reading."""
        reading = self._reading()
        if self.first_error(self.value, self.day, self.time) or reading is None:
            return
        desk, recorded, patient_id = self.desk, self._recorded, self._patient_id
        if recorded is None:
            self.run(
                add_fact, patient_id, reading,
                then=lambda fact_id: said_added(desk, patient_id, fact=reading, fact_id=fact_id),
            )  # fmt: skip
        else:
            self.run(
                correct_fact, recorded, reading,
                reason="corrected",
                then=lambda _none: said_corrected(desk, recorded, after=reading),
            )  # fmt: skip

    def _common(self) -> CommonValue | None:
        return common_value(self.kind.key())

    def _kind_chosen(self) -> None:
        common = self._common()
        if common is None:
            return
        units = [(unit.ucum, readable_unit(unit.ucum) or self.tr("points")) for unit in common.units]
        self.unit.set_options(units, current=units[0][0])
        self.unit.setEnabled(len(units) > 1)
        self.value.control.setPlaceholderText("142/88" if common.parts else "")

    def _show(self, reading: Observation) -> None:
        self.value.set_text(value_parts(reading)[0])
        self.unit.set_key(reading.unit or (reading.components[0].unit if reading.components else ""))
        if reading.at is not None:
            local = reading.at.astimezone(ZoneInfo(self.desk.zone))
            self.day.set_value(local.date())
            self.time.set_value(local.time())
        else:
            self.day.set_value(None if reading.date is None else reading.date.whole())
        self.note.set_text(reading.note)
        self.value.control.selectAll()  # a corrected number is typed anew

    def _reading(self) -> Observation | None:
        """Return the reading as typed, or None with the reason at its field."""
        common, day, moment = self._common(), self.day.value(), self.time.value()
        if not self.day.text():
            self.day.set_error(self.tr("Say on which day it was measured."))
        elif day is not None and day > self.today:
            self.day.set_error(self.tr("That day lies in the future."))
        self.value.set_error("")
        if common is None:
            return None
        try:
            numbers = parse_numbers(self.value.text(), max(len(common.parts), 1))
            made = new_reading(common, numbers, unit=self.unit.key())
        except NotUnderstoodError as problem:
            self.value.set_error(str(problem))
            return None
        except ValueError:
            self.value.set_error(self.tr("That cannot be right. Check the number and the unit."))
            return None
        if day is None or self.day.error() or self.time.error():
            return None
        at = None
        if moment is not None:
            at = datetime.combine(day, moment, tzinfo=ZoneInfo(self.desk.zone)).astimezone(UTC)
            if at > self.desk.clock.wall():
                self.time.set_error(self.tr("That time is still to come."))
                return None
        made = replace(made, date=PartialDate.of(day), at=at, note=self.note.text())
        known = None if self._recorded is None else self._recorded.value
        if known is None:
            return made
        return replace(made, name=known.name, codings=known.codings, low=known.low, high=known.high)
