"""The month bar: minutes as text and a thin bar with ticks at the program's thresholds."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QRegion

from ccmdesk.ui.common.paint import Run, paint_text
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.say import clock_text
from ccmdesk.ui.common.theme import Size, Theme, Weight

SCALE_MINUTES = 66
TICKS = (20, 40, 60)
TEXT_WIDTH = 40
GAP = 10
TRACK_WIDTH = 88


@dataclass(frozen=True, slots=True)
class Progress:
    """Hold what a month bar shows: recorded seconds, seconds of the running clock, ticks in minutes."""

    recorded: int
    running: int = 0
    ticks: tuple[int, ...] = TICKS


def paint_bar(painter: QPainter, theme: Theme, *, rect: QRectF, progress: Progress) -> None:
    """Draw the bar into a rectangle of its width, vertically in the middle; 66 minutes fill it."""
    left, width = round(rect.left()), round(rect.width())
    middle = round(rect.center().y())
    thick = theme.px(5)
    track = QRect(left, middle - thick // 2, width, thick)
    scale = width / (SCALE_MINUTES * 60)
    end = min(progress.recorded * scale, width)
    live_end = min((progress.recorded + progress.running) * scale, width)
    ticks = [left + round(minutes * 60 * scale) for minutes in progress.ticks]
    one = theme.px(1)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    broken = QRegion(rect.toAlignedRect().adjusted(0, -thick, 0, thick))
    for tick in ticks:
        if tick <= left + max(end, live_end):
            broken -= QRegion(tick - one, track.top() - thick, 3 * one, 3 * thick)
    painter.setClipRegion(broken)
    _round(painter, theme, QRectF(track), Role.BAR_TRACK)
    painter.save()
    painter.setClipRect(QRectF(left, track.top(), end, thick), Qt.ClipOperation.IntersectClip)
    _round(painter, theme, QRectF(track), Role.BAR_FILL)
    painter.restore()
    if progress.running:
        start = left + end + (theme.px(2) if progress.recorded else 0)
        grown = theme.px(8)
        live = QRectF(
            start, track.top() - (grown - thick) // 2 - 0.5, max(left + live_end - start, 2 * one), grown
        )
        path = QPainterPath()
        path.addRoundedRect(live, theme.pxf(1.5), theme.pxf(1.5))
        painter.fillPath(path, theme.color(Role.GREEN))
    painter.setClipping(False)
    height = theme.px(11)
    for tick in ticks:
        painter.fillRect(QRect(tick, middle - height // 2, one, height), theme.color(Role.BAR_TICK))
    painter.restore()


def paint_progress(
    painter: QPainter, theme: Theme, *, rect: QRectF, progress: Progress, muted: bool = False
) -> None:
    """Draw a table's month cell: minutes at the right of 40 px, a gap of 10, the track of 88 px."""
    px = theme.px
    text = QRectF(rect.left(), rect.top(), px(TEXT_WIDTH), rect.height())
    quiet = muted or progress.recorded == 0
    paint_text(
        painter,
        theme,
        rect=text,
        run=Run(clock_text(progress.recorded), role=Role.MUTED if quiet else Role.TEXT),
        right=True,
    )
    track = QRectF(text.right() + px(GAP), rect.top(), px(TRACK_WIDTH), rect.height())
    if track.right() <= rect.right() + 1:
        paint_bar(painter, theme, rect=track, progress=progress)


def paint_progress_head(painter: QPainter, theme: Theme, *, rect: QRectF, title: str) -> None:
    """Draw the head of the month column: the title over the minutes, numbers over the ticks."""
    px = theme.px
    text = QRectF(rect.left(), rect.top(), px(TEXT_WIDTH), rect.height())
    paint_text(painter, theme, rect=text, run=Run(title, Weight.MEDIUM, Role.MUTED, Size.CAPTION), right=True)
    for minutes in TICKS:
        middle = text.right() + px(GAP) + px(TRACK_WIDTH) * minutes / SCALE_MINUTES
        if middle + px(8) > rect.right():
            break
        box = QRectF(middle - px(6), rect.top(), px(16), rect.height())
        paint_text(
            painter,
            theme,
            rect=box,
            run=Run(str(minutes), Weight.NORMAL, Role.MUTED, Size.CAPTION),
            elide=False,
        )


def _round(painter: QPainter, theme: Theme, rect: QRectF, role: Role) -> None:
    path = QPainterPath()
    path.addRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    painter.fillPath(path, theme.color(role))
