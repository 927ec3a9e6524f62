"""The middle pane for a problem: what is expected, wanted, in the way, and done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ccmdesk.domain.care_plan import Goal, Intervention, PlanProblem
from ccmdesk.services.care_plans import new_item_id
from ccmdesk.ui.care_plan.edits import moved_item, with_item, without_item
from ccmdesk.ui.care_plan.goals import GoalList
from ccmdesk.ui.care_plan.inputs import PlanText
from ccmdesk.ui.care_plan.interventions import InterventionTable
from ccmdesk.ui.care_plan.moving import MoveButtons
from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.tab_order import order_tabs
from ccmdesk.ui.common.text import Label, caption
from ccmdesk.ui.common.theme import Size, Theme, Weight


class ProblemEditor(QWidget):
    """Edit one problem; `changed` gives the new value and the mark of the step."""

    changed = Signal(object, str)
    removed_item = Signal(str)

    def __init__(self, theme: Theme, *, today: date, read_only: bool) -> None:
        super().__init__()
        self._theme = theme
        self._read_only = read_only
        self._problem = PlanProblem("", "")
        self.setObjectName("care_plan.problem")
        self.name = self._text("name", self.tr("Problem"), size=Size.TITLE, weight=Weight.BOLD)
        self._code = self._text(
            "icd10", self.tr("ICD-10 code"), hint=self.tr("ICD-10"), role=Role.MUTED, right=True
        )
        self._expected = self._text(
            "expected",
            self.tr("Expected outcome"),
            hint=self.tr("What do you expect to become of it?"),
            role=Role.MUTED,
        )
        self._barriers = self._text(
            "barriers", self.tr("Barriers"), hint=self.tr("What is in the way?"), role=Role.MUTED
        )
        self.goals = GoalList(theme, today=today, read_only=read_only)
        self.interventions = InterventionTable(theme, read_only=read_only)
        self.new_goal = self._text("new_goal", self.tr("Type a goal"), hint=self.tr("Type a goal"))
        if read_only:
            self.new_goal.hide()
        self._move_goals = MoveButtons(
            theme,
            name="care_plan.move_goal",
            up=self.tr("Move the goal up"),
            down=self.tr("Move the goal down"),
        )
        self._lay_out()
        self._connect()

    def show_problem(self, problem: PlanProblem) -> None:
        """Show a problem; fields that show it already are left alone."""
        self._problem = problem
        self.name.set_text(problem.name)
        self._code.set_text(problem.icd10)
        self._expected.set_text(problem.expected_outcome)
        self._barriers.set_text(problem.barriers)
        self.goals.show_goals(problem.goals)
        self.interventions.show_items(problem.interventions)
        self._offer_moves()
        order_tabs(self)

    def focus_moved(self, focused: QWidget) -> None:
        """Open the goal that the focus is in."""
        self.goals.focus_moved(focused)
        self.interventions.focus_moved(focused)
        self._offer_moves()

    def _text(
        self,
        key: str,
        spoken: str,
        *,
        hint: str = "",
        size: Size = Size.BODY,
        weight: Weight = Weight.NORMAL,
        role: Role = Role.TEXT,
        right: bool = False,
    ) -> PlanText:
        return PlanText(
            self._theme,
            name=f"care_plan.problem.{key}",
            spoken=spoken,
            placeholder="" if self._read_only else hint,
            size=size,
            weight=weight,
            role=role,
            read_only=self._read_only,
            right=right,
        )

    def _lay_out(self) -> None:
        theme = self._theme
        head = QHBoxLayout()
        theme.space(head, spacing=8)
        head.addWidget(self.name, 1, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._code, 0, Qt.AlignmentFlag.AlignTop)
        theme.follow(self._code, lambda: self._code.setFixedWidth(theme.px(92)))
        column = QVBoxLayout(self)
        theme.space(column, margins=(16, 10, 16, 16), spacing=4)
        column.addLayout(head)
        column.addWidget(self._captioned(self.tr("Expected outcome"), self._expected))
        column.addLayout(self._goals_head())
        column.addWidget(self.goals)
        new = QHBoxLayout()
        theme.space(new, margins=(8, 0, 8, 4))
        new.addWidget(self.new_goal)
        column.addLayout(new)
        column.addWidget(self._captioned(self.tr("Barriers"), self._barriers))
        table = QVBoxLayout()
        theme.space(table, margins=(0, 12, 0, 0))
        table.addWidget(self.interventions)
        column.addLayout(table)
        column.addStretch(1)

    def _goals_head(self) -> QHBoxLayout:
        theme = self._theme
        add = Button(
            theme,
            "",
            name="care_plan.add_goal",
            kind=ButtonKind.QUIET,
            icon=Icon.PLUS,
            spoken=self.tr("Add a goal"),
            role=Role.ACCENT,
            height=24,
        )
        add.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        add.clicked.connect(self.new_goal.setFocus)
        if self._read_only:
            add.hide()
        goals = QHBoxLayout()
        theme.space(goals, margins=(5, 8, 0, 0), spacing=4)
        goals.addWidget(Label(theme, self.tr("Goals"), weight=Weight.BOLD))
        goals.addWidget(self._move_goals)
        goals.addStretch(1)
        goals.addWidget(add)
        return goals

    def _captioned(self, words: str, text: PlanText) -> QWidget:
        theme = self._theme
        block = QWidget()
        column = QVBoxLayout(block)
        theme.space(column, margins=(0, 2, 0, 0))
        label = caption(theme, words)
        theme.follow(label, lambda: label.setContentsMargins(theme.px(5), 0, 0, 0))
        label.setBuddy(text)
        column.addWidget(label)
        column.addWidget(text)
        return block

    def _connect(self) -> None:
        self.name.edited.connect(lambda text: self._put("name", lambda p: replace(p, name=text)))
        self.name.entered.connect(self._expected.setFocus)
        self._code.edited.connect(
            lambda text: self._put("icd10", lambda p: replace(p, icd10=text.strip().upper()))
        )
        self._expected.edited.connect(
            lambda text: self._put("expected", lambda p: replace(p, expected_outcome=text))
        )
        self._expected.entered.connect(self.new_goal.setFocus)
        self._barriers.edited.connect(lambda text: self._put("barriers", lambda p: replace(p, barriers=text)))
        self.new_goal.entered.connect(self._add_goal)
        self.goals.changed.connect(self._goal_changed)
        self.goals.removed.connect(self._remove_goal)
        self.goals.moved.connect(self._move_goal)
        self._move_goals.moved.connect(lambda step: self._move_goal(self.goals.current(), step))
        self.interventions.moved.connect(self._move_item)
        self.interventions.changed.connect(self._item_changed)
        self.interventions.removed.connect(self._remove_item)
        self.interventions.added.connect(self._add_item)

    def _put(self, mark: str, change: Callable[[PlanProblem], PlanProblem]) -> None:
        problem = change(self._problem)
        self._problem = problem
        self.changed.emit(problem, f"problem:{problem.id}:{mark}" if mark else "")

    def _goal_changed(self, goal: Goal, mark: str) -> None:
        problem = replace(self._problem, goals=with_item(self._problem.goals, goal))
        self._problem = problem
        self.changed.emit(problem, mark)

    def _item_changed(self, item: Intervention, mark: str) -> None:
        problem = replace(self._problem, interventions=with_item(self._problem.interventions, item))
        self._problem = problem
        self.changed.emit(problem, mark)

    def _add_goal(self) -> None:
        text = self.new_goal.text().strip()
        if not text:
            return
        self.new_goal.set_text("")
        goal = Goal(id=new_item_id(), text=text)
        self._put("", lambda p: replace(p, goals=(*p.goals, goal)))
        block = self.goals.block(goal.id)
        if block is not None:
            block.focus_target()

    def _remove_goal(self, goal_id: str) -> None:
        self.new_goal.setFocus()
        self._put("", lambda p: replace(p, goals=without_item(p.goals, goal_id)))
        self.removed_item.emit(self.tr("Goal removed."))

    def _move_goal(self, goal_id: str, step: int) -> None:
        goals = moved_item(self._problem.goals, goal_id, step=step)
        self._put("", lambda p: replace(p, goals=goals))

    def _move_item(self, item_id: str, step: int) -> None:
        items = moved_item(self._problem.interventions, item_id, step=step)
        self._put("", lambda p: replace(p, interventions=items))

    def _offer_moves(self) -> None:
        ids = [goal.id for goal in self._problem.goals]
        at = ids.index(self.goals.current()) if self.goals.current() in ids else -1
        self._move_goals.show_place(at, of=0 if self._read_only else len(ids))

    def _add_item(self, text: str) -> None:
        item = Intervention(id=new_item_id(), text=text)
        self._put("", lambda p: replace(p, interventions=(*p.interventions, item)))
        row = self.interventions.row(item.id)
        if row is not None:
            row.focus_who()

    def _remove_item(self, item_id: str) -> None:
        self.interventions.empty_row.setFocus()
        self._put("", lambda p: replace(p, interventions=without_item(p.interventions, item_id)))
        self.removed_item.emit(self.tr("Intervention removed."))
