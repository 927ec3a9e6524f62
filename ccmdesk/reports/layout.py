"""Lay text out in strips and fill pages with them; nothing here knows what a document is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from ccmdesk.reports.typeset import Face, Style, Typesetter

BLACK = 0.0
INK = 0.09
MUTED = 0.36
RULE = 0.72
"""Greys, 0 black to 1 white: readable on paper that was printed without colour and copied once."""

BODY = Style(Face.REGULAR, 10, 14)
STRONG = Style(Face.SEMIBOLD, 10, 14)
LABEL = Style(Face.SEMIBOLD, 8.5, 14, MUTED)
SMALL = Style(Face.REGULAR, 8.5, 12, MUTED)
COLUMN = Style(Face.SEMIBOLD, 8.5, 13, MUTED)
HEADING = Style(Face.SEMIBOLD, 11.5, 16, BLACK)
TITLE = Style(Face.SEMIBOLD, 19, 25, BLACK)


class Text(NamedTuple):
    """Draw a line of clean text; x from the left margin, y down from the top of its strip to the baseline.

    `spread` is added after every letter.
    """

    x: float
    y: float
    text: str
    style: Style
    spread: float = 0.0


class Box(NamedTuple):
    """Draw a filled rectangle, or an outlined one; a rule is a thin filled one."""

    x: float
    y: float
    width: float
    height: float
    grey: float
    filled: bool = True


Mark = Text | Box


class Strip(NamedTuple):
    """Hold one band across the page that is never cut.

    `space` above it is dropped at the top of a page; `keep` binds it to the next strip; `head` is
    repeated above it when it starts a page.
    """

    height: float
    marks: tuple[Mark, ...] = ()
    space: float = 0.0
    keep: bool = False
    head: tuple[Strip, ...] = ()


class Cell(NamedTuple):
    """Hold a text with the column it stands in."""

    text: str
    x: float
    width: float
    style: Style = BODY
    align: Literal["left", "right"] = "left"


class Placed(NamedTuple):
    """Hold a strip with its distance from the top of the page body."""

    top: float
    strip: Strip


def cells(setter: Typesetter, row: Sequence[Cell], *, space: float = 0.0, keep: bool = False) -> list[Strip]:
    """Return the strips of cells set side by side, a strip a line, without orphans or widows."""
    leading = max(cell.style.leading for cell in row)
    columns = [setter.wrap(cell.text, cell.style, width=cell.width) for cell in row]
    count = max(1, *map(len, columns))
    strips = []
    for at in range(count):
        marks: list[Mark] = []
        for cell, lines in zip(row, columns, strict=True):
            if at < len(lines) and lines[at]:
                marks.append(_text(setter, cell, lines[at], leading))
        bound = keep if at == count - 1 else at in (0, count - 2)
        strips.append(Strip(leading, tuple(marks), space if at == 0 else 0.0, bound))
    return strips


def _text(setter: Typesetter, cell: Cell, line: str, leading: float) -> Text:
    x = cell.x
    if cell.align == "right":
        x += cell.width - setter.width(line, cell.style)
    return Text(x, leading * 0.73, line, cell.style)


def bound(strips: Sequence[Strip]) -> list[Strip]:
    """Return strips that all stay together on one page, as far as a page can hold them."""
    last = len(strips) - 1
    return [strip._replace(keep=at < last) for at, strip in enumerate(strips)]


def tied(strips: Sequence[Strip], tail: Sequence[Strip]) -> list[Strip]:
    """Return strips followed by a tail that never starts a page without the last of them."""
    if not strips:
        return list(tail)
    return [*strips[:-1], strips[-1]._replace(keep=True), *tail]


def rule(
    width: float, *, x: float = 0.0, space: float = 0.0, grey: float = RULE, keep: bool = False
) -> Strip:
    """Return a thin line."""
    return Strip(0.6, (Box(x, 0, width, 0.6, grey),), space, keep)


def paginate(strips: Iterable[Strip], height: float) -> list[list[Placed]]:
    """Return the pages that strips fill; there is at least one page.

    Strips bound to each other move to the next page together unless they are longer than a page.
    """
    pages: list[list[Placed]] = [[]]
    used = 0.0
    for chunk in _chunks(strips):
        need = sum(strip.space + strip.height for strip in chunk)
        for at, strip in enumerate(chunk):
            whole = need if at == 0 else strip.space + strip.height
            if used and used + whole > height:
                pages.append([])
                used = 0.0
                for head in strip.head:
                    pages[-1].append(Placed(used, head))
                    used += head.height
            top = used + strip.space if used else 0.0
            pages[-1].append(Placed(top, strip))
            used = top + strip.height
    return pages


def _chunks(strips: Iterable[Strip]) -> Iterator[list[Strip]]:
    chunk: list[Strip] = []
    for strip in strips:
        chunk.append(strip)
        if not strip.keep:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
