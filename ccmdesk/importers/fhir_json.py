"""Read the JSON of FHIR files with the standard module, strictly and within limits.

Every number comes back as its own text, so that no digit of a measured value is lost and a number
with a million digits costs nothing. Where one object gives a name twice, the last value counts, as
with every common reader of JSON, and the names are reported.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, NoReturn

from ccmdesk.importers.decoding import UnreadableError

Body = dict[str, Any]
"""A JSON object; its values are checked by the pickers before any use."""

_NOT_A_NUMBER = re.compile(r'"(?:[^"\\]|\\.)*"|(-?Infinity|NaN)', re.DOTALL)
_BLANK = re.compile(r"[ \t\r\n]*")
_DEEPEST = 200


@dataclass(slots=True)
class _Doubled:
    """Collect the names that an object gave twice."""

    names: list[str] = field(default_factory=list)

    def object_of(self, pairs: list[tuple[str, Any]]) -> Body:
        """Return the object of its pairs, the last value of each name counting."""
        made = dict(pairs)
        if len(made) != len(pairs):
            seen: set[str] = set()
            for name, _ in pairs:
                if name in seen:
                    self.names.append(name)
                seen.add(name)
        return made


@dataclass(frozen=True, slots=True)
class JsonFile:
    """Hold the values of a JSON file (one, or one after the other) and names given twice in an object."""

    values: tuple[object, ...]
    doubled: tuple[str, ...]


class _ConstantError(ValueError):
    """Mark a word such as NaN, which the standard module lets pass and JSON does not know."""


def _refuse(word: str) -> NoReturn:
    raise _ConstantError(word)


def read_json(text: str) -> JsonFile:
    """Return the value of a JSON text, or of a text with one JSON object after the other.

    Raises UnreadableError with a sentence that names line and column.
    """
    doubled = _Doubled()
    decoder = json.JSONDecoder(
        object_pairs_hook=doubled.object_of, parse_float=str, parse_int=str, parse_constant=_refuse
    )
    values: list[object] = []
    at = _skip_blank(text, 0)
    try:
        while at < len(text):
            value, end = decoder.raw_decode(text, at)
            if values and not (isinstance(value, dict) and isinstance(values[0], dict)):
                raise UnreadableError(f"The file goes on after its end at {_place(text, at)}.")
            values.append(value)
            at = _skip_blank(text, end)
    except json.JSONDecodeError as error:
        raise UnreadableError(_fault(text, error, more=bool(values))) from error
    except _ConstantError as error:
        raise UnreadableError(f"The file holds a number that is none at {_constant(text)}.") from error
    except RecursionError as error:
        raise UnreadableError(
            f"The file nests brackets more than {_DEEPEST} deep from {_deep(text)}; no record does that."
        ) from error
    return JsonFile(tuple(values), tuple(dict.fromkeys(doubled.names)))


def _skip_blank(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _fault(text: str, error: json.JSONDecodeError, *, more: bool) -> str:
    where = _place(text, error.pos)
    if more and text[error.pos : error.pos + 1] not in ("{", ""):
        return f"The file goes on after its end at {where}."
    if not text[error.pos :].strip():
        return f"The file breaks off at {where}; it is not complete."
    if error.msg.startswith(("Unterminated string", "Invalid control character")):
        return f"A text in the file is not closed properly at {where}."
    return f"The file is not valid JSON at {where}."


def _place(text: str, at: int) -> str:
    line = text.count("\n", 0, at) + 1
    column = at - (text.rfind("\n", 0, at) + 1) + 1
    return f"line {line:,}, column {column:,}"


def _constant(text: str) -> str:
    for found in _NOT_A_NUMBER.finditer(text):
        if found[1]:
            return _place(text, found.start(1))
    return _place(text, 0)


def _deep(text: str) -> str:
    depth = 0
    for found in re.finditer(r'"(?:[^"\\]|\\.)*"|([\[{])|([\]}])', text, re.DOTALL):
        depth += 1 if found[1] else -1 if found[2] else 0
        if depth > _DEEPEST:
            return _place(text, found.start())
    return _place(text, 0)
