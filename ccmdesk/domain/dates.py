"""Dates as records give them (a year, a month or a day) and service months."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Self
from zoneinfo import ZoneInfo

from ccmdesk.domain.errors import InvalidValue

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z")
_MONTH = re.compile(r"(\d{4})-(\d{2})\Z")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """Hold a year, a month of a year, or a day; month and day are 0 where the record does not say."""

    year: int
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        if not self.month and self.day:
            raise ValueError("a day needs a month")
        date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the value of `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; raise ValueError for anything else."""
        match = _PARTIAL.match(text)
        if match is None:
            raise ValueError("not a date")
        year, month, day = match.groups()
        return cls(int(year), int(month or 0), int(day or 0))

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the value of a whole date."""
        return cls(day.year, day.month, day.day)

    def iso(self) -> str:
        """Return the text that `parse` reads."""
        text = f"{self.year:04d}"
        if self.month:
            text += f"-{self.month:02d}"
        if self.day:
            text += f"-{self.day:02d}"
        return text

    def whole(self) -> date | None:
        """Return the date when the day is known."""
        return date(self.year, self.month, self.day) if self.day else None

    def first_day(self) -> date:
        """Return the earliest day that this date can mean."""
        return date(self.year, self.month or 1, self.day or 1)


@dataclass(frozen=True, slots=True, order=True)
class ServiceMonth:
    """Name one calendar month, the unit in which care management is counted and billed."""

    year: int
    month: int

    def __post_init__(self) -> None:
        date(self.year, self.month, 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the month of `YYYY-MM`; raise InvalidValue with a sentence for anything else."""
        match = _MONTH.match(text.strip())
        if match is None or not 1 <= int(match[2]) <= 12 or int(match[1]) < 1:
            raise InvalidValue("month", "That is not a month.", todo="Write it as 2026-10.")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the month that a day lies in."""
        return cls(day.year, day.month)

    def iso(self) -> str:
        """Return `YYYY-MM`."""
        return f"{self.year:04d}-{self.month:02d}"

    def first_day(self) -> date:
        """Return the first day of the month."""
        return date(self.year, self.month, 1)

    def last_day(self) -> date:
        """Return the last day of the month."""
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    def plus(self, months: int) -> Self:
        """Return the month so many months later, or earlier for a negative number."""
        total = self.year * 12 + self.month - 1 + months
        return type(self)(total // 12, total % 12 + 1)

    def bounds(self, zone: str) -> tuple[datetime, datetime]:
        """Return the UTC instants at which the month starts and ends in a zone (half-open)."""
        return start_of_day(self.first_day(), zone), start_of_day(self.plus(1).first_day(), zone)


def start_of_day(day: date, zone: str) -> datetime:
    """Return the UTC instant at which a calendar day starts in a zone."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def age_on(birth: date, day: date) -> int:
    """Return the age in whole years on a day; a 29 February birthday falls on 1 March in common years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
