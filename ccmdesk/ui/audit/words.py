"""What the audit page says: its columns, and the outcome of a verification in plain words."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from ccmdesk.domain.audit_trail import Looker, StoredRecord
from ccmdesk.domain.practice import Role as UserRole
from ccmdesk.services.audit import ChainReport
from ccmdesk.ui.common.paint import Run
from ccmdesk.ui.common.practice_fields import role_words
from ccmdesk.ui.common.say import date_time, name_words
from ccmdesk.ui.common.table_model import Column
from ccmdesk.ui.common.theme import Weight

translate = QCoreApplication.translate


def record_columns() -> tuple[Column[StoredRecord], ...]:
    """Return the columns of the trail."""
    return (
        Column(
            key="when",
            title=translate("audit", "When"),
            text=lambda record: date_time(record.local_time),
            width=150,
            indent=8,
        ),
        Column(
            key="who",
            title=translate("audit", "Who"),
            text=lambda record: record.user_name,
            runs=lambda record: (Run(record.user_name, Weight.BOLD),),
            tooltip=lambda record: stored_roles(record.roles),
            width=130,
        ),
        Column(
            key="what",
            title=translate("audit", "What"),
            text=lambda record: record.words,
            tooltip=lambda record: record.words,
            width=220,
            stretch=True,
        ),
        Column(
            key="patient",
            title=translate("audit", "Patient"),
            text=lambda record: name_words(record.patient_name or ""),
            width=140,
        ),
        Column(
            key="roles",
            title=translate("audit", "As"),
            text=lambda record: stored_roles(record.roles),
            tooltip=lambda record: stored_roles(record.roles),
            width=150,
        ),
    )


def looker_columns(zone: str) -> tuple[Column[Looker], ...]:
    """Return the columns of who looked at a chart."""
    return (
        Column(
            key="who",
            title=translate("audit", "Who"),
            text=lambda looker: looker.user_name,
            runs=lambda looker: (Run(looker.user_name, Weight.BOLD),),
            width=130,
            indent=8,
            stretch=True,
        ),
        Column(
            key="times",
            title=translate("audit", "Times"),
            text=lambda looker: f"{looker.times:,}",
            width=64,
            right=True,
        ),
        Column(
            key="last",
            title=translate("audit", "Last"),
            text=lambda looker: _local(looker.last, zone),
            width=150,
        ),
        Column(
            key="first",
            title=translate("audit", "First"),
            text=lambda looker: _local(looker.first, zone),
            width=150,
        ),
    )


def stored_roles(stored: str) -> str:
    """Return roles as stored in a record in words; one that is not known stays as it is."""
    known = {role.value: role_words(role) for role in UserRole}
    names = [name.strip() for name in stored.split(",") if name.strip()]
    return ", ".join(known.get(name, name) for name in names)


def verdict(report: ChainReport, *, zone: str) -> str:
    """Return the outcome of a verification: what holds, what does not, and what to do."""
    count = f"{report.records:,}"
    if report.holds:
        words = translate(
            "audit",
            "All %1 records are as they were written: none was changed, taken out or put in.",
        )
        return words.replace("%1", count)
    todo = translate(
        "audit",
        "Change nothing more, keep the practice file and its backups as they are, and show this to"
        " whoever looks after your computers.",
    )
    if not report.faults:
        words = translate(
            "audit", "The records agree with each other, but not with what this computer saw before: %1."
        )
        return " ".join((words.replace("%1", _trouble_words(str(report.anchors[0].trouble))), todo))
    first = report.faults[0]
    words = translate(
        "audit", "Record %1 of %2 was changed, taken out or put in by something other than this program%3."
    )
    since = (
        ""
        if first.since is None
        else translate("audit", ", after %1").replace("%1", _local(first.since, zone))
    )
    words = words.replace("%1", f"{first.sequence:,}").replace("%2", count).replace("%3", since)
    if first.accepted is None:
        rest = translate("audit", "The records before it are good; nothing after it can be relied on.")
    else:
        rest = translate("audit", "An administrator went on all the same, with record %1.").replace(
            "%1", f"{first.accepted:,}"
        )
    return " ".join((words, rest, todo))


def _trouble_words(trouble: str) -> str:
    """Return what is wrong between the trail and what was noted beside it."""
    return {
        "set back": translate("audit", "the practice file was put back to an older state"),
        "rewritten": translate("audit", "records were written anew"),
        "anchors damaged": translate("audit", "what was noted about it beside the file is damaged"),
    }.get(trouble, trouble)


def _local(moment: datetime, zone: str) -> str:
    return date_time(moment.astimezone(ZoneInfo(zone)))
