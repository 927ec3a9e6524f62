"""The recovery sheet shows a key that can be typed back and scanned, and names no patient."""

from __future__ import annotations

import re

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

from ccmdesk.reports.recovery_sheet import recovery_sheet_pdf
from ccmdesk.security.recovery_key import parse_recovery_key, printed, qr_payload
from tests.reports.making import PRINTED_AT, ZONE, fonts, read, text

KEY = bytes(range(7, 39))


def sheet(practice_name: str = "Juniper Street Family Practice") -> bytes:
    """Return the sheet of a key."""
    return recovery_sheet_pdf(
        practice_name=practice_name, recovery_key=printed(KEY), printed_at=PRINTED_AT, zone=ZONE
    )


def test_what_is_read_from_the_sheet_opens_the_file() -> None:
    groups = re.findall(r"\b\d{1,2} ([0-9A-Z]{5})(?= )", text(sheet()))
    assert bytes(parse_recovery_key("-".join(groups))) == KEY


def test_groups_are_numbered_in_reading_order() -> None:
    groups = printed(KEY).split("-")
    numbered = " ".join(f"{number} {group}" for number, group in enumerate(groups, 1))
    assert numbered in text(sheet())


def test_square_holds_what_the_scanner_must_read() -> None:
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(qr_payload(KEY))
    code.make()
    dark = [(row, column) for row, line in enumerate(code.modules) for column, on in enumerate(line) if on]
    content = read(sheet()).pages[0].get_contents()
    assert content is not None
    boxes = [
        tuple(map(float, box))
        for box in re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re f", content.get_data())
    ]
    side = 138 / len(code.modules)
    square = [box for box in boxes if abs(box[3] - side) < 0.01]
    left, top = min(box[0] for box in square), max(box[1] for box in square)
    drawn = [
        (round((top - y) / side), round((x - left) / side) + step)
        for x, y, width, _ in square
        for step in range(round(width / side))
    ]
    assert sorted(drawn) == dark


def test_sheet_says_what_it_is_and_where_to_keep_it() -> None:
    words = text(sheet())
    for part in (
        "What this is",
        "How to use it",
        "Where to keep it",
        "Kept at",
        "Printed 24 Nov 2026, 10:42.",
    ):
        assert part in words
    assert "Juniper Street Family Practice" in words
    assert "Page 1 of 1" in words


def test_practice_name_of_any_length_keeps_the_key_on_the_first_page() -> None:
    groups = printed(KEY).split("-")
    first = read(sheet("Long practice name " * 30)).pages[0].extract_text()
    assert all(group in first for group in groups)


def test_file_has_neutral_title_and_embedded_fonts() -> None:
    metadata = read(sheet()).metadata
    assert metadata is not None
    assert metadata.title == "Recovery key"
    assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts(sheet()))
