"""Read what people type into the forms of the chart: partial dates, codes and numbers."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from ccmdesk.domain.dates import PartialDate
from ccmdesk.ui.common.date_fields import NotUnderstoodError, parse_date

translate = QCoreApplication.translate

_YEAR = re.compile(r"\d{4}\Z")
_MONTH_NUMBERS = re.compile(r"(\d{1,2})/(\d{4})\Z|(\d{4})-(\d{1,2})\Z")
_MONTH_WORD = re.compile(r"([a-z]{3,9})\.?\s+(\d{4})\Z")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ICD10 = re.compile(r"[A-Z]\d[0-9A-Z](?:\.?[0-9A-Z]{1,4})?\Z")
_NUMBER = re.compile(r"\d{1,5}(?:\.\d{1,3})?\Z")


def parse_partial(text: str, *, today: date) -> PartialDate:
    """Return a year, a month or a day as typed: 2019, 3/2019, Mar 2019, 3/14/2019.

    Raises NotUnderstoodError with a sentence for anything else, or for a day to come.
    """
    typed = " ".join(text.lower().split())
    found = _partial(typed, today=today)
    if found.first_day() > today:
        raise NotUnderstoodError(translate("chart", "That day lies in the future."))
    return found


def parse_icd10(text: str) -> str:
    """Return an ICD-10-CM code with its dot, or nothing for nothing.

    Raises NotUnderstoodError with a sentence when it cannot be a code.
    """
    code = text.strip().upper()
    if not code:
        return ""
    if not _ICD10.match(code):
        raise NotUnderstoodError(translate("chart", "That is not an ICD-10 code. Write it as E11.22."))
    bare = code.replace(".", "")
    return bare if len(bare) == 3 else f"{bare[:3]}.{bare[3:]}"


def parse_numbers(text: str, count: int) -> tuple[Decimal, ...]:
    """Return one number, or two with a slash between: 142/88.

    Raises NotUnderstoodError with a sentence for anything else.
    """
    parts = [part.strip() for part in text.replace(",", ".").split("/")]
    if len(parts) != count or not all(_NUMBER.match(part) for part in parts):
        raise NotUnderstoodError(
            translate("chart", "Write the two numbers with a slash: 142/88.")
            if count == 2
            else translate("chart", "Write a number, such as 7.9.")
        )
    return tuple(Decimal(part) for part in parts)


def _partial(typed: str, *, today: date) -> PartialDate:
    if _YEAR.match(typed) and int(typed) > 0:
        return PartialDate(int(typed))
    if match := _MONTH_NUMBERS.match(typed):
        year, month = int(match[2] or match[3]), int(match[1] or match[4])
        if 1 <= month <= 12 and year > 0:
            return PartialDate(year, month)
    if match := _MONTH_WORD.match(typed):
        for at, short in enumerate(_MONTHS, start=1):
            if match[1].startswith(short) and int(match[2]) > 0:
                return PartialDate(int(match[2]), at)
    return PartialDate.of(parse_date(typed, today=today))
