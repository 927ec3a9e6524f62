"""The left pane: the problems, what is written for the whole plan, and how complete it is."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ccmdesk.domain.care_plan import CarePlanDocument, Element, Section
from ccmdesk.ui.care_plan.edits import REVIEW, problem_place, section_place, section_text
from ccmdesk.ui.care_plan.inputs import PlanText
from ccmdesk.ui.care_plan.meter import Meter
from ccmdesk.ui.care_plan.rows import RowList, RowMark, RowSpec
from ccmdesk.ui.care_plan.words import goal_count, section_name
from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Surface, scroll_area
from ccmdesk.ui.common.popup import PopupItem, PopupList
from ccmdesk.ui.common.say import full_date
from ccmdesk.ui.common.text import caption
from ccmdesk.ui.common.theme import Theme

_LOW = 300

_ELEMENTS = frozenset(element.value for element in Element)


class Outline(Surface):
    """Show where one can write; `chosen` gives a place, the other signals wish for a change."""

    chosen = Signal(str)
    added = Signal(str)
    removed = Signal(str)
    moved = Signal(str, int)

    def __init__(self, theme: Theme, *, read_only: bool) -> None:
        super().__init__(theme, lines="r", name="care_plan.outline")
        self._theme = theme
        self._read_only = read_only
        self.problems = RowList(theme, name="care_plan.problems", spoken=self.tr("Problems"), height=28)
        self.sections = RowList(
            theme, name="care_plan.sections", spoken=self.tr("For the whole plan"), height=26
        )
        self.empty_row = PlanText(
            theme,
            name="care_plan.new_problem",
            spoken=self.tr("Type to add a problem"),
            placeholder=self.tr("Type to add a problem"),
        )
        self.empty_row.entered.connect(self._add)
        self._meter = Meter(theme)
        outer = QVBoxLayout(self)
        theme.space(outer, margins=(0, 0, 1, 0))
        outer.addWidget(self._scrolled(), 1)
        outer.addWidget(self._meter)
        for rows in (self.problems, self.sections):
            rows.chosen.connect(self.chosen)
        self.problems.key_pressed.connect(self._key)
        self.problems.menu_wanted.connect(self._menu)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the words of the meter to its tooltip in a low window, so that problems stay in sight."""
        super().resizeEvent(event)
        self._meter.set_short(short=self.height() < self._theme.px(_LOW))

    def _scrolled(self) -> QScrollArea:
        return scroll_area(self._rows(), name="care_plan.outline_scroll", sideways=False)

    def _rows(self) -> QWidget:
        theme = self._theme
        add = Button(
            theme,
            "",
            name="care_plan.add_problem",
            kind=ButtonKind.QUIET,
            icon=Icon.PLUS,
            spoken=self.tr("Add a problem"),
            role=Role.ACCENT,
            height=24,
        )
        # A pointer's way to the empty row, which the keyboard reaches by itself.
        add.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        add.clicked.connect(self.empty_row.setFocus)
        head = QHBoxLayout()
        theme.space(head, margins=(8, 0, 0, 0))
        head.addWidget(caption(theme, self.tr("Problems")), 1)
        head.addWidget(add)
        inside = QWidget()
        column = QVBoxLayout(inside)
        theme.space(column, margins=(8, 9, 8, 8), spacing=2)
        column.addLayout(head)
        column.addWidget(self.problems)
        new = QHBoxLayout()
        theme.space(new, margins=(7, 0, 0, 0))
        new.addWidget(self.empty_row)
        column.addLayout(new)
        if self._read_only:
            add.hide()
            self.empty_row.hide()
        whole = caption(theme, self.tr("For the whole plan"))
        theme.follow(whole, lambda: whole.setContentsMargins(theme.px(8), theme.px(12), 0, theme.px(4)))
        column.addWidget(whole)
        column.addWidget(self.sections)
        column.addStretch(1)
        return inside

    def show_document(self, document: CarePlanDocument, *, current: str) -> None:
        """Show the rows of a document, one of them chosen."""
        problems = []
        for problem in document.problems:
            mark = RowMark.NONE if any(g.text.strip() for g in problem.goals) else RowMark.NO_GOAL
            name = problem.name.strip() or self.tr("Without a name")
            problems.append(RowSpec(problem_place(problem.id), name, goal_count(problem), mark))
        self.problems.set_rows(problems, current=current)
        sections = [self._section(document, section) for section in Section]
        review = document.review_on
        sections.append(
            RowSpec(
                REVIEW,
                self.tr("Next review"),
                self.tr("missing") if review is None else full_date(review),
                RowMark.MISSING if review is None else RowMark.DONE,
            )
        )
        self.sections.set_rows(sections, current=current)
        self._meter.show_document(document)

    def _section(self, document: CarePlanDocument, section: Section) -> RowSpec:
        written = section_text(document, section)
        place, name = section_place(section), section_name(section)
        if written.text.strip():
            day = "" if written.reviewed_on is None else full_date(written.reviewed_on)
            return RowSpec(place, name, day, RowMark.DONE)
        if section.value in _ELEMENTS:
            return RowSpec(place, name, self.tr("missing"), RowMark.MISSING)
        return RowSpec(place, name, self.tr("not written"), RowMark.ROOM)

    def _add(self) -> None:
        name = self.empty_row.text().strip()
        if name:
            self.empty_row.set_text("")
            self.added.emit(name)

    def _key(self, place: str, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if self._read_only:
            return
        if step is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.accept()
            self.moved.emit(place, step)
        elif event.key() == Qt.Key.Key_Delete:
            event.accept()
            self.removed.emit(place)

    def _menu(self, place: str, at: QPoint) -> None:
        if self._read_only:
            return
        items = [
            PopupItem(
                self.tr("Move up"),
                lambda: self.moved.emit(place, -1),
                key=self.tr("Alt+Up"),
                icon=Icon.CHEVRON_UP,
                name="care_plan.move_up",
            ),
            PopupItem(
                self.tr("Move down"),
                lambda: self.moved.emit(place, 1),
                key=self.tr("Alt+Down"),
                icon=Icon.CHEVRON_DOWN,
                name="care_plan.move_down",
            ),
            PopupItem(
                self.tr("Remove"),
                lambda: self.removed.emit(place),
                key=self.tr("Del"),
                icon=Icon.CLOSE,
                name="care_plan.remove_problem",
            ),
        ]
        window = self.window()
        PopupList(self._theme, items, name="care_plan.menu", parent=window).open_point(
            window.mapFromGlobal(at)
        )
