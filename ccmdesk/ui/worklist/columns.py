"""The columns of the worklist, as values made of functions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QPainter

from ccmdesk.domain.worklist import Urgency, WorklistRow
from ccmdesk.ui.common import say
from ccmdesk.ui.common.icons import Icon, paint_icon_at
from ccmdesk.ui.common.marks import mark_words
from ccmdesk.ui.common.paint import Run, paint_text
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.progress import GAP, TEXT_WIDTH, Progress, paint_progress, paint_progress_head
from ccmdesk.ui.common.table_model import Column
from ccmdesk.ui.common.theme import Theme, Weight
from ccmdesk.ui.worklist import words
from ccmdesk.ui.worklist.rows import urgency_key
from ccmdesk.ui.worklist.words import Now

translate = QCoreApplication.translate

FIXED = ("mark", "patient")
"""Columns that cannot be hidden: without them a row says nothing."""

GIVE_WAY = ("plan", "consent", "language", "phone", "nurse", "last", "sex", "age", "next", "month")
"""Columns that are left out where there is no room, the first ones first; the card tells what they would."""

WHY_ROOM = 175
"""The width at which most reasons are read whole; columns beside it that say less give way to it."""

SAYS_MORE = ("next", "month")
"""Columns that give way only when not even a short reason has room."""

HIDDEN_AT_FIRST = ("phone", "language", "consent", "plan")


def worklist_columns(now: Now, *, user_id: int) -> tuple[Column[WorklistRow], ...]:
    """Return the columns; work of other people than the user is muted."""
    return (
        _mark(),
        _patient(),
        _age(now),
        _sex(),
        _why(now),
        _month(),
        _last(now),
        _next(now),
        _nurse(user_id),
        _plain("phone", translate("worklist", "Phone"), width=112),
        _plain("language", translate("worklist", "Language"), width=88),
        _consent(),
        _plan(),
    )


def _mark() -> Column[WorklistRow]:
    return Column(
        key="mark",
        title="",
        text=lambda row: mark_words(words.MARKS[row.urgency]),
        mark=lambda row: words.MARKS[row.urgency],
        width=36,
        pad=0,
        sort=urgency_key,
        line=False,
    )


def _patient() -> Column[WorklistRow]:
    def runs(row: WorklistRow) -> Sequence[Run]:
        parts = [Run(f"{row.family}, ", Weight.BOLD), Run(row.given)]
        if row.preferred_name and row.preferred_name != row.given:
            parts.append(Run(f" “{row.preferred_name}”", role=Role.MUTED))
        return parts

    def text(row: WorklistRow) -> str:
        return "".join(run.text for run in runs(row))

    def born(row: WorklistRow) -> str:
        return f"{text(row)}, {say.full_date(row.born)}" if row.born else text(row)

    return Column(
        key="patient",
        title=translate("worklist", "Patient"),
        text=text,
        runs=runs,
        tooltip=born,
        width=146,
        pad=6,
        sort=lambda row: row.search_key,
    )


def _age(now: Now) -> Column[WorklistRow]:
    def text(row: WorklistRow) -> str:
        return say.age_words(row.born, today=now.today()) if row.born else ""

    def spoken(row: WorklistRow) -> str:
        return (
            translate("worklist", "%1 years").replace("%1", text(row))
            if row.born
            else translate("worklist", "age not known")
        )

    return Column(
        key="age",
        title=translate("worklist", "Age"),
        text=text,
        runs=lambda row: (Run(text(row), role=Role.MUTED),),
        spoken=spoken,
        width=28,
        right=True,
        pad=6,
        sort=lambda row: -int(row.birth_date.replace("-", "")) if row.birth_date else 1,
    )


def _sex() -> Column[WorklistRow]:
    return Column(
        key="sex",
        title=translate("worklist", "Sex"),
        text=lambda row: words.sex_letter(row.sex),
        runs=lambda row: (Run(words.sex_letter(row.sex), role=Role.MUTED),),
        spoken=lambda row: words.sex_words(row.sex),
        tooltip=lambda row: words.sex_words(row.sex),
        width=26,
        pad=4,
        sort=lambda row: row.sex,
    )


def _why(now: Now) -> Column[WorklistRow]:
    def text(row: WorklistRow) -> str:
        return words.why_words(row, today=now.today())

    def runs(row: WorklistRow) -> Sequence[Run]:
        if row.urgency is Urgency.NOW:
            return (Run(text(row), Weight.BOLD, Role.RED_TEXT),)
        return (Run(text(row), role=Role.MUTED if row.why >= 80 else Role.TEXT),)

    def note(row: WorklistRow) -> str:
        more = words.further(row)
        return f"+{more}" if more else ""

    def every(row: WorklistRow) -> str:
        reasons = words.all_reasons(row)
        return "\n".join(words.reason_words(why, row, today=now.today()) for why in reasons)

    def spoken(row: WorklistRow) -> str:
        more = words.further(row)
        said = text(row)
        return (
            said if not more else f"{said}, {translate('worklist', 'and %n more').replace('%n', str(more))}"
        )

    return Column(
        key="why",
        title=translate("worklist", "Why now"),
        text=text,
        runs=runs,
        note=note,
        spoken=spoken,
        tooltip=every,
        width=110,
        stretch=True,
        sort=urgency_key,
    )


def _month() -> Column[WorklistRow]:
    def paint(painter: QPainter, theme: Theme, rect: QRectF, row: WorklistRow) -> None:
        if words.uncounted(row):
            _paint_uncounted(painter, theme, rect, row)
        else:
            paint_progress(painter, theme, rect=rect, progress=Progress(row.month_seconds))

    def paint_head(painter: QPainter, theme: Theme, rect: QRectF, title: str) -> None:
        paint_progress_head(painter, theme, rect=rect, title=title)

    return Column(
        key="month",
        title=translate("worklist", "Month"),
        text=lambda row: say.clock_text(row.month_seconds),
        paint=paint,
        paint_head=paint_head,
        spoken=words.month_spoken,
        tooltip=words.month_spoken,
        width=156,
        pad=16,
        sort=lambda row: row.month_seconds,
    )


def _paint_uncounted(painter: QPainter, theme: Theme, rect: QRectF, row: WorklistRow) -> None:
    """Draw minutes that do not count: muted, with a warning in words where the bar would promise progress."""
    px = theme.px
    minutes = QRectF(rect.left(), rect.top(), px(TEXT_WIDTH), rect.height())
    run = Run(say.clock_text(row.month_seconds), role=Role.MUTED)
    paint_text(painter, theme, rect=minutes, run=run, right=True)
    left = minutes.right() + px(GAP)
    if left + px(16) > rect.right():
        return
    middle = rect.center().y()
    paint_icon_at(painter, theme, icon=Icon.WARNING, left=left, middle=middle, role=Role.AMBER_TEXT)
    room = QRectF(left + px(19), rect.top(), rect.right() - left - px(19), rect.height())
    said = Run(translate("worklist", "no consent"), Weight.MEDIUM, Role.AMBER_TEXT)
    paint_text(painter, theme, rect=room, run=said)


def _last(now: Now) -> Column[WorklistRow]:
    return Column(
        key="last",
        title=translate("worklist", "Last"),
        text=lambda row: words.last_words(row, now),
        runs=lambda row: (
            Run(words.last_words(row, now), role=Role.MUTED if row.last_contact_us is None else Role.TEXT),
        ),
        spoken=lambda row: words.last_spoken(row, now),
        tooltip=lambda row: words.last_spoken(row, now),
        width=106,
        pad=2,
        sort=lambda row: row.last_contact_us or 0,
    )


def _next(now: Now) -> Column[WorklistRow]:
    def runs(row: WorklistRow) -> Sequence[Run]:
        day = row.next_day
        if day is None:
            return ()
        said = words.next_words(row, now)
        if day < now.today():
            return (Run(said, Weight.MEDIUM, Role.RED_TEXT),)
        return (Run(said, Weight.MEDIUM if day == now.today() else Weight.NORMAL),)

    return Column(
        key="next",
        title=translate("worklist", "Next"),
        text=lambda row: words.next_words(row, now),
        runs=runs,
        spoken=lambda row: words.next_spoken(row, now),
        tooltip=lambda row: words.next_spoken(row, now),
        width=90,
        pad=4,
        sort=lambda row: (row.next_due_on or "9999", row.next_due_us is None, row.next_due_us or 0),
    )


def _nurse(user_id: int) -> Column[WorklistRow]:
    def runs(row: WorklistRow) -> Sequence[Run]:
        role = Role.TEXT if row.nurse_id == user_id else Role.MUTED
        return (Run(words.first_name(row.nurse), role=role),)

    return Column(
        key="nurse",
        title=translate("worklist", "Nurse"),
        text=lambda row: words.first_name(row.nurse),
        runs=runs,
        spoken=lambda row: row.nurse or translate("worklist", "nobody yet"),
        tooltip=lambda row: row.nurse or "",
        width=54,
        pad=8,
        sort=lambda row: row.nurse or "\uffff",
    )


def _consent() -> Column[WorklistRow]:
    return Column(
        key="consent",
        title=translate("worklist", "Consent"),
        text=lambda row: words.consent_words(row.consent),
        width=72,
        sort=lambda row: row.consent,
    )


def _plan() -> Column[WorklistRow]:
    return Column(
        key="plan",
        title=translate("worklist", "Plan"),
        text=lambda row: words.plan_words(row.plan),
        width=64,
        sort=lambda row: row.plan,
    )


def _plain(key: str, title: str, *, width: int) -> Column[WorklistRow]:
    def text(row: WorklistRow) -> str:
        return say.phone_words(row.phone) if key == "phone" else row.language

    return Column(key=key, title=title, text=text, width=width, sort=text)
