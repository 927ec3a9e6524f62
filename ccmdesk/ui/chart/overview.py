"""The overview: problems, medicines, last values, promises, care team and last contacts on one screen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from ccmdesk.domain.chart import CareTeamMember, Condition, Fact, Medication, Recorded
from ccmdesk.ui.chart.actions import ChartActions
from ccmdesk.ui.chart.contacts_block import LastContacts, Promises
from ccmdesk.ui.chart.lines import Block
from ccmdesk.ui.chart.overview_lines import medicine_line, problem_line, team_line, unique_team, value_line
from ccmdesk.ui.chart.problems import current_problems, ended_problems
from ccmdesk.ui.chart.reading import ChartView
from ccmdesk.ui.chart.readings import first_values, series_of
from ccmdesk.ui.chart.words import Now
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Surface
from ccmdesk.ui.common.theme import Theme

_THREE, _TWO = 860, 560
_PROBLEMS, _MEDICINES, _VALUES, _TEAM = 8, 9, 9, 6


class Overview(QScrollArea):
    """Show one patient at a glance; three columns where there is room, two or one where there is not."""

    section_wanted = Signal(str)
    promise_kept = Signal(object)

    def __init__(self, theme: Theme, now: Now, actions: ChartActions) -> None:
        super().__init__()
        self._theme = theme
        self._now = now
        self._actions = actions
        self._view: ChartView | None = None
        self._columns = 0
        self._facts: dict[str, Recorded[Fact]] = {}
        self.setObjectName("chart.overview")
        self.setAccessibleName(self.tr("Overview"))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._make_blocks()
        inside = Surface(theme, role=Role.SURFACE)
        column = QVBoxLayout(inside)
        theme.space(column, margins=(20, 10, 20, 8), spacing=8)
        self._stacks = tuple(_Stack(theme, blocks) for blocks in self._blocks())
        self._grid = QGridLayout()
        column.addLayout(self._grid)
        self._foot = Surface(theme, role=Role.SURFACE, lines="t")
        foot = QVBoxLayout(self._foot)
        theme.space(foot, margins=(0, 8, 0, 0))
        foot.addWidget(self.contacts)
        column.addWidget(self._foot)
        column.addStretch(1)
        self.setWidget(inside)
        theme.follow(self, self._flow)

    def show_view(self, view: ChartView) -> None:
        """Show a patient."""
        self._view = view
        chart, now = view.chart, self._now
        problems = current_problems(chart.conditions)
        series = series_of(chart.observations, zone=now.zone)
        team = unique_team(chart.care_team)
        shown = first_values(series, limit=_VALUES)
        entries: list[Recorded[Fact]] = [*chart.conditions, *view.medicines, *team]
        self._facts = {str(one.id): one for one in entries}
        over = ended_problems(chart.conditions)
        self.problems.set_lines(
            [problem_line(p) for p in (*problems, *over)],
            count=len(problems),
            rest=len(over),
            opened=self._open,
        )
        medicines = view.medicines
        lines = [medicine_line(m) for m in medicines]
        self.medicines.set_lines(lines, count=len(medicines), opened=self._open)
        values = [value_line(one, now) for one in shown]
        self.values.set_lines(values, count=len(series), opened=self._open_value)
        self.team.set_lines([team_line(t) for t in team], count=len(team), opened=self._open)
        self.promises.show_promises(view.promised, now)
        self.contacts.show_contacts(view.contacts, now)
        self._flow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the columns."""
        super().resizeEvent(event)
        self._flow()

    def _make_blocks(self) -> None:
        theme, may = self._theme, self._actions.may_change
        add = self.tr("Add") if may else ""
        self.problems = Block(
            theme,
            self.tr("Problems"),
            name="chart.problems",
            action=add,
            empty=self.tr("No problems recorded. They come with an import, or are added here.")
            if may
            else self.tr("No problems recorded."),
            limit=_PROBLEMS,
        )
        self.medicines = Block(
            theme,
            self.tr("Medicines"),
            name="chart.medicines",
            action=add,
            empty=self.tr("No medicines recorded."),
            limit=_MEDICINES,
        )
        self.values = Block(
            theme,
            self.tr("Last values"),
            name="chart.values",
            action=add,
            empty=self.tr("No values yet: weight, blood pressure, laboratory results."),
        )
        self.team = Block(
            theme,
            self.tr("Care team"),
            name="chart.team",
            action=add,
            empty=self.tr("Nobody named yet: cardiologist, pharmacy, daughter."),
            limit=_TEAM,
        )
        self.promises = Promises(theme, may_change=may)
        self.contacts = LastContacts(theme, may_change=may)
        self._connect_blocks()

    def _connect_blocks(self) -> None:
        self.problems.triggered.connect(lambda: self._add(Condition("")))
        self.medicines.triggered.connect(lambda: self._add(Medication("")))
        self.team.triggered.connect(lambda: self._add(CareTeamMember("")))
        self.values.triggered.connect(self._add_value)
        self.promises.triggered.connect(self._promise)
        self.promises.kept.connect(self.promise_kept)
        self.contacts.wanted.connect(lambda: self.section_wanted.emit("time"))

    def _blocks(self) -> tuple[tuple[QWidget, ...], ...]:
        return (self.problems, self.medicines), (self.values,), (self.promises, self.team)

    def _flow(self) -> None:
        width = self.viewport().width()
        px = self._theme.px
        columns = 3 if width >= px(_THREE) else 2 if width >= px(_TWO) else 1
        self._grid.setHorizontalSpacing(px(20))
        self._grid.setVerticalSpacing(px(16))
        if columns == self._columns:
            return
        self._columns = columns
        places = {
            3: ((0, 0, 1), (0, 1, 1), (0, 2, 1)),
            2: ((0, 0, 1), (0, 1, 2), (1, 0, 1)),
            1: ((0, 0, 1), (1, 0, 1), (2, 0, 1)),
        }[columns]
        for stack, (row, column, rows) in zip(self._stacks, places, strict=True):
            self._grid.addWidget(stack, row, column, rows, 1)
            stack.set_line(shown=column > 0)
        for at, stretch in enumerate((308, 336, 274)):
            self._grid.setColumnStretch(at, stretch if at < columns else 0)

    def _add(self, empty: Fact) -> None:
        if self._view is not None:
            self._actions.add(self._view.patient_id, empty)

    def _add_value(self) -> None:
        if self._view is not None:
            self._actions.add_value(self._view.patient_id)

    def _promise(self) -> None:
        if self._view is not None:
            self._actions.promise(self._view.patient_id)

    def _open(self, key: str, row: QWidget) -> None:
        recorded = self._facts.get(key.rpartition("_")[2])
        if recorded is not None:
            self._actions.open_menu(recorded, row)

    def _open_value(self, _key: str, _row: QWidget) -> None:
        self.section_wanted.emit("monitoring")


class _Stack(Surface):
    """Hold the blocks of one column, with a line at its left unless it is the first."""

    def __init__(self, theme: Theme, blocks: tuple[QWidget, ...]) -> None:
        super().__init__(theme, role=Role.SURFACE)
        self._layout = QVBoxLayout(self)
        for block in blocks:
            self._layout.addWidget(block)
        self._layout.addStretch(1)
        self._left = False
        theme.follow(self, self._restyle)

    def set_line(self, *, shown: bool) -> None:
        """Draw the line, or not."""
        self._left = shown
        self._lines = "l" if shown else ""
        self._restyle()
        self.update()

    def _restyle(self) -> None:
        left = self._theme.px(20) if self._left else 0
        self._layout.setContentsMargins(left, 0, 0, 0)
        self._layout.setSpacing(self._theme.px(12))
