"""Draw the time sheet of one patient's month: every second, who spent it and on what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ccmdesk.domain.chart import Patient
from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.domain.enrolment import Program
from ccmdesk.domain.practice import CREDENTIALS, BillingPractitioner, Performer, Practice
from ccmdesk.domain.time_log import Contact, Piece, TimeEntry, split_by_day
from ccmdesk.reports.layout import BODY, HEADING, INK, SMALL, Cell, Strip, bound, cells, tied
from ccmdesk.reports.paper import WIDTH, Column, practice_frame, render, signature_lines, table, title
from ccmdesk.reports.typeset import Face, Style, Typesetter
from ccmdesk.reports.words import (
    MODES,
    OUTCOMES,
    PERFORMERS,
    PROGRAMS,
    day_text,
    duration_text,
    moment_text,
    month_text,
    person_text,
    provider_text,
)

_CELL = Style(Face.REGULAR, 9, 12.5, INK)
_FIGURE = Style(Face.SEMIBOLD, 9, 12.5, INK)


class _Row(NamedTuple):
    """Hold the part of an entry that lies in one day."""

    entry: TimeEntry
    piece: Piece
    first: bool


def time_sheet_pdf(
    *,
    practice: Practice,
    practitioner: BillingPractitioner | None,
    patient: Patient,
    month: ServiceMonth,
    entries: Sequence[TimeEntry],
    contacts: Sequence[Contact],
    printed_at: datetime,
) -> bytes:
    """Return the PDF of a month's time, cut at local midnights; what lies in other months is left out.

    Seconds are exact. Whole minutes are cut once, from the month's seconds of each total.
    """
    setter = Typesetter()
    zone = practice.zone
    frame = practice_frame(
        practice,
        title="Time sheet",
        running=f"{person_text(patient)}. Time sheet",
        state=month_text(month),
        printed=moment_text(printed_at, zone),
        language="en",
    )
    rows = _rows(entries, month, zone)
    about = [person_text(patient), provider_text(practice, practitioner, npi=True)]
    if patient.mrn:
        about.insert(1, f"Record number {patient.mrn}")
    strips = title(setter, frame, lines=about)
    strips += _time(setter, rows, zone)
    start, end = month.bounds(zone)
    strips += _contacts(setter, [c for c in contacts if start <= c.at < end], zone)
    reviewer = f"Reviewed by {practitioner.name}" if practitioner else "Reviewed by the billing practitioner"
    signature = signature_lines(setter, [(reviewer, 3), ("Date", 1)], space=36)
    strips = tied(strips, signature) if not rows else [*strips, *bound([*_totals(setter, rows), *signature])]
    return render(setter, frame, strips=strips)


def _rows(entries: Sequence[TimeEntry], month: ServiceMonth, zone: str) -> list[_Row]:
    rows: list[_Row] = []
    for entry in entries:
        pieces = [piece for piece in split_by_day(entry.intervals, zone) if piece.month == month]
        rows.extend(_Row(entry, piece, at == 0) for at, piece in enumerate(pieces))
    return sorted(rows, key=lambda row: row.piece.interval.start)


def _heading(setter: Typesetter, text: str) -> list[Strip]:
    return cells(setter, [Cell(text, 0, WIDTH, HEADING)], space=16, keep=True)


def _time(setter: Typesetter, rows: Sequence[_Row], zone: str) -> Iterator[Strip]:
    yield from _heading(setter, "Time")
    if not rows:
        yield from cells(setter, [Cell("No time is recorded for this month.", 0, WIDTH, BODY)])
        return
    tz = ZoneInfo(zone)
    spans = [(row.piece.interval.start.astimezone(tz), row.piece.interval.end.astimezone(tz)) for row in rows]
    names = {moment.tzname() or "" for span in spans for moment in span}
    columns = [
        Column("Date", 64),
        Column(f"From–to ({' and '.join(sorted(names))})", 86 if len(names) == 1 else 120),
        Column("h:mm:ss", 44, right=True),
        Column("Who", 84),
        Column("What", 194),
    ]
    lines = []
    for row, (start, end) in zip(rows, spans, strict=True):
        span = f"{start:%H:%M:%S}–{end:%H:%M:%S}"
        if len(names) > 1:
            span += f" {start.tzname()}"
        entry = row.entry
        credential = "" if entry.credential in ("", "none") else entry.credential
        who = ", ".join(part for part in (entry.user_name, credential) if part)
        seconds = duration_text(row.piece.interval.seconds)
        lines.append((day_text(row.piece.day), span, seconds, who, _what(row)))
    yield from table(setter, columns, rows=lines, styles=(_CELL, _CELL, _FIGURE, _CELL, _CELL))
    yield from cells(setter, [Cell(f"Times are local ({zone}).", 0, WIDTH, SMALL)], space=4)


def _what(row: _Row) -> str:
    entry = row.entry
    live = "with patient" if entry.interactive else ""
    head = ", ".join(part for part in (entry.program.value, entry.activity, MODES[entry.mode], live) if part)
    if not row.first:
        return f"{head} (continued)"
    return f"{head}\n{entry.note}" if entry.note.strip() else head


def _totals(setter: Typesetter, rows: Sequence[_Row]) -> list[Strip]:
    sums: dict[Program, dict[Performer, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        performer = CREDENTIALS.get(row.entry.credential, Performer.NON_CLINICAL)
        sums[row.entry.program][performer] += row.piece.interval.seconds
    lines = []
    for program in Program:
        label = f"{program.value}, {PROGRAMS[program]}"
        parts = sums.get(program, {})
        for performer in Performer:
            if performer in parts:
                lines.append(_total(label, PERFORMERS[performer], parts[performer]))
                label = ""
        if len(parts) > 1:
            lines.append(_total("", "Everyone", sum(parts.values())))
    columns = [
        Column("Program", 52),
        Column("Minutes of", 30),
        Column("h:mm:ss", 20, right=True),
        Column("Seconds", 20, right=True),
        Column("Whole minutes", 24, right=True),
    ]
    note = "Nothing is rounded up. Whole minutes are cut once, from the seconds of each line above."
    strips = _heading(setter, "Totals of the month")
    strips += table(setter, columns, rows=lines, styles=(_FIGURE, _CELL, _FIGURE, _CELL, _FIGURE))
    strips += cells(setter, [Cell(note, 0, WIDTH, SMALL)], space=4)
    return strips


def _total(program: str, who: str, seconds: int) -> tuple[str, str, str, str, str]:
    return program, who, duration_text(seconds), f"{seconds:,}", str(seconds // 60)


def _contacts(setter: Typesetter, contacts: Sequence[Contact], zone: str) -> Iterator[Strip]:
    yield from _heading(setter, "Contacts")
    if not contacts:
        yield from cells(setter, [Cell("No contact is recorded for this month.", 0, WIDTH, BODY)])
        return
    columns = [
        Column("Date and time", 98),
        Column("How, outcome", 100),
        Column("With", 80),
        Column("By", 86),
        Column("Note", 100),
    ]
    lines = [
        (
            moment_text(contact.at, zone),
            f"{MODES[contact.mode]}, {OUTCOMES[contact.outcome]}",
            contact.with_whom,
            contact.by,
            contact.note,
        )
        for contact in sorted(contacts, key=lambda contact: contact.at)
    ]
    yield from table(setter, columns, rows=lines, styles=(_CELL,) * 5)
