"""The backup page: the state in words, the plan, the copies, and what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QVBoxLayout, QWidget

from ccmdesk.domain.backups import Alarm, BackupReason
from ccmdesk.domain.changes import ChangeKind, Changes, Done
from ccmdesk.domain.errors import UserError
from ccmdesk.services.backup_list import ListedBackup, list_backups
from ccmdesk.services.backups import choose_second_place
from ccmdesk.services.permissions import UseCase, may
from ccmdesk.ui.backup.copies import CopiesSection
from ccmdesk.ui.backup.copying import Copied
from ccmdesk.ui.backup.keeper import Keeper
from ccmdesk.ui.backup.words import alarm_words, drill_words, state_words, unsaved_words
from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.dialog import Dialog
from ccmdesk.ui.common.form import FormLayout
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.message_bar import Message
from ccmdesk.ui.common.page import ShortcutSpec
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Surface, scroll_area
from ccmdesk.ui.common.states import BusyState
from ccmdesk.ui.common.steps_told import STEPS
from ccmdesk.ui.common.text import Label, title
from ccmdesk.ui.common.theme import Weight

KEY = "backup"
_WIDEST = 760


class BackupPage(Surface):
    """Show how backups stand; `restore` is called once the practice is backed up and may be closed."""

    def __init__(self, desk: Desk, keeper: Keeper, *, restore: Callable[[], None]) -> None:
        super().__init__(desk.theme, role=Role.SURFACE, name=KEY)
        self._desk, self._keeper, self._restore = desk, keeper, restore
        self._was_doing = False
        theme = desk.theme
        self._alarm = Label(theme, name="backup.alarm", weight=Weight.BOLD, wrap=True)
        self._state = Label(theme, name="backup.state", weight=Weight.MEDIUM, wrap=True)
        self._unsaved = Label(theme, name="backup.unsaved", role=Role.MUTED, wrap=True)
        self._second = Label(theme, name="backup.second_place", role=Role.MUTED, wrap=True)
        self._drill = Label(theme, name="backup.drill", role=Role.MUTED, wrap=True)
        self._busy = BusyState(theme, name="backup.busy")
        self._busy.cancelled.connect(keeper.cancel)
        self._copies = CopiesSection(theme, zone=desk.zone)
        self._make_buttons()
        self._lay_out()
        self.setFocusProxy(self._now)
        keeper.changed.connect(self._show)
        keeper.refresh()
        self._show()
        self._read()

    @property
    def page_key(self) -> str:
        """Return the stable name of the page."""
        return KEY

    def refresh(self, changes: Changes) -> None:
        """Look again at the copies when one was made, and at what is not in one after other work."""
        if not changes.kinds or ChangeKind.BACKUP in changes.kinds:
            self._read()
        self._keeper.refresh()

    def shortcuts(self) -> Sequence[ShortcutSpec]:
        """Return the keys of the page."""
        return [ShortcutSpec("Ctrl+S", self.tr("Back up now"), self.back_up)]

    def leave(self) -> bool:
        """Nothing is typed here."""
        return True

    def back_up(self) -> None:
        """Make copies now."""
        if self._keeper.doing is None:
            self._keeper.back_up(BackupReason.MANUAL)

    def ask_place(self) -> None:
        """Ask for the folder of the second place by the system's own dialog."""
        chooser = QFileDialog(self, self.tr("A folder on a USB stick for the second copies"))
        chooser.setObjectName("backup.chooser")
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.setOption(QFileDialog.Option.ShowDirsOnly)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(lambda name: self.take_place(Path(name)))
        chooser.open()

    def take_place(self, place: Path) -> None:
        """Keep the second copies in a folder from now on, and make the first one."""
        desk = self._desk
        desk.lane.run(choose_second_place, desk.store, desk.actor, place, then=self._taken, owner=self)

    def ask_restore(self) -> None:
        """Say what restoring means before anything is done."""
        theme = self._desk.theme
        dialog = Dialog(
            theme,
            name="backup.restore_dialog",
            title=self.tr("Restore from a backup?"),
            primary=self.tr("Back up and go on"),
        )
        words = self.tr(
            "What is here now is backed up first. Then this practice is closed, and you choose the copy to go"
            " back to. Nothing is replaced before you have seen what would be lost."
        )
        dialog.body.addWidget(Label(theme, words, name="backup.restore_words", wrap=True))
        dialog.accepted.connect(lambda: self._back_up_first(dialog))
        self._desk.dialogs.show_dialog(dialog, first=dialog.secondary)

    def _back_up_first(self, dialog: Dialog) -> None:
        dialog.finish()
        self._keeper.back_up(BackupReason.BEFORE_RESTORE, then=self._leave_for_restore)

    def _leave_for_restore(self, copied: Copied) -> None:
        if copied.made:
            self._restore()

    def _taken(self, done: Done[Path | None]) -> None:
        self._desk.notice.publish(done.changes)
        self._keeper.back_up(BackupReason.MANUAL)

    def _read(self) -> None:
        desk = self._desk
        desk.lane.run(
            list_backups,
            desk.store,
            desk.actor,
            then=self._show_copies,
            failed=self._fail,
            owner=self,
            kind="list",
        )

    def _fail(self, error: UserError) -> None:
        self._desk.messages.say(Message(str(error), trouble=True))

    def _show_copies(self, copies: tuple[ListedBackup, ...]) -> None:
        self._copies.show_copies(copies, now=self._desk.clock.wall())

    def _show(self) -> None:
        keeper, now = self._keeper, self._desk.clock.wall()
        doing = keeper.doing
        if doing is not None and not self._was_doing:
            self._busy.start(doing.words)
        elif doing is not None and doing.share:
            self._busy.progress(doing.share, STEPS, text=doing.words)
        elif doing is None:
            self._busy.stop()
        self._was_doing = doing is not None
        for button in (self._now, self._try, self._choose, self._back):
            button.setEnabled(doing is None)
        state = keeper.state
        if state is None:
            self._state.setText(self.tr("Looking at the copies…"))
            return
        self._state.setText(state_words(state, now=now))
        self._unsaved.setText(unsaved_words(state))
        place = self.tr("not chosen") if state.second_place is None else str(state.second_place)
        self._second.setText(
            self.tr("Here: %1\nSecond place: %2").replace("%1", str(state.place)).replace("%2", place)
        )
        self._drill.setText(drill_words(state.drill, now=now, zone=self._desk.zone))
        alarm = alarm_words(state, now=now)
        loud = bool(keeper.trouble) or state.alarm(now) is Alarm.BANNER
        self._alarm.setText("\n".join(filter(None, (keeper.trouble, alarm))))
        self._alarm.set_role(Role.RED_TEXT if loud else Role.AMBER_TEXT)
        self._alarm.setVisible(bool(self._alarm.text()))

    def _make_buttons(self) -> None:
        theme, actor = self._desk.theme, self._desk.actor
        self._now = Button(
            theme, self.tr("Back up now"), name="backup.now", kind=ButtonKind.PRIMARY, icon=Icon.DOWNLOAD
        )
        self._choose = Button(
            theme, self.tr("Choose the second place…"), name="backup.choose", icon=Icon.FOLDER
        )
        self._try = Button(theme, self.tr("Try the newest copy now"), name="backup.try", icon=Icon.SHIELD)
        self._back = Button(theme, self.tr("Restore…"), name="backup.restore", icon=Icon.UNDO)
        self._now.clicked.connect(self.back_up)
        self._choose.clicked.connect(self.ask_place)
        self._try.clicked.connect(self._keeper.try_newest)
        self._back.clicked.connect(self.ask_restore)
        self._choose.setVisible(may(actor, UseCase.PLAN_BACKUPS))
        self._back.setVisible(may(actor, UseCase.RESTORE))

    def _lay_out(self) -> None:
        theme = self._desk.theme
        inner = QWidget()
        theme.follow(inner, lambda: inner.setMaximumWidth(theme.px(_WIDEST)))
        column = QVBoxLayout(inner)
        theme.space(column, margins=(20, 16, 20, 20), spacing=12)
        plan = self.tr(
            "A copy is made by itself every four hours of work, when the window locks and when it closes;"
            " once a month the newest is restored for trial. Copies are encrypted like the practice itself."
        )
        buttons = FormLayout(theme, columns=4, column_width=180)
        for button in (self._now, self._choose, self._try, self._back):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            buttons.add(button)
        column.addWidget(title(theme, self.tr("Backup"), name="backup.title"))
        for part in (self._alarm, self._state, self._unsaved, buttons, self._busy, self._drill):
            column.addWidget(part)
        column.addWidget(self._copies)
        column.addWidget(self._second)
        column.addWidget(Label(theme, plan, name="backup.plan", role=Role.MUTED, wrap=True))
        column.addStretch(1)
        scroll = scroll_area(inner, name="backup.scroll")
        whole = QVBoxLayout(self)
        theme.space(whole)
        whole.addWidget(scroll)
