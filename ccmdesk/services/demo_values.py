"""Frozen values of the demo practice, its seeded random numbers and the digest of its facts."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass

from ccmdesk.domain.care_plan import CarePlanDraft, SignedCarePlan
from ccmdesk.domain.chart import Fact, Patient
from ccmdesk.domain.enrolment import Consent, Enrolment
from ccmdesk.domain.follow_up import FollowUp
from ccmdesk.domain.practice import BillingPractitioner, Practice, User
from ccmdesk.domain.time_log import Contact, TimeEntry


@dataclass(frozen=True, slots=True)
class DemoStaff:
    """Hold the practice and its people; ids of practitioners and users count from 1 in order."""

    practice: Practice
    practitioners: tuple[BillingPractitioner, ...]
    users: tuple[User, ...]


@dataclass(frozen=True, slots=True)
class DemoPatient:
    """Hold one invented patient whole; `number` counts from 1 and stands as patient_id in every value.

    user and practitioner ids are those of DemoStaff; a contact's entry_id is the place of its entry in
    `entries`, counted from 1; a signed plan's digest is empty, as only the store can compute it.
    """

    number: int
    hard_case: str
    patient: Patient
    facts: tuple[Fact, ...]
    enrolment: Enrolment | None
    consents: tuple[Consent, ...]
    entries: tuple[TimeEntry, ...]
    contacts: tuple[Contact, ...]
    follow_ups: tuple[FollowUp, ...]
    signed: tuple[SignedCarePlan, ...]
    draft: CarePlanDraft | None


def child(seed: int, *parts: object) -> random.Random:
    """Return random numbers that depend on the seed and these parts alone, the same on every machine."""
    name = "/".join(str(part) for part in (seed, *parts))
    return random.Random(name)  # noqa: S311 - invented people, not secrets


def facts_digest(staff: DemoStaff, people: Iterable[DemoPatient]) -> str:
    """Return the SHA-256, in hex, over every fact of a practice in a canonical form."""
    digest = hashlib.sha256(canonical(staff).encode())
    for person in people:
        digest.update(canonical(person).encode())
    return digest.hexdigest()


def canonical(value: object) -> str:
    """Return a text of a frozen value that is the same for equal values; sets are put in order."""
    if is_dataclass(value) and not isinstance(value, type):
        inside = ",".join(f"{f.name}={canonical(getattr(value, f.name))}" for f in fields(value))
        return f"{type(value).__name__}({inside})"
    if isinstance(value, tuple):
        return f"({','.join(canonical(item) for item in value)})"
    if isinstance(value, frozenset):
        return f"{{{','.join(sorted(canonical(item) for item in value))}}}"
    return repr(value)
