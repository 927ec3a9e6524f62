"""Turn the bytes of a text file into text, whichever Unicode encoding it came in."""

from __future__ import annotations

import codecs
from typing import NamedTuple

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 4096


class UnreadableError(Exception):
    """Say in one sentence why bytes or a text cannot be read, and where."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Encoding(NamedTuple):
    """Name a codec and the number of marking bytes before the text."""

    codec: str
    skip: int


def encoding_of(data: bytes) -> Encoding:
    """Return the Unicode encoding of a file by its byte order mark or by where its zero bytes lie."""
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return Encoding(codec, len(mark))
    head = data[:_SAMPLE]
    if head.count(0) * 4 >= len(head) > 3:
        if head[0:3] == b"\0\0\0" and head[3]:
            return Encoding("utf-32-be", 0)
        if head[0] and head[1:4] == b"\0\0\0":
            return Encoding("utf-32-le", 0)
        if not head[0] and head[1]:
            return Encoding("utf-16-be", 0)
        if head[0] and not head[1]:
            return Encoding("utf-16-le", 0)
    return Encoding("utf-8", 0)


def decoded(data: bytes) -> str:
    """Return the text of a file; raise UnreadableError naming the first byte that does not fit in."""
    codec, skip = encoding_of(data)
    try:
        return data[skip:].decode(codec)
    except UnicodeDecodeError as error:
        label = codec.upper().replace("-LE", "").replace("-BE", "")
        place = skip + error.start + 1
        raise UnreadableError(f"Byte {place:,} of the file is not valid {label} text.") from error


def is_binary(text: str) -> bool:
    """Say whether a text holds characters that only files of programs and pictures hold."""
    head = text[:_SAMPLE]
    return any(char < " " and char not in "\t\n\r\f\v\x1a\x1c\x1d\x1e\x1f" for char in head)
