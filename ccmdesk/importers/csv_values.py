"""Read the single values of a table: dates, sexes, numbers, and lists of codes."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import NamedTuple

from ccmdesk.domain.chart import Sex
from ccmdesk.domain.dates import PartialDate

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?\Z")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})\Z")
_US = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: .*)?\Z")
_SHORT = re.compile(r"\d{1,2}[/. -](?:\d{1,2}|[A-Za-z]{3,9})[/., -]+'?\d{2}\Z")
_NAMED = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})\Z")
_DAY_FIRST = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})[ -](\d{4})\Z")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ICD = r"[A-TV-Z]\d[0-9AB](?:\.?[0-9A-Z]{1,4})?"
_CODE_FIRST = re.compile(rf"({_ICD})(?:\s*[-:–]\s*|\s+|\Z)(.*)\Z", re.IGNORECASE | re.DOTALL)
_CODE_LAST = re.compile(rf"(.+?)\s*[(\[]\s*(?:ICD-?10:?\s*)?({_ICD})\s*[)\]]\Z", re.IGNORECASE | re.DOTALL)
_LONGEST_NAME = 500
_SEXES = {"f": Sex.FEMALE, "female": Sex.FEMALE, "woman": Sex.FEMALE, "m": Sex.MALE, "male": Sex.MALE}
_OTHERS = {"o", "other", "x", "nonbinary", "non-binary"}


class Named(NamedTuple):
    """Hold a problem as written: its ICD-10-CM code, where there is one, and its name."""

    code: str
    name: str


def read_date(text: str) -> PartialDate | None:
    """Return a date in ISO form, in US order, or with the month's name; None for an empty text.

    Raises ValueError with a sentence for a year of two digits and for any other text.
    """
    text = text.strip()
    if not text:
        return None
    if _SHORT.match(text):
        raise ValueError("has a year of two digits; write all four")
    parts = _parts(text)
    if parts is None:
        raise ValueError("is not a date; write it as 1950-03-31 or 03/31/1950")
    try:
        return PartialDate(*parts)
    except ValueError as error:
        raise ValueError("is not a date that exists; write it as 1950-03-31 or 03/31/1950") from error


def reads_either_way(text: str) -> bool | None:
    """Return whether a date in numbers may have the day or the month first; None when only the day can be.

    A date that has the month first for sure, or is written in another way, gives False.
    """
    found = _US.match(text.strip())
    if found is None:
        return False
    first, second = int(found[1]), int(found[2])
    if 12 < first <= 31 and second <= 12:
        return None
    return first <= 12 and second <= 12 and first != second


def _parts(text: str) -> tuple[int, int, int] | None:
    for form in (_ISO, _COMPACT):
        found = form.match(text)
        if found:
            return int(found[1]), int(found[2]), int(found[3])
    found = _US.match(text)
    if found:
        return int(found[3]), int(found[1]), int(found[2])
    for form, month, day in ((_NAMED, 1, 2), (_DAY_FIRST, 2, 1)):
        found = form.match(text)
        if found and found[month].lower()[:3] in _MONTHS:
            return int(found[3]), _MONTHS.index(found[month].lower()[:3]) + 1, int(found[day])
    return None


def read_moment(text: str) -> datetime | None:
    """Return the UTC instant of a text with a time of day and a zone."""
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def read_sex(text: str) -> Sex:
    """Return the sex that a word or letter stands for."""
    word = text.strip().lower()
    return _SEXES.get(word, Sex.OTHER if word in _OTHERS else Sex.UNKNOWN)


def read_list(text: str, *, commas: bool) -> list[str]:
    """Return the items of a cell: on lines of their own or between semicolons, bars or (if told) commas."""
    pattern = r"[;|\n,]" if commas else r"[;|\n]"
    return [item for item in (part.strip(" \t\r•*-") for part in re.split(pattern, text)) if item]


def read_problems(text: str) -> list[Named]:
    """Return the problems of a cell, such as `E11.9; I10 Hypertension` or `E119,I10`."""
    items = read_list(text, commas=False)
    if len(items) == 1 and "," in items[0]:
        parts = read_list(text, commas=True)
        if all(len(part) <= _LONGEST_NAME and _is_coded(part) for part in parts):
            items = parts
    return [_problem(item) for item in items]


def _is_coded(item: str) -> bool:
    return bool(_CODE_FIRST.match(item) or _CODE_LAST.match(item))


def _problem(item: str) -> Named:
    if len(item) > _LONGEST_NAME:
        return Named("", item)
    found = _CODE_FIRST.match(item)
    if found:
        code = _dotted(found[1])
        return Named(code, found[2].strip() or code)
    found = _CODE_LAST.match(item)
    return Named(_dotted(found[2]), found[1].strip()) if found else Named("", item)


def _dotted(code: str) -> str:
    code = code.upper()
    return f"{code[:3]}.{code[3:]}" if len(code) > 3 and "." not in code else code


def split_name(whole: str) -> tuple[str, str]:
    """Return family and given name of `Family, Given` or `Given Family`."""
    if "," in whole:
        family, _, given = whole.partition(",")
    else:
        given, _, family = whole.rpartition(" ")
    return family.strip(), given.strip()
