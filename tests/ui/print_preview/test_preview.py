"""The preview over a real practice file: seen, saved with its record, and put on paper."""

from __future__ import annotations

import stat
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QDir, Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from ccmdesk.security.hardening import private_temporary_folder
from ccmdesk.services.care_plans import start_draft
from ccmdesk.services.papers import care_plan_pdf
from ccmdesk.ui.common.desk import Paper
from ccmdesk.ui.common.pdf_view import Fit
from ccmdesk.ui.print_preview import printing, show_preview
from ccmdesk.ui.print_preview.preview import PrintPreview
from tests.ui.care_plan.desks import Seat
from tests.ui.hands import child, click, press


def paper_of(seat: Seat) -> Paper:
    """Return the care plan of the patient as a paper."""
    make = partial(care_plan_pdf, seat.desk.store, seat.desk.actor, seat.patient_id)
    return Paper("Care plan", "care-plan.pdf", seat.patient_id, make)


def opened(seat: Seat) -> PrintPreview:
    """Return the preview of a draft, shown."""
    start_draft(seat.desk.store, seat.desk.actor, seat.patient_id)
    seat.host.show()
    preview = show_preview(seat.desk, paper_of(seat))
    seat.settle()
    return preview


def test_the_pages_are_shown_and_turned(seat: Seat) -> None:
    preview = opened(seat)
    where = child(preview, QLabel, "preview.where")
    count = preview.view.page_count()
    assert count >= 1
    assert where.text().startswith(f"Page 1 of {count}, ")
    press(preview.view, Qt.Key.Key_End)
    assert preview.view.page() == count
    small = preview.view.percent()
    click(child(preview, QPushButton, "preview.size.full"))
    assert preview.view.fit() is Fit.FULL
    assert preview.view.percent() == 100 > small
    image = preview.view.grab().toImage()
    colours = {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
    assert len(colours) > 10


def test_a_paper_that_takes_long_is_shown_as_large_as_one_at_once(seat: Seat) -> None:
    at_once = opened(seat)
    expected = at_once.view.fit(), at_once.view.percent()
    at_once.finish()
    paper = paper_of(seat)

    def make_slowly() -> bytes:
        Event().wait(0.6)
        return paper.make()

    preview = show_preview(seat.desk, replace(paper, make=make_slowly))
    seat.settle()
    assert (preview.view.fit(), preview.view.percent()) == expected


def test_nothing_can_be_printed_before_the_paper_is_made(seat: Seat) -> None:
    seat.host.show()
    preview = show_preview(seat.desk, paper_of(seat))
    assert not preview.primary.isEnabled()
    seat.settle()
    assert "no care plan" in child(preview, QLabel, "preview.trouble").text()
    assert not preview.primary.isEnabled()
    press(preview, Qt.Key.Key_Escape)
    assert seat.desk.dialogs.current() is None


def test_saving_writes_the_file_for_its_owner_alone(seat: Seat, tmp_path: Path) -> None:
    preview = opened(seat)
    path = tmp_path / "chosen.pdf"
    preview.save_to(path)
    seat.settle()
    assert "Comprehensive care plan" in PdfReader(path).pages[0].extract_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert seat.desk.messages.text() == "Saved."
    assert seat.desk.dialogs.current() is None


def test_a_refused_folder_is_told_in_the_preview(seat: Seat, tmp_path: Path) -> None:
    preview = opened(seat)
    preview.save_to(tmp_path / "missing" / "chosen.pdf")
    seat.settle()
    assert "Nothing was saved." in child(preview, QLabel, "preview.trouble").text()
    assert seat.desk.dialogs.current() is preview


def test_printing_is_recorded_and_puts_every_page_on_the_printer(seat: Seat, tmp_path: Path) -> None:
    preview = opened(seat)
    document = preview.view.document
    assert document is not None
    pages, printer = document.pageCount(), printing.new_printer(document)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "job.pdf"))
    preview.print_on(printer)
    seat.until(lambda: seat.desk.messages.text() == "Sent to the printer.")
    job = PdfReader(tmp_path / "job.pdf")
    assert len(job.pages) == pages
    assert job.metadata is not None
    assert job.metadata.title == "ccmdesk"


def test_without_a_printer_it_says_so(seat: Seat) -> None:
    preview = opened(seat)
    if printing.has_printer():
        return
    press(preview, Qt.Key.Key_P)
    assert "no printer" in child(preview, QLabel, "preview.trouble").text()


def test_a_range_of_pages() -> None:
    assert list(printing.printed_pages(3, first=0, last=0)) == [0, 1, 2]
    assert list(printing.printed_pages(3, first=2, last=9)) == [1, 2]


def test_a_password_is_judged_and_put_on_the_saved_file(seat: Seat, tmp_path: Path) -> None:
    preview = opened(seat)
    path = tmp_path / "chosen.pdf"
    row = preview.protection
    row.wanted.setChecked(True)
    preview.save_to(path)
    assert "Type a password" in row.field.error()
    QTest.keyClicks(row.field.control, "sunshine")
    seat.settle()
    preview.save_to(path)
    assert "easy to guess" in row.field.error()
    row.field.control.clear()
    QTest.keyClicks(row.field.control, "plume orbit canary 47")
    seat.settle()
    assert child(preview, QLabel, "preview.strength").text() == "Strong enough."
    assert not path.exists()
    preview.save_to(path)
    seat.settle()
    reader = PdfReader(path)
    assert reader.is_encrypted and reader.decrypt("plume orbit canary 47")
    assert "Comprehensive care plan" in reader.pages[0].extract_text()


def test_printing_leaves_nothing_in_any_temporary_folder_but_the_private_one(
    seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared, memory = tmp_path / "tmp", tmp_path / "memory"
    shared.mkdir()
    memory.mkdir()
    monkeypatch.setenv("TMPDIR", str(shared))
    preview = opened(seat)
    document = preview.view.document
    assert document is not None
    with private_temporary_folder([memory]) as private:
        assert Path(QDir.tempPath()) == private
        printer = printing.new_printer(document)
        assert printer.docName() == printing.DOCUMENT_NAME
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "job.pdf"))
        assert printing.print_pages(document, printer)
    assert list(shared.iterdir()) == list(memory.iterdir()) == []
