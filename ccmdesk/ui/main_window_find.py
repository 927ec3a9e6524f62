"""Find: one field for patients, pages and actions, its answers in a list below it, inside the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from ccmdesk.ui.common.icons import Icon, paint_icon_at
from ccmdesk.ui.common.paint import Run, paint_box, paint_text, text_width
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.theme import Size, Theme, Weight

MOST = 12


class FindKind(Enum):
    """Name the groups of answers, in the order shown."""

    PATIENT = "patient"
    PAGE = "page"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class FindResult:
    """Hold one answer: what it is, its words, a detail at the right, and what opening it does."""

    kind: FindKind
    title: str
    run: Callable[[], None]
    detail: str = ""
    icon: Icon = Icon.PATIENT


FindAnswer = Callable[[str, Sequence[FindResult]], None]
FindFunction = Callable[[str, FindAnswer], None]
"""Take what was typed and a function to hand the answers to, at once or later, with the text they are for."""

FindInTwo = Callable[[str, FindAnswer, FindAnswer], None]
"""Take what was typed, what to do with the answers known at once, and what to do with all of them."""


class FindField(QLineEdit):
    """Take what to look for; the keys of the list work while it has the focus."""

    stepped = Signal(int)
    left = Signal()
    opened = Signal()
    escaped = Signal()

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("find")
        self.setAccessibleName(self.tr("Find a patient, page or action"))
        self.setPlaceholderText(self.tr("Find a patient, page or action"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setClearButtonEnabled(False)
        theme.follow(self, self._restyle)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass the keys of the list on."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None:
            self.stepped.emit(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the list may go."""
        super().focusOutEvent(event)
        self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field, the glass at the left, and the key at the right while nothing is typed."""
        super().paintEvent(event)
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        paint_icon_at(painter, theme, icon=Icon.SEARCH, left=px(9), middle=self.height() / 2, role=Role.MUTED)
        if not self.text() and self.width() > px(320):
            key = self.tr("Ctrl+K")
            width = text_width(key, theme.font(Size.CAPTION, Weight.MEDIUM)) + px(10)
            cap = QRectF(self.width() - width - px(10), (self.height() - px(18)) / 2, width, px(18))
            paint_box(painter, theme, rect=cap, fill=None, edge=Role.LINE, radius=4)
            run = Run(key, Weight.MEDIUM, Role.MUTED, Size.CAPTION)
            paint_text(painter, theme, rect=cap.adjusted(px(5), 0, 0, 0), run=run, elide=False)
        painter.end()

    def _restyle(self) -> None:
        self.setTextMargins(self._theme.px(19), 0, 0, 0)
        self.setMaximumWidth(self._theme.px(460))
        self.setMinimumWidth(self._theme.px(160))


class FindList(QWidget):
    """Show answers in groups below the field; one is current, Enter or a click (`picked`) opens it."""

    picked = Signal()

    def __init__(self, theme: Theme, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._results: tuple[FindResult, ...] = ()
        self._at = 0
        self._waiting = False
        self.setObjectName("find.results")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def show_results(self, results: Sequence[FindResult], *, waiting: bool = False) -> None:
        """Show these answers, patients first, the first one current; `waiting` for more to come."""
        self._waiting = waiting
        order = list(FindKind)
        self._results = tuple(sorted(results, key=lambda result: order.index(result.kind))[:MOST])
        self._at = 0
        self._announce()
        self.resize(self.width(), self.sizeHint().height())
        self.update()

    def results(self) -> tuple[FindResult, ...]:
        """Return the answers shown."""
        return self._results

    def current(self) -> FindResult | None:
        """Return the current answer."""
        return self._results[self._at] if self._results else None

    def move_current(self, step: int) -> None:
        """Make the next or the previous answer current."""
        if self._results:
            self._at = (self._at + step) % len(self._results)
            self._announce()
            self.update()

    def sizeHint(self) -> QSize:
        """Return the room that groups and answers need."""
        rows = self._rows()
        height = rows[-1][1].bottom() if rows else self._theme.px(44)
        return QSize(self._theme.px(460), int(height) + self._theme.px(6))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Make the answer under the mouse current."""
        at = self._row_at(event.position().toPoint())
        if at is not None and at != self._at:
            self._at = at
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the answer under the mouse."""
        at = self._row_at(event.position().toPoint())
        if at is not None:
            self._at = at
            self.picked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw groups and answers."""
        del event
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        paint_box(painter, theme, rect=self.rect(), fill=Role.RAISED, edge=Role.EDGE)
        if not self._results:
            room = QRectF(self.rect()).adjusted(px(12), 0, -px(12), 0)
            paint_text(
                painter,
                theme,
                rect=room,
                run=Run(self._nothing_words(), role=Role.MUTED),
            )
        last: FindKind | None = None
        for at, rect in self._rows():
            result = self._results[at]
            if result.kind is not last:
                head = QRectF(rect.left() + px(8), rect.top() - px(22), rect.width(), px(22))
                run = Run(self._group_words(result.kind), Weight.BOLD, Role.MUTED, Size.CAPTION)
                paint_text(painter, theme, rect=head, run=run)
                last = result.kind
            self._paint_row(painter, rect, result, current=at == self._at)
        painter.end()

    def _paint_row(self, painter: QPainter, rect: QRectF, result: FindResult, *, current: bool) -> None:
        theme, px = self._theme, self._theme.px
        if current:
            paint_box(painter, theme, rect=rect, fill=Role.SELECTION, radius=4)
            paint_box(
                painter,
                theme,
                rect=QRectF(rect.left(), rect.top() + px(6), px(3), rect.height() - px(12)),
                fill=Role.ACCENT,
                radius=1.5,
            )
        paint_icon_at(
            painter,
            theme,
            icon=result.icon,
            left=rect.left() + px(10),
            middle=rect.center().y(),
            role=Role.MUTED,
        )
        inner = rect.adjusted(px(34), 0, -px(10), 0)
        used = 0.0
        if result.detail:
            used = paint_text(painter, theme, rect=inner, run=Run(result.detail, role=Role.MUTED), right=True)
        paint_text(
            painter, theme, rect=inner.adjusted(0, 0, -used - px(8), 0), run=Run(result.title, Weight.MEDIUM)
        )

    def _rows(self) -> list[tuple[int, QRectF]]:
        px, rows, top = self._theme.px, [], float(self._theme.px(4))
        last: FindKind | None = None
        for at, result in enumerate(self._results):
            if result.kind is not last:
                top += px(22)
                last = result.kind
            rows.append((at, QRectF(px(4), top, self.width() - px(8), px(28))))
            top += px(28)
        return rows

    def _row_at(self, point: QPoint) -> int | None:
        return next((at for at, rect in self._rows() if rect.contains(point.x(), point.y())), None)

    def _group_words(self, kind: FindKind) -> str:
        return {
            FindKind.PATIENT: self.tr("Patients"),
            FindKind.PAGE: self.tr("Pages"),
            FindKind.ACTION: self.tr("Actions"),
        }[kind]

    def _nothing_words(self) -> str:
        return self.tr("Looking…") if self._waiting else self.tr("Nothing found. Try part of a name.")

    def _announce(self) -> None:
        current = self.current()
        words = f"{current.title}, {current.detail}" if current else self._nothing_words()
        self.setAccessibleName(words)


class Finder:
    """Join field and list: ask while typing, drop answers to what is no longer typed, open on Enter.

    `find` hands over what is known at once, then all; Enter before all has come opens its first answer then.
    `leave` moves the keyboard out of the field before an answer is opened.
    """

    def __init__(
        self, field: FindField, results: FindList, *, find: FindInTwo, leave: Callable[[], None]
    ) -> None:
        self._field = field
        self._results = results
        self._find = find
        self._leave = leave
        self._complete = False
        self._chosen = False
        self._entered = False
        field.textEdited.connect(self._ask)
        field.stepped.connect(self._step)
        field.opened.connect(self._enter)
        field.escaped.connect(self._escape)
        field.left.connect(self._give_up)
        results.picked.connect(self._open)

    def _ask(self, text: str) -> None:
        self._complete = self._chosen = self._entered = False
        if not text.strip():
            self._results.hide()
            return
        self._find(text, self._show_first, self._show_all)

    def _show_first(self, text: str, results: Sequence[FindResult]) -> None:
        if self._asked_for(text):
            self._show(results, waiting=True)

    def _show_all(self, text: str, results: Sequence[FindResult]) -> None:
        if self._asked_for(text):
            self._complete = True
            self._show(results, waiting=False)
            if self._entered:
                self._open()

    def _asked_for(self, text: str) -> bool:
        return text == self._field.text() and self._field.hasFocus()

    def _show(self, results: Sequence[FindResult], *, waiting: bool) -> None:
        parent = self._results.parentWidget()
        if parent is None:
            return
        at = self._field.mapTo(parent, QPoint(0, self._field.height() + 2))
        self._results.resize(self._field.width(), self._results.height())
        self._results.show_results(results, waiting=waiting)
        self._results.move(at)
        self._results.show()
        self._results.raise_()

    def _step(self, step: int) -> None:
        self._chosen = self._results.isVisible()
        self._results.move_current(step)

    def _enter(self) -> None:
        if self._complete or self._chosen:
            self._open()
        else:
            self._entered = bool(self._field.text().strip())

    def _open(self) -> None:
        self._entered = False
        current = self._results.current()
        if self._results.isVisible() and current is not None:
            self._results.hide()
            self._field.clear()
            self._leave()
            current.run()

    def _give_up(self) -> None:
        self._entered = False
        self._results.hide()

    def _escape(self) -> None:
        if self._results.isVisible() or self._field.text():
            self._give_up()
            self._field.clear()
        else:
            self._field.focusNextChild()
