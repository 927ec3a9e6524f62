"""Suggestions under a field while it is typed in: arrow keys move, Enter or a click picks, Esc closes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ccmdesk.ui.common.paint import Run, paint_box, paint_text
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.theme import Size, Theme

_ROW, _EDGE = 28, 5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Hold what a suggestion says, and what it says at the right (a code)."""

    text: str
    aside: str = ""


class Suggestions(QWidget):
    """Lie over the form under a line edit, which keeps the keyboard; `picked` gives the suggestion.

    `find` gives the suggestions for what was typed.
    """

    picked = Signal(object)

    def __init__(
        self,
        theme: Theme,
        edit: QLineEdit,
        *,
        name: str,
        find: Callable[[str], Sequence[Suggestion]],
    ) -> None:
        super().__init__(edit)
        self._theme = theme
        self._edit = edit
        self._find = find
        self._rows: tuple[Suggestion, ...] = ()
        self._at = -1
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.hide()
        edit.textEdited.connect(self._typed)
        edit.installEventFilter(self)
        # Shown, the list is a child of the window, which outlives the form.
        edit.destroyed.connect(self.deleteLater)

    def rows(self) -> tuple[Suggestion, ...]:
        """Return what is suggested now."""
        return () if self.isHidden() else self._rows

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that move, pick and close, while there is something to pick."""
        if watched is self._edit and not self.isHidden():
            if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
                self.hide()
            elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                return self._pressed(event)
        return super().eventFilter(watched, event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the row under the mouse."""
        self._point(self._row_at(event))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick the row under the mouse."""
        self._point(self._row_at(event))
        self._pick()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows, the one pointed at on the ground of the selection."""
        del event
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        paint_box(painter, theme, rect=self.rect(), fill=Role.RAISED, edge=Role.EDGE)
        for at, row in enumerate(self._rows):
            rect = QRectF(px(_EDGE), px(_EDGE + at * _ROW), self.width() - 2 * px(_EDGE), px(_ROW))
            if at == self._at:
                paint_box(painter, theme, rect=rect, fill=Role.SELECTION, edge=Role.ACCENT, radius=4, width=2)
            inner = rect.adjusted(px(8), 0, -px(8), 0)
            run = Run(row.aside, role=Role.MUTED, size=Size.CAPTION)
            used = paint_text(painter, theme, rect=inner, run=run, right=True, elide=False)
            paint_text(painter, theme, rect=inner.adjusted(0, 0, -used - px(8), 0), run=Run(row.text))
        painter.end()

    def _pressed(self, event: QKeyEvent) -> bool:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None:
            # One place before the first stands for the field itself.
            self._point((self._at + 1 + step) % (len(self._rows) + 1) - 1)
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at >= 0:
            self._pick()
            return True
        return False

    def _typed(self, text: str) -> None:
        self._rows = tuple(self._find(text))
        self._point(-1)
        if self._rows:
            self._place()
        self.setVisible(bool(self._rows))

    def _place(self) -> None:
        window = self._edit.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        px = self._theme.px
        high = px(2 * _EDGE + len(self._rows) * _ROW)
        at = self._edit.mapTo(window, QPoint(0, self._edit.height() + px(2)))
        if at.y() + high > window.height():
            at = self._edit.mapTo(window, QPoint(0, -high - px(2)))
        self.setGeometry(at.x(), max(at.y(), 0), self._edit.width(), high)
        self.raise_()

    def _point(self, at: int) -> None:
        self._at = at
        said = ""
        if 0 <= at < len(self._rows):
            row = self._rows[at]
            said = self.tr("{at} of {count}: {words}").format(
                at=at + 1, count=len(self._rows), words=", ".join(p for p in (row.text, row.aside) if p)
            )
        elif self._rows:
            said = self.tr("{count} suggestions, Down chooses").format(count=len(self._rows))
        self._edit.setAccessibleDescription(said)
        self.update()

    def _row_at(self, event: QMouseEvent) -> int:
        at = int((event.position().y() - self._theme.px(_EDGE)) // self._theme.px(_ROW))
        return at if 0 <= at < len(self._rows) else -1

    def _pick(self) -> None:
        if 0 <= self._at < len(self._rows):
            row = self._rows[self._at]
            self.hide()
            self._edit.setAccessibleDescription("")
            self.picked.emit(row)
