"""What a use case tells the window: which kinds of thing changed, for which patients."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class ChangeKind(StrEnum):
    """Name the kinds of thing that a page may show."""

    PRACTICE = "practice"
    PATIENT = "patient"
    CHART = "chart"
    ENROLMENT = "enrolment"
    TIME = "time"
    CONTACT = "contact"
    CARE_PLAN = "care_plan"
    IMPORT = "import"
    SETTINGS = "settings"
    BACKUP = "backup"


@dataclass(frozen=True, slots=True)
class Changes:
    """Say what changed; an empty set of patients with a kind means any patient may have."""

    kinds: frozenset[ChangeKind] = frozenset()
    patients: frozenset[int] = frozenset()

    def touches(self, patient_id: int) -> bool:
        """Tell whether a page showing this patient has to look again."""
        return bool(self.kinds) and (not self.patients or patient_id in self.patients)


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """Hold what a use case returns and what it changed."""

    value: T
    changes: Changes


def changed(*kinds: ChangeKind, patient_id: int | None = None) -> Changes:
    """Return a notice about these kinds for one patient, or for any when none is named."""
    return Changes(frozenset(kinds), frozenset() if patient_id is None else frozenset({patient_id}))
