"""What stands around the steps: their list at the left, progress and buttons below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Surface, scroll_area
from ccmdesk.ui.common.states import BusyState
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Theme
from ccmdesk.ui.wizard.step import Step
from ccmdesk.ui.wizard.step_list import StepList

_LIST_FROM = 860


class WizardShell(Surface):
    """Show one step at a time; its buttons are wishes that the wizard grants."""

    def __init__(self, theme: Theme, steps: Sequence[Step]) -> None:
        super().__init__(theme, role=Role.SURFACE, name="wizard.shell")
        self._steps = tuple(steps)
        self._list = StepList(theme, [step.heading for step in steps])
        self._where = Label(theme, name="wizard.where", role=Role.MUTED)
        self._stack = QStackedWidget()
        for step in steps:
            self._stack.addWidget(_scrolled(theme, step))
        self._busy = BusyState(theme, name="wizard.busy")
        self.leave = Button(theme, self.tr("Cancel"), name="wizard.cancel", key=self.tr("Esc"))
        self.back = Button(theme, self.tr("Back"), name="wizard.back")
        self.next = Button(theme, self.tr("Next"), name="wizard.next", kind=ButtonKind.PRIMARY)
        right = QVBoxLayout()
        theme.space(right)
        right.addWidget(self._stack, 1)
        right.addWidget(self._busy)
        right.addWidget(self._bar())
        whole = QHBoxLayout(self)
        theme.space(whole)
        whole.addWidget(self._list)
        whole.addLayout(right, 1)
        theme.changed.connect(self._fit)

    def show_step(self, at: int, *, can_go_back: bool) -> None:
        """Show a step, where it is among the others, and what its button says."""
        self._stack.setCurrentIndex(at)
        self._list.set_current(at)
        words = self.tr("Step %1 of %2").replace("%1", str(at + 1)).replace("%2", str(len(self._steps)))
        self._where.setText(words)
        self.next.show_as(self._steps[at].next_words(), icon=None)
        self.back.setVisible(can_go_back)

    def work(self, words: str) -> None:
        """Keep everything still and say what goes on."""
        self._set_still(still=True)
        self._busy.start(words, can_cancel=False)

    def rest(self) -> None:
        """Let a person type again."""
        self._set_still(still=False)
        self._busy.stop()

    def reveal(self) -> None:
        """Bring the field that has the keyboard into sight, with the error below it."""
        QTimer.singleShot(0, self, self._scroll_to_focus)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the list of steps where there is no room for it."""
        super().resizeEvent(event)
        self._fit()

    def _scroll_to_focus(self) -> None:
        focused: QWidget | None = self.focusWidget()
        scroll = self._stack.currentWidget()
        if focused is not None and isinstance(scroll, QScrollArea) and scroll.isAncestorOf(focused):
            scroll.ensureWidgetVisible(focused.parentWidget() or focused)

    def _set_still(self, *, still: bool) -> None:
        for widget in (self.back, self.next, self.leave, self._stack):
            widget.setEnabled(not still)

    def _bar(self) -> Surface:
        theme = self._theme
        bar = Surface(theme, role=Role.WINDOW, lines="t", name="wizard.bar")
        row = QHBoxLayout(bar)
        theme.space(row, margins=(24, 8, 24, 8), spacing=8)
        row.addWidget(self.leave)
        row.addWidget(self._where)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.next)
        return bar

    def _fit(self) -> None:
        self._list.setVisible(self.width() >= self._theme.px(_LIST_FROM))


def _scrolled(theme: Theme, step: Step) -> QScrollArea:
    """Return a scroll area with a step in it, no wider than the step is read with ease."""
    inside = QWidget()
    row = QHBoxLayout(inside)
    theme.space(row, margins=(24, 20, 24, 16))
    row.addWidget(step, 1)
    row.addStretch(0)
    theme.follow(step, lambda: step.setMaximumWidth(theme.px(step.widest)))
    return scroll_area(inside, name=f"{step.objectName()}.scroll")
