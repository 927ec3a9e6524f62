"""Join systolic and diastolic readings into one blood pressure, as FHIR records it."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import datetime

from ccmdesk.domain.chart import LOINC, Coding, Component, Observation
from ccmdesk.domain.dates import PartialDate
from ccmdesk.importers.ccda_entries import Found, Left

Time = tuple[PartialDate | None, datetime | None]
SYSTOLIC, DIASTOLIC, PRESSURE = "8480-6", "8462-4", "85354-9"


def _has(found: Found[Observation] | Left, code: str) -> bool:
    return isinstance(found, Found) and any(c.code == code and c.system == LOINC for c in found.value.codings)


def with_pressures(found: list[Found[Observation] | Left]) -> list[Found[Observation] | Left]:
    """Return readings with each systolic and the diastolic of the same time made one blood pressure."""
    waiting: dict[Time, deque[int]] = {}
    for place, item in enumerate(found):
        if isinstance(item, Found) and _has(item, DIASTOLIC):
            waiting.setdefault(_time(item), deque()).append(place)
    joined: dict[int, Found[Observation] | Left] = dict(enumerate(found))
    for place, item in enumerate(found):
        if not isinstance(item, Found) or not _has(item, SYSTOLIC):
            continue
        partners = waiting.get(_time(item))
        if partners:
            partner = joined.pop(partners.popleft())
            if isinstance(partner, Found):
                joined[place] = _pressure(item, partner)
    return list(joined.values())


def _time(item: Found[Observation]) -> Time:
    return item.value.date, item.value.at


def _pressure(systolic: Found[Observation], diastolic: Found[Observation]) -> Found[Observation]:
    parts = tuple(
        Component(name, Coding(LOINC, code, name), part.value.value, part.value.text, part.value.unit)
        for name, code, part in (
            ("Systolic blood pressure", SYSTOLIC, systolic),
            ("Diastolic blood pressure", DIASTOLIC, diastolic),
        )
    )
    reading = replace(
        systolic.value,
        name="Blood pressure",
        codings=(Coding(LOINC, PRESSURE, "Blood pressure panel with all children optional"),),
        value=None,
        text="",
        unit="",
        comparator="",
        low=None,
        high=None,
        components=parts,
        note=". ".join(
            f"{part}: {note}"
            for part, note in (("Systolic", systolic.value.note), ("Diastolic", diastolic.value.note))
            if note
        ),
    )
    content = (*systolic.content, *diastolic.content[3:])
    return Found(reading, systolic.id, content, systolic.author)
