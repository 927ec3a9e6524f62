"""A new recovery sheet: printed, and in force once its key was typed back from the paper."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtPdf import QPdfDocument

from ccmdesk.domain.changes import Done
from ccmdesk.domain.clock import Clock
from ccmdesk.domain.errors import UserError
from ccmdesk.domain.practice import Actor
from ccmdesk.services.papers import Leaving, Paper, record_leaving, recovery_sheet, save_paper
from ccmdesk.services.practice import practice
from ccmdesk.services.store import Store
from ccmdesk.services.user_passphrases import new_recovery_key, replace_recovery_key
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.message_bar import Message
from ccmdesk.ui.entrance import print_sheet
from ccmdesk.ui.print_preview.printing import has_printer
from ccmdesk.ui.users.asking import AskingDialog, call_with
from ccmdesk.ui.wizard.recovery_step import RecoveryStep

translate = QCoreApplication.translate
_SHEET = "recovery-sheet"
_WHOLE = 10_000


def open_sheet(desk: Desk) -> None:
    """Make a new sheet and show it."""
    desk.lane.run(
        partial(_made, clock=desk.clock),
        desk.store,
        desk.actor,
        then=partial(_show, desk),
        failed=lambda error: desk.messages.say(Message(str(error), trouble=True)),
        owner=desk.dialogs,
    )


def _made(store: Store, actor: Actor, *, clock: Clock) -> tuple[str, bytes]:
    key = new_recovery_key(store, actor)
    name = practice(store, actor).name
    return key, recovery_sheet(practice_name=name, recovery_key=key, clock=clock, zone=store.zone)


def _show(desk: Desk, made: tuple[str, bytes]) -> None:
    dialog = SheetDialog(desk, key=made[0], sheet=made[1])
    desk.dialogs.show_dialog(dialog)


class SheetDialog(AskingDialog):
    """Show the sheet, print or save it, and take the key typed back; until then the old sheet holds."""

    def __init__(self, desk: Desk, *, key: str, sheet: bytes) -> None:
        super().__init__(
            desk,
            name="users.sheet_form",
            title=translate("SheetDialog", "A new recovery sheet"),
            primary=translate("SheetDialog", "Put it in force"),
            about=translate(
                "SheetDialog",
                "The old sheet holds until the key of this one is typed back; from then on the old one opens"
                " nothing, so destroy it.",
            ),
            width=900,
        )
        self._key = key
        self._sheet = sheet
        self._step = RecoveryStep(desk.theme, can_print=has_printer())
        self._step.show_sheet(sheet)
        self._step.save_wanted.connect(self._save)
        self._step.print_wanted.connect(self._print)
        self.add(self._step)
        self.deed = self._call
        self.done = self._say_done
        self.closed.connect(self._step.forget)

    def wanted_height(self, width: int) -> int:
        """Return more than there is: a page wants all the room."""
        del width
        return self._theme.px(_WHOLE)

    def _call(self, own: str) -> Callable[[], Done[Any]] | None:
        if not self._step.check():
            return None
        return call_with(
            replace_recovery_key,
            self.desk,
            recovery_key=self._key,
            typed=self._step.typed(),
            admin_passphrase=own,
        )

    def _say_done(self, _done: Done[Any]) -> None:
        words = translate("SheetDialog", "The new recovery sheet is in force. Destroy the old one.")
        self.desk.messages.say(Message(words))

    def _save(self, path: Path) -> None:
        desk = self.desk
        desk.lane.run(
            save_paper,
            desk.store,
            desk.actor,
            Paper(_SHEET, None, self._sheet),
            path,
            then=lambda _none: self._step.tell(self.tr("Saved as %1.").replace("%1", path.name)),
            failed=self._say,
            owner=self,
        )

    def _print(self, document: QPdfDocument) -> None:
        desk = self.desk
        desk.lane.run(
            partial(record_leaving, paper=_SHEET, patient_id=None, how=Leaving.PRINTED),
            desk.store,
            desk.actor,
            then=lambda _none: print_sheet(document, self),
            failed=self._say,
            owner=self,
        )

    def _say(self, error: UserError) -> None:
        self._step.tell(str(error))
