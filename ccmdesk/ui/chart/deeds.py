"""Say what was done to the chart, and offer to take it back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication

from ccmdesk.domain.changes import Done
from ccmdesk.domain.chart import Allergy, CareTeamMember, Condition, Fact, Medication, Origin, Recorded
from ccmdesk.services.facts import correct_fact, void_fact
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.message_bar import Message

translate = QCoreApplication.translate


def said_added(desk: Desk, patient_id: int, *, fact: Fact, fact_id: int) -> None:
    """Say that a fact was added; taking it back marks it as entered in error."""
    recorded: Recorded[Fact] = Recorded(fact_id, patient_id, 1, Origin("hand"), fact)
    undo = partial(
        _take_back, desk, partial(void_fact, desk.store, desk.actor, recorded, reason="taken back at once")
    )
    desk.messages.say(Message(_added(fact), undo=undo))


def said_corrected(desk: Desk, before: Recorded[Fact], *, after: Fact) -> None:
    """Say that a fact was corrected; taking it back puts the one before in its place."""
    _say_replaced(desk, before, after, translate("chart", "Correction saved."))


def said_ended(desk: Desk, before: Recorded[Fact], *, after: Fact) -> None:
    """Say that a fact has ended; taking it back makes it current again."""
    words = {
        Condition: translate("chart", "The problem is marked as resolved."),
        Medication: translate("chart", "The medicine is marked as stopped."),
    }.get(type(before.value), translate("chart", "The allergy is marked as ended."))
    _say_replaced(desk, before, after, words)


def _say_replaced(desk: Desk, before: Recorded[Fact], after: Fact, words: str) -> None:
    now: Recorded[Fact] = Recorded(before.id, before.patient_id, before.version + 1, before.origin, after)
    undo = partial(
        _take_back,
        desk,
        partial(correct_fact, desk.store, desk.actor, now, before.value, reason="taken back at once"),
    )
    desk.messages.say(Message(words, undo=undo))


def _take_back(desk: Desk, function: partial[Done[None]]) -> None:
    def done(answer: Done[None]) -> None:
        desk.notice.publish(answer.changes)
        desk.messages.say(Message(translate("chart", "Taken back.")))

    desk.lane.run(function, then=done)


def _added(fact: Fact) -> str:
    match fact:
        case Condition():
            return translate("chart", "Problem added.")
        case Medication():
            return translate("chart", "Medicine added.")
        case Allergy():
            return translate("chart", "Allergy added.")
        case CareTeamMember():
            return translate("chart", "Added to the care team.")
        case _:
            return translate("chart", "Value saved.")
