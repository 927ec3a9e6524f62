"""The columns of the monitoring section: kinds with their trend, and the values of one kind."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QPainter

from ccmdesk.domain.chart import Observation, Recorded
from ccmdesk.domain.words import folded
from ccmdesk.ui.chart.readings import (
    Series,
    bounds_words,
    exact_when,
    side_words,
    trend_of,
    value_words,
    when_words,
)
from ccmdesk.ui.chart.words import Now, is_imported, origin_words
from ccmdesk.ui.common.marks import Mark
from ccmdesk.ui.common.paint import Run
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.sparkline import paint_sparkline
from ccmdesk.ui.common.table_model import Column
from ccmdesk.ui.common.theme import Theme, Weight

translate = QCoreApplication.translate
_Reading = Recorded[Observation]


def kind_columns(now: Now) -> tuple[Column[Series], ...]:
    """Return the columns of the kinds: name, last value, when, trend, range."""
    return (*_what_columns(), *_course_columns(now))


def _what_columns() -> tuple[Column[Series], ...]:
    return (
        Column(
            key="mark",
            title="",
            text=lambda one: side_words(one.last),
            mark=lambda one: Mark.NOW if side_words(one.last) else None,
            spoken=lambda one: side_words(one.last),
            tooltip=lambda one: side_words(one.last),
            width=36,
            pad=0,
            line=False,
        ),
        Column(
            key="name",
            title=translate("chart", "What"),
            text=lambda one: one.name,
            runs=lambda one: (Run(one.name, Weight.MEDIUM),),
            tooltip=lambda one: one.name,
            sort=lambda one: folded(one.name),
            width=130,
            stretch=True,
            fit=True,
        ),
        Column(
            key="last",
            title=translate("chart", "Last"),
            text=lambda one: value_words(one.last),
            runs=_last_runs,
            tooltip=lambda one: value_words(one.last),
            width=110,
            right=True,
            fit=True,
        ),
    )


def _course_columns(now: Now) -> tuple[Column[Series], ...]:
    return (
        Column(
            key="when",
            title=translate("chart", "When"),
            text=lambda one: when_words(one.last, now),
            runs=lambda one: (Run(when_words(one.last, now), role=Role.MUTED),),
            tooltip=lambda one: exact_when(one.last, now),
            width=86,
            right=True,
        ),
        Column(
            key="trend",
            title=translate("chart", "Trend"),
            text=lambda one: trend_of(one).spoken,
            paint=_paint_trend,
            width=112,
        ),
        Column(
            key="range",
            title=translate("chart", "Range"),
            text=lambda one: bounds_words(one.last),
            runs=lambda one: (Run(bounds_words(one.last), role=Role.MUTED),),
            tooltip=lambda one: bounds_words(one.last),
            width=120,
            pad=16,
            fit=True,
        ),
    )


def value_columns(now: Now) -> tuple[Column[_Reading], ...]:
    """Return the columns of the values of one kind: value, when, note, source."""
    return (
        Column(
            key="value",
            title=translate("chart", "Value"),
            text=lambda one: value_words(one.value),
            runs=_value_runs,
            tooltip=lambda one: value_words(one.value),
            width=106,
            indent=16,
            fit=True,
        ),
        Column(
            key="when",
            title=translate("chart", "When"),
            text=lambda one: exact_when(one.value, now),
            tooltip=lambda one: exact_when(one.value, now),
            width=136,
            fit=True,
        ),
        Column(
            key="note",
            title=translate("chart", "Note"),
            text=lambda one: one.value.note,
            tooltip=lambda one: one.value.note,
            width=60,
            stretch=True,
        ),
        Column(
            key="source",
            title=translate("chart", "Source"),
            text=_source,
            runs=lambda one: (Run(_source(one), role=Role.MUTED),),
            tooltip=lambda one: origin_words(one.origin),
            width=76,
            pad=16,
        ),
    )


def _source(one: _Reading) -> str:
    return translate("chart", "imported") if is_imported(one) else translate("chart", "by hand")


def _last_runs(one: Series) -> tuple[Run, ...]:
    side = side_words(one.last)
    return (Run(value_words(one.last), Weight.BOLD, Role.RED_TEXT if side else Role.TEXT),)


def _value_runs(one: _Reading) -> tuple[Run, ...]:
    side = side_words(one.value)
    runs = (Run(value_words(one.value), Weight.MEDIUM, Role.RED_TEXT if side else Role.TEXT),)
    return (*runs, Run(f"  {side}", role=Role.RED_TEXT)) if side else runs


def _paint_trend(painter: QPainter, theme: Theme, rect: QRectF, one: Series) -> None:
    trend = trend_of(one)
    if len(trend.points) > 1:
        inner = rect.adjusted(0, theme.px(3), 0, -theme.px(4))
        paint_sparkline(painter, theme, rect=inner, trend=trend)
