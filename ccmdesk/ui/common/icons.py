"""The project's own icons: small SVG files drawn at any size in the colour of a role."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from ccmdesk.resource_files import read_text
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtSvg import QSvgRenderer

_INK = "#000000"


class Icon(StrEnum):
    """Name every icon; the value is the name of its file."""

    CALENDAR = "calendar"
    CHART = "chart"
    CHECK = "check"
    CHEVRON_DOWN = "chevron-down"
    CHEVRON_LEFT = "chevron-left"
    CHEVRON_RIGHT = "chevron-right"
    CHEVRON_UP = "chevron-up"
    CLOCK = "clock"
    CLOSE = "close"
    COLUMNS = "columns"
    COPY = "copy"
    DOCUMENT = "document"
    DOWNLOAD = "download"
    DRAG = "drag"
    EXPORT = "export"
    EXTERNAL = "external"
    EYE = "eye"
    EYE_OFF = "eye-off"
    FILTER = "filter"
    FOLDER = "folder"
    HEART = "heart"
    HOME = "home"
    IMPORT = "import"
    INFO = "info"
    KEY = "key"
    LANGUAGE = "language"
    LOCK = "lock"
    MAIL = "mail"
    MENU = "menu"
    MINUS = "minus"
    MONTH = "month"
    MORE = "more"
    PATIENT = "patient"
    PAUSE = "pause"
    PENCIL = "pencil"
    PERSON_ADD = "person-add"
    PHONE = "phone"
    PILL = "pill"
    PLAY = "play"
    PLUS = "plus"
    PRACTICE = "practice"
    PRINT = "print"
    PULSE = "pulse"
    REDO = "redo"
    REFRESH = "refresh"
    REPORTS = "reports"
    SEARCH = "search"
    SHIELD = "shield"
    SIGN = "sign"
    STOP = "stop"
    SWAP = "swap"
    TASKS = "tasks"
    UNDO = "undo"
    UNLOCK = "unlock"
    WARNING = "warning"
    WORKLIST = "worklist"


@lru_cache(maxsize=256)
def _renderer(icon: Icon, color: str) -> QSvgRenderer:
    from PySide6.QtSvg import QSvgRenderer  # not before the first icon: it costs start-up time

    return QSvgRenderer(QByteArray(read_text(f"icons/{icon.value}.svg").replace(_INK, color).encode()))


def paint_icon(painter: QPainter, theme: Theme, *, icon: Icon, rect: QRectF, role: Role = Role.MUTED) -> None:
    """Draw an icon into a rectangle in the colour of a role."""
    _renderer(icon, theme.palette.hex(role)).render(painter, rect)


def paint_icon_at(
    painter: QPainter,
    theme: Theme,
    *,
    icon: Icon,
    left: float,
    middle: float,
    size: float = 16,
    role: Role = Role.MUTED,
) -> None:
    """Draw an icon of `size` pixels at 100 %; left edge and vertical middle are given as painted."""
    side = theme.px(size)
    paint_icon(painter, theme, icon=icon, rect=QRectF(left, round(middle - side / 2), side, side), role=role)


def icon_pixmap(
    theme: Theme, icon: Icon, *, size: float = 16, role: Role = Role.MUTED, ratio: float = 1.0
) -> QPixmap:
    """Return an icon as a pixmap of `size` pixels at 100 %, scaled by zoom and the screen's pixel ratio."""
    side = theme.px(size)
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_icon(painter, theme, icon=icon, rect=QRectF(QPointF(0, 0), QPointF(side, side)), role=role)
    painter.end()
    return pixmap


def qicon(
    theme: Theme, icon: Icon, *, size: float = 16, role: Role = Role.MUTED, ratio: float = 1.0
) -> QIcon:
    """Return an icon for Qt's own controls, such as the action inside a line edit."""
    return QIcon(icon_pixmap(theme, icon, size=size, role=role, ratio=ratio))
