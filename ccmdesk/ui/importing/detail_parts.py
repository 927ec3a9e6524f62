"""The parts of the detail pane: lines with a number, groups that open, two persons side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ccmdesk.domain.chart import Patient
from ccmdesk.ui.common import say
from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.text import Label, caption
from ccmdesk.ui.common.theme import Theme, Weight
from ccmdesk.ui.importing import words

_MOST_PLACES = 60


class Detail(QWidget):
    """Stack labels, lines and blocks; made anew for each thing that is looked at."""

    def __init__(self, theme: Theme, *, name: str) -> None:
        super().__init__()
        self.theme = theme
        self.setObjectName(name)
        self.column = QVBoxLayout(self)
        theme.space(self.column, margins=(20, 12, 20, 16), spacing=6)

    def heading(self, text: str) -> None:
        """Add a caption with room above it."""
        self.column.addSpacing(self.theme.px(6))
        self.column.addWidget(caption(self.theme, text))

    def say(
        self, text: str, *, role: Role = Role.TEXT, weight: Weight = Weight.NORMAL, name: str = ""
    ) -> None:
        """Add a sentence that wraps."""
        self.column.addWidget(Label(self.theme, text, role=role, weight=weight, wrap=True, name=name))

    def counts(self, counts: dict[str, int]) -> None:
        """Add a line for every kind of fact that there are any of."""
        for kind, number in counts.items():
            if number:
                self.number(words.kind_words(kind), number)

    def number(self, text: str, number: int) -> None:
        """Add a line of words and a number."""
        line = QWidget()
        row = QHBoxLayout(line)
        self.theme.space(row, spacing=8)
        row.addWidget(Label(self.theme, text), 1)
        row.addWidget(Label(self.theme, f"{number:,}", weight=Weight.MEDIUM))
        self.column.addWidget(line)


class Group(QWidget):
    """Say a reason and how often; opens to the places it is about."""

    def __init__(self, theme: Theme, why: str, places: Sequence[str], *, name: str) -> None:
        super().__init__()
        self._places = places
        self._theme = theme
        self._list: Label | None = None
        self._column = QVBoxLayout(self)
        theme.space(self._column, margins=(0, 0, 0, 4), spacing=2)
        self._column.addWidget(Label(theme, why, wrap=True))
        self._toggle = Button(theme, "", name=name, kind=ButtonKind.LINK)
        self._toggle.clicked.connect(self._turn)
        self._column.addWidget(self._toggle)
        self._show_state()

    def _turn(self) -> None:
        if self._list is None:
            shown = list(self._places[:_MOST_PLACES])
            further = len(self._places) - len(shown)
            if further:
                shown.append(self.tr("and %n more").replace("%n", f"{further:,}"))
            self._list = Label(self._theme, "\n".join(shown), role=Role.MUTED, wrap=True)
            self._column.addWidget(self._list)
            self._list.hide()
        self._list.setVisible(self._list.isHidden())
        self._show_state()

    def _show_state(self) -> None:
        opened = self._list is not None and not self._list.isHidden()
        number = len(self._places)
        text = self.tr("1 entry") if number == 1 else self.tr("%n entries").replace("%n", f"{number:,}")
        self._toggle.show_as(text, icon=Icon.CHEVRON_DOWN if opened else Icon.CHEVRON_RIGHT)


def side_by_side(theme: Theme, imported: Patient, *, other: Patient, stored: bool = True) -> QWidget:
    """Return two persons beside each other, what differs strong; not `stored` are both from the files."""
    block = QWidget()
    grid = QGridLayout(block)
    theme.space(grid, spacing=6)
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(2, 1)
    heads = (
        block.tr("In the file"),
        block.tr("In this practice") if stored else block.tr("Also in these files"),
    )
    for at, head in enumerate(heads):
        grid.addWidget(caption(theme, head), 0, at + 1)
    for at, (title, mine, theirs) in enumerate(_compared(block, imported, other)):
        differs = mine != theirs
        grid.addWidget(Label(theme, title, role=Role.MUTED), at + 1, 0, Qt.AlignmentFlag.AlignTop)
        for side, text in enumerate((mine, theirs)):
            label = Label(
                theme,
                words.breakable(text) or "–",
                weight=Weight.BOLD if differs else Weight.NORMAL,
                wrap=True,
            )
            label.setAccessibleName(f"{title}, {heads[side]}: {text or block.tr('not known')}")
            grid.addWidget(label, at + 1, side + 1, Qt.AlignmentFlag.AlignTop)
    return block


def _compared(block: QWidget, one: Patient, other: Patient) -> list[tuple[str, str, str]]:
    pairs = [
        (block.tr("Name"), words.name_words(one), words.name_words(other)),
        (block.tr("Born"), words.born_words(one.birth_date), words.born_words(other.birth_date)),
        (block.tr("Sex"), words.sex_words(one.sex), words.sex_words(other.sex)),
        (block.tr("Record"), one.mrn, other.mrn),
        (block.tr("Phone"), say.phone_words(one.phone), say.phone_words(other.phone)),
        (block.tr("Home"), _home(one), _home(other)),
    ]
    return [pair for pair in pairs if pair[1] or pair[2]]


def _home(patient: Patient) -> str:
    if not patient.addresses:
        return ""
    address = patient.addresses[0]
    return ", ".join(part for part in (*address.lines, address.city, address.state) if part)
