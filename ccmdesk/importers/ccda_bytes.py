"""Turn the bytes of an XML file into text, whatever encoding they are in or claim to be in."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from ccmdesk.domain.errors import UserError

MAX_BYTES = 20 * 1024 * 1024
MAX_MARKS = 1_800_000
"""Largest size of a document and number of its tags and attributes: its tree stays below 512 MB."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARATION = re.compile(r"\s*<\?xml\s([^>]*?)\?>", re.IGNORECASE)
_ENCODING = re.compile(r"""encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_WIDE = ("utf-16", "utf16", "utf-32", "utf32", "ucs-2", "ucs-4", "iso-10646-ucs-2", "iso-10646-ucs-4")
_SAFE = (
    *("utf-8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-2", "iso-8859-9", "iso-8859-15"),
    *("latin-1", "cp1252", "windows-1250", "windows-1252", "windows-1254"),
)
_NOT_AS_DECLARED = (
    "The letters are not in the encoding that the file names; "
    "they were read as Western European, so check accented names."
)


class UnreadableError(UserError):
    """Refuse a file that is unreadable or hostile, in one sentence."""


class Decoded(NamedTuple):
    """Hold the text of a file without its XML declaration, and a note about its encoding."""

    text: str
    note: str = ""


def decoded(data: bytes) -> Decoded:
    """Return the text of a file with the XML declaration blanked out, so that line numbers stay.

    A byte order mark wins, then the pattern of NUL bytes, then the declared encoding where the bytes
    bear it out, then UTF-8. Bytes that are no UTF-8 at all are read as Windows-1252, with a note.
    Raise UnreadableError for an empty, too large or damaged file.
    """
    if len(data) > MAX_BYTES:
        size = MAX_BYTES // 1024 // 1024
        raise UnreadableError(f"The file is larger than {size} MB, which is too large to read.")
    if not data.strip():
        raise UnreadableError("The file is empty.")
    text, note = _text(data)
    nul = text.find("\0")
    if nul >= 0:
        line, column = place(text, nul)
        raise UnreadableError(f"The file is damaged: line {line}, column {column} holds a NUL byte.")
    if text.count("<") + text.count("=") > MAX_MARKS:
        raise UnreadableError("The file has so many elements that it would fill the memory.")
    return Decoded(_without_declaration(text), note)


def place(text: str, position: int) -> tuple[int, int]:
    """Return the line and column, both from 1, of a position in a text."""
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)


def _text(data: bytes) -> tuple[str, str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding, offset=len(mark)), ""
    wide = _wide_encoding(data)
    if wide:
        return _strictly(data, wide, offset=0), ""
    declared = _declared(data)
    if declared in _SAFE and declared != "utf-8":
        try:
            return data.decode(declared), ""
        except UnicodeDecodeError:
            pass  # the declaration is wrong: the bytes decide below
    elif declared and declared not in _SAFE and not declared.startswith(_WIDE):
        raise UnreadableError("The file says it is in an encoding that the program does not read.")
    return _eight_bit(data)


def _wide_encoding(data: bytes) -> str:
    head = data[:4]
    patterns = (
        (b"<\0\0\0", "utf-32-le"),
        (b"\0\0\0<", "utf-32-be"),
        (b"<\0", "utf-16-le"),
        (b"\0<", "utf-16-be"),
        (b"\n\0", "utf-16-le"),
        (b" \0", "utf-16-le"),
        (b"\0\n", "utf-16-be"),
        (b"\0 ", "utf-16-be"),
    )
    return next((name for pattern, name in patterns if head.startswith(pattern)), "")


def _declared(data: bytes) -> str:
    declaration = _DECLARATION.match(data[:400].decode("latin-1"))
    found = _ENCODING.search(declaration[1]) if declaration else None
    return found[1].lower() if found else ""


def _strictly(data: bytes, encoding: str, *, offset: int) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(_damaged(error.start + offset)) from None


def _eight_bit(data: bytes) -> tuple[str, str]:
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError as error:
        if b"\0" in data or _has_utf8(data):
            raise UnreadableError(_damaged(error.start)) from None
        try:
            text = data.decode("windows-1252")
        except UnicodeDecodeError as second:
            raise UnreadableError(_damaged(second.start)) from None
    return text, _NOT_AS_DECLARED


def _has_utf8(data: bytes) -> bool:
    """Return whether any letter beyond ASCII is written in UTF-8: then a stray byte means damage."""
    return re.search(rb"[\xc3-\xf4][\x80-\xbf]{1,3}(?![\x80-\xbf])", data) is not None


def _damaged(position: int) -> str:
    return f"The file is damaged: its text cannot be read at byte {position + 1}."


def _without_declaration(text: str) -> str:
    text = text.removeprefix("\ufeff").lstrip("\ufeff")
    declaration = _DECLARATION.match(text)
    if declaration is None:
        return text
    blank = re.sub(r"[^\n]", " ", declaration[0])
    return blank + text[declaration.end() :].lstrip("\ufeff")
