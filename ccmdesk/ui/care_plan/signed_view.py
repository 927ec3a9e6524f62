"""The signed versions: their list, and the chosen one as it was signed, on paper."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ccmdesk.services.papers import care_plan_pdf
from ccmdesk.ui.care_plan.page_pane import PagePane
from ccmdesk.ui.care_plan.rows import RowList, RowSpec
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.panels import Surface, scroll_area
from ccmdesk.ui.common.text import caption

_LIST = 172


class SignedView(QWidget):
    """Show one signed version; nothing in it can be changed."""

    chosen = Signal(int)

    def __init__(self, desk: Desk, patient_id: int) -> None:
        super().__init__()
        self._desk, self._patient_id = desk, patient_id
        self._number = 0
        theme = desk.theme
        self.setObjectName("care_plan.signed")
        self.versions = RowList(
            theme, name="care_plan.versions", spoken=self.tr("Signed versions"), height=28
        )
        self.page = PagePane(desk, self._paper)
        side = Surface(theme, lines="r")
        column = QVBoxLayout(side)
        theme.space(column, margins=(8, 12, 9, 8), spacing=4)
        head = caption(theme, self.tr("Signed versions"))
        theme.follow(head, lambda: head.setContentsMargins(theme.px(8), 0, 0, 0))
        inside = QWidget()
        rows = QVBoxLayout(inside)
        theme.space(rows)
        rows.addWidget(self.versions)
        rows.addStretch(1)
        scroll = scroll_area(inside, name="care_plan.versions_scroll", sideways=False)
        column.addWidget(head)
        column.addWidget(scroll, 1)
        theme.follow(side, lambda: side.setFixedWidth(theme.px(_LIST)))
        row = QHBoxLayout(self)
        theme.space(row)
        row.addWidget(side)
        row.addWidget(self.page, 1)
        self.versions.chosen.connect(lambda place: self.chosen.emit(int(place)))

    @property
    def number(self) -> int:
        """Return the number of the version shown."""
        return self._number

    def show_version(self, number: int, versions: tuple[int, ...]) -> None:
        """Show a version, and the list of all with the newest marked as in force."""
        rows = []
        for at, each in enumerate(versions):
            words = self.tr("Version {number}").format(number=each)
            rows.append(RowSpec(str(each), words, self.tr("in force") if at == 0 else ""))
        self.versions.set_rows(rows, current=str(number))
        if number != self._number:
            self._number = number
            self.page.render_now()

    def _paper(self) -> partial[bytes]:
        desk = self._desk
        return partial(care_plan_pdf, desk.store, desk.actor, self._patient_id, number=self._number)
