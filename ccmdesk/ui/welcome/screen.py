"""The welcome: what the program is, and the ways to a practice file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.logo import Logo
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Card, Surface, scroll_area
from ccmdesk.ui.common.text import Label, caption
from ccmdesk.ui.common.theme import Size, Theme, Weight
from ccmdesk.ui.welcome.recent import RecentRow

_CARD = 440
_LOW = 520


class WelcomeScreen(QWidget):
    """Offer to set up, open or try a practice; each signal is a wish that its opener grants.

    `set_up`, `restore` and `demo` carry nothing, `chosen` the folder of a practice file.
    """

    set_up = Signal()
    chosen = Signal(object)
    demo = Signal()
    restore = Signal()

    def __init__(self, theme: Theme, *, recent: Sequence[Path] = (), sentence: str = "") -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("welcome")
        self._logo = Logo(theme)
        self._name = Label(
            theme, self.tr("CCM Desk"), name="welcome.name", size=Size.CLOCK, weight=Weight.BOLD
        )
        self._what = Label(
            theme,
            self.tr(
                "For Chronic Care Management in small practices: whom to call, the clock on the call, the"
                " care plan on paper. Everything stays in one encrypted practice file on this computer."
            ),
            name="welcome.what",
            role=Role.MUTED,
            wrap=True,
        )
        self._trouble = Label(
            theme, name="welcome.trouble", weight=Weight.MEDIUM, role=Role.RED_TEXT, wrap=True
        )
        self._honest = Label(
            theme,
            self.tr("Not certified EHR technology."),
            name="welcome.honest",
            size=Size.CAPTION,
            role=Role.MUTED,
        )
        self._rows = [RecentRow(theme, folder, number=at + 1) for at, folder in enumerate(recent)]
        self._make_buttons(first=not recent)
        self._lay_out()
        self._new.clicked.connect(self.set_up)
        self._open.clicked.connect(self.ask_folder)
        self._restore.clicked.connect(self.restore)
        self._demo.clicked.connect(self.demo)
        for row in self._rows:
            row.clicked.connect(self._row_clicked)
        self.tell(sentence)
        self.setFocusProxy(self._rows[0] if self._rows else self._new)
        theme.follow(self, self._restyle)

    def tell(self, sentence: str) -> None:
        """Say what went wrong, or nothing for an empty sentence."""
        self._trouble.setText(sentence)
        self._trouble.setVisible(bool(sentence))

    def set_busy(self, *, busy: bool, sentence: str = "") -> None:
        """Keep everything still while a practice file is made or opened, saying what goes on."""
        for widget in (self._new, self._open, self._restore, self._demo, *self._rows):
            widget.setEnabled(not busy)
        self._doing.setText(sentence)
        self._doing.setVisible(bool(sentence))

    def ask_folder(self) -> None:
        """Ask for the folder of a practice file."""
        chooser = QFileDialog(self, self.tr("Open a practice file: a folder whose name ends in .ccmdesk"))
        chooser.setObjectName("welcome.chooser")
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.setOption(QFileDialog.Option.ShowDirsOnly)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(lambda name: self.chosen.emit(Path(name)))
        chooser.open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the mark in a low window, so that the buttons stay in sight."""
        super().resizeEvent(event)
        self._restyle()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the ground."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.color(Role.WINDOW))
        painter.end()

    def _make_buttons(self, *, first: bool) -> None:
        theme = self._theme
        self._new = Button(
            theme,
            self.tr("Set up a new practice"),
            name="welcome.set_up",
            kind=ButtonKind.PRIMARY if first else ButtonKind.SECONDARY,
            icon=Icon.PLUS,
            height=36,
        )
        self._open = Button(
            theme, self.tr("Open a practice file…"), name="welcome.open", icon=Icon.FOLDER, height=36
        )
        self._restore = Button(
            theme, self.tr("Restore from a backup…"), name="welcome.restore", icon=Icon.SHIELD, height=36
        )
        self._demo = Button(
            theme,
            self.tr("Try the demo practice"),
            name="welcome.demo",
            kind=ButtonKind.QUIET,
            icon=Icon.PLAY,
            height=36,
        )

    def _row_clicked(self) -> None:
        row = self.sender()
        if isinstance(row, RecentRow):
            self.chosen.emit(row.folder)

    def _lay_out(self) -> None:
        theme = self._theme
        inside = QWidget()
        column = QVBoxLayout(inside)
        theme.space(column, margins=(16, 12, 16, 12), spacing=8)
        center = Qt.AlignmentFlag.AlignHCenter
        column.addStretch(4)
        column.addWidget(self._logo, alignment=center)
        column.addWidget(self._name, alignment=center)
        self._middle = QWidget()
        middle = QVBoxLayout(self._middle)
        theme.space(middle, spacing=12)
        for label in (self._what, self._trouble):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            middle.addWidget(label)
        middle.addWidget(self._make_card())
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(self._middle)
        across.addStretch(1)
        column.addLayout(across)
        column.addStretch(5)
        column.addWidget(self._honest, alignment=center)
        scroll = scroll_area(inside, name="welcome.scroll")
        whole = QVBoxLayout(self)
        theme.space(whole)
        whole.addWidget(scroll)

    def _make_card(self) -> Card:
        theme = self._theme
        card = Card(theme, name="welcome.card", shadow=True, padding=16)
        if self._rows:
            card.body.addWidget(caption(theme, self.tr("Practice files opened here before")))
            for row in self._rows:
                card.body.addWidget(row)
            line = Surface(theme, role=Role.LINE)
            line.setFixedHeight(1)
            card.body.addWidget(line)
        self._doing = Label(theme, name="welcome.doing", role=Role.MUTED, wrap=True)
        self._doing.hide()
        for part in (self._new, self._open, self._restore, self._demo):
            part.setSizePolicy(part.sizePolicy().Policy.Expanding, part.sizePolicy().Policy.Fixed)
            card.body.addWidget(part)
        card.body.addWidget(self._doing)
        return card

    def _restyle(self) -> None:
        self._middle.setFixedWidth(self._theme.px(_CARD))
        self._logo.setVisible(self.height() >= self._theme.px(_LOW))
        self.update()
