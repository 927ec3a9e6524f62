"""The body of the page: filters above, the list, and the card beside it, on demand where it is narrow."""

from __future__ import annotations

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ccmdesk.domain.worklist import WorklistFilter, WorklistRow
from ccmdesk.ui.common.tab_order import order_tabs
from ccmdesk.ui.common.theme import Theme
from ccmdesk.ui.worklist.card import WIDTH, CallCard
from ccmdesk.ui.worklist.filter_bar import FilterBar
from ccmdesk.ui.worklist.list_view import ListView
from ccmdesk.ui.worklist.words import Now

_WIDE_FROM = 900


class WorklistBody(QWidget):
    """Lay out bar, list and card; `enter` fires on Enter in the filter field."""

    enter = Signal()
    card_opened = Signal()

    def __init__(self, theme: Theme, now: Now, *, user_id: int, stored: object, may_change: bool) -> None:
        super().__init__()
        self._theme = theme
        self._card_open = False
        self.setObjectName("worklist.body")
        self.bar = FilterBar(theme)
        self.list = ListView(theme, now, user_id=user_id, stored=stored)
        self._area = _Area(self)
        self.list.setParent(self._area)
        self.card = CallCard(theme, now, may_change=may_change)
        self.card.setParent(self._area)
        self.card.hide()
        column = QVBoxLayout(self)
        theme.space(column)
        column.addWidget(self.bar)
        column.addWidget(self._area, 1)
        self.bar.chosen.connect(self.list.set_filter)
        self.bar.field.textChanged.connect(self.list.set_words)
        self.bar.field.to_list.connect(self.list.table.setFocus)
        self.bar.field.enter.connect(self._enter)
        self.list.everyone_wanted.connect(self._everyone)
        theme.changed.connect(self.place)

    def narrow(self) -> bool:
        """Tell whether the list needs the width, so that the card comes on demand."""
        return self._area.width() < self._theme.px(_WIDE_FROM)

    def card_wanted(self) -> bool:
        """Tell whether the card is in sight."""
        return self._card_open or not self.narrow()

    def show_row(self, row: WorklistRow | None) -> None:
        """Show the card of a patient as far as the list knows her, or none."""
        if row is not None:
            self.card.show_row(row, following=self.list.following_row())
        self.place()

    def turn_card(self) -> None:
        """Turn the card; where the list needs the width, open its front, then its back, then close it."""
        if self.list.current_row() is None:
            return
        if self.narrow() and not self._card_open:
            self._card_open = True
            self.card.turn(0)
        elif self.narrow() and self.card.side() == 1:
            self._card_open = False
        else:
            self.card.turn(1 - self.card.side())
        self.place()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Let Tab go from the bar to the list, and from there through the card from top to bottom."""
        # The lines of a card come and go with its patient: the order is made when it is asked for.
        order_tabs(self.bar, self.list.table, self.card)
        return super().focusNextPrevChild(forward)

    def go_on(self) -> None:
        """Make the next patient of the list current."""
        following = self.list.following_row()
        if following is not None:
            self.list.select(following.patient_id)

    def place(self) -> None:
        """Give list and card their places."""
        area = self._area.rect()
        card_width = self._theme.px(WIDTH)
        nobody = self.list.current_row() is None
        beside = self.card_wanted() and not nobody
        self.list.setGeometry(QRect(0, 0, area.width() - (card_width if beside else 0), area.height()))
        self.card.setGeometry(QRect(area.width() - card_width, 0, card_width, area.height()))
        hidden = self.card.isHidden()
        self.card.setVisible(beside)
        if hidden and not self.card.isHidden():
            self.card_opened.emit()

    def _enter(self) -> None:
        if self.list.current_row() is not None:
            self.enter.emit()

    def _everyone(self) -> None:
        self.bar.field.clear()
        self.bar.choose(WorklistFilter.EVERYONE)
        self.list.table.setFocus()


class _Area(QWidget):
    """Hold list and card, and have them placed anew when it changes its size."""

    def __init__(self, body: WorklistBody) -> None:
        super().__init__(body)
        self._body = body

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place list and card."""
        super().resizeEvent(event)
        self._body.place()
