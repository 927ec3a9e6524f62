"""The worklist page: whom to call and why, with the card of the one chosen beside the list."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ccmdesk.domain.changes import ChangeKind, Changes, Done
from ccmdesk.domain.errors import UserError
from ccmdesk.domain.follow_up import FollowUp
from ccmdesk.domain.worklist import PlanMark, WorklistRow
from ccmdesk.services.contacts import finish_follow_up, plan_follow_up
from ccmdesk.services.papers import care_plan_pdf
from ccmdesk.services.permissions import UseCase, may
from ccmdesk.services.preferences import set_user_preference
from ccmdesk.services.worklist import Card, card, worklist, worklist_row
from ccmdesk.ui.common.clipboard import copy_for_a_minute
from ccmdesk.ui.common.desk import Desk, Paper, Route, Selection
from ccmdesk.ui.common.message_bar import Message
from ccmdesk.ui.common.page import ShortcutSpec
from ccmdesk.ui.common.popup import PopupList
from ccmdesk.ui.worklist import words
from ccmdesk.ui.worklist.body import WorklistBody
from ccmdesk.ui.worklist.card import promise_again
from ccmdesk.ui.worklist.first_look import FirstLook
from ccmdesk.ui.worklist.layout import PREFERENCE, ColumnLayout
from ccmdesk.ui.worklist.menus import RowActions, open_columns, row_items
from ccmdesk.ui.worklist.rows import counts, with_row
from ccmdesk.ui.worklist.states import PageStates
from ccmdesk.ui.worklist.words import Now

KEY = "worklist"
_CARD_AFTER_MS = 120
_SHOWN_KINDS = frozenset(ChangeKind) - {ChangeKind.SETTINGS}


class WorklistPage(QWidget):
    """Show the worklist; every wish of its parts is granted here, through the desk."""

    def __init__(self, desk: Desk, *, first_look: FirstLook | None = None) -> None:
        super().__init__()
        self._desk = desk
        self._now = Now(desk.clock, desk.zone)
        self._rows: list[WorklistRow] = []
        self._body: WorklistBody | None = None
        self._card_due = False
        self._may = may(desk.actor, UseCase.LOG_CONTACTS)
        self.setObjectName(KEY)
        self._states = PageStates(desk.theme, may_import=may(desk.actor, UseCase.IMPORT_RECORDS))
        self._states.import_wanted.connect(lambda: desk.navigate(Route("importing")))
        self._states.retry_wanted.connect(self._load)
        column = QVBoxLayout(self)
        desk.theme.space(column)
        column.addWidget(self._states)
        self._card_timer = QTimer(self)
        self._card_timer.setSingleShot(True)
        self._card_timer.setInterval(_CARD_AFTER_MS)
        self._card_timer.timeout.connect(self._ask_card)
        self._begin(first_look or FirstLook(desk.lane, desk.store, desk.actor, parent=self))

    @property
    def page_key(self) -> str:
        """Return the stable name of the page."""
        return KEY

    def refresh(self, changes: Changes) -> None:
        """Show what changed; selection, place and filter stay."""
        if changes.kinds and not changes.kinds & _SHOWN_KINDS:
            return
        if self._body is not None and len(changes.patients) == 1:
            (patient_id,) = changes.patients
            self._desk.lane.run(
                worklist_row,
                self._desk.store,
                self._desk.actor,
                patient_id,
                then=self._show_one,
                failed=lambda _error: self._load(),
                owner=self,
            )
        else:
            self._load()

    def shortcuts(self) -> Sequence[ShortcutSpec]:
        """Return the keys of the page; Enter and Space belong to the list."""
        may_change = [
            ShortcutSpec("T", self.tr("Start the clock"), self.start_clock),
            ShortcutSpec("C", self.tr("Log a contact"), self.log_contact),
        ]
        return [
            *(may_change if self._may else []),
            ShortcutSpec("P", self.tr("Print the care plan"), self.print_plan),
            ShortcutSpec("/", self.tr("Filter the list"), self.filter_list),
            ShortcutSpec("Ctrl+F", self.tr("Filter the list"), self.filter_list),
        ]

    def leave(self) -> bool:
        """Keep the columns as they are now."""
        if self._body is not None and self._body.list.pending():
            self._body.list.flush()
        return True

    def open_chart(self) -> None:
        """Open the chart of the current patient."""
        row = self._current()
        if row is not None:
            self._desk.navigate(Route("patient", row.patient_id))

    def start_clock(self) -> None:
        """Start the clock on the current patient."""
        if (selection := self._selection()) is not None and self._may:
            self._desk.start_clock(selection)

    def log_contact(self) -> None:
        """Open the contact form for the current patient."""
        if (selection := self._selection()) is not None and self._may:
            self._desk.log_contact(selection)

    def print_plan(self) -> None:
        """Show the care plan of the current patient on paper."""
        row, desk = self._current(), self._desk
        if row is None:
            return
        if row.plan == PlanMark.NONE:
            desk.messages.say(Message(self.tr("There is no care plan to print yet.")))
            return
        make = partial(care_plan_pdf, desk.store, desk.actor, row.patient_id)
        desk.print_paper(Paper(self.tr("Care plan"), "care-plan.pdf", row.patient_id, make))

    def filter_list(self) -> None:
        """Put the keyboard into the filter field."""
        if self._body is not None:
            self._body.bar.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._body.bar.field.selectAll()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the card that was due while another page was shown."""
        super().showEvent(event)
        if self._card_due:
            self._card_timer.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn the card with Space; a focused button keeps its own Space."""
        if event.key() == Qt.Key.Key_Space and self._body is not None:
            self._body.turn_card()
        else:
            super().keyPressEvent(event)

    def _begin(self, look: FirstLook) -> None:
        """Build the list with the user's columns while the lane reads its rows."""
        self._states.wait()
        look.layout_read.connect(self._prepare)
        look.rows_read.connect(self._show_first)
        look.refused.connect(self._refuse)

    def _load(self) -> None:
        desk = self._desk
        if self._body is None:
            self._states.wait()
        desk.lane.run(
            worklist,
            desk.store,
            desk.actor,
            then=self._show_first,
            failed=self._refuse,
            owner=self,
            kind="worklist",
        )

    def _show_first(self, rows: Sequence[WorklistRow]) -> None:
        self._states.done()
        self._show_rows(list(rows))

    def _refuse(self, error: UserError) -> None:
        self._states.done()
        self._fail(error)

    def _fail(self, error: UserError) -> None:
        if self._rows:
            self._desk.messages.say(Message(str(error), trouble=True))
            return
        self._states.trouble(str(error))

    def _prepare(self, layout: object) -> None:
        if self._body is None:
            self._states.show_while_reading(self._make_body(layout))

    def _show_one(self, row: WorklistRow) -> None:
        self._show_rows(with_row(self._rows, row))

    def _show_rows(self, rows: list[WorklistRow]) -> None:
        self._rows = rows
        if not rows:
            self._desk.select(None)
            self._states.nobody()
            return
        body = self._body or self._make_body(None)
        body.bar.set_counts(counts(rows, today=self._now.today()))
        body.list.set_rows(rows)
        had_focus = self.hasFocus()
        self._states.setCurrentWidget(body)
        if had_focus:
            body.list.table.setFocus()

    def _make_body(self, layout: object) -> WorklistBody:
        desk = self._desk
        body = self._body = WorklistBody(
            desk.theme, self._now, user_id=desk.actor.user_id, stored=layout, may_change=self._may
        )
        self._states.addWidget(body)
        self.setFocusProxy(body.list.table)
        body.list.opened.connect(self.open_chart)
        body.list.current_changed.connect(self._current_changed)
        body.list.layout_changed.connect(self._keep_layout)
        body.list.menu_wanted.connect(self._open_menu)
        body.bar.columns_wanted.connect(self._open_columns)
        body.enter.connect(self.open_chart)
        body.card_opened.connect(self._card_timer.start)
        card_of_call = body.card
        card_of_call.copy_phone.connect(lambda text: copy_for_a_minute(text, messages=desk.messages))
        card_of_call.promise_kept.connect(self._finish)
        card_of_call.log_contact.connect(self.log_contact)
        card_of_call.open_chart.connect(self.open_chart)
        card_of_call.next_patient.connect(body.go_on)
        return body

    def _current(self) -> WorklistRow | None:
        return None if self._body is None else self._body.list.current_row()

    def _selection(self) -> Selection | None:
        row = self._current()
        return None if row is None else Selection(row.patient_id, words.called(row))

    def _current_changed(self) -> None:
        self._desk.select(self._selection())
        body = self._body
        if body is None:
            return
        row = body.list.current_row()
        body.show_row(row)
        if row is not None and body.card_wanted():
            self._card_timer.start()

    def _ask_card(self) -> None:
        if not self.isVisible():  # nobody looks, so no look may be recorded
            self._card_due = True
            return
        self._card_due = False
        row = self._current()
        if row is not None:
            self._desk.lane.run(
                card,
                self._desk.store,
                self._desk.actor,
                row.patient_id,
                then=self._show_card,
                owner=self,
                kind="card",
            )

    def _show_card(self, shown: Card) -> None:
        row = self._current()
        if self._body is not None and row is not None and row.patient_id == shown.row.patient_id:
            self._body.card.show_card(shown)

    def _finish(self, follow_up: FollowUp) -> None:
        desk = self._desk

        def take_back() -> None:
            desk.lane.run(plan_follow_up, desk.store, desk.actor, promise_again(follow_up), then=desk_publish)

        def desk_publish(done: Done[int]) -> None:
            desk.notice.publish(done.changes)

        def told(done: Done[None]) -> None:
            desk.notice.publish(done.changes)
            desk.messages.say(Message(self.tr("Marked as done."), undo=take_back))

        if self._body is not None:
            self._body.list.table.setFocus()  # the line ticked goes, and must not take the keyboard with it
        desk.lane.run(finish_follow_up, desk.store, desk.actor, follow_up.id, then=told)

    def _keep_layout(self, layout: ColumnLayout) -> None:
        desk = self._desk
        desk.lane.run(set_user_preference, desk.store, desk.actor, PREFERENCE, layout.to_json())

    def _open_columns(self) -> None:
        body = self._body
        if body is not None:
            open_columns(self._desk.theme, body.list, anchor=body.bar.columns, within=body)

    def _open_menu(self, point: QPoint) -> None:
        body, row = self._body, self._current()
        if body is None or row is None:
            return
        actions = RowActions(
            open_chart=self.open_chart,
            start_clock=self.start_clock if self._may else None,
            log_contact=self.log_contact if self._may else None,
            print_plan=self.print_plan,
            copy_phone=body.card.copy if row.phone else None,
            turn_card=body.turn_card,
        )
        items = row_items(actions)
        menu = PopupList(self._desk.theme, items, name="worklist.menu", parent=body)
        menu.open_point(body.mapFromGlobal(point))
