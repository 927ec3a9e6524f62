"""The set-up wizard: a list of steps at the left, the step in the middle, Back and Next below."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import (
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ccmdesk.domain.clock import Clock
from ccmdesk.domain.errors import UserError
from ccmdesk.services.papers import Leaving, Paper, record_leaving, save_paper
from ccmdesk.services.places import discard_new_practice, new_practice_folder
from ccmdesk.services.practice_file import close_practice, create_practice, finish_set_up
from ccmdesk.ui.common.dialog import DialogHost
from ccmdesk.ui.common.lane import Lane
from ccmdesk.ui.common.theme import Theme
from ccmdesk.ui.wizard.leaving import leave_dialog
from ccmdesk.ui.wizard.making import Made, MakePractice, Wanted, make_practice
from ccmdesk.ui.wizard.passphrase_step import PassphraseStep
from ccmdesk.ui.wizard.people_steps import PersonStep, PractitionersStep
from ccmdesk.ui.wizard.place_step import PlaceStep, PracticeStep
from ccmdesk.ui.wizard.recovery_step import RecoveryStep
from ccmdesk.ui.wizard.shell import WizardShell
from ccmdesk.ui.wizard.step import Step

_SHEET = "recovery-sheet"

PrintSheet = Callable[[QPdfDocument, QWidget], None]
"""Ask for a printer and print a document, the dialogs above the widget given."""


class SetupWizard(QWidget):
    """Lead from nothing to an open practice file whose recovery key is on paper.

    `finished` carries the OpenPractice, `cancelled` nothing; after `cancelled` no practice file is left.
    Without `print_sheet` the sheet can be saved only. With `resumed` only the last step is taken again, and
    the practice file stays whatever becomes of it. `closing` follows `cancelled` where the window was to
    close.
    """

    finished = Signal(object)
    cancelled = Signal()
    closing = Signal()

    def __init__(
        self,
        theme: Theme,
        *,
        lane: Lane,
        clock: Clock,
        print_sheet: PrintSheet | None = None,
        create: MakePractice = create_practice,
        resumed: Made | None = None,
    ) -> None:
        super().__init__()
        self._theme, self._lane, self._clock = theme, lane, clock
        self._print_sheet, self._create = print_sheet, create
        self._folder: Path | None = None
        self._made: Made | None = resumed
        self._resumed = resumed is not None
        self._working = self._closing = False
        self.setObjectName("wizard")
        self._place = PlaceStep(theme)
        self._practice = PracticeStep(theme)
        self._practitioners = PractitionersStep(theme)
        self._person = PersonStep(theme)
        self._passphrase = PassphraseStep(theme, lane=lane)
        self._recovery = RecoveryStep(theme, can_print=print_sheet is not None)
        self._steps: tuple[Step, ...] = (
            self._place,
            self._practice,
            self._practitioners,
            self._person,
            self._passphrase,
            self._recovery,
        )
        self._at = 0
        self._shell = WizardShell(theme, self._steps)
        self._lay_out()
        if resumed is None:
            self._show_step(0)
        else:
            self._resume(resumed)

    def may_close(self) -> bool:
        """Tell whether the window may close now; when not, ask what is to become of the new practice file."""
        if self._made is None and not self._working:
            return True
        self.ask_to_leave()
        self._closing = not self._working
        return False

    def take_keyboard(self) -> None:
        """Put the keyboard into the step as Tab does: what is proposed goes with the first letter typed."""
        self._steps[self._at].setFocus(Qt.FocusReason.TabFocusReason)

    def go_on(self) -> None:
        """Take the step's answers and go on, once they can be taken."""
        step = self._steps[self._at]
        if self._working:
            return
        if not step.check():
            self._shell.reveal()
            return
        step.say("")
        if step is self._place:
            self._check_place()
        elif step is self._passphrase:
            self._make()
        elif step is self._recovery:
            self._confirm()
        else:
            self._show_step(self._at + 1)

    def go_back(self) -> None:
        """Show the step before; what was typed stays."""
        if self._at and self._made is None and not self._working:
            self._show_step(self._at - 1)

    def ask_to_leave(self) -> None:
        """Leave at once while nothing was made, else ask and say what leaving means."""
        if self._working:
            return
        made = self._made
        if made is None:
            self._passphrase.forget()
            self.cancelled.emit()
            return
        dialog = leave_dialog(self._theme, made.opened.folder.name, resumed=self._resumed)
        dialog.accepted.connect(partial(self._discard, made))
        dialog.closed.connect(self._stay)
        self.dialogs.show_dialog(dialog)

    def _stay(self) -> None:
        self._closing = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on with Enter and Ctrl+Enter, leave with Esc."""
        if self.dialogs.current() is not None:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused: QWidget | None = self.focusWidget()
            button = focused if isinstance(focused, QPushButton) else self._shell.next
            button.click()
        elif event.key() == Qt.Key.Key_Escape:
            self.ask_to_leave()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep an open question in the middle."""
        super().resizeEvent(event)
        self.dialogs.place()

    def _resume(self, made: Made) -> None:
        self._at = len(self._steps) - 2
        self._show_sheet(made)
        self._recovery.say(
            self.tr(
                "The set-up of this practice was not finished: its recovery key was never typed back."
                " This is a new sheet; use it in place of one printed before."
            )
        )

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        self._theme.space(whole)
        whole.addWidget(self._shell)
        self.dialogs = DialogHost(self._theme, parent=self)
        self._shell.back.clicked.connect(self.go_back)
        self._shell.next.clicked.connect(self.go_on)
        self._shell.leave.clicked.connect(self.ask_to_leave)
        self._recovery.save_wanted.connect(self._save_sheet)
        self._recovery.print_wanted.connect(self._record_print)

    def _show_step(self, at: int) -> None:
        self._at = at
        step = self._steps[at]
        self._shell.show_step(at, can_go_back=at > 0 and self._made is None)
        if step is self._passphrase:
            self._passphrase.set_familiar(*self._names())
        step.arrive()
        self.take_keyboard()

    def _names(self) -> tuple[str, ...]:
        user = self._person.user()
        return (user.name, user.login, self._practice.practice().name, self._place.file_name())

    def _work(self, words: str) -> None:
        self._working = True
        self._shell.work(words)

    def _rest(self) -> None:
        self._working = False
        self._shell.rest()

    def _refuse(self, error: UserError) -> None:
        self._steps[self._at].refuse(error)
        self._shell.reveal()

    def _check_place(self) -> None:
        self._work(self.tr("Looking at the folder…"))
        self._lane.run(
            new_practice_folder,
            self._place.parent_folder(),
            self._place.file_name(),
            then=self._take_place,
            failed=self._refuse,
            ended=self._rest,
            owner=self,
        )

    def _take_place(self, folder: Path) -> None:
        self._folder = folder
        self._practice.propose_name(folder.stem)
        self._show_step(self._at + 1)

    def _make(self) -> None:
        folder = self._folder
        if folder is None:
            return
        wanted = Wanted(
            folder,
            self._practice.practice(),
            self._practitioners.practitioners(),
            self._person.user(),
        )
        self._work(self.tr("Making the practice file and its keys…"))
        self._lane.run(
            partial(make_practice, clock=self._clock, create=self._create),
            wanted,
            self._passphrase.passphrase(),
            then=self._show_sheet,
            failed=self._refuse,
            ended=self._rest,
            owner=self,
        )

    def _show_sheet(self, made: Made) -> None:
        self._made = made
        self._passphrase.forget()
        self._recovery.show_sheet(made.sheet)
        self._show_step(self._at + 1)

    def _confirm(self) -> None:
        made = self._made
        if made is None:
            return
        self._work(self.tr("Trying the key…"))
        self._lane.run(
            partial(finish_set_up, made.opened, typed=self._recovery.typed()),
            then=lambda _none: self._finish(made),
            failed=self._refuse,
            ended=self._rest,
            owner=self,
        )

    def _finish(self, made: Made) -> None:
        self._made = None
        self._recovery.forget()
        self.finished.emit(made.opened)

    def _discard(self, made: Made) -> None:
        closing = self._closing
        self.dialogs.close_dialog()
        self._closing = closing
        if self._resumed:
            self._work(self.tr("Closing the practice file…"))
        else:
            self._work(self.tr("Removing the new practice file…"))
        self._lane.run(
            close_practice if self._resumed else discard_new_practice,
            made.opened,
            then=lambda _none: self._gone(),
            failed=self._not_gone,
            ended=self._rest,
            owner=self,
        )

    def _gone(self) -> None:
        self._made = None
        self._recovery.forget()
        closing = self._closing
        self.cancelled.emit()
        if closing:
            self.closing.emit()

    def _not_gone(self, error: UserError) -> None:
        self._made = None
        self._recovery.forget()
        self._recovery.say(str(error))

    def _save_sheet(self, path: Path) -> None:
        made = self._made
        if made is not None:
            self._lane.run(
                save_paper,
                made.opened.store,
                made.opened.actor,
                Paper(_SHEET, None, made.sheet),
                path,
                then=lambda _none: self._recovery.tell(self.tr("Saved as %s.").replace("%s", path.name)),
                failed=lambda error: self._recovery.tell(str(error)),
                owner=self,
            )

    def _record_print(self, document: QPdfDocument) -> None:
        made, print_sheet = self._made, self._print_sheet
        if made is not None and print_sheet is not None:
            self._lane.run(
                partial(record_leaving, paper=_SHEET, patient_id=None, how=Leaving.PRINTED),
                made.opened.store,
                made.opened.actor,
                then=lambda _none: print_sheet(document, self),
                failed=lambda error: self._recovery.tell(str(error)),
                owner=self,
            )
