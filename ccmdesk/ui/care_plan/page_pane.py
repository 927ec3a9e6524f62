"""The right pane: the plan as it will be printed, made anew after each pause."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ccmdesk.domain.errors import UserError
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Surface
from ccmdesk.ui.common.pdf_view import PdfView
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Size, Weight

PAUSE_MS = 500


class PagePane(Surface):
    """Show the paper of `make`, which runs on the lane."""

    def __init__(self, desk: Desk, make: Callable[[], Callable[[], bytes]]) -> None:
        super().__init__(desk.theme, role=Role.SUNKEN, lines="l", name="care_plan.page")
        self._desk = desk
        self._make = make
        theme = desk.theme
        self.view = PdfView(theme, name="care_plan.pages", spoken=self.tr("The plan as it is printed"))
        self._where = Label(
            theme, name="care_plan.page_where", size=Size.CAPTION, weight=Weight.MEDIUM, role=Role.MUTED
        )
        self._scale = Label(
            theme, name="care_plan.page_scale", size=Size.CAPTION, weight=Weight.MEDIUM, role=Role.MUTED
        )
        row = QHBoxLayout()
        theme.space(row, margins=(20, 12, 20, 0), spacing=8)
        row.addWidget(self._where)
        row.addStretch(1)
        row.addWidget(self._scale)
        column = QVBoxLayout(self)
        theme.space(column, margins=(1, 0, 0, 0))
        column.addLayout(row)
        column.addWidget(self.view, 1)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.render_now)
        self.view.view_changed.connect(self._say)

    def render_soon(self) -> None:
        """Make the paper anew after a pause."""
        self._pause.start()

    def render_now(self) -> None:
        """Make the paper anew, when it can be seen."""
        if self.isHidden():
            return
        self._desk.lane.run(self._make(), then=self._show, failed=self._fail, owner=self, kind="page")

    def _show(self, pdf: bytes) -> None:
        if not self.view.show_pdf(pdf):
            self._where.setText(self.tr("The page could not be drawn. Printing still works."))

    def _fail(self, error: UserError) -> None:
        self._where.setText(str(error))

    def _say(self) -> None:
        if self.view.page_count():
            words = self.tr("Printed page {page} of {count}")
            self._where.setText(words.format(page=self.view.page(), count=self.view.page_count()))
            self._scale.setText(self.tr("Fit page, {percent} %").format(percent=self.view.percent()))
