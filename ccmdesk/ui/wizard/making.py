"""What the set-up does on the lane: make the practice file and its recovery sheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ccmdesk.domain.clock import Clock
from ccmdesk.domain.practice import BillingPractitioner, Practice, User
from ccmdesk.services.papers import recovery_sheet
from ccmdesk.services.places import discard_new_practice
from ccmdesk.services.practice_file import (
    NewPractice,
    OpenPractice,
    close_practice,
    create_practice,
    resume_set_up,
)

MakePractice = Callable[..., NewPractice]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Hold what a practice file is to be made from."""

    folder: Path
    practice: Practice
    practitioners: tuple[BillingPractitioner, ...]
    first_user: User


@dataclass(frozen=True, slots=True)
class Made:
    """Hold a new practice file, open, and its recovery sheet as a PDF."""

    opened: OpenPractice
    sheet: bytes


def make_practice(
    wanted: Wanted, passphrase: str, *, clock: Clock, create: MakePractice = create_practice
) -> Made:
    """Make the practice file and its sheet; when the sheet cannot be drawn, no practice file is left."""
    new = create(
        wanted.folder,
        practice=wanted.practice,
        practitioners=wanted.practitioners,
        first_user=wanted.first_user,
        passphrase=passphrase,
        clock=clock,
        to_confirm=True,
    )
    try:
        return _made(new, clock)
    except BaseException:
        discard_new_practice(new.opened)
        raise


def resume(folder: Path, login: str, *, passphrase: str, clock: Clock) -> Made:
    """Open a practice file whose set-up was not finished, with a new sheet; raise as `resume_set_up` does."""
    new = resume_set_up(folder, login=login, passphrase=passphrase, clock=clock)
    try:
        return _made(new, clock)
    except BaseException:
        close_practice(new.opened)
        raise


def _made(new: NewPractice, clock: Clock) -> Made:
    opened = new.opened
    name, zone = opened.practice_name, opened.store.zone
    sheet = recovery_sheet(practice_name=name, recovery_key=new.recovery_key, clock=clock, zone=zone)
    return Made(opened, sheet)
