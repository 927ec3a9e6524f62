"""The last copy before the window closes: shown with its progress, and skipped by whoever cannot wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from ccmdesk.ui.backup.copying import Copied
    from ccmdesk.ui.common.dialog import Dialog
    from ccmdesk.ui.room import Room
    from ccmdesk.ui.workplace import Workplace


class Closing(QObject):
    """Back up what changed before the practice is closed; `settled` tells that the window may go."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._place = place
        self._room: Room | None = None
        self._settled = False
        self._dialog: Dialog | None = None

    def settled(self, room: Room) -> bool:
        """Tell whether this room needs no last copy any more; begin it when it does."""
        if self._room is not room:
            self._room, self._settled, self._dialog = room, False, None
            from ccmdesk.domain.backups import BackupReason  # with a room it is loaded already

            room.keeper.back_up(BackupReason.EXIT, then=self._made)
            if room.keeper.doing is not None:
                self._show(room)
        return self._settled

    def _show(self, room: Room) -> None:
        words = self.tr("Saving a copy before closing. What you did is saved in the practice file already.")
        choice = self.tr("Skip and close")
        lock = self._place.lock_screen
        if lock is not None:
            lock.ask(words, choice=choice, agreed=self._skip)
            return
        from ccmdesk.ui.backup.last_copy import last_copy_dialog  # with a room it is loaded already

        self._dialog = last_copy_dialog(room.desk, room.keeper, words=words, skip=choice)
        self._dialog.accepted.connect(self._skip)
        self._dialog.closed.connect(self._closed)
        room.frame.show_dialog(self._dialog)

    def _skip(self) -> None:
        room = self._room
        if room is not None:
            self._settled = True
            room.keeper.cancel()
            self._away()

    def _closed(self) -> None:
        """Stay: the dialog was left by its other button."""
        self._dialog = None
        if not self._settled and self._room is not None:
            self._room.keeper.cancel()
            self._room = None

    def _made(self, copied: Copied) -> None:
        if self._room is None:
            return
        lock = self._place.lock_screen
        if copied.trouble and self._dialog is not None:
            self._dialog.say_problem(copied.trouble)  # the dialog stays: skip, or go back and mend it
            return
        if copied.trouble and lock is not None:
            lock.ask(copied.trouble, choice=self.tr("Close without a copy"), agreed=self._skip)
            return
        self._settled = True
        self._away()

    def _away(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.finish()
        self._place.window.close()
