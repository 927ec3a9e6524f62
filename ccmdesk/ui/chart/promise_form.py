"""Promise the next contact."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from ccmdesk.domain.follow_up import FollowUp
from ccmdesk.services.contacts import plan_follow_up
from ccmdesk.ui.chart.forms import AnyField, SavingDialog
from ccmdesk.ui.common.date_fields import DateField
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.fields import Field
from ccmdesk.ui.common.message_bar import Message


class PromiseDialog(SavingDialog):
    """Ask for which day a contact is promised, and what for."""

    def __init__(self, desk: Desk, patient_id: int) -> None:
        super().__init__(
            desk,
            name="chart.promise_form",
            title=self.tr("Promise a contact"),
            primary=self.tr("Promise"),
            width=420,
        )
        self._patient_id = patient_id
        self.reason = Field(
            desk.theme,
            self.tr("What for"),
            name="chart.promise_form.reason",
            placeholder=self.tr("ask how the new dose goes"),
        )
        self.day = DateField(desk.theme, self.tr("Day"), name="chart.promise_form.day", today=self.today)
        self.day.set_value(self.today + timedelta(days=7))
        self.fill(self.reason, self.day)

    def fields(self) -> Mapping[str, AnyField]:
        """Return the fields that a refusal may name."""
        return {"reason": self.reason}

    def save(self) -> None:
        """Save the promise."""
        day = self.day.value()
        if not self.day.text():
            self.day.set_error(self.tr("Say on which day."))
        elif day is not None and day < self.today:
            self.day.set_error(self.tr("This day is over. Choose a coming one."))
        self.reason.set_error("" if self.reason.text() else self.tr("Say what it is for."))
        if self.first_error(self.reason, self.day) or day is None:
            return
        desk = self.desk
        promise = FollowUp(self._patient_id, day, self.reason.text())
        self.run(plan_follow_up, promise, then=lambda _id: desk.messages.say(Message(self.tr("Promised."))))
