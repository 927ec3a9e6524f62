"""The history of consent and enrolment: every conversation and every stay in a program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ccmdesk.domain.enrolment import ALL_STATEMENTS, Consent, Enrolment
from ccmdesk.ui.chart.reading import ChartView
from ccmdesk.ui.chart.words import Now, method_words, program_words, risk_words, state_words
from ccmdesk.ui.common import say
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import SectionHeading
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Theme, Weight


@dataclass(frozen=True, slots=True)
class Said:
    """Hold one line of the history: the day it sorts by, its head and what else is known."""

    day: date
    head: str
    more: str


class History(QWidget):
    """Show the history, the latest first."""

    def __init__(self, theme: Theme, now: Now) -> None:
        super().__init__()
        self._theme = theme
        self._now = now
        self._shown: list[QWidget] = []
        self.setObjectName("chart.consent.history")
        self._column = QVBoxLayout(self)
        theme.space(self._column, margins=(0, 8, 0, 0), spacing=4)
        self._column.addWidget(SectionHeading(theme, self.tr("History"), name="chart.consent.heading"))
        self._empty = Label(theme, self.tr("Nothing yet."), role=Role.MUTED)
        self._column.addWidget(self._empty)

    def show_view(self, view: ChartView) -> None:
        """Show a patient's history."""
        for widget in self._shown:
            self._column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        lines = sorted(self._lines(view), key=lambda line: line.day, reverse=True)
        self._empty.setVisible(not lines)
        self._shown = []
        for line in lines:
            head = Label(self._theme, line.head, weight=Weight.MEDIUM, wrap=True)
            more = Label(self._theme, line.more, role=Role.MUTED, wrap=True)
            self._shown += [head, more]
        for widget in self._shown:
            self._column.addWidget(widget)

    def text(self) -> str:
        """Return the history as it is read, one line a part."""
        return "\n".join(label.text() for label in self._shown if isinstance(label, Label))

    def _lines(self, view: ChartView) -> list[Said]:
        found = [self._enrolled(view, one) for one in view.enrolment.enrolments]
        for consent in view.enrolment.consents:
            found.append(self._told(view, consent))
            if consent.revoked_on is not None:
                found.append(self._revoked(consent, consent.revoked_on))
        return found

    def _enrolled(self, view: ChartView, one: Enrolment) -> Said:
        day = one.started_on or self._now.today()
        head = self.tr("%1: enrolled in %2").replace("%1", say.full_date(day))
        parts = [state_words(one.state).lower()]
        if one.ended_on is not None:
            parts.append(self.tr("until %s").replace("%s", say.full_date(one.ended_on)))
        nurse = view.user_name(one.nurse_id)
        doctor = view.practitioner_name(one.practitioner_id)
        if nurse:
            parts.append(self.tr("nurse %s").replace("%s", nurse))
        if doctor:
            parts.append(self.tr("billing practitioner %s").replace("%s", doctor))
        if one.risk:
            parts.append(self.tr("risk %s").replace("%s", risk_words(one.risk).lower()))
        return Said(day, head.replace("%2", program_words(one.program)), ", ".join(parts))

    def _told(self, view: ChartView, one: Consent) -> Said:
        answer = self.tr("consent given") if one.accepted else self.tr("consent declined")
        head = f"{say.full_date(one.given_on)}: {answer}, {method_words(one.method)}"
        told = (
            self.tr("all three statements told")
            if one.statements == ALL_STATEMENTS
            else self.tr("%n of 3 statements told").replace("%n", str(len(one.statements)))
        )
        parts = [told, self.tr("obtained by %s").replace("%s", one.obtained_by)]
        doctor = view.practitioner_name(one.practitioner_id)
        if doctor:
            parts.append(self.tr("for %s").replace("%s", doctor))
        if one.recorded_at is not None:
            recorded = self._now.local(one.recorded_at).date()
            if recorded != one.given_on:
                parts.append(self.tr("recorded %s").replace("%s", say.full_date(recorded)))
        if one.note:
            parts.append(one.note)
        return Said(one.given_on, head, ", ".join(parts))

    def _revoked(self, one: Consent, day: date) -> Said:
        head = self.tr("%s: consent revoked").replace("%s", say.full_date(day))
        until = one.revocation_effective or day
        return Said(day, head, self.tr("takes effect after %s").replace("%s", say.full_date(until)))
