"""What the page shows while it reads, when there is nobody yet, and when it could not read."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Surface
from ccmdesk.ui.common.states import BUSY_AFTER_MS, BusyState, empty_state, error_state
from ccmdesk.ui.common.theme import Theme


class PageStates(QStackedWidget):
    """Stack the states of the page, the body being added once there is something to show."""

    import_wanted = Signal()
    retry_wanted = Signal()

    def __init__(self, theme: Theme, *, may_import: bool) -> None:
        super().__init__()
        self._waiting = Surface(theme, role=Role.WINDOW, name="worklist.waiting")
        self._busy = BusyState(theme, name="worklist.busy")
        column = QVBoxLayout(self._waiting)
        column.addWidget(self._busy)
        column.addStretch(1)
        self._empty = empty_state(
            theme,
            name="worklist.empty",
            title=self.tr("No patients yet"),
            why=self.tr(
                "This list shows whom to call and why. Import the records that your EHR exported,"
                " or add a patient by hand on the Patient page."
            )
            if may_import
            else self.tr(
                "This list shows whom to call and why, once a care manager or a billing practitioner"
                " has imported records or added a patient."
            ),
            action=self.tr("Import records") if may_import else "",
        )
        self._empty.triggered.connect(self.import_wanted)
        self._error = error_state(
            theme,
            name="worklist.error",
            title=self.tr("The worklist could not be read"),
            why="",
            action=self.tr("Try again"),
        )
        self._error.triggered.connect(self.retry_wanted)
        self._glance = QTimer(self)
        self._glance.setSingleShot(True)
        self._glance.setInterval(BUSY_AFTER_MS)
        self._glance.timeout.connect(lambda: self.setCurrentWidget(self._waiting))
        for state in (self._waiting, self._empty, self._error):
            self.addWidget(state)

    def wait(self) -> None:
        """Show that the list is being read, if it takes longer than a glance."""
        self.setCurrentWidget(self._waiting)
        self._busy.start(self.tr("Reading the worklist…"), can_cancel=False)

    def show_while_reading(self, body: QWidget) -> None:
        """Show the body without rows, so that it is laid out by the time they come; not for long."""
        if self.currentWidget() is self._waiting and self._busy.isHidden():
            self.setCurrentWidget(body)
            self._glance.start()

    def done(self) -> None:
        """Stop saying that the list is being read."""
        self._glance.stop()
        self._busy.stop()

    def nobody(self) -> None:
        """Say that there are no patients yet, and what to do."""
        self.setCurrentWidget(self._empty)

    def trouble(self, why: str) -> None:
        """Say why the list could not be read."""
        self._error.say(self.tr("The worklist could not be read"), why)
        self.setCurrentWidget(self._error)
