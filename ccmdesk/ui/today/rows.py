"""The lines of today's list: values and the words of their cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from ccmdesk.domain.time_log import Mode, split_by_day
from ccmdesk.services.time_sheets import TodayEntry
from ccmdesk.ui.common.paint import Run
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.say import clock_text, clock_time, duration_spoken
from ccmdesk.ui.common.table_model import Column
from ccmdesk.ui.common.theme import Weight
from ccmdesk.ui.common.work_words import activity_words, mode_words

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class TodayRow:
    """Hold the part of one entry that lies in today; start and end are the practice's local time."""

    entry_id: int
    start: datetime
    end: datetime
    patient: str
    activity: str
    mode: Mode
    note: str
    seconds: int


def rows_of(entries: Iterable[TodayEntry], *, day: date, zone: str) -> tuple[TodayRow, ...]:
    """Return a row for each entry that has seconds in a day of a zone."""
    local = ZoneInfo(zone)
    rows = []
    for found in entries:
        entry = found.entry
        spans = [piece.interval for piece in split_by_day(entry.intervals, zone) if piece.day == day]
        if spans:
            rows.append(
                TodayRow(
                    entry.id,
                    spans[0].start.astimezone(local),
                    spans[-1].end.astimezone(local),
                    found.patient_name,
                    entry.activity,
                    entry.mode,
                    entry.note,
                    sum(span.seconds for span in spans),
                )
            )
    return tuple(rows)


def columns() -> tuple[Column[TodayRow], ...]:
    """Return the columns of the list."""
    return (
        Column(key="when", title=translate("today", "Time"), text=_when, width=104, indent=12),
        Column(
            key="patient",
            title=translate("today", "Patient"),
            text=lambda row: row.patient,
            runs=lambda row: (Run(row.patient, Weight.BOLD),),
            width=150,
            stretch=True,
        ),
        Column(
            key="activity",
            title=translate("today", "What"),
            text=lambda row: activity_words(row.activity),
            width=140,
            stretch=True,
            tooltip=lambda row: row.note,
        ),
        Column(
            key="mode",
            title=translate("today", "How"),
            text=lambda row: mode_words(row.mode),
            runs=lambda row: (Run(mode_words(row.mode), role=Role.MUTED),),
            width=84,
        ),
        Column(
            key="seconds",
            title=translate("today", "m:ss"),
            text=lambda row: clock_text(row.seconds),
            spoken=lambda row: duration_spoken(row.seconds),
            width=64,
            right=True,
        ),
    )


def _when(row: TodayRow) -> str:
    return f"{clock_time(row.start)}–{clock_time(row.end)}"
