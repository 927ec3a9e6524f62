"""A question whose few answers are all in sight: one is chosen by its number, by arrow keys or by a click."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from ccmdesk.ui.common.paint import Run, paint_box, paint_focus, paint_text, text_width
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Size, Theme, Weight


class _Answer(QRadioButton):
    """Draw one answer as a chip with its number."""

    def __init__(self, theme: Theme, key: str, text: str, *, number: int, name: str) -> None:
        super().__init__(text)
        self._theme = theme
        self._number = str(number)
        self.key = key
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.setAccessibleDescription(self._number)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Return the size that words and number need."""
        px = self._theme.px
        width = text_width(self.text(), self._theme.font(Size.BODY, Weight.MEDIUM))
        return QSize(int(width + 1) + px(10 + 8 + 8 + 10), px(28))

    def minimumSizeHint(self) -> QSize:
        """Return the size hint: words are never cut."""
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:
        """Take a click anywhere on the chip."""
        del pos
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, words, number and focus."""
        del event
        theme, px, on = self._theme, self._theme.px, self.isChecked()
        painter = QPainter(self)
        fill = Role.SOFT if on or self.underMouse() else Role.RAISED
        paint_box(painter, theme, rect=self.rect(), fill=fill, edge=Role.ACCENT if on else Role.LINE)
        inner = QRectF(self.rect()).adjusted(px(10), 0, -px(10), 0)
        ink = Role.ACCENT if on else Role.TEXT
        paint_text(
            painter,
            theme,
            rect=inner,
            run=Run(self.text(), Weight.MEDIUM if on else Weight.NORMAL, ink),
        )
        number = Run(self._number, Weight.MEDIUM, Role.ACCENT if on else Role.MUTED, Size.CAPTION)
        paint_text(painter, theme, rect=inner, run=number, right=True, elide=False)
        if self.hasFocus():
            paint_focus(painter, theme, rect=self.rect())
        painter.end()


class Options(QWidget):
    """Ask for one of up to nine answers, each a (key, words) pair; `chosen` gives the key."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, caption: str, *, name: str, columns: int) -> None:
        super().__init__()
        self._theme = theme
        self._columns = columns
        self._answers: list[_Answer] = []
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._clicked)
        self.setObjectName(name)
        self.setAccessibleName(caption)
        head = Label(theme, caption, size=Size.CAPTION, weight=Weight.BOLD, role=Role.MUTED)
        self._error = Label(
            theme,
            name=f"{name}.error",
            size=Size.CAPTION,
            weight=Weight.MEDIUM,
            role=Role.RED_TEXT,
            wrap=True,
        )
        self._error.hide()
        self._grid = QGridLayout()
        theme.space(self._grid, spacing=6)
        column = QVBoxLayout(self)
        theme.space(column, spacing=4)
        for part in (head, self._grid, self._error):
            if isinstance(part, QWidget):
                column.addWidget(part)
            else:
                column.addLayout(part)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def set_options(self, options: Sequence[tuple[str, str]], *, current: str = "") -> None:
        """Offer these answers, one of them chosen or none."""
        for answer in self._answers:
            self._group.removeButton(answer)
            self._grid.removeWidget(answer)
            answer.hide()
            answer.deleteLater()
        self._answers = [
            _Answer(
                self._theme, key, words, number=at + 1, name=f"{self.objectName()}.{key.replace(' ', '_')}"
            )
            for at, (key, words) in enumerate(options)
        ]
        for at, answer in enumerate(self._answers):
            self._group.addButton(answer)
            self._grid.addWidget(answer, at // self._columns, at % self._columns)
            answer.setChecked(answer.key == current)
        for at in range(self._columns):
            self._grid.setColumnStretch(at, 1)

    def come_after(self, other: Options) -> None:
        """Take the place after another question in the order of the Tab key."""
        for before, after in pairwise((*other._answers[-1:], *self._answers)):
            QWidget.setTabOrder(before, after)

    def key(self) -> str:
        """Return the key of the chosen answer, or nothing."""
        return next((answer.key for answer in self._answers if answer.isChecked()), "")

    def set_error(self, sentence: str) -> None:
        """Show what is wrong, or nothing for an empty sentence."""
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        self.setAccessibleDescription(sentence)

    def error(self) -> str:
        """Return the sentence shown, or nothing."""
        return self._error.text()

    def focus_answer(self) -> None:
        """Put the keyboard on the chosen answer, or on the first."""
        answer = next((answer for answer in self._answers if answer.isChecked()), None)
        if answer is None and self._answers:
            answer = self._answers[0]
        if answer is not None:
            answer.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by number, or move the choice with the arrow keys."""
        step = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._columns,
            Qt.Key.Key_Down: self._columns,
        }.get(Qt.Key(event.key()))
        number = event.text()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and number.isdecimal() and 1 <= int(number) <= len(self._answers):
            self._choose(self._answers[int(number) - 1])
        elif step is not None and self._answers:
            at = next((at for at, answer in enumerate(self._answers) if answer.hasFocus()), 0)
            self._choose(self._answers[min(max(at + step, 0), len(self._answers) - 1)])
        else:
            super().keyPressEvent(event)

    def _choose(self, answer: _Answer) -> None:
        answer.setFocus(Qt.FocusReason.TabFocusReason)
        answer.setChecked(True)
        self._clicked()

    def _clicked(self) -> None:
        self.set_error("")
        self.chosen.emit(self.key())
