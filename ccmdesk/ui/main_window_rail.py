"""The rail: the pages by icon, word and count at the left; below them the backup and the practice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ccmdesk.ui.common.icons import Icon, paint_icon_at
from ccmdesk.ui.common.logo import paint_logo
from ccmdesk.ui.common.page import PageSpec
from ccmdesk.ui.common.paint import Run, paint_box, paint_focus, paint_text
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.theme import Size, Theme, Weight

OPEN_WIDTH = 152
CLOSED_WIDTH = 56


@dataclass(frozen=True, slots=True)
class RailStatus:
    """Hold what the foot of the rail says: the last backup, whether it is in order, the practice."""

    backup: str
    backup_fine: bool
    practice: str


class RailItem(QPushButton):
    """Draw one page of the rail."""

    def __init__(self, theme: Theme, spec: PageSpec, *, parent: QWidget) -> None:
        super().__init__(spec.title, parent)
        self._theme = theme
        self._icon = spec.icon
        self._count = 0
        self._closed = False
        self.page_key = spec.key
        self.setObjectName(f"rail.{spec.key}")
        self.setCheckable(True)
        self.setAccessibleName(spec.title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def set_count(self, count: int) -> None:
        """Show how many things wait on the page; 0 shows nothing."""
        self._count = count
        words = self.tr("%1, %2 waiting").replace("%1", self.text()).replace("%2", str(count))
        self.setAccessibleName(words if count else self.text())
        self.update()

    def set_closed(self, *, closed: bool) -> None:
        """Show the icon only, the word in a tooltip."""
        self._closed = closed
        self.setToolTip(self.text() if closed else "")
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of an item."""
        return QSize(self._theme.px(40), self._theme.px(34))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, accent, icon, word and count."""
        del event
        theme, px, on = self._theme, self._theme.px, self.isChecked()
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if on:
            paint_box(painter, theme, rect=rect, fill=Role.SELECTION)
            accent = QRectF(0, (rect.height() - px(18)) / 2, px(3), px(18))
            paint_box(painter, theme, rect=accent, fill=Role.ACCENT, radius=1.5)
        elif self.underMouse():
            paint_box(painter, theme, rect=rect, fill=Role.HAIR)
        left = (rect.width() - px(16)) // 2 if self._closed else px(10)
        role = Role.ACCENT if on else Role.MUTED
        paint_icon_at(painter, theme, icon=self._icon, left=left, middle=rect.center().y(), role=role)
        weight, ink = (Weight.BOLD, Role.TEXT) if on else (Weight.NORMAL, Role.MUTED)
        count = Run(str(self._count), Weight.BOLD, Role.TEXT if on else Role.MUTED, Size.CAPTION)
        if self._closed:
            if self._count:
                corner = QRectF(left + px(15), px(2), rect.width(), px(14))
                paint_text(painter, theme, rect=corner, run=count, elide=False)
        else:
            words = rect.adjusted(px(36), 0, -px(30), 0)
            paint_text(painter, theme, rect=words, run=Run(self.text(), weight, ink))
            if self._count:
                paint_text(
                    painter, theme, rect=rect.adjusted(0, 0, -px(11), 0), run=count, right=True, elide=False
                )
        if self.hasFocus():
            paint_focus(painter, theme, rect=rect)
        painter.end()


class RailHead(QPushButton):
    """Show the program's mark and name; a click opens or closes the rail."""

    def __init__(self, theme: Theme, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("rail.toggle")
        self.setAccessibleName(self.tr("Open or close the rail"))
        self.setToolTip(self.tr("Open or close the rail (Ctrl+B)"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Return the size of the head: as high as the top bar."""
        return QSize(self._theme.px(CLOSED_WIDTH), self._theme.px(48))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the mark and, where there is room, the name."""
        del event
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        closed = self.width() < px(100)
        left = (self.width() - px(20)) // 2 if closed else px(16)
        paint_logo(painter, theme, rect=QRectF(left, px(14), px(20), px(20)))
        if not closed:
            room = QRectF(px(44), 0, self.width() - px(44), px(48))
            paint_text(painter, theme, rect=room, run=Run("CCM Desk", Weight.BOLD))
        if self.hasFocus():
            paint_focus(painter, theme, rect=self.rect().adjusted(4, 4, -4, -4))
        painter.end()


class RailFoot(QWidget):
    """Say in two small lines when the last backup was made and which practice is open."""

    def __init__(self, theme: Theme, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._status = RailStatus("", True, "")
        self._short = False
        self.setObjectName("rail.foot")
        theme.follow(self, self._restyle)

    def set_short(self, *, short: bool) -> None:
        """Show the backup alone where the window is low."""
        self._short = short
        self._restyle()

    def show_status(self, status: RailStatus) -> None:
        """Show another status."""
        self._status = status
        self.setAccessibleName(f"{status.backup}. {status.practice}")
        self.setToolTip(f"{status.backup}\n{status.practice}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the two lines, or only their icons."""
        del event
        theme, px, status = self._theme, self._theme.px, self._status
        painter = QPainter(self)
        closed = self.width() < px(100)
        left = (self.width() - px(13)) // 2 if closed else px(18)
        mark, role = (Icon.CHECK, Role.GREEN_TEXT) if status.backup_fine else (Icon.WARNING, Role.AMBER_TEXT)
        for top, text, icon, ink in (
            (0, status.backup, mark, role),
            (21, status.practice, Icon.HOME, Role.MUTED),
        ):
            if not text or px(top + 21) > self.height():
                continue
            line = QRectF(px(38), px(top), self.width() - px(42), px(21))
            paint_icon_at(painter, theme, icon=icon, left=left, middle=line.center().y(), size=13, role=ink)
            if not closed:
                paint_text(painter, theme, rect=line, run=Run(text, role=Role.MUTED, size=Size.CAPTION))
        painter.end()

    def _restyle(self) -> None:
        self.setFixedHeight(self._theme.px(24 if self._short else 54))


class Rail(QWidget):
    """Offer the pages; `chosen` gives the key of the one asked for."""

    chosen = Signal(str)
    toggled = Signal()

    def __init__(self, theme: Theme, pages: Sequence[PageSpec], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._closed = False
        self.setObjectName("rail")
        self.setAccessibleName(self.tr("Pages"))
        head = RailHead(theme, parent=self)
        head.clicked.connect(self.toggled)
        inside = QWidget()
        column = QVBoxLayout(inside)
        theme.space(column, margins=(8, 8, 8, 4), spacing=4)
        self._items = [RailItem(theme, spec, parent=inside) for spec in pages if spec.in_rail]
        for item in self._items:
            column.addWidget(item)
            item.clicked.connect(self._clicked)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("rail.scroll")
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        self._foot = RailFoot(theme, parent=self)
        whole = QVBoxLayout(self)
        theme.space(whole, margins=(0, 0, 1, 0))
        whole.addWidget(head)
        whole.addWidget(scroll, 1)
        whole.addWidget(self._foot)
        theme.follow(self, self._restyle)

    def set_closed(self, *, closed: bool) -> None:
        """Collapse the rail to its icons, or open it."""
        self._closed = closed
        self._restyle()

    def closed(self) -> bool:
        """Tell whether only icons are shown."""
        return self._closed

    def set_current(self, key: str) -> None:
        """Mark the page that is shown."""
        for item in self._items:
            item.setChecked(item.page_key == key)

    def set_count(self, key: str, count: int) -> None:
        """Show how many things wait on a page."""
        for item in self._items:
            if item.page_key == key:
                item.set_count(count)

    def show_status(self, status: RailStatus) -> None:
        """Show backup and practice at the foot."""
        self._foot.show_status(status)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the foot of a low rail."""
        super().resizeEvent(event)
        self._foot.set_short(short=self.height() < self._theme.px(400))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the line at the right."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color(Role.WINDOW))
        painter.fillRect(QRectF(self.width() - 1, 0, 1, self.height()), self._theme.color(Role.LINE))
        painter.end()

    def _restyle(self) -> None:
        self.setFixedWidth(self._theme.px(CLOSED_WIDTH if self._closed else OPEN_WIDTH))
        self._foot.set_short(short=self.height() < self._theme.px(400))
        for item in self._items:
            item.set_closed(closed=self._closed)

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, RailItem):
            sender.setChecked(True)
            self.chosen.emit(sender.page_key)
