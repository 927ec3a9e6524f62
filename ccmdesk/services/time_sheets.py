"""Saved time as people look at it: a patient's month and a user's day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ccmdesk.domain.clock import local_date
from ccmdesk.domain.dates import ServiceMonth, start_of_day
from ccmdesk.domain.practice import Actor
from ccmdesk.domain.time_log import Contact, TimeEntry
from ccmdesk.models import time_entries
from ccmdesk.models.care import load_contacts
from ccmdesk.models.store import Store
from ccmdesk.models.unit_of_work import reading
from ccmdesk.services.permissions import UseCase, require

_CONTACTS_OF_A_MONTH = 500


@dataclass(frozen=True, slots=True)
class SheetLine:
    """Hold one uninterrupted piece of an entry in one local day; start and end are UTC."""

    entry: TimeEntry
    day: date
    start: datetime
    end: datetime
    seconds: int


@dataclass(frozen=True, slots=True)
class MonthSheet:
    """Hold a patient's service month: its lines in order of time, whole seconds and contacts."""

    patient_id: int
    month: ServiceMonth
    lines: tuple[SheetLine, ...]
    seconds: int
    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class TodayEntry:
    """Hold one of a user's entries of the day, with the patient's name."""

    entry: TimeEntry
    patient_name: str


def month_sheet(store: Store, actor: Actor, patient_id: int, month: ServiceMonth) -> MonthSheet:
    """Return the time and contacts of a patient's service month (part of an opened chart)."""
    require(store, actor, UseCase.READ_TIME, patient_id=patient_id)
    start, end = month.bounds(store.zone)
    with reading(store) as connection:
        pieces = time_entries.pieces_of_month(connection, patient_id, month.iso())
        entries = time_entries.load_entries(connection, sorted({p.entry_id for p in pieces}))
        contacts = load_contacts(connection, patient_id, limit=_CONTACTS_OF_A_MONTH)
    lines = tuple(SheetLine(entries[p.entry_id][0], p.day, p.start, p.end, p.seconds) for p in pieces)
    return MonthSheet(
        patient_id=patient_id,
        month=month,
        lines=lines,
        seconds=sum(line.seconds for line in lines),
        contacts=tuple(c for c in reversed(contacts) if start <= c.at < end),
    )


def today(store: Store, actor: Actor) -> tuple[TodayEntry, ...]:
    """Return the entries that this user worked on today, the latest first."""
    require(store, actor, UseCase.SEE_OWN_DAY)
    day = local_date(store.clock.wall(), store.zone)
    start = start_of_day(day, store.zone)
    end = start_of_day(day + timedelta(days=1), store.zone)
    with reading(store) as connection:
        ids = time_entries.pieces_of_day(connection, actor.user_id, start=start, end=end)
        entries = time_entries.load_entries(connection, ids)
    return tuple(TodayEntry(*entries[entry_id]) for entry_id in ids)
