"""The three families of errors: a sentence for the nurse, a silent cancel, and everything else (a bug)."""

from __future__ import annotations


class CcmdeskError(Exception):
    """Stand above every error that the program raises on purpose."""


class UserError(CcmdeskError):
    """Tell a person what happened, what became of the work, and what to do next.

    The text may be shown and printed; it never holds anything about a patient.
    """

    def __init__(self, what: str, *, kept: str = "", todo: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.kept = kept
        self.todo = todo

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.kept, self.todo) if part)


class InvalidValue(UserError):
    """Refuse a value that a person typed; `field` names the field it belongs to."""

    def __init__(self, field: str, what: str, *, todo: str = "") -> None:
        super().__init__(what, todo=todo)
        self.field = field


class NotFound(UserError):
    """Say that the thing asked for is not in this practice file."""


class StaleVersion(UserError):
    """Refuse a save because someone else saved first; both versions can be shown."""

    def __init__(self, *, mine: object, theirs: object, their_version: int) -> None:
        super().__init__(
            "Someone else saved this while you were editing it.",
            kept="Your text is still here and nothing was overwritten.",
            todo="Compare the two and save again.",
        )
        self.mine = mine
        self.theirs = theirs
        self.their_version = their_version


class Forbidden(UserError):
    """Refuse a use case that the user's roles do not allow."""


class Cancelled(CcmdeskError):
    """Unwind work that a person cancelled; nothing is shown."""
