"""What the demo practice is made of: the invented lists of resources/demo, read into frozen values."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from typing import Any

from ccmdesk.resource_files import read_text


@dataclass(frozen=True, slots=True)
class Problem:
    """Hold a long-lasting problem with its codes and what fits it."""

    key: str
    name: str
    icd10: str
    snomed: str
    weight: int
    group: str
    sex: str
    specialist: str
    regimen: tuple[tuple[float, tuple[str, ...]], ...]
    tracks: tuple[str, ...]
    expected: tuple[str, ...]
    goals: tuple[tuple[str, str], ...]
    barriers: tuple[str, ...]
    interventions: tuple[tuple[str, str, str], ...]
    symptoms: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Medicine:
    """Hold a medicine as it is usually taken; `never` names problems with which it is not used."""

    key: str
    name: str
    rxnorm: str
    dose: str
    route: str
    timing: str
    family: str
    never: frozenset[str]


@dataclass(frozen=True, slots=True)
class Track:
    """Hold what is measured over time and how it moves; months between values, scatter, limits."""

    key: str
    name: str
    loinc: str
    unit: str
    category: str
    every: int
    start: tuple[float, float]
    drift: tuple[float, float]
    noise: float
    decimals: int
    soft: tuple[float, float]
    reference: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Background:
    """Hold names that belong together, and the language spoken by a share of their bearers."""

    key: str
    weight: int
    language: str
    share: float
    family: tuple[str, ...]
    female: tuple[str, ...]
    male: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LogLine:
    """Hold one prepared call: seconds, how it ended, with whom, what was noted."""

    seconds: int
    outcome: str
    with_whom: str
    note: str


@dataclass(frozen=True, slots=True)
class Part:
    """Hold what is fixed beforehand about a person; everything else is drawn."""

    family: str = ""
    given: str = ""
    sex: str = ""
    preferred: str = ""
    pronouns: str = ""
    born: date | None = None
    age: int | None = None
    case: str = ""
    language: str = ""
    interpreter: str = ""
    best_time: str = ""
    phone: str | None = None
    relative: tuple[str, str] | None = None
    pharmacy: str = ""
    conditions: tuple[str, ...] = ()
    medicines: tuple[tuple[str, str], ...] = ()
    allergies: tuple[tuple[str, str], ...] | None = None
    starts: tuple[tuple[str, float], ...] = ()
    ends: tuple[tuple[str, float], ...] = ()
    state: str = ""
    consent: str = ""
    plan: str = ""
    versions: int = 0
    risk: str = ""
    stay: bool = False
    promise: str = ""
    due: int | None = None
    month: str = ""
    log: tuple[LogLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalog:
    """Hold every list, and the tables of names that are drawn from."""

    problems: dict[str, Problem]
    medicines: dict[str, Medicine]
    tracks: dict[str, Track]
    kidney: dict[str, tuple[tuple[float, float], tuple[float, float]]]
    backgrounds: tuple[Background, ...]
    words: dict[str, dict[str, Any]]
    cast: tuple[Part, ...]


def load_catalog() -> Catalog:
    """Return the lists of resources/demo."""
    problems, medicines, readings, names, cast = (
        tomllib.loads(read_text(f"demo/{name}.toml"))
        for name in ("conditions", "medicines", "readings", "names", "cast")
    )
    kidney = {key: (tuple(pair[0]), tuple(pair[1])) for key, pair in readings.pop("kidney").items()}
    words = {key: names.pop(key) for key in ("places", "relatives", "services", "staff")}
    return Catalog(
        problems={key: _problem(key, table) for key, table in problems.items()},
        medicines={key: _medicine(key, table) for key, table in medicines.items()},
        tracks={key: _track(key, table) for key, table in readings.items()},
        kidney=kidney,
        backgrounds=tuple(_background(key, table) for key, table in names.items()),
        words=words,
        cast=tuple(_part(table) for table in cast["person"]),
    )


def _problem(key: str, table: dict[str, Any]) -> Problem:
    return Problem(
        key=key,
        name=table["name"],
        icd10=table["icd10"],
        snomed=table["snomed"],
        weight=table["weight"],
        group=table.get("group", key),
        sex=table.get("sex", ""),
        specialist=table.get("specialist", ""),
        regimen=tuple((float(step[0]), tuple(step[1:])) for step in table["regimen"]),
        tracks=tuple(table["tracks"]),
        expected=tuple(table["expected"]),
        goals=tuple((goal[0], goal[1]) for goal in table["goals"]),
        barriers=tuple(table["barriers"]),
        interventions=tuple((one[0], one[1], one[2]) for one in table["interventions"]),
        symptoms=table["symptoms"],
        notes=tuple(table["notes"]),
    )


def _medicine(key: str, table: dict[str, Any]) -> Medicine:
    return Medicine(
        key=key,
        name=table["name"],
        rxnorm=table.get("rxnorm", ""),
        dose=table["dose"],
        route=table.get("route", "by mouth"),
        timing=table["timing"],
        family=table["family"],
        never=frozenset(table.get("never", ())),
    )


def _track(key: str, table: dict[str, Any]) -> Track:
    reference = table.get("range")
    return Track(
        key=key,
        name=table["name"],
        loinc=table["loinc"],
        unit=table["unit"],
        category=table["category"],
        every=table["every"],
        start=(table["start"][0], table["start"][1]),
        drift=(table["drift"][0], table["drift"][1]),
        noise=table["noise"],
        decimals=table["decimals"],
        soft=(table["soft"][0], table["soft"][1]),
        reference=None if reference is None else (reference[0], reference[1]),
    )


def _background(key: str, table: dict[str, Any]) -> Background:
    return Background(
        key=key,
        weight=table["weight"],
        language=table.get("language", ""),
        share=table.get("share", 0.0),
        family=tuple(table["family"]),
        female=tuple(table["female"]),
        male=tuple(table["male"]),
    )


def _part(table: dict[str, Any]) -> Part:
    given = dict(table)
    for name in ("starts", "ends"):
        given[name] = tuple(given.get(name, {}).items())
    for name in ("conditions", "relative"):
        if name in given:
            given[name] = tuple(given[name])
    for name in ("medicines", "allergies"):
        if name in given:
            given[name] = tuple(tuple(pair) for pair in given[name])
    given["log"] = tuple(LogLine(*line) for line in given.get("log", ()))
    return Part(**given)
