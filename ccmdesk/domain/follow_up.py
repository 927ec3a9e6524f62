"""What was promised to a patient: the next contact, with its day and reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Hold one promised contact; `due_at` is UTC when a time of day was promised."""

    patient_id: int
    due_on: date
    reason: str
    due_at: datetime | None = None
    id: int = 0
    done: bool = False
