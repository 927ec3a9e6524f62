"""The way in where no practice file is open: the welcome, and from it the set-up or the demo practice."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QStackedLayout, QWidget

from ccmdesk.domain.clock import Clock, local_date
from ccmdesk.domain.dates import ServiceMonth
from ccmdesk.services.backup_finding import backups_beside
from ccmdesk.services.demo import DemoMade, demo_in, make_demo
from ccmdesk.settings import data_folder
from ccmdesk.ui.common.lane import Lane
from ccmdesk.ui.common.theme import Theme
from ccmdesk.ui.print_preview.printing import has_printer, new_printer, print_pages
from ccmdesk.ui.restore import RestoreScreen
from ccmdesk.ui.welcome import WelcomeScreen
from ccmdesk.ui.wizard import SetupWizard
from ccmdesk.ui.wizard.making import Made

PATIENTS, MONTHS, SEED = 60, 6, 1
_DEMO_ZONE = "America/Denver"


class Entrance(QWidget):
    """Show the welcome or the set-up.

    `chosen` carries the folder of a practice file and a sentence for its lock screen, `made` the OpenPractice
    of a new one. With `resumed` the set-up of that practice file is finished first, with `restoring` a backup
    of that practice is chosen first.
    """

    chosen = Signal(object, str)
    made = Signal(object)

    def __init__(
        self,
        theme: Theme,
        *,
        lane: Lane,
        clock: Clock,
        recent: Sequence[Path] = (),
        sentence: str = "",
        resumed: Made | None = None,
        restoring: Path | None = None,
    ) -> None:
        super().__init__()
        self._theme, self._lane, self._clock = theme, lane, clock
        self.setObjectName("entrance")
        self._stack = QStackedLayout(self)
        self._welcome = WelcomeScreen(theme, recent=recent, sentence=sentence)
        self._wizard: SetupWizard | None = None
        self._restore: RestoreScreen | None = None
        self._stack.addWidget(self._welcome)
        self._welcome.set_up.connect(lambda: self._set_up(None))
        self._welcome.chosen.connect(lambda folder: self.chosen.emit(folder, ""))
        self._welcome.demo.connect(self._make_demo)
        self._welcome.restore.connect(lambda: self._show_restore(None))
        if resumed is not None:
            self._set_up(resumed)
        elif restoring is not None:
            self._show_restore(restoring)

    def leave(self) -> bool:
        """Tell whether the window may close: not while a practice is half set up or restored."""
        if self._restore is not None and not self._restore.may_close():
            return False
        return self._wizard is None or self._wizard.may_close()

    def take_keyboard(self) -> None:
        """Put the keyboard where a person begins; called once this is shown."""
        if self._wizard is not None:
            self._wizard.take_keyboard()
        elif self._restore is not None:
            self._restore.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._welcome.setFocus(Qt.FocusReason.TabFocusReason)

    def tell(self, sentence: str) -> None:
        """Say at the welcome what went wrong."""
        self._welcome.tell(sentence)

    def _set_up(self, resumed: Made | None) -> None:
        wizard = SetupWizard(
            self._theme,
            lane=self._lane,
            clock=self._clock,
            print_sheet=print_sheet if has_printer() else None,
            resumed=resumed,
        )
        wizard.finished.connect(self.made)
        wizard.cancelled.connect(self._back)
        wizard.closing.connect(lambda: self.window().close())
        self._wizard = wizard
        self._stack.addWidget(wizard)
        self._stack.setCurrentWidget(wizard)
        wizard.take_keyboard()

    def _show_restore(self, folder: Path | None) -> None:
        place = None if folder is None else backups_beside(folder)
        restore = RestoreScreen(self._theme, lane=self._lane, clock=self._clock, place=place, to=folder)
        restore.restored.connect(self.chosen)
        restore.left.connect(lambda: self._leave_restore(folder))
        self._restore = restore
        self._stack.addWidget(restore)
        self._stack.setCurrentWidget(restore)
        self.take_keyboard()

    def _leave_restore(self, folder: Path | None) -> None:
        if self._restore is not None:
            self._stack.removeWidget(self._restore)
            self._restore.deleteLater()
            self._restore = None
        if folder is not None:
            self.chosen.emit(folder, "")
            return
        self._stack.setCurrentWidget(self._welcome)
        self.take_keyboard()

    def _back(self) -> None:
        if self._wizard is not None:
            self._stack.removeWidget(self._wizard)
            self._wizard.deleteLater()
            self._wizard = None
        self._stack.setCurrentWidget(self._welcome)
        self.take_keyboard()

    def _make_demo(self) -> None:
        self._welcome.set_busy(
            busy=True, sentence=self.tr("Making the demo practice with invented patients…")
        )
        today = local_date(self._clock.wall(), _DEMO_ZONE)
        place = data_folder() / "demo"
        found = demo_in(place)
        if found is not None:
            self._show_demo(found)
            return
        self._lane.run(
            partial(
                make_demo,
                place,
                patients=PATIENTS,
                months=MONTHS,
                through=ServiceMonth.of(today),
                seed=SEED,
                clock=self._clock,
                until=today,
            ),
            then=self._show_demo,
            failed=lambda error: self.tell(str(error)),
            ended=lambda: self._welcome.set_busy(busy=False),
            owner=self,
        )

    def _show_demo(self, made: DemoMade) -> None:
        words = self.tr("The demo practice; everyone in it is invented. Its passphrase: %s")
        self.chosen.emit(made.practice_folder, words.replace("%s", made.passphrase))


def print_sheet(document: QPdfDocument, above: QWidget) -> None:
    """Ask for a printer and print a recovery sheet, without a nested loop."""
    printer = new_printer(document)
    dialog = QPrintDialog(printer, above)
    dialog.setObjectName("entrance.printers")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.accepted.connect(lambda: print_pages(document, printer))
    dialog.show()
