"""Put a chart into the parts of its header."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QCoreApplication

from ccmdesk.domain.enrolment import ConsentState, EnrolmentState
from ccmdesk.ui.chart.header import Told
from ccmdesk.ui.chart.reading import ChartView
from ccmdesk.ui.chart.words import (
    Now,
    allergy_words,
    consent_state_words,
    method_words,
    risk_words,
    state_words,
)
from ccmdesk.ui.common import say
from ccmdesk.ui.common.icons import Icon

translate = QCoreApplication.translate
_ONE_LINE = 28


def header_parts(view: ChartView, now: Now, *, may_change: bool) -> list[Told]:
    """Return the parts of the header in their order; they invite to change only whoever may."""
    parts = [
        _allergies(view, may_change=may_change),
        _language(view, may_change=may_change),
        _consent(view),
        _plan(view, today=now.today()),
        _risk(view),
        _phone(view, may_change=may_change),
        _nurse(view),
    ]
    return [part for part in parts if part is not None]


def _allergies(view: ChartView, *, may_change: bool) -> Told:
    caption = translate("chart", "Allergies")
    hint = translate("chart", "Add or correct allergies") if may_change else ""
    said = [allergy_words(one.value) for one in view.allergies]
    if not said:
        return Told("allergies", caption, translate("chart", "None recorded"), hint=hint, quiet=0)
    rest = said[1:]
    second = ""
    if len(rest) == 1:
        second = rest[0]
    elif rest:
        more = translate("chart", "+%n more").replace("%n", str(len(rest) - 1))
        second = f"{rest[0]}, {more}"
    elif len(said[0]) > _ONE_LINE:
        value = view.allergies[0].value
        said, second = [value.substance], value.reaction
    hint = "\n".join(line for line in (*said[2:], hint) if line)
    return Told("allergies", caption, said[0], second, alarm=True, hint=hint, quiet=0)


def _language(view: ChartView, *, may_change: bool) -> Told | None:
    patient = view.chart.patient.value
    if not patient.language and not patient.interpreter:
        return None
    return Told(
        "language",
        translate("chart", "Language"),
        patient.language or translate("chart", "Not known"),
        patient.interpreter,
        hint=translate("chart", "Edit the details") if may_change else "",
        quiet=4,
    )


def _consent(view: ChartView) -> Told:
    caption = translate("chart", "Consent")
    hint = translate("chart", "Open consent and enrolment")
    state, current = view.enrolment.consent, view.enrolment.current
    latest = view.enrolment.consents[0] if view.enrolment.consents else None
    if state is ConsentState.GIVEN and latest is not None:
        until = latest.revocation_effective
        first = say.full_date(latest.given_on)
        if until is not None:
            second = translate("chart", "revoked, holds until %s").replace("%s", say.full_date(until))
        else:
            second = method_words(latest.method)
        return Told("consent", caption, first, second, hint=hint, quiet=2)
    words = consent_state_words(state)
    second = state_words(EnrolmentState.NOT_ENROLLED) if current is None else state_words(current.state)
    if current is not None and current.state is EnrolmentState.REVOKED:
        second = ""
    alarm = current is not None and current.state is EnrolmentState.ACTIVE
    return Told("consent", caption, words, second.lower(), alarm=alarm, hint=hint, quiet=2)


def _plan(view: ChartView, *, today: date) -> Told:
    caption, hint = translate("chart", "Plan"), translate("chart", "Open the care plan")
    plan = view.plan
    if plan.in_force is not None:
        number = str(plan.in_force.number)
        first = translate("chart", "Version %s in force").replace("%s", number)
        review = plan.in_force.document.review_on
        second = ""
        if review is not None:
            late = review < today
            words = translate("chart", "review was due %s") if late else translate("chart", "review by %s")
            second = words.replace("%s", _near(review, today=today))
        if plan.draft is not None:
            draft = translate("chart", "draft open")
            second = f"{second}, {draft}" if second else draft
        return Told("plan", caption, first, second, hint=hint, quiet=3)
    if plan.draft is not None:
        second = translate("chart", "not signed yet")
        return Told("plan", caption, translate("chart", "Draft"), second, hint=hint, quiet=3)
    return Told("plan", caption, translate("chart", "None yet"), hint=hint, quiet=3)


def _risk(view: ChartView) -> Told | None:
    current = view.enrolment.current
    if current is None or not current.risk:
        return None
    hint = translate("chart", "Open consent and enrolment")
    return Told("risk", translate("chart", "Risk"), risk_words(current.risk), hint=hint, quiet=5)


def _phone(view: ChartView, *, may_change: bool) -> Told:
    patient = view.chart.patient.value
    caption = translate("chart", "Phone")
    best = translate("chart", "best %s").replace("%s", patient.best_time) if patient.best_time else ""
    if not patient.phone:
        hint = translate("chart", "Edit the details") if may_change else ""
        return Told("phone", caption, translate("chart", "None recorded"), best, hint=hint, quiet=1)
    number = say.phone_words(patient.phone)
    hint = translate("chart", "Copy the number")
    return Told("phone", caption, number, best, icon=Icon.COPY, hint=hint, quiet=1)


def _nurse(view: ChartView) -> Told | None:
    current = view.enrolment.current
    if current is None:
        return None
    name = view.user_name(current.nurse_id) or translate("chart", "Nobody yet")
    hint = translate("chart", "Open consent and enrolment")
    return Told("nurse", translate("chart", "Nurse"), name, hint=hint, quiet=6)


def _near(day: date, *, today: date) -> str:
    words = f"{day.day} {say.month_name(day.month)}"
    return words if day.year == today.year else f"{words} {day.year}"
