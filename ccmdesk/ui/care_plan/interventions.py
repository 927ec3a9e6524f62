"""What is done for a problem, by whom and how often; typing in the empty row adds."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ccmdesk.domain.care_plan import Intervention
from ccmdesk.ui.care_plan.inputs import PlanText
from ccmdesk.ui.care_plan.moving import MoveButtons, moving_step
from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.icons import Icon
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Surface
from ccmdesk.ui.common.text import Label, caption
from ccmdesk.ui.common.theme import Theme, Weight

_SHARES = (56, 25, 19)


class InterventionRow(Surface):
    """Show one intervention as three fields and a line below."""

    changed = Signal(object, str)
    removed = Signal(str)
    moved = Signal(str, int)

    def __init__(self, theme: Theme, item: Intervention, *, name: str, read_only: bool) -> None:
        super().__init__(theme, lines="b", name=name)
        self.item = item
        self._read_only = read_only
        self.text = self._part(theme, f"{name}.text", self.tr("What is done"), read_only=read_only)
        self._who = self._part(theme, f"{name}.responsible", self.tr("Who"), read_only=read_only)
        self._often = self._part(theme, f"{name}.how_often", self.tr("How often"), read_only=read_only)
        self._who.setPlaceholderText("" if read_only else self.tr("who?"))
        self._often.setPlaceholderText("" if read_only else self.tr("how often?"))
        row = QHBoxLayout(self)
        theme.space(row, margins=(0, 1, 0, 1), spacing=4)
        for part, share in zip((self.text, self._who, self._often), _SHARES, strict=True):
            row.addWidget(part, share, Qt.AlignmentFlag.AlignTop)
        remove = Button(
            theme,
            "",
            name=f"{name}.remove",
            kind=ButtonKind.QUIET,
            icon=Icon.CLOSE,
            role=Role.MUTED,
            spoken=self.tr("Remove this intervention"),
            height=24,
        )
        remove.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        remove.clicked.connect(lambda: self.removed.emit(self.item.id))
        if read_only:
            remove.hide()
        row.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
        self.text.edited.connect(lambda text: self._tell(replace(self.item, text=text), "text"))
        self._who.edited.connect(lambda text: self._tell(replace(self.item, responsible=text), "who"))
        self._often.edited.connect(lambda text: self._tell(replace(self.item, how_often=text), "often"))
        self.text.entered.connect(self._who.setFocus)
        self._who.entered.connect(self._often.setFocus)
        self.last = self._often.entered
        self.show_item(item)

    def show_item(self, item: Intervention) -> None:
        """Show an intervention; a field that shows it already is left alone."""
        self.item = item
        self.text.set_text(item.text)
        self._who.set_text(item.responsible)
        self._often.set_text(item.how_often)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Remove the intervention with Ctrl+Delete, move it with Alt and an arrow key."""
        step = 0 if self._read_only else moving_step(event)
        if step:
            self.moved.emit(self.item.id, step)
        elif event.key() == Qt.Key.Key_Delete and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.removed.emit(self.item.id)
        else:
            super().keyPressEvent(event)

    def focus_who(self) -> None:
        """Put the keyboard into the field of who does it."""
        self._who.setFocus()

    def _part(self, theme: Theme, name: str, spoken: str, *, read_only: bool) -> PlanText:
        return PlanText(theme, name=name, spoken=spoken, read_only=read_only)

    def _tell(self, item: Intervention, part: str) -> None:
        self.changed.emit(item, f"intervention:{item.id}:{part}")


class InterventionTable(QWidget):
    """Show the interventions of a problem and the empty row."""

    changed = Signal(object, str)
    removed = Signal(str)
    moved = Signal(str, int)
    added = Signal(str)

    def __init__(self, theme: Theme, *, read_only: bool) -> None:
        super().__init__()
        self._theme = theme
        self._read_only = read_only
        self._made = 0
        self._current = ""
        self._rows: list[InterventionRow] = []
        self.empty_row = PlanText(
            theme,
            name="care_plan.new_intervention",
            spoken=self.tr("Type an intervention"),
            placeholder=self.tr("Type an intervention"),
        )
        if read_only:
            self.empty_row.hide()
        self.empty_row.entered.connect(self._add)
        head = Surface(theme, lines="b")
        row = QHBoxLayout(head)
        theme.space(row, margins=(5, 0, 28, 4), spacing=4)
        names = (
            self._titled(),
            caption(theme, self.tr("Who"), strong=False),
            caption(theme, self.tr("How often"), strong=False),
        )
        for name, share in zip(names, _SHARES, strict=True):
            name.setMinimumWidth(1)
            row.addWidget(name, share)
        column = QVBoxLayout(self)
        theme.space(column)
        column.addWidget(head)
        self._column = QVBoxLayout()
        column.addLayout(self._column)
        theme.space(self._column)
        column.addWidget(self.empty_row)
        self._none = Label(theme, self.tr("Nothing is written yet."), role=Role.MUTED)
        self._none.hide()
        column.addWidget(self._none)

    def _titled(self) -> QWidget:
        theme = self._theme
        self._buttons = MoveButtons(
            theme,
            name="care_plan.move_intervention",
            up=self.tr("Move the intervention up"),
            down=self.tr("Move the intervention down"),
        )
        self._buttons.moved.connect(lambda step: self.moved.emit(self._current, step))
        title = QWidget()
        row = QHBoxLayout(title)
        theme.space(row, spacing=4)
        row.addWidget(Label(theme, self.tr("Interventions"), weight=Weight.BOLD))
        row.addWidget(self._buttons)
        row.addStretch(1)
        return title

    def focus_moved(self, focused: QWidget) -> None:
        """Remember the row that the focus is in: it is the one that the buttons move."""
        self._current = next((row.item.id for row in self._rows if row.isAncestorOf(focused)), "")
        self._offer_moves()

    def _offer_moves(self) -> None:
        at = next((at for at, row in enumerate(self._rows) if row.item.id == self._current), -1)
        self._buttons.show_place(at, of=0 if self._read_only else len(self._rows))

    def show_items(self, items: tuple[Intervention, ...]) -> None:
        """Show these interventions; rows of the same ones are kept."""
        self._none.setVisible(self._read_only and not items)
        if [row.item.id for row in self._rows] != [item.id for item in items]:
            self._rebuild(items)
        for row, item in zip(self._rows, items, strict=True):
            if row.item != item:
                row.show_item(item)
        self._offer_moves()

    def row(self, item_id: str) -> InterventionRow | None:
        """Return the row of an intervention."""
        return next((row for row in self._rows if row.item.id == item_id), None)

    def _rebuild(self, items: tuple[Intervention, ...]) -> None:
        kept = {row.item.id: row for row in self._rows}
        wanted = {item.id for item in items}
        if not wanted & kept.keys():
            self._made = 0
        for row in self._rows:
            self._column.removeWidget(row)
            if row.item.id not in wanted:
                row.hide()
                row.deleteLater()
        self._rows = []
        for item in items:
            row = kept.get(item.id) or self._new(item)
            self._rows.append(row)
            self._column.addWidget(row)
            row.show()  # at once, not with the next layout: it may get the focus now

    def _new(self, item: Intervention) -> InterventionRow:
        self._made += 1
        row = InterventionRow(
            self._theme, item, name=f"care_plan.intervention.{self._made}", read_only=self._read_only
        )
        row.changed.connect(self.changed)
        row.removed.connect(self.removed)
        row.moved.connect(self.moved)
        row.last.connect(self.empty_row.setFocus)
        return row

    def _add(self) -> None:
        text = self.empty_row.text().strip()
        if text:
            self.empty_row.set_text("")
            self.added.emit(text)
