"""The dialog behind the clock's numbers: what this user's day is made of so far."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy

from ccmdesk.domain.changes import ChangeKind, Changes
from ccmdesk.domain.clock import local_date
from ccmdesk.domain.errors import UserError
from ccmdesk.services.time_sheets import TodayEntry, today
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.dialog import Dialog
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.say import clock_text, day_words, duration_spoken
from ccmdesk.ui.common.table import Table
from ccmdesk.ui.common.table_model import ValueTableModel
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Size, Weight
from ccmdesk.ui.today.rows import TodayRow, columns, rows_of

_HEAD, _ROW, _MOST = 28, 24, 12

translate = QCoreApplication.translate


def open_today(desk: Desk) -> None:
    """Open the list of today's entries above the page."""
    desk.dialogs.show_dialog(TodayDialog(desk))


class TodayDialog(Dialog):
    """List the day's entries, the latest first, and their sum; changes nothing."""

    def __init__(self, desk: Desk) -> None:
        day = local_date(desk.clock.wall(), desk.zone)
        words = translate("TodayDialog", "Your time today, %s").replace("%s", day_words(day, today=day))
        super().__init__(
            desk.theme,
            name="today.dialog",
            title=words,
            primary=translate("TodayDialog", "Close"),
            width=640,
        )
        self._desk = desk
        self._day = day
        self._model = ValueTableModel[TodayRow](columns(), key=lambda row: row.entry_id)
        self._table = Table(desk.theme, self._model, name="today.table", spoken=words)
        self._table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._state = Label(desk.theme, name="today.state", role=Role.MUTED, wrap=True)
        self._total = Label(desk.theme, name="today.total", size=Size.TITLE, weight=Weight.BOLD)
        self._count = Label(desk.theme, name="today.count", role=Role.MUTED)
        row = QHBoxLayout()
        desk.theme.space(row, spacing=8)
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(self._total)
        self.body.addWidget(self._state)
        self.body.addWidget(self._table)
        self.body.addLayout(row)
        self.body.addStretch(1)
        self._table.hide()
        cancel = self.findChild(QPushButton, "today.dialog.cancel")
        if cancel is not None:
            cancel.hide()
        self.accepted.connect(self.finish)
        desk.theme.follow(self, self._fit)
        kinds = frozenset({ChangeKind.TIME, ChangeKind.PATIENT})
        desk.notice.subscribe(self, self._hear, kinds=kinds)
        self._load()

    def _hear(self, _changes: Changes) -> None:
        self._load()

    def _load(self) -> None:
        desk = self._desk
        self._state.setText(self.tr("Reading…"))
        desk.lane.run(
            today, desk.store, desk.actor, then=self._show, failed=self._fail, owner=self, kind="today"
        )

    def _fail(self, error: UserError) -> None:
        self._state.setText(str(error))
        self._state.show()

    def _show(self, entries: tuple[TodayEntry, ...]) -> None:
        rows = rows_of(entries, day=self._day, zone=self._desk.zone)
        seconds = sum(row.seconds for row in rows)
        self._model.set_values(rows)
        self._table.setVisible(bool(rows))
        self._state.setText(
            ""
            if rows
            else self.tr("No time is saved yet today. An entry appears here when you stop the clock.")
        )
        self._state.setVisible(not rows)
        one = len(rows) == 1
        count = self.tr("1 entry") if one else self.tr("%d entries").replace("%d", str(len(rows)))
        self._count.setText(count if rows else "")
        self._total.setText(self.tr("Total %s").replace("%s", clock_text(seconds)))
        self._total.setAccessibleName(self.tr("Total %s").replace("%s", duration_spoken(seconds)))
        self._fit()
        self._desk.dialogs.place()

    def _fit(self) -> None:
        shown = min(max(self._model.rowCount(), 1), _MOST)
        self._table.setFixedHeight(self._theme.px(_HEAD) + shown * self._theme.px(_ROW) + self._theme.px(4))
