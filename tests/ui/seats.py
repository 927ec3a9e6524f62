"""The seat of a test: a desk over a fresh practice file, in a widget that stands for the window."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QStackedLayout, QWidget

from ccmdesk.domain.clock import SettableClock
from ccmdesk.services.practice_file import OpenPractice
from ccmdesk.ui.common.desk import Desk


@dataclass
class Seat:
    """Hold a desk, the widget that stands for the window, and the practice file."""

    desk: Desk
    host: QWidget
    opened: OpenPractice
    clock: SettableClock

    def put(self, page: QWidget) -> None:
        """Show a page in the window."""
        layout = self.host.layout() or QStackedLayout(self.host)
        layout.addWidget(page)
        self.host.show()
        self.host.activateWindow()
