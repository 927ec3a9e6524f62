"""The chart of a patient: header, sections and the one that is shown; narrow, the sections become chips."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from ccmdesk.domain.changes import Changes
from ccmdesk.ui.chart.actions import ChartActions
from ccmdesk.ui.chart.consent_section import ConsentSection
from ccmdesk.ui.chart.header import ChartHeader
from ccmdesk.ui.chart.header_words import header_parts
from ccmdesk.ui.chart.medicines import MedicinesSection
from ccmdesk.ui.chart.monitoring import MonitoringSection
from ccmdesk.ui.chart.overview import Overview
from ccmdesk.ui.chart.reading import ChartView
from ccmdesk.ui.chart.readings import series_of, side_words
from ccmdesk.ui.chart.section_list import SectionList, SectionSpec
from ccmdesk.ui.chart.time_section import TimeSection
from ccmdesk.ui.chart.words import Now, family_first, who_words
from ccmdesk.ui.common import say
from ccmdesk.ui.common.chips import Chip, ChipRow, ChipSpec
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Surface
from ccmdesk.ui.common.tab_order import stops_in, tab_through
from ccmdesk.ui.common.theme import Theme

translate = QCoreApplication.translate
PlanSection = Callable[[Desk, int], QWidget]
OVERVIEW, PLAN, TIME, MEDICINES, MONITORING, CONSENT = (
    "overview",
    "plan",
    "time",
    "medicines",
    "monitoring",
    "consent",
)
SECTIONS = (OVERVIEW, PLAN, TIME, MEDICINES, MONITORING, CONSENT)
_LIST_FROM = 800


@runtime_checkable
class Leaves(Protocol):
    """Stand for a section that saves what was typed before it goes."""

    def leave(self) -> bool:
        """Save; return False to stay."""
        ...


@runtime_checkable
class TakesFocus(Protocol):
    """Stand for a section that knows where the keyboard belongs in it."""

    def take_focus(self) -> bool:
        """Take the keyboard; return whether there was a place for it."""
        ...


@runtime_checkable
class Refreshes(Protocol):
    """Stand for a section that looks again by itself when something changed."""

    def refresh(self, changes: Changes) -> None:
        """Show what changed."""
        ...


class ChartBody(QWidget):
    """Show one patient's chart; sections are made when they are first looked at."""

    part_chosen = Signal(str, QWidget)
    section_changed = Signal(str)
    new_patient = Signal()

    def __init__(self, desk: Desk, now: Now, *, actions: ChartActions, plan_section: PlanSection) -> None:
        super().__init__()
        self._desk = desk
        self._now = now
        self._actions = actions
        self._plan_section = plan_section
        self._view: ChartView | None = None
        self._plan: QWidget | None = None
        self.section = OVERVIEW
        theme = desk.theme
        self.header = ChartHeader(theme)
        self.header.chosen.connect(self.part_chosen)
        self.list = SectionList(theme, may_change=actions.may_change)
        self.list.chosen.connect(self.show_section)
        self.list.entered.connect(self.enter_section)
        self.list.new_patient.connect(self.new_patient)
        self.chips = ChipRow(theme, name="chart.section_chips", spoken=self.tr("Sections of the chart"))
        self.chips.chosen.connect(self._chip_chosen)
        self._chip_bar = Surface(theme, role=Role.WINDOW, lines="b")
        bar = QHBoxLayout(self._chip_bar)
        theme.space(bar, margins=(16, 6, 16, 6))
        bar.addWidget(self.chips)
        self._make_sections(theme)
        column = QVBoxLayout(self)
        theme.space(column)
        column.addWidget(self.header)
        column.addWidget(self._chip_bar)
        row = QHBoxLayout()
        theme.space(row)
        row.addWidget(self.list)
        row.addWidget(self._stack, 1)
        column.addLayout(row, 1)
        theme.follow(self, self._fold)

    def show_view(self, view: ChartView) -> None:
        """Show a patient, or the same one as it is now."""
        other = self._view is None or self._view.patient_id != view.patient_id
        self._view = view
        patient = view.chart.patient.value
        lead, rest = who_words(patient, today=self._now.today())
        preferred = say.name_words(patient.preferred_name)
        quoted = preferred if preferred != say.name_words(patient.given) else ""
        self.header.name.tell(
            family_first(patient), preferred=quoted, lead=lead, rest=rest, may_change=self._actions.may_change
        )
        self.header.tell(header_parts(view, self._now, may_change=self._actions.may_change))
        if other:
            self._drop_plan()
        self._show_counts()
        self._show_section()

    def show_section(self, section: str) -> None:
        """Go to a section; the care plan may hold what was typed and stay."""
        if section not in SECTIONS or (section != self.section and not self.leave()):
            self._show_counts()
            return
        self.section = section
        self._show_counts()
        self._show_section()
        self.section_changed.emit(section)

    def take_focus(self) -> None:
        """Put the keyboard on the sections."""
        if self.list.isHidden():
            self.chips.setFocus()
        else:
            self.list.focus_chosen()

    def enter_section(self) -> None:
        """Put the keyboard into the content of the section shown: on its table, else on what comes first."""
        shown = self._shown()
        if isinstance(shown, TakesFocus) and shown.take_focus():
            return
        first = next((stop for stop in stops_in(shown) if stop.isVisible() and stop.isEnabled()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Let Tab go from the header to the chosen section's name, and from there into its content."""
        # The rows of a chart come and go with every change: the order is made when it is asked for.
        parts = (self.header, self._chip_bar, self.list, self._shown(), self.list.add)
        stops = [stop for part in parts for stop in stops_in(part)]
        if tab_through(self, stops, forward=forward):
            return True
        return super().focusNextPrevChild(forward)

    def refresh_plan(self, changes: Changes) -> None:
        """Let the care plan look again."""
        plan: object = self._plan
        if isinstance(plan, Refreshes):
            plan.refresh(changes)

    def leave(self) -> bool:
        """Save what was typed in the section shown; return False to stay."""
        plan: object = self._plan
        if self.section == PLAN and isinstance(plan, Leaves):
            return plan.leave()
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn the list into chips where it is narrow."""
        super().resizeEvent(event)
        self._fold()

    def _make_sections(self, theme: Theme) -> None:
        self._stack = QStackedWidget()
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.overview = Overview(theme, self._now, self._actions)
        self.overview.section_wanted.connect(self.show_section)
        self.medicines = MedicinesSection(theme, self._actions)
        self.monitoring = MonitoringSection(theme, self._now, self._actions)
        self.time = TimeSection(self._desk, self._now, may_change=self._actions.may_change)
        self.consent = ConsentSection(self._desk, self._now)
        for section in (self.overview, self.time, self.medicines, self.monitoring, self.consent):
            self._stack.addWidget(section)

    def _show_section(self) -> None:
        view = self._view
        if view is None:
            return
        match self.section:
            case "plan":
                if self._plan is None:
                    self._plan = self._plan_section(self._desk, view.patient_id)
                    self._stack.addWidget(self._plan)
                self._stack.setCurrentWidget(self._plan)
                return
            case "time":
                self.time.show_view(view)
                shown: QWidget = self.time
            case "medicines":
                self.medicines.show_view(view)
                shown = self.medicines
            case "monitoring":
                self.monitoring.show_view(view)
                shown = self.monitoring
            case "consent":
                self.consent.show_view(view)
                shown = self.consent
            case _:
                self.overview.show_view(view)
                shown = self.overview
        self._stack.setCurrentWidget(shown)

    def _drop_plan(self) -> None:
        if self._plan is not None:
            self._stack.removeWidget(self._plan)
            self._plan.hide()
            self._plan.deleteLater()
            self._plan = None

    def _shown(self) -> QWidget:
        return self._stack.currentWidget() or self.overview

    def _chip_chosen(self, section: str) -> None:
        if section == self.section:
            self.enter_section()
        else:
            self.show_section(section)

    def _show_counts(self) -> None:
        view = self._view
        if view is None:
            return
        specs = section_specs(view, zone=self._now.zone)
        self.list.set_sections(specs, on=self.section)
        chips = [ChipSpec(spec.key, spec.short or spec.title) for spec in specs]
        self.chips.set_chips(chips, on=self.section)
        for chip in self.chips.findChildren(Chip):
            on = chip.spec.key == self.section
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.ClickFocus)

    def _fold(self) -> None:
        wide = self.width() >= self._desk.theme.px(_LIST_FROM)
        self.list.setVisible(wide)
        self._chip_bar.setVisible(not wide)


def section_specs(view: ChartView, *, zone: str) -> list[SectionSpec]:
    """Return the sections with what waits in each."""
    plan = view.plan.in_force or view.plan.draft
    problems = "" if plan is None else str(len(plan.document.problems) or "")
    out = sum(1 for series in series_of(view.chart.observations, zone=zone) if side_words(series.last))
    time = say.clock_text(view.month.seconds) if view.month.seconds else ""
    medicines = str(len(view.medicines) or "")
    return [
        SectionSpec(OVERVIEW, translate("chart", "Overview")),
        SectionSpec(PLAN, translate("chart", "Care plan"), problems),
        SectionSpec(TIME, translate("chart", "Time & contacts"), time, short=translate("chart", "Time")),
        SectionSpec(MEDICINES, translate("chart", "Medicines"), medicines),
        SectionSpec(
            MONITORING,
            translate("chart", "Monitoring"),
            str(out or ""),
            alarm=translate("chart", "out of range") if out else "",
        ),
        SectionSpec(CONSENT, translate("chart", "Consent & enrolment"), short=translate("chart", "Consent")),
    ]
