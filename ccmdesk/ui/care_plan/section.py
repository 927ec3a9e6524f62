"""The care plan of one patient as a section of the chart."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ccmdesk.domain.care_plan import CarePlanDraft, PlanState, SignedCarePlan
from ccmdesk.domain.changes import ChangeKind, Changes, Done
from ccmdesk.domain.clock import local_date
from ccmdesk.domain.errors import UserError
from ccmdesk.services.care_plans import plan_state, signed_version, start_draft
from ccmdesk.services.papers import care_plan_pdf, draft_pdf
from ccmdesk.services.permissions import UseCase, may
from ccmdesk.ui.care_plan.deeds import discard, open_compare, open_sign
from ccmdesk.ui.care_plan.editor import PlanEditor
from ccmdesk.ui.care_plan.head import PlanHead
from ccmdesk.ui.care_plan.inputs import undo_step
from ccmdesk.ui.care_plan.keeper import DraftKeeper, Saving, find_keeper
from ccmdesk.ui.care_plan.menus import PlanActions, menu_items
from ccmdesk.ui.care_plan.panels import no_plan, unreadable, unreadable_words
from ccmdesk.ui.care_plan.signed_view import SignedView
from ccmdesk.ui.common.desk import Desk, Paper
from ccmdesk.ui.common.message_bar import Message
from ccmdesk.ui.common.page import ShortcutSpec
from ccmdesk.ui.common.panels import Surface
from ccmdesk.ui.common.popup import PopupList
from ccmdesk.ui.common.states import BusyState

_PAPER_KINDS = frozenset({ChangeKind.CHART, ChangeKind.PATIENT, ChangeKind.ENROLMENT, ChangeKind.PRACTICE})


def plan_section(desk: Desk, patient_id: int) -> CarePlanSection:
    """Return the care plan of a patient, to stand in the chart."""
    return CarePlanSection(desk, patient_id)


class CarePlanSection(QWidget):
    """Show the draft being written, else the version in force, else how to start."""

    def __init__(self, desk: Desk, patient_id: int) -> None:
        super().__init__()
        self._desk, self._patient_id = desk, patient_id
        self._state = PlanState(None, None)
        self._editor: PlanEditor | None = None
        self._signing = False
        self._may_change = may(desk.actor, UseCase.WRITE_PLAN)
        self._today = local_date(desk.clock.wall(), desk.zone)
        theme = desk.theme
        self.setObjectName("care_plan")
        self._head = PlanHead(desk)
        self.bar = self._head.bar
        self._stack = QStackedWidget()
        self._busy = BusyState(theme, name="care_plan.busy")
        waiting = Surface(theme)
        inner = QVBoxLayout(waiting)
        inner.addWidget(self._busy)
        inner.addStretch(1)
        self._empty = no_plan(theme, may_start=self._may_change)
        self._error = unreadable(theme)
        self.signed = SignedView(desk, patient_id)
        for part in (waiting, self._empty, self._error, self.signed):
            self._stack.addWidget(part)
        column = QVBoxLayout(self)
        theme.space(column)
        column.addWidget(self._head)
        column.addWidget(self._stack, 1)
        self._connect()
        self._head.hide()
        self._busy.start(self.tr("Reading the care plan…"), can_cancel=False)
        self._load()

    @property
    def editor(self) -> PlanEditor | None:
        """Return the editor of the draft, when there is a draft."""
        return self._editor

    def refresh(self, changes: Changes) -> None:
        """Look at the file again for changes of this patient; what was typed stays."""
        if changes.kinds and not changes.touches(self._patient_id):
            return
        if not changes.kinds or ChangeKind.CARE_PLAN in changes.kinds:
            self._load()
        if self._editor is not None and (not changes.kinds or changes.kinds & _PAPER_KINDS):
            self._editor.page.render_soon()

    def leave(self) -> bool:
        """Save what was typed; refuse only while a save is known to have failed, with the reason in sight.

        Even then the text stays on the desk and is there again when the section is opened.
        """
        if self._editor is None:
            return True
        keeper = self._editor.keeper
        if keeper.clean():
            return True
        failed = keeper.state.saving is Saving.FAILED
        keeper.flush()
        return not failed

    def take_focus(self) -> bool:
        """Put the keyboard on the parts of the draft, on the signed versions, or on the way to begin."""
        shown = self._stack.currentWidget()
        if self._editor is not None and shown is self._editor:
            self._editor.show_parts()
        elif shown is self.signed:
            self.signed.versions.focus_current()
        else:
            return False
        return True

    def shortcuts(self) -> Sequence[ShortcutSpec]:
        """Return the keys that work while the plan is shown."""
        return [
            ShortcutSpec("P", self.tr("Print the care plan"), self.print_plan),
            ShortcutSpec("Ctrl+P", self.tr("Print the care plan"), self.print_plan),
        ]

    def print_plan(self) -> None:
        """Show the paper of what is on the window, ready to print."""
        desk, patient_id = self._desk, self._patient_id
        shown = self._stack.currentWidget()
        if shown is self.signed:
            number = self.signed.number
            make = partial(care_plan_pdf, desk.store, desk.actor, patient_id, number=number)
        elif self._editor is not None and shown is self._editor:
            keeper = self._editor.keeper
            make = partial(
                draft_pdf,
                desk.store,
                desk.actor,
                patient_id,
                document=keeper.document,
                number=keeper.draft.number,
            )
        else:
            return
        desk.print_paper(Paper(self.tr("Care plan"), "care-plan.pdf", patient_id, make))

    def event(self, event: QEvent) -> bool:
        """Claim the keys of undo before the window takes them for its messages."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and undo_step(event)
            and self._editor is not None
            and self._stack.currentWidget() is self._editor
        ):
            event.accept()
            return True
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Take the width of the rail while the plan is shown: three panes need it."""
        super().showEvent(event)
        self._desk.set_wide(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Give the width back."""
        super().hideEvent(event)
        self._desk.set_wide(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Undo, redo and print."""
        step = undo_step(event)
        if step and self._editor is not None:
            self._editor.step(step)
        elif event.key() == Qt.Key.Key_P and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.ControlModifier,
        ):
            self.print_plan()
        else:
            super().keyPressEvent(event)

    def _connect(self) -> None:
        self._empty.triggered.connect(self._start)
        self._error.triggered.connect(self._load)
        self.signed.chosen.connect(self._show_signed)
        self.bar.print_wanted.connect(self.print_plan)
        self.bar.sign_wanted.connect(self._primary)
        self._head.trouble.answered.connect(self._answer)
        self.bar.more_wanted.connect(self._menu)
        self.bar.page_toggled.connect(self._toggle_page)
        self.bar.parts_wanted.connect(self._show_parts)

    def _answer(self) -> None:
        if self._editor is not None:
            self._editor.keeper.flush()

    def _toggle_page(self) -> None:
        if self._editor is not None:
            self._editor.toggle_page()

    def _show_parts(self) -> None:
        if self._editor is not None:
            self._editor.show_parts()

    def _load(self) -> None:
        desk = self._desk
        desk.lane.run(
            plan_state,
            desk.store,
            desk.actor,
            self._patient_id,
            then=self._take,
            failed=self._fail,
            ended=self._busy.stop,
            owner=self,
            kind="plan",
        )

    def _fail(self, error: UserError) -> None:
        if self._editor is not None:
            self._desk.messages.say(Message(str(error), trouble=True))
            return
        self._error.say(unreadable_words(), str(error))
        self._stack.setCurrentWidget(self._error)

    def _take(self, state: PlanState) -> None:
        self._state = state
        keeper = find_keeper(self._desk, self._patient_id)
        if keeper is not None and state.draft is None and keeper.clean():
            keeper.retire()
            keeper = None
        if keeper is None and state.draft is not None:
            keeper = DraftKeeper(self._desk, state.draft)
        elif keeper is not None and state.draft is not None:
            keeper.adopt(state.draft)
        if keeper is None:
            self._drop_editor()
            self._show_unwritten()
        elif self._editor is None or self._editor.keeper is not keeper:
            self._open_editor(keeper)
        elif self._stack.currentWidget() is self.signed:
            self._show_signed(self.signed.number)
        else:
            self._show_editor()

    def _show_unwritten(self) -> None:
        in_force = self._state.in_force
        if in_force is None:
            self._head.hide()
            self._stack.setCurrentWidget(self._empty)
        else:
            self._show_signed(in_force.number)

    def _open_editor(self, keeper: DraftKeeper) -> None:
        self._drop_editor()
        editor = self._editor = PlanEditor(
            self._desk, keeper, today=self._today, read_only=not self._may_change
        )
        self._stack.addWidget(editor)
        keeper.state_changed.connect(self._say_saved)
        keeper.settled.connect(self._settled)
        keeper.conflict.connect(self._compare)
        editor.layout_changed.connect(self._say_parts)
        self._show_editor()
        if keeper.theirs is not None:
            self._compare()

    def _drop_editor(self) -> None:
        editor, self._editor = self._editor, None
        if editor is not None:
            keeper = editor.keeper
            keeper.state_changed.disconnect(self._say_saved)
            keeper.settled.disconnect(self._settled)
            keeper.conflict.disconnect(self._compare)
            self._stack.removeWidget(editor)
            editor.hide()
            editor.deleteLater()

    def _show_editor(self) -> None:
        editor = self._editor
        if editor is None:
            return
        in_force = self._state.in_force
        self._head.show_draft(
            editor.keeper.draft.number, in_force=None if in_force is None else in_force.number
        )
        self._stack.setCurrentWidget(editor)
        self._say_saved()
        self._say_parts()

    def _show_signed(self, number: int) -> None:
        self._stack.setCurrentWidget(self.signed)
        self.signed.show_version(number, self._state.versions)
        self._head.show_version(number, drafted=self._editor is not None, may_revise=self._may_change)
        in_force = self._state.in_force
        if in_force is not None and in_force.number == number:
            self._say_signed(in_force)
            return
        desk = self._desk
        desk.lane.run(
            signed_version,
            desk.store,
            desk.actor,
            self._patient_id,
            number,
            then=self._say_signed,
            owner=self,
            kind="signed",
        )

    def _say_signed(self, plan: SignedCarePlan) -> None:
        if self._stack.currentWidget() is not self.signed or self.signed.number != plan.number:
            return
        newest = bool(self._state.versions) and self._state.versions[0] == plan.number
        self._head.show_signature(plan, newest=newest)

    def _say_saved(self) -> None:
        editor = self._editor
        if editor is None or self._stack.currentWidget() is not editor:
            return
        self._head.show_saved(editor.keeper)

    def _say_parts(self) -> None:
        editor = self._editor
        if editor is not None and self._stack.currentWidget() is editor:
            self.bar.show_parts(editing=True, parts=editor.parts_hidden(), page=editor.page_shown())

    def _start(self) -> None:
        desk = self._desk
        desk.lane.run(start_draft, desk.store, desk.actor, self._patient_id, then=self._started, owner=self)

    def _started(self, done: Done[CarePlanDraft]) -> None:
        self._state = PlanState(self._state.in_force, done.value, self._state.versions)
        self._take(self._state)
        self._desk.notice.publish(done.changes)
        self._load()

    def _primary(self) -> None:
        if self._stack.currentWidget() is self.signed:
            if self._editor is not None:
                self._show_editor()
            else:
                self._start()
        elif self._editor is not None:
            self._signing = True
            self._editor.keeper.flush()

    def _settled(self) -> None:
        editor = self._editor
        if not self._signing or editor is None:
            return
        self._signing = False
        if not editor.keeper.clean():
            self._desk.messages.say(
                Message(self.tr("Not signed: the text is not saved yet. See above."), trouble=True)
            )
            return
        in_force = self._state.in_force
        open_sign(
            self._desk,
            editor.keeper,
            today=self._today,
            replaces=None if in_force is None else in_force.number,
            signed=self._signed_now,
            owner=self,
        )

    def _signed_now(self, done: Done[SignedCarePlan]) -> None:
        if self._editor is not None:
            self._editor.keeper.retire()
        self._drop_editor()
        plan, desk = done.value, self._desk
        self._take(PlanState(plan, None, (plan.number, *self._state.versions)))
        words = self.tr("Version {number} is signed and in force.").format(number=plan.number)
        desk.messages.say(Message(words, undo=self.print_plan, action=self.tr("Print the copy")))
        desk.notice.publish(done.changes)

    def _compare(self) -> None:
        if self._editor is not None:
            open_compare(self._desk, self._editor.keeper)

    def _discard(self) -> None:
        editor = self._editor
        if editor is not None:
            discard(self._desk, editor.keeper, gone=self._gone, back=self._load, owner=self)

    def _gone(self) -> None:
        self._drop_editor()
        self._load()

    def _menu(self, anchor: QWidget) -> None:
        editor = self._editor if self._stack.currentWidget() is self._editor else None
        in_force = self._state.in_force
        actions = PlanActions(
            print_plan=self.print_plan,
            step=editor.step if editor is not None and self._may_change else None,
            discard=self._discard if editor is not None and self._may_change else None,
            versions=partial(self._show_signed, in_force.number) if editor and in_force else None,
        )
        items = menu_items(actions)
        PopupList(self._desk.theme, items, name="care_plan.more_menu", parent=self.window()).open_at(
            anchor, align_right=True
        )
