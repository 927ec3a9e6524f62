"""Draw the recovery key sheet: the key to read and to scan, and what to do with it; nothing of a patient."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

from ccmdesk.reports.layout import (
    BLACK,
    BODY,
    HEADING,
    MUTED,
    RULE,
    Box,
    Cell,
    Mark,
    Strip,
    Text,
    cells,
)
from ccmdesk.reports.paper import WIDTH, Frame, render, signature_lines, title
from ccmdesk.reports.typeset import Face, Style, Typesetter
from ccmdesk.reports.words import FRAME, LOCALES, moment_text
from ccmdesk.security.recovery_key import QR_PREFIX

_KEY = Style(Face.SEMIBOLD, 16.5, 24, BLACK)
_NUMBER = Style(Face.REGULAR, 9, 24, MUTED)
_GROUPS_A_LINE = 3
_LINE = 29.0
_GROUP = 108.0
_QR_SIZE = 138.0
_PAD = 16.0

_WHAT = (
    "This key opens the practice file when a passphrase is forgotten or the computer is lost. Whoever "
    "holds this sheet and a copy of the practice file can read every record in it. Guard it like the key "
    "to the chart room."
)
_HOW = (
    "Open ccmdesk and choose the practice file or a backup of it.",
    "Choose to open it with the recovery key.",
    (
        "Type the groups in the order of their small numbers, or scan the square. Capital and small letters "
        "are the same. Each group carries its own check: the program says which one holds a mistake."
    ),
    "Set a new passphrase. Then make and print a new recovery key.",
)
_WHERE = (
    "On paper only, in a locked place away from this computer: a safe, a safe deposit box, or with the "
    "owner of the practice. Do not photograph it, e-mail it or save this page as a file. If the sheet is "
    "lost or somebody may have seen it, make a new key at once; the old one then opens nothing."
)


def recovery_sheet_pdf(*, practice_name: str, recovery_key: str, printed_at: datetime, zone: str) -> bytes:
    """Return the PDF of a recovery key, given as `security.recovery_key.printed` returns it."""
    setter = Typesetter()
    groups = [setter.clean(group) for group in re.split(r"[\s-]+", recovery_key.strip()) if group]
    words = FRAME["en"]
    frame = Frame(
        title="Recovery key",
        author=practice_name,
        language=LOCALES["en"],
        running=practice_name,
        state="keep locked away",
        contact="Keep locked away. There is no other way in when every passphrase is lost.",
        imprint=f"{words.printed.format(moment=moment_text(printed_at, zone))}. {words.uncertified}.",
        page=words.page,
        replaced=words.replaced,
    )
    strips = title(setter, frame, lines=[practice_name])
    strips.append(_key(groups))
    strips += _part(setter, "What this is", [_WHAT])
    strips += _part(setter, "How to use it", _HOW, numbered=True)
    strips += _part(setter, "Where to keep it", [_WHERE])
    strips += signature_lines(
        setter, [("Kept at", 3), ("Typed back and checked by", 2), ("Date", 1)], space=48
    )
    return render(setter, frame, strips=strips)


def _part(setter: Typesetter, heading: str, texts: Sequence[str], *, numbered: bool = False) -> list[Strip]:
    strips = cells(setter, [Cell(heading, 0, WIDTH, HEADING)], space=18, keep=True)
    indent = 18.0 if numbered else 0.0
    for number, text in enumerate(texts, 1):
        figure = f"{number}." if numbered else ""
        strips += cells(
            setter, [Cell(figure, 0, indent, BODY), Cell(text, indent, WIDTH - indent, BODY)], space=2
        )
    return strips


def _key(groups: list[str]) -> Strip:
    """Return the framed key: numbered groups at the left, the same as a QR square at the right."""
    block = _LINE * -(-len(groups) // _GROUPS_A_LINE)
    height = max(block, _QR_SIZE) + 2 * _PAD
    marks: list[Mark] = [Box(0, 0, WIDTH, height, RULE, filled=False)]
    top = (height - block) / 2
    for place, group in enumerate(groups):
        x = _PAD + place % _GROUPS_A_LINE * _GROUP
        y = top + place // _GROUPS_A_LINE * _LINE + 20
        marks.append(Text(x, y, str(place + 1), _NUMBER))
        marks.append(Text(x + 21, y, group, _KEY, spread=2))
    marks.extend(_qr(QR_PREFIX + "".join(groups), WIDTH - _PAD - _QR_SIZE, (height - _QR_SIZE) / 2))
    return Strip(height, tuple(marks), space=16)


def _qr(text: str, x: float, y: float) -> list[Box]:
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    modules: list[list[bool]] = code.modules
    count = len(modules)
    side = _QR_SIZE / count
    boxes = []
    for row in range(count):
        start = None
        for column in range(count + 1):
            dark = column < count and modules[row][column]
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                boxes.append(Box(x + start * side, y + row * side, (column - start) * side, side, BLACK))
                start = None
    return boxes
