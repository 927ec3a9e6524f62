"""The goals of a problem: each a text, open with its target, day, own words and achievement while in use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ccmdesk.domain.care_plan import Goal
from ccmdesk.ui.care_plan.inputs import PlanText, pass_undo
from ccmdesk.ui.care_plan.moving import moving_step
from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.date_fields import DateField, NotUnderstoodError, parse_date
from ccmdesk.ui.common.fields import Field
from ccmdesk.ui.common.form import FormLayout
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.paint import paint_box
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.say import full_date
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Theme, Weight


class GoalBlock(QWidget):
    """Show one goal: a line of text and what is known of it; open it shows every field."""

    changed = Signal(object, str)
    removed = Signal(str)
    moved = Signal(str, int)
    entered = Signal()

    def __init__(self, theme: Theme, goal: Goal, *, name: str, today: date, read_only: bool) -> None:
        super().__init__()
        self._theme = theme
        self._today = today
        self._open = False
        self._read_only = read_only
        self.goal = goal
        self.setObjectName(name)
        self.text = PlanText(
            theme, name=f"{name}.text", spoken=self.tr("Goal"), weight=Weight.BOLD, read_only=read_only
        )
        self._state = Label(theme, role=Role.MUTED)
        self._summary = Label(theme, role=Role.MUTED, wrap=True)
        self._remove = Button(
            theme,
            "",
            name=f"{name}.remove",
            kind=ButtonKind.QUIET,
            icon=Icon.CLOSE,
            role=Role.MUTED,
            spoken=self.tr("Remove this goal"),
            height=24,
        )
        self._remove.clicked.connect(lambda: self.removed.emit(self.goal.id))
        self._fields = FormLayout(theme, columns=2, column_width=150)
        self._target = Field(
            theme, self.tr("Target"), name=f"{name}.target", placeholder=self.tr("such as 168 to 173 lb")
        )
        self._due = DateField(theme, self.tr("By when"), name=f"{name}.due", today=today)
        self._own = Field(theme, self.tr("In the patient's own words"), name=f"{name}.own_words")
        self._achieved = Field(
            theme,
            self.tr("How far it is"),
            name=f"{name}.achievement",
            placeholder=self.tr("such as 3 of 5 this week"),
        )
        self._lay_out()
        self._connect()
        self.show_goal(goal)
        self.set_open(is_open=False)

    def show_goal(self, goal: Goal) -> None:
        """Show a goal; a field that shows it already is left alone."""
        self.goal = goal
        self.text.set_text(goal.text)
        self._target.set_text(goal.target)
        self._own.set_text(goal.own_words)
        self._achieved.set_text(goal.achievement)
        if not self._due.control.hasFocus():
            self._due.set_value(goal.due)
        self._state.setText(goal.achievement)
        own = f"“{goal.own_words}”" if goal.own_words else ""
        day = self.tr("By {day}").format(day=full_date(goal.due)) if goal.due else ""
        self._summary.setText(". ".join(part for part in (goal.target, day, own) if part))
        self._show_parts()

    def set_open(self, *, is_open: bool) -> None:
        """Open the goal for writing, or close it to its lines."""
        self._open = is_open and not self._read_only
        self._show_parts()
        self.update()

    def is_open(self) -> bool:
        """Tell whether the goal is open for writing."""
        return self._open

    def tab_stops(self) -> list[QWidget]:
        """Return the fields in the order in which they are read, the button that removes last."""
        fields = (self._target, self._due, self._achieved, self._own)
        return [self.text, *(field.control for field in fields), self._remove]

    def focus_target(self) -> None:
        """Open the goal with the keyboard in its target."""
        self.set_open(is_open=True)
        self._target.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Remove the goal with Ctrl+Delete, move it with Alt and an arrow key."""
        step = 0 if self._read_only else moving_step(event)
        if step:
            self.moved.emit(self.goal.id, step)
        elif event.key() == Qt.Key.Key_Delete and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.removed.emit(self.goal.id)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw an accent edge around the goal in use."""
        del event
        if self._open:
            painter = QPainter(self)
            paint_box(
                painter, self._theme, rect=self.rect(), fill=None, edge=Role.ACCENT, radius=8, width=1.5
            )
            painter.end()

    def _show_parts(self) -> None:
        self._fields.setVisible(self._open)
        self._remove.setVisible(self._open)
        self._state.setVisible(bool(self.goal.achievement) and not self._open)
        self._summary.setVisible(bool(self._summary.text()) and not self._open)

    def _lay_out(self) -> None:
        theme = self._theme
        head = QHBoxLayout()
        theme.space(head, spacing=8)
        head.addWidget(self.text, 1)
        head.addWidget(self._state)
        head.addWidget(self._remove)
        for field in (self._target, self._due, self._achieved):
            self._fields.add(field)
        self._fields.add(self._own)
        column = QVBoxLayout(self)
        theme.space(column, margins=(8, 4, 8, 4), spacing=4)
        column.addLayout(head)
        column.addWidget(self._summary)
        column.addWidget(self._fields)
        theme.follow(self._summary, lambda: self._summary.setContentsMargins(theme.px(5), 0, 0, theme.px(2)))

    def _connect(self) -> None:
        for control in (self._target.control, self._due.control, self._own.control, self._achieved.control):
            pass_undo(control)
        self.text.edited.connect(lambda text: self._tell("text", lambda g: replace(g, text=text)))
        self.text.entered.connect(self.entered)
        self._target.edited.connect(lambda text: self._tell("target", lambda g: replace(g, target=text)))
        self._own.edited.connect(lambda text: self._tell("own", lambda g: replace(g, own_words=text)))
        self._achieved.edited.connect(
            lambda text: self._tell("achievement", lambda g: replace(g, achievement=text))
        )
        self._due.edited.connect(self._due_typed)

    def _due_typed(self, text: str) -> None:
        try:
            day = parse_date(text, today=self._today) if text.strip() else None
        except NotUnderstoodError:
            return  # the field says so itself once the focus leaves it
        self._tell("due", lambda g: replace(g, due=day))

    def _tell(self, part: str, change: Callable[[Goal], Goal]) -> None:
        self.changed.emit(change(self.goal), f"goal:{self.goal.id}:{part}")


class GoalList(QWidget):
    """Show the goals of a problem; the one with the focus is open."""

    changed = Signal(object, str)
    removed = Signal(str)
    moved = Signal(str, int)

    def __init__(self, theme: Theme, *, today: date, read_only: bool) -> None:
        super().__init__()
        self._theme = theme
        self._today = today
        self._read_only = read_only
        self._made = 0
        self._blocks: list[GoalBlock] = []
        self._column = QVBoxLayout(self)
        theme.space(self._column, spacing=4)

    def show_goals(self, goals: tuple[Goal, ...]) -> None:
        """Show these goals; blocks of the same goals are kept."""
        if [block.goal.id for block in self._blocks] != [goal.id for goal in goals]:
            self._rebuild(goals)
        for block, goal in zip(self._blocks, goals, strict=True):
            if block.goal != goal:
                block.show_goal(goal)

    def block(self, goal_id: str) -> GoalBlock | None:
        """Return the block of a goal."""
        return next((block for block in self._blocks if block.goal.id == goal_id), None)

    def current(self) -> str:
        """Return the id of the goal that is open, or nothing."""
        return next((block.goal.id for block in self._blocks if block.is_open()), "")

    def focus_moved(self, focused: QWidget) -> None:
        """Open the goal that the focus is in, close the others."""
        for block in self._blocks:
            block.set_open(is_open=block.isAncestorOf(focused))

    def _rebuild(self, goals: tuple[Goal, ...]) -> None:
        kept = {block.goal.id: block for block in self._blocks}
        wanted = {goal.id for goal in goals}
        if not wanted & kept.keys():
            self._made = 0
        for block in self._blocks:
            self._column.removeWidget(block)
            if block.goal.id not in wanted:
                block.hide()
                block.deleteLater()
        self._blocks = []
        for goal in goals:
            block = kept.get(goal.id) or self._new(goal)
            self._blocks.append(block)
            self._column.addWidget(block)
            block.show()  # at once, not with the next layout: it may get the focus now

    def _new(self, goal: Goal) -> GoalBlock:
        self._made += 1
        block = GoalBlock(
            self._theme,
            goal,
            name=f"care_plan.goal.{self._made}",
            today=self._today,
            read_only=self._read_only,
        )
        block.changed.connect(self.changed)
        block.removed.connect(self.removed)
        block.moved.connect(self.moved)
        return block
