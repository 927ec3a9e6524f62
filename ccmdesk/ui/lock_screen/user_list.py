"""The list of users on the lock screen: one is chosen, arrow keys move."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ccmdesk.ui.common.paint import Run, paint_box, paint_focus, paint_text
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.theme import Theme, Weight
from ccmdesk.ui.lock_screen.values import LockUser

ROW = 40
_MOST_SHOWN = 5
_MOST_SHOWN_LOW = 2


class UserRow(QRadioButton):
    """Draw one user: the name at the left, what the person does at the right."""

    def __init__(self, theme: Theme, user: LockUser, *, parent: QWidget) -> None:
        super().__init__(user.name, parent)
        self._theme = theme
        self.user = user
        self.setObjectName(f"lock.user.{user.key}")
        self.setAccessibleName(f"{user.name}, {user.detail}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.follow(self, self._restyle)
        self.toggled.connect(self._be_tab_stop)
        self._be_tab_stop(False)

    def sizeHint(self) -> QSize:
        """Return the size of a row."""
        return QSize(self._theme.px(200), self._theme.px(ROW))

    def hitButton(self, pos: object) -> bool:
        """Take a click anywhere on the row."""
        del pos
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, accent, name and detail."""
        del event
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.isChecked():
            paint_box(painter, theme, rect=rect, fill=Role.SELECTION)
            paint_box(
                painter,
                theme,
                rect=QRectF(0, px(10), px(3), rect.height() - px(20)),
                fill=Role.ACCENT,
                radius=1.5,
            )
        elif self.underMouse():
            paint_box(painter, theme, rect=rect, fill=Role.HAIR)
        inner = rect.adjusted(px(16), 0, -px(16), 0)
        used = paint_text(
            painter,
            theme,
            rect=inner,
            run=Run(self.user.name, Weight.BOLD if self.isChecked() else Weight.MEDIUM),
        )
        rest = inner.adjusted(used + px(12), 0, 0, 0)
        paint_text(painter, theme, rect=rest, run=Run(self.user.detail, role=Role.MUTED), right=True)
        if self.hasFocus():
            paint_focus(painter, theme, rect=rect)
        painter.end()

    def _be_tab_stop(self, chosen: bool) -> None:
        """Let Tab stop at the chosen user alone; Qt sees to that only once one of them had the keyboard."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus)

    def _restyle(self) -> None:
        self.setFixedHeight(self._theme.px(ROW))


class UserList(QScrollArea):
    """Let a person say who she is; `chosen` gives the key."""

    chosen = Signal(str)
    passed_on = Signal()

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: list[UserRow] = []
        self._low = False
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._clicked)
        self.setObjectName("lock.users")
        self.setAccessibleName(self.tr("Users"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        theme.space(self._column, spacing=1)
        self.setWidget(inside)
        theme.follow(self, self._restyle)

    def set_users(self, users: Sequence[LockUser], *, current: str) -> None:
        """Show these users, one of them chosen."""
        for row in self._rows:
            self._group.removeButton(row)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [UserRow(self._theme, user, parent=self) for user in users]
        for row in self._rows:
            self._group.addButton(row)
            self._column.addWidget(row)
        chosen = next((row for row in self._rows if row.user.key == current), None)
        if chosen is not None or self._rows:
            (chosen or self._rows[0]).setChecked(True)
        before: QWidget = self
        for row in self._rows:  # before the passphrase, which was there before they were
            self.setTabOrder(before, row)
            before = row
        self._restyle()

    def current(self) -> str:
        """Return the key of the chosen user, or nothing."""
        return next((row.user.key for row in self._rows if row.isChecked()), "")

    def step(self, by: int) -> None:
        """Choose the user so many rows below, or above; there is none beyond the ends."""
        at = next((at for at, row in enumerate(self._rows) if row.isChecked()), 0)
        if self._rows:
            self._rows[min(max(at + by, 0), len(self._rows) - 1)].setChecked(True)
            self.reveal()

    def reveal(self) -> None:
        """Bring the chosen user into sight."""
        chosen = self._group.checkedButton()
        if chosen is not None:
            self.ensureWidgetVisible(chosen, 0, 0)

    def set_low(self, *, low: bool) -> None:
        """Show fewer rows at a time in a low window."""
        self._low = low
        self._restyle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on to the passphrase with Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.passed_on.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the chosen user in sight."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self.reveal)

    def _clicked(self) -> None:
        self.chosen.emit(self.current())

    def _restyle(self) -> None:
        shown = min(max(len(self._rows), 1), _MOST_SHOWN_LOW if self._low else _MOST_SHOWN)
        self.setFixedHeight(self._theme.px(ROW) * shown + self._theme.px(1) * (shown - 1))
