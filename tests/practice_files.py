"""Practice files for tests: real SQLCipher files with cheap key parameters, copied from one template."""

from __future__ import annotations

import atexit
import shutil
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from ccmdesk.domain.clock import Clock, SettableClock
from ccmdesk.domain.practice import BillingPractitioner, Practice, Role, User
from ccmdesk.security.kdf import KdfParameters
from ccmdesk.services.practice_file import OpenPractice, close_practice, create_practice, open_practice

PASSPHRASE = "walnut harbor seventeen lanterns"
ZONE = "America/Denver"
CHEAP = KdfParameters(memory_kib=64, passes=1, lanes=1)
MONDAY = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
"""Monday 23 November 2026, 9:00 in the practice."""

NURSE = User(
    login="sara",
    name="Sara Okafor",
    credential="RN",
    roles=frozenset({Role.CARE_MANAGER, Role.BILLING_PRACTITIONER}),
)
PRACTICE = Practice(
    name="Lakeview Family Medicine",
    zone=ZONE,
    address=("12 Lake Road", "Santa Fe, NM 87501"),
    phone="(505) 555-0100",
    after_hours_phone="(505) 555-0199",
    npi="1999999984",
    tax_id="12-3456789",
)
DOCTOR = BillingPractitioner(name="Dr. Amara Castellanos", npi="1999999984", taxonomy="207Q00000X")


@cache
def template() -> Path:
    """Return the folder of a practice file made once a test run."""
    parent = Path(mkdtemp(prefix="ccmdesk-template-"))
    atexit.register(shutil.rmtree, parent, ignore_errors=True)
    folder = parent / "Lakeview Family Medicine.ccmdesk"
    made = create_practice(
        folder,
        practice=PRACTICE,
        practitioners=(DOCTOR,),
        first_user=NURSE,
        passphrase=PASSPHRASE,
        clock=SettableClock(MONDAY),
        kdf=CHEAP,
        state_folder=parent / "state",
    )
    close_practice(made.opened)
    return folder


def copied_practice(parent: Path) -> Path:
    """Return the folder of a fresh copy of the template."""
    return Path(shutil.copytree(template(), parent / template().name))


def fresh_practice(parent: Path, clock: Clock | None = None) -> OpenPractice:
    """Return an open copy of the template; the caller closes it."""
    folder = copied_practice(parent)
    return open_practice(
        folder,
        login="sara",
        passphrase=PASSPHRASE,
        clock=clock or SettableClock(MONDAY),
        state_folder=state_of(folder),
    )


def state_of(folder: Path) -> Path:
    """Return the state folder of the computer that a copied practice is used on."""
    return folder.parent / "state"
