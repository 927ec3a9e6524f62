"""The list of copies: when, where, why, how large, and whether each is still as it was verified."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ccmdesk.services.backup_list import ListedBackup
from ccmdesk.ui.backup.words import reason_words, size_words, where_words
from ccmdesk.ui.common.paint import Run
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import SectionHeading
from ccmdesk.ui.common.say import moment
from ccmdesk.ui.common.table import Table
from ccmdesk.ui.common.table_model import Column, ValueTableModel
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Theme, Weight

translate = QCoreApplication.translate
_HEAD, _ROW, _MOST = 28, 24, 10


class CopiesSection(QWidget):
    """Show the copies that are there, the newest first."""

    def __init__(self, theme: Theme, *, zone: str) -> None:
        super().__init__()
        self._theme, self._zone = theme, ZoneInfo(zone)
        self._now: datetime | None = None
        self._heading = SectionHeading(theme, self.tr("Copies"), name="backup.copies")
        self._model = ValueTableModel[ListedBackup](self._columns(), key=lambda one: one.backup.folder)
        self._table = Table(theme, self._model, name="backup.table", spoken=self.tr("Copies"))
        self._empty = Label(
            theme, self.tr("There is none yet."), name="backup.no_copies", role=Role.MUTED, wrap=True
        )
        column = QVBoxLayout(self)
        theme.space(column, spacing=8)
        for part in (self._heading, self._table, self._empty):
            column.addWidget(part)
        theme.follow(self, self._fit)

    def show_copies(self, copies: Sequence[ListedBackup], *, now: datetime) -> None:
        """Show these copies; `now` is in UTC."""
        self._now = now.astimezone(self._zone)
        self._model.set_values(copies)
        self._heading.set_count(len(copies))
        self._table.setVisible(bool(copies))
        self._empty.setVisible(not copies)
        self._fit()

    def _when(self, one: ListedBackup) -> str:
        local = one.backup.made_at.astimezone(self._zone)
        return moment(local, now=self._now or local)

    def _columns(self) -> tuple[Column[ListedBackup], ...]:
        return (
            Column(
                key="when",
                title=translate("backup", "When"),
                text=self._when,
                runs=lambda one: (Run(self._when(one), Weight.BOLD),),
                sort=lambda one: one.backup.made_at,
                width=150,
                indent=8,
            ),
            Column(
                key="where",
                title=translate("backup", "Where"),
                text=lambda one: where_words(one.backup),
                tooltip=lambda one: str(one.backup.folder),
                width=120,
            ),
            Column(
                key="why",
                title=translate("backup", "Why"),
                text=lambda one: reason_words(one.backup.reason),
                width=160,
                stretch=True,
            ),
            Column(
                key="size",
                title=translate("backup", "Size"),
                text=lambda one: size_words(one.backup.size),
                sort=lambda one: one.backup.size,
                width=80,
                right=True,
            ),
            _sound_column(),
        )

    def _fit(self) -> None:
        rows = min(max(len(self._model.values()), 1), _MOST)
        self._table.setFixedHeight(self._theme.px(_HEAD + _ROW * rows) + 2)


def _sound_column() -> Column[ListedBackup]:
    sound, unsound = translate("backup", "Verified"), translate("backup", "Damaged: do not rely on it")
    return Column(
        key="verified",
        title=translate("backup", "State"),
        text=lambda one: sound if one.sound else unsound,
        runs=lambda one: (
            Run(sound, role=Role.GREEN_TEXT) if one.sound else Run(unsound, Weight.BOLD, Role.RED_TEXT),
        ),
        width=170,
    )
