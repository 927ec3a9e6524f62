"""Fields: a caption above, the control, and a sentence below when what was typed cannot be taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Size, Theme, Weight

W = TypeVar("W", bound=QWidget)


class Captioned(QWidget, Generic[W]):
    """Put a caption above a control and room for an error sentence below it."""

    def __init__(
        self, theme: Theme, caption: str, control: W, *, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.control: W = control
        self.setObjectName(f"{name}.field")
        control.setObjectName(name)
        control.setAccessibleName(caption)
        self._caption = Label(theme, caption, size=Size.CAPTION, weight=Weight.BOLD, role=Role.MUTED)
        self._caption.setBuddy(control)
        self._error = Label(
            theme,
            name=f"{name}.error",
            size=Size.CAPTION,
            weight=Weight.MEDIUM,
            role=Role.RED_TEXT,
            wrap=True,
        )
        self._error.hide()
        column = QVBoxLayout(self)
        theme.space(column, spacing=4)
        column.addWidget(self._caption)
        column.addWidget(control)
        column.addWidget(self._error)
        self.setFocusProxy(control)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def set_error(self, sentence: str) -> None:
        """Show what is wrong and what to do, or nothing for an empty sentence."""
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        self.control.setAccessibleDescription(sentence)
        if bool(self.control.property("invalid")) != bool(sentence):
            self.control.setProperty("invalid", bool(sentence))
            self.control.style().unpolish(self.control)
            self.control.style().polish(self.control)

    def error(self) -> str:
        """Return the sentence shown, or nothing."""
        return self._error.text()

    def set_caption(self, caption: str) -> None:
        """Change the caption."""
        self._caption.setText(caption)
        self.control.setAccessibleName(caption)


class Field(Captioned[QLineEdit]):
    """Take one line of text; `edited` fires as it is typed, `committed` on Enter or when focus leaves."""

    edited = Signal(str)
    committed = Signal(str)

    def __init__(
        self,
        theme: Theme,
        caption: str,
        *,
        name: str,
        text: str = "",
        placeholder: str = "",
        secret: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, caption, QLineEdit(text), name=name, parent=parent)
        self.control.setPlaceholderText(placeholder)
        if secret:
            self.control.setEchoMode(QLineEdit.EchoMode.Password)
        self.control.textEdited.connect(self._typed)
        self.control.editingFinished.connect(self._finished)

    def text(self) -> str:
        """Return the text without blanks around it."""
        return self.control.text().strip()

    def set_text(self, text: str) -> None:
        """Show a text, without telling that it was edited."""
        if self.control.text() != text:
            self.control.setText(text)

    def _typed(self, text: str) -> None:
        self.set_error("")
        self.edited.emit(text)

    def _finished(self) -> None:
        self.committed.emit(self.text())


class TextArea(Captioned[QPlainTextEdit]):
    """Take several lines; Tab moves on as in every other field."""

    edited = Signal(str)

    def __init__(
        self,
        theme: Theme,
        caption: str,
        *,
        name: str,
        text: str = "",
        placeholder: str = "",
        lines: int = 3,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, caption, QPlainTextEdit(text), name=name, parent=parent)
        self._lines = lines
        self.control.setPlaceholderText(placeholder)
        self.control.setTabChangesFocus(True)
        self.control.textChanged.connect(self._typed)
        theme.follow(self, self._restyle)

    def text(self) -> str:
        """Return the text without blanks around it."""
        return self.control.toPlainText().strip()

    def set_text(self, text: str) -> None:
        """Show a text, without telling that it was edited."""
        if self.control.toPlainText() != text:
            blocked = self.control.blockSignals(True)
            self.control.setPlainText(text)
            self.control.blockSignals(blocked)

    def _typed(self) -> None:
        self.set_error("")
        self.edited.emit(self.control.toPlainText())

    def _restyle(self) -> None:
        self.control.setMinimumHeight(self._theme.px(18 * self._lines + 16))


class ComboBox(QComboBox):
    """Offer a list; draws its own arrow, leaves the wheel to the page unless it has focus."""

    def __init__(self, theme: Theme, *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the control and a chevron in the text's colour."""
        super().paintEvent(event)
        px = self._theme.pxf
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self._theme.color(Role.MUTED), px(1.5))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        middle, right = self.height() / 2, self.width() - px(12)
        painter.drawPolyline(
            [
                QPointF(right - px(7), middle - px(2)),
                QPointF(right - px(3.5), middle + px(2)),
                QPointF(right, middle - px(2)),
            ]
        )
        painter.end()


class Choice(Captioned[ComboBox]):
    """Offer one of several values, each a (key, words) pair; `chosen` gives the key."""

    chosen = Signal(str)

    def __init__(
        self,
        theme: Theme,
        caption: str,
        *,
        name: str,
        options: Sequence[tuple[str, str]] = (),
        current: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, caption, ComboBox(theme), name=name, parent=parent)
        self.set_options(options, current=current)
        self.control.activated.connect(self._picked)

    def set_options(self, options: Sequence[tuple[str, str]], *, current: str = "") -> None:
        """Offer these (key, words) pairs."""
        self.control.clear()
        for key, words in options:
            self.control.addItem(words, key)
        self.set_key(current)

    def key(self) -> str:
        """Return the key of the chosen value, or nothing."""
        data = self.control.currentData()
        return data if isinstance(data, str) else ""

    def set_key(self, key: str) -> None:
        """Choose a value by its key; an unknown key chooses nothing."""
        self.control.setCurrentIndex(self.control.findData(key))

    def _picked(self) -> None:
        self.set_error("")
        self.chosen.emit(self.key())


class CheckBox(QCheckBox):
    """Tick one statement."""

    def __init__(self, text: str, *, name: str, checked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.setChecked(checked)
