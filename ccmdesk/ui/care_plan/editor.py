"""The editor of a draft: outline, the chosen part, and the printed page, side by side while there is room."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from ccmdesk.domain.care_plan import CarePlanDocument, PlanProblem, SectionText
from ccmdesk.services.care_plans import new_item_id
from ccmdesk.services.papers import draft_pdf
from ccmdesk.ui.care_plan import edits
from ccmdesk.ui.care_plan.keeper import DraftKeeper
from ccmdesk.ui.care_plan.outline import Outline
from ccmdesk.ui.care_plan.page_pane import PagePane
from ccmdesk.ui.care_plan.problem_editor import ProblemEditor
from ccmdesk.ui.care_plan.section_editor import ReviewEditor, SectionEditor
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.message_bar import Message
from ccmdesk.ui.common.panels import Surface, scroll_area
from ccmdesk.ui.common.states import empty_state
from ccmdesk.ui.common.tab_order import order_tabs

OUTLINE = 228
MIDDLE = 340
PAGE = 428
_PAGE_LEAST = 340


class PlanEditor(QWidget):
    """Edit the draft of a keeper; `layout_changed` fires when panes came or went."""

    layout_changed = Signal()

    def __init__(self, desk: Desk, keeper: DraftKeeper, *, today: date, read_only: bool) -> None:
        super().__init__()
        self._desk, self.keeper = desk, keeper
        self._page_wanted: bool | None = None
        self._parts_shown = True
        theme = desk.theme
        problems = keeper.document.problems
        self.place = edits.problem_place(problems[0].id) if problems else ""
        self.setObjectName("care_plan.editor")
        self.outline = Outline(theme, read_only=read_only)
        self.problem = ProblemEditor(theme, today=today, read_only=read_only)
        self.section = SectionEditor(theme, today=today, read_only=read_only)
        self.review = ReviewEditor(theme, today=today, read_only=read_only)
        self._nothing = empty_state(
            theme,
            name="care_plan.no_problem",
            title=self.tr("No problem yet"),
            why=self.tr("Type the first problem at the left and press Enter."),
        )
        self._stack = QStackedWidget()
        for part in (self.problem, self.section, self.review, self._nothing):
            self._stack.addWidget(part)
        self._middle = self._scrolled(self._stack)
        self.page = PagePane(desk, self._paper)
        row = QHBoxLayout(self)
        theme.space(row)
        row.addWidget(self.outline)
        row.addWidget(self._middle, 1)
        row.addWidget(self.page)
        self._connect()
        theme.changed.connect(self._arrange)
        self._show()
        self.page.render_soon()

    def page_shown(self) -> bool:
        """Tell whether the printed page is shown."""
        return not self.page.isHidden()

    def toggle_page(self) -> None:
        """Show or hide the printed page."""
        self._page_wanted = not self.page_shown()
        self._arrange()

    def parts_hidden(self) -> bool:
        """Tell whether the outline gave way to the part being written."""
        return self.outline.isHidden()

    def show_parts(self) -> None:
        """Go back to the outline where only one pane has room."""
        self._parts_shown = True
        self._arrange()
        self.outline.problems.focus_current()

    def open_place(self, place: str) -> None:
        """Show a problem or section in the middle."""
        self.place = place
        self._parts_shown = False
        self._show()
        self._arrange()
        self._middle.verticalScrollBar().setValue(0)

    def step(self, direction: int) -> None:
        """Undo (-1) or redo (1), and show the place that it changed."""
        before = self.keeper.document
        (self.keeper.undo if direction < 0 else self.keeper.redo)()
        place = edits.changed_place(before, self.keeper.document)
        if place is not None and place != self.place:
            self.open_place(place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let panes go where there is no room for them."""
        super().resizeEvent(event)
        self._arrange()

    def _scrolled(self, part: QWidget) -> QScrollArea:
        theme = self._desk.theme
        ground = Surface(theme)
        inner = QHBoxLayout(ground)
        theme.space(inner)
        inner.addWidget(part)
        return scroll_area(ground, name="care_plan.middle", sideways=False)

    def _connect(self) -> None:
        self.outline.chosen.connect(self.open_place)
        self.outline.added.connect(self._add_problem)
        self.outline.removed.connect(self._remove_problem)
        self.outline.moved.connect(self._move_problem)
        self.problem.changed.connect(self._problem_changed)
        self.problem.removed_item.connect(self._tell_removed)
        self.section.changed.connect(self._section_changed)
        self.review.changed.connect(
            lambda day: self.keeper.change(edits.with_review(self.keeper.document, day), mark=edits.REVIEW)
        )
        self.keeper.changed.connect(self._show)
        self.keeper.changed.connect(self.page.render_soon)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def _show(self) -> None:
        document = self.keeper.document
        section = edits.section_of(self.place)
        problem = edits.find_problem(document, self.place)
        if section is None and problem is None and self.place != edits.REVIEW:
            problem = document.problems[0] if document.problems else None
            self.place = edits.problem_place(problem.id) if problem else ""
        self.outline.show_document(document, current=self.place)
        if section is not None:
            self.section.show_section(edits.section_text(document, section))
            self._turn_to(self.section)
        elif problem is not None:
            self.problem.show_problem(problem)
            self._turn_to(self.problem)
        elif self.place == edits.REVIEW:
            self.review.show_day(document.review_on)
            self._turn_to(self.review)
        else:
            self._turn_to(self._nothing)
        order_tabs(self.outline, self._middle, self.page)

    def _turn_to(self, part: QWidget) -> None:
        # Only the part shown may ask for height, else a short one could be scrolled into nothing.
        for at in range(self._stack.count()):
            page = self._stack.widget(at)
            if page is not None:
                size = QSizePolicy.Policy.Preferred if page is part else QSizePolicy.Policy.Ignored
                page.setSizePolicy(QSizePolicy.Policy.Preferred, size)
        self._stack.setCurrentWidget(part)

    def _problem_changed(self, problem: PlanProblem, mark: str) -> None:
        self.keeper.change(edits.with_problem(self.keeper.document, problem), mark=mark)

    def _section_changed(self, written: SectionText, mark: str) -> None:
        self.keeper.change(edits.with_section(self.keeper.document, written), mark=mark)

    def _add_problem(self, name: str) -> None:
        problem = PlanProblem(id=new_item_id(), name=name)
        self.keeper.change(edits.with_problem(self.keeper.document, problem))
        self.open_place(edits.problem_place(problem.id))
        self.problem.name.setFocus()

    def _remove_problem(self, place: str) -> None:
        problem = edits.find_problem(self.keeper.document, place)
        if problem is None:
            return
        self.keeper.change(edits.without_problem(self.keeper.document, problem.id))
        self.outline.problems.focus_current()
        self._tell_removed(self.tr("Problem removed from the plan. The chart keeps it."))

    def _move_problem(self, place: str, step: int) -> None:
        document = self.keeper.document
        problem = edits.find_problem(document, place)
        if problem is not None:
            moved = edits.moved_item(document.problems, problem.id, step=step)
            self.keeper.change(CarePlanDocument(moved, document.sections, document.review_on))

    def _tell_removed(self, words: str) -> None:
        self._desk.messages.say(Message(words, undo=lambda: self.step(-1)))

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self.isAncestorOf(new):
            self.problem.focus_moved(new)

    def _paper(self) -> partial[bytes]:
        keeper, desk = self.keeper, self._desk
        draft = keeper.draft
        return partial(
            draft_pdf, desk.store, desk.actor, draft.patient_id, document=keeper.document, number=draft.number
        )

    def _arrange(self) -> None:
        px = self._desk.theme.px
        width = self.width()
        both = width >= px(OUTLINE + MIDDLE)
        room_for_page = width >= px(OUTLINE + MIDDLE + _PAGE_LEAST)
        page = room_for_page if self._page_wanted is None else self._page_wanted
        beside = page and room_for_page
        parts = both or self._parts_shown
        alone = page and not room_for_page
        self.outline.setVisible((both or (parts and not alone)) and not (alone and not both))
        self._middle.setVisible(not alone and (both or not parts))
        self.outline.setMinimumWidth(px(OUTLINE) if both else 0)
        self.outline.setMaximumWidth(px(OUTLINE) if both else width)
        if beside:
            self.page.setFixedWidth(min(px(PAGE), width - px(OUTLINE + MIDDLE)))
        else:
            self.page.setMinimumWidth(0)
            self.page.setMaximumWidth(width)
        appeared = page and self.page.isHidden()
        self.page.setVisible(page)
        if appeared:
            self.page.render_soon()
        self.layout_changed.emit()
