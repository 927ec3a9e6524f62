"""The dialog in which the PIN of quick unlock is set, changed or taken away."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ccmdesk.domain.errors import UserError
from ccmdesk.services.quick_unlock import has_pin, remove_pin, set_pin
from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.dialog import Dialog
from ccmdesk.ui.common.fields import Field
from ccmdesk.ui.common.message_bar import Message
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.text import Label

translate = QCoreApplication.translate


def open_pin(desk: Desk) -> None:
    """Open the dialog for the user at work."""
    dialog = PinDialog(desk)
    desk.dialogs.show_dialog(dialog, first=dialog.pin.control)
    dialog.load()


class PinDialog(Dialog):
    """Take a PIN twice; what there is now is said in words."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk.theme,
            name="own.pin_dialog",
            title=translate("PinDialog", "Quick unlock PIN"),
            primary=translate("PinDialog", "Set the PIN"),
        )
        self._desk = desk
        theme = desk.theme
        about = Label(
            theme,
            self.tr(
                "Six to twelve digits that unlock this window for half an hour after it locked. After five"
                " wrong tries, or later than that, only the passphrase does."
            ),
            name="own.pin_about",
            role=Role.MUTED,
            wrap=True,
        )
        self._now = Label(theme, name="own.pin_now", wrap=True)
        self.pin = Field(theme, self.tr("New PIN"), name="own.pin", secret=True)
        self._again = Field(theme, self.tr("The same once more"), name="own.pin_again", secret=True)
        self._remove = Button(
            theme, self.tr("Remove the PIN"), name="own.pin_remove", kind=ButtonKind.SECONDARY
        )
        self._remove.hide()
        for part in (about, self._now, self.pin, self._again, self._remove):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self._remove.clicked.connect(self._take_away)
        self.accepted.connect(self._accept)
        self.closed.connect(self._forget)

    def load(self) -> None:
        """Ask whether there is a PIN."""
        desk = self._desk
        desk.lane.run(has_pin, desk.store, desk.actor, then=self._show, failed=self._fail, owner=self)

    def _show(self, known: bool) -> None:
        self._now.setText(
            self.tr("You have a PIN; a new one takes its place.")
            if known
            else self.tr("You have no PIN yet.")
        )
        self._remove.setVisible(known)
        self._desk.dialogs.place()

    def _accept(self) -> None:
        pin = self.pin.control.text()
        if pin != self._again.control.text():
            self._again.set_error(self.tr("The two are not the same. Type the PIN once more."))
            self._again.control.setFocus()
            self._again.control.selectAll()
            return
        desk = self._desk
        self.primary.setEnabled(False)
        desk.lane.run(
            set_pin,
            desk.store,
            desk.actor,
            pin,
            then=lambda _: self._done(self.tr("The PIN is set. It works the next time the window locks.")),
            failed=self._fail,
            ended=lambda: self.primary.setEnabled(True),
            owner=self,
        )

    def _take_away(self) -> None:
        desk = self._desk
        desk.lane.run(
            remove_pin,
            desk.store,
            desk.actor,
            then=lambda _: self._done(self.tr("The PIN is gone. Only your passphrase unlocks now.")),
            failed=self._fail,
            owner=self,
        )

    def _done(self, words: str) -> None:
        self.finish()
        self._desk.messages.say(Message(words))

    def _fail(self, error: UserError) -> None:
        self.pin.set_error(str(error))
        self.pin.control.setFocus()
        self._desk.dialogs.place()

    def _forget(self) -> None:
        for field in (self.pin, self._again):
            field.control.setText("")
