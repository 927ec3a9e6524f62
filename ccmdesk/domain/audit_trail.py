"""What is asked of the audit trail and what it answers, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ccmdesk.domain.audit_words import sentence

PAGE = 200
"""Records of one page, unless asked otherwise."""


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Say which audit records are wanted; what is left out does not limit.

    `kinds` are the stored words, empty for all; the days are days of the practice, both inclusive. `before`
    is a record number from which to go on backwards, `limit` how many, None for all.
    """

    patient_id: int | None = None
    user_id: int | None = None
    kinds: frozenset[str] = frozenset()
    first_day: date | None = None
    last_day: date | None = None
    before: int | None = None
    limit: int | None = PAGE

    def limits(self) -> tuple[str, ...]:
        """Return in words what limits the records besides the patient, for the record of the look itself."""
        return tuple(
            words
            for words, value in (
                (f"user {self.user_id}", self.user_id),
                ("/".join(sorted(self.kinds)), self.kinds),
                (f"from {self.first_day}", self.first_day),
                (f"to {self.last_day}", self.last_day),
            )
            if value
        )


class StoredRecord(NamedTuple):
    """Hold one audit record as stored, with the name that its patient has today (None: no such patient)."""

    sequence: int
    at: datetime
    zone: str
    user_id: int
    user_name: str
    roles: str
    kind: str
    patient_id: int | None
    patient_name: str | None
    object_kind: str
    object_id: str | None
    reason: str

    @property
    def words(self) -> str:
        """Return what happened as a plain sentence without who and when."""
        return sentence(
            self.kind,
            self.object_kind,
            patient=self.patient_name,
            object_id=self.object_id,
            reason=self.reason,
        )

    @property
    def local_time(self) -> datetime:
        """Return when it happened on the clocks of the practice at that time."""
        return self.at.astimezone(ZoneInfo(self.zone))


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Hold one page of audit records, newest first.

    `older` is the `before` of the next page, None at the end.
    """

    records: tuple[StoredRecord, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class Looker:
    """Say how often and when one user looked at, changed or gave away a patient's data."""

    user_id: int
    user_name: str
    times: int
    first: datetime
    last: datetime
