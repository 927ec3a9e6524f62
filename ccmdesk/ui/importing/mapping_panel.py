"""Say what each column of a table of patients holds."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ccmdesk.services.csv_panels import PanelTable, panel_fields, what_is_missing
from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.fields import ComboBox
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Surface
from ccmdesk.ui.common.text import Label, caption
from ccmdesk.ui.common.text import title as title_label
from ccmdesk.ui.common.theme import Theme, Weight
from ccmdesk.ui.importing.field_words import field_words

_EXAMPLES = 3
_LONGEST = 120  # characters of one example


class MappingPanel(QWidget):
    """Show the columns of one table, a line each: header, examples, and what it holds.

    `mapped` gives the mapping (index to field's key) when it is good; `back_wanted` gives the import up.
    """

    mapped = Signal(object)
    back_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._mapping: dict[int, str] = {}
        self._boxes: list[ComboBox] = []
        self._names: list[str] = []
        self._repeatable = {each.key for each in panel_fields() if each.repeatable}
        self.setObjectName("importing.mapping")
        self._title = title_label(theme, "", name="importing.mapping_title")
        self._why = Label(theme, role=Role.MUTED, elide=True, name="importing.mapping_why")
        self._missing = Label(
            theme, role=Role.AMBER_TEXT, weight=Weight.MEDIUM, wrap=True, name="importing.mapping_missing"
        )
        self._go_on = Button(
            theme, self.tr("Continue"), name="importing.mapping_continue", kind=ButtonKind.PRIMARY
        )
        self._go_on.clicked.connect(lambda: self.mapped.emit(dict(self._mapping)))
        self._back = Button(theme, self.tr("Choose other files"), name="importing.mapping_back")
        self._back.clicked.connect(self.back_wanted)
        head = Surface(theme, role=Role.WINDOW, lines="b", name="importing.mapping_head")
        rows = QVBoxLayout(head)
        theme.space(rows, margins=(16, 8, 16, 8), spacing=4)
        top = QHBoxLayout()
        theme.space(top, spacing=8)
        top.addWidget(self._title)
        top.addStretch(1)
        top.addWidget(self._back)
        top.addWidget(self._go_on)
        rows.addLayout(top)
        rows.addWidget(self._why)
        rows.addWidget(self._missing)
        self._scroll = QScrollArea()
        self._scroll.setObjectName("importing.mapping_scroll")
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        theme.space(column)
        column.addWidget(head)
        column.addWidget(self._scroll, 1)

    def show_table(self, table: PanelTable, *, number: int, total: int) -> None:
        """Show a table with the guess of what its columns hold, the `number`th of so many."""
        self._mapping = dict(table.suggested)
        title = self.tr("What do the columns hold?")
        if total > 1:
            title += self.tr(" (table %1 of %2)").replace("%1", str(number)).replace("%2", str(total))
        self._title.setText(title)
        rows = self.tr("1 row") if table.row_count == 1 else self.tr("%n rows")
        self._why.setText(f"{table.name}, {rows.replace('%n', f'{table.row_count:,}')}")
        self._scroll.setWidget(self._lines(table))
        self._check()
        if self._boxes:
            # after the last column comes the button that goes on
            QWidget.setTabOrder(self._boxes[-1], self._go_on)
            QWidget.setTabOrder(self._go_on, self._back)
            self._boxes[0].setFocus()

    def _lines(self, table: PanelTable) -> QWidget:
        theme = self._theme
        inside = QWidget()
        grid = QGridLayout(inside)
        theme.space(grid, margins=(16, 12, 16, 16), spacing=8)
        heads = (self.tr("Column of the table"), self.tr("Holds"), self.tr("First rows"))
        for at, head in enumerate(heads):
            grid.addWidget(caption(theme, head), 0, at)
        self._boxes, self._names = [], []
        for index, header in enumerate(table.headers):
            name = header or self.tr("Column %n").replace("%n", str(index + 1))
            box = self._box(index, name)
            self._boxes.append(box)
            self._names.append(name)
            examples = [row[index][:_LONGEST] for row in table.first_rows[:_EXAMPLES] if row[index]]
            told = " · ".join(text.replace("\n", " ") for text in examples)
            grid.addWidget(Label(theme, name, weight=Weight.MEDIUM, elide=True), index + 1, 0)
            grid.addWidget(box, index + 1, 1)
            grid.addWidget(Label(theme, told, role=Role.MUTED, elide=True), index + 1, 2)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(2, 4)
        grid.setRowStretch(len(table.headers) + 1, 1)
        return inside

    def _box(self, index: int, header: str) -> ComboBox:
        box = ComboBox(self._theme, name=f"importing.column.{index}")
        box.setAccessibleName(self.tr("Column %s holds").replace("%s", header))
        box.setMinimumContentsLength(20)
        box.addItem(self.tr("Not used"), "")
        for each in panel_fields():
            box.addItem(field_words(each.key), each.key)
        box.setCurrentIndex(box.findData(self._mapping.get(index, "")))
        box.activated.connect(lambda _at: self._pick(index, box.currentData()))
        return box

    def _pick(self, index: int, key: str) -> None:
        moved = ""
        if key and key not in self._repeatable:
            for other, held in list(self._mapping.items()):
                if held == key and other != index:
                    del self._mapping[other]
                    self._boxes[other].setCurrentIndex(0)
                    moved = self.tr("%1 was in column “%2” before, which is not used now.")
                    moved = moved.replace("%2", self._names[other]).replace("%1", field_words(key))
        if key:
            self._mapping[index] = key
        else:
            self._mapping.pop(index, None)
        self._check(moved)

    def _check(self, moved: str = "") -> None:
        missing = what_is_missing(self._mapping)
        self._missing.setText(missing or moved)
        self._missing.setVisible(bool(missing or moved))
        self._go_on.setEnabled(not missing)
