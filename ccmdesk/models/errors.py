"""What can go wrong with the practice file, each as a sentence."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from ccmdesk.domain.errors import UserError


class DamagedFile(UserError):
    """Say that the practice file cannot be read; `detail` names what was seen, nothing of a patient."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            f"The practice file is damaged: {detail}.",
            kept="It was not changed.",
            todo="Restore the last verified backup, and keep this file for whoever helps you.",
        )


class NewerFile(UserError):
    """Refuse a file that this program does not understand."""


class OlderFile(UserError):
    """Say that a file has the schema of an earlier program, `revision`, and must be brought to `newest`."""

    def __init__(self, revision: str, newest: str) -> None:
        super().__init__(
            f"This practice file has schema {revision} of an earlier ccmdesk; this one works with {newest}.",
            kept="The file was not touched.",
            todo="Open it once; that makes a backup and brings it up.",
        )
        self.revision = revision
        self.newest = newest


class MigrationRefused(UserError):
    """Say that a migrated copy was not good enough to take the place of the practice file."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            f"The practice file could not be brought to the schema of this ccmdesk: {detail}.",
            kept="It is as it was, and a backup lies beside it.",
            todo="Go on with the ccmdesk that you had, and tell whoever helps you.",
        )


class StorageFull(UserError):
    """Say that nothing could be written for want of space."""


class StorageFailed(UserError):
    """Say that the disk refused to write or read."""


class Overlap(UserError):
    """Refuse time that overlaps other time of the same person."""


class RefusedByRecord(UserError):
    """Say that the database refused a change that the record may not suffer."""


def as_user_error(error: DBAPIError) -> UserError:
    """Return the sentence for an error of the database, leaving out every value it carries."""
    text = str(error.orig).lower()
    unchanged = "Nothing was changed."
    if "full" in text:
        return StorageFull("The disk is full.", kept=unchanged, todo="Free some space, then try again.")
    if "overlap" in text:
        return Overlap(
            "You already have time at that hour.",
            kept=unchanged,
            todo="Look at today's entries and change one of the two.",
        )
    if "readonly" in text or "read-only" in text:
        return StorageFailed(
            "The practice file may not be written to.",
            kept=unchanged,
            todo="Check that the folder is not read-only, then try again.",
        )
    if "locked" in text or "busy" in text:
        return StorageFailed(
            "Another program holds the practice file.", kept=unchanged, todo="Try again in a moment."
        )
    if "append-only" in text or "immutable" in text or "never deleted" in text or "only ever" in text:
        return RefusedByRecord("The record does not allow this change.", kept=unchanged)
    if "i/o" in text or "malformed" in text or "not a database" in text:
        return StorageFailed(
            "The disk did not answer as it should.",
            kept=unchanged,
            todo="Make a backup to another disk and have this one checked.",
        )
    return StorageFailed("The practice file refused the change.", kept=unchanged, todo="Try again.")
