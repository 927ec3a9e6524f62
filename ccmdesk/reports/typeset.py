"""Clean, measure and break text for paper, in the embedded fonts."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple, cast

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from ccmdesk.resource_files import resource_path

NO_GLYPH = "\u25a1"
"""The sign printed in place of a character that the fonts have no letter for."""

_VARIATION_SELECTORS = range(0xFE00, 0xFE10)


class Face(StrEnum):
    """Name the embedded faces; the value is the name of the font file."""

    REGULAR = "InterTabular-Regular"
    MEDIUM = "InterTabular-Medium"
    SEMIBOLD = "InterTabular-SemiBold"


class Style(NamedTuple):
    """Hold how a text looks; sizes in points, grey from 0 black to 1 white."""

    face: Face
    size: float
    leading: float
    grey: float = 0.09


class _Signs(dict[int, str]):
    """Map code points to what is printed for them; filled as they are met, so it holds no text."""

    def __init__(self, glyphs: Mapping[int, float]) -> None:
        super().__init__()
        self._glyphs = glyphs

    def __missing__(self, code: int) -> str:
        sign = self._sign(code)
        self[code] = sign
        return sign

    def _sign(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if category == "Zs":
            return character if code == 0xA0 else " "
        if category == "Cc":
            return " " if character == "\t" else ""
        if category == "Cf" or code in _VARIATION_SELECTORS:
            return ""
        return character if code in self._glyphs else NO_GLYPH


class Typesetter:
    """Hold what one document needs to measure text; made anew for each, so no text outlives it."""

    def __init__(self) -> None:
        self._widths = {face: _widths(face) for face in Face}
        glyphs = self._widths[Face.REGULAR]
        self._signs = _Signs(glyphs)
        self._words: dict[Face, dict[str, float]] = {face: {} for face in Face}

    @property
    def replaced(self) -> bool:
        """Tell whether a character had no glyph so far and was printed as NO_GLYPH."""
        return any(sign == NO_GLYPH and code != ord(NO_GLYPH) for code, sign in self._signs.items())

    def clean(self, text: str) -> str:
        """Return one line of printable text: composed, without controls, unknown letters as NO_GLYPH."""
        if text.isascii() and text.isprintable():
            return text
        return unicodedata.normalize("NFC", text).translate(self._signs)

    def width(self, text: str, style: Style) -> float:
        """Return the width of clean text in points."""
        return self._units(text, style.face) * style.size / 1000

    def wrap(self, text: str, style: Style, *, width: float) -> list[str]:
        """Return the lines of a text broken at spaces to fit a width; longer words are cut.

        Line ends in the text are kept, blank lines at its ends are not, and several count as one.
        """
        limit = width * 1000 / style.size
        lines: list[str] = []
        for paragraph in text.splitlines():
            words = [word for word in self.clean(paragraph).split(" ") if word]
            if words:
                lines.extend(self._broken(words, style.face, limit))
            elif lines and lines[-1]:
                lines.append("")
        if lines and not lines[-1]:
            lines.pop()
        return lines

    def fit(self, text: str, style: Style, *, width: float) -> str:
        """Return the first line of a text, cut with an ellipsis where it does not fit a width."""
        lines = self.wrap(" ".join(text.split()), style, width=width)
        if len(lines) <= 1:
            return "".join(lines)
        limit = (width - self.width("…", style)) * 1000 / style.size
        return self._pieces(lines[0], style.face, limit)[0].rstrip() + "…"

    def _broken(self, words: list[str], face: Face, limit: float) -> list[str]:
        known = self._words[face]
        space = self._widths[face][32]
        lines: list[str] = []
        line: list[str] = []
        used = 0.0
        for word in words:
            size = known.get(word)
            if size is None:
                size = known[word] = self._units(word, face)
            if line and used + space + size <= limit:
                line.append(word)
                used += space + size
                continue
            if line:
                lines.append(" ".join(line))
            if size > limit:
                *whole, word = self._pieces(word, face, limit)
                lines.extend(whole)
                size = self._units(word, face)
            line, used = [word], size
        lines.append(" ".join(line))
        return lines

    def _units(self, text: str, face: Face) -> float:
        widths = self._widths[face]
        return sum([widths[ord(c)] for c in text])

    def _pieces(self, word: str, face: Face, limit: float) -> list[str]:
        """Return a word in parts as long as the limit allows, none of them empty."""
        widths = self._widths[face]
        pieces: list[str] = []
        start = 0
        used = 0.0
        for at, character in enumerate(word):
            width = widths[ord(character)]
            if used + width > limit and at > start:
                pieces.append(word[start:at])
                start, used = at, 0.0
            used += width
        pieces.append(word[start:])
        return pieces


def _widths(face: Face) -> Mapping[int, float]:
    """Return the advance of every character of a face in thousandths, after making it known to reportlab."""
    if face not in pdfmetrics.getRegisteredFontNames():
        path = resource_path(f"fonts/{face}.ttf")
        pdfmetrics.registerFont(TTFont(face.value, str(path), shapable=False))
    font = cast("TTFont", pdfmetrics.getFont(face.value))
    widths: Mapping[int, float] = font.face.charWidths
    return widths
