"""The set-up on a stage: a theme, a lane and an empty folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from ccmdesk.domain.clock import SettableClock
from ccmdesk.services.practice_file import OpenPractice, close_practice, create_practice
from ccmdesk.ui.common.lane import Lane
from ccmdesk.ui.common.theme import Theme
from ccmdesk.ui.wizard import SetupWizard
from tests.practice_files import CHEAP, MONDAY
from tests.ui.hands import child, type_into

PASSPHRASE = "seventeen quiet lanterns drift past noon"


@dataclass
class Stage:
    """Hold the wizard, the folder it works in, and what it told."""

    wizard: SetupWizard
    folder: Path
    wait: Callable[[Callable[[], bool]], None]
    finished: list[OpenPractice] = field(default_factory=list)
    cancelled: list[bool] = field(default_factory=list)
    printed: list[QPdfDocument] = field(default_factory=list)

    def edit(self, name: str) -> QLineEdit:
        """Return a line edit."""
        return child(self.wizard, QLineEdit, name)

    def words(self, name: str) -> str:
        """Return what a label says."""
        return child(self.wizard, QLabel, name).text()

    def button(self, name: str) -> QPushButton:
        """Return a button."""
        return child(self.wizard, QPushButton, name)

    def retype(self, name: str, text: str) -> None:
        """Type a text in the place of the one before."""
        self.edit(name).selectAll()
        type_into(self.edit(name), text)

    def next(self) -> None:
        """Press the button that goes on, and wait until the work behind it is done."""
        button = self.button("wizard.next")
        button.click()
        self.wait(button.isEnabled)

    def step(self) -> str:
        """Return where the set-up is."""
        return self.words("wizard.where")

    def to_practice(self) -> None:
        """Answer the first step."""
        self.retype("wizard.file_name", "Lakeview Family Medicine")
        self.retype("wizard.folder", str(self.folder))
        self.next()

    def to_person(self) -> None:
        """Answer the steps up to the first user."""
        self.to_practice()
        zone = child(self.wizard, QComboBox, "wizard.practice_form.zone")
        zone.setCurrentIndex(zone.findData("America/Denver"))
        self.next()
        type_into(self.edit("wizard.practitioner.1.name"), "Dr. Amara Castellanos")
        type_into(self.edit("wizard.practitioner.1.npi"), "1999999984")
        self.next()

    def to_passphrase(self) -> None:
        """Answer the steps up to the passphrase."""
        self.to_person()
        type_into(self.edit("wizard.person.name"), "Sara Okafor")
        credential = child(self.wizard, QComboBox, "wizard.person.credential")
        credential.setCurrentIndex(credential.findData("RN"))
        child(self.wizard, QCheckBox, "wizard.person.biller").click()
        self.next()

    def to_recovery(self) -> None:
        """Answer the steps up to the recovery sheet."""
        self.to_passphrase()
        type_into(self.edit("wizard.passphrase"), PASSPHRASE)
        type_into(self.edit("wizard.again"), PASSPHRASE)
        self.next()

    def key_area(self) -> QPlainTextEdit:
        """Return the area in which the key is typed back."""
        return child(self.wizard, QPlainTextEdit, "wizard.recovery_key")


@pytest.fixture
def stage(theme: Theme, qtbot: QtBot, tmp_path: Path) -> Iterator[Stage]:
    """Return the wizard at its first step; a practice that it finished is closed afterwards."""
    lane = Lane()
    printed: list[QPdfDocument] = []
    wizard = SetupWizard(
        theme,
        lane=lane,
        clock=SettableClock(MONDAY),
        print_sheet=lambda document, _above: printed.append(document),
        create=partial(create_practice, kdf=CHEAP),
    )
    wizard.resize(1366, 768)
    qtbot.addWidget(wizard)
    folder = tmp_path / "practice"
    folder.mkdir()

    def wait(ready: Callable[[], bool]) -> None:
        qtbot.waitUntil(lambda: ready() and lane.idle(), timeout=20_000)

    value = Stage(wizard, folder, wait, printed=printed)
    wizard.finished.connect(value.finished.append)
    wizard.cancelled.connect(lambda: value.cancelled.append(True))
    wizard.show()
    wizard.activateWindow()
    qtbot.waitUntil(wizard.isActiveWindow)
    yield value
    made = wizard._made
    lane.stop()
    for opened in (*value.finished, *([made.opened] if made is not None else [])):
        close_practice(opened)
