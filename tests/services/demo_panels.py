"""Panels of invented patients for tests, made once a run."""

from __future__ import annotations

from functools import cache

from ccmdesk.domain.chart import Condition, FactStatus
from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.services.demo_people import DemoPanel, generate
from ccmdesk.services.demo_values import DemoPatient, facts_digest

OCTOBER = ServiceMonth(2026, 10)
ZONE = "America/Denver"


def panel(*, patients: int = 60, months: int = 6, seed: int = 2026) -> DemoPanel:
    """Return a panel that ends with October 2026."""
    return generate(patients=patients, months=months, through=OCTOBER, seed=seed)


@cache
def sixty() -> tuple[DemoPatient, ...]:
    """Return the sixty patients of the demo practice."""
    return tuple(panel().people())


@cache
def many() -> tuple[DemoPatient, ...]:
    """Return four hundred patients with three months."""
    return tuple(panel(patients=400, months=3, seed=11).people())


def digest(made: DemoPanel) -> str:
    """Return the digest of a panel's facts."""
    return facts_digest(made.staff, made.people())


def active_conditions(person: DemoPatient) -> list[Condition]:
    """Return a person's problems that are not over."""
    return [f for f in person.facts if isinstance(f, Condition) and f.status is FactStatus.ACTIVE]
