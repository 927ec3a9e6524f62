"""The bar above the list: chips with counts, the field that filters as one types, and the columns."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from ccmdesk.domain.worklist import WorklistFilter
from ccmdesk.ui.common.button import Button, ButtonKind
from ccmdesk.ui.common.chips import ChipRow, ChipSpec
from ccmdesk.ui.common.icons import Icon, paint_icon_at
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Surface
from ccmdesk.ui.common.popup import PopupItem, PopupList
from ccmdesk.ui.common.theme import Theme
from ccmdesk.ui.worklist.words import filter_words

HEIGHT = 44
_FIELD = 160


class FilterField(QLineEdit):
    """Take words that rows must hold; Down goes to the list, Enter opens its current row, Esc clears."""

    to_list = Signal()
    enter = Signal()

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("worklist.search")
        self.setAccessibleName(self.tr("Filter the list by name, birth date, phone or record number"))
        self.setToolTip(self.tr("Name, birth date, phone or record number (/)"))
        self.setPlaceholderText(self.tr("Filter"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.follow(self, self._restyle)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave for the list with Down, Enter and Esc."""
        match event.key():
            case Qt.Key.Key_Down:
                self.to_list.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.enter.emit()
            case Qt.Key.Key_Escape:
                if self.text():
                    self.clear()
                else:
                    self.to_list.emit()
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field and the glass at its left."""
        super().paintEvent(event)
        painter = QPainter(self)
        middle = self.height() / 2
        paint_icon_at(
            painter, self._theme, icon=Icon.SEARCH, left=self._theme.px(9), middle=middle, role=Role.MUTED
        )
        painter.end()

    def _restyle(self) -> None:
        self.setTextMargins(self._theme.px(20), 0, 0, 0)
        self.setFixedSize(self._theme.px(_FIELD), self._theme.px(30))


class FilterBar(Surface):
    """Offer the filters as chips, or as a menu where the chips have no room."""

    chosen = Signal(object)
    columns_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, role=Role.WINDOW, lines="b", name="worklist.bar")
        self._on = WorklistFilter.EVERYONE
        self._counts: dict[WorklistFilter, int] = {}
        self._chips = ChipRow(theme, name="worklist.filters", spoken=self.tr("Filters of the worklist"))
        self._chips.chosen.connect(self._pick)
        self._menu = Button(
            theme, self.tr("Everyone"), name="worklist.filter_menu", icon=Icon.FILTER, height=28
        )
        self._menu.clicked.connect(self._open_menu)
        self.field = FilterField(theme)
        self.columns = Button(
            theme,
            self.tr("Columns"),
            name="worklist.columns",
            kind=ButtonKind.QUIET,
            icon=Icon.COLUMNS,
            role=Role.MUTED,
            height=30,
        )
        self.columns.clicked.connect(self.columns_wanted)
        row = QHBoxLayout(self)
        theme.space(row, margins=(16, 0, 4, 1), spacing=8)
        row.addWidget(self._chips, 1)
        row.addWidget(self._menu)
        row.addStretch(0)
        row.addWidget(self.field)
        row.addWidget(self.columns)
        self._row = row
        theme.follow(self, self._restyle)

    def on(self) -> WorklistFilter:
        """Return the filter that is on."""
        return self._on

    def set_counts(self, counts: Mapping[WorklistFilter, int]) -> None:
        """Show how many patients wait behind each filter."""
        self._counts = dict(counts)
        self._show()

    def choose(self, chosen: WorklistFilter) -> None:
        """Put a filter on."""
        if chosen is not self._on:
            self._on = chosen
            self._show()
            self.chosen.emit(chosen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Change between chips and menu."""
        super().resizeEvent(event)
        self._fit()

    def _show(self) -> None:
        specs = [ChipSpec(f.value, filter_words(f), self._counts.get(f, 0)) for f in WorklistFilter]
        self._chips.set_chips(specs, on=self._on.value)
        words = f"{filter_words(self._on)} {self._counts.get(self._on, 0)}"
        self._menu.show_as(words, icon=Icon.FILTER, key="", state=None)
        self._fit()

    def _fit(self) -> None:
        inside = self._chips.widget()
        others = self.field.width() + self.columns.sizeHint().width() + self._theme.px(16 + 4 + 3 * 8)
        roomy = inside is None or inside.sizeHint().width() <= self.width() - others
        self._chips.setVisible(roomy)
        self._menu.setVisible(not roomy)
        self._row.setStretch(2, 0 if roomy else 1)

    def _restyle(self) -> None:
        self.setFixedHeight(self._theme.px(HEIGHT))
        self._fit()

    def _pick(self, key: str) -> None:
        self.choose(WorklistFilter(key))

    def _open_menu(self) -> None:
        items = [
            PopupItem(
                filter_words(f),
                lambda f=f: self.choose(f),  # type: ignore[misc] # mypy cannot type a default in a lambda
                key=str(self._counts.get(f, 0)),
                checked=f is self._on,
                name=f"worklist.filter_menu.{f.value}",
            )
            for f in WorklistFilter
        ]
        parent = self.parentWidget() or self
        PopupList(self._theme, items, name="worklist.filter_list", parent=parent).open_at(self._menu)
