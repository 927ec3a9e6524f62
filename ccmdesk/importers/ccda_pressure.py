"""Join systolic and diastolic readings into one blood pressure, as FHIR records it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ccmdesk.domain.chart import LOINC, Coding, Component, Observation
from ccmdesk.importers.ccda_entries import Found, Left

SYSTOLIC, DIASTOLIC, PRESSURE = "8480-6", "8462-4", "85354-9"


def _has(found: Found[Observation] | Left, code: str) -> bool:
    return isinstance(found, Found) and any(c.code == code and c.system == LOINC for c in found.value.codings)


def with_pressures(found: list[Found[Observation] | Left]) -> Iterator[Found[Observation] | Left]:
    """Yield readings with each systolic and the diastolic of the same time made one blood pressure."""
    diastolics = [item for item in found if isinstance(item, Found) and _has(item, DIASTOLIC)]
    taken: list[Found[Observation]] = []
    joined: list[Found[Observation] | Left] = []
    for item in found:
        if not isinstance(item, Found) or not _has(item, SYSTOLIC):
            joined.append(item)
            continue
        partner = next((d for d in diastolics if d not in taken and _same_time(item, d)), None)
        if partner is None:
            joined.append(item)
            continue
        taken.append(partner)
        joined.append(_pressure(item, partner))
    return (item for item in joined if not (isinstance(item, Found) and item in taken))


def _same_time(one: Found[Observation], other: Found[Observation]) -> bool:
    return (one.value.date, one.value.at) == (other.value.date, other.value.at)


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
