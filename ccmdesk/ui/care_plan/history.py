"""The history of a document while it is edited: every state is a value, so undo has no end."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ccmdesk.domain.care_plan import CarePlanDocument


@dataclass(frozen=True, slots=True)
class History:
    """Hold the document now, the ones before it and the ones that were undone.

    Changes with the same mark (one field being typed in) become one step until `sealed`.
    """

    now: CarePlanDocument
    past: tuple[CarePlanDocument, ...] = ()
    future: tuple[CarePlanDocument, ...] = ()
    mark: str = ""

    def changed(self, document: CarePlanDocument, *, mark: str = "") -> History:
        """Return the history with a new document; what was undone can then no longer be redone."""
        if document == self.now:
            return self
        if mark and mark == self.mark and self.past:
            return replace(self, now=document, future=())
        return History(document, (*self.past, self.now), (), mark)

    def sealed(self) -> History:
        """Return the history with the step under way ended, as a pause does."""
        return replace(self, mark="") if self.mark else self

    def undone(self) -> History:
        """Return the history one step back, or itself at the beginning."""
        if not self.past:
            return self
        return History(self.past[-1], self.past[:-1], (self.now, *self.future))

    def redone(self) -> History:
        """Return the history one step forward again, or itself when nothing was undone."""
        if not self.future:
            return self
        return History(self.future[0], (*self.past, self.now), self.future[1:])
