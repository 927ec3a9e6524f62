"""What was measured: values that move over the months as the problems do, with LOINC codes and UCUM units."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from ccmdesk.domain.chart import LOINC, Coding, Component, Observation, ObservationCategory
from ccmdesk.domain.dates import PartialDate
from ccmdesk.services.demo_calendar import WorkCalendar
from ccmdesk.services.demo_catalog import Catalog, Part, Problem, Track

_ALWAYS = ("blood_pressure", "weight")
_KIDNEYS = ("ckd3a", "ckd3b", "ckd4")
_LOW_BLOOD_COUNT = frozenset({"anemia", "ckd4"})
_SYSTOLIC = Coding(LOINC, "8480-6", "Systolic blood pressure")
_DIASTOLIC = Coding(LOINC, "8462-4", "Diastolic blood pressure")
_SCALE_DAYS = 14


@dataclass(frozen=True, slots=True)
class Readings:
    """Hold the observations and, for each track, its value in words by month index."""

    observations: tuple[Observation, ...]
    said: dict[str, dict[int, str]]

    def latest(self, key: str, month: int) -> str:
        """Return the value of a track last known in a month, or an empty text."""
        values = self.said.get(key, {})
        known = [index for index in values if index <= month]
        return values[max(known)] if known else ""


def draw_readings(
    rng: random.Random,
    part: Part,
    *,
    catalog: Catalog,
    problems: tuple[Problem, ...],
    takes: frozenset[str],
    calendar: WorkCalendar,
    last: date,
) -> Readings:
    """Return values of everything that the problems ask to measure, none after the day `last`."""
    found: list[Observation] = []
    said: dict[str, dict[int, str]] = {}
    for track in _tracks(catalog, problems, takes):
        values = _series(rng, part, track, len(calendar.months))
        said[track.key] = {}
        for index, value in values:
            day = calendar.months[index].first_day() + timedelta(days=rng.randint(0, 27))
            if index == len(calendar.months) - 1:
                day = last if part.starts else min(day, last)
            if day > last:
                continue
            observation, words = _observation(rng, track, value, day, calendar)
            found.append(observation)
            said[track.key][index] = words
    if part.starts:
        found.extend(_daily_weights(rng, part, catalog.tracks["weight"], calendar, last))
    return Readings(tuple(found), said)


def _tracks(catalog: Catalog, problems: tuple[Problem, ...], takes: frozenset[str]) -> list[Track]:
    keys = list(dict.fromkeys([*_ALWAYS, *(key for problem in problems for key in problem.tracks)]))
    if "warfarin" in takes:
        keys.append("inr")
    if "phq9" not in keys:
        keys.append("phq9")
    here = {problem.key for problem in problems}
    tracks = []
    for key in keys:
        track = catalog.tracks[key]
        if key == "egfr":
            stage = next((stage for stage in _KIDNEYS if stage in here), "none")
            start, soft = catalog.kidney[stage]
            track = replace(track, start=start, soft=soft)
        if key == "hemoglobin" and not here & _LOW_BLOOD_COUNT:
            track = replace(track, start=(12.6, 14.8), drift=(-0.3, 0.3), soft=(12.0, 16.5))
        if key == "phq9" and "depression" not in here:
            track = replace(track, start=(0, 5), drift=(-2, 2), soft=(0, 9), every=6)
        tracks.append(track)
    return tracks


def _series(rng: random.Random, part: Part, track: Track, months: int) -> list[tuple[int, float]]:
    start = dict(part.starts).get(track.key)
    start = rng.uniform(*track.start) if start is None else start
    end = dict(part.ends).get(track.key)
    drawn_end = start + rng.uniform(*track.drift) * months / 12
    fixed = end
    if end is None:
        end = drawn_end
    elif track.key == "weight":
        end = start  # steady until the last days, which have readings of their own
    values = []
    every = min(track.every, 2) if part.starts else track.every
    offset = 0 if part.starts else rng.randrange(every)
    for index in range((months - 1 - offset) % every, months, every):
        share = index / max(1, months - 1)
        value = start + (end - start) * share + rng.gauss(0, track.noise)
        if fixed is not None and index == months - 1:
            value = fixed
        values.append((index, min(max(value, track.soft[0]), track.soft[1])))
    return values


def _observation(
    rng: random.Random, track: Track, value: float, day: date, calendar: WorkCalendar
) -> tuple[Observation, str]:
    category = ObservationCategory(track.category)
    number = Decimal(f"{value:.{track.decimals}f}")
    at = (
        calendar.home_hour(day, minute=rng.randint(20, 75)) if category is ObservationCategory.VITAL else None
    )
    low, high = (None, None) if track.reference is None else (Decimal(str(one)) for one in track.reference)
    components: tuple[Component, ...] = ()
    words = str(number)
    if track.key == "blood_pressure":
        below = Decimal(round(value * 0.45 + rng.uniform(8, 18)))
        words = f"{number}/{below}"
        components = (
            Component("Systolic", _SYSTOLIC, number, unit=track.unit),
            Component("Diastolic", _DIASTOLIC, below, unit=track.unit),
        )
    observation = Observation(
        track.name,
        (Coding(LOINC, track.loinc, track.name),),
        category,
        value=None if components else number,
        unit="" if components else track.unit,
        date=PartialDate.of(day),
        at=at,
        low=low,
        high=high,
        components=components,
        status="final",
    )
    return observation, words


def _daily_weights(
    rng: random.Random, part: Part, track: Track, calendar: WorkCalendar, last: date
) -> list[Observation]:
    """Return the scale's last two weeks: steady, then up by the end, as the picture of the worklist shows."""
    end = dict(part.ends)[track.key]
    found = []
    for back in range(_SCALE_DAYS, 0, -1):
        rise = max(0.0, 4 - back) * 1.3
        value = end - 5.2 + rise + rng.uniform(-0.5, 0.5)
        day = last - timedelta(days=back)
        if day >= calendar.first_day:
            found.append(_observation(rng, track, value, day, calendar)[0])
    return found
