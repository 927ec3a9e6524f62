"""A PDF from memory on the window: its pages one below the other on the sunken ground, never in a file."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from ccmdesk.ui.common.paint import paint_focus
from ccmdesk.ui.common.palette import Role
from ccmdesk.ui.common.theme import Theme

_POINTS_AT_96 = 96 / 72
_MARGIN = 20
_GAP = 16
_SHADOW = 5


class Fit(Enum):
    """Name how large a page is shown: whole, as wide as the view, or as large as on paper."""

    PAGE = "page"
    WIDTH = "width"
    FULL = "full"


class PdfFile:
    """Hold a PDF in memory, readable page by page."""

    def __init__(self, data: bytes, *, parent: QWidget) -> None:
        self.document = QPdfDocument(parent)
        self._buffer = QBuffer(parent)
        self._buffer.setData(QByteArray(data))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.load(self._buffer)

    def close(self) -> None:
        """Let go of the pages and the bytes."""
        self.document.close()
        self.document.deleteLater()
        self._buffer.close()
        self._buffer.deleteLater()


class PdfView(QAbstractScrollArea):
    """Show the pages of a PDF; `view_changed` fires when the page in view, their number or the scale changed.

    Page Up and Page Down turn pages, the arrow keys scroll. A new PDF keeps the place.
    """

    view_changed = Signal()

    def __init__(self, theme: Theme, *, name: str, spoken: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._file: PdfFile | None = None
        self._fit = Fit.PAGE
        self._images: dict[tuple[int, int, int], QImage] = {}
        self._spoken = spoken
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.horizontalScrollBar().valueChanged.connect(self.viewport().update)
        theme.changed.connect(self._lay_out)

    @property
    def document(self) -> QPdfDocument | None:
        """Return the document shown."""
        return None if self._file is None else self._file.document

    def show_pdf(self, data: bytes) -> bool:
        """Show a PDF in the place of the one before; return whether it could be read."""
        file = PdfFile(data, parent=self)
        if file.document.status() is not QPdfDocument.Status.Ready:
            file.close()
            return False
        old, self._file = self._file, file
        if old is not None:
            old.close()
        self._images.clear()
        self._lay_out()
        return True

    def page_count(self) -> int:
        """Return the number of pages."""
        return 0 if self._file is None else self._file.document.pageCount()

    def page(self) -> int:
        """Return the number of the page in view, from 1; 0 without a document."""
        middle = self.verticalScrollBar().value() + self.viewport().height() / 2
        seen = 0
        for at, rect in enumerate(self._pages(), start=1):
            if rect.top() <= middle or seen == 0:
                seen = at
        return seen

    def go_to(self, page: int) -> None:
        """Bring a page, counted from 1, to the top."""
        pages = self._pages()
        if pages:
            rect = pages[min(max(page, 1), len(pages)) - 1]
            self.verticalScrollBar().setValue(int(rect.top()) - self._theme.px(_MARGIN))

    def fit(self) -> Fit:
        """Return how large pages are shown."""
        return self._fit

    def set_fit(self, fit: Fit) -> None:
        """Show pages whole, as wide as the view, or as large as on paper; the page in view stays."""
        if fit is not self._fit:
            page = self.page()
            self._fit = fit
            self._images.clear()
            self._lay_out()
            self.go_to(page)

    def percent(self) -> int:
        """Return the scale against paper at the present zoom of the window, in percent."""
        return self.percent_at(self._fit)

    def percent_at(self, fit: Fit) -> int:
        """Return what the scale would be if pages were shown that large, in percent."""
        return round(self._scale(fit) / _POINTS_AT_96 * 100)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn pages and scroll."""
        bar = self.verticalScrollBar()
        key = event.key()
        if key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.go_to(self.page() + (1 if key == Qt.Key.Key_PageDown else -1))
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            bar.setValue(bar.value() + self._theme.px(40) * (1 if key == Qt.Key.Key_Down else -1))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go_to(1 if key == Qt.Key.Key_Home else self.page_count())
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the pages anew."""
        page = self.page()
        self._images.clear()
        self._lay_out()
        if self._fit is Fit.PAGE:
            self.go_to(page)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pages in view, each with a faint shadow."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._theme.color(Role.SUNKEN))
        across, down = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        for at, rect in enumerate(self._pages()):
            placed = rect.translated(-across, -down)
            if placed.intersects(QRectF(self.viewport().rect())):
                self._paint_page(painter, at, placed)
        if self.hasFocus():
            paint_focus(painter, self._theme, rect=self.viewport().rect(), radius=0)
        painter.end()

    def _paint_page(self, painter: QPainter, at: int, rect: QRectF) -> None:
        for step in range(self._theme.px(_SHADOW), 0, -1):
            painter.fillRect(rect.adjusted(-step, 1 - step, step, step + 1), QColor(0, 0, 0, 5))
        painter.fillRect(rect, QColor(Qt.GlobalColor.white))
        painter.drawImage(rect.toRect(), self._image(at, rect))

    def _image(self, at: int, rect: QRectF) -> QImage:
        ratio = self.viewport().devicePixelRatioF()
        size = QSize(round(rect.width() * ratio), round(rect.height() * ratio))
        key = (at, size.width(), size.height())
        image = self._images.get(key)
        if image is None:
            document = self.document
            image = QImage() if document is None else document.render(at, size)
            if len(self._images) > 8:
                self._images.clear()
            self._images[key] = image
        return image

    def _points(self, at: int) -> tuple[float, float]:
        document = self.document
        if document is None:
            return 612.0, 792.0
        size = document.pagePointSize(at)
        return max(size.width(), 1.0), max(size.height(), 1.0)

    def _scale(self, fit: Fit) -> float:
        wide, high = self._points(0)
        margin = 2 * self._theme.px(_MARGIN)
        fit_width = (self.viewport().width() - margin) / wide
        if fit is Fit.FULL:
            return self._theme.pxf(_POINTS_AT_96)
        if fit is Fit.WIDTH:
            return max(fit_width, 0.1)
        return max(min(fit_width, (self.viewport().height() - margin) / high), 0.1)

    def _pages(self) -> list[QRectF]:
        scale = self._scale(self._fit)
        margin, gap = self._theme.px(_MARGIN), self._theme.px(_GAP)
        top = float(margin)
        pages = []
        for at in range(self.page_count()):
            wide, high = self._points(at)
            width, height = round(wide * scale), round(high * scale)
            left = max((self.viewport().width() - width) // 2, margin)
            pages.append(QRectF(left, round(top), width, height))
            top += height + gap
        return pages

    def _lay_out(self) -> None:
        pages = self._pages()
        margin = self._theme.px(_MARGIN)
        bottom = int(pages[-1].bottom()) + margin if pages else 0
        right = int(max((rect.right() for rect in pages), default=0)) + margin
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setRange(0, max(bottom - self.viewport().height(), 0))
        vertical.setPageStep(self.viewport().height())
        vertical.setSingleStep(self._theme.px(40))
        horizontal.setRange(0, max(right - self.viewport().width(), 0) if self._fit is Fit.FULL else 0)
        horizontal.setPageStep(self.viewport().width())
        self._scrolled()

    def _scrolled(self) -> None:
        self.viewport().update()
        words = self.tr("page {page} of {count}").format(page=self.page(), count=self.page_count())
        self.setAccessibleDescription(words)
        self.view_changed.emit()
