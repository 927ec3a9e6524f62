"""What is done with one user besides changing her: disable, enable, a temporary passphrase."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ccmdesk.domain.changes import Done
from ccmdesk.domain.practice import User
from ccmdesk.services.passphrases import suggestion
from ccmdesk.services.user_passphrases import reset_passphrase
from ccmdesk.services.users import disable_user, enable_user
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.dialog import Dialog
from ccmdesk.ui.common.message_bar import Message
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Size, Weight
from ccmdesk.ui.users.asking import AskingDialog, call_with

translate = QCoreApplication.translate


def open_disable(desk: Desk, user: User) -> None:
    """Ask before a user is let in no more."""
    dialog = AskingDialog(
        desk,
        name="users.disable_form",
        title=translate("users", "Disable %1?").replace("%1", user.name),
        primary=translate("users", "Disable"),
        about=translate(
            "users",
            "The passphrase of this user opens nothing any more; name and work stay in the records. If a copy"
            " of the practice file may have been taken, make a new data key afterwards.",
        ),
    )
    dialog.add()
    dialog.deed = lambda own: call_with(disable_user, desk, user.id, admin_passphrase=own)
    dialog.done = lambda _done: desk.messages.say(
        Message(translate("users", "%1 is disabled.").replace("%1", user.name))
    )
    desk.dialogs.show_dialog(dialog, first=dialog.own.control)


def open_enable(desk: Desk, user: User) -> None:
    """Ask before a user is let in again, with a temporary passphrase."""
    dialog = AskingDialog(
        desk,
        name="users.enable_form",
        title=translate("users", "Enable %1 again?").replace("%1", user.name),
        primary=translate("users", "Enable"),
        about=translate(
            "users",
            "A temporary passphrase of six words is made and shown once, to be handed over. The first thing"
            " asked for with it is a passphrase of one's own.",
        ),
    )
    dialog.add()
    words = suggestion()
    dialog.deed = lambda own: call_with(enable_user, desk, user.id, passphrase=words, admin_passphrase=own)
    dialog.done = lambda done: show_words(desk, done.value, words=words)
    desk.dialogs.show_dialog(dialog, first=dialog.own.control)


def open_reset(desk: Desk, user: User) -> None:
    """Ask before a user gets a temporary passphrase."""
    dialog = AskingDialog(
        desk,
        name="users.reset_form",
        title=translate("users", "A temporary passphrase for %1?").replace("%1", user.name),
        primary=translate("users", "Make one"),
        about=translate(
            "users",
            "The passphrase of now is void at once. Six words are shown once, to be handed over; the first"
            " thing asked for with them is a passphrase of one's own.",
        ),
    )
    dialog.add()
    dialog.deed = lambda own: call_with(reset_passphrase, desk, user.id, admin_passphrase=own)

    def show(done: Done[str]) -> None:
        show_words(desk, user, words=done.value)

    dialog.done = show
    desk.dialogs.show_dialog(dialog, first=dialog.own.control)


def show_words(desk: Desk, user: User, *, words: str) -> None:
    """Show a temporary passphrase, once."""
    dialog = Dialog(
        desk.theme,
        name="users.words",
        title=translate("users", "The temporary passphrase of %1").replace("%1", user.name),
        primary=translate("users", "I wrote it down"),
    )
    about = Label(
        desk.theme,
        translate(
            "users",
            "Write it on paper and hand it over yourself, not by e-mail. It is shown this once and kept"
            " nowhere; with the login %1 it works until a passphrase of one's own takes its place.",
        ).replace("%1", user.login),
        name="users.words_about",
        role=Role.MUTED,
        wrap=True,
    )
    shown = Label(desk.theme, words, name="users.words_shown", size=Size.TITLE, weight=Weight.BOLD, wrap=True)
    shown.setAccessibleName(words)
    for part in (about, shown):
        dialog.body.addWidget(part)
    dialog.body.addStretch(1)
    dialog.secondary.hide()
    dialog.accepted.connect(dialog.finish)
    dialog.closed.connect(lambda: shown.setText(""))
    desk.dialogs.show_dialog(dialog, first=dialog.primary)
