"""The chart page: one patient at a time, opened from the worklist, from Find, or new."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ccmdesk.domain.changes import ChangeKind, Changes, Done
from ccmdesk.domain.errors import NotFound, UserError
from ccmdesk.domain.follow_up import FollowUp
from ccmdesk.services.contacts import finish_follow_up, plan_follow_up
from ccmdesk.ui.chart.actions import ChartActions
from ccmdesk.ui.chart.body import CONSENT, OVERVIEW, PLAN, SECTIONS, ChartBody, PlanSection
from ccmdesk.ui.chart.patient_form import PatientDialog
from ccmdesk.ui.chart.reading import ChartView, read_chart
from ccmdesk.ui.chart.words import Now, called
from ccmdesk.ui.common.clipboard import copy_for_a_minute
from ccmdesk.ui.common.desk import Desk, Selection
from ccmdesk.ui.common.message_bar import Message
from ccmdesk.ui.common.page import ShortcutSpec
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Surface
from ccmdesk.ui.common.states import BusyState, empty_state, error_state

KEY = "patient"
_SHOWN_KINDS = frozenset(ChangeKind) - {ChangeKind.SETTINGS}


class ChartPage(QWidget):
    """Show the chart of the patient opened last; every wish of its parts is granted here."""

    def __init__(self, desk: Desk, *, plan_section: PlanSection) -> None:
        super().__init__()
        self._desk = desk
        self._patient_id: int | None = None
        self._section = OVERVIEW
        self.view: ChartView | None = None
        self._actions = ChartActions(desk, self)
        self.setObjectName("chart")
        self.body = ChartBody(
            desk, Now(desk.clock, desk.zone), actions=self._actions, plan_section=plan_section
        )
        self.body.part_chosen.connect(self._part_chosen)
        self.body.section_changed.connect(self._section_changed)
        self.body.new_patient.connect(self.new_patient)
        self.body.overview.promise_kept.connect(self._finish)
        self.body.time.log_wanted.connect(self.log_contact)
        self._stack = QStackedWidget()
        for state in (*self._make_states(), self.body):
            self._stack.addWidget(state)
        column = QVBoxLayout(self)
        desk.theme.space(column)
        column.addWidget(self._stack)
        self._stack.setCurrentWidget(self._empty)

    @property
    def page_key(self) -> str:
        """Return the stable name of the page."""
        return KEY

    @property
    def patient_id(self) -> int | None:
        """Return whose chart is shown."""
        return self._patient_id

    def open_patient(self, patient_id: int, section: str = "") -> None:
        """Show a patient, and there a section: overview, plan, time, medicines, monitoring or consent."""
        wanted = section if section in SECTIONS else OVERVIEW
        if self.view is not None and not self.body.leave():
            return
        self._patient_id, self._section = patient_id, wanted
        if self.view is not None and self.view.patient_id == patient_id:
            if section in SECTIONS:
                self.body.show_section(wanted)
            if self.hasFocus():
                self.body.take_focus()
        else:
            # Nothing of the patient before stays on the screen while the next chart is read.
            self._stack.setCurrentWidget(self._waiting)
            self._busy.start(self.tr("Opening the chart…"), can_cancel=False)
        self._load()

    def where(self) -> tuple[int | None, str]:
        """Return the patient shown and the section."""
        return self._patient_id, self._section

    def new_patient(self) -> None:
        """Open the form for a new patient."""
        if self._actions.may_change:
            dialog = PatientDialog(self._desk, added=self.open_patient)
            self._desk.dialogs.show_dialog(dialog, first=dialog.first().control)

    def edit_details(self) -> None:
        """Open the form that corrects who the patient is."""
        if self.view is not None and self._actions.may_change:
            dialog = PatientDialog(self._desk, recorded=self.view.chart.patient)
            self._desk.dialogs.show_dialog(dialog, first=dialog.first().control)

    def log_contact(self) -> None:
        """Open the contact form for the patient."""
        selection = self._selection()
        if selection is not None and self._actions.may_change:
            self._desk.log_contact(selection)

    def start_clock(self) -> None:
        """Start the clock on the patient."""
        selection = self._selection()
        if selection is not None and self._actions.may_change:
            self._desk.start_clock(selection)

    def refresh(self, changes: Changes) -> None:
        """Look again when something changed for this patient."""
        if self._patient_id is None:
            return
        if changes.kinds and not (changes.kinds & _SHOWN_KINDS and changes.touches(self._patient_id)):
            self._desk.select(self._selection())
            return
        self.body.refresh_plan(changes)
        self._load()

    def shortcuts(self) -> Sequence[ShortcutSpec]:
        """Return the keys of the page."""
        sections = [
            ShortcutSpec(f"Alt+{at}", self.tr("Section %n").replace("%n", str(at)), partial(self._go, key))
            for at, key in enumerate(SECTIONS, start=1)
        ]
        if not self._actions.may_change:
            return sections
        return [
            ShortcutSpec("T", self.tr("Start the clock"), self.start_clock),
            ShortcutSpec("C", self.tr("Log a contact"), self.log_contact),
            ShortcutSpec("E", self.tr("Edit the patient's details"), self.edit_details),
            ShortcutSpec("V", self.tr("Add a value"), self._add_value),
            *sections,
        ]

    def leave(self) -> bool:
        """Save what was typed in the care plan."""
        return self.view is None or self.body.leave()

    def _make_states(self) -> tuple[QWidget, ...]:
        theme = self._desk.theme
        self._waiting = Surface(theme, role=Role.WINDOW, name="chart.waiting")
        self._busy = BusyState(theme, name="chart.busy")
        waiting = QVBoxLayout(self._waiting)
        waiting.addWidget(self._busy)
        waiting.addStretch(1)
        self._empty = empty_state(
            theme,
            name="chart.empty",
            title=self.tr("No chart is open"),
            why=self.tr(
                "Open one from the worklist with Enter, or type a name after Ctrl+K."
                " Somebody new is added here."
            )
            if self._actions.may_change
            else self.tr("Open one from the worklist with Enter, or type a name after Ctrl+K."),
            action=self.tr("New patient") if self._actions.may_change else "",
        )
        self._empty.triggered.connect(self.new_patient)
        self._error = error_state(
            theme,
            name="chart.error",
            title=self.tr("The chart could not be opened"),
            why="",
            action=self.tr("Try again"),
        )
        self._error.triggered.connect(self._load)
        return self._waiting, self._empty, self._error

    def _load(self) -> None:
        desk = self._desk
        if self._patient_id is None:
            return
        desk.lane.run(
            read_chart,
            desk.store,
            desk.actor,
            self._patient_id,
            then=self._show,
            failed=self._fail,
            ended=self._busy.stop,
            owner=self,
            kind="chart",
        )

    def _fail(self, error: UserError) -> None:
        shown = self.view is not None and self.view.patient_id == self._patient_id
        if shown and not isinstance(error, NotFound):
            self._desk.messages.say(Message(str(error), trouble=True))
            return
        self.view = None
        self._desk.select(None)
        self._error.say(self.tr("The chart could not be opened"), str(error))
        self._stack.setCurrentWidget(self._error)

    def _show(self, view: ChartView) -> None:
        if view.patient_id != self._patient_id:
            return
        other = self.view is None or self.view.patient_id != view.patient_id
        self.view = view
        if other:
            self.body.section = self._section
        self.body.show_view(view)
        self._stack.setCurrentWidget(self.body)
        self._desk.select(self._selection())
        if other and self.isVisible() and self._desk.dialogs.current() is None:
            self.body.take_focus()

    def _selection(self) -> Selection | None:
        view = self.view
        return None if view is None else Selection(view.patient_id, called(view.chart.patient.value))

    def _section_changed(self, section: str) -> None:
        self._section = section

    def _go(self, section: str) -> None:
        if self.view is not None:
            self.body.show_section(section)
            self.body.take_focus()

    def _add_value(self) -> None:
        if self.view is not None:
            self._actions.add_value(self.view.patient_id)

    def _part_chosen(self, key: str, part: QWidget) -> None:
        view = self.view
        if view is None:
            return
        phone = view.chart.patient.value.phone
        match key:
            case "allergies":
                self._actions.open_allergies(view.patient_id, view.allergies, at=part)
            case "phone" if phone:
                copy_for_a_minute(phone, messages=self._desk.messages)
            case "plan":
                self.body.show_section(PLAN)
            case "consent" | "risk" | "nurse":
                self.body.show_section(CONSENT)
            case _:
                self.edit_details()

    def _finish(self, promise: FollowUp) -> None:
        desk = self._desk

        def published(done: Done[int]) -> None:
            desk.notice.publish(done.changes)

        def take_back() -> None:
            again = FollowUp(promise.patient_id, promise.due_on, promise.reason, due_at=promise.due_at)
            desk.lane.run(plan_follow_up, desk.store, desk.actor, again, then=published)

        def told(done: Done[None]) -> None:
            desk.notice.publish(done.changes)
            desk.messages.say(Message(self.tr("Marked as done."), undo=take_back))

        desk.lane.run(finish_follow_up, desk.store, desk.actor, promise.id, then=told)
