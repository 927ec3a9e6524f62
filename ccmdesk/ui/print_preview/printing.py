"""Put the pages of a PDF on a printer, under a name that tells nothing."""

from __future__ import annotations

from PySide6.QtCore import QMarginsF, QRectF, QSize, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

DOCUMENT_NAME = "ccmdesk"
_DOTS_PER_INCH = 300
_POINTS_PER_INCH = 72


def has_printer() -> bool:
    """Tell whether this computer knows a printer."""
    return bool(QPrinterInfo.availablePrinterNames())


def new_printer(document: QPdfDocument) -> QPrinter:
    """Return a printer set to the paper of the document's first page, with a neutral job name."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(DOCUMENT_NAME)
    printer.setCreator(DOCUMENT_NAME)
    size = document.pagePointSize(0)
    printer.setPageSize(
        QPageSize(QSizeF(size), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    )
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setFullPage(True)
    printer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Point)
    return printer


def print_pages(document: QPdfDocument, printer: QPrinter) -> bool:
    """Draw the pages that were asked for onto the printer; return whether it took them."""
    chosen = printed_pages(document.pageCount(), first=printer.fromPage(), last=printer.toPage())
    painter = QPainter()
    if not chosen or not painter.begin(printer):
        return False
    target = QRectF(printer.pageLayout().fullRectPixels(printer.resolution()))
    for at, page in enumerate(chosen):
        if at and not printer.newPage():
            painter.end()
            return False
        points = document.pagePointSize(page)
        dots = _DOTS_PER_INCH / _POINTS_PER_INCH
        image = document.render(page, QSize(round(points.width() * dots), round(points.height() * dots)))
        scale = min(target.width() / image.width(), target.height() / image.height())
        size = QSizeF(image.width() * scale, image.height() * scale)
        left = (target.width() - size.width()) / 2
        painter.drawImage(QRectF(left, 0, size.width(), size.height()), image)
    return painter.end()


def printed_pages(count: int, *, first: int, last: int) -> range:
    """Return the pages, from 0, of a range as the print dialog gives it: counted from 1, 0 for all."""
    return range(max(first, 1) - 1, min(last or count, count))
