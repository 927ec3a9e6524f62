"""The columns of the page's tables, as values made of functions."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from ccmdesk.domain.clock import Clock
from ccmdesk.domain.imports import FileStatus
from ccmdesk.domain.matching import MatchKind
from ccmdesk.services.imports import ImportBatch, PersonPreview
from ccmdesk.ui.common import say
from ccmdesk.ui.common.marks import Mark
from ccmdesk.ui.common.paint import Run, text_width
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.table import EDGE, Table
from ccmdesk.ui.common.table_model import Column, ValueTableModel
from ccmdesk.ui.common.theme import Theme, Weight
from ccmdesk.ui.importing import words
from ccmdesk.ui.importing.review import FileRow, PersonRow

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Now:
    """Answer the practice's local time."""

    clock: Clock
    zone: str

    def words(self, instant: datetime) -> str:
        """Return an instant as people say it in the practice's zone."""
        zone = ZoneInfo(self.zone)
        return say.moment(instant.astimezone(zone), now=self.clock.wall().astimezone(zone))


def batch_columns(now: Now) -> tuple[Column[ImportBatch], ...]:
    """Return the columns of past imports."""
    return (
        Column(
            key="at",
            title=translate("importing", "When"),
            text=lambda b: now.words(b.at),
            width=128,
            indent=EDGE,
        ),
        Column(key="by", title=translate("importing", "By"), text=lambda b: b.by, width=104),
        Column(
            key="files",
            title=translate("importing", "Files"),
            text=words.batch_files_words,
            tooltip=lambda b: "\n".join(file.name for file in b.files[:40]),
            width=96,
            stretch=True,
        ),
        Column(
            key="added",
            title=translate("importing", "Added"),
            text=lambda b: f"{b.added:,}",
            width=64,
            right=True,
            pad=20,
        ),
        Column(
            key="state",
            title=translate("importing", "State"),
            text=lambda b: _batch_state(b, now),
            runs=lambda b: (Run(_batch_state(b, now), role=Role.MUTED if b.taken_back_at else Role.TEXT),),
            width=164,
        ),
    )


def person_columns() -> tuple[Column[PersonRow], ...]:
    """Return the columns of the persons of a preview."""
    return (
        Column(
            key="mark",
            title="",
            text=lambda _: "",
            mark=lambda row: Mark.TODAY if row.open else None,
            spoken=lambda row: translate("importing", "question") if row.open else "",
            tooltip=lambda row: translate("importing", "Say who this is") if row.open else "",
            width=36,
            pad=0,
            line=False,
        ),
        Column(
            key="name",
            title=translate("importing", "Person in the files"),
            text=lambda row: words.name_words(row.person.patient),
            runs=lambda row: name_runs(row.person),
            sort=lambda row: words.name_words(row.person.patient).casefold(),
            width=150,
            stretch=True,
        ),
        Column(
            key="born",
            title=translate("importing", "Born"),
            text=lambda row: words.born_words(row.person.patient.birth_date),
            sort=lambda row: str(row.person.patient.birth_date or ""),
            width=100,
        ),
        Column(
            key="match",
            title=translate("importing", "Taken for"),
            text=words.match_words,
            runs=lambda row: (_match_run(row),),
            width=158,
        ),
        _count("new", translate("importing", "Adds"), lambda row: sum(row.person.new.values())),
        _count("changed", translate("importing", "Changes"), lambda row: sum(row.person.changed.values())),
        _count("known", translate("importing", "Known"), lambda row: row.person.known),
    )


def outcome_columns() -> tuple[Column[PersonRow], ...]:
    """Return the columns of the patients of an import that is done."""
    _mark, name, *others = person_columns()
    return (replace(name, title=translate("importing", "Patient"), indent=EDGE), *others)


def file_columns() -> tuple[Column[FileRow], ...]:
    """Return the columns of the files of a preview."""
    return (
        *_file_name_columns(),
        Column(
            key="kind",
            title=translate("importing", "Kind"),
            text=lambda row: words.file_kind_words(row.file.kind),
            width=76,
        ),
        Column(
            key="status",
            title=translate("importing", "Outcome"),
            text=lambda row: words.status_words(row.file.status),
            runs=lambda row: (_status_run(row),),
            width=96,
        ),
        _file_count("patients", translate("importing", "Patients"), lambda counts: counts["patients"]),
        _file_count("facts", translate("importing", "Facts"), lambda c: sum(c.values()) - c["patients"]),
        Column(
            key="skipped",
            title=translate("importing", "Left out"),
            text=lambda row: _number(len(row.file.skipped)),
            sort=lambda row: len(row.file.skipped),
            width=64,
            right=True,
            pad=16,
        ),
    )


def _file_name_columns() -> tuple[Column[FileRow], ...]:
    return (
        Column(
            key="mark",
            title="",
            text=lambda _: "",
            mark=_file_mark,
            spoken=lambda row: words.status_words(row.file.status) if row.file.reason else "",
            tooltip=lambda row: row.file.reason,
            width=36,
            pad=0,
            line=False,
        ),
        Column(
            key="name",
            title=translate("importing", "File"),
            text=lambda row: row.file.name,
            runs=lambda row: (Run(row.file.name, Weight.MEDIUM),),
            tooltip=lambda row: row.file.name,
            sort=lambda row: row.file.name.casefold(),
            width=150,
            stretch=True,
        ),
    )


def name_runs(person: PersonPreview) -> Sequence[Run]:
    """Return a name with the family name strong."""
    family = words.family_words(person.patient)
    return (Run(family, Weight.BOLD), Run(words.name_words(person.patient).removeprefix(family)))


def status_role(status: FileStatus) -> Role:
    """Return the colour in which a file's outcome is said."""
    return {
        FileStatus.IMPORTED: Role.TEXT,
        FileStatus.PARTIAL: Role.AMBER_TEXT,
        FileStatus.REJECTED: Role.RED_TEXT,
    }[status]


def _count(key: str, title: str, number: Callable[[PersonRow], int]) -> Column[PersonRow]:
    return Column(
        key=key,
        title=title,
        text=lambda row: _number(number(row)),
        runs=lambda row: (Run(_number(number(row)), role=Role.TEXT if number(row) else Role.MUTED),),
        sort=number,
        width=62,
        right=True,
    )


def _file_count(key: str, title: str, number: Callable[[dict[str, int]], int]) -> Column[FileRow]:
    return Column(
        key=key,
        title=title,
        text=lambda row: _number(number(row.file.counts())),
        sort=lambda row: number(row.file.counts()),
        width=62,
        right=True,
    )


def _number(number: int) -> str:
    return f"{number:,}"


def _match_run(row: PersonRow) -> Run:
    text = words.match_words(row)
    if row.open:
        return Run(text, Weight.MEDIUM, Role.AMBER_TEXT)
    new = row.person.match is MatchKind.NEW
    return Run(text, Weight.MEDIUM if new else Weight.NORMAL, Role.GREEN_TEXT if new else Role.MUTED)


def _status_run(row: FileRow) -> Run:
    role = status_role(row.file.status)
    weight = Weight.NORMAL if row.file.status is FileStatus.IMPORTED else Weight.MEDIUM
    return Run(words.status_words(row.file.status), weight, role)


def _file_mark(row: FileRow) -> Mark | None:
    marks = {FileStatus.REJECTED: Mark.NOW, FileStatus.PARTIAL: Mark.TODAY}
    return marks.get(row.file.status)


def _batch_state(batch: ImportBatch, now: Now) -> str:
    if batch.taken_back_at is None:
        return translate("importing", "In the charts")
    return translate("importing", "Taken back, %s").replace("%s", now.words(batch.taken_back_at))


def fit_columns(table: Table, model: ValueTableModel[ImportBatch], *, theme: Theme) -> None:
    """Give every column of past imports the room of its widest cell; the files take what is left."""
    for at, column in enumerate(model.columns):
        said = [column.text(batch) for batch in model.values()]
        if said and not column.stretch:
            widest = max(text_width(text, theme.font()) for text in (*said, column.title))
            room = math.ceil(widest) + theme.px(column.indent + column.pad) + 1
            table.setColumnWidth(at, max(room, theme.px(column.width)))
    table.set_column_shown("files", shown=True)
