"""A new passphrase: a meter while it is typed, six words for those who want them, typed twice."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from ccmdesk.services.passphrases import Strength, strength, suggestion
from ccmdesk.ui.common.button import Button
from ccmdesk.ui.common.fields import CheckBox, Field
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.lane import Lane
from ccmdesk.ui.common.paint import paint_box
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Theme, Weight

_STEPS = 4
_COLORS = (Role.RED, Role.RED, Role.AMBER_MARK, Role.GREEN, Role.GREEN)


class StrengthMeter(QWidget):
    """Draw four steps of strength; the sentence beside it says the same in words."""

    def __init__(self, theme: Theme, *, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._score = 0
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_score(self, score: int) -> None:
        """Show a score of 0 to 4."""
        self._score = score
        self.setAccessibleName(self.tr("%1 of %2").replace("%1", str(score)).replace("%2", str(_STEPS)))
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the four steps."""
        return QSize(self._theme.px(4 * 32 + 3 * 3), self._theme.px(6))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the steps reached in the colour of the score."""
        del event
        px = self._theme.px
        painter = QPainter(self)
        for at in range(_STEPS):
            rect = QRectF(at * px(35), 0, px(32), px(6))
            fill = _COLORS[self._score] if at < self._score else Role.BAR_TRACK
            paint_box(painter, self._theme, rect=rect, fill=fill, radius=3)
        painter.end()


class NewPassphrase(QWidget):
    """Take a new passphrase twice; nothing typed stays once `forget` was called.

    The names of its parts begin with `prefix`.
    """

    def __init__(self, theme: Theme, *, lane: Lane, prefix: str, caption: str) -> None:
        super().__init__()
        self._theme = theme
        self._lane = lane
        self._familiar: Sequence[str] = ()
        self._strength = Strength(0, "", accepted=False)
        self._judged = ""
        self.first = Field(theme, caption, name=f"{prefix}.passphrase", secret=True)
        self._again = Field(theme, self.tr("The same once more"), name=f"{prefix}.again", secret=True)
        self._show = CheckBox(self.tr("Show what I type"), name=f"{prefix}.show_passphrase")
        self._suggest = Button(
            theme, self.tr("Suggest six words"), name=f"{prefix}.suggest", icon=Icon.REFRESH
        )
        self._meter = StrengthMeter(theme, name=f"{prefix}.meter")
        self._words = Label(
            theme, name=f"{prefix}.strength", weight=Weight.MEDIUM, role=Role.MUTED, wrap=True
        )
        self._hint = Label(theme, name=f"{prefix}.suggested", role=Role.MUTED, wrap=True)
        self._hint.hide()
        self._lay_out()
        self._show.toggled.connect(self._show_text)
        self._suggest.clicked.connect(self._ask_words)
        self.first.edited.connect(self._typed)
        self.setFocusProxy(self.first.control)

    def set_familiar(self, *names: str) -> None:
        """Tell which names a colleague would try first."""
        self._familiar = [name for name in names if name]

    def judge_again(self) -> None:
        """Judge what is typed against the names as they are now."""
        self._typed(self.first.control.text())

    def passphrase(self) -> str:
        """Return the passphrase as typed, blanks at its ends included."""
        return self.first.control.text()

    def check(self) -> bool:
        """Tell whether the passphrase was judged good enough and typed twice alike."""
        text = self.passphrase()
        if not text:
            self.first.set_error(self.tr("Type a passphrase, or let six words be suggested."))
        elif self._judged == text and not self._strength.accepted:
            self.first.set_error(
                self.tr("This is not strong enough yet. %s").replace("%s", self._strength.sentence)
            )
        elif self._again.control.text() != text:
            self._again.set_error(self.tr("The two are not the same. Type the passphrase once more."))
            self._again.control.setFocus()
            self._again.control.selectAll()
            return False
        else:
            return True
        self.first.control.setFocus()
        return False

    def forget(self) -> None:
        """Empty the fields, their undo history included, and everything made of what was typed."""
        for field in (self.first, self._again):
            field.control.clear()
            field.control.setText("")
            field.set_error("")
        self._judged = ""
        self._hint.setText("")
        self._hint.hide()
        self._show.setChecked(False)
        self._judge(Strength(0, "", accepted=False), text="")

    def _lay_out(self) -> None:
        theme = self._theme
        meter = QHBoxLayout()
        theme.space(meter, spacing=12)
        meter.addWidget(self._meter)
        meter.addWidget(self._words, 1)
        row = QHBoxLayout()
        theme.space(row, spacing=16)
        row.addWidget(self._suggest)
        row.addWidget(self._show)
        row.addStretch(1)
        column = QVBoxLayout(self)
        theme.space(column, spacing=12)
        column.addWidget(self.first)
        column.addLayout(meter)
        column.addWidget(self._again)
        column.addLayout(row)
        column.addWidget(self._hint)

    def _show_text(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        for field in (self.first, self._again):
            field.control.setEchoMode(mode)

    def _ask_words(self) -> None:
        self._lane.run(suggestion, then=self._take_words, owner=self)

    def _take_words(self, words: str) -> None:
        self._show.setChecked(True)
        self.first.control.setText(words)
        self.first.set_error("")
        self._again.control.clear()
        self._hint.setText(
            self.tr(
                "Write the six words on paper now, keep it with you until you know them, and type them again."
            )
        )
        self._hint.show()
        self._again.control.setFocus()
        self._typed(words)

    def _typed(self, text: str) -> None:
        if not text:
            self._judge(Strength(0, "", accepted=False), text="")
            return
        self._lane.run(
            strength,
            text,
            tuple(self._familiar),
            then=partial(self._judge, text=text),
            owner=self,
            kind="strength",
        )

    def _judge(self, judged: Strength, *, text: str) -> None:
        self._strength, self._judged = judged, text
        self._meter.show_score(judged.score)
        self._words.setText(judged.sentence)
        self._words.set_role(Role.GREEN_TEXT if judged.accepted else Role.MUTED)
