"""The page every document is printed on: Letter, running head, footer, `Page x of y`, neutral metadata."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import NamedTuple

from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from ccmdesk.domain.practice import Practice
from ccmdesk.reports.layout import (
    COLUMN,
    INK,
    MUTED,
    RULE,
    TITLE,
    Box,
    Cell,
    Strip,
    Text,
    bound,
    cells,
    paginate,
    rule,
)
from ccmdesk.reports.typeset import NO_GLYPH, Face, Style, Typesetter
from ccmdesk.reports.words import FRAME, LOCALES, Language

PAGE_WIDTH, PAGE_HEIGHT = letter
MARGIN = 54.0
TOP = 56.0
BOTTOM = 70.0
WIDTH = PAGE_WIDTH - 2 * MARGIN
BODY_HEIGHT = PAGE_HEIGHT - TOP - BOTTOM

_WHOLE_ROW = 14
"""Rows of up to so many strips are never parted, so that no dose stands on another page than its medicine."""

_RUNNING = Style(Face.REGULAR, 8.5, 12, MUTED)
_FOOT = Style(Face.REGULAR, 8, 11, MUTED)
_FOOT_STRONG = Style(Face.MEDIUM, 8, 11, INK)
_SUBJECT = Style(Face.SEMIBOLD, 12, 17, INK)
_SUBTITLE = Style(Face.REGULAR, 10, 14, MUTED)
_STATE = Style(Face.MEDIUM, 10, 14, INK)


@dataclass(frozen=True, slots=True)
class Frame:
    """Hold what stands on every page around the body.

    `title` is also the document's title in the file, so it names no patient; `running` and `state` head
    the pages after the first; `contact` and `imprint` are the lines of the footer; `page` has the places
    {page} and {pages}; `replaced` explains the sign for missing letters.
    """

    title: str
    author: str
    language: str
    running: str
    state: str
    contact: str
    imprint: str
    page: str
    replaced: str


def practice_frame(
    practice: Practice, *, title: str, running: str, state: str, printed: str, language: Language
) -> Frame:
    """Return the frame of a practice's paper: whom to call, what this is, when it was printed."""
    words = FRAME[language]
    contact = [words.call.format(phone=practice.phone)] if practice.phone.strip() else []
    if practice.after_hours_phone.strip():
        contact.append(words.after_hours.format(phone=practice.after_hours_phone))
    imprint = (f"{state[:1].upper()}{state[1:]}", words.printed.format(moment=printed), words.uncertified)
    return Frame(
        title=title,
        author=practice.name,
        language=LOCALES[language],
        running=running,
        state=state,
        contact=" ".join(contact) or practice.name,
        imprint="".join(f"{part}. " for part in imprint if part).rstrip(),
        page=words.page,
        replaced=words.replaced,
    )


class Column(NamedTuple):
    """Hold a column of a table: its head, and its share of the width."""

    head: str
    share: float
    right: bool = False


def title(setter: Typesetter, frame: Frame, *, lines: Sequence[str]) -> list[Strip]:
    """Return the top of the first page: title, state at the right, whom it is about, lines, and a rule."""
    state = setter.fit(frame.state, _STATE, width=WIDTH * 0.45)
    room = setter.width(state, _STATE)
    strips = cells(
        setter,
        [
            Cell(frame.title, 0, WIDTH - room - 12, TITLE),
            Cell(state, WIDTH - room - 1, room + 1, _STATE, "right"),
        ],
        keep=True,
    )
    for at, line in enumerate(lines):
        strips += cells(setter, [Cell(line, 0, WIDTH, _SUBTITLE if at else _SUBJECT)], keep=True)
    strips.append(rule(WIDTH, space=7, grey=MUTED))
    return strips


def table(
    setter: Typesetter,
    columns: Sequence[Column],
    *,
    rows: Iterable[Sequence[str]],
    styles: Sequence[Style],
    space: float = 4.0,
) -> list[Strip]:
    """Return a table whose head is repeated on every page; rows are divided by thin lines."""
    gap = 8.0
    total = sum(column.share for column in columns)
    usable = WIDTH - gap * (len(columns) - 1)
    spans: list[tuple[float, float]] = []
    x = 0.0
    for column in columns:
        width = usable * column.share / total
        spans.append((x, width))
        x += width + gap
    head = _row(setter, [column.head for column in columns], columns, spans, [COLUMN] * len(columns))
    head = [strip._replace(keep=True) for strip in (*head, rule(WIDTH, space=1, grey=MUTED))]
    strips = [head[0]._replace(space=space), *head[1:]]
    for texts in rows:
        row = _row(setter, texts, columns, spans, styles)
        row[0] = row[0]._replace(space=3)
        row[-1] = row[-1]._replace(keep=True)
        row.append(rule(WIDTH, space=2.4))
        if len(row) <= _WHOLE_ROW:
            row = bound(row)
        strips.extend(strip._replace(head=tuple(head)) for strip in row)
    return strips


def _row(
    setter: Typesetter,
    texts: Sequence[str],
    columns: Sequence[Column],
    spans: Sequence[tuple[float, float]],
    styles: Sequence[Style],
) -> list[Strip]:
    return cells(
        setter,
        [
            Cell(text, x, width, style, "right" if column.right else "left")
            for text, column, (x, width), style in zip(texts, columns, spans, styles, strict=True)
        ],
    )


def signature_lines(
    setter: Typesetter, labels: Sequence[tuple[str, float]], *, space: float = 26
) -> list[Strip]:
    """Return lines to write on, side by side by their shares of the width, each with what belongs on it.

    The room to write in stays even at the top of a page.
    """
    gap = 18.0
    total = sum(share for _, share in labels)
    usable = WIDTH - gap * (len(labels) - 1)
    x = 0.0
    boxes: list[Box] = []
    row: list[Cell] = []
    for label, share in labels:
        width = usable * share / total
        boxes.append(Box(x, 0, width, 0.6, MUTED))
        row.append(Cell(label, x, width, _RUNNING))
        x += width + gap
    return [Strip(space, keep=True), Strip(2.0, tuple(boxes), keep=True), *cells(setter, row)]


def render(setter: Typesetter, frame: Frame, *, strips: Iterable[Strip]) -> bytes:
    """Return the PDF of a document: every page laid out first, so that each knows how many there are."""
    body = list(strips)
    if setter.replaced:
        body += cells(setter, [Cell(f"{NO_GLYPH}  {frame.replaced}", 0, WIDTH, _RUNNING)], space=14)
    pages = paginate(body, BODY_HEIGHT)
    buffer = BytesIO()
    canvas = Canvas(
        buffer,
        pagesize=letter,
        pageCompression=1,
        invariant=1,
        initialFontName=Face.REGULAR.value,  # type: ignore[arg-type]  # a name; the stubs say number
        lang=frame.language,
    )
    canvas.setTitle(setter.clean(frame.title))
    canvas.setAuthor(setter.clean(" ".join(frame.author.split())))
    canvas.setCreator("ccmdesk")
    canvas.setSubject("")
    for number, page in enumerate(pages, 1):
        if number > 1:
            _draw(canvas, TOP - 26, _running_head(setter, frame))
        for top, strip in page:
            _draw(canvas, TOP + top, strip)
        _draw(canvas, PAGE_HEIGHT - BOTTOM + 20, _footer(setter, frame, number, len(pages)))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _running_head(setter: Typesetter, frame: Frame) -> Strip:
    state = setter.fit(frame.state, _RUNNING, width=WIDTH * 0.4)
    room = setter.width(state, _RUNNING)
    left = setter.fit(frame.running, _RUNNING, width=WIDTH - room - 14)
    return Strip(12, (Text(0, 9, left, _RUNNING), Text(WIDTH - room, 9, state, _RUNNING)))


def _footer(setter: Typesetter, frame: Frame, number: int, count: int) -> Strip:
    page = setter.clean(frame.page.format(page=number, pages=count))
    room = setter.width(page, _FOOT_STRONG)
    contact = setter.fit(frame.contact, _FOOT_STRONG, width=WIDTH - room - 14)
    imprint = setter.fit(frame.imprint, _FOOT, width=WIDTH)
    return Strip(
        30,
        (
            Box(0, 0, WIDTH, 0.6, RULE),
            Text(0, 13, contact, _FOOT_STRONG),
            Text(WIDTH - room, 13, page, _FOOT_STRONG),
            Text(0, 25, imprint, _FOOT),
        ),
    )


def _draw(canvas: Canvas, top: float, strip: Strip) -> None:
    for mark in strip.marks:
        x = MARGIN + mark.x
        y = PAGE_HEIGHT - top - mark.y
        if isinstance(mark, Text):
            canvas.setFillGray(mark.style.grey)
            canvas.setFont(mark.style.face.value, mark.style.size)
            canvas.drawString(x, y, mark.text, charSpace=mark.spread)
        elif mark.filled:
            canvas.setFillGray(mark.grey)
            canvas.rect(x, y - mark.height, mark.width, mark.height, stroke=0, fill=1)
        else:
            canvas.setStrokeGray(mark.grey)
            canvas.setLineWidth(0.8)
            canvas.rect(x, y - mark.height, mark.width, mark.height, stroke=1, fill=0)
