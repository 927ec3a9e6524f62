"""What the section says where there is no draft: nothing yet, not readable, or signed."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ccmdesk.domain.care_plan import SignedCarePlan
from ccmdesk.domain.clock import local_date
from ccmdesk.ui.common.say import full_date
from ccmdesk.ui.common.states import StatePanel, empty_state, error_state
from ccmdesk.ui.common.theme import Theme

translate = QCoreApplication.translate


def no_plan(theme: Theme, *, may_start: bool) -> StatePanel:
    """Return what is shown for a patient without a plan."""
    can = translate(
        "care_plan",
        "A care plan lists each problem with its goals and what is done about it. It begins with the"
        " active problems of the chart and is saved as you type.",
    )
    cannot = translate("care_plan", "A care manager starts it. You will see it here once it is written.")
    start = translate("care_plan", "Start the plan from the chart's problems")
    return empty_state(
        theme,
        name="care_plan.empty",
        title=translate("care_plan", "No care plan yet"),
        why=can if may_start else cannot,
        action=start if may_start else "",
    )


def unreadable_words() -> str:
    """Return the head of the error panel."""
    return translate("care_plan", "The care plan could not be read")


def unreadable(theme: Theme) -> StatePanel:
    """Return what is shown when the plan cannot be read."""
    again = translate("care_plan", "Try again")
    return error_state(theme, name="care_plan.error", title=unreadable_words(), why="", action=again)


def signed_words(plan: SignedCarePlan, *, zone: str) -> str:
    """Return when and by whom a version was signed, and what follows from it."""
    day = full_date(local_date(plan.signed_at, zone))
    parts = [translate("care_plan", "signed {day} by {name}").format(day=day, name=plan.signed_by)]
    if plan.copy_given_on is None:
        parts.append(translate("care_plan", "no copy given"))
    else:
        given = full_date(plan.copy_given_on)
        parts.append(translate("care_plan", "copy given {day}").format(day=given))
    if plan.document.review_on is not None:
        review = full_date(plan.document.review_on)
        parts.append(translate("care_plan", "review by {day}").format(day=review))
    return " · ".join(parts)
