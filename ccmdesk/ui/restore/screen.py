"""The restore: which copy, which key, where to, what would be lost; then new files and the lock screen."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ccmdesk.domain.clock import Clock
from ccmdesk.domain.errors import UserError
from ccmdesk.domain.imports import Progress
from ccmdesk.services.backup_finding import FoundBackup, find_backups
from ccmdesk.services.backup_opening import Inspected, OpenedBackup, inspect, open_backup
from ccmdesk.services.restores import Restored, RestorePlan, plan_restore, restore
from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.fields import Choice
from ccmdesk.ui.common.lane import CancelToken, Lane
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Surface, scroll_area
from ccmdesk.ui.common.say import clock_time, full_date
from ccmdesk.ui.common.states import BusyState
from ccmdesk.ui.common.steps_told import STEPS, progress_of
from ccmdesk.ui.common.text import Label, title
from ccmdesk.ui.common.theme import Theme, Weight
from ccmdesk.ui.restore.fields import FolderField, KeyFields, documents
from ccmdesk.ui.restore.words import plan_words, what_words

_WIDEST = 640


class RestoreScreen(Surface):
    """Lead back to a backup; `restored` carries the folder of the practice and a sentence, `left` nothing.

    `place` is where backups are looked for first, `to` the practice folder to be replaced, where known.
    """

    restored = Signal(object, str)
    left = Signal()

    def __init__(
        self, theme: Theme, *, lane: Lane, clock: Clock, place: Path | None = None, to: Path | None = None
    ) -> None:
        super().__init__(theme, role=Role.SURFACE, name="restore")
        self._theme, self._lane, self._clock = theme, lane, clock
        self._backup: OpenedBackup | None = None
        self._told: Inspected | None = None
        self._plan: RestorePlan | None = None
        self._token = CancelToken()
        self._working = False
        self._found: tuple[FoundBackup, ...] = ()
        self._from = FolderField(
            theme,
            self.tr("1. The folder with the copies, such as the USB stick"),
            name="restore.from",
            folder=place,
        )
        self._copy = Choice(theme, self.tr("The copy to go back to"), name="restore.copy")
        self._what = Label(theme, name="restore.what", weight=Weight.MEDIUM, wrap=True)
        self._key = KeyFields(theme, changed=self._unready)
        self._to = FolderField(
            theme, self.tr("3. Where the practice is to be put"), name="restore.to", folder=to or documents()
        )
        self._loss = Label(theme, name="restore.loss", weight=Weight.BOLD, wrap=True)
        self._problem = Label(
            theme, name="restore.problem", weight=Weight.MEDIUM, role=Role.RED_TEXT, wrap=True
        )
        self._busy = BusyState(theme, name="restore.busy")
        self._busy.cancelled.connect(self._cancel_work)
        self._back = Button(theme, self.tr("Back"), name="restore.back", key=self.tr("Esc"))
        self._next = Button(theme, "", name="restore.next", kind=ButtonKind.PRIMARY)
        self._lay_out()
        self._connect()
        self._unready()
        self._show_copies(())
        if place is not None:
            self._look(place)

    def _connect(self) -> None:
        self._from.chosen.connect(self._look)
        self._copy.chosen.connect(self._inspect)
        self._to.chosen.connect(lambda _: self._unready())
        self._back.clicked.connect(self.leave)
        self._next.clicked.connect(self.go_on)
        self.setFocusProxy(self._from)

    def may_close(self) -> bool:
        """Tell whether the window may close: not in the middle of putting files in place."""
        if not self._working:
            self._forget()
        return not self._working

    def leave(self) -> None:
        """Go back where one came from; nothing was changed."""
        if self._working:
            self._cancel_work()
            return
        self._forget()
        self.left.emit()

    def go_on(self) -> None:
        """Open the copy and say what would be lost, or restore once that was said."""
        if self._working:
            return
        self._say("")
        if self._plan is not None:
            self._restore()
            return
        told, to = self._told, self._to.folder()
        if told is None:
            self._say(self.tr("Choose the folder with the copies first."))
            return
        if to is None:
            self._to.field.set_error(self.tr("Choose the folder for the practice."))
            return
        secret = self._key.secret()
        if secret is None:
            return
        progress = self._started(self.tr("Opening the copy and checking all of it…"))
        work = partial(open_backup, told.folder, secret, progress=progress)
        self._lane.run(work, then=self._opened, failed=self._refuse_key, ended=self._rest, owner=self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back with Esc, go on with Enter."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go_on()
        else:
            super().keyPressEvent(event)

    def _look(self, place: Path | None) -> None:
        if place is not None:
            self._lane.run(find_backups, place, then=self._show_copies, owner=self, kind="look")

    def _show_copies(self, found: tuple[FoundBackup, ...]) -> None:
        self._found = found
        options = []
        for number, one in enumerate(found):
            at = one.made_at.astimezone(ZoneInfo(one.zone))
            options.append((str(number), f"{one.name} · {full_date(at.date())}, {clock_time(at)}"))
        self._copy.set_options(options, current="0" if found else "")
        self._copy.setVisible(bool(found))
        self._told = None
        self._unready()
        self._what.setText("")
        if found:
            self._inspect("0")
        elif self._from.folder() is not None:
            self._what.setText(self.tr("There is no copy of a practice in this folder."))

    def _inspect(self, key: str) -> None:
        self._told = None
        self._unready()
        self._lane.run(
            inspect,
            self._found[int(key)].folder,
            then=self._show_told,
            failed=lambda error: self._what.setText(str(error)),
            owner=self,
            kind="inspect",
        )

    def _show_told(self, told: Inspected) -> None:
        self._told = told
        self._what.setText(what_words(told))
        self._key.show_users(told.users)

    def _opened(self, backup: OpenedBackup) -> None:
        self._wipe()
        self._backup = backup
        to = self._to.folder()
        if to is None:
            return
        self._started(self.tr("Looking at what is there…"))
        work = partial(plan_restore, backup, to=to, clock=self._clock)
        self._lane.run(work, then=self._planned, failed=self._refuse, ended=self._rest, owner=self)

    def _planned(self, plan: RestorePlan) -> None:
        told = self._told
        if told is None:
            return
        self._plan = plan
        self._loss.setText(plan_words(plan, zone=told.zone))
        self._loss.show()
        self._reveal(self._loss)
        self._next.show_as(self.tr("Restore now"), icon=None)
        self._next.setFocus()

    def _restore(self) -> None:
        backup, plan = self._backup, self._plan
        if backup is None or plan is None:
            return
        progress = self._started(self.tr("Restoring and checking…"))
        work = partial(restore, backup, to=plan.folder, clock=self._clock, progress=progress)
        self._lane.run(work, then=self._done, failed=self._refuse, ended=self._rest, owner=self)

    def _done(self, done: Restored) -> None:
        self._forget()
        words = self.tr("Restored and checked. Log in with your own passphrase.")
        if done.replaced is not None:
            kept = self.tr("What was here before is kept as “%s”.").replace("%s", done.replaced.name)
            words = f"{words} {kept}"
        self.restored.emit(done.folder, words)

    def _started(self, words: str) -> Progress:
        self._token = CancelToken()
        self._set_working(working=True)
        self._busy.start(words)
        report = self._lane.reporter(lambda share: self._busy.progress(share, STEPS), owner=self)
        return progress_of(self._token, report)

    def _cancel_work(self) -> None:
        self._token.cancel()

    def _rest(self) -> None:
        self._busy.stop()
        self._set_working(working=False)

    def _set_working(self, *, working: bool) -> None:
        self._working = working
        for part in (self._from, self._copy, self._key, self._to, self._next):
            part.setEnabled(not working)

    def _refuse_key(self, error: UserError) -> None:
        self._key.refuse(str(error))
        self._reveal(self._key)

    def _refuse(self, error: UserError) -> None:
        self._unready()
        self._say(str(error))

    def _say(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        if sentence:
            self._reveal(self._problem)

    def _reveal(self, part: QWidget) -> None:
        """Bring an answer into sight, once the words have their room."""
        QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(part, 0, 8))

    def _unready(self) -> None:
        """Ask again what would be lost: something that decides it was changed."""
        self._plan = None
        self._loss.hide()
        self._next.show_as(self.tr("Check the copy"), icon=None)

    def _wipe(self) -> None:
        backup, self._backup = self._backup, None
        if backup is not None:
            with backup:
                pass

    def _forget(self) -> None:
        self._key.forget()
        self._wipe()
        self._unready()

    def _lay_out(self) -> None:
        theme = self._theme
        inner = QWidget()
        theme.follow(inner, lambda: inner.setMaximumWidth(theme.px(_WIDEST)))
        column = QVBoxLayout(inner)
        theme.space(column, margins=(24, 20, 24, 16), spacing=12)
        words = self.tr(
            "Have ready: the USB stick with the copies, and the printed recovery sheet or an administrator's"
            " passphrase. Nothing on this computer is changed before you press Restore now."
        )
        column.addWidget(title(theme, self.tr("Restore from a backup"), name="restore.title"))
        column.addWidget(Label(theme, words, name="restore.words", role=Role.MUTED, wrap=True))
        two = Label(theme, self.tr("2. The key"), name="restore.two", weight=Weight.BOLD)
        for part in (self._from, self._copy, self._what, two, self._key, self._to, self._loss, self._problem):
            column.addWidget(part)
        self._problem.hide()
        column.addStretch(1)
        scroll = scroll_area(inner, name="restore.scroll")
        self._scroll = scroll
        bar = Surface(theme, role=Role.WINDOW, lines="t", name="restore.bar")
        row = QHBoxLayout(bar)
        theme.space(row, margins=(24, 8, 24, 8), spacing=8)
        row.addWidget(self._back)
        row.addStretch(1)
        row.addWidget(self._next)
        whole = QVBoxLayout(self)
        theme.space(whole)
        whole.addWidget(scroll, 1)
        whole.addWidget(self._busy)
        whole.addWidget(bar)
