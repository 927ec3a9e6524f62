"""The import page on a desk of its own, over a real practice file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ccmdesk.domain.clock import SettableClock
from ccmdesk.domain.practice import Role
from ccmdesk.services.patients import search
from ccmdesk.services.practice_file import OpenPractice
from ccmdesk.ui.common.change_notice import ChangeNotice
from ccmdesk.ui.common.desk import Desk, Route
from ccmdesk.ui.common.dialog import DialogHost
from ccmdesk.ui.common.lane import Lane
from ccmdesk.ui.common.message_bar import MessageBar
from ccmdesk.ui.common.theme import Theme
from ccmdesk.ui.importing.page import ImportPage
from tests.practice_files import MONDAY
from tests.services.importing import exported

W = TypeVar("W", bound=QObject)


class Stage:
    """Hold a page on its desk, and where it navigated to."""

    def __init__(self, qtbot: QtBot, theme: Theme, practice: OpenPractice, *, roles: frozenset[Role]) -> None:
        self.window = QWidget()
        self.window.resize(1214, 664)
        self.practice = practice
        self.lane = Lane(self.window)
        self.routes: list[Route] = []
        self.messages = MessageBar(theme, parent=self.window)
        self.dialogs = DialogHost(theme, parent=self.window)
        self.notice = ChangeNotice(self.window)
        self.desk = Desk(
            theme=theme,
            lane=self.lane,
            store=practice.store,
            actor=replace(practice.actor, roles=roles or practice.actor.roles),
            clock=SettableClock(MONDAY),
            folder=practice.folder,
            notice=self.notice,
            messages=self.messages,
            dialogs=self.dialogs,
            navigate=self.routes.append,
            select=lambda _selection: None,
            start_clock=lambda _selection: None,
            log_contact=lambda _selection: None,
            print_paper=lambda _paper: None,
        )
        self.page = ImportPage(self.desk)
        self.page.setParent(self.window)
        self.page.setGeometry(self.window.rect())
        self.page.lower()
        self.window.show()
        qtbot.addWidget(self.window)
        self._qtbot = qtbot
        self.settle()

    def settle(self) -> None:
        """Wait until nothing runs."""
        self._qtbot.waitUntil(lambda: self.lane.idle(), timeout=20_000)

    def take(self, *paths: Path) -> None:
        """Give the page files, and wait until it has read them."""
        self.page.take_paths(paths)
        self.settle()
        self.settle()

    def find(self, kind: type[W], name: str) -> W:
        """Return the one widget with an object name."""
        found = self.window.findChild(kind, name)
        assert found is not None, name
        return found


def write(tmp_path: Path, name: str, *resources: dict[str, Any]) -> Path:
    """Write a record and return its path."""
    path = tmp_path / name
    path.write_bytes(exported(*resources, name=name).data)
    return path


def button(stage: Stage, name: str) -> QPushButton:
    """Return a button of the page."""
    return stage.find(QPushButton, f"importing.{name}")


def press(stage: Stage, name: str) -> None:
    """Press a button of the page and wait until nothing runs."""
    button(stage, name).click()
    stage.settle()


def hits(stage: Stage) -> list[str]:
    """Return the family names of all patients."""
    found = search(stage.practice.store, stage.practice.actor, "", limit=None)
    return [hit.family for hit in found]


def text(stage: Stage, name: str) -> str:
    """Return the text of a label of the page."""
    return stage.find(QLabel, f"importing.{name}").text()


def shown_words(stage: Stage) -> str:
    """Return all words of the detail pane."""
    detail = stage.find(QWidget, "importing.detail")
    return "\n".join(label.text() for label in detail.findChildren(QLabel)).replace("\u200b", "")
