"""What every dialog of the users page has: a sentence, and the administrator's own passphrase."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from ccmdesk.domain.changes import Done
from ccmdesk.domain.errors import InvalidValue, StaleVersion, UserError
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.dialog import Dialog
from ccmdesk.ui.common.fields import Field
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.text import Label

translate = QCoreApplication.translate


class AskingDialog(Dialog):
    """Ask for the administrator's own passphrase before something is done; nothing typed is kept.

    `deed` returns the service call to make, given the passphrase, or None when a field is wrong; `done`
    takes its answer once the dialog is closed.
    """

    def __init__(
        self, desk: Desk, *, name: str, title: str, primary: str, about: str, width: int = 460
    ) -> None:
        super().__init__(desk.theme, name=name, title=title, primary=primary, width=width)
        self.desk = desk
        self.about = Label(desk.theme, about, name=f"{name}.about", role=Role.MUTED, wrap=True)
        self.own = Field(
            desk.theme,
            translate("AskingDialog", "Your own passphrase"),
            name=f"{name}.own_passphrase",
            secret=True,
        )
        self.deed: Callable[[str], Callable[[], Done[Any]] | None] = lambda _own: None
        self.done: Callable[[Done[Any]], None] = lambda _done: None
        self.fields: dict[str, Field] = {}
        self.body.addWidget(self.about)
        self.about.setVisible(bool(about))
        self.accepted.connect(self._accept)
        self.closed.connect(self._forget)

    def add(self, *parts: QWidget) -> None:
        """Add parts, and the passphrase below them."""
        for part in (*parts, self.own):
            self.body.addWidget(part)
        self.body.addStretch(1)

    def _accept(self) -> None:
        own = self.own.control.text()
        if not own:
            self.own.set_error(
                self.tr("Type the passphrase that you log in with: only you are to be able to do this.")
            )
            self.own.control.setFocus()
            self.desk.dialogs.place()
            return
        call = self.deed(own)
        if call is None:
            return
        self.primary.setEnabled(False)
        self.say_problem("")
        self.desk.lane.run(
            call,
            then=self._answered,
            failed=self._fail,
            ended=lambda: self.primary.setEnabled(True),
            owner=self,
        )

    def _answered(self, done: Done[Any]) -> None:
        self.finish()
        self.desk.notice.publish(done.changes)
        self.done(done)

    def _fail(self, error: UserError) -> None:
        field = self.fields.get(error.field) if isinstance(error, InvalidValue) else None
        if field is not None:
            field.set_error(str(error))
            field.control.setFocus()
        elif isinstance(error, StaleVersion):
            self.say_problem(
                self.tr(
                    "Somebody else changed this user meanwhile. Nothing was saved. Close this and look again."
                )
            )
        else:
            self.say_problem(str(error))

    def _forget(self) -> None:
        self.own.control.setText("")


def call_with(
    service: Callable[..., Done[Any]], desk: Desk, *args: Any, **named: Any
) -> Callable[[], Done[Any]]:
    """Return a service call on the open practice, to be made on the lane."""
    return partial(service, desk.store, desk.actor, *args, **named)
