"""The right pane: the plan as it will be printed, made anew after each pause."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ccmdesk.domain.errors import UserError
from ccmdesk.ui.common.desk import Desk
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.panels import Surface
from ccmdesk.ui.common.pdf_view import Fit, PdfView
from ccmdesk.ui.common.text import Label
from ccmdesk.ui.common.theme import Size, Weight

PAUSE_MS = 500
_READABLE = 35
_LOW = 220


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
        self._head = QWidget()
        row = QHBoxLayout(self._head)
        theme.space(row, margins=(20, 12, 20, 0), spacing=8)
        row.addWidget(self._where)
        row.addStretch(1)
        row.addWidget(self._scale)
        column = QVBoxLayout(self)
        theme.space(column, margins=(1, 0, 0, 0))
        column.addWidget(self._head)
        column.addWidget(self.view, 1)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.render_now)
        self.view.view_changed.connect(self._say)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show pages whole while they can be read so, else as wide as the pane."""
        super().resizeEvent(event)
        self._head.setVisible(self.height() >= self._desk.theme.px(_LOW))
        self._choose_fit()

    def render_soon(self) -> None:
        """Make the paper anew after a pause."""
        self._pause.start()

    def render_now(self) -> None:
        """Make the paper anew, when it can be seen."""
        if self.isHidden():
            return
        self._desk.lane.run(self._make(), then=self._show, failed=self._fail, owner=self, kind="page")

    def _choose_fit(self) -> None:
        readable = self.view.percent_at(Fit.PAGE) >= _READABLE
        self.view.set_fit(Fit.PAGE if readable else Fit.WIDTH)

    def _show(self, pdf: bytes) -> None:
        if self.view.show_pdf(pdf):
            self._choose_fit()
        else:
            self._head.show()
            self._where.setText(self.tr("The page could not be drawn. Printing still works."))

    def _fail(self, error: UserError) -> None:
        self._head.show()
        self._where.setText(str(error))

    def _say(self) -> None:
        if self.view.page_count():
            words = self.tr("Printed page {page} of {count}")
            self._where.setText(words.format(page=self.view.page(), count=self.view.page_count()))
            whole = self.view.fit() is Fit.PAGE
            scale = self.tr("Fit page, {percent} %") if whole else self.tr("Fit width, {percent} %")
            self._scale.setText(scale.format(percent=self.view.percent()))
