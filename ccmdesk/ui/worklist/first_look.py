"""The first read of the list, which the lane does while the window builds the frame and the page."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ccmdesk.domain.errors import UserError
from ccmdesk.domain.practice import Actor
from ccmdesk.services.preferences import user_preference
from ccmdesk.services.store import Store
from ccmdesk.services.worklist import worklist
from ccmdesk.ui.common.lane import Lane
from ccmdesk.ui.worklist.layout import PREFERENCE


class FirstLook(QObject):
    """Read the user's columns and the rows; each is told once, after control is back in the event loop."""

    layout_read = Signal(object)
    rows_read = Signal(object)
    refused = Signal(object)

    def __init__(self, lane: Lane, store: Store, actor: Actor, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        lane.run(
            user_preference,
            store,
            actor,
            PREFERENCE,
            then=self.layout_read.emit,
            failed=self._without_layout,
            owner=self,
        )
        lane.run(worklist, store, actor, then=self.rows_read.emit, failed=self.refused.emit, owner=self)

    def _without_layout(self, _error: UserError) -> None:
        self.layout_read.emit(None)
