"""The practice page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from ccmdesk import __version__
from ccmdesk.domain.changes import ChangeKind, Changes
from ccmdesk.domain.errors import UserError
from ccmdesk.domain.practice import Actor, BillingPractitioner, Practice, User
from ccmdesk.services.permissions import UseCase, may
from ccmdesk.services.practice import practice, practitioners, users
from ccmdesk.services.security_check import security_check
from ccmdesk.services.store import Store
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.message_bar import Message
from ccmdesk.ui.common.page import ShortcutSpec
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import SectionHeading, Surface, scroll_area
from ccmdesk.ui.common.states import BusyState, error_state
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.practice.details import DetailsSection, NoChange
from ccmdesk.ui.practice.people import PractitionersSection, UsersSection
from ccmdesk.ui.practice.security import SecuritySection

KEY = "practice"
_WIDEST = 720


@dataclass(frozen=True, slots=True)
class _Read:
    """Hold everything that the page shows."""

    practice: Practice
    practitioners: tuple[BillingPractitioner, ...]
    users: tuple[User, ...]


def _read(store: Store, actor: Actor) -> _Read:
    return _Read(practice(store, actor), practitioners(store, actor), users(store, actor))


class PracticePage(Surface):
    """Show the practice; an administrator changes it here."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.theme, role=Role.SURFACE, name=KEY)
        self._desk = desk
        theme = desk.theme
        may_change = self._may = may(desk.actor, UseCase.CHANGE_PRACTICE)
        self._details = DetailsSection(desk, may_change=may_change)
        self._practitioners = PractitionersSection(desk, may_change=may_change)
        self._users = UsersSection(desk)
        self._security = SecuritySection(theme)
        self._security.again.connect(self._check)
        self._busy = BusyState(theme, name="practice.busy")
        self._error = error_state(
            theme,
            name="practice.error",
            title=self.tr("The practice could not be read"),
            why="",
            action=self.tr("Try again"),
        )
        self._error.triggered.connect(self._load)
        self._content = self._scrolled(may_change=may_change)
        waiting = QWidget()
        waited = QVBoxLayout(waiting)
        waited.addWidget(self._busy)
        waited.addStretch(1)
        self._waiting = waiting
        self._stack = QStackedWidget()
        for part in (waiting, self._content, self._error):
            self._stack.addWidget(part)
        column = QVBoxLayout(self)
        theme.space(column)
        column.addWidget(self._stack)
        self.setFocusProxy(self._details)
        self._known = False
        self._load()
        self._check()

    @property
    def page_key(self) -> str:
        """Return the stable name of the page."""
        return KEY

    def refresh(self, changes: Changes) -> None:
        """Show what changed; what is being typed stays."""
        if not changes.kinds or ChangeKind.PRACTICE in changes.kinds:
            self._load()

    def shortcuts(self) -> Sequence[ShortcutSpec]:
        """Return the keys of the page."""
        return [ShortcutSpec("Ctrl+S", self.tr("Save the details"), self.save)] if self._may else []

    def leave(self) -> bool:
        """Save the details typed; stay when they cannot be taken."""
        return self._details.save()

    def save(self) -> None:
        """Save the details typed."""
        self._details.save()

    def _load(self) -> None:
        desk = self._desk
        if not self._known:
            self._stack.setCurrentWidget(self._waiting)
            self._busy.start(self.tr("Reading the practice…"), can_cancel=False)
        desk.lane.run(
            _read,
            desk.store,
            desk.actor,
            then=self._show,
            failed=self._fail,
            ended=self._busy.stop,
            owner=self,
            kind="practice",
        )

    def _check(self) -> None:
        desk = self._desk
        desk.lane.run(
            security_check,
            desk.store,
            desk.actor,
            then=self._security.show_points,
            owner=self,
            kind="security-check",
        )

    def _show(self, read: _Read) -> None:
        self._known = True
        self._details.show_practice(read.practice)
        self._practitioners.show_practitioners(read.practitioners)
        self._users.show_users(read.users)
        self._stack.setCurrentWidget(self._content)

    def _fail(self, error: UserError) -> None:
        if self._known:
            self._desk.messages.say(Message(str(error), trouble=True))
            return
        self._error.say(self.tr("The practice could not be read"), str(error))
        self._stack.setCurrentWidget(self._error)

    def _scrolled(self, *, may_change: bool) -> QScrollArea:
        theme = self._desk.theme
        inner = QWidget()
        theme.follow(inner, lambda: inner.setMaximumWidth(theme.px(_WIDEST)))
        column = QVBoxLayout(inner)
        theme.space(column, spacing=24)
        if not may_change:
            column.addWidget(NoChange(self._desk))
        for section in (self._details, self._practitioners, self._users, self._security, self._about()):
            column.addWidget(section)
        column.addStretch(1)
        inside = QWidget()
        row = QHBoxLayout(inside)
        theme.space(row, margins=(20, 16, 20, 20))
        row.addWidget(inner, 1)
        row.addStretch(0)
        return scroll_area(inside, name="practice.scroll")

    def _about(self) -> QWidget:
        theme = self._desk.theme
        about = QWidget()
        column = QVBoxLayout(about)
        theme.space(column, spacing=4)
        column.addWidget(SectionHeading(theme, self.tr("About CCM Desk"), name="practice.about"))
        for name, words in (
            ("version", self.tr("Version %s").replace("%s", __version__)),
            ("licence", self.tr("Free software under the Apache licence 2.0. It comes without a warranty.")),
            (
                "honest",
                self.tr(
                    "It is not certified EHR technology (ONC) and does not take the place of your EHR."
                    " Nothing leaves this computer unless someone prints, saves or sends it."
                ),
            ),
        ):
            column.addWidget(Label(theme, words, name=f"practice.{name}", role=Role.MUTED, wrap=True))
        return about
