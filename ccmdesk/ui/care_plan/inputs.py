"""Fields of the plan that look like the text they hold until they are typed in."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.theme import Size, Theme, Weight


def undo_step(event: QKeyEvent) -> int:
    """Return -1 for the keys of undo, 1 for those of redo, 0 for any other."""
    if event.matches(QKeySequence.StandardKey.Undo):
        return -1
    control = Qt.KeyboardModifier.ControlModifier
    shifted = control | Qt.KeyboardModifier.ShiftModifier
    again = (event.key() == Qt.Key.Key_Z and event.modifiers() == shifted) or (
        event.key() == Qt.Key.Key_Y and event.modifiers() == control
    )
    return 1 if again else 0


class _PassUndo(QObject):
    """Hand the keys of undo and redo on to the editor, whose history knows the whole document."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep undo from a field's own history."""
        if isinstance(event, QKeyEvent) and undo_step(event):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                event.ignore()
                return True
        return super().eventFilter(watched, event)


def pass_undo(control: QWidget) -> None:
    """Make a text control leave undo to the editor around it."""
    control.installEventFilter(_PassUndo(control))


class PlanText(QPlainTextEdit):
    """Hold a text that grows with what is typed; without an edge until it has the focus or the mouse.

    `edited` gives the text as typed, `entered` fires on Enter in a text of one paragraph.
    """

    edited = Signal(str)
    entered = Signal()

    def __init__(
        self,
        theme: Theme,
        *,
        name: str,
        spoken: str,
        placeholder: str = "",
        size: Size = Size.BODY,
        weight: Weight = Weight.NORMAL,
        role: Role = Role.TEXT,
        paragraphs: bool = False,
        read_only: bool = False,
        right: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        if right:
            option = self.document().defaultTextOption()
            option.setAlignment(Qt.AlignmentFlag.AlignRight)
            self.document().setDefaultTextOption(option)
        self._theme = theme
        self._size, self._weight, self._role = size, weight, role
        self._paragraphs = paragraphs
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setPlaceholderText(placeholder)
        self.setReadOnly(read_only)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        pass_undo(self)
        self.textChanged.connect(self._typed)
        theme.follow(self, self._restyle)

    def text(self) -> str:
        """Return the text as typed."""
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Show a text, without telling that it was edited; the cursor stays where it can."""
        if self.toPlainText() != text:
            at = self.textCursor().position()
            blocked = self.blockSignals(True)
            self.setPlainText(text)
            self.blockSignals(blocked)
            cursor = self.textCursor()
            cursor.setPosition(min(at, len(text)))
            self.setTextCursor(cursor)
            self._fit()

    def sizeHint(self) -> QSize:
        """Return the height of the text, at least one line."""
        lines = max(int(self.document().size().height()), 1)
        px = self._theme.px
        high = lines * self.fontMetrics().lineSpacing() + 2 * px(3) + 2
        return QSize(px(80), max(high, px(26)))

    def minimumSizeHint(self) -> QSize:
        """Return the height that shows all lines."""
        return QSize(self._theme.px(40), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the height to the lines at the new width."""
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on with Enter where one paragraph is meant."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._paragraphs:
            if event.modifiers() == Qt.KeyboardModifier.NoModifier:
                self.entered.emit()
            return
        if event.modifiers() == Qt.KeyboardModifier.AltModifier and event.key() in (
            Qt.Key.Key_Up,
            Qt.Key.Key_Down,
        ):
            event.ignore()
            return
        super().keyPressEvent(event)

    def _typed(self) -> None:
        self._fit()
        self.edited.emit(self.toPlainText())

    def _fit(self) -> None:
        high = self.sizeHint().height()
        if high != self.minimumHeight() or high != self.maximumHeight():
            self.setFixedHeight(high)

    def _restyle(self) -> None:
        theme = self._theme
        self.setFont(theme.font(self._size, self._weight))
        self.document().setDocumentMargin(0)
        self.setStyleSheet(quiet_style(theme, role=self._role, size=self._size, weight=self._weight))
        self._fit()


def quiet_style(theme: Theme, *, role: Role, size: Size, weight: Weight) -> str:
    """Return the style of a field without an edge until it is pointed at or typed in."""
    px, color = theme.px, theme.palette.hex
    edge = f"border-radius: {px(4)}px; padding: {px(3)}px {px(4)}px;"
    font = f"font-size: {px(size)}px; font-weight: {int(weight)};"
    return (
        f"QPlainTextEdit {{ background: transparent; border: 1px solid transparent; {edge} {font}"
        f" color: {color(role)}; }}"
        f"QPlainTextEdit:hover {{ border: 1px solid {color(Role.LINE)}; {edge} }}"
        f"QPlainTextEdit:focus {{ background: {color(Role.SURFACE)};"
        f" border: 1px solid {color(Role.ACCENT)}; {edge} }}"
    )
