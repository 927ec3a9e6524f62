"""The dialog in which one's own passphrase is changed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication

from ccmdesk.domain.changes import Done
from ccmdesk.domain.errors import UserError
from ccmdesk.domain.practice import Actor
from ccmdesk.services.user_passphrases import change_own_passphrase
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.dialog import Dialog
from ccmdesk.ui.common.fields import Field
from ccmdesk.ui.common.message_bar import Message
from ccmdesk.ui.common.new_passphrase import NewPassphrase

translate = QCoreApplication.translate


def open_passphrase(desk: Desk) -> None:
    """Open the dialog for the user at work."""
    dialog = PassphraseDialog(desk)
    desk.dialogs.show_dialog(dialog, first=dialog.old.control)


class PassphraseDialog(Dialog):
    """Take the old passphrase and the new one, twice."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk.theme,
            name="own.passphrase_dialog",
            title=translate("PassphraseDialog", "Change your passphrase"),
            primary=translate("PassphraseDialog", "Change it"),
            width=520,
        )
        self._desk = desk
        theme = desk.theme
        self.old = Field(theme, self.tr("Your passphrase until now"), name="own.old", secret=True)
        self._new = NewPassphrase(theme, lane=desk.lane, prefix="own", caption=self.tr("The new passphrase"))
        self._new.set_familiar(desk.actor.name)
        self.body.addWidget(self.old)
        self.body.addWidget(self._new)
        self.body.addStretch(1)
        self.accepted.connect(self._accept)
        self.closed.connect(self._forget)

    def _accept(self) -> None:
        if not self.old.control.text():
            self.old.set_error(self.tr("Type the passphrase that you used until now."))
            self.old.control.setFocus()
            return
        if not self._new.check():
            return
        desk = self._desk
        self.primary.setEnabled(False)
        self.say_problem("")
        desk.lane.run(
            partial(
                change_own_passphrase,
                desk.store,
                desk.actor,
                old=self.old.control.text(),
                new=self._new.passphrase(),
            ),
            then=self._changed,
            failed=self._fail,
            ended=lambda: self.primary.setEnabled(True),
            owner=self,
        )

    def _changed(self, done: Done[Actor]) -> None:
        desk = self._desk
        self.finish()
        desk.notice.publish(done.changes)
        desk.messages.say(Message(self.tr("Your passphrase is changed. The old one opens nothing any more.")))

    def _fail(self, error: UserError) -> None:
        self.say_problem(str(error))

    def _forget(self) -> None:
        self.old.control.setText("")
        self._new.forget()
