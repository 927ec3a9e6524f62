"""Rows of the worklist for tests that need no practice file."""

from __future__ import annotations

import random
from typing import Any

from ccmdesk.domain.words import folded
from ccmdesk.domain.worklist import REASON_BITS, Why, WorklistRow

FAMILIES = ("Álvarez", "Brown", "Chen", "Davis", "Haddad", "Kowalski", "Núñez", "Sørensen", "Tran", "Yazzie")
GIVEN = ("María", "James", "Li", "Ann", "Georges", "Rose", "Ingrid", "Dragan", "Hélène", "Walter")


def row(patient_id: int = 1, **changes: Any) -> WorklistRow:
    """Return the row of an enrolled patient with nothing due, changed as told."""
    plain = WorklistRow(
        patient_id=patient_id,
        family="Álvarez",
        given="María",
        preferred_name="",
        birth_date="1945-02-14",
        sex="female",
        phone="(505) 555-0142",
        language="Spanish",
        nurse_id=1,
        nurse="Sara Okafor",
        enrolment="active",
        consent="given",
        plan="signed",
        plan_review_on=None,
        month_seconds=0,
        last_contact_us=None,
        last_outcome=None,
        next_due_on=None,
        next_due_us=None,
        next_reason=None,
        why=int(Why.NOTHING_DUE),
        reasons=0,
        search_key="alvarez maria 1945-02-14 5055550142",
    )
    return plain._replace(**changes)


def many_rows(number: int, *, seed: int = 1) -> list[WorklistRow]:
    """Return invented rows of every kind, the same for the same seed."""
    rng = random.Random(seed)
    return [_drawn(rng, at) for at in range(1, number + 1)]


def _drawn(rng: random.Random, at: int) -> WorklistRow:
    why = rng.choice(list(Why))
    family, given = rng.choice(FAMILIES), rng.choice(GIVEN)
    phone = f"505555{rng.randrange(10_000):04d}"
    return row(
        at,
        family=family,
        given=given,
        birth_date=f"19{rng.randrange(30, 60)}-0{rng.randrange(1, 10)}-1{rng.randrange(10)}",
        phone=phone,
        enrolment=rng.choice(("active", "active", "active", "not_enrolled", "paused")),
        consent=rng.choice(("given", "given", "missing", "declined")),
        month_seconds=rng.randrange(4000),
        last_contact_us=1_764_000_000_000_000 - rng.randrange(10**13),
        last_outcome=rng.choice(("reached", "voicemail", None)),
        next_due_on=rng.choice((None, f"2026-11-{rng.randrange(10, 31)}")),
        next_reason="ask how the new dose goes",
        why=int(why),
        reasons=REASON_BITS[why] | (REASON_BITS[Why.NO_PLAN] if rng.random() < 0.3 else 0),
        search_key=folded(f"{family} {given} {phone} mrn-{at:06d}"),
    )
