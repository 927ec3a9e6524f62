"""The contact form: what took place, and what is promised for the next time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QHBoxLayout

from ccmdesk.domain.changes import Changes
from ccmdesk.domain.clock import local_date
from ccmdesk.domain.errors import InvalidValue, UserError
from ccmdesk.domain.follow_up import FollowUp
from ccmdesk.domain.practice import Actor
from ccmdesk.domain.time_log import Contact, Mode, Outcome
from ccmdesk.services.contacts import log_contact, plan_follow_up
from ccmdesk.services.store import Store
from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.date_fields import DateField, TimeField
from ccmdesk.ui.common.desk import Desk, Selection
from ccmdesk.ui.common.dialog import Dialog
from ccmdesk.ui.common.fields import Choice, Field, TextArea
from ccmdesk.ui.common.form import FormLayout
from ccmdesk.ui.common.message_bar import Message
from ccmdesk.ui.common.text import Label, caption
from ccmdesk.ui.common.theme import Weight
from ccmdesk.ui.contact.words import mode_options, outcome_options

_NOTE_HEIGHT = 72


@dataclass(frozen=True, slots=True)
class Saved:
    """Hold what was changed, and why the next contact was not planned if it was not."""

    changes: Changes
    not_planned: str = ""


def save_contact(store: Store, actor: Actor, *, contact: Contact, follow_up: FollowUp | None) -> Saved:
    """Log a contact and plan the next one; a logged contact stays logged when the plan is refused."""
    changes = log_contact(store, actor, contact).changes
    if follow_up is None:
        return Saved(changes)
    try:
        planned = plan_follow_up(store, actor, follow_up).changes
    except UserError as problem:
        return Saved(changes, str(problem))
    return Saved(Changes(changes.kinds | planned.kinds, changes.patients | planned.patients))


def open_contact_form(desk: Desk, selection: Selection) -> None:
    """Open the form for a patient above the page."""
    dialog = ContactDialog(desk, selection)
    desk.dialogs.show_dialog(dialog, first=dialog.outcome.control)


class ContactDialog(Dialog):
    """Ask for one contact and, if something was promised, for the next one."""

    def __init__(self, desk: Desk, selection: Selection) -> None:
        super().__init__(
            desk.theme,
            name="contact.dialog",
            title=self.tr("Log a contact"),
            primary=self.tr("Save the contact"),
            width=560,
        )
        self._desk = desk
        self._patient_id = selection.patient_id
        self._zone = ZoneInfo(desk.zone)
        self._today = local_date(desk.clock.wall(), desk.zone)
        self.body.addWidget(Label(desk.theme, selection.name, name="contact.who", weight=Weight.BOLD))
        self.body.addWidget(self._contact_form())
        self.body.addWidget(caption(desk.theme, self.tr("Next contact, if one was promised")))
        self.body.addLayout(self._shortcuts())
        self.body.addWidget(self._next_form())
        self.body.addStretch(1)
        self.accepted.connect(self._accept)

    def _contact_form(self) -> FormLayout:
        theme = self._desk.theme
        now = self._desk.clock.wall().astimezone(self._zone)
        self.mode = Choice(
            theme, self.tr("How"), name="contact.mode", options=mode_options(), current=Mode.PHONE
        )
        self.outcome = Choice(
            theme, self.tr("How it ended"), name="contact.outcome", options=outcome_options()
        )
        self.mode.chosen.connect(self._mode_chosen)
        self.with_whom = Field(
            theme,
            self.tr("With whom"),
            name="contact.with_whom",
            placeholder=self.tr("the patient, a daughter, a clinic"),
        )
        self.day = DateField(theme, self.tr("Day"), name="contact.day", today=self._today)
        self.time = TimeField(theme, self.tr("Time"), name="contact.time")
        self.day.set_value(self._today)
        self.time.set_value(now.time().replace(second=0, microsecond=0))
        self.note = TextArea(theme, self.tr("Note"), name="contact.note")
        note = self.note.control
        theme.follow(note, lambda: note.setMaximumHeight(theme.px(_NOTE_HEIGHT)))
        form = FormLayout(theme, columns=2)
        for field in (self.mode, self.outcome):
            form.add(field)
        form.add(self.with_whom, span=2)
        for when in (self.day, self.time):
            form.add(when)
        form.add(self.note, span=2)
        return form

    def _next_form(self) -> FormLayout:
        theme = self._desk.theme
        self.next_day = DateField(theme, self.tr("Day"), name="contact.next_day", today=self._today)
        self.next_time = TimeField(theme, self.tr("Time, if one was named"), name="contact.next_time")
        self.next_reason = Field(
            theme,
            self.tr("What for"),
            name="contact.next_reason",
            placeholder=self.tr("ask how the new dose goes"),
        )
        form = FormLayout(theme, columns=2)
        form.add(self.next_day)
        form.add(self.next_time)
        form.add(self.next_reason, span=2)
        return form

    def _shortcuts(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._desk.theme.space(row, spacing=16)
        for name, text, days in (
            ("contact.next_tomorrow", self.tr("Tomorrow"), 1),
            ("contact.next_week", self.tr("In a week"), 7),
            ("contact.next_fortnight", self.tr("In two weeks"), 14),
            ("contact.next_month", self.tr("In four weeks"), 28),
        ):
            button = Button(self._desk.theme, text, name=name, kind=ButtonKind.LINK)
            button.clicked.connect(partial(self._plan_in, days))
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _plan_in(self, days: int, _checked: bool = False) -> None:
        self.next_day.set_value(self._today + timedelta(days=days))
        self.next_reason.control.setFocus()

    def _mode_chosen(self, mode: str) -> None:
        if mode == Mode.MESSAGE and not self.outcome.key():
            self.outcome.set_key(Outcome.MESSAGE_SENT)

    def _accept(self) -> None:
        contact, follow_up = self._contact(), self._follow_up()
        wrong = (self.outcome, self.day, self.time, self.next_day, self.next_time, self.next_reason)
        first = next((field for field in wrong if field.error()), None)
        if contact is None or first is not None:
            if first is not None:
                first.control.setFocus()
            return
        desk = self._desk
        self.say_problem("")
        self.primary.setEnabled(False)
        desk.lane.run(
            partial(save_contact, contact=contact, follow_up=follow_up),
            desk.store,
            desk.actor,
            then=self._saved,
            failed=self._refused,
            ended=partial(self.primary.setEnabled, True),
            owner=self,
        )

    def finish(self) -> None:
        """Close the form, but not while it is being saved: its answer would be told to nobody."""
        if self.primary.isEnabled():
            super().finish()

    def _contact(self) -> Contact | None:
        outcome, day, at = self.outcome.key(), self.day.value(), self.time.value()
        self.outcome.set_error("" if outcome else self.tr("Say how it ended."))
        for field in (self.day, self.time):
            if not field.text():
                field.set_error(self.tr("Say when it was."))
        if not outcome or day is None or at is None:
            return None
        return Contact(
            patient_id=self._patient_id,
            at=self._instant(day, at),
            mode=Mode(self.mode.key()),
            outcome=Outcome(outcome),
            with_whom=self.with_whom.text(),
            note=self.note.text(),
        )

    def _follow_up(self) -> FollowUp | None:
        day, at, reason = self.next_day.value(), self.next_time.value(), self.next_reason.text()
        if day is None and not self.next_day.error() and (reason or self.next_time.text()):
            self.next_day.set_error(self.tr("Say on which day, or empty the other fields."))
        if day is None:
            return None
        if day < self._today:
            self.next_day.set_error(self.tr("This day is over. Choose a coming one."))
        self.next_reason.set_error("" if reason else self.tr("Say what it is for."))
        due_at = None if at is None else self._instant(day, at)
        return FollowUp(patient_id=self._patient_id, due_on=day, reason=reason, due_at=due_at)

    def _instant(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, tzinfo=self._zone).astimezone(UTC)

    def _saved(self, saved: Saved) -> None:
        desk = self._desk
        desk.notice.publish(saved.changes)
        self.finish()
        if saved.not_planned:
            said = self.tr("The contact is saved, but the next one is not planned: %s")
            desk.messages.say(Message(said.replace("%s", saved.not_planned), trouble=True))
        else:
            desk.messages.say(Message(self.tr("Contact saved.")))

    def _refused(self, error: UserError) -> None:
        field = {"at": self.time, "reason": self.next_reason}.get(
            error.field if isinstance(error, InvalidValue) else ""
        )
        if field is not None:
            field.set_error(str(error))
            field.control.setFocus()
        else:
            self.say_problem(str(error))
