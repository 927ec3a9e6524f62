"""The columns of the time section: lines of time, and contacts."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ccmdesk.domain.practice import titled
from ccmdesk.domain.time_log import Contact
from ccmdesk.services.time_sheets import SheetLine
from ccmdesk.ui.chart.words import Now
from ccmdesk.ui.common import say
from ccmdesk.ui.common.paint import Run
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.table_model import Column
from ccmdesk.ui.common.theme import Weight
from ccmdesk.ui.common.work_words import activity_words, mode_words, outcome_words

translate = QCoreApplication.translate


def time_columns(now: Now) -> tuple[Column[SheetLine], ...]:
    """Return the columns of the lines of a month."""
    return (*_when_columns(now), *_work_columns())


def contact_columns(now: Now) -> tuple[Column[Contact], ...]:
    """Return the columns of the contacts of a month."""
    return (*_how_columns(now), *_said_columns())


def _when_columns(now: Now) -> tuple[Column[SheetLine], ...]:
    def day(line: SheetLine) -> str:
        return say.day_words(line.day, today=now.today())

    def span(line: SheetLine) -> str:
        start, end = now.local(line.start), now.local(line.end)
        return f"{say.clock_time(start)}–{say.clock_time(end)}"

    return (
        Column(
            key="day",
            title=translate("chart", "Day"),
            text=day,
            runs=lambda line: (Run(day(line), Weight.MEDIUM),),
            width=106,
            indent=16,
        ),
        Column(key="span", title=translate("chart", "From–to"), text=span, width=100),
        Column(
            key="long",
            title=translate("chart", "Min:sec"),
            text=lambda line: say.clock_text(line.seconds),
            runs=lambda line: (Run(say.clock_text(line.seconds), Weight.MEDIUM),),
            spoken=lambda line: say.duration_spoken(line.seconds),
            width=70,
            right=True,
            pad=16,
        ),
    )


def _work_columns() -> tuple[Column[SheetLine], ...]:
    return (
        Column(
            key="who",
            title=translate("chart", "Who"),
            text=who_words,
            tooltip=who_words,
            width=132,
            fit=True,
        ),
        Column(
            key="activity",
            title=translate("chart", "What"),
            text=lambda line: activity_words(line.entry.activity),
            tooltip=lambda line: activity_words(line.entry.activity),
            width=130,
            fit=True,
        ),
        Column(
            key="mode",
            title=translate("chart", "How"),
            text=lambda line: mode_words(line.entry.mode),
            runs=lambda line: (Run(mode_words(line.entry.mode), role=Role.MUTED),),
            tooltip=lambda line: mode_words(line.entry.mode),
            width=80,
            fit=True,
        ),
        Column(
            key="note",
            title=translate("chart", "Note"),
            text=lambda line: line.entry.note,
            tooltip=lambda line: line.entry.note,
            width=160,
            stretch=True,
            pad=16,
        ),
    )


def _how_columns(now: Now) -> tuple[Column[Contact], ...]:
    def when(contact: Contact) -> str:
        return say.moment(now.local(contact.at), now=now.time())

    return (
        Column(
            key="when",
            title=translate("chart", "When"),
            text=when,
            runs=lambda contact: (Run(when(contact), Weight.MEDIUM),),
            width=160,
            indent=16,
        ),
        Column(
            key="how",
            title=translate("chart", "How"),
            text=lambda contact: mode_words(contact.mode),
            tooltip=lambda contact: mode_words(contact.mode),
            width=86,
            fit=True,
        ),
        Column(
            key="outcome",
            title=translate("chart", "How it ended"),
            text=lambda contact: outcome_words(contact.outcome),
            tooltip=lambda contact: outcome_words(contact.outcome),
            width=104,
            fit=True,
        ),
    )


def _said_columns() -> tuple[Column[Contact], ...]:
    return (
        Column(
            key="whom",
            title=translate("chart", "With whom"),
            text=lambda contact: contact.with_whom,
            tooltip=lambda contact: contact.with_whom,
            width=110,
            fit=True,
        ),
        Column(
            key="note",
            title=translate("chart", "Note"),
            text=lambda contact: contact.note,
            tooltip=lambda contact: contact.note,
            width=160,
            stretch=True,
        ),
        Column(
            key="by",
            title=translate("chart", "By"),
            text=lambda contact: contact.by,
            runs=lambda contact: (Run(contact.by, role=Role.MUTED),),
            tooltip=lambda contact: contact.by,
            width=120,
            fit=True,
            pad=16,
        ),
    )


def who_words(line: SheetLine) -> str:
    """Return who worked, with the credential."""
    return titled(line.entry.user_name, line.entry.credential)
