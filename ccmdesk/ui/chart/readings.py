"""Readings by kind: the last one in words, its trend, and the range it was reported with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate

from PySide6.QtCore import QCoreApplication

from ccmdesk.domain.chart import LOINC, Component, Observation, ObservationCategory, Recorded, code_of
from ccmdesk.domain.common_values import COMMON_VALUES, common_kind
from ccmdesk.domain.dates import PartialDate
from ccmdesk.domain.readings import reading_order, short_unit
from ccmdesk.ui.chart.words import Now, partial_words
from ccmdesk.ui.common import say
from ccmdesk.ui.common.sparkline import Trend

translate = QCoreApplication.translate

_WITHDRAWN = frozenset({"entered-in-error", "cancelled"})
_SHOWN = frozenset({ObservationCategory.VITAL, ObservationCategory.LABORATORY, ObservationCategory.SURVEY})
_TREND_POINTS = 14
_ORDER = {value.key: at for at, value in enumerate(COMMON_VALUES)}


@dataclass(frozen=True, slots=True)
class Series:
    """Hold the readings of one kind, the newest first."""

    key: str
    name: str
    readings: tuple[Recorded[Observation], ...]

    @property
    def last(self) -> Observation:
        """Return the newest reading."""
        return self.readings[0].value


def series_of(observations: Iterable[Recorded[Observation]], *, zone: str) -> tuple[Series, ...]:
    """Return vital signs, results and scores by kind: the common kinds in their order, then the newest.

    Kinds are told apart by LOINC code, or by name and unit where there is none. Withdrawn ones are left out.
    """
    by_kind: dict[str, list[Recorded[Observation]]] = {}
    for one in observations:
        reading = one.value
        if reading.category not in _SHOWN or reading.status in _WITHDRAWN or not value_words(reading):
            continue
        by_kind.setdefault(_kind_key(reading), []).append(one)
    found = []
    for key, group in by_kind.items():
        group.sort(key=lambda one: (reading_order(one.value, zone=zone), one.id), reverse=True)
        found.append(Series(key, _name(key, group[0].value), tuple(group)))
    found.sort(key=lambda series: reading_order(series.last, zone=zone), reverse=True)
    found.sort(key=lambda series: _ORDER.get(series.key, len(_ORDER)))
    return tuple(found)


def first_values(series: Sequence[Series], *, limit: int) -> tuple[Series, ...]:
    """Return the kinds that the overview has room for."""
    return tuple(series[:limit])


def trend_of(series: Series) -> Trend:
    """Return the last readings that are numbers in the newest one's unit, with its reference range."""
    last = series.last
    unit = _unit(last)
    points = [
        (_stamp(one.value), float(number))
        for one in series.readings[:_TREND_POINTS]
        if (number := _number(one.value)) is not None and _unit(one.value) == unit
    ]
    points.reverse()
    # The trend goes as the list does, also where a value without a time follows one in the evening.
    stamps = accumulate((at for at, _ in points), max)
    points = [(at, number) for at, (_, number) in zip(stamps, points, strict=True)]
    low, high = last.low, last.high
    spoken = translate("chart", "%1: %2 readings, the last one %3")
    spoken = spoken.replace("%1", series.name).replace("%2", str(len(points)))
    return Trend(
        points=tuple(points),
        low=None if low is None else float(low),
        high=None if high is None else float(high),
        spoken=spoken.replace("%3", value_words(last)),
    )


def side_words(reading: Observation) -> str:
    """Return `above` or `below` for a number outside the range it was reported with, else nothing."""
    number = _number(reading)
    if number is None:
        return ""
    if reading.high is not None and number > reading.high:
        return translate("chart", "above")
    if reading.low is not None and number < reading.low:
        return translate("chart", "below")
    return ""


def bounds_words(reading: Observation) -> str:
    """Return the reference range that came with a reading: 3.5–5.1, up to 130."""
    low, high = reading.low, reading.high
    if low is not None and high is not None:
        return f"{number_words(low)}–{number_words(high)}"
    if high is not None:
        return translate("chart", "up to %s").replace("%s", number_words(high))
    return "" if low is None else translate("chart", "from %s").replace("%s", number_words(low))


def range_words(reading: Observation) -> str:
    """Return the reference range with its word: range 3.5–5.1."""
    bounds = bounds_words(reading)
    return translate("chart", "range %s").replace("%s", bounds) if bounds else ""


def value_parts(reading: Observation) -> tuple[str, str]:
    """Return a reading as its number (or text) and its unit: `138/76`, `mmHg`."""
    if reading.value is not None:
        kind = common_kind(reading)
        score = kind is not None and kind.key == "phq9"
        unit = translate("chart", "of 27") if score else short_unit(reading.unit)
        return f"{reading.comparator}{number_words(reading.value)}", unit
    pair = _pair(reading)
    if pair:
        return "/".join(_part(part) for part in pair), short_unit(pair[0].unit)
    if reading.text:
        return reading.text, ""
    parts = [part for part in reading.components if part.value is not None or part.text]
    return ", ".join(f"{part.name} {_part(part)} {short_unit(part.unit)}".strip() for part in parts), ""


def value_words(reading: Observation) -> str:
    """Return a reading with its unit: 138/76 mmHg; nothing when it has no value."""
    return " ".join(part for part in value_parts(reading) if part)


def number_words(value: Decimal) -> str:
    """Return a number as recorded, machine digits beyond two decimals rounded away."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -2:
        step = Decimal("0.1") if abs(value) >= 10 else Decimal("0.01")
        value = value.quantize(step, rounding=ROUND_HALF_UP)
    return f"{value:f}"


def day_of(reading: Observation, now: Now) -> date | None:
    """Return the local day of a reading when it is known."""
    if reading.at is not None:
        return now.local(reading.at).date()
    return None if reading.date is None else reading.date.whole()


def when_words(reading: Observation, now: Now) -> str:
    """Return when a reading was taken: today 6:50, 19 Oct, 19 Oct 2025, Mar 2019."""
    day = day_of(reading, now)
    if day is None:
        return partial_words(reading.date)
    today = now.today()
    if day == today:
        words = translate("chart", "today")
        return words if reading.at is None else f"{words} {say.clock_time(now.local(reading.at))}"
    words = f"{day.day} {say.month_name(day.month)}"
    return words if day.year == today.year else f"{words} {day.year}"


def exact_when(reading: Observation, now: Now) -> str:
    """Return the date of a reading with year and, when known, the time of day."""
    day = day_of(reading, now)
    if day is None:
        return partial_words(reading.date)
    words = say.full_date(day)
    return words if reading.at is None else f"{words}, {say.clock_time(now.local(reading.at))}"


def common_name(key: str) -> str:
    """Return the name of a common kind in the window's language."""
    return {
        "weight": translate("chart", "Weight"),
        "pressure": translate("chart", "Blood pressure"),
        "pulse": translate("chart", "Pulse"),
        "glucose": translate("chart", "Glucose"),
        "a1c": translate("chart", "A1c"),
        "egfr": translate("chart", "eGFR"),
        "potassium": translate("chart", "Potassium"),
        "ldl": translate("chart", "LDL"),
        "phq9": translate("chart", "PHQ-9"),
        "creatinine": translate("chart", "Creatinine"),
        "saturation": translate("chart", "Oxygen saturation"),
        "temperature": translate("chart", "Temperature"),
    }.get(key, "")


def _kind_key(reading: Observation) -> str:
    common = common_kind(reading)
    if common is not None:
        return common.key
    return code_of(reading.codings, LOINC) or f"{reading.name.casefold()} {reading.unit}"


def _name(key: str, reading: Observation) -> str:
    return common_name(key) or reading.name


def _stamp(reading: Observation) -> float:
    if reading.at is not None:
        return reading.at.timestamp()
    # A day without a time stands at its end, as it does in the order of readings.
    day = (reading.date or PartialDate(1970)).first_day() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()


def _number(reading: Observation) -> Decimal | None:
    if reading.value is not None:
        return reading.value
    pair = _pair(reading)
    return pair[0].value if pair else None


def _unit(reading: Observation) -> str:
    pair = _pair(reading)
    return pair[0].unit if pair else reading.unit


def _pair(reading: Observation) -> tuple[Component, ...]:
    """Return systolic and diastolic of a blood pressure, in this order, or nothing."""
    if len(reading.components) != 2:
        return ()
    first, second = sorted(reading.components, key=lambda part: "dias" in part.name.casefold())
    names = f"{first.name} {second.name}".casefold()
    if "systolic" not in names or "diastolic" not in names:
        return ()
    return () if first.value is None or second.value is None else (first, second)


def _part(part: Component) -> str:
    return part.text if part.value is None else number_words(part.value)
