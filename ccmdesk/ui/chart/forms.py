"""What the forms of the chart share: a dialog that saves on the lane and shows what was refused in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QScrollArea, QWidget
from shiboken6 import isValid

from ccmdesk.domain.changes import Done
from ccmdesk.domain.clock import local_date
from ccmdesk.domain.dates import PartialDate
from ccmdesk.domain.errors import InvalidValue, StaleVersion, UserError
from ccmdesk.ui.chart.typed import parse_partial
from ccmdesk.ui.chart.words import partial_words
from ccmdesk.ui.common.date_fields import NotUnderstoodError
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.dialog import Dialog
from ccmdesk.ui.common.fields import Captioned, Field, TextArea
from ccmdesk.ui.common.message_bar import Message
from ccmdesk.ui.common.theme import Theme

AnyField = Captioned[Any]
_NOTE_HEIGHT = 56


class PartialDateField(Field):
    """Take a year, a month or a day; what was understood is written back when focus leaves."""

    def __init__(
        self, theme: Theme, caption: str, *, name: str, today: date, known: PartialDate | None
    ) -> None:
        super().__init__(theme, caption, name=name, placeholder=self.tr("2019, Mar 2019 or 3/14/2019"))
        self._today = today
        self.set_text(partial_words(known))
        self.committed.connect(self._written_back)

    def value(self) -> PartialDate | None:
        """Return the date, or None when the field is empty or wrong; a wrong one shows its sentence."""
        self.set_error("")
        if not self.text():
            return None
        try:
            return parse_partial(self.text(), today=self._today)
        except NotUnderstoodError as problem:
            self.set_error(str(problem))
            return None

    def _written_back(self) -> None:
        day = self.value()
        if day is not None:
            self.set_text(partial_words(day))


class NoteField(TextArea):
    """Take a note of a few lines, no higher than it needs."""

    def __init__(self, theme: Theme, *, name: str, text: str = "", placeholder: str = "") -> None:
        words = QCoreApplication.translate("chart", "Note")
        super().__init__(theme, words, name=name, text=text, placeholder=placeholder, lines=2)
        theme.follow(self.control, lambda: self.control.setMaximumHeight(theme.px(_NOTE_HEIGHT)))


class SavingDialog(Dialog):
    """Save on the lane when accepted; a refusal appears at its field or above the buttons."""

    def __init__(self, desk: Desk, *, name: str, title: str, primary: str, width: int = 520) -> None:
        super().__init__(desk.theme, name=name, title=title, primary=primary, width=width)
        self.desk = desk
        self.today = local_date(desk.clock.wall(), desk.zone)
        self.accepted.connect(self.save)

    def fill(self, *widgets: QWidget) -> None:
        """Put the widgets into the body."""
        for widget in widgets:
            self.body.addWidget(widget)
        self.body.addStretch(1)

    def save(self) -> None:
        """Check what was typed and save it; a form says how."""
        raise NotImplementedError

    def fields(self) -> Mapping[str, AnyField]:
        """Return the fields by the name that a refusal gives them."""
        return {}

    def stale(self, problem: StaleVersion) -> str:
        """Take the version that someone else saved; return a sentence that shows it."""
        return str(problem)

    def run(
        self, function: Callable[..., Done[Any]], *args: Any, then: Callable[[Any], None], **named: Any
    ) -> None:
        """Run a use case on the lane; publish what it changed, close, and call `then` with its value."""
        desk = self.desk
        self.say_problem("")
        self.primary.setEnabled(False)

        def done(answer: Done[Any]) -> None:
            desk.notice.publish(answer.changes)
            if isValid(self):
                self.finish()
            then(answer.value)

        def refused(error: UserError) -> None:
            if isValid(self):
                self.primary.setEnabled(True)
                self._refused(error)
            else:
                desk.messages.say(Message(str(error), trouble=True))

        # No owner: what was saved is told also when the form was closed meanwhile.
        desk.lane.run(partial(function, desk.store, desk.actor, *args, **named), then=done, failed=refused)

    def first_error(self, *fields: AnyField) -> bool:
        """Put the keyboard into the first field that shows an error; return whether there is one."""
        wrong = next((field for field in fields if field.error()), None)
        if wrong is not None:
            self.reveal(wrong.control)
        return wrong is not None

    def reveal(self, widget: QWidget) -> None:
        """Put the keyboard into a control and scroll to it."""
        self.desk.dialogs.place()  # the sentence at the field needs room
        widget.setFocus()
        # Only once the layouts have made that room can the sentence below the field be scrolled to.
        QTimer.singleShot(0, widget, lambda: self._scroll_to(widget))

    def _scroll_to(self, widget: QWidget) -> None:
        scroll, field = self.findChild(QScrollArea), widget.parentWidget()
        if scroll is not None:
            self.desk.dialogs.place()
            scroll.ensureWidgetVisible(field if isinstance(field, Captioned) else widget)

    def _refused(self, error: UserError) -> None:
        field = self.fields().get(error.field) if isinstance(error, InvalidValue) else None
        if field is not None:
            field.set_error(str(error))
            self.reveal(field.control)
        elif isinstance(error, StaleVersion):
            self.say_problem(self.stale(error))
        else:
            self.say_problem(str(error))
