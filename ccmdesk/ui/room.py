"""The open practice in the window: its pages, its clock, and the ways between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from ccmdesk.domain.backups import Alarm
from ccmdesk.domain.clock import Clock
from ccmdesk.domain.time_log import Mode
from ccmdesk.services.clock import ClockView, Stopping
from ccmdesk.services.last_place import take_place
from ccmdesk.services.opening_check import Acceptance
from ccmdesk.services.permissions import UseCase, may
from ccmdesk.services.practice_file import (
    OpenPractice,
    close_practice,
    open_practice,
    open_practice_with_recovery_key,
)
from ccmdesk.ui.audit import AuditPage
from ccmdesk.ui.backup import BackupPage
from ccmdesk.ui.backup.keeper import Keeper
from ccmdesk.ui.backup.words import foot_words
from ccmdesk.ui.care_plan import CarePlanSection
from ccmdesk.ui.chart import ChartPage
from ccmdesk.ui.clock_control import ClockControl
from ccmdesk.ui.common.change_notice import ChangeNotice
from ccmdesk.ui.common.desk import Desk, Paper, Route, Selection
from ccmdesk.ui.common.dialog import Dialog
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.lane import Lane
from ccmdesk.ui.common.message_bar import Message
from ccmdesk.ui.common.page import PageSpec
from ccmdesk.ui.common.popup import PopupItem
from ccmdesk.ui.common.theme import Theme, ThemeMode
from ccmdesk.ui.contact.form import open_contact_form
from ccmdesk.ui.importing.page import ImportPage
from ccmdesk.ui.main_window import MainWindow
from ccmdesk.ui.main_window_frame import Frame, FrameParts
from ccmdesk.ui.main_window_rail import RailStatus
from ccmdesk.ui.main_window_search import PatientSearch
from ccmdesk.ui.own_access import open_passphrase, open_pin
from ccmdesk.ui.place import KeptForm, Place, give_back, kept_form, place_from_json
from ccmdesk.ui.practice import PracticePage
from ccmdesk.ui.print_preview import show_preview
from ccmdesk.ui.recovery_sheet import open_sheet
from ccmdesk.ui.stop_form import StopForm
from ccmdesk.ui.today import open_today
from ccmdesk.ui.users import UsersPage
from ccmdesk.ui.worklist.first_look import FirstLook
from ccmdesk.ui.worklist.page import WorklistPage

FIRST_PAGE = "worklist"


@runtime_checkable
class OpensPatient(Protocol):
    """Stand for a page that shows one patient."""

    def open_patient(self, patient_id: int, section: str) -> None:
        """Show a patient, and there a section where one is named."""
        ...

    def where(self) -> tuple[int | None, str]:
        """Return the patient shown and the section."""
        ...


class Room(QObject):
    """Hold the frame of one user at work; made when a practice is unlocked, closed when she leaves.

    `restore_wanted` tells that she wants to go back to a backup, and that a copy of now was made.
    """

    restore_wanted = Signal()

    def __init__(
        self, window: MainWindow, theme: Theme, opened: OpenPractice, *, lane: Lane, clock: Clock
    ) -> None:
        super().__init__(window)
        self._first_look = FirstLook(lane, opened.store, opened.actor, parent=self)
        self._selection: Selection | None = None
        self._kept: KeptForm | None = None
        self._window = window
        self._theme = theme
        self._opened = opened
        self._clock = clock
        notice = ChangeNotice(self)
        parts = FrameParts(
            pages=self._pages(),
            find=lambda text, answer: self._search.find(text, answer),
            now=self.now,
            user=_titled(opened),
            user_items=self._user_items,
        )
        self.frame = Frame(theme, parts, notice=notice)
        self.desk = self._made_desk(lane, notice)
        self._search = PatientSearch(self.desk, parent=self)
        self._control = ClockControl(window.clock, self.desk, ask=self._ask_what, open_today=self._open_today)
        self.frame.dialogs.shown.connect(self._dialog_shown)
        self.frame.show_status(RailStatus("", backup_fine=True, practice=opened.practice_name))
        self.keeper = Keeper(self.desk, parent=self)
        self.keeper.changed.connect(self._show_backup)
        self.keeper.begin()

    def _made_desk(self, lane: Lane, notice: ChangeNotice) -> Desk:
        opened = self._opened
        return Desk(
            theme=self._theme,
            lane=lane,
            store=opened.store,
            actor=opened.actor,
            clock=self._clock,
            folder=opened.folder,
            notice=notice,
            messages=self.frame.messages,
            dialogs=self.frame.dialogs,
            navigate=self._navigate,
            select=self._select,
            start_clock=self._start_clock,
            log_contact=self._log_contact,
            print_paper=self._print_paper,
            set_wide=lambda wide: self.frame.set_wide(wide=wide),
        )

    @property
    def user_id(self) -> int:
        """Return the user at work."""
        return self._opened.actor.user_id

    @property
    def actor_name(self) -> str:
        """Return the name of the user at work."""
        return self._opened.actor.name

    @property
    def zone(self) -> str:
        """Return the practice's time zone."""
        return self._opened.store.zone

    def show(self) -> None:
        """Show the frame, the first page when none was shown yet."""
        self._control.set_private(private=False)
        first = not self.frame.current_page()
        if first:
            self.frame.show_page(FIRST_PAGE)  # its rows are read while the frame is laid out
        self._window.show_clock(shown=True)
        self._window.show_screen(self.frame)
        if first:
            self._say_who_opened_it()
            desk = self.desk
            desk.lane.run(take_place, desk.store, desk.actor, then=self._go_back, owner=self)
        left = self.frame.page(FIRST_PAGE) if first else self.frame.focusWidget()
        if isinstance(left, QWidget):
            left.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_who_opened_it(self) -> None:
        if self._opened.broke_glass:
            words = self.tr(
                "Opened with the recovery key, as %s. Everything done now is recorded under it; "
                "lock and log in with a passphrase as soon as you can."
            )
            self.frame.show_banner(words.replace("%s", self._opened.actor.name))

    def hide(self) -> None:
        """Name nobody at the clock any more; a form half typed stays in the frame, out of sight with it."""
        self.frame.messages.dismiss()
        self._control.set_private(private=True)

    def now(self) -> datetime:
        """Return the local time of the practice."""
        return self._clock.wall().astimezone(ZoneInfo(self.zone))

    def on_call(self) -> bool:
        """Tell whether a call is on the clock."""
        return self._control.on_call()

    def place(self) -> Place:
        """Return where the user is, and the form that is half typed."""
        page: object = self.frame.page(self.frame.current_page())
        patient_id, section = page.where() if isinstance(page, OpensPatient) else (None, "")
        form = kept_form(self.frame.dialogs.current(), patient_id=self._about())
        return Place(self.frame.current_page(), patient_id, section, form)

    def _about(self) -> int | None:
        return None if self._selection is None else self._selection.patient_id

    def _go_back(self, value: object) -> None:
        place = place_from_json(value)
        if place is None:
            return
        self._navigate(Route(place.page, place.patient_id, place.section))
        if place.form is not None:
            self._kept = place.form
            words = self.tr("“%1” was open when the window locked. Open it again: what you typed is kept.")
            self.frame.say(Message(words.replace("%1", place.form.title)))

    def _dialog_shown(self, dialog: Dialog) -> None:
        if self._kept is not None and give_back(self._kept, dialog, patient_id=self._about()):
            self._kept = None

    def close(self) -> None:
        """Take the frame out of the window; the file is closed by `close_file` on the lane."""
        self.keeper.stop()
        self._control.close()
        self._window.drop_screen(self.frame)
        self.deleteLater()

    def close_file(self) -> None:
        """Close the practice file once no copy is made of it any more."""
        self.keeper.wait()
        close_practice(self._opened)

    def _pages(self) -> tuple[PageSpec, ...]:
        return (
            PageSpec("worklist", self.tr("Worklist"), Icon.WORKLIST, self._worklist),
            PageSpec("patient", self.tr("Patient"), Icon.PATIENT, self._chart),
            PageSpec("importing", self.tr("Import"), Icon.IMPORT, lambda: ImportPage(self.desk)),
            PageSpec("practice", self.tr("Practice"), Icon.PRACTICE, lambda: PracticePage(self.desk)),
            *self._for_some(),
            PageSpec("backup", self.tr("Backup"), Icon.COPY, self._backup),
        )

    def _for_some(self) -> tuple[PageSpec, ...]:
        """Return the pages that only some may see."""
        users = PageSpec("users", self.tr("Users"), Icon.KEY, self._users, in_rail=False)
        audit = PageSpec("audit", self.tr("Audit"), Icon.SHIELD, lambda: AuditPage(self.desk))
        rules = ((UseCase.MANAGE_USERS, users), (UseCase.READ_AUDIT, audit))
        return tuple(page for use_case, page in rules if may(self._opened.actor, use_case))

    def _users(self) -> QWidget:
        return UsersPage(self.desk, new_sheet=open_sheet)

    def _worklist(self) -> QWidget:
        return WorklistPage(self.desk, first_look=self._first_look)

    def _backup(self) -> QWidget:
        return BackupPage(self.desk, self.keeper, restore=self.restore_wanted.emit)

    def _show_backup(self) -> None:
        keeper, state, now = self.keeper, self.keeper.state, self._clock.wall()
        words = self.tr("Backing up…") if keeper.doing is not None else ""
        fine = True
        if state is not None:
            fine = not keeper.trouble and state.alarm(now) is Alarm.NONE
            words = words or foot_words(state, now=now, trouble=bool(keeper.trouble))
        self.frame.show_status(RailStatus(words, backup_fine=fine, practice=self._opened.practice_name))

    def _chart(self) -> QWidget:
        return ChartPage(self.desk, plan_section=CarePlanSection)

    def _navigate(self, route: Route) -> None:
        if not self.frame.show_page(route.page):
            return
        page: object = self.frame.page(route.page)
        if route.patient_id is not None and isinstance(page, OpensPatient):
            page.open_patient(route.patient_id, route.section)

    def _select(self, selection: Selection | None) -> None:
        self._selection = selection
        self._control.select(selection)

    def _start_clock(self, selection: Selection) -> None:
        self._control.start(selection)

    def _log_contact(self, selection: Selection) -> None:
        open_contact_form(self.desk, selection)

    def _print_paper(self, paper: Paper) -> None:
        show_preview(self.desk, paper)

    def _open_today(self) -> None:
        open_today(self.desk)

    def _ask_what(
        self, view: ClockView, seconds: int, save: Callable[[Stopping], None], leave: Callable[[], None]
    ) -> Callable[[], None]:
        run = view.run
        mode = Mode.PHONE if run is None else run.subject.mode
        activity = "other" if run is None else run.subject.activity
        form = StopForm(
            self._theme, patient_name=view.patient_name, seconds=seconds, mode=mode, activity=activity
        )
        form.answered.connect(save)
        form.closed.connect(leave)
        self.frame.show_dialog(form, first=form.first_field())
        return form.finish

    def _user_items(self) -> Sequence[PopupItem]:
        mode = self._theme.mode
        own = [
            PopupItem(
                self.tr("Change passphrase…"),
                lambda: open_passphrase(self.desk),
                icon=Icon.KEY,
                name="user.passphrase",
            ),
            PopupItem(
                self.tr("Quick unlock PIN…"), lambda: open_pin(self.desk), icon=Icon.UNLOCK, name="user.pin"
            ),
        ]
        return own + [
            PopupItem(words, partial(self._theme.set_mode, look), checked=look is mode, name=f"look.{look}")
            for look, words in (
                (ThemeMode.SYSTEM, self.tr("Look: as the system")),
                (ThemeMode.LIGHT, self.tr("Look: light")),
                (ThemeMode.DARK, self.tr("Look: dark")),
            )
        ]


def open_as(
    folder: Path,
    login: str,
    *,
    passphrase: str,
    clock: Clock,
    leave: Callable[[], None] | None,
    kept_copy: bool = False,
    acceptance: Acceptance | None = None,
) -> OpenPractice:
    """Open a practice as a user; `leave` closes it first for the one before.

    `kept_copy` puts a missing key file back from its copy; `acceptance` takes a file not as it was left.
    """
    if leave is not None:
        leave()
    return open_practice(
        folder, login=login, passphrase=passphrase, clock=clock, kept_copy=kept_copy, acceptance=acceptance
    )


def open_by_recovery_key(
    folder: Path,
    recovery_key: str,
    *,
    reason: str,
    clock: Clock,
    leave: Callable[[], None] | None,
    kept_copy: bool = False,
) -> OpenPractice:
    """Open a practice with the key on paper, for a reason that the record keeps; the rest as in `open_as`."""
    if leave is not None:
        leave()
    return open_practice_with_recovery_key(
        folder, recovery_key=recovery_key, reason=reason, clock=clock, kept_copy=kept_copy
    )


def _titled(opened: OpenPractice) -> str:
    actor = opened.actor
    return actor.name if actor.credential in ("", "none") else f"{actor.name}, {actor.credential}"
