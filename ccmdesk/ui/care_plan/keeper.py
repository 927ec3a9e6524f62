"""The keeper of a draft: its history, and the saving of it at every pause.

A keeper lies on the desk, not on the page: text that is not saved yet outlives the page it was typed on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from PySide6.QtCore import QObject, QTimer, Signal

from ccmdesk.domain.care_plan import CarePlanDocument, CarePlanDraft, PlanState
from ccmdesk.domain.changes import Done
from ccmdesk.domain.errors import StaleVersion, UserError
from ccmdesk.services.care_plans import plan_state, save_draft
from ccmdesk.ui.care_plan.history import History
from ccmdesk.ui.common.desk import Desk

PAUSE_MS = 800
AGAIN_MS = 10_000


class Saving(Enum):
    """Name where the text stands: on disk, on its way, or refused."""

    SAVED = "saved"
    SAVING = "saving"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SaveState:
    """Hold where the text stands, and why it is not saved."""

    saving: Saving
    why: str = ""


class DraftKeeper(QObject):
    """Keep one patient's draft; `changed` tells of a new document, `conflict` of someone else's save."""

    changed = Signal()
    state_changed = Signal()
    settled = Signal()
    conflict = Signal()

    def __init__(self, desk: Desk, draft: CarePlanDraft) -> None:
        super().__init__(desk.notice)
        self.setObjectName(keeper_name(draft.patient_id))
        self._desk = desk
        self._saved = draft
        self._history = History(draft.document)
        self._state = SaveState(Saving.SAVED)
        self._sending = False
        self._theirs: CarePlanDraft | None = None
        self._pause = self._timer(PAUSE_MS)
        self._again = self._timer(AGAIN_MS)

    @property
    def document(self) -> CarePlanDocument:
        """Return the document as it stands on the window."""
        return self._history.now

    @property
    def draft(self) -> CarePlanDraft:
        """Return the draft as it was last saved."""
        return self._saved

    @property
    def state(self) -> SaveState:
        """Return where the text stands."""
        return self._state

    @property
    def theirs(self) -> CarePlanDraft | None:
        """Return what someone else saved, while a person has not chosen."""
        return self._theirs

    @property
    def history(self) -> History:
        """Return the history."""
        return self._history

    def clean(self) -> bool:
        """Tell whether everything typed is on disk."""
        return not self._sending and self._history.now == self._saved.document

    def change(self, document: CarePlanDocument, *, mark: str = "") -> None:
        """Take a new document; changes with the same mark are undone together."""
        self._put(self._history.changed(document, mark=mark))

    def undo(self) -> None:
        """Go one step back."""
        self._put(self._history.undone())

    def redo(self) -> None:
        """Go one step forward again."""
        self._put(self._history.redone())

    def adopt(self, draft: CarePlanDraft) -> None:
        """Take a draft as read from the file; what was typed and is not saved yet stays."""
        if not self.clean() or self._theirs is not None:
            return
        self._saved = draft
        self._history = self._history.changed(draft.document).sealed()
        self._state = SaveState(Saving.SAVED)
        self.changed.emit()
        self.state_changed.emit()

    def flush(self) -> None:
        """Save now what is not saved yet; `settled` tells when the answer is there."""
        self._pause.stop()
        self._again.stop()
        self._history = self._history.sealed()
        if self._sending:
            return
        if self._theirs is not None:
            self.conflict.emit()
            return
        if self.clean():
            self._say(Saving.SAVED)
            self.settled.emit()
            return
        self._sending = True
        self._say(Saving.SAVING)
        draft = replace(self._saved, document=self._history.now)
        desk = self._desk
        desk.lane.run(
            save_draft, desk.store, desk.actor, draft, then=self._landed, failed=self._refused, owner=self
        )

    def keep_mine(self) -> None:
        """Save what was typed as a new save after the other one, which undo still brings back."""
        theirs, self._theirs = self._theirs, None
        if theirs is not None:
            mine = self._history.now
            self._saved = theirs
            self._history = self._history.changed(theirs.document).changed(mine)
            self.flush()

    def take_theirs(self) -> None:
        """Go on from what the other person saved; undo still brings back what was typed."""
        theirs, self._theirs = self._theirs, None
        if theirs is not None:
            self._saved = theirs
            self._put(self._history.changed(theirs.document).sealed())
            self._say(Saving.SAVED)
            self.settled.emit()

    def retire(self) -> None:
        """Let go of a draft that was signed or discarded."""
        self._pause.stop()
        self._again.stop()
        self.setObjectName("care_plan.draft.gone")
        self.deleteLater()

    def _put(self, history: History) -> None:
        if history.now == self._history.now:
            self._history = history
            return
        self._history = history
        self._pause.start()
        if self._state.saving is Saving.SAVED:
            self._say(Saving.SAVING)
        self.changed.emit()

    def _landed(self, done: Done[CarePlanDraft]) -> None:
        self._sending = False
        self._saved = done.value
        self._say(Saving.SAVED if self.clean() else Saving.SAVING)
        self._desk.notice.publish(done.changes)
        if self.clean():
            self.settled.emit()
        else:
            self._pause.start()

    def _refused(self, error: UserError) -> None:
        self._sending = False
        if isinstance(error, StaleVersion):
            self._desk.lane.run(
                plan_state,
                self._desk.store,
                self._desk.actor,
                self._saved.patient_id,
                then=lambda state: self._meet(state, error),
                failed=self._refused,
                owner=self,
            )
            return
        self._again.start()
        self._say(Saving.FAILED, str(error))
        self.settled.emit()

    def _meet(self, state: PlanState, error: StaleVersion) -> None:
        self._theirs = state.draft
        self._say(Saving.FAILED, str(error))
        if state.draft is not None:
            self.conflict.emit()
        self.settled.emit()

    def _say(self, saving: Saving, why: str = "") -> None:
        self._state = SaveState(saving, why)
        self.state_changed.emit()

    def _timer(self, after_ms: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after_ms)
        timer.timeout.connect(self._paused)
        return timer

    def _paused(self) -> None:
        # While someone else's save waits for a choice, typing must not be interrupted by the question.
        if self._theirs is None:
            self.flush()


def keeper_name(patient_id: int) -> str:
    """Return the name under which a patient's draft lies on the desk."""
    return f"care_plan.draft.{patient_id}"


def find_keeper(desk: Desk, patient_id: int) -> DraftKeeper | None:
    """Return the keeper of a patient's draft, when one lies on the desk."""
    found = desk.notice.findChild(DraftKeeper, keeper_name(patient_id))
    return found if isinstance(found, DraftKeeper) else None
