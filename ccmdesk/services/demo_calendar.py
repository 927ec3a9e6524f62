"""When the nurses of the demo practice work: a place in the day for every patient, that no two share.

A nurse has at most NURSE_PATIENTS patients. Each of them owns SLOTS places in the nurse's month, found by
arithmetic from the patient's number alone, so that a patient is the same however large the practice is
and the time of one nurse never overlaps.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ccmdesk.domain.dates import ServiceMonth

NURSES_TOGETHER = 3
NURSE_PATIENTS = 120
SLOTS = 3
SLOT_SECONDS = 1600
LONGEST = 1500
_MORNING = 9
_LUNCH_SECONDS = 2700
_SPREAD = 7  # no common divisor with NURSE_PATIENTS, so that neighbours lie days apart


def nurse_of(number: int) -> int:
    """Return which nurse, counted from 0, looks after the patient with this number (from 1)."""
    group, place = divmod(number - 1, NURSES_TOGETHER * NURSE_PATIENTS)
    return group * NURSES_TOGETHER + place % NURSES_TOGETHER


def nurses_for(patients: int) -> int:
    """Return how many nurses a panel of this size needs."""
    return max(NURSES_TOGETHER, max(nurse_of(n) + 1 for n in range(max(1, patients - 2), patients + 1)))


class WorkCalendar:
    """Know the working days of a span of months and their UTC instants in the practice's zone.

    `until` is the day on which the practice is looked at, `done` the last day whose work is finished.
    """

    def __init__(self, *, months: int, through: ServiceMonth, until: date, done: date, zone: str) -> None:
        self.zone = ZoneInfo(zone)
        self.until = until
        self.done = done
        self.through = through
        self.months = tuple(through.plus(back) for back in range(1 - months, 1))
        self._sixes: dict[date, datetime] = {}
        self._eights = {month: self._working_mornings(month) for month in self.months}

    @property
    def first_day(self) -> date:
        """Return the first day of the span."""
        return self.months[0].first_day()

    def at(self, day: date, *, hour: int, minute: int = 0, second: int = 0) -> datetime:
        """Return the UTC instant of a local time of day."""
        local = datetime.combine(day, time(hour, minute, second), tzinfo=self.zone)
        return local.astimezone(UTC)

    def home_hour(self, day: date, *, minute: int) -> datetime:
        """Return a UTC instant so many minutes after six in the morning of a local day."""
        six = self._sixes.get(day)
        if six is None:
            six = self._sixes[day] = self.at(day, hour=6)
        return six + timedelta(minutes=minute)

    def slots(self, month: ServiceMonth, number: int) -> tuple[tuple[date, datetime], ...]:
        """Return the days and UTC starts of a patient's places in a month, as far as the work is done."""
        mornings = self._eights[month]
        per_day = -(-SLOTS * NURSE_PATIENTS // len(mornings))
        turn = 5 * (month.year * 12 + month.month)
        place = (number - 1) % (NURSES_TOGETHER * NURSE_PATIENTS) // NURSES_TOGETHER
        start = place * _SPREAD % NURSE_PATIENTS
        found = []
        for third in range(SLOTS):
            day_index, slot = divmod(start + third * NURSE_PATIENTS, per_day)
            day, eight = mornings[day_index]
            slot = (slot + turn) % per_day
            lunch = _LUNCH_SECONDS if slot >= _MORNING else 0
            if day <= self.done:
                found.append((day, eight + timedelta(seconds=slot * SLOT_SECONDS + lunch)))
        return tuple(found)

    def _working_mornings(self, month: ServiceMonth) -> tuple[tuple[date, datetime], ...]:
        days = (month.first_day() + timedelta(days=n) for n in range(month.last_day().day))
        return tuple((day, self.at(day, hour=8)) for day in days if is_working_day(day))


def is_working_day(day: date) -> bool:
    """Tell whether the practice is open: weekdays without the great holidays."""
    if day.weekday() >= 5 or (day.month, day.day) in ((1, 1), (7, 4), (12, 25)):
        return False
    thanksgiving = day.month == 11 and day.weekday() == 3 and 22 <= day.day <= 28
    return not thanksgiving


def working_day(day: date, *, step: int = 1) -> date:
    """Return the day itself when the practice is open, else the next one in the direction of `step`."""
    while not is_working_day(day):
        day += timedelta(days=step)
    return day
