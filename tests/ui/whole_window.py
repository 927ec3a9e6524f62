"""The whole window as a person has it before her: she types and presses keys, the lane answers, she looks."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ccmdesk.domain.chart import Condition, Patient, Sex
from ccmdesk.domain.clock import Clock, SettableClock
from ccmdesk.domain.practice import Role, User
from ccmdesk.models.people import store_new_user
from ccmdesk.models.unit_of_work import writing
from ccmdesk.security.vault import add_user_slot, open_with_passphrase
from ccmdesk.security.vault_file import read_vault, write_vault
from ccmdesk.services.facts import add_fact
from ccmdesk.services.lock_screen import VAULT
from ccmdesk.services.patients import add_patient
from ccmdesk.services.practice_file import OpenPractice, close_practice, owner_of
from ccmdesk.settings import Known, Settings
from ccmdesk.ui.common.count_guard import guard_counts
from ccmdesk.ui.common.lane import Lane
from ccmdesk.ui.common.theme import Theme, ThemeMode
from ccmdesk.ui.lock_screen.screen import LockScreen
from ccmdesk.ui.main_window import MainWindow
from ccmdesk.ui.room import Room
from ccmdesk.ui.workplace import Hooks, Workplace
from tests.practice_files import CHEAP, MONDAY, PASSPHRASE, fresh_practice
from tests.ui.hands import child, press, type_into

guard_counts()
ANN = User(login="ann", name="Ann Weiss", credential="LPN", roles=frozenset({Role.CARE_MANAGER}))
ANNS_PASSPHRASE = "seventeen quiet lanterns drift past noon"


@dataclass
class Sitting:
    """Hold the window, what leads it, and what it told the program around it."""

    window: MainWindow
    workplace: Workplace
    clock: Clock
    qtbot: QtBot
    remembered: list[Path] = field(default_factory=list)
    settings: list[Settings] = field(default_factory=list)
    reported: list[BaseException] = field(default_factory=list)

    @property
    def lane(self) -> Lane:
        """Return the window's lane."""
        return self.workplace.lane

    @property
    def room(self) -> Room:
        """Return the room of the user at work."""
        room = self.workplace.room
        assert room is not None
        return room

    @property
    def lock(self) -> LockScreen:
        """Return the lock screen, which must be shown."""
        shown = self.window.screen_shown()
        assert isinstance(shown, LockScreen)
        return shown

    @property
    def opened(self) -> OpenPractice:
        """Return the open practice."""
        return self.room._opened

    def settle(self) -> None:
        """Wait until the lane has answered, and answered what its answers asked for."""
        for _ in range(3):
            self.qtbot.waitUntil(self.lane.idle, timeout=20_000)
            self.qtbot.wait(5)

    def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is so."""
        self.qtbot.waitUntil(true, timeout=20_000)

    def minutes_pass(self, minutes: float) -> None:
        """Let time pass on a clock that can be set."""
        assert isinstance(self.clock, SettableClock)
        self.clock.advance(timedelta(minutes=minutes))

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key wherever the keyboard is, and wait for what comes of it."""
        press(QApplication.focusWidget() or self.window, key, modifier)
        self.settle()

    def edit(self, name: str) -> QLineEdit:
        """Return a line edit of the window."""
        return child(self.window, QLineEdit, name)

    def button(self, name: str) -> QPushButton:
        """Return a button of the window."""
        return child(self.window, QPushButton, name)

    def press_button(self, name: str) -> None:
        """Press a button that is shown, and wait for what comes of it."""
        button = self.button(name)
        assert button.isVisible() and button.isEnabled(), name
        button.click()
        self.settle()

    def words(self, name: str) -> str:
        """Return what a label of the window says."""
        return child(self.window, QLabel, name).text()

    def shown_words(self) -> str:
        """Return all words that labels and buttons show now."""
        parts = [w.text() for w in self.window.findChildren(QLabel) if w.isVisible()]
        parts += [w.text() for w in self.window.findChildren(QPushButton) if w.isVisible()]
        return "\n".join(parts)

    def type_passphrase(self, passphrase: str) -> None:
        """Type a passphrase at the lock screen, press Enter and wait for the answer."""
        type_into(self.lock.passphrase_edit(), passphrase)
        press(self.lock.passphrase_edit(), Qt.Key.Key_Return)
        self.settle()

    def unlock(self, passphrase: str = PASSPHRASE) -> None:
        """Open the practice at the lock screen."""
        self.type_passphrase(passphrase)
        assert self.window.screen_shown() is self.room.frame


def _hooks(remembered: list[Path], reported: list[BaseException], settings: list[Settings]) -> Hooks:
    return Hooks(
        remember=remembered.append,
        recent=tuple,
        report=reported.append,
        known=lambda at: settings[-1].known_of(at),
        keep=lambda one: settings.append(settings[-1].with_known(one)),
    )


@contextmanager
def sitting(
    qtbot: QtBot,
    *,
    folder: Path | None,
    clock: Clock | None = None,
    recent: tuple[Path, ...] = (),
    known: Known | None = None,
) -> Iterator[Sitting]:
    """Sit down at the window as it comes up for a practice file, or for none."""
    theme = Theme(mode=ThemeMode.LIGHT, reduced_motion=True)
    theme.install()
    window = MainWindow(theme)
    time = clock or SettableClock(MONDAY)
    remembered: list[Path] = []
    reported: list[BaseException] = []
    settings = [Settings() if known is None else Settings().with_known(known)]
    told = _hooks(remembered, reported, settings)
    workplace = Workplace(window, theme, clock=time, hooks=told._replace(recent=lambda: recent))
    workplace.begin(folder)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    made = Sitting(window, workplace, time, qtbot, remembered, settings, reported)
    made.settle()
    try:
        yield made
        assert reported == []
    finally:
        room, workplace.room = workplace.room, None
        if room is not None:
            room.close()
        made.lane.stop(last=None if room is None else room.close_file)
        window.close()
        window.deleteLater()
        theme.deleteLater()
        # What is gone must not be asked for its size by the next test's stylesheet.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()


def ann_joins(opened: OpenPractice) -> None:
    """Add Ann, who has a passphrase of her own, to an open practice."""
    with writing(opened.store, opened.actor) as work:
        number = store_new_user(work.connection, ANN)
    ann = User(ANN.login, ANN.name, ANN.credential, ANN.roles, id=number)
    path = opened.folder / VAULT
    vault = read_vault(path)
    key = open_with_passphrase(vault, user_id=1, passphrase=PASSPHRASE)
    slot = add_user_slot(vault, data_key=key, owner=owner_of(ann), passphrase=ANNS_PASSPHRASE, kdf=CHEAP)
    write_vault(path, slot)


def visible(widget: QWidget) -> bool:
    """Tell whether a person can see a widget."""
    return widget.isVisible() and not widget.visibleRegion().isEmpty()


MARIA, JAMES = 1, 2


def two_patients(parent: Path) -> Path:
    """Return a practice file with María Álvarez and James Whitfield, and with Ann as a second user."""
    opened = fresh_practice(parent)
    for family, given in (("Álvarez", "María"), ("Whitfield", "James")):
        patient = Patient(family=family, given=given, birth_date=date(1945, 2, 14), sex=Sex.FEMALE)
        key = add_patient(opened.store, opened.actor, patient).value
        add_fact(opened.store, opened.actor, key, Condition("Heart failure"))
    ann_joins(opened)
    close_practice(opened)
    return opened.folder
